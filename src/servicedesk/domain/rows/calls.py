"""A line of the call log."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class CallRow(NamedTuple):
    """A line of the call log."""

    id: int
    version: int
    direction: str
    channel: str
    customer_id: int | None
    customer_name: str
    case_id: int | None
    phone: str
    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    handler: str
    category: str
    summary: str
    outcome: str
    voided_at: datetime | None
    created_at: datetime | None = None
    external_source: str = ""

    @property
    def recorded_at(self) -> datetime | None:
        """When it was written down; None for one that came from a file, where nobody says."""
        return None if self.external_source else self.created_at

    @property
    def over_at(self) -> datetime:
        """When nothing more was said, as far as it is known."""
        return self.ended_at or self.answered_at or self.rang_at

    @property
    def talk_seconds(self) -> int | None:
        """Seconds from answering to hanging up, None while or when there was no conversation."""
        if self.answered_at is None or self.ended_at is None:
            return None
        return int((self.ended_at - self.answered_at).total_seconds())


@dataclass(frozen=True, slots=True)
class CallsToReturn:
    """Whom to call back: one line a caller, the last call that nobody took."""

    count: int
    """How many there are, counted no further than services.lists.COUNT_LIMIT."""
    rows: tuple[CallRow, ...]
    """The newest of them."""
