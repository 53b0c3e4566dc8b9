"""The working calendar as a document: read, refused in one line, changed, written back equal."""

from collections.abc import Callable
from datetime import UTC, date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.errors import NotFoundError, UsageError
from servicedesk.domain.policies import POLICIES
from servicedesk.domain.policies.calendar import default, dump, parse, parse_hours
from servicedesk.domain.policies.calendar_policy import (
    CalendarPolicy,
    SeededYear,
    build,
    with_day,
    with_duty,
    with_range,
    with_rule,
    with_week,
    without_day,
    without_duty,
    without_range,
)
from servicedesk.domain.policies.reading import PolicyError
from servicedesk.domain.text import clean_line
from servicedesk.domain.worktime_rules import DayRule, DutyDays, HoursRange, Interval, YearDay
from tests.builders import HOSTILE

MORNING = (Interval(540, 720),)
SUMMER = '[[range]]\nname = "夏令"\nfrom = "{}"\nto = "{}"\nhours = ["09:00-12:00"]\n'
DUTY = '[[duty]]\nname = "值班"\nweekday = "sat"\nfrom = {}\nhours = ["09:00-12:00"]\n'
ALL_CLOSED = "[week]\nmon = []\n"

REFUSED = {
    '[week]\nmon = ["13:00-12:00"]': "week, mon: 13:00-12:00 ends before it begins",
    '[week]\nmon = ["12:00-12:00"]': "ends when it begins",
    '[week]\nmon = ["22:00-06:00"]': "00:00-06:00",
    '[week]\nmon = ["09:00-13:00", "12:00-18:00"]': "09:00-13:00 and 12:00-18:00 overlap",
    '[week]\nmon = ["13:00-18:00", "09:00-12:00"]': "write the earlier hours first",
    '[week]\nmon = ["9-12"]': "is not hours",
    '[week]\nmon = ["09:60-12:00"]': "is not hours",
    '[week]\nmon = ["09:00-24:01"]': "00:00 to 24:00",
    '[week]\nmon = ["09:00-25:00"]': "is not hours",
    "[week]\nmon = [9]": "is not hours",
    "[week]\nmon = 9": "must be a list",
    '[week]\nmoon = ["09:00-12:00"]': "did you mean mon?",
    "week = 3": "must be a table",
    "wek = 3": "did you mean week?",
    'timezone = "Asia/Shanghia"': "Asia/Shanghai",
    'timezone = "Asia"': "not a time zone",
    'timezone = "/etc/passwd"': "not a time zone",
    'timezone = "../etc"': "not a time zone",
    "day_hours = 0": "number of hours",
    "day_hours = 25": "number of hours",
    "day_hours = nan": "number of hours",
    "day_hours = inf": "number of hours",
    "day_hours = true": "number of hours",
    'day_hours = "8"': "number of hours",
    SUMMER.format("02-30", "03-01"): "range 1, from: “02-30” does not exist",
    SUMMER.format("2026-02-29", "2026-03-01"): "does not exist",
    SUMMER.format("June", "03-01"): "not a date",
    SUMMER.format("06-15", "2026-09-15"): "both ends must have a year",
    SUMMER.format("2026-09-15", "2026-06-15"): "2026-06-15 is before 2026-09-15",
    SUMMER.format("1969-09-15", "1970-06-15"): "from 1970 to 2200",
    SUMMER.format("06-15", "09-15") + SUMMER.format("10-15", "11-15"): "two rules have this name",
    SUMMER.format("06-15", "09-15")
    + SUMMER.replace("夏令", "雨季").format("09-15", "11-15"): "days in common",
    SUMMER.format("12-15", "01-15")
    + SUMMER.replace("夏令", "b").format("2026-01-10", "2026-01-11"): "in common",
    SUMMER.format("2026-01-05", "2026-01-10")
    + SUMMER.replace("夏令", "b").format("2026-01-10", "2026-02-11"): ("in common"),
    SUMMER.format("02-29", "02-29") + SUMMER.replace("夏令", "b").format("02-29", "03-01"): "in common",
    '[[range]]\nname = "a"\nfrom = "06-15"\nto = "09-15"': "hours are missing",
    '[[range]]\nfrom = "06-15"\nto = "09-15"\nhours = []': "range 1, name: it is missing",
    '[[range]]\nname = "a"\nto = "09-15"\nhours = []': "range 1, from: it is missing",
    DUTY.replace('"sat"', '"sta"').format("2026-01-03"): "did you mean sat?",
    DUTY.format('"01-03"'): "with its year",
    DUTY.format("2026-01-03T09:00:00"): "not a date",
    DUTY.format("2026-01-03") + "every = 0": "whole number from 1 to 52",
    DUTY.format("2026-01-03") + "to = 2025-01-03": "2025-01-03 is before 2026-01-03",
    DUTY.replace('hours = ["09:00-12:00"]', "hours = []").format("2026-01-03"): "hours are missing",
    '[days]\n2026-02-30 = { kind = "holiday" }': "does not exist",
    '[days]\n02-14 = { kind = "holiday" }': "with its year",
    '[days]\n2026-02-14 = { kind = "holyday" }': "did you mean holiday?",
    "[days]\n2026-02-14 = {}": "kind: it is missing",
    '[days]\n2026-02-14 = "holiday"': "must be a table",
    '[days]\n2026-02-14 = { kind = "half" }': "hours are missing",
    '[days]\n2026-02-14 = { kind = "holiday", hours = ["09:00-12:00"] }': "cannot have hours",
    '[days]\n2026-02-14 = { kind = "half", as = "mon", hours = ["09:00-12:00"] }': "only a make-up day",
    '[days]\n2026-02-14 = { kind = "make_up", as = "sun" }': "sun has no hours",
    '[days]\n2026-02-14 = { kind = "holiday" }\n2026-02-14 = { kind = "closed" }': "line 3",
    '[days]\n2026-02-14 = { kind = "holiday" }\n2026-2-14 = { kind = "closed" }': "each date once",
    '[days]\n2201-02-14 = { kind = "holiday" }': "from 1970 to 2200",
    '[seeded]\n2201 = { country = "CN" }': "from 1970 to 2200",
    '[seeded]\n2026 = { country = "CN", announced = "no" }': "true or false",
    ALL_CLOSED: "no day of 2027 would be a working day",
    ALL_CLOSED + SUMMER.format("2026-06-15", "2026-09-15").replace("hours", "mon"): "no day of 2027",
    ALL_CLOSED + DUTY.format("2026-01-03") + "to = 2027-12-31": "no day of 2028",
    SUMMER.format("2025-07-01", "2027-06-30").replace('"09:00-12:00"', ""): "no day of 2026",
    "[week\nmon = []": "line 1",
    "\n\n= 3": "line 3",
    "[" * 50_000: "",
    "a = " + "[" * 50_000: "",
    "a = " + "9" * 5_000: "",
    "#" * 200_001: "too long",
    "#" + "漏" * 70_000: "too long",
}


