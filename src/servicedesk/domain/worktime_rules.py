"""Which hours of a date are worked, and why: a day by date > duty day > date range > week.

All is local wall time in minutes of the day, 0 to 1440; the zone comes in only in `worktime`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from servicedesk.domain.errors import UsageError
from servicedesk.i18n import N_, _

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60
FIRST_YEAR, LAST_YEAR = 1970, 2200

DAY_KINDS = ("holiday", "closed", "make_up", "half", "other")
# Why a stretch of time counts or does not; the first six say it of working time too.
REASON_LABELS = {
    "week": N_("working hours"),
    "range": N_("hours of the season"),
    "duty": N_("duty day"),
    "make_up": N_("make-up working day"),
    "half": N_("half day"),
    "other": N_("other hours"),
    "holiday": N_("holiday"),
    "closed": N_("desk closed"),
    "break": N_("lunch break"),
    "outside": N_("outside working hours"),
    "day_off": N_("day off"),
}


class Interval(NamedTuple):
    """From one minute of the local day up to, but not including, another: 540, 720 is 09:00-12:00."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{clock(self.start)}-{clock(self.end)}"


class YearDoubt(NamedTuple):
    """A year whose days are not known for sure, and why: UNSEEDED or UNANNOUNCED."""

    year: int
    doubt: str


UNSEEDED, UNANNOUNCED = "unseeded", "unannounced"
"""No public holidays were taken over, or the make-up days were not announced when they were."""

NO_COUNTRY = "none"
"""Stands for the country whose public holidays are kept, where none are."""

Intervals = tuple[Interval, ...]
Week = tuple[Intervals, ...]


class YearDay(NamedTuple):
    """A day of every year; 29 February exists in leap years only."""

    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"


@dataclass(frozen=True, slots=True)
class DayHours:
    """The hours of one date, and the reason: week, range, duty or one of DAY_KINDS; `name` may be empty."""

    intervals: Intervals
    reason: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class DayRule:
    """One date with a rule of its own, set by the desk or seeded from the holidays of a country."""

    day: date
    kind: str
    name: str = ""
    intervals: Intervals = ()
    works_as: int | None = None
    """Of a make-up day without hours of its own: the weekday (0 = Monday) whose hours it has; where that one
    has none, its own."""
    source: str = "desk"


@dataclass(frozen=True, slots=True)
class HoursRange:
    """Dates with hours of their own, both ends included: every year, or from one date to another."""

    name: str
    start: date | YearDay
    end: date | YearDay
    hours: Intervals | None = None
    """For every weekday that the week gives any hours."""
    week: tuple[Intervals | None, ...] = (None,) * 7
    """For one weekday; it stands above `hours`."""

    def holds(self, day: date) -> bool:
        """Whether `day` lies in the range."""
        if isinstance(self.start, date) and isinstance(self.end, date):
            return self.start <= day <= self.end
        year_day, first, last = (day.month, day.day), tuple(self.start), tuple(self.end)  # type: ignore[arg-type]
        return first <= year_day <= last if first <= last else year_day >= first or year_day <= last

    def intervals(self, weekday: int, week: Week) -> Intervals:
        """The hours of a weekday within the range."""
        own = self.week[weekday]
        if own is not None:
            return own
        if self.hours is not None:
            return self.hours if week[weekday] else ()
        return week[weekday]


