"""Which row of which table a record is that was read off a page of a damaged file: its checksum proves it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from servicedesk.storage import driver, raw_pages, row_sums
from servicedesk.storage.raw_pages import Value
from servicedesk.storage.schema_map import LARGEST_NUMBER

_SUM_COLUMNS = 2
_LONGEST_SUM = 100
"""Bytes of a row of row_sums, and of sqlite_sequence, which has the name of a table."""


@dataclass(slots=True)
class Held:
    """What a damaged file says of its rows beside them."""

    sums: dict[int, set[int]]
    """The sums that were found of a row, by its key; a page that was given up may hold an older one."""
    columns: dict[str, dict[str, Value]]
    """The columns of each table in the order of its records, with what stands for those that one lacks."""
    is_whole: bool
    """Whether the sums were read to their end: then they tell of every row."""
    highest: dict[str, int] = field(default_factory=dict)
    """The highest number that each table ever had, where that was found."""

    def numbers(self, table: str) -> set[int]:
        """The numbers of all rows of the table that have a sum."""
        first = row_sums.prefix(table)
        last = row_sums.key(table, LARGEST_NUMBER)
        return {row & LARGEST_NUMBER for row in self.sums if first <= row <= last}

    def is_as_written(self, table: str, number: int, values: Mapping[str, object]) -> bool:
        """Whether nothing says that the row is another one than was written."""
        known = self.sums.get(row_sums.key(table, number))
        return row_sums.sum_of(table, values) in known if known else not self.is_whole

    def changed(self, db: driver.Connection, table: str, ids: set[int]) -> list[int]:
        """Those of the saved rows that are not as they were written, or that nobody of ours wrote."""
        if table not in row_sums.TABLES:
            return []
        names = [name for name in self.columns.get(table, {}) if name in columns_of_target(db, table)]
        found = db.execute(f"SELECT {', '.join(_quoted(names))} FROM {table} ORDER BY id")
        wrong = []
        for row in found:
            values = dict(zip(names, row, strict=True))
            number = int(values["id"])
            if number in ids and not self.is_as_written(table, number, values):
                wrong.append(number)
        return wrong


def add_sums(source: Path, held: Held, *, past_log: bool = False) -> bool:
    """Read sums and highest numbers off the pages, where no tree leads to all; whether there are sums.

    Not of a file with a log beside it, whose pages may be older ones, unless that is left out (`past_log`).
    """
    log = source.with_name(f"{source.name}-wal")
    if not past_log and log.exists() and log.stat().st_size:
        return bool(held.sums)
    for number, record in raw_pages.records(source, _LONGEST_SUM):
        if len(record) == _SUM_COLUMNS and record[0] is None and row_sums.row_of(number) is not None:
            told = record[1]
            if isinstance(told, int):
                held.sums.setdefault(number, set()).add(told)
        elif len(record) == _SUM_COLUMNS and record[0] in held.columns and isinstance(record[1], int):
            # A row of sqlite_sequence.
            table = str(record[0])
            held.highest[table] = max(record[1], held.highest.get(table, 0))
    return bool(held.sums)


def proven(source: Path, held: Held, tables: Collection[str]) -> Iterator[tuple[str, int, dict[str, Value]]]:
    """The rows on the pages that their sums prove to be of one of the tables: its name, number, values."""
    by_number: dict[int, list[str]] = {}
    for row in held.sums:
        found = row_sums.row_of(row)
        if found is not None and found[0] in held.columns and found[0] in tables:
            by_number.setdefault(found[1], []).append(found[0])
    for number, record in raw_pages.records(source):
        for table in by_number.get(number, ()):
            columns = held.columns[table]
            if len(record) > len(columns) or record[:1] != [None]:
                continue
            values = _with_names(columns, record)
            values["id"] = number
            if row_sums.sum_of(table, values) in held.sums[row_sums.key(table, number)]:
                yield table, number, values


def _with_names(columns: dict[str, Value], record: Sequence[Value]) -> dict[str, Value]:
    given = [*record, *list(columns.values())[len(record) :]]
    return dict(zip(columns, given, strict=True))


def default_of(told: str | None) -> Value:
    """What stands for a column that a record lacks, from the text of its DEFAULT."""
    if told is None or told.upper() == "NULL":
        return None
    if told.startswith("'"):
        return told[1:-1].replace("''", "'")
    return int(told) if told.lstrip("-").isdecimal() else None


def columns_of_target(db: driver.Connection, table: str) -> set[str]:
    """The columns that the table has in the new file."""
    return {row[1] for row in db.execute(f"PRAGMA table_info({table})").fetchall()}


def _quoted(names: Sequence[str]) -> list[str]:
    return [f'"{name}"' for name in names]
