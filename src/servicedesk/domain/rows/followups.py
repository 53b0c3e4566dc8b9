"""Follow-ups: a line of the calendar, a day of it."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import NamedTuple

from servicedesk.domain.whole_days import read_day, seen


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
    on_day: str | None = None
    """Its day as it is stored (`2026-11-21`), where it is meant as a whole day."""

    def seen_in(self, zone: tzinfo) -> "FollowUpRow":
        """The row with its times as that zone shows them: a whole day is the same day in each."""
        day = read_day(self.on_day)
        if day is None:
            return self
        due_at, planned_for = seen(self.due_at, day, zone), self.planned_for
        if planned_for is not None:
            from servicedesk.domain.series import planned_day

            planned = planned_day(planned_for, self.anchor, zone)
            planned_for = due_at if planned == day else seen(planned_for, planned, zone)
        return self._replace(due_at=due_at, planned_for=planned_for)

    def is_overdue(self, now: datetime, zone: tzinfo) -> bool:
        """Whether its time has passed and nothing has been done; a whole day passes only at its end."""
        if self.state != "planned":
            return False
        today = now.astimezone(zone).date()
        if (day := read_day(self.on_day)) is not None:
            return day < today
        return self.due_at < now and (not self.all_day or self.due_at.astimezone(zone).date() < today)


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """A day of the calendar with its follow-ups in order of time."""

    day: date
    followups: tuple[FollowUpRow, ...]
