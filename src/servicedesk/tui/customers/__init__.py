"""The roster and the customer card."""
