"""Working time in examples: lunch, make-up Saturday, half day, duty, season, turned clocks, ends of time."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.domain.policies.calendar import parse
from servicedesk.domain.policies.calendar_policy import build
from servicedesk.domain.worktime import NoWorkingTimeError, WorkingCalendar
from servicedesk.domain.worktime_rules import HoursRules, Interval

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3600
DOCUMENT = """
timezone = "Asia/Shanghai"
[[range]]
name = "夏令作息"
from = "06-15"
to = "09-15"
hours = ["08:30-12:00", "14:30-18:00"]
[[range]]
name = "停工"
from = 2026-12-21
to = 2026-12-31
hours = []
[[duty]]
name = "周六值班"
weekday = "sat"
every = 2
from = 2026-01-03
hours = ["09:00-12:00"]
[days]
2026-02-13 = { kind = "half", name = "年会", hours = ["09:00-12:00"] }
2026-02-14 = { kind = "make_up", name = "春节调休", as = "mon" }
2026-02-16 = { kind = "holiday", name = "农历除夕" }
2026-02-17 = { kind = "holiday", name = "春节" }
2026-09-20 = { kind = "make_up" }
"""


@pytest.fixture(scope="module")
def desk() -> WorkingCalendar:
    return build(parse(DOCUMENT), UTC)


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def always(zone: ZoneInfo = BERLIN) -> WorkingCalendar:
    return WorkingCalendar(HoursRules(((Interval(0, 1440),),) * 7), zone)


def test_lunch_does_not_count(desk: WorkingCalendar) -> None:
    assert desk.worked(at("2026-03-02 11:30"), at("2026-03-02 13:30")) == HOUR
    assert desk.deadline(at("2026-03-02 11:30"), HOUR) == at("2026-03-02 13:30")
    # Exactly used up at noon: the target is reached at noon, not after lunch.
    assert desk.deadline(at("2026-03-02 11:30"), HOUR // 2) == at("2026-03-02 12:00")
    assert not desk.is_working(at("2026-03-02 12:00"))
    assert desk.is_working(at("2026-03-02 11:59:59"))
    assert desk.next_working(at("2026-03-02 12:00")) == at("2026-03-02 13:00")


def test_a_deadline_on_the_last_working_second_of_a_year_stays_in_that_year() -> None:
    office = WorkingCalendar(HoursRules(((Interval(540, 1020),),) * 7), UTC)
    started, closing = datetime(2026, 12, 31, 16, tzinfo=UTC), datetime(2026, 12, 31, 17, tzinfo=UTC)
    assert office.deadline(started, HOUR - 1) == closing - timedelta(seconds=1)
    assert office.deadline(started, HOUR) == closing
    assert office.deadline(started, HOUR + 1) == datetime(2027, 1, 1, 9, 0, 1, tzinfo=UTC)
    # The same end, reached over all of the year and from the year before.
    year = office.worked(datetime(2026, 1, 1, tzinfo=UTC), closing)
    assert office.deadline(datetime(2026, 1, 1, tzinfo=UTC), year) == closing
    assert office.deadline(datetime(2025, 12, 31, 16, tzinfo=UTC), HOUR + year) == closing


def test_a_target_over_the_spring_festival_uses_the_make_up_saturday(desk: WorkingCalendar) -> None:
    assert desk.hours(date(2026, 2, 14)).reason == "make_up"
    assert desk.hours(date(2026, 2, 14)).intervals
    assert not desk.hours(date(2026, 2, 17)).intervals
    # Friday afternoon is off, Saturday is worked as a Monday, Monday and Tuesday are holidays.
    found = desk.deadline(at("2026-02-13 11:00"), 10 * HOUR)
    assert found == at("2026-02-18 10:00")
    assert found.tzinfo is UTC


def test_a_make_up_sunday_in_summer_has_the_hours_of_the_season(desk: WorkingCalendar) -> None:
    # 20 September lies after the season, 6 September in it.
    assert desk.hours(date(2026, 9, 20)).intervals == (Interval(540, 720), Interval(780, 1080))
    summer = build(parse(DOCUMENT.replace("2026-09-20", "2026-09-06")), UTC)
    assert summer.hours(date(2026, 9, 6)).intervals == (Interval(510, 720), Interval(870, 1080))


def test_every_second_saturday_is_on_duty(desk: WorkingCalendar) -> None:
    january = [date(2026, 1, day) for day in (3, 10, 17, 24, 31)]
    assert [bool(desk.hours(day).intervals) for day in january] == [True, False, True, False, True]
    assert not desk.hours(date(2025, 12, 20)).intervals
    assert desk.hours(date(2026, 1, 17)).name == "周六值班"
    assert desk.next_workday(date(2026, 1, 10)) == date(2026, 1, 12)
    assert desk.next_workday(date(2026, 1, 17)) == date(2026, 1, 17)


def test_a_season_has_its_own_hours_every_year_and_no_weekend(desk: WorkingCalendar) -> None:
    for year in (2026, 2031):
        assert desk.worked(at(f"{year}-07-16 00:00"), at(f"{year}-07-17 00:00")) == 7 * HOUR
    assert desk.hours(date(2026, 7, 15)).reason == "range"
    assert desk.hours(date(2026, 7, 19)).intervals == ()
    assert desk.hours(date(2026, 9, 16)).reason == "week"
    closed = desk.hours(date(2026, 12, 21))
    assert (closed.reason, closed.name, closed.intervals) == ("closed", "停工", ())


def test_a_season_may_go_across_the_new_year() -> None:
    text = '[[range]]\nname = "冬"\nfrom = "12-20"\nto = "01-10"\nhours = ["10:00-12:00"]'
    calendar = build(parse(text), SHANGHAI)
    days = [date(2026, 12, 18), date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 11)]
    assert [calendar.hours(day).reason for day in days] == ["week", "range", "range", "week"]


def test_segments_say_why(desk: WorkingCalendar) -> None:
    segments = desk.segments(at("2026-02-13 08:00"), at("2026-02-18 09:30"))
    found = [(segment.counted, segment.reason, segment.name) for segment in segments]
    assert found == [
        (False, "outside", ""),
        (True, "half", "年会"),
        (False, "outside", ""),
        (True, "make_up", "春节调休"),
        (False, "break", ""),
        (True, "make_up", "春节调休"),
        (False, "outside", ""),
        (False, "day_off", ""),
        (False, "holiday", "农历除夕"),
        (False, "holiday", "春节"),
        (False, "outside", ""),
        (True, "week", ""),
    ]
    assert all(one.end == other.start for one, other in pairwise(segments))
    assert desk.segments(at("2026-02-18 09:30"), at("2026-02-18 09:30")) == []
    assert desk.segments(at("2026-02-18 09:30"), at("2026-02-13 08:00")) == []


def test_a_night_shift_counts_the_doubled_hour_twice_and_the_lost_one_not_at_all() -> None:
    night = WorkingCalendar(HoursRules(((Interval(60, 240),),) * 7), BERLIN)
    assert night.worked(at("2026-10-25 00:00", BERLIN), at("2026-10-25 12:00", BERLIN)) == 4 * HOUR
    assert night.worked(at("2026-03-29 00:00", BERLIN), at("2026-03-29 12:00", BERLIN)) == 2 * HOUR
    assert night.worked(at("2026-03-30 00:00", BERLIN), at("2026-03-30 12:00", BERLIN)) == 3 * HOUR
    # Work from 02:00 in the doubled hour: the first 02:30 is half an hour in, the second an hour later.
    start = at("2026-10-25 02:00", BERLIN)
    assert night.deadline(start, HOUR + 1800) == at("2026-10-25 02:30", BERLIN).replace(fold=1).astimezone(
        UTC
    )


def test_a_desk_that_never_closes_counts_real_time() -> None:
    calendar = always()
    start = at("2025-12-30 23:59:59", BERLIN)
    for days in (1, 400, 3000):
        assert calendar.worked(start, start.astimezone(UTC) + timedelta(days=days)) == days * 86400
        assert calendar.deadline(start, days * 86400) == start.astimezone(UTC) + timedelta(days=days)
    # 24:00 of one day and 00:00 of the next are one moment: nothing lies between.
    assert len(calendar.segments(start, start.astimezone(UTC) + timedelta(days=400))) == 1


def test_moments_of_any_zone_are_understood(desk: WorkingCalendar) -> None:
    start = datetime(2026, 3, 2, 2, 0, tzinfo=BERLIN)  # 09:00 in Shanghai
    assert desk.worked(start, at("2026-03-02 10:00")) == HOUR
    assert desk.deadline(start.replace(microsecond=5), 0) == start.replace(microsecond=5)
    assert desk.next_working(start) == start


def test_a_calendar_without_working_time_says_so_and_does_not_search_for_ever() -> None:
    empty = WorkingCalendar(HoursRules(((),) * 7), SHANGHAI)
    start = at("2026-03-02 09:00")
    for ask in (
        lambda: empty.deadline(start, 1),
        lambda: empty.next_working(start),
        lambda: empty.next_workday(start.date()),
    ):
        with pytest.raises(NoWorkingTimeError) as caught:
            ask()
        assert "\n" not in caught.value.message
        assert isinstance(caught.value, RefusedError)
    assert empty.deadline(start, 0) == start
    assert empty.worked(start, at("2126-03-02 09:00")) == 0
    assert [segment.reason for segment in empty.segments(start, at("2027-03-02 09:00"))] == ["day_off"]


def test_a_target_beyond_ten_years_is_refused(desk: WorkingCalendar) -> None:
    start = at("2026-03-02 09:00")
    with pytest.raises(NoWorkingTimeError):
        desk.deadline(start, 11 * 366 * 8 * HOUR)
    with pytest.raises(NoWorkingTimeError):
        desk.deadline(start, 10**18)


@pytest.mark.parametrize("year", [1, 1969, 2201, 9999])
def test_years_that_no_calendar_knows_are_refused(desk: WorkingCalendar, year: int) -> None:
    moment, known = datetime(year, 6, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    for ask in (
        lambda: desk.worked(moment, known),
        lambda: desk.worked(known, moment),
        lambda: desk.deadline(moment, 60),
        lambda: desk.is_working(moment),
        lambda: desk.next_working(moment),
        lambda: desk.segments(*sorted((known, moment))),
        lambda: desk.hours(moment.date()),
        lambda: desk.next_workday(moment.date()),
    ):
        with pytest.raises(UsageError, match="1970 to 2200"):
            ask()


def test_the_first_and_the_last_moment_that_are_known_count(desk: WorkingCalendar) -> None:
    first, last = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert desk.worked(first, last) == -desk.worked(last, first) > 400_000 * HOUR
    with pytest.raises(UsageError):
        desk.deadline(last, 40 * HOUR)


def test_a_deadline_does_not_search_day_by_day(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = build(parse(DOCUMENT), UTC)
    start = int(at("2026-01-05 09:00").timestamp())
    looked_up = []
    hours_of = HoursRules.hours
    monkeypatch.setattr(HoursRules, "hours", lambda *given: looked_up.append(given) or hours_of(*given))
    for number in range(2_000):
        moment = start + number * 9_000
        desk.worked_s(start, moment)
        desk.deadline_s(moment, 16 * HOUR)
    # Each local date of the two years that are touched, and of the day before and after, at most once.
    assert 365 < len(looked_up) <= 2 * 366 + 4
