"""The call log and the call form."""
