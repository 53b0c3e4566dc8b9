"""Public holidays and make-up days taken over: the PRC in 2026, a year not announced, days set by hand."""

import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from subprocess import run
from zoneinfo import ZoneInfo

import pytest

from servicedesk.domain.calendar_days import year_notes
from servicedesk.domain.errors import UsageError
from servicedesk.domain.policies.calendar import dump, parse, parse_hours
from servicedesk.domain.policies.calendar_policy import (
    CalendarPolicy,
    SeededYear,
    build,
    unannounced_years,
    with_day,
    with_rule,
    with_week,
)
from servicedesk.domain.policies.holiday_seed import countries, outdated, seed
from servicedesk.domain.policies.reading import PolicyError
from servicedesk.domain.worktime_rules import DayRule, Interval


def test_the_spring_festival_of_2026_is_off_and_its_saturday_is_worked() -> None:
    result = seed(CalendarPolicy(), "CN", 2026, "zh_CN")
    calendar = build(result.policy, UTC)
    assert calendar.hours(date(2026, 2, 14)).intervals
    assert calendar.hours(date(2026, 2, 14)).reason == "make_up"
    festival = calendar.hours(date(2026, 2, 17))
    assert (festival.intervals, festival.reason, festival.name) == ((), "holiday", "春节")
    # 23 February is off because 28 February is worked.
    assert not calendar.hours(date(2026, 2, 23)).intervals
    assert "2026-02-23" in calendar.hours(date(2026, 2, 28)).name
    # General Office of the State Council, notice on the holidays of 2026: six days are made up for.
    assert (result.make_up_days, result.announced) == (6, True)
    assert sum(rule.kind == "holiday" for rule in result.policy.days) == result.holidays
    assert unannounced_years(result.policy) == []
    # Outside weekends 2026 has 261 days; the notice leaves 248 working days.
    assert (
        sum(
            bool(calendar.hours(date.fromordinal(date(2026, 1, 1).toordinal() + n)).intervals)
            for n in range(365)
        )
        == 248
    )


def test_a_year_that_is_not_announced_yet_says_so() -> None:
    result = seed(CalendarPolicy(), "CN", 2031, "zh_CN")
    assert (result.announced, result.make_up_days) == (False, 0)
    assert result.holidays > 5
    assert unannounced_years(parse(dump(result.policy))) == [2031]
    calendar = build(result.policy, UTC)
    assert calendar.doubts(range(2030, 2033)) == (
        (2030, "unseeded"),
        (2031, "unannounced"),
        (2032, "unseeded"),
    )
    shanghai = build(result.policy, ZoneInfo("Asia/Shanghai"))
    assert shanghai.doubts_at(datetime(2030, 12, 31, 16, tzinfo=UTC)) == ((2031, "unannounced"),)
    assert not calendar.hours(date(2031, 10, 1)).intervals


def test_a_desk_may_need_no_holidays_until_it_takes_some_over() -> None:
    once = seed(CalendarPolicy(), "CN", 2026).policy
    none = seed(seed(once, "None", 2026).policy, "CN", 2029).policy
    assert [rule.day.year for rule in none.days if rule.day.year < 2029] == []
    assert [none.doubt_of(year) for year in (2025, 2026, 2027, 2028, 2029, 2030)] == [
        "unseeded", "", "", "", "unannounced", "unseeded",
    ]  # fmt: skip
    assert parse(dump(none)) == none
    assert "no public holidays are needed" in " ".join(year_notes(none, 2028))


def test_what_was_taken_over_by_an_older_program_is_told_from_what_would_be_today() -> None:
    today = with_day(seed(CalendarPolicy(), "CN", 2026, "zh_CN").policy, date(2026, 3, 2), "closed", "盘点")
    assert (outdated(today, 2026), outdated(today, 2027)) == (0, 0)
    days = tuple(replace(rule, works_as=None) for rule in today.days if rule.day.weekday() != 6)
    # Nine Sundays, two of them worked, are missing, and four Saturdays are worked as no weekday.
    assert outdated(replace(today, days=days), 2026) == 9 + 4


def test_a_country_without_make_up_days_has_nothing_to_announce() -> None:
    result = seed(CalendarPolicy(), "de-by", 2026, "de")
    assert result.announced is None
    assert result.policy.seeded == (SeededYear(2026, "DE-BY", None),)
    assert result.holidays == seed(CalendarPolicy(), "DE", 2026, "de").holidays + 3
    assert "Ostermontag" in [rule.name for rule in result.policy.days]


