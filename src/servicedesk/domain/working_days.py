"""The working days that dates are counted in: those of the desk's calendar, or of a plain week."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Protocol

from servicedesk.domain.worktime_rules import DAY_MINUTES, DayHours, Interval

START_OF_WORK, END_OF_WORK = time(9, 0), time(18, 0)
"""Of a day that no calendar gives any hours."""
_LONGEST_SEARCH = 400


class Days(Protocol):
    """The part of a working calendar that dates need."""

    def hours(self, day: date) -> DayHours:
        """The working hours of a date, and why they are so."""
        ...


DaysSource = Callable[[], Days]
"""What gives the calendar when a date needs it: most do not."""


class PlainWeek:
    """Monday to Friday, with no holidays."""

    def hours(self, day: date) -> DayHours:
        """The hours of the weekday."""
        worked = (Interval(START_OF_WORK.hour * 60, END_OF_WORK.hour * 60),) if day.weekday() < 5 else ()
        return DayHours(worked, "week")


def is_worked(days: Days, day: date) -> bool:
    """Whether there are any working hours on `day`."""
    return bool(days.hours(day).intervals)


def start_of_work(days: Days, day: date) -> time:
    """When the work of `day` begins."""
    intervals = days.hours(day).intervals
    return _clock(intervals[0].start) if intervals else START_OF_WORK


def end_of_work(days: Days, day: date) -> time:
    """When the work of `day` ends; of one that is not worked, when a day mostly ends."""
    intervals = days.hours(day).intervals
    return _clock(intervals[-1].end) if intervals else END_OF_WORK


def _clock(minute: int) -> time:
    return time(*divmod(min(minute, DAY_MINUTES - 1), 60))


def working_day(days: Days, day: date, count: int) -> date:
    """The `count`th working day after `day`, or before it when `count` is negative. Raises ValueError."""
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    for _ in range(_LONGEST_SEARCH + 3 * left):
        if not left:
            return day
        day += step
        left -= is_worked(days, day)
    raise ValueError(count)


def end_of_week(days: Days, monday: date) -> date:
    """The last day of that week that is worked as usual, not for duty alone; its Friday where none is."""
    for number in range(6, -1, -1):
        hours = days.hours(monday + timedelta(days=number))
        if hours.intervals and hours.reason != "duty":
            return monday + timedelta(days=number)
    return monday + timedelta(days=4)


def is_holiday(days: Days, day: date) -> bool:
    """Whether the calendar says of `day` by itself that it is off; a free Saturday is no holiday."""
    hours = days.hours(day)
    return not hours.intervals and hours.reason == "holiday"


def next_holiday(days: Days, day: date) -> date | None:
    """The first holiday on or after `day`, of about a year; None where the calendar has none."""
    return next(
        (
            ahead
            for ahead in (day + timedelta(days=n) for n in range(_LONGEST_SEARCH))
            if is_holiday(days, ahead)
        ),
        None,
    )
