"""What the desk can do: one public method = one transaction = one event that undo can reverse."""
