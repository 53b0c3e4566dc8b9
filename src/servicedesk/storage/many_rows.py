"""Many rows with one statement: a fourth faster than one at a time, and Python may work meanwhile."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from servicedesk.storage import driver

_MOST_VALUES = 30_000
"""Values in one statement; SQLite takes 32,766."""


def insert_many(
    db: driver.Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Insert `rows` in their order."""
    begin = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
    marks = f"({', '.join('?' * len(columns))})"
    at_once = _MOST_VALUES // len(columns)
    whole = len(rows) - len(rows) % at_once
    if whole:
        sql = begin + ", ".join([marks] * at_once)
        for start in range(0, whole, at_once):
            db.execute(sql, tuple(chain.from_iterable(rows[start : start + at_once])))
    if whole < len(rows):
        db.executemany(begin + marks, rows[whole:])
