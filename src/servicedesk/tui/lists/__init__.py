"""Lists of records: the list itself, its columns, the filter."""
