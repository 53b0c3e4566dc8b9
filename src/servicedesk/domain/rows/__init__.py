"""Frozen read models: what storage hands out and screens show. All times are aware and in UTC.

Each is imported from its own module: making all these classes costs more than reading a page of rows, and no
screen shows all of them. The rows of lists, made by the hundred, are named tuples.
"""
