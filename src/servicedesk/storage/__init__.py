"""The only package that opens databases; it hands out frozen rows."""
