"""The one declared schema: a file for each record family."""