def test_seeding_again_keeps_what_the_desk_set_and_replaces_what_was_seeded() -> None:
    once = seed(CalendarPolicy(), "CN", 2026, "zh_CN").policy
    own = with_day(once, date(2026, 2, 17), "other", "值守", (Interval(540, 720),))
    own = with_day(own, date(2026, 3, 2), "closed", "盘点")
    again = seed(own, "CN", 2026, "zh_CN")
    assert again.policy == own
    german = seed(again.policy, "DE", 2026, "de").policy
    assert [rule.name for rule in german.days if rule.source == "desk"] == ["值守", "盘点"]
    assert not [rule for rule in german.days if "春节" in rule.name]
    both = seed(german, "DE", 2027, "de").policy
    assert [year.year for year in both.seeded] == [2026, 2027]
    assert parse(dump(both)) == both


# The notices of the General Office of the State Council on the holidays of 2024, 2025 and 2026, by hand: days
# off from one to another (a single day "joins the weekend"), and days worked with the day each is worked for.
OFF = """
2024-01-01 2024-01-01; 2024-02-10 2024-02-17; 2024-04-04 2024-04-06; 2024-05-01 2024-05-05;
2024-06-10 2024-06-10; 2024-09-15 2024-09-17; 2024-10-01 2024-10-07;
2025-01-01 2025-01-01; 2025-01-28 2025-02-04; 2025-04-04 2025-04-06; 2025-05-01 2025-05-05;
2025-05-31 2025-06-02; 2025-10-01 2025-10-08;
2026-01-01 2026-01-03; 2026-02-15 2026-02-23; 2026-04-04 2026-04-06; 2026-05-01 2026-05-05;
2026-06-19 2026-06-21; 2026-09-25 2026-09-27; 2026-10-01 2026-10-07
"""
WORKED_FOR = """
2024-02-04 2024-02-15; 2024-02-18 2024-02-16; 2024-04-07 2024-04-05; 2024-04-28 2024-05-02;
2024-05-11 2024-05-03; 2024-09-14 2024-09-16; 2024-09-29 2024-10-04; 2024-10-12 2024-10-07;
2025-01-26 2025-02-03; 2025-02-08 2025-02-04; 2025-04-27 2025-05-05; 2025-09-28 2025-10-07;
2025-10-11 2025-10-08;
2026-01-04 2026-01-02; 2026-02-14 2026-02-20; 2026-02-28 2026-02-23; 2026-05-09 2026-05-05;
2026-09-20 2026-10-06; 2026-10-10 2026-10-07
"""
ON_TIME = "09:00-12:00", "13:00-18:00"
SHORT = ("09:30-11:30",)
# Hours by weekday: the working week differs, and so does each of its days.
DESKS = {
    "Monday to Friday": [("08:00-12:00",), ON_TIME, ON_TIME, ON_TIME, ("09:00-16:00",), (), ()],
    "Monday to Saturday": [ON_TIME, ON_TIME, ON_TIME, ON_TIME, ("09:00-16:00",), SHORT, ()],
    "six days, closed on Mondays": [(), ON_TIME, ON_TIME, ON_TIME, ("09:00-16:00",), SHORT, ("10:00-15:00",)],
    "on duty every day": [("00:00-24:00",)] * 5 + [("08:00-20:00",), ("10:00-14:00",)],
}


def pairs(text: str) -> list[tuple[date, date]]:
    """Two dates of each entry."""
    found = [map(date.fromisoformat, one.split()) for one in text.split(";")]
    return [(first, last) for first, last in found]


@pytest.mark.parametrize("desk", DESKS)
def test_every_day_of_three_announced_years_is_worked_as_the_notices_say(desk: str) -> None:
    week = DESKS[desk]
    policy = CalendarPolicy(week=tuple(parse_hours(", ".join(hours)) for hours in week))
    for year in (2025, 2024, 2026):
        policy = seed(policy, "CN", year, "zh_CN").policy
    calendar = build(parse(dump(policy)), UTC)
    off = {day for first, last in pairs(OFF) for day in days_between(first, last)}
    worked_for = dict(pairs(WORKED_FOR))
    assert (len(off), len(worked_for)) == (28 + 28 + 33, 8 + 5 + 6)
    wrong = []
    for day in days_between(date(2024, 1, 1), date(2026, 12, 31)):
        wanted = week[day.weekday()]
        if day in off:
            wanted = ()
        elif day in worked_for:
            wanted = week[worked_for[day].weekday()] or wanted
        if tuple(map(str, calendar.hours(day).intervals)) != wanted:
            wrong.append((day, calendar.hours(day)))
    assert not wrong