@pytest.mark.parametrize(
    "text", REFUSED, ids=[text[:40].encode("unicode_escape").decode() for text in REFUSED]
)
def test_an_impossible_calendar_is_refused_in_one_line_that_says_where(text: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse(text)
    message = caught.value.message
    assert message.startswith("calendar: ")
    assert REFUSED[text] in message
    assert "\n" not in message
    assert len(message) < 250


def test_the_shipped_calendar_is_what_an_empty_document_says() -> None:
    assert parse("") == parse(default()) == CalendarPolicy()
    assert POLICIES["calendar"].parse(POLICIES["calendar"].default()) == CalendarPolicy()


def test_the_examples_in_the_shipped_comments_are_true() -> None:
    lines = default().splitlines()
    starts = (
        "# [[",
        "# name =",
        "# from",
        "# to =",
        "# hours",
        "# weekday",
        "# every",
        "# 2026",
        "# timezone",
    )
    text = "\n".join(line.removeprefix("# ") if line.startswith(starts) else line for line in lines)
    found = parse(text)
    assert (len(found.ranges), len(found.duties), len(found.days)) == (1, 1, 1)
    assert found.timezone == "Asia/Shanghai"


def test_hours_are_understood_as_people_type_them() -> None:
    both = (Interval(540, 720), Interval(780, 1440))
    for text in ("9:00-12:00, 13:00-24:00", "09：00－12：00；13：00～24：00", "9:00至12:00、13:00 – 24:00"):
        assert parse_hours(text) == both
    assert parse_hours(" ") == ()
    assert parse('[week]\nmon = "9:00-12:00, 13:00-24:00"').week[0] == both
    for text in ("9-5", "09:00-08:00", HOSTILE, "9:00-12:00, 11:00-13:00"):
        with pytest.raises(UsageError):
            parse_hours(text)


def test_a_change_gives_another_policy_and_can_be_taken_back() -> None:
    start = CalendarPolicy()
    day, span = date(2026, 2, 14), HoursRange("夏令", YearDay(6, 15), YearDay(9, 15), MORNING)
    duty = DutyDays("值班", 5, date(2026, 1, 3), MORNING, 2)
    changes: list[tuple[CalendarPolicy, Callable[[CalendarPolicy], CalendarPolicy]]] = [
        (with_day(start, day, "make_up", "调休"), lambda policy: without_day(policy, day)),
        (with_range(start, span), lambda policy: without_range(policy, " 夏令 ")),
        (with_duty(start, duty), lambda policy: without_duty(policy, "值班")),
        (with_week(start, 5, MORNING), lambda policy: with_week(policy, 5, ())),
    ]
    for changed, taken_back in changes:
        assert changed != start
        assert parse(dump(changed)) == changed
        assert taken_back(changed) == start
    assert start == CalendarPolicy()


def test_a_rule_of_the_same_date_or_name_is_replaced() -> None:
    policy = with_day(CalendarPolicy(), date(2026, 2, 14), "make_up", "调休")
    policy = with_day(policy, date(2026, 2, 14), "half", "", MORNING)
    assert policy.days == (DayRule(date(2026, 2, 14), "half", "", MORNING),)
    span = HoursRange("Summer", YearDay(6, 15), YearDay(9, 15), MORNING)
    policy = with_range(
        with_range(policy, span), HoursRange("SUMMER", YearDay(7, 1), YearDay(9, 15), MORNING)
    )
    assert [str(found.start) for found in policy.ranges] == ["07-01"]


@pytest.mark.parametrize(
    "change",
    [
        lambda policy: with_day(policy, date(2026, 2, 14), "half", "年会"),
        lambda policy: with_day(policy, date(2026, 2, 14), "party", "年会"),
        lambda policy: with_day(policy, date(2026, 2, 14), "other", "", (Interval(720, 540),)),
        lambda policy: with_day(policy, date(2026, 2, 14), "other", "", (Interval(-60, 540),)),
        lambda policy: with_day(policy, date(2026, 2, 14), "holiday", "长" * 101),
        lambda policy: with_day(policy, date(2301, 2, 14), "holiday"),
        lambda policy: with_rule(policy, DayRule(date(2026, 2, 14), "make_up", works_as=6)),
        lambda policy: with_week(policy, 0, (Interval(540, 720), Interval(700, 800))),
        lambda policy: with_range(policy, HoursRange("", YearDay(6, 15), YearDay(9, 15), MORNING)),
        lambda policy: with_range(policy, HoursRange("夏", YearDay(8, 15), YearDay(10, 15), MORNING)),
        lambda policy: with_range(policy, HoursRange("停", date(2025, 12, 1), date(2027, 2, 1), ())),
        lambda policy: with_duty(policy, DutyDays("值班", 5, date(2026, 1, 3), ())),
        lambda policy: with_duty(policy, DutyDays("值班", 5, date(2026, 1, 3), MORNING, 53)),
    ],
)
def test_an_impossible_change_is_refused(change: Callable[[CalendarPolicy], CalendarPolicy]) -> None:
    policy = with_range(CalendarPolicy(), HoursRange("雨季", YearDay(10, 1), YearDay(10, 31), MORNING))
    with pytest.raises(PolicyError) as caught:
        change(policy)
    assert "\n" not in caught.value.message


def test_the_last_working_hours_cannot_be_taken_away() -> None:
    policy = CalendarPolicy()
    for weekday in range(4):
        policy = with_week(policy, weekday, ())
    with pytest.raises(PolicyError, match="no day of"):
        with_week(policy, 4, ())
    on_duty = with_week(with_duty(policy, DutyDays("值班", 5, date(2026, 1, 3), MORNING, 4)), 4, ())
    assert not build(on_duty, UTC).hours(date(2026, 1, 10)).intervals
    with pytest.raises(PolicyError):
        without_duty(on_duty, "值班")


def test_what_is_not_there_cannot_be_removed() -> None:
    for remove in (
        lambda: without_day(CalendarPolicy(), date(2026, 2, 14)),
        lambda: without_range(CalendarPolicy(), HOSTILE),
        lambda: without_duty(CalendarPolicy(), "值班"),
    ):
        with pytest.raises(NotFoundError):
            remove()


def test_a_zone_of_its_own_stands_above_the_desk() -> None:
    assert str(build(parse('timezone = "Europe/Berlin"'), UTC).zone) == "Europe/Berlin"
    assert build(CalendarPolicy(), UTC).zone is UTC
    assert build(parse("day_hours = 7.5"), UTC).day_seconds == 27_000


NAMES = st.one_of(st.just(HOSTILE), st.text(max_size=60)).map(clean_line)
HOURS = st.lists(st.integers(0, 1440), min_size=2, max_size=6, unique=True).map(
    lambda cuts: tuple(Interval(*pair) for pair in zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False))
)
DATES = st.dates(date(1970, 1, 1), date(2200, 12, 31))


