"""A row of the file on its way into the desk, and what all rows of a run have in common."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from servicedesk.exchange.rows import RawRow
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
    """One accepted row: its values, the keys it is known by (the strongest first), its record's number."""

    raw: RawRow
    values: dict[str, Any]
    keys: tuple[Key, ...] = ()
    record_id: int = 0


@dataclass(frozen=True)
class Setting:
    """What all rows of a run have in common."""

    transaction: Transaction
    loader: BulkLoader
    source: str
    region: str
    is_own: bool
    """The file was written by servicedesk: its numbers, uids and lists are ours."""
    blank_clears: bool
    mapped: frozenset[str] = field(default_factory=frozenset)
    """The fields that the file has columns for."""

    @property
    def db(self) -> driver.Connection:
        """The connection of the run's transaction."""
        return self.transaction.connection

    @property
    def now(self) -> str:
        """The time of the run, as stored."""
        return stored(self.transaction.now)


def moment_text(moment: datetime) -> str:
    """A time in UTC as it is stored; stored() for the many."""
    return f"{moment.isoformat()[:19]}Z"
