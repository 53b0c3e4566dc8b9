"""Promises: what we told a customer we would do, by when; each told time has exactly one outcome.

kept = done by the told time; re-told before it lapsed = slipped, with notice; else broken.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, Protocol

from servicedesk.domain.errors import RefusedError
from servicedesk.domain.text import clean_line
from servicedesk.domain.words.followups import PROMISE_OUTCOMES, PROMISE_STATES
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.domain.policies.handling import Handling
    from servicedesk.domain.policies.reading import Duration


class Working(Protocol):
    """The part of a working calendar that padding needs."""

    def worked(self, start: datetime, end: datetime) -> int:
        """Working seconds from `start` to `end`."""
        ...

    def deadline(self, start: datetime, seconds: int) -> datetime:
        """The earliest moment with so many working seconds since `start`."""
        ...


class WorkingDays(Working, Protocol):
    """A working calendar with a length of a day."""

    day_seconds: int


def outcome(state: str, due_at: datetime, ended_at: datetime | None, now: datetime) -> str:
    """What became of a told time: one of PROMISE_OUTCOMES. A moment that is exactly the told time is in time.

    An open one is broken once its time is past, and still owed: see is_owed().
    """
    if state == "withdrawn":
        return "withdrawn"
    if state == "open":
        return "broken" if now > due_at else "open"
    # Without a time of ending nothing proves that it was in time.
    if ended_at is None or ended_at > due_at:
        return "broken"
    return "kept" if state == "done" else "slipped"


def is_owed(state: str) -> bool:
    """Whether the customer still waits for it, in time or not."""
    return state == "open"


def require_open(state: str) -> None:
    """Raise RefusedError unless the promise is still open."""
    if state != "open":
        raise RefusedError(
            _("This promise is {state} already.").format(state=_(PROMISE_STATES.labels[state])),
            _("Make a new promise, or undo what ended this one."),
        )


def require_promise(text: str, now: datetime, due_at: datetime, estimate_at: datetime | None) -> None:
    """Raise RefusedError unless there are words, both times are to come, and we expect it by the told one."""
    if not clean_line(text):
        raise RefusedError(_("A promise needs words."), _("Say what will be done."))
    if due_at <= now:
        raise RefusedError(_("The told time has passed."), _("Name a time to come."))
    if estimate_at is not None and estimate_at <= now:
        raise RefusedError(_("Our own estimate has passed."), _("Name a time to come."))
    if estimate_at is not None and estimate_at > due_at:
        raise RefusedError(
            _("The customer would be told an earlier time than we expect ourselves."),
            _("Tell a later time, or none of our own."),
        )


class Estimate(NamedTuple):
    """What we expect ourselves, and what the customer is to be told."""

    estimate_at: datetime
    due_at: datetime


def estimated(now: datetime, length: "Duration", handling: "Handling", calendar: WorkingDays) -> Estimate:
    """When so much working time will have passed, and its padded length: 60 minutes are told as 90.

    Where the calendar has too little working time, the clock's time is counted.
    """
    from servicedesk.domain.worktime import NoWorkingTimeError

    seconds = length.seconds(calendar.day_seconds)
    told = handling.padded(_minutes(seconds)) * 60
    try:
        return Estimate(calendar.deadline(now, seconds), calendar.deadline(now, told))
    except NoWorkingTimeError:
        return Estimate(now + timedelta(seconds=seconds), now + timedelta(seconds=told))


def is_outside_hours(told_at: datetime, calendar: Working) -> bool:
    """Whether nobody is at the desk at that time, neither just before nor just after."""
    minute = timedelta(minutes=1)
    return calendar.worked(told_at - minute, told_at + minute) == 0


def padded(
    now: datetime, estimate_at: datetime, handling: "Handling", calendar: Working | None = None
) -> datetime:
    """The time to tell when we expect to be done at the moment `estimate_at`.

    With a calendar, working time is padded; where it counts nothing until the estimate, the clock's time is.
    """
    if calendar is not None and (seconds := calendar.worked(now, estimate_at)) > 0:
        told = calendar.deadline(now, handling.padded(_minutes(seconds)) * 60)
        # What is expected outside of working time can end after the working time that was padded.
        return max(told, estimate_at)
    minutes = _minutes((estimate_at - now).total_seconds())
    return max(estimate_at, now + timedelta(minutes=handling.padded(minutes)))


def _minutes(seconds: float) -> int:
    """Whole minutes, begun ones full."""
    return max(0, -int(-seconds // 60))


@dataclass(frozen=True, slots=True)
class KeptRate:
    """How many promises were kept; those still open in time are shown and not counted."""

    kept: int = 0
    slipped: int = 0
    broken: int = 0
    open: int = 0

    @property
    def n(self) -> int:
        """Promises whose outcome is known."""
        return self.kept + self.slipped + self.broken

    @property
    def share(self) -> float | None:
        """Kept ones of those whose outcome is known, 0 to 1; None where there is none."""
        return self.kept / self.n if self.n else None


KEPT_TARGET, KEPT_POOR = 90, 75
"""Per cent of the promises that are to be kept; below the second there is something wrong."""


def rate_standing(rate: int) -> str:
    """How a rate in per cent stands to the target: `met`, `below`, `poor`."""
    return "met" if rate >= KEPT_TARGET else "below" if rate >= KEPT_POOR else "poor"


def percent(share: float) -> int:
    """A share in whole per cent, where 100 and 0 mean all and none: 199 of 200 kept is 99."""
    whole = round(100 * share)
    if whole == 100 and share < 1:
        return 99
    return 1 if whole == 0 and share > 0 else whole


def kept_rate(outcomes: Iterable[str]) -> KeptRate:
    """The rate of these outcomes; withdrawn promises are left out."""
    counts = dict.fromkeys(PROMISE_OUTCOMES.values, 0)
    for found in outcomes:
        counts[found] += 1
    return KeptRate(counts["kept"], counts["slipped"], counts["broken"], counts["open"])
