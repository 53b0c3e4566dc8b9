"""Measurements, each against a floor of the same run: `python -m bench.search` runs one."""
