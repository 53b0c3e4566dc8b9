"""Records out of the desk as the text of canonical columns, one row a record, in the order of their ids.

Every cell is text as files show it: numbers with their letters (C-231), times in UTC, lists in one cell. NULL
is blank. The names are those of exchange/columns.py, which this package does not know; a test compares them.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from types import NoneType
from typing import NamedTuple

from servicedesk.domain.numbers import PREFIXES
from servicedesk.domain.records.by_kind import in_files
from servicedesk.domain.unreadable import UNREADABLE, marked
from servicedesk.storage import driver, events
from servicedesk.storage.case_histories import ended_waits
from servicedesk.storage.export_columns import COLUMNS, LISTS, PART_TABLES
from servicedesk.storage.fits import FITS
from servicedesk.storage.kind_sql import SEPARATOR
from servicedesk.storage.moments import loaded, readable, stored
from servicedesk.storage.rows import Rows
from servicedesk.storage.schema_map import TABLE_BY_KIND
from servicedesk.storage.term_sql import Condition

_BLOCK = 500
_PAGES_KIB = 11_000
"""With half of it an export of cases takes a tenth more time, for their customers stand anywhere."""

WAITS = "waits"
"""The column that no SQL tells: its cell there is the bare number of the case."""
DELETED_AT = "deleted_at"
"""A column of exports of changes only; the other cells of a deleted record, but number and uid, are blank."""

Row = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Selection:
    """The records that `condition` means, of them those changed after change number `since`."""

    kind: str
    columns: Sequence[str]
    condition: Condition
    since: int | None = None


def rows(
    db: driver.Connection,
    selection: Selection,
    join_values: Callable[[Sequence[str]], str],
    damaged: list[int] | None = None,
) -> Iterator[Row]:
    """The rows in order of id, then what was deleted since; `join_values` writes a list in one cell.

    A cell that cannot be what its column holds is marked; `damaged` gets the place of its row, from 0.
    """
    offer_join_values(db, join_values)
    for block in row_blocks(db, selection, [] if damaged is None else damaged):
        yield from block
    yield from tombstones(db, selection)


@contextmanager
def in_little_room(db: driver.Connection) -> Iterator[None]:
    """Let the pages that are kept take less memory: most of them are read once."""
    kept = db.execute("PRAGMA cache_size").fetchone()[0]
    db.execute(f"PRAGMA cache_size = -{_PAGES_KIB}")
    try:
        yield
    finally:
        with suppress(driver.Error):
            db.execute(f"PRAGMA cache_size = {int(kept)}")


def offer_join_values(db: driver.Connection, join_values: Callable[[Sequence[str]], str]) -> None:
    """Let the statements of exports write a list in one cell; before any of them begins.

    The list comes as bytes, for of a text that is no UTF-8 the driver makes none; such a cell is bytes again.
    """

    def joined(values: bytes) -> str | bytes:
        cell = join_values(json.loads(values.decode("utf-8", _TORN)))
        return cell if _is_sound(cell) else cell.encode("utf-8", _TORN)

    db.create_function("join_values", 1, joined, deterministic=True)


_TORN = "surrogateescape"
"""Keeps bytes that are no text apart from signs that a sound text may hold."""


def _is_sound(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _bytes_if_torn(stored_text: bytes) -> str | bytes:
    try:
        return stored_text.decode("utf-8")
    except UnicodeDecodeError:
        return stored_text


class Stretch(NamedTuple):
    """The records of a selection from one id to another, with both; `number` is the place of the first."""

    first: int
    last: int
    number: int


def row_blocks(
    db: driver.Connection, selection: Selection, damaged: list[int], stretch: Stretch | None = None
) -> Iterator[Sequence[Row]]:
    """As rows(), many at a time, of a stretch or of all, without what was deleted; needs join_values()."""
    mend = _Mender(selection, damaged, stretch.number if stretch else 0)
    waits = selection.columns.index(WAITS) if WAITS in selection.columns else None
    cells = ["NULL" if name == DELETED_AT else COLUMNS[selection.kind][name] for name in selection.columns]
    for block in _blocks(db, *statement(selection, cells, stretch)):
        yield mend(block if waits is None else _with_waits(db, block, waits))


def _blocks(db: driver.Connection, sql: str, parameters: Sequence[object]) -> Iterator[list[Row]]:
    """The rows of a statement, many at a time.

    The driver makes text of bytes a third faster than a function of ours can, but ends at the first that are
    none; from there on a way is taken that leaves these as they are, to be marked.
    """
    done = 0
    try:
        for block in _in_blocks(db, str, sql, parameters, 0):
            done += len(block)
            yield block
    except driver.Error:
        yield from _in_blocks(db, _bytes_if_torn, sql, parameters, done)


def _in_blocks(
    db: driver.Connection, text: Callable[[bytes], object], sql: str, parameters: Sequence[object], done: int
) -> Iterator[list[Row]]:
    """The rows behind the first `done`, their texts made by `text`; between blocks others may read."""
    tolerant, cursor = db.text_factory, None
    while True:
        db.text_factory = text
        try:
            # The driver reads the first row before it is asked for.
            cursor = cursor or islice(db.execute(sql, parameters), done, None)
            block = list(islice(cursor, _BLOCK))
        finally:
            db.text_factory = tolerant
        if not block:
            return
        yield block


def waits_cells(db: driver.Connection, case_ids: Sequence[int]) -> dict[str, str]:
    """The cell of the ended waits of each case by its bare number, of those that have any."""
    return {
        str(case_id): json.dumps(
            [
                {"reason": wait.reason, "since": stored(wait.since), "until": stored(wait.until)}
                | ({"state": wait.state} if wait.state else {})
                for wait in waits
            ],
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for case_id, waits in ended_waits(db, case_ids).items()
    }


def _with_waits(db: driver.Connection, block: Sequence[Row], place: int) -> list[Row]:
    """The block with the ended waits of each case where its bare number stands."""
    cells = waits_cells(db, [int(row[place] or 0) for row in block])
    return [(*row[:place], cells.get(row[place] or ""), *row[place + 1 :]) for row in block]


class _Mender:
    """Marks the cells that hold no text, or none that we write there, a block at a time."""

    def __init__(self, selection: Selection, damaged: list[int], seen: int) -> None:
        moments = moments_in(selection)
        self._moments = [place for place, name in enumerate(selection.columns) if name in moments]
        fits = FITS.get(TABLE_BY_KIND[selection.kind], {})
        self._texts = [(place, fits[name]) for place, name in enumerate(selection.columns) if name in fits]
        parts = PART_TABLES[selection.kind]
        lists = {name: name in parts for name in LISTS[selection.kind]} | {WAITS: True}
        self._lists = {place: lists[name] for place, name in enumerate(selection.columns) if name in lists}
        """The places of lists, with whether they are lists of objects."""
        self._days: set[str] = set()
        self._damaged = damaged
        self._seen = seen

    def __call__(self, block: Sequence[Row]) -> Sequence[Row]:
        """The block; its own rows where all is well, which is soon seen."""
        is_well = (
            set(map(type, chain.from_iterable(block))) <= _KEPT_TYPES
            and all(is_moment(row[place], self._days) for place in self._moments for row in block)
            and all(fits(text) for place, fits in self._texts for row in block if (text := row[place]))
        )
        if not is_well:
            block = [self._marked(row, number) for number, row in enumerate(block, self._seen)]
        self._seen += len(block)
        return block

    def _marked(self, row: Row, number: int) -> Row:
        fits = dict(self._texts)
        cells = [
            cell if type(cell) in _KEPT_TYPES and (place not in self._moments or is_moment(cell, self._days))
            and (not cell or place not in fits or fits[place](cell))
            else self._told(place, cell)
            for place, cell in enumerate(row)
        ]  # fmt: skip
        if cells != list(row):
            self._damaged.append(number)
        return cells

    def _told(self, place: int, cell: object) -> str:
        """A damaged cell as it is told; of a list, which must stay one, each value that is damaged."""
        is_nested = self._lists.get(place)
        if is_nested is None or not isinstance(cell, bytes):
            return marked(readable(cell))
        if is_nested:
            return readable(cell)
        text = cell.decode("utf-8", _TORN)
        is_json = text.startswith("[")
        values = [
            value if _is_sound(value) else marked(readable(value.encode("utf-8", _TORN)))
            for value in (json.loads(text) if is_json else text.split(SEPARATOR))
        ]
        return json.dumps(values, ensure_ascii=False) if is_json else SEPARATOR.join(values)


def is_moment(cell: object, days: set[str]) -> bool:
    """Whether a cell is a time as we write it, or blank; `days` keeps what was found of days."""
    if cell is None:
        return True
    if type(cell) is not str or not _TIME_OF_DAY.fullmatch(cell, 10):
        return False
    day = cell[:10]
    if day not in days:
        if loaded(cell) is UNREADABLE:
            return False
        days.add(day)
    return True


_KEPT_TYPES = {str, NoneType}
_TIME_OF_DAY = re.compile(r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ", re.ASCII)


def change_number_at(db: driver.Connection, moment: str) -> int:
    """The number of the last change before `moment` (as stored)."""
    found = db.execute("SELECT id FROM events WHERE at < ? ORDER BY id DESC LIMIT 1", (moment,)).fetchone()
    return int(found[0]) if found else 0


def moments_in(selection: Selection) -> set[str]:
    """Those of its columns that hold times."""
    fields = in_files(selection.kind)
    return {name for name in selection.columns if (field := fields.get(name)) and field.type == "moment"}


def statement(
    selection: Selection, expressions: Sequence[str], stretch: Stretch | None = None
) -> tuple[str, list[object]]:
    """What reads these expressions of each record of the selection, or of a stretch of it, by its id."""
    kind = selection.kind
    table = TABLE_BY_KIND[kind]
    joined = "" if kind == "customer" else f" LEFT JOIN customers ON customers.id = {table}.customer_id"
    where: list[str] = []
    parameters: list[object] = []
    if selection.condition.sql != "1":
        where.append(f"{table}.id IN (SELECT id FROM {table} WHERE {selection.condition.sql})")
        parameters += selection.condition.parameters
    if selection.since:
        where.append(f"{table}.id IN (SELECT subject_id FROM events WHERE id > ? AND kind = ?)")
        parameters += [selection.since, kind]
    if stretch:
        where.append(f"{table}.id BETWEEN ? AND ?")
        parameters += [stretch.first, stretch.last]
    condition = f" WHERE {' AND '.join(where)}" if where else ""
    return f"SELECT {', '.join(expressions)} FROM {table}{joined}{condition} ORDER BY {table}.id", parameters


def tombstones(db: driver.Connection, selection: Selection) -> Iterator[Row]:
    """A row for each record that was deleted after the change number of an export of changes."""
    kind, since = selection.kind, selection.since
    if not since:
        return
    table = TABLE_BY_KIND[kind]
    for record_id in events.changed_since(db, kind, since):
        if Rows(db).find(table, id=record_id):
            continue
        at, changes = db.execute(
            "SELECT at, changes FROM events WHERE kind = ? AND subject_id = ? ORDER BY id DESC LIMIT 1",
            (kind, record_id),
        ).fetchone()
        told_by = events.changes_of(changes)
        deleted = (change for change in told_by if change["op"] == "delete" and change["table"] == table)
        before: dict[str, str] = next((change["before"] for change in deleted), {})
        told = {
            number_column(kind): f"{PREFIXES[kind]}-{record_id}",
            "uid": before.get("uid"),
            DELETED_AT: at,
        }
        yield [told.get(name) for name in selection.columns]


def number_column(kind: str) -> str:
    """The column that holds the number of a record of the kind itself."""
    return next(name for name, field in in_files(kind).items() if field.type == "key")


# Cursors: how far a named export has gone


@dataclass(frozen=True, slots=True)
class Cursor:
    """A named export of one kind and the last change number that it has written."""

    name: str
    kind: str
    change_number: int
    at: datetime


def cursors(db: driver.Connection) -> list[Cursor]:
    """All of them, by name."""
    found = db.execute("SELECT name, change_number, at FROM export_cursors ORDER BY name").fetchall()
    parted = (
        (*(name if isinstance(name, str) else marked(readable(name))).rpartition(":"), number, loaded(at))
        for name, number, at in found
    )
    return [Cursor(name, kind, number, at) for name, _colon, kind, number, at in parted]


def cursor_at(db: driver.Connection, name: str, kind: str) -> int:
    """The last change number written under the name, 0 for none."""
    found = Rows(db).find("export_cursors", name=f"{name}:{kind}")
    return int(found["change_number"]) if found else 0


def move_cursor(db: driver.Connection, cursor: Cursor) -> None:
    """Put a cursor where it is to stand."""
    name = f"{cursor.name}:{cursor.kind}"
    values = {"name": name, "change_number": cursor.change_number, "at": stored(cursor.at)}
    Rows(db).upsert("export_cursors", ("name",), values)


def forget_cursor(db: driver.Connection, name: str) -> int:
    """Take the cursors of that name away; how many there were."""
    return int(
        db.execute(
            "DELETE FROM export_cursors WHERE substr(name, 1, length(?) + 1) = ? || ':'", (name, name)
        ).rowcount
    )
