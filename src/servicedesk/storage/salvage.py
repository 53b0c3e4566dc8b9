"""Salvage: copy what can still be read of a damaged file row by row into a new one."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from servicedesk.domain.errors import BusyError, DamagedError, RefusedError, ServiceDeskError
from servicedesk.i18n import _
from servicedesk.settings import standing, unfinished
from servicedesk.storage import driver, foreign_logs, migrations, row_sums, search_index, whole_days
from servicedesk.storage.engine import Store
from servicedesk.storage.failures import translate, translated
from servicedesk.storage.leaves import Held, add_sums, columns_of_target, default_of, proven
from servicedesk.storage.opening import SCHEMA_VERSION, looking_into, scratch
from servicedesk.storage.raw_pages import Value

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
    changed: int = 0
    """Saved rows that are not as servicedesk wrote them; doctor names them in the new file, too."""
    ids: set[int] = field(default_factory=set)
    """The numbers of the saved rows."""
    is_torn: bool = False
    """Whether a part of its tree could not be read."""
    known: set[int] = field(default_factory=set)
    """The numbers of all rows that anything still tells of."""
    odd: set[int] = field(default_factory=set)
    """The numbers of the saved rows that are not as they were written."""


class Report(list[Salvaged]):
    """What became of each table."""

    is_past_log: bool = False
    """Whether the log that lies beside the file was left out: it belongs to another one, or is damaged."""

    @property
    def changed(self) -> int:
        """How many saved rows are not as they were written."""
        return sum(part.changed for part in self)


def salvage(source: Path, target: Path, zone: str = "") -> Report:
    """Copy every row of `source` that can be read into a new desk at `target`; say what is missing, by table.

    The log beside it is read with it unless it belongs to another file: that would put its own pages in the
    place of these. It does where its first page says so, where with it nothing can be read, or where lines of
    the history are lost or told otherwise with it.

    `zone` is that of who does it, for what a desk of an earlier schema did not say.

    Raises RefusedError if `target` is there, DamagedError when nothing at all can be read.
    """
    if target.exists() or target.is_symlink():
        raise RefusedError(_("The file to save into is there already."), _("Name a new file."))
    log = source.with_name(f"{source.name}-wal")
    if not (log.exists() and log.stat().st_size):
        return _salvage(source, target, zone)
    if foreign_logs.is_foreign(source, log):
        return _without_log(_salvage(source, target, zone, past_log=True))
    try:
        whole = _salvage(source, target, zone)
    except BusyError:
        raise
    except ServiceDeskError:
        # With the pages of another file nothing need fit, and SQLite may even take the disk for broken.
        return _without_log(_salvage(source, target, zone, past_log=True))
    kept = unfinished.temporary_name(target)
    try:
        alone = _without_log(_salvage(source, kept, zone, past_log=True))
        if alone.changed <= whole.changed and foreign_logs.has_lost_history(target, kept):
            kept.replace(target)
            return alone
    except DamagedError:
        pass
    finally:
        _remove(kept)
    return whole


def _without_log(report: Report) -> Report:
    report.is_past_log = True
    return report


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _salvage(source: Path, target: Path, zone: str, *, past_log: bool = False) -> Report:
    store = Store.open(target)
    try:
        with store.bare() as db:
            db.execute("PRAGMA foreign_keys = OFF")
            db.execute("BEGIN IMMEDIATE")
            report, held = _through_the_trees(source, db, past_log=past_log)
            _read_leaves(source, db, report, held, past_log=past_log)
            odd = _count(report, held)
            _require_something(report)
            _mend_references(db, report)
            whole_days.fill(db, zone)
            search_index.rebuild(db)
            row_sums.write_all(db, but=odd)
            with standing.saving():
                db.execute("COMMIT")
            db.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        store.close()
        _remove(target)
        raise
    store.close()
    return Report(report)


def _through_the_trees(source: Path, db: driver.Connection, *, past_log: bool) -> tuple[list[Salvaged], Held]:
    """Copy what SQLite itself still finds; of a file whose schema is lost that is nothing."""
    tables = _tables(db)
    try:
        with looking_into(source, past_faults=True, past_log=past_log) as damaged:
            return [_copy_table(damaged, db, table) for table in tables], _held(damaged, db, tables)
    except DamagedError:
        # Where the first page is lost, no tree leads to anything.
        lost = [Salvaged(table, is_complete=False, is_torn=True) for table in tables]
        return lost, Held({}, _columns_of_today(db, tables), is_whole=False)


def _columns_of_today(db: driver.Connection, tables: Sequence[str]) -> dict[str, dict[str, Value]]:
    return {
        table: {row[1]: default_of(row[4]) for row in db.execute(f"PRAGMA table_info({table})").fetchall()}
        for table in tables
    }


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
        part.is_complete, part.is_torn = False, True
        return part
    marks = ", ".join("?" * (len(shared) + 1))
    insert = f"INSERT INTO {table} (rowid, {_quoted(shared)}) VALUES ({marks})"
    if "id" in shared:
        shared.remove("id")
        insert = f"INSERT INTO {table} (id, {_quoted(shared)}) VALUES ({marks[:-3]})"
    known, is_told = _known_ids(damaged, table)
    reader = _Reader(damaged, table, shared, known)
    saved: set[int] = set()
    has_strangers = False
    for row in reader.rows():
        # A row that breaks the rules of the schema was not written by us: the damage did.
        if _is_torn(row) or not _inserted(db, insert, row):
            has_strangers = True
            continue
        saved.add(row[0])
    part.ids, part.known = saved, known | saved
    part.is_torn = reader.met_fault or has_strangers
    part.is_complete = reader.reached_end and is_told
    return part


def _held(damaged: driver.Connection, db: driver.Connection, tables: Sequence[str]) -> Held:
    """What the damaged file says of its rows beside them: their sums, and which columns they have."""
    reader = _Reader(damaged, "row_sums", ["crc"], set())
    sums = {row[0]: {row[1]} for row in reader.rows()} if _columns_of(damaged, "row_sums") else {}
    columns: dict[str, dict[str, Value]] = {}
    for table in tables:
        try:
            told = damaged.execute(f"PRAGMA table_info({table})").fetchall()
        except driver.Error:
            told = []
        if told:
            columns[table] = {row[1]: default_of(row[4]) for row in told}
    is_whole = bool(sums) and reader.reached_end and not reader.met_fault
    version = damaged.execute("PRAGMA user_version").fetchone()[0]
    # What the lost part of the schema said is known.
    if version in range(1, SCHEMA_VERSION):
        with scratch() as empty:
            migrations.as_of(empty, version)
            columns = _columns_of_today(empty, tables) | columns
    else:
        columns = _columns_of_today(db, tables) | columns
    return Held(sums, columns, is_whole, _highest(damaged))


def _highest(damaged: driver.Connection) -> dict[str, int]:
    try:
        found = damaged.execute("SELECT name, seq FROM sqlite_sequence").fetchall()
    except driver.Error:
        return {}
    return {name: seq for name, seq in found if isinstance(seq, int)}


def _read_leaves(
    source: Path, db: driver.Connection, report: Sequence[Salvaged], held: Held, *, past_log: bool
) -> None:
    """Add the rows that no tree leads to any more, and mend those that a tree leads to wrongly.

    Only where their sums prove what they are.
    """
    if any(part.is_torn for part in report) and not held.is_whole:
        add_sums(source, held, past_log=past_log)
    if not held.sums:
        return
    for part in report:
        part.odd = set(held.changed(db, part.table, part.ids))
    # A table in which a tree led to the wrong rows may lack those that it should have led to.
    while _saved_from_leaves(source, db, report, held):
        pass


def _saved_from_leaves(source: Path, db: driver.Connection, report: Sequence[Salvaged], held: Held) -> bool:
    """Go through the leaves once; whether one more table was seen to be torn: they must be asked again."""
    # What a whole tree does not lead to was taken away, by whomever.
    parts = {part.table: part for part in report if part.is_torn or part.odd}
    targets = {table: columns_of_target(db, table) for table in parts}
    is_worse = False
    for table, number, values in proven(source, held, parts.keys()) if parts else ():
        part = parts[table]
        is_there = number in part.ids
        if (number not in part.odd) if is_there else not part.is_torn:
            continue
        shared = [name for name in values if name in targets[table]]
        marks = ", ".join("?" * len(shared))
        sql = f"INSERT INTO {table} ({_quoted(shared)}) VALUES ({marks})"
        if is_there:
            sql = f"UPDATE {table} SET ({_quoted(shared)}) = ({marks}) WHERE id = {number}"
            is_worse |= not part.is_torn
            part.is_torn = True
        if _inserted(db, sql, [values[name] for name in shared]):
            part.ids.add(number)
            part.odd.discard(number)
    return is_worse


def _count(report: Sequence[Salvaged], held: Held) -> list[row_sums.Unlike]:
    """Count what is saved and what is missing; the saved rows that are not as they were written."""
    odd: list[row_sums.Unlike] = []
    for part in report:
        told = held.numbers(part.table)
        part.known |= part.ids | (told if part.is_torn else set())
        part.saved = len(part.ids)
        part.missing = len(part.known) - len(part.ids)
        part.is_complete |= held.is_whole and bool(told)
        # Where of each number that was ever given something is known, nothing else can be missing.
        part.is_complete |= bool(held.highest) and len(part.known) == held.highest.get(part.table, 0)
        part.changed = len(part.odd)
        odd += [row_sums.Unlike(part.table, number, "changed") for number in sorted(part.odd)]
    return odd


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
        self.met_fault = False
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
                if row[0] < (batch[-1][0] + 1 if batch else start):
                    # A page that belongs elsewhere: on and on it would be read in circles.
                    self.met_fault = True
                    return batch, False
                batch.append(row)
        except driver.Error as error:
            if "locked" in str(error):
                raise translate(error) from error
            self.met_fault = True
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