@dataclass(frozen=True, slots=True)
class DutyDays:
    """A weekday (0 = Monday) that is worked every so many weeks, from the first one on or after `start`."""

    name: str
    weekday: int
    start: date
    intervals: Intervals
    every: int = 1
    end: date | None = None

    def first(self) -> date:
        """The first day of duty."""
        return self.start + timedelta(days=(self.weekday - self.start.weekday()) % 7)

    def holds(self, day: date) -> bool:
        """Whether `day` is one of duty."""
        days, rest = divmod((day - self.first()).days, 7)
        return days >= 0 and not rest and days % self.every == 0 and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class HoursRules:
    """Everything that decides the hours of a date. Ranges must not overlap."""

    week: Week
    ranges: tuple[HoursRange, ...] = ()
    duties: tuple[DutyDays, ...] = ()
    days: Mapping[date, DayRule] = field(default_factory=dict)

    def hours(self, day: date) -> DayHours:
        """The hours of `day`: a day by date stands above duty, duty above a range, a range above the week."""
        if rule := self.days.get(day):
            return DayHours(self._by_date(rule), rule.kind, rule.name)
        return self._without_rule(day)

    def like(self, day: date, weekday: int) -> Intervals:
        """The hours of `day` if it fell on that weekday (0 = Monday)."""
        return self._by_season(day, weekday).intervals

    def _without_rule(self, day: date) -> DayHours:
        if on_duty := [duty for duty in self.duties if duty.holds(day)]:
            intervals = joined(interval for duty in on_duty for interval in duty.intervals)
            return DayHours(intervals, "duty", " + ".join(duty.name for duty in on_duty if duty.name))
        return self._by_season(day, day.weekday())

    def _by_season(self, day: date, weekday: int) -> DayHours:
        for span in self.ranges:
            if span.holds(day):
                intervals = span.intervals(weekday, self.week)
                # A weekday that is worked at other times is closed because of the season, not a day off.
                is_closed = not intervals and self.week[weekday]
                return DayHours(intervals, "closed" if is_closed else "range", span.name)
        return DayHours(self.week[weekday], "week")

    def _by_date(self, rule: DayRule) -> Intervals:
        if rule.kind != "make_up" or rule.intervals:
            return rule.intervals
        if rule.works_as is not None:
            # Who has nothing to make up for, being off on that weekday anyhow, has a day like any other.
            return self.like(rule.day, rule.works_as) or self._without_rule(rule.day).intervals
        # A Saturday made up for has the hours of a working day: its own if it has any, else Monday's ...
        for weekday in (rule.day.weekday(), *range(7)):
            if intervals := self.like(rule.day, weekday):
                return intervals
        return ()


def year_in(moment: datetime, zone: tzinfo) -> int:
    """The year of a moment in the zone; at the end of the years, where no zone reaches, its own."""
    try:
        return moment.astimezone(zone).year
    except OverflowError:
        return moment.year


def doubts(doubt_of: Callable[[int], str], years: Iterable[int]) -> tuple[YearDoubt, ...]:
    """Those of the years that are not known for sure, in order."""
    found = ((year, doubt_of(year)) for year in sorted(set(years)))
    return tuple(YearDoubt(year, doubt) for year, doubt in found if doubt)


def clock(minute: int) -> str:
    """A minute of the day as it is written: 540 is 09:00, 1440 is 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def joined(intervals: Iterable[Interval]) -> Intervals:
    """The intervals in order, those that touch or overlap as one."""
    found: list[Interval] = []
    for interval in sorted(intervals):
        if found and interval.start <= found[-1].end:
            found[-1] = Interval(found[-1].start, max(found[-1].end, interval.end))
        else:
            found.append(interval)
    return tuple(found)


def require_year(day: date) -> None:
    """Raise UsageError outside the years that a calendar knows."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UsageError(
            _("The calendar knows the years {first} to {last}, not {year}.").format(
                first=FIRST_YEAR, last=LAST_YEAR, year=day.year
            )
        )


def overlap(one: HoursRange, other: HoursRange) -> bool:
    """Whether any day lies in both ranges."""
    return any(
        first.start <= second.end and second.start <= first.end
        for first in _dated(one, other)
        for second in _dated(other, one)
    )


class _Dates(NamedTuple):
    start: date
    end: date


def _dated(span: HoursRange, beside: HoursRange) -> Iterator[_Dates]:
    """The range as dates in the years of the other one, or in four that hold a leap year."""
    if isinstance(span.start, date) and isinstance(span.end, date):
        yield _Dates(span.start, span.end)
        return
    years = range(2023, 2028)
    if isinstance(beside.start, date) and isinstance(beside.end, date):
        years = range(beside.start.year - 1, beside.end.year + 1)
    first, last = YearDay(*span.start), YearDay(*span.end)  # type: ignore[misc]
    for year in years:
        start, end = _in_year(first, year), _in_year(last, year + (first > last))
        if last == (2, 29) and end.month == 3:
            end -= timedelta(days=1)
        if start <= end:
            yield _Dates(start, end)


def _in_year(year_day: YearDay, year: int) -> date:
    """That day of the year; 29 February of a year without one is 1 March."""
    try:
        return date(year, year_day.month, year_day.day)
    except ValueError:
        return date(year, 3, 1)
