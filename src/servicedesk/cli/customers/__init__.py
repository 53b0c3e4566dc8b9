"""`servicedesk customer`."""
