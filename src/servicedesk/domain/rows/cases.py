"""A line of the queue."""

from datetime import datetime
from typing import NamedTuple

from servicedesk.domain.case_states import OPEN_STATES


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
    deadline_at: datetime | None = None
    """The nearest of what is still owed: a running clock, a time set by hand, a promise, a hand-off."""
    deadline_kind: str = ""
    """first_response, next_contact, resolve, due, promise or handoff."""
    clock_level: int = 0
    """0, 50, 80 or 100: how much of the time of the nearest running target is used up, in per cent."""
    urgency: int = 0
    handoff_due_at: datetime | None = None
    merged_into: int | None = None
    handed_to: str = ""
    """The other department that has it, until it is taken back."""

    @property
    def is_open(self) -> bool:
        """Whether the case is still in the queue."""
        return self.state in OPEN_STATES

    def is_overdue(self, now: datetime) -> bool:
        """Whether something owed on it is late: an answer, the solution, a promise."""
        return self.deadline_at is not None and self.deadline_at < now and self.is_open

    def is_snoozed(self, now: datetime) -> bool:
        """Whether the case is hidden from the queue at `now`."""
        return self.snoozed_until is not None and self.snoozed_until > now
