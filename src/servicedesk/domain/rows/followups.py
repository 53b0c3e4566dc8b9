"""Follow-ups: a line of the calendar, a day of it."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A line of the calendar."""

    id: int
    version: int
    customer_id: int | None
    customer_name: str
    phone: str
    case_id: int | None
    due_at: datetime
    all_day: bool
    method: str
    owner: str
    purpose: str
    state: str
    result: str
    reason_skipped: str
    repeat: str
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """A day of the calendar with its follow-ups in order of time."""

    day: date
    followups: tuple[FollowUpRow, ...]