@st.composite
def policies(draw: st.DrawFn) -> CalendarPolicy:
    weekly = [draw(HOURS), *(draw(st.one_of(st.just(()), HOURS)) for _weekday in range(6))]
    policy = CalendarPolicy(
        week=tuple(weekly),
        timezone=draw(st.sampled_from(["", "Asia/Shanghai", "Australia/Lord_Howe"])),
        day_minutes=draw(st.integers(1, 1440)),
        seeded=tuple(
            SeededYear(
                year, draw(st.sampled_from(["CN", "DE-BY"])), draw(st.sampled_from([None, True, False]))
            )
            for year in sorted(draw(st.sets(st.integers(1970, 2200), max_size=3)))
        ),
    )
    for day in draw(st.sets(DATES, max_size=4)):
        source = draw(st.sampled_from(["desk", "seed"]))
        policy = with_rule(
            policy,
            draw(
                st.sampled_from(
                    [
                        DayRule(day, "holiday", draw(NAMES), source=source),
                        DayRule(day, "half", draw(NAMES), draw(HOURS), source=source),
                        DayRule(day, "make_up", draw(NAMES), works_as=0, source=source),
                        DayRule(day, "make_up", draw(NAMES), draw(HOURS)),
                    ]
                )
            ),
        )
    for number, month in enumerate(draw(st.sets(st.integers(1, 12), max_size=2))):
        own = (None, *(draw(st.one_of(st.none(), st.just(()), HOURS)) for _weekday in range(6)))
        ends = draw(st.sampled_from([(YearDay, ()), (date, (2026 + number,))]))
        start, end = ends[0](*ends[1], month, 3), ends[0](*ends[1], month, 28)
        policy = with_range(policy, HoursRange(f"{number}{draw(NAMES)}", start, end, draw(HOURS), own))
    for number in range(draw(st.integers(0, 2))):
        weekday, every = draw(st.integers(0, 6)), draw(st.integers(1, 52))
        duty = DutyDays(f"{number}{draw(NAMES)}", weekday, date(2026, 1, 1), draw(HOURS), every)
        policy = with_duty(policy, duty)
    return policy


@settings(max_examples=60)
@given(policies())
def test_what_is_written_reads_back_equal(policy: CalendarPolicy) -> None:
    assert parse(dump(policy)) == policy
    assert dump(parse(dump(policy))) == dump(policy)


@settings(max_examples=60)
@given(
    st.text(alphabet=st.sampled_from(list('[]{}="\n\\,.:-0123456789 moncwekdays漏\x00\ud800')), max_size=80)
)
def test_whatever_stands_in_a_document_only_a_policy_error_leaves(text: str) -> None:
    try:
        policy = parse(text)
    except PolicyError:
        return
    assert parse(dump(policy)) == policy
