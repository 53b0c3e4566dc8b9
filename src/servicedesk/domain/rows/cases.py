"""A line of the queue."""

from datetime import datetime
from typing import NamedTuple

from servicedesk.domain.cases import OPEN_STATES, UNSOLVED_STATES


class CaseRow(NamedTuple):
    """A line of the queue."""

    id: int
    version: int
    kind: str
    subject: str
    state: str
    waiting_reason: str
    priority: int
    owner: str
    customer_id: int | None
    customer_name: str
    customer_tier: str
    received_at: datetime
    due_at: datetime | None
    snoozed_until: datetime | None
    updated_at: datetime
    labels: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether the case is still in the queue."""
        return self.state in OPEN_STATES

    def is_overdue(self, now: datetime) -> bool:
        """Whether the trouble is still there after the time it was due."""
        return self.due_at is not None and self.due_at < now and self.state in UNSOLVED_STATES

    def is_snoozed(self, now: datetime) -> bool:
        """Whether the case is hidden from the queue at `now`."""
        return self.snoozed_until is not None and self.snoozed_until > now
