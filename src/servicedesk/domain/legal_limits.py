"""The limit by which who sent a complaint must have an answer: a clock of its own, in days.

It runs whatever the case waits for, until the customer has been told the result.
Source: how Chinese bodies count (peers: 12345, market regulators): the day of the receipt is not counted, an
extension has a reason and is told. How many days is the desk's own rule (policies.sources).
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from typing import TYPE_CHECKING, NamedTuple

from servicedesk.domain.errors import UsageError
from servicedesk.domain.worktime import NoWorkingTimeError, WorkingCalendar

if TYPE_CHECKING:
    from servicedesk.domain.policies.sources import Source, Sources


class Sent(NamedTuple):
    """That somebody else sent the complaint, as the case has it."""

    source: str
    received_at: datetime
    """There, or here where that is not known."""
    extended_to: datetime | None = None
    reason: str = ""
    """Why it was extended."""
    told_at: datetime | None = None
    """When the customer was told of the extension."""


class LegalLimit(NamedTuple):
    """A limit at one moment."""

    sent: Sent
    days: int
    """None by the list where it is 0: then only the extension says when."""
    is_working: bool
    by_rule_at: datetime | None
    """The end of the last day by the list; None without one, or where the calendar knows no such day."""
    answered_at: datetime | None = None
    """When the customer was told the result."""

    @property
    def due_at(self) -> datetime | None:
        """When it ends: by the extension, else by the list."""
        return self.sent.extended_to or self.by_rule_at

    def is_late(self, now: datetime) -> bool:
        """Whether the answer came later than that, or has not come yet though it should have."""
        return self.due_at is not None and (self.answered_at or now) > self.due_at


def limits(
    sent: Iterable[Sent],
    sources_for: "Callable[[Sent], Sources | None]",
    calendar: WorkingCalendar,
    answered_at: datetime | None,
) -> tuple[LegalLimit, ...]:
    """The limits of a case and of those merged into it, the first to end first.

    `sources_for` has the rules by which what was sent is judged: those of the time of its receipt.
    """
    found = []
    for one in sent:
        sources = sources_for(one)
        if sources is None:
            continue
        source = sources.of(one.source)
        limit = LegalLimit(one, source.days, source.is_working, _by_rule(one, source, calendar), answered_at)
        if limit.due_at is not None:
            found.append(limit)
    return tuple(sorted(found, key=lambda limit: (limit.due_at, limit.sent.source)))


def _by_rule(sent: Sent, source: "Source", calendar: WorkingCalendar) -> datetime | None:
    return last_moment(sent.received_at, source.days, calendar, working=source.is_working)


def last_moment(
    received_at: datetime, days: int, calendar: WorkingCalendar, *, working: bool
) -> datetime | None:
    """The end of the last of so many days after that of the receipt; None for no days, or too many.

    A day that is worked ends when the desk closes, any other with its last second.
    """
    if days < 1:
        return None
    day = received_at.astimezone(calendar.zone).date()
    try:
        if working:
            for _place in range(days):
                day = calendar.next_workday(day + timedelta(days=1))
        else:
            day += timedelta(days=days)
        intervals = calendar.hours(day).intervals
    except (NoWorkingTimeError, UsageError, OverflowError):
        return None
    end = timedelta(minutes=intervals[-1].end) if intervals else timedelta(days=1)
    if end >= timedelta(days=1):
        end = timedelta(days=1) - timedelta(seconds=1)
    at = datetime.combine(day, clock_time(), calendar.zone)
    return (at + end).astimezone(UTC)
