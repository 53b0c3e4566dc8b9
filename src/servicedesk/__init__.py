"""servicedesk: a keyboard-driven terminal program for customer-service desks."""

__version__ = "0.1.0"
