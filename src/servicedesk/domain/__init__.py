"""Plain Python: the rules of the trade. No I/O, no framework, no call to now()."""
