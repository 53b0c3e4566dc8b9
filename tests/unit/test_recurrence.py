"""Repeats in words become rules, rules become dates, and nothing repeats within a day or for ever in vain."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.errors import UsageError
from servicedesk.domain.recurrence import describe_repeat, parse_repeat
from servicedesk.domain.rule_dates import next_date
from servicedesk.i18n import activate

DAYS = st.dates(date(2000, 1, 1), date(2150, 12, 31))


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("daily", "FREQ=DAILY", "every day"),
        ("每天", "FREQ=DAILY", "every day"),
        ("every 2 weeks", "FREQ=WEEKLY;INTERVAL=2", "every 2 weeks"),
        ("every other week", "FREQ=WEEKLY;INTERVAL=2", "every 2 weeks"),
        ("每两周", "FREQ=WEEKLY;INTERVAL=2", "every 2 weeks"),
        ("每隔一周", "FREQ=WEEKLY;INTERVAL=2", "every 2 weeks"),
        ("隔周", "FREQ=WEEKLY;INTERVAL=2", "every 2 weeks"),
        ("每周一", "FREQ=WEEKLY;BYDAY=MO", "every week on Mon"),
        ("每週一、週三", "FREQ=WEEKLY;BYDAY=MO,WE", "every week on Mon, Wed"),
        ("every mon, wed and fri", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "every week on Mon, Wed, Fri"),
        ("每两周的周五", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "every 2 weeks on Fri"),
        ("every 2 weeks on fri", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "every 2 weeks on Fri"),
        ("monthly", "FREQ=MONTHLY", "every month"),
        ("每月24日", "FREQ=MONTHLY;BYMONTHDAY=24", "every month on day 24"),
        ("每月二十四号", "FREQ=MONTHLY;BYMONTHDAY=24", "every month on day 24"),
        ("monthly on the 24th", "FREQ=MONTHLY;BYMONTHDAY=24", "every month on day 24"),
        ("每月底", "FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day"),
        ("每月31日", "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", "every month on day 31 or the last"),
        ("first monday of the month", "FREQ=MONTHLY;BYDAY=1MO", "every month on the first Mon"),
        ("每月最后一个周五", "FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Fri"),
        ("每季度", "FREQ=MONTHLY;INTERVAL=3", "every quarter"),
        ("quarterly", "FREQ=MONTHLY;INTERVAL=3", "every quarter"),
        ("每半年", "FREQ=MONTHLY;INTERVAL=6", "every 6 months"),
        ("Every Year", "FREQ=YEARLY", "every year"),
        ("每年12月1日", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1", "every year on 1 Dec"),
        ("rrule:freq=weekly;byday=mo;interval=1", "FREQ=WEEKLY;BYDAY=MO", "every week on Mon"),
        (
            "FREQ=DAILY;UNTIL=20261231T000000Z",
            "FREQ=DAILY;UNTIL=20261231T000000Z",
            "every day until 2026-12-31",
        ),
        ("FREQ=YEARLY;BYMONTH=3,9", "FREQ=YEARLY;BYMONTH=3,9", "FREQ=YEARLY;BYMONTH=3,9"),
        ("1st and 15th", "FREQ=MONTHLY;BYMONTHDAY=1,15", "every month on day 1, 15"),
        ("每月1日和15日", "FREQ=MONTHLY;BYMONTHDAY=1,15", "every month on day 1, 15"),
        ("每月1号、31号", "FREQ=MONTHLY;BYMONTHDAY=1,-1", "every month on day 1, 31"),
        ("twice a month", "FREQ=MONTHLY;BYMONTHDAY=1,15", "every month on day 1, 15"),
        ("每年两次", "FREQ=MONTHLY;INTERVAL=6", "every 6 months"),
        ("半年一次", "FREQ=MONTHLY;INTERVAL=6", "every 6 months"),
        ("一月一次", "FREQ=MONTHLY", "every month"),
        ("每半个月", "FREQ=DAILY;INTERVAL=15", "every 15 days"),
        ("third Sunday of June", "FREQ=YEARLY;BYMONTH=6;BYDAY=3SU", "every year in Jun on the third Sun"),
        ("每年6月第三个周日", "FREQ=YEARLY;BYMONTH=6;BYDAY=3SU", "every year in Jun on the third Sun"),
        (
            "every 2 months on the first Monday",
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO",
            "every 2 months on the first Mon",
        ),
        ("每兩個月的第一個週一", "FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO", "every 2 months on the first Mon"),
        ("every working day", "FREQ=DAILY;X-DAYOFF=NEXT", "every working day"),
        ("每个工作日", "FREQ=DAILY;X-DAYOFF=NEXT", "every working day"),
        ("weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every week on Mon, Tue, Wed, Thu, Fri"),
        ("every other Friday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "every 2 weeks on Fri"),
        ("yearly on 29 Feb", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1", "every year on 29 Feb"),
        (
            "每季度第一个月5号",
            "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=5",
            "every year in Jan, Apr, Jul, Oct on day 5",
        ),
        (
            "last working day of the month",
            "FREQ=MONTHLY;BYMONTHDAY=-1;X-DAYOFF=PREVIOUS",
            "every month on the last working day",
        ),
        (
            "每月最后一个工作日",
            "FREQ=MONTHLY;BYMONTHDAY=-1;X-DAYOFF=PREVIOUS",
            "every month on the last working day",
        ),
        (
            "每月第一个工作日",
            "FREQ=MONTHLY;BYMONTHDAY=1;X-DAYOFF=NEXT",
            "every month on the first working day",
        ),
        ("每周一，遇节假日顺延", "FREQ=WEEKLY;BYDAY=MO;X-DAYOFF=NEXT", "every week on Mon, next working day"),
        (
            "every 30 days from contact",
            "FREQ=DAILY;INTERVAL=30;X-FROM=CONTACT;X-DAYOFF=NEXT",
            "every 30 days, next working day, from contact",
        ),
        (
            "每季度，按上次联系算",
            "FREQ=MONTHLY;INTERVAL=3;X-FROM=CONTACT;X-DAYOFF=NEXT",
            "every quarter, next working day, from contact",
        ),
        ("weekly from plan", "FREQ=WEEKLY", "every week"),
        (
            "农历八月十五",
            "RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=15",
            "every year on day 15 of lunar month 8",
        ),
        (
            "每年腊月廿三到2030年1月1日",
            "RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=23;UNTIL=20300101",
            "every year on day 23 of lunar month 12 until 2030-01-01",
        ),
        (
            "每年正月初八，遇休息日顺延",
            "RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=8;X-DAYOFF=NEXT",
            "every year on day 8 of lunar month 1, next working day",
        ),
        ("每月 到 2027年1月5日 为止", "FREQ=MONTHLY;UNTIL=20270105", "every month until 2027-01-05"),
    ],
)
def test_repeats_in_words(text: str, rule: str, words: str) -> None:
    assert parse_repeat(text) == rule
    assert parse_repeat(rule) == rule
    assert describe_repeat(rule) == words
    # What is shown can be typed back, in either language.
    if "T000000Z" not in rule:
        for language in ("zh", "en"):
            activate(language)
            shown = describe_repeat(rule)
            activate("en")
            assert shown == rule or parse_repeat(shown) == rule


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("每隔两周", "每2周", "每3周"),
        ("每隔3天", "每3天", "每4天"),
        ("every second Friday", "every 2 weeks on friday", "second friday of the month"),
    ],
)
def test_a_repeat_with_two_readings_is_asked_about_and_each_answer_has_one(
    text: str, one: str, other: str
) -> None:
    with pytest.raises(UsageError, match="two readings") as asked:
        parse_repeat(text)
    assert one in asked.value.hint
    assert other in asked.value.hint
    assert parse_repeat(one) != parse_repeat(other)


@pytest.mark.parametrize(
    "text",
    [
        *[
            "",
            "hello",
            "每",
            "every",
            "FREQ=",
            "FREQ=HOURLY",
            "FREQ=SECONDLY",
            "FREQ=DAILY;BYHOUR=3",
            "every 0 days",
        ],
        *[
            "FREQ=DAILY;COUNT=3",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=WEEKLY;BYDAY=XX",
            "every 9999 days",
        ],
        *[
            "FREQ=DAILY;UNTIL=x",
            "FREQ=MONTHLY;BYMONTHDAY=99",
            "每月32日",
            "FREQ=DAILY;INTERVAL=x",
            "x" * 100_000,
        ],
        *["每年农历13月1日", "每年农历八月三十一", "RSCALE=CHINESE;FREQ=MONTHLY;BYMONTH=1;BYMONTHDAY=1"],
        *["RSCALE=X;FREQ=YEARLY", "RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=²;BYMONTHDAY=1", "每年8月15"],
        *["每月1日和30日", "FREQ=DAILY;X-FROM=MOON", "FREQ=DAILY;X-DAYOFF=", "from contact", "遇休息日顺延"],
        *["FREQ=DAILY;DTSTART=20260101", "every 2 hours", "\x1b[2J"],
    ],
)
def test_what_cannot_be_kept_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_repeat(text)
    assert caught.value.code == "repeat"
    assert "\n" not in caught.value.message


@given(
    st.text(max_size=30)
    | st.text(st.sampled_from("每两隔个周一二月日号底年天季FREQ=DAILY;BY24every "), max_size=20)
)
def test_no_text_crashes(text: str) -> None:
    try:
        rule = parse_repeat(text)
    except UsageError:
        return
    assert parse_repeat(rule) == rule
    assert describe_repeat(rule)
    following = next_date(rule, date(2026, 1, 31))
    assert following is None or following > date(2026, 1, 31)


@given(DAYS, st.integers(1, 200))
def test_days_and_weeks_are_counted_from_the_last_one(after: date, count: int) -> None:
    assert next_date(parse_repeat(f"every {count} days"), after) == after + timedelta(days=count)
    assert next_date(parse_repeat(f"每{count}周"), after) == after + timedelta(weeks=count)


@given(DAYS, st.integers(1, 100))
def test_months_keep_the_day_or_take_the_last(after: date, count: int) -> None:
    following = next_date(parse_repeat(f"every {count} months"), after)
    assert following is not None
    assert (following.year * 12 + following.month) - (after.year * 12 + after.month) == count
    assert following.day == min(after.day, calendar.monthrange(following.year, following.month)[1])


@given(DAYS, st.integers(1, 31))
def test_a_day_of_the_month_falls_in_every_month(after: date, day: int) -> None:
    following = next_date(parse_repeat(f"每月{day}日"), after)
    assert following is not None
    assert timedelta() < following - after <= timedelta(days=31)
    assert following.day == min(day, calendar.monthrange(following.year, following.month)[1])


@given(DAYS, st.integers(0, 6))
def test_weekdays_fall_on_their_day(after: date, weekday: int) -> None:
    following = next_date(parse_repeat("每周" + "一二三四五六日"[weekday]), after)
    assert following is not None
    assert following.weekday() == weekday
    assert timedelta() < following - after <= timedelta(days=7)


def test_a_lunar_day_comes_each_lunar_year() -> None:
    rule, day, found = parse_repeat("每年农历八月十五"), date(2023, 1, 1), []
    for _year in range(5):
        following = next_date(rule, day, date(2020, 1, 1))
        assert following is not None
        found.append(following.isoformat())
        day = following
    # A leap month stood before the one of 2025.
    assert found == ["2023-09-29", "2024-09-17", "2025-10-06", "2026-09-25", "2027-09-15"]


def test_a_repeat_ends() -> None:
    rule = "FREQ=DAILY;UNTIL=20261128"
    assert next_date(rule, date(2026, 11, 27)) == date(2026, 11, 28)
    assert next_date(rule, date(2026, 11, 28)) is None


def test_the_end_of_time_is_an_end() -> None:
    assert next_date("FREQ=YEARLY", date(9999, 1, 1)) is None
    assert next_date("FREQ=WEEKLY;BYDAY=MO", date(9999, 12, 31)) is None
