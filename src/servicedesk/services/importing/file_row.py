"""The types of one row of an import run and of the state that all rows of a run share."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from servicedesk.exchange.rows import RawRow
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


@dataclass(slots=True)
class FileRow:
    """One accepted row: its values, the columns of a new record, its keys (strongest first), its number."""

    raw: RawRow
    values: dict[str, Any]
    stored: list[Any]
    keys: tuple[Key, ...] = ()
    record_id: int = 0
    """0 as long as there is none, and where the row was rejected."""
    clock_tier: str | None = None
    """For a customer of which tier the clock among the stored columns is; None where there is none yet."""
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


_TWO_DIGITS = tuple(f"{number:02d}" for number in range(60))


def moment_text(moment: datetime) -> str:
    """A time in UTC as it is stored; stored() for the many."""
    # A third of the time of isoformat(), and a row has eight of them.
    day = f"{moment.year:04d}-{_TWO_DIGITS[moment.month]}-{_TWO_DIGITS[moment.day]}"
    return f"{day}T{_TWO_DIGITS[moment.hour]}:{_TWO_DIGITS[moment.minute]}:{_TWO_DIGITS[moment.second]}Z"
