"""Salvage: copy what can still be read of a damaged file row by row into a new one."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from servicedesk.domain.errors import DamagedError, UsageError
from servicedesk.i18n import _
from servicedesk.storage import driver, row_sums, search_index, whole_days
from servicedesk.storage.engine import Store
from servicedesk.storage.failures import translate, translated
from servicedesk.storage.opening import looking_into

ROWS_AT_ONCE = 200
NEAR = 4096
"""So many numbers are tried one by one behind a row that cannot be read, before the steps grow."""
LARGEST_ID = 2**62


@dataclass(slots=True)
class Salvaged:
    """What became of one table: rows saved, rows known to be lost, references to lost records taken away."""

    table: str
    saved: int = 0
    missing: int = 0
    is_complete: bool = True
    """Whether `missing` counts all that is lost: no index told of more, and the end of the table was read."""
    detached: int = 0


def salvage(source: Path, target: Path, zone: str = "") -> list[Salvaged]:
    """Copy every row of `source` that can be read into a new desk at `target`; say what is missing, by table.

    `zone` is that of who does it, for what a desk of an earlier schema did not say.

    Raises UsageError if `target` is there, DamagedError when nothing at all can be read.
    """
    if target.exists() or target.is_symlink():
        raise UsageError(_("The file to save into is there already."), _("Name a new file."))
    store = Store.open(target)
    try:
        with looking_into(source) as damaged, store.bare() as db:
            db.execute("PRAGMA foreign_keys = OFF")
            db.execute("BEGIN IMMEDIATE")
            report = [_copy_table(damaged, db, table) for table in _tables(db)]
            _require_something(report)
            _mend_references(db, report)
            whole_days.fill(db, zone)
            search_index.rebuild(db)
            row_sums.write_all(db)
            db.execute("COMMIT")
            db.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        store.close()
        for ending in ("", "-wal", "-shm", "-journal"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        raise
    store.close()
    return report


def _require_something(report: Sequence[Salvaged]) -> None:
    if not any(part.saved for part in report):
        raise DamagedError(
            _("Nothing in the file can be read."), _("Bring back a backup with `servicedesk restore`.")
        )


def _tables(db: driver.Connection) -> list[str]:
    found = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    return [
        row[0]
        for row in found
        if "_search" not in row[0] and not row[0].startswith("sqlite_") and row[0] != "row_sums"
    ]


def _copy_table(damaged: driver.Connection, db: driver.Connection, table: str) -> Salvaged:
    part = Salvaged(table)
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})").fetchall()]
    held = _columns_of(damaged, table)
    shared = [name for name in columns if name in held]
    if not shared:
        part.is_complete = False
        return part
    marks = ", ".join("?" * (len(shared) + 1))
    insert = f"INSERT INTO {table} (rowid, {_quoted(shared)}) VALUES ({marks})"
    if "id" in shared:
        shared.remove("id")
        insert = f"INSERT INTO {table} (id, {_quoted(shared)}) VALUES ({marks[:-3]})"
    known, is_told = _known_ids(damaged, table)
    reader = _Reader(damaged, table, shared, known)
    saved: set[int] = set()
    for row in reader.rows():
        # A row that breaks the rules of the schema was not written by us: the damage did.
        if _is_torn(row) or not _inserted(db, insert, row):
            continue
        saved.add(row[0])
    part.saved = len(saved)
    part.missing = len(known - saved)
    part.is_complete = reader.reached_end and is_told
    return part


def _inserted(db: driver.Connection, sql: str, row: Sequence[Any]) -> bool:
    try:
        db.execute(sql, tuple(row))
    except driver.IntegrityError:
        return False
    return True


def _is_torn(row: Sequence[Any]) -> bool:
    """Whether a text holds what no gate lets in: zeros of a page that was wiped, bytes that are no UTF-8."""
    return any(isinstance(value, bytes) or (isinstance(value, str) and "\0" in value) for value in row)


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _columns_of(damaged: driver.Connection, table: str) -> set[str]:
    try:
        return {row[1] for row in damaged.execute(f"PRAGMA table_info({table})").fetchall()}
    except driver.Error:
        return set()


def _known_ids(damaged: driver.Connection, table: str) -> tuple[set[int], bool]:
    """The numbers of the rows that the table's indices still tell of, and whether one told to its end.

    A table without an index on all of its rows has none that could fail to.
    """
    known: set[int] = set()
    told: list[bool] = []
    try:
        indices = damaged.execute(f"PRAGMA index_list({table})").fetchall()
    except driver.Error:
        return known, False
    for row in indices:
        if row[4]:  # a partial index knows only some
            continue
        told.append(False)
        try:
            cursor = damaged.execute(f"SELECT rowid FROM {table} INDEXED BY {row[1]} WHERE 1")
            while batch := cursor.fetchmany(ROWS_AT_ONCE):
                known.update(found[0] for found in batch)
        except driver.Error:
            continue
        told[-1] = True
    return known, any(told) or not told


class _Reader:
    """Reads a table in the order of its numbers, going round what cannot be read."""

    def __init__(
        self, damaged: driver.Connection, table: str, columns: Sequence[str], known: set[int]
    ) -> None:
        self.damaged = damaged
        self.known = sorted(known)
        self.reached_end = True
        self.sql = f"SELECT rowid, {_quoted(columns)} FROM {table} WHERE rowid >= ? ORDER BY rowid LIMIT ?"

    def rows(self) -> Iterator[Sequence[Any]]:
        """Every row that can be read."""
        start: int | None = -LARGEST_ID
        while start is not None:
            batch, is_whole = self._read(start, ROWS_AT_ONCE)
            yield from batch
            start = batch[-1][0] + 1 if batch else start
            if is_whole:
                if len(batch) < ROWS_AT_ONCE:
                    return
                continue
            # The driver loses the row before a fault as well: one at a time up to the fault itself.
            while (single := self._read(start, 1))[1]:
                if not single[0]:
                    return
                yield single[0][0]
                start = single[0][0][0] + 1
            start = self._beyond(max(start, 1))
        self.reached_end = False

    def _read(self, start: int, limit: int) -> tuple[list[Sequence[Any]], bool]:
        """Rows from `start` on, and whether the reading came to its end without a fault."""
        batch: list[Sequence[Any]] = []
        try:
            for row in self.damaged.execute(self.sql, (start, limit)):
                batch.append(row)  # noqa: PERF402 - what was read before the fault must stay
        except driver.Error as error:
            if "locked" in str(error):
                raise translate(error) from error
            return batch, False
        return batch, True

    def _beyond(self, first: int) -> int | None:
        """The first number from which on a row can be read again; None when there is none."""
        # An index that is whole tells where to look; without one the numbers are tried in turn.
        for number in self.known[bisect_left(self.known, first) :]:
            if self._reads(number):
                return number
        if self.known:
            first = max(first, self.known[-1] + 1)
        failing, step = first, 1
        for number in range(first, first + NEAR):
            if self._reads(number):
                return number
            failing = number
        while failing + step < LARGEST_ID:
            if self._reads(failing + step):
                return self._first_between(failing, failing + step)
            failing, step = failing + step, step * 2
        return None

    def _first_between(self, failing: int, reading: int) -> int:
        while reading - failing > 1:
            middle = (failing + reading) // 2
            if self._reads(middle):
                reading = middle
            else:
                failing = middle
        return reading

    def _reads(self, number: int) -> bool:
        return self._read(number, 1)[1]


def _mend_references(db: driver.Connection, report: Sequence[Salvaged]) -> None:
    """Take away references to records that are lost, and the rows that belonged to them."""
    with translated():
        for part in report:
            required = {row[1] for row in db.execute(f"PRAGMA table_info({part.table})").fetchall() if row[3]}
            for key in db.execute(f"PRAGMA foreign_key_list({part.table})").fetchall():
                parent, column = key[2], key[3]
                lost = f"{column} IS NOT NULL AND {column} NOT IN (SELECT id FROM {parent})"
                if column in required:
                    gone = db.execute(f"DELETE FROM {part.table} WHERE {lost}").rowcount
                    part.saved -= gone
                    part.missing += gone
                else:
                    cleared = f"UPDATE {part.table} SET {column} = NULL WHERE {lost}"
                    part.detached += db.execute(cleared).rowcount
