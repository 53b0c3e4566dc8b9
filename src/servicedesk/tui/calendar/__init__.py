"""Follow-ups and their calendar."""