def days_between(first: date, last: date) -> list[date]:
    """Both included."""
    return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]


def test_the_weekend_of_a_festival_is_named_like_it() -> None:
    days = seed(CalendarPolicy(), "CN", 2026, "zh_CN").policy
    for day, name in {"2026-02-21": "春节", "2026-06-20": "端午节", "2026-10-04": "国庆节"}.items():
        rule = days.rule_of(date.fromisoformat(day))
        assert rule is not None
        assert (rule.kind, rule.name, rule.source) == ("holiday", name, "seed")


def test_a_weekend_is_only_joined_to_a_holiday_that_was_announced() -> None:
    days = {rule.day for rule in seed(CalendarPolicy(), "CN", 2031, "zh_CN").policy.days}
    # National Day of 2031 is a Wednesday to Friday: nobody knows yet what follows.
    assert date(2031, 10, 3) in days
    assert date(2031, 10, 4) not in days
    german = seed(CalendarPolicy(), "DE", 2026, "de").policy
    assert not [rule.day for rule in german.days if rule.day == date(2026, 4, 4)]


def test_a_make_up_day_of_the_desk_itself_needs_a_weekday_with_hours() -> None:
    monday_off = with_week(CalendarPolicy(), 0, ())
    with pytest.raises(PolicyError, match="mon has no hours"):
        with_rule(monday_off, DayRule(date(2026, 2, 28), "make_up", works_as=0))
    taken = seed(monday_off, "CN", 2026).policy
    # The 28th is worked for Monday the 23rd, on which this desk is off anyhow.
    assert not build(taken, UTC).hours(date(2026, 2, 28)).intervals
    assert parse(dump(taken)) == taken


@pytest.mark.parametrize(
    ("country", "words"),
    [
        ("XK1", "did you mean XK?"),
        ("Chna", "did you mean CN?"),
        ("", "did you mean"),
        ("DE-XX", "use one of"),
        ("HK-1", "no parts"),
        ("\x1b[31m漏水", "not a country"),
    ],
)
def test_an_unknown_country_is_refused(country: str, words: str) -> None:
    with pytest.raises(UsageError, match=words.replace("?", r"\?")) as caught:
        seed(CalendarPolicy(), country, 2026)
    assert "\n" not in caught.value.message
    assert "\x1b" not in caught.value.message


@pytest.mark.parametrize("year", [0, 1969, 2201, 10**9])
def test_an_impossible_year_is_refused(year: int) -> None:
    with pytest.raises(UsageError, match="1970 to 2200"):
        seed(CalendarPolicy(), "CN", year)


def test_every_country_can_be_taken_over() -> None:
    for country in countries():
        policy = seed(CalendarPolicy(), country, 2026, "zh_CN").policy
        assert parse(dump(policy)) == policy


def test_a_calendar_costs_no_holidays_until_a_year_is_seeded() -> None:
    code = (
        "import sys, servicedesk.domain.policies.holiday_seed, servicedesk.domain.policies.calendar as c;"
        "c.parse(c.default()); sys.exit('holidays' in sys.modules or 'zoneinfo' in sys.modules)"
    )
    assert run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_united_kingdom_is_england_and_wales_unless_a_part_is_named() -> None:
    easter_monday, late_summer = date(2026, 4, 6), date(2026, 8, 31)
    for written, part in (("GB", "GB-ENG"), ("gb-eng", "GB-ENG"), ("GB-SCT", "GB-SCT")):
        policy = seed(CalendarPolicy(), written, 2026).policy
        off = {rule.day for rule in policy.days}
        assert [known.country for known in policy.seeded] == [part]
        assert ({easter_monday, late_summer} <= off) == (part == "GB-ENG")
    # A desk that took over the whole before is told that its days are other ones.
    named = [rule for rule in policy.days if rule.day not in {easter_monday, late_summer}]
    old = replace(policy, days=tuple(named), seeded=(SeededYear(2026, "GB"),))
    assert outdated(old, 2026) >= 2
