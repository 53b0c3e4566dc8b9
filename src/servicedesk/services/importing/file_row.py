"""The types of one row of an import run and of the state that all rows of a run share."""

import marshal
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import blake2b
from itertools import starmap
from typing import Any, NamedTuple, overload

from servicedesk.domain.search_terms import segment
from servicedesk.exchange.rows import RawRow, RowError
from servicedesk.services.importing.history import History
from servicedesk.services.importing.sources import OutsideIds
from servicedesk.storage import driver
from servicedesk.storage.bulk import BulkLoader
from servicedesk.storage.moments import stored
from servicedesk.storage.transaction import Transaction


class Key(NamedTuple):
    """Something by which a row is known again: `way` is uid, external, number, row or card."""

    way: str
    source: str
    text: str


def digest(text: str) -> str:
    """A text of 32 letters and digits that stands for `text`."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def stub_key(number: int, name: str) -> str:
    """By what the card of a customer is known of whom only other records of a file of ours have told."""
    return digest(f"stub\x1f{number}\x1f{segment(name)}")


@dataclass(slots=True)
class FileRow:
    """One accepted row: its values, the columns of a new record, its keys (strongest first), its number."""

    raw: RawRow
    values: dict[str, Any]
    stored: list[Any]
    keys: tuple[Key, ...] = ()
    cells_hash: int = 0
    """By what two rows of one file are known to be equal in every cell."""
    record_id: int = 0
    """0 as long as there is none, and where the row was rejected."""
    clock_tier: str | None = None
    """For a customer of which tier the clock among the stored columns is; None where there is none yet."""
    search: tuple[str, ...] | None = None
    """The tokens of its search row, as far as they follow from the row alone; None where that is not known.
    """
    has_clock: bool = False
    """Whether the clock of its new case is that which the case will have."""
    parts: "tuple[PartRow, ...]" = ()
    """Further records that stand in the row."""


@dataclass(slots=True)
class PartRow:
    """A further record in a row, as far as its `place` among those of its kind; see row_parts.py.

    `exact` stands for all that it says, `when` for its time. `becomes` is new, updated or unchanged.
    """

    kind: str
    place: int
    row: FileRow
    exact: str
    when: str
    becomes: str = ""
    keys: tuple[str, str, str] = ("", "", "")
    is_left: bool = False
    """It differs, and the record was left alone."""

    @property
    def told(self) -> int:
        """A number that stands for whose it is and all that it says."""
        return int(self.keys[0][:15], 16)


class _Cells(Sequence[str]):
    """Cells that came from another process: few are ever looked at again, those of rejected rows."""

    __slots__ = ("_cells", "_packed")

    def __init__(self, packed: bytes) -> None:
        self._packed = packed
        self._cells: Sequence[str] | None = None

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        """As of any sequence."""
        return self._all()[place]

    def __len__(self) -> int:
        """How many there are."""
        return len(self._all())

    def _all(self) -> Sequence[str]:
        if self._cells is None:
            self._cells = marshal.loads(self._packed)  # noqa: S302 - packed() has written it
        return self._cells


def packed(raw: RawRow, read: FileRow | RowError) -> tuple[Any, ...]:
    """A row, and what was read of it, as it passes to another process.

    A time is written as text: it is read four times as fast as what pickle makes of it.
    """
    cells = marshal.dumps(list(raw.cells))
    if isinstance(read, RowError):
        is_fault = raw.fault is not None
        return raw.line, cells, (read.code, read.reason, read.column), is_fault
    values = read.values
    times = {
        name: value.isoformat()
        for name, value in values.items()
        if type(value) is datetime and value.tzinfo is UTC
    }
    return (
        *(raw.line, cells, {**values, **times}, tuple(times), read.stored, tuple(map(tuple, read.keys))),
        *(read.cells_hash, read.clock_tier, read.search),
    )


def unpacked(held: tuple[Any, ...]) -> tuple[RawRow, FileRow | RowError]:
    """What packed() has packed."""
    if len(held) == _REJECTED:
        line, cells, why, is_fault = held
        error = RowError(*why)
        return RawRow(line, _Cells(cells), error if is_fault else None), error
    line, cells, values, times, stored_columns, keys, cells_hash, clock_tier, search = held
    for name in times:
        values[name] = datetime.fromisoformat(values[name])
    raw = RawRow(line, _Cells(cells))
    return raw, FileRow(
        raw,
        values,
        stored_columns,
        tuple(starmap(Key, keys)),
        cells_hash,
        clock_tier=clock_tier,
        search=search,
    )


_REJECTED = 4
"""So much is told of a rejected row."""


@dataclass
class Came:
    """What several files of one desk have brought so far: what a number in them means is known by it.

    `ids` are the records by kind, `moved` those of them whose number was another's here.
    """

    ids: dict[str, set[int]] = field(default_factory=dict)
    moved: dict[str, dict[int, int]] = field(default_factory=dict)

    def add(self, kind: str, number: int | None, record_id: int) -> None:
        """Note that the record which has `number` in its file is `record_id` here."""
        self.ids.setdefault(kind, set()).add(record_id)
        if number is not None and number != record_id:
            self.moved.setdefault(kind, {})[number] = record_id

    def here(self, kind: str, number: Any) -> Any:
        """The number here of what a file calls `number`; what is none stays as it is."""
        return self.moved.get(kind, {}).get(number, number)


@dataclass(frozen=True)
class Setting:
    """What all rows of a run have in common."""

    transaction: Transaction
    loader: BulkLoader
    source: str
    """Where the ids of the file come from; see sources.py."""
    region: str
    is_own: bool
    """The file was written by servicedesk: its numbers, uids and lists are ours."""
    blank_clears: bool
    is_by_numbers: bool = False
    """Written by servicedesk, but without uid: its numbers are all that its records are known by."""
    asks_numbers: bool = False
    """Nobody has said whose our numbers in the file are; see own_numbers.py."""
    mapped: frozenset[str] = field(default_factory=frozenset)
    """The fields that the file has columns for."""
    named_source: str = ""
    """The source as far as the user has named one."""
    history: History | None = None
    """What the user says of the state of all rows."""
    replaces: bool = False
    """An id may come to mean somebody else, and the last of several rows with one id holds."""
    came: Came | None = None
    """What this file and others of one desk have brought; None for a file on its own."""

    @property
    def db(self) -> driver.Connection:
        """The connection of the run's transaction."""
        return self.transaction.connection

    @cached_property
    def outside(self) -> OutsideIds:
        """Finds records by the ids of the file's source."""
        # A file of ours names the source of each row itself.
        is_named = self.is_own or self.source == self.named_source
        return OutsideIds(self.db, self.source, is_named=is_named)

    def has_come(self, kind: str, record_id: int | None) -> bool:
        """Whether the record came with this file or others of the same desk: its number is no other's."""
        return self.came is not None and record_id in self.came.ids.get(kind, ())

    @property
    def now(self) -> str:
        """The time of the run, as stored."""
        return stored(self.transaction.now)


moment_text = stored
"""A time as it is stored."""
