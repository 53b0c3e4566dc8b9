"""A checksum of each row, so that doctor finds what changed without us: a flipped bit, a foreign edit.

SQLite keeps none of its own: a bit that flips inside a text leaves a page that reads well. The sums stand in
a table of their own and are written with what they are of, in the same commit: while a connection of ours
writes, triggers that live in it alone, and not in the file, note which rows were touched, whoever touches
them. So no way of writing can forget them, and another program needs nothing of ours to write to the file.

A row that was not as we wrote it does not become right by an edit: what it holds beside the edited field came
from elsewhere. It gets a mark in place of its sum, and is named until somebody accepts it.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from servicedesk.storage import driver
from servicedesk.storage.schema_map import CLOCK_COLUMNS, LARGEST_NUMBER
from servicedesk.storage.statement_parts import COLUMNS

_MASK = LARGEST_NUMBER
"""A sum has one number of the table, by its name, and the number of the row."""
_NUMBER_BITS = _MASK.bit_length()
_WITHOUT = frozenset({"row_sums", "clock_stamp"})
TABLES = tuple(sorted(COLUMNS.keys() - _WITHOUT))
"""Those whose rows have sums. What the clocks come to is left out: doctor computes it from the history."""

NOT_OURS = -1
"""Stands for the sum of a row that was edited while it was not as we wrote it; no row has that sum."""
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
    db.create_function("crc32", 1, zlib.crc32, deterministic=True)
    db.execute("CREATE TEMP TABLE touched_rows (id INTEGER PRIMARY KEY, is_ours INTEGER NOT NULL)")
    for table in TABLES:
        # What was there before is looked at when a transaction touches it first.
        as_written = f"crc32({_text(table, 'old')})"
        for event, row, is_ours in (
            ("INSERT", "new", f"coalesce({{held}}, 0) <> {NOT_OURS}"),
            (f"UPDATE OF {_names(table)}", "old", f"coalesce({{held}}, {NOT_OURS}) = {as_written}"),
            ("DELETE", "old", f"coalesce({{held}}, {NOT_OURS}) = {as_written}"),
        ):
            key = f"{prefix(table)} | {row}.id"
            held = f"(SELECT crc FROM main.row_sums WHERE id = ({key}))"
            db.execute(
                f"CREATE TEMP TRIGGER touched_{table}_{event.split()[0]} AFTER {event} ON main.{table}"
                f" WHEN NOT EXISTS (SELECT 1 FROM touched_rows WHERE id = ({key}))"
                f" BEGIN INSERT INTO touched_rows VALUES ({key}, {is_ours.format(held=held)}); END"
            )


def write(db: driver.Connection) -> None:
    """Write the sums of the rows touched since; before each commit of a connection that is watched."""
    first = 0
    # From table to table: each of few rows, as a rule, of few tables.
    while (found := db.execute(_NEXT, (first,)).fetchone()) and found[0] is not None:
        put, drop = _writing(_BY_PREFIX[found[0] & ~_MASK])
        first = (found[0] | _MASK) + 1
        db.execute(put)
        db.execute(drop)
    if first:
        db.execute("DELETE FROM touched_rows")


def key(table: str, number: int) -> int:
    """By which the sum of a row is known."""
    return prefix(table) | number


def row_of(key: int) -> tuple[str, int] | None:
    """The table and the number of the row that a sum is of; None for a key that is none."""
    table = _BY_PREFIX.get(key & ~_MASK)
    return None if table is None else (table, key & _MASK)


def sum_of(table: str, values: Mapping[str, object]) -> int:
    """The sum of a row that was read by other means than SQL: integers, texts, None.

    Columns that it has not are left out, as in a file of an earlier schema.
    """
    cells = [values[name] for name in _columns(table) if name in values]
    return zlib.crc32("\x1f".join("\x1e" if cell is None else str(cell) for cell in cells).encode())


def write_all(db: driver.Connection, but: Iterable[Unlike] = ()) -> None:
    """Take every row as it stands for right, `but` these, which keep a mark."""
    db.execute("DELETE FROM row_sums")
    for table in TABLES:
        db.executemany(_PUT, ((prefix(table) | number, crc) for number, crc in _sums_of(db, table)))
    db.executemany(_PUT, [(prefix(one.table) | one.number, NOT_OURS) for one in but])


def has_any(db: driver.Connection) -> bool:
    """Whether a file of whatever schema has sums."""
    has_table = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'row_sums'").fetchone()
    return bool(has_table) and db.execute("SELECT 1 FROM row_sums LIMIT 1").fetchone() is not None


def unlike_before_climb(db: driver.Connection) -> list[Unlike]:
    """As unlike(), of a file of an earlier schema, by the columns that it has; none where it has no sums."""
    return list(unlike(db)) if has_any(db) else []


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
    held = frozenset(row[1] for row in db.execute(f"PRAGMA table_info({table})").fetchall())
    if not held:
        return
    for number, text in db.execute(f"SELECT {table}.id, {_text(table, held=held)} FROM {table} ORDER BY id"):
        yield number, zlib.crc32(text)


@cache
def _writing(table: str) -> tuple[str, str]:
    """Put the sum of each touched row of a table, or the mark; drop those that are gone and were right."""
    first = prefix(table)
    touched = f"touched_rows.id BETWEEN {first} AND {first | _MASK}"
    joined = f"FROM touched_rows LEFT JOIN {table} ON {table}.id = touched_rows.id & {_MASK} WHERE {touched}"
    put = (
        "INSERT OR REPLACE INTO row_sums (id, crc)"
        f" SELECT touched_rows.id, CASE WHEN is_ours THEN crc32({_text(table)}) ELSE {NOT_OURS} END {joined}"
        f" AND ({table}.id IS NOT NULL OR NOT is_ours)"
    )
    gone = f"SELECT touched_rows.id {joined} AND {table}.id IS NULL AND is_ours"
    return put, f"DELETE FROM row_sums WHERE id IN ({gone})"


@cache
def _columns(table: str) -> tuple[str, ...]:
    left_out = {"id", *(CLOCK_COLUMNS if table == "cases" else ())}
    return tuple(name for name in COLUMNS[table] if name not in left_out)


def _names(table: str) -> str:
    return ", ".join(f'"{name}"' for name in _columns(table))


@cache
def _text(table: str, row: str = "", held: frozenset[str] | None = None) -> str:
    """All of a row in one text, in which nothing stands for two things but by intent.

    `held` are the columns that the file has, where it may be of an earlier schema.
    """
    names = [name for name in _columns(table) if held is None or name in held]
    cells = ", ".join(f'ifnull({row or table}."{name}", char(30))' for name in names)
    if driver.sqlite_version().version >= _CONCAT_SINCE:
        return f"CAST(concat_ws(char(31), {cells}) AS BLOB)"
    return f"CAST({cells.replace(', ifnull', ' || char(31) || ifnull')} AS BLOB)"
