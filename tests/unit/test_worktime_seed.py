"""Public holidays and make-up days taken over: the PRC in 2026, a year not announced, days set by hand."""

import sys
from datetime import UTC, date
from subprocess import run

import pytest

from servicedesk.domain.errors import UsageError
from servicedesk.domain.policies.calendar import dump, parse
from servicedesk.domain.policies.calendar_policy import (
    CalendarPolicy,
    SeededYear,
    build,
    unannounced_years,
    with_day,
    with_week,
)
from servicedesk.domain.policies.holiday_seed import countries, seed
from servicedesk.domain.worktime_rules import Interval


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
    assert calendar.is_provisional(date(2031, 2, 14))
    assert not calendar.is_provisional(date(2030, 12, 31))
    assert not calendar.hours(date(2031, 10, 1)).intervals


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


def test_a_desk_that_works_on_saturdays_makes_up_with_its_own_saturday() -> None:
    morning = (Interval(540, 720),)
    calendar = build(seed(with_week(CalendarPolicy(), 5, morning), "CN", 2026).policy, UTC)
    assert calendar.hours(date(2026, 2, 14)).intervals == morning


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
