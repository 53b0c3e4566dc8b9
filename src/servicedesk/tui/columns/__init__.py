"""What the lists show of each kind of record: columns that more than one screen uses."""
