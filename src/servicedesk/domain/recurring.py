"""When a recurring case is opened: by its rule, on working days, once however many dates were missed."""

from datetime import date, datetime, tzinfo
from typing import NamedTuple, Protocol

from servicedesk.domain.rule_dates import next_date

LAST_YEAR = 2200
"""No working calendar counts further (domain.worktime_rules)."""


class Workdays(Protocol):
    """The part of a working calendar that plans need."""

    def next_workday(self, day: date) -> date:
        """`day` itself when it is worked, else the next date that is."""
        ...


class Schedule(NamedTuple):
    """A rule (RRULE text) on the days that the desk works."""

    repeat: str
    workdays: Workdays
    zone: tzinfo


class Due(NamedTuple):
    """What is to be opened now. `skipped` dates passed without a case; then the rule's own next date."""

    skipped: int
    next_at: datetime | None


def anchored(repeat: str, first: date) -> str:
    """The rule with the day it begins on, where counting on from a shorter month would forget it.

    Every month from the 31st on is the 28th in February and the 31st again in March.
    """
    parts = repeat.split(";")
    if (
        not {part.partition("=")[0] for part in parts} <= {"FREQ", "INTERVAL", "WKST", "UNTIL"}
        or first.day < 29
    ):
        return repeat
    days = ",".join(str(day) for day in range(28, first.day + 1))
    if "FREQ=MONTHLY" in parts:
        return ";".join([*_without_end(parts), f"BYMONTHDAY={days}", "BYSETPOS=-1", *_end(parts)])
    if "FREQ=YEARLY" in parts and (first.month, first.day) == (2, 29):
        return ";".join(
            [*_without_end(parts), "BYMONTH=2", f"BYMONTHDAY={days}", "BYSETPOS=-1", *_end(parts)]
        )
    return repeat


def opens_at(at: datetime, schedule: Schedule) -> datetime:
    """When the case of the rule's date `at` is opened: then, or at that time on the next day that is worked.

    Raises NoWorkingTimeError, and UsageError for a year that no calendar counts.
    """
    local = at.astimezone(schedule.zone)
    day = schedule.workdays.next_workday(local.date())
    return at if day == local.date() else datetime.combine(day, local.time(), schedule.zone)


def following(at: datetime, schedule: Schedule) -> datetime | None:
    """The rule's date after `at`, at the same time of day; None when the rule has ended."""
    local = at.astimezone(schedule.zone)
    day = next_date(schedule.repeat, local.date())
    if day is None or day.year >= LAST_YEAR:
        return None
    return datetime.combine(day, local.time(), schedule.zone)


def due(next_at: datetime, schedule: Schedule, now: datetime) -> Due | None:
    """What is due of a plan whose next date is `next_at`; None while it is still to come.

    Several dates that the calendar moves to one day are one, and none of them is missed.
    """
    opened_at = opens_at(next_at, schedule)
    if opened_at > now:
        return None
    skipped = 0
    at = following(next_at, schedule)
    while at is not None and (moment := opens_at(at, schedule)) <= now:
        if moment.astimezone(schedule.zone).date() != opened_at.astimezone(schedule.zone).date():
            skipped += 1
            opened_at = moment
        at = following(at, schedule)
    return Due(skipped, at)


def first_to_come(next_at: datetime, schedule: Schedule, now: datetime) -> datetime | None:
    """The rule's first date from `next_at` on that is still to be opened; None when the rule has ended."""
    at: datetime | None = next_at
    while at is not None and opens_at(at, schedule) <= now:
        at = following(at, schedule)
    return at


def _without_end(parts: list[str]) -> list[str]:
    return [part for part in parts if not part.startswith("UNTIL=")]


def _end(parts: list[str]) -> list[str]:
    return [part for part in parts if part.startswith("UNTIL=")]
