"""File formats: a file to canonical rows and back. No database."""
