"""Working time against a count of single minutes, over random calendars in zones that turn their clocks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from servicedesk.domain.worktime import NoWorkingTimeError, WorkingCalendar
from servicedesk.domain.worktime_rules import (
    DayRule,
    DutyDays,
    HoursRange,
    HoursRules,
    Interval,
    Intervals,
    YearDay,
)

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
# Where the clock turns (or the year does), in UTC; on Lord Howe by half an hour, in Kathmandu by a quarter.
TURNS = [
    ("Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 3, 8, 7, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, 6, tzinfo=UTC)),
    ("Asia/Shanghai", datetime(2026, 2, 14, 4, tzinfo=UTC)),
    ("Asia/Shanghai", datetime(1986, 5, 3, 18, tzinfo=UTC)),
    ("Asia/Shanghai", datetime(2026, 12, 31, 16, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
    ("Asia/Kathmandu", datetime(1985, 12, 31, 18, 30, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),
]


@dataclass(frozen=True)
class Given:
    """A calendar, the instant around which to look, and the hours of a date worked out in another way."""

    calendar: WorkingCalendar
    zone: ZoneInfo
    around: datetime
    hours_of: Callable[[date], Intervals]

    def is_working(self, moment: datetime) -> bool:
        local = moment.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        return any(start <= minute < end for start, end in self.hours_of(local.date()))

    def count(self, start: datetime, end: datetime) -> int:
        """Seconds of working time between two whole minutes, counted one minute after the other."""
        minutes = (end - start) // MINUTE
        return 60 * sum(self.is_working(start + number * MINUTE) for number in range(minutes))


@st.composite
def hours(draw: st.DrawFn, least: int = 0) -> Intervals:
    """Up to three intervals of a day, which may touch, in steps of five minutes."""
    count = draw(st.integers(least, 3))
    cuts = sorted(draw(st.lists(st.integers(0, 288), min_size=2 * count, max_size=2 * count, unique=True)))
    return tuple(Interval(5 * cuts[2 * at], 5 * cuts[2 * at + 1]) for at in range(count))


@st.composite
def calendars(draw: st.DrawFn) -> Given:
    name, around = draw(st.sampled_from(TURNS))
    zone, middle = ZoneInfo(name), around.date()
    week = tuple(draw(hours()) for _weekday in range(7))
    days = {
        day: DayRule(day, "other", intervals=draw(hours()))
        for day in (middle + timedelta(days=draw(st.integers(-4, 4))) for _count in range(2))
    }
    duty = DutyDays(
        "值班",
        draw(st.integers(0, 6)),
        middle - timedelta(days=draw(st.integers(0, 30))),
        draw(hours(1)),
        draw(st.integers(1, 3)),
    )
    first = middle + timedelta(days=draw(st.integers(-5, 5)))
    last = first + timedelta(days=draw(st.integers(0, 6)))
    season: Intervals = draw(hours())
    if draw(st.booleans()):
        span = HoursRange("夏令", first, last, None, (season,) * 7)
    else:
        ends = YearDay(first.month, first.day), YearDay(last.month, last.day)
        span = HoursRange("夏令", *ends, None, (season,) * 7)

    def hours_of(day: date) -> Intervals:
        if day in days:
            return days[day].intervals
        duty_days = [duty.start + timedelta(days=number) for number in range(7)]
        duty_day = next(found for found in duty_days if found.weekday() == duty.weekday)
        while duty_day < day:
            duty_day += timedelta(weeks=duty.every)
        if duty_day == day:
            return duty.intervals
        return season if first <= day <= last else week[day.weekday()]

    rules = HoursRules(week, (span,), (duty,), days)
    return Given(WorkingCalendar(rules, zone), zone, around, hours_of)


MINUTES = st.integers(-3 * 1440, 3 * 1440)
QUICK = settings(max_examples=40)
LONG = settings(max_examples=1500)


def check_count(given_: Given, start: int, end: int) -> None:
    """Worked time, segments and single moments agree with the count of minutes."""
    begun, ended = sorted((given_.around + start * MINUTE, given_.around + end * MINUTE))
    calendar = given_.calendar
    counted = given_.count(begun, ended)
    assert calendar.worked(begun, ended) == counted
    assert calendar.worked(ended, begun) == -counted
    segments = calendar.segments(begun, ended)
    assert sum(segment.seconds for segment in segments if segment.counted) == counted
    edges = [begun, *(segment.end for segment in segments)]
    assert [segment.start for segment in segments] == edges[:-1]
    assert edges[-1] == ended
    for segment in segments:
        assert segment.start < segment.end
        for moment in (segment.start, segment.end - SECOND):
            assert given_.is_working(moment) is segment.counted is calendar.is_working(moment)


def check_deadline(given_: Given, start: int, seconds: int) -> None:
    """A deadline is the earliest moment with so much working time since the start."""
    begun = given_.around + start * SECOND
    calendar = given_.calendar
    try:
        found = calendar.deadline(begun, seconds)
    except NoWorkingTimeError:
        assume(False)
    assert calendar.worked(begun, found) == seconds
    assert seconds == 0 or calendar.worked(begun, found - SECOND) == seconds - 1
    opening = calendar.next_working(found)
    assert opening >= found
    assert calendar.is_working(opening)
    assert calendar.worked(found, opening) == 0


@QUICK
@given(calendars(), MINUTES, MINUTES)
def test_working_time_is_the_count_of_its_minutes(given_: Given, start: int, end: int) -> None:
    check_count(given_, start, end)


@QUICK
@given(calendars(), st.integers(-200_000, 200_000), st.integers(0, 400_000))
def test_a_deadline_is_the_earliest_moment_with_that_much_working_time(
    given_: Given, start: int, seconds: int
) -> None:
    check_deadline(given_, start, seconds)


@QUICK
@given(calendars(), st.lists(st.integers(-(10**8), 10**8), min_size=3, max_size=3))
def test_working_time_adds_up(given_: Given, offsets: list[int]) -> None:
    one, two, three = (given_.around + offset * SECOND for offset in offsets)
    calendar = given_.calendar
    assert calendar.worked(one, three) == calendar.worked(one, two) + calendar.worked(two, three)


@QUICK
@given(calendars(), st.integers(-100_000, 100_000), st.integers(0, 200_000), st.integers(0, 200_000))
def test_more_working_time_is_never_reached_earlier(given_: Given, start: int, less: int, more: int) -> None:
    begun, calendar = given_.around + start * SECOND, given_.calendar
    assume(any(given_.hours_of(given_.around.date() + timedelta(days=day)) for day in range(10, 17)))
    assert calendar.deadline(begun, less) <= calendar.deadline(begun, less + more)


@pytest.mark.slow
@LONG
@given(calendars(), MINUTES, MINUTES, st.integers(-200_000, 200_000), st.integers(0, 400_000))
def test_long_run_of_counts_and_deadlines(
    given_: Given, start: int, end: int, begun: int, seconds: int
) -> None:
    check_count(given_, start, end)
    check_deadline(given_, begun, seconds)
