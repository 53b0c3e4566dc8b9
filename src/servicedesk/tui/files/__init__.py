"""Import, export and backup from the screens."""
