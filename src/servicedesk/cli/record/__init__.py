"""What is the same for every kind of record: options, lists, sheets, and which records are meant."""
