"""Follow-ups: a line of the calendar, a day of it."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import NamedTuple


class FollowUpRow(NamedTuple):
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
    planned_for: datetime | None
    """The date of its series that it stands for, where it repeats; moving it leaves that as it is."""
    anchor: str
    """What its series is counted from (domain.series)."""
    series: str
    """The name of its series: the uid of the follow-up that it began with."""

    def is_overdue(self, now: datetime, zone: tzinfo) -> bool:
        """Whether its time has passed and nothing has been done; a whole day passes only at its end."""
        if self.state != "planned" or self.due_at >= now:
            return False
        return not self.all_day or self.due_at.astimezone(zone).date() < now.astimezone(zone).date()


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """A day of the calendar with its follow-ups in order of time."""

    day: date
    followups: tuple[FollowUpRow, ...]
