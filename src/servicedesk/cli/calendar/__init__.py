"""`servicedesk calendar`."""
