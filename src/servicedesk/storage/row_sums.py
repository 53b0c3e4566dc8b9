"""A checksum of each row, so that doctor finds what changed without us: a flipped bit, a foreign edit.

SQLite keeps none of its own: a bit that flips inside a text leaves a page that reads well. The sums stand in
a table of their own and are written with what they are of, in the same commit: while a connection of ours
writes, triggers that live in it alone, and not in the file, note which rows were touched, whoever touches
them. So no way of writing can forget them, and another program needs nothing of ours to write to the file.
"""

import zlib
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from servicedesk.storage import driver
from servicedesk.storage.schema_map import CLOCK_COLUMNS
from servicedesk.storage.statement_parts import COLUMNS

_NUMBER_BITS = 40
"""A sum has one number of the table, by its name, and the number of the row."""
_MASK = (1 << _NUMBER_BITS) - 1
_WITHOUT = frozenset({"row_sums", "clock_stamp"})
TABLES = tuple(sorted(COLUMNS.keys() - _WITHOUT))
"""Those whose rows have sums. What the clocks come to is left out: doctor computes it from the history."""

_CONCAT_SINCE = (3, 44)
_NEXT = "SELECT min(id) FROM touched_rows WHERE id >= ?"
_PUT = "INSERT OR REPLACE INTO row_sums (id, crc) VALUES (?, ?)"


class Unlike(NamedTuple):
    """A row that is not as it was written: `how` is changed, added or removed."""

    table: str
    number: int
    how: str


def prefix(table: str) -> int:
    """Where the sums of a table begin."""
    return (zlib.crc32(table.encode()) >> 12) << _NUMBER_BITS


_BY_PREFIX = {prefix(table): table for table in TABLES}


def watch(db: driver.Connection) -> None:
    """Note from now on which rows this connection touches; not within a transaction."""
    if db.execute("SELECT 1 FROM temp.sqlite_master WHERE name = 'touched_rows'").fetchone():
        return
    db.execute("CREATE TEMP TABLE touched_rows (id INTEGER PRIMARY KEY)")
    for table in TABLES:
        for event, row in (("INSERT", "new"), (f"UPDATE OF {_names(table)}", "new"), ("DELETE", "old")):
            db.execute(
                f"CREATE TEMP TRIGGER touched_{table}_{event.split()[0]} AFTER {event} ON main.{table}"
                f" BEGIN INSERT OR IGNORE INTO touched_rows VALUES ({prefix(table)} | {row}.id); END"
            )


def write(db: driver.Connection) -> None:
    """Write the sums of the rows touched since; before each commit of a connection that is watched."""
    first = 0
    # From table to table: each of few rows, as a rule, of few tables.
    while (found := db.execute(_NEXT, (first,)).fetchone()) and found[0] is not None:
        gone: list[tuple[int]] = []
        sums = db.execute(_touched(_BY_PREFIX[found[0] & ~_MASK]))
        first = (found[0] | _MASK) + 1
        db.executemany(_PUT, ((key, zlib.crc32(text)) for key, text in _there(sums, gone)))
        if gone:
            db.executemany("DELETE FROM row_sums WHERE id = ?", gone)
    if first:
        db.execute("DELETE FROM touched_rows")


def _there(found: Iterator[tuple[int, bytes | None]], gone: list[tuple[int]]) -> Iterator[tuple[int, bytes]]:
    """Those of the rows that are there; the others are added to `gone`."""
    for key, text in found:
        if text is None:
            gone.append((key,))
        else:
            yield key, text


def write_all(db: driver.Connection) -> None:
    """Take every row as it stands for right."""
    db.execute("DELETE FROM row_sums")
    for table in TABLES:
        db.executemany(_PUT, ((prefix(table) | number, crc) for number, crc in _sums_of(db, table)))


def unlike(db: driver.Connection) -> Iterator[Unlike]:
    """The rows that are not as they were written, by table and number."""
    for table in TABLES:
        first = prefix(table)
        held = db.execute(
            f"SELECT id & {_MASK}, crc, 0 FROM row_sums WHERE id BETWEEN {first} AND {first | _MASK}"
        ).fetchall()
        found = [(number, crc, 1) for number, crc in _sums_of(db, table)]
        for number, group in groupby(sorted([*held, *found]), key=itemgetter(0)):
            both = list(group)
            if len(both) == 1:
                yield Unlike(table, number, "added" if both[0][2] else "removed")
            elif both[0][1] != both[1][1]:
                yield Unlike(table, number, "changed")


def _sums_of(db: driver.Connection, table: str) -> Iterator[tuple[int, int]]:
    for number, text in db.execute(f"SELECT {table}.id, {_text(table)} FROM {table} ORDER BY id"):
        yield number, zlib.crc32(text)


@cache
def _touched(table: str) -> str:
    """The keys of the touched rows of a table with the text of each, NULL for one that is gone."""
    first = prefix(table)
    return (
        f"SELECT touched_rows.id, CASE WHEN {table}.id IS NOT NULL THEN {_text(table)} END FROM touched_rows"
        f" LEFT JOIN {table} ON {table}.id = touched_rows.id & {_MASK}"
        f" WHERE touched_rows.id BETWEEN {first} AND {first | _MASK}"
    )


@cache
def _columns(table: str) -> tuple[str, ...]:
    left_out = {"id", *(CLOCK_COLUMNS if table == "cases" else ())}
    return tuple(name for name in COLUMNS[table] if name not in left_out)


def _names(table: str) -> str:
    return ", ".join(f'"{name}"' for name in _columns(table))


@cache
def _text(table: str) -> str:
    """All of a row in one text, in which nothing stands for two things but by intent."""
    cells = ", ".join(f'ifnull({table}."{name}", char(30))' for name in _columns(table))
    if driver.sqlite_version().version >= _CONCAT_SINCE:
        return f"CAST(concat_ws(char(31), {cells}) AS BLOB)"
    return f"CAST({cells.replace(', ifnull', ' || char(31) || ifnull')} AS BLOB)"
