"""`servicedesk import`."""
