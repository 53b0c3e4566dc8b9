"""Days and times are read in both languages, checked against datetime; nothing ambiguous is guessed."""

import calendar
import contextlib
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from servicedesk.domain.date_format import (
    format_age,
    format_day,
    format_duration,
    format_long,
    format_near,
    format_when,
)
from servicedesk.domain.dates import (
    When,
    day_start,
    parse_day,
    parse_span,
    parse_when_or_day,
    read_when,
)
from servicedesk.domain.timestamps import (
    AmbiguousDateError,
    DateError,
    parse_timestamp,
    to_utc,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 25, 16, 0, tzinfo=SHANGHAI)  # a Wednesday
TODAY = NOW.date()

DAYS = st.dates(date(1995, 1, 1), date(2150, 12, 31))
LOCAL_TIMES = st.datetimes(datetime(1995, 1, 1), datetime(2150, 12, 31))  # noqa: DTZ001 - a zone follows
MOMENTS = LOCAL_TIMES.map(lambda local: local.replace(tzinfo=UTC))
COUNTS = st.integers(1, 900)
ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CHINESE = "一二三四五六日"


def parse_when(text: str, now: datetime, **how: Any) -> datetime:
    """The moment alone."""
    return parse_when_or_day(text, now, **how).at


def local(text: str, now: datetime = NOW, zone: ZoneInfo = SHANGHAI) -> str:
    """What `text` means, as a local time."""
    return parse_when(text, now, zone=zone).astimezone(zone).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fri 15:00", "2026-11-27 15:00"),
        ("ｆｒｉ　１５：００", "2026-11-27 15:00"),
        ("Friday at 3pm", "2026-11-27 15:00"),
        ("3pm tomorrow", "2026-11-26 15:00"),
        ("next tue 10:00", "2026-12-01 10:00"),
        ("this fri", "2026-11-27 09:00"),
        ("day after tomorrow", "2026-11-27 09:00"),
        ("tonight", "2026-11-25 19:00"),
        ("tonight 8:30", "2026-11-25 20:30"),
        ("tomorrow afternoon at 3", "2026-11-26 15:00"),
        ("in 2 hours", "2026-11-25 18:00"),
        ("1h30m", "2026-11-25 17:30"),
        ("30m", "2026-11-25 16:30"),
        ("+3d", "2026-11-28 09:00"),
        ("3d 10:00", "2026-11-28 10:00"),
        ("2w", "2026-12-09 09:00"),
        ("eow", "2026-11-29 09:00"),
        ("eom", "2026-11-30 09:00"),
        ("som", "2026-12-01 09:00"),
        ("12-01", "2026-12-01 09:00"),
        ("dec 1 15:30", "2026-12-01 15:30"),
        ("1 December 2027", "2027-12-01 09:00"),
        ("the 5th", "2026-12-05 09:00"),
        ("noon", "2026-11-26 12:00"),
        ("2026-12-01", "2026-12-01 09:00"),
        ("2026/1/6 12:09:38", "2026-01-06 12:09"),
        ("2026-12-01T07:00Z", "2026-12-01 15:00"),
        ("2026-12-01T15:00:00+08:00", "2026-12-01 15:00"),
        ("明天下午三点", "2026-11-26 15:00"),
        ("明天下午3点半", "2026-11-26 15:30"),
        ("下周二上午10点", "2026-12-01 10:00"),
        ("下下周一", "2026-12-07 09:00"),
        ("星期日晚上七点一刻", "2026-11-29 19:15"),
        ("週五", "2026-11-27 09:00"),
        ("周二十点", "2026-12-01 10:00"),
        ("明早9点", "2026-11-26 09:00"),
        ("明晚8点", "2026-11-26 20:00"),
        ("今晚", "2026-11-25 19:00"),
        ("大后天", "2026-11-28 09:00"),
        ("三天后", "2026-11-28 09:00"),
        ("三天后上午10点", "2026-11-28 10:00"),
        ("两周后", "2026-12-09 09:00"),
        ("半小时后", "2026-11-25 16:30"),
        ("一个半小时后", "2026-11-25 17:30"),
        ("一刻钟后", "2026-11-25 16:15"),
        ("月底", "2026-11-30 09:00"),
        ("下个月5号", "2026-12-05 09:00"),
        ("12月1日 15:30", "2026-12-01 15:30"),
        ("十二月二十五日", "2026-12-25 09:00"),
        ("２０２６年１２月１日", "2026-12-01 09:00"),
        ("晚上12点", "2026-11-26 00:00"),
        ("凌晨12点", "2026-11-26 00:00"),
        ("半夜12点", "2026-11-26 00:00"),
        ("今天半夜2点", "2026-11-26 02:00"),
        ("中午", "2026-11-26 12:00"),
        ("fri 24:00", "2026-11-28 00:00"),
        ("2月29日", "2028-02-29 09:00"),
    ],
)
def test_what_people_type(text: str, expected: str) -> None:
    assert local(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *[
            "",
            " ",
            "hello",
            "fri hello",
            "99:99",
            "13月1日",
            "2月30日",
            "2026-02-30",
            "5号楼",
            "12",
            "fri mon",
        ],
        *[
            "3pm 4pm",
            "99999d",
            "9999y",
            "25:00",
            "周八",
            "+",
            "-",
            "下",
            "点",
            "半",
            "1.2.3",
            "\x1b[2J",
            "@fri",
        ],
        *["x" * 100_000, "1" * 5000, "三" * 5000],
    ],
)
def test_what_is_not_understood_is_refused_with_examples(text: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_when(text, NOW, zone=SHANGHAI)
    assert "fri 15:00" in caught.value.hint
    assert "\n" not in caught.value.message


@given(
    st.text(max_size=40)
    | st.text(st.sampled_from("0123456789 :/-+.今明后天周一二十点半下上月日号年fritomdhwapm"), max_size=16)
)
def test_no_text_crashes(text: str) -> None:
    for read in (
        lambda: parse_when_or_day(text, NOW, zone=LONDON),
        lambda: parse_day(text, TODAY, lean="past"),
        lambda: parse_span(text, TODAY),
        lambda: parse_timestamp(text, None, SHANGHAI),
        lambda: parse_timestamp(text, "dmy", SHANGHAI),
    ):
        with contextlib.suppress(DateError):
            assert read() is not None


@given(MOMENTS, st.integers(0, 6))
def test_a_weekday_is_the_next_one_not_past(now: datetime, weekday: int) -> None:
    for text in (ENGLISH[weekday], "周" + CHINESE[weekday], "星期" + CHINESE[weekday]):
        at = parse_when(f"{text} 12:00", now, zone=UTC)
        assert at.weekday() == weekday
        assert timedelta() <= at - now < timedelta(days=7)


@given(DAYS, st.integers(0, 6))
def test_weeks_begin_on_monday(today: date, weekday: int) -> None:
    monday = today - timedelta(days=today.weekday())
    this, following = monday + timedelta(days=weekday), monday + timedelta(days=weekday + 7)
    assert parse_day(f"this {ENGLISH[weekday]}", today) == parse_day(f"本周{CHINESE[weekday]}", today) == this
    assert (
        parse_day(f"next {ENGLISH[weekday]}", today)
        == parse_day(f"下周{CHINESE[weekday]}", today)
        == following
    )
    assert parse_day(f"下下周{CHINESE[weekday]}", today) == following + timedelta(days=7)
    assert parse_day(f"last {ENGLISH[weekday]}", today) == parse_day(f"上周{CHINESE[weekday]}", today)


@given(DAYS, COUNTS)
def test_counted_days_and_weeks(today: date, count: int) -> None:
    for text in (f"{count}d", f"+{count}d", f"in {count} days", f"{count}天后", f"{count} d"):
        assert parse_day(text, today) == today + timedelta(days=count)
    assert parse_day(f"{count}天前", today) == parse_day(f"{count}d", today, lean="past")
    assert parse_day(f"{count % 90}w", today) == parse_day(f"{count % 90}周后", today)
    assert parse_day(f"-{count}d", today) == today - timedelta(days=count)


@given(MOMENTS, COUNTS)
def test_counted_hours_are_real_hours(now: datetime, count: int) -> None:
    for text in (
        f"{count}h",
        f"in {count} hours",
        f"{count}小时后",
        f"{count * 60} minutes",
        f"{count * 60}分钟后",
    ):
        assert parse_when(text, now, zone=LONDON) == now + timedelta(hours=count)


@given(DAYS, st.integers(1, 40))
def test_months_end_where_the_calendar_ends_them(today: date, count: int) -> None:
    last = calendar.monthrange(today.year, today.month)[1]
    assert parse_day("eom", today) == parse_day("月底", today) == today.replace(day=last)
    later = parse_day(f"{count} months", today)
    assert (later.year * 12 + later.month) - (today.year * 12 + today.month) == count
    assert later.day == min(today.day, calendar.monthrange(later.year, later.month)[1])


@given(DAYS, DAYS)
def test_a_day_of_the_year_is_the_next_or_the_last_one(today: date, day: date) -> None:
    for text in (f"{day.month}月{day.day}日", f"{day.month:02}-{day.day:02}", f"{day:%b} {day.day}"):
        coming, gone = parse_day(text, today), parse_day(text, today, lean="past")
        assert (coming.month, coming.day) == (gone.month, gone.day) == (day.month, day.day)
        assert gone <= today <= coming


@given(DAYS, DAYS)
def test_a_written_date_is_that_date(today: date, day: date) -> None:
    for text in (
        f"{day:%Y-%m-%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
    ):
        assert parse_day(text, today) == day


@given(st.times(), MOMENTS)
def test_a_time_alone_is_today_or_tomorrow(clock: time, now: datetime) -> None:
    at = parse_when(f"{clock:%H:%M}", now, zone=UTC)
    assert (at.hour, at.minute) == (clock.hour, clock.minute)
    assert timedelta() <= at - now < timedelta(days=1)
    twelve = parse_when(f"{clock:%I:%M %p}", now, zone=UTC)
    assert twelve == at


def test_only_a_named_time_counts_as_one() -> None:
    assert parse_when_or_day("fri", NOW, zone=SHANGHAI) == When(
        datetime(2026, 11, 27, 1, 0, tzinfo=UTC), False
    )
    assert parse_when_or_day("周五下午", NOW, zone=SHANGHAI).has_time
    assert parse_when("fri", NOW, zone=SHANGHAI, default_time=time(17, 30)).minute == 30


def test_today_is_never_over_before_it_ends() -> None:
    for hour, expected in ((8, "09:00"), (16, "18:00"), (20, "23:59")):
        assert local("today", NOW.replace(hour=hour)) == f"2026-11-25 {expected}"


def test_a_weekday_whose_hour_has_passed_is_the_next_one() -> None:
    assert local("wed 15:00") == "2026-12-02 15:00"
    assert local("周三 17:00") == "2026-11-25 17:00"


@pytest.mark.parametrize("text", ["03/04", "03/04/2027", "3/4 15:00"])
def test_day_and_month_are_never_guessed(text: str) -> None:
    with pytest.raises(AmbiguousDateError) as caught:
        parse_when(text, NOW, zone=SHANGHAI)
    assert caught.value.code == "ambiguous"


def test_the_desks_order_decides() -> None:
    assert parse_day("03/04", TODAY, date_order="dmy") == date(2027, 4, 3)
    assert parse_day("03/04", TODAY, date_order="mdy") == date(2027, 3, 4)
    assert parse_day("25/12", TODAY) == parse_day("12/25", TODAY) == date(2026, 12, 25)


def test_a_local_time_that_the_clock_skips_is_refused_and_of_two_the_first_is_meant() -> None:
    spring = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
    with pytest.raises(DateError, match="There is no 01:30 on 2026-03-29"):
        local("2026-03-29 01:30", spring, LONDON)
    autumn = parse_when("2026-10-25 01:30", datetime(2026, 10, 24, 12, 0, tzinfo=UTC), zone=LONDON)
    assert autumn == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert parse_when("3h", datetime(2026, 3, 28, 23, 0, tzinfo=UTC), zone=LONDON).hour == 2


@given(LOCAL_TIMES)
def test_a_local_time_comes_back_unless_the_clock_skips_it(naive: datetime) -> None:
    back = to_utc(naive, LONDON).astimezone(LONDON).replace(tzinfo=None)
    assert back in {naive, naive + timedelta(hours=1)}


@pytest.mark.parametrize("text", ["15:00", "2h", "tomorrow 9:00", "now"])
def test_a_day_has_no_time(text: str) -> None:
    with pytest.raises(DateError):
        parse_day(text, TODAY)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("fri", date(2026, 11, 27), date(2026, 11, 28)),
        ("this week", date(2026, 11, 23), date(2026, 11, 30)),
        ("下周", date(2026, 11, 30), date(2026, 12, 7)),
        ("上个月", date(2026, 10, 1), date(2026, 11, 1)),
        ("2026-11", date(2026, 11, 1), date(2026, 12, 1)),
        ("2025年", date(2025, 1, 1), date(2026, 1, 1)),
        ("去年", date(2025, 1, 1), date(2026, 1, 1)),
    ],
)
def test_spans_of_days(text: str, start: date, end: date) -> None:
    span = parse_span(text, TODAY)
    assert (span.start, span.end) == (start, end)


def test_a_time_at_the_beginning_of_a_text_tells_where_it_ends() -> None:
    found = read_when("明天下午三点派人", NOW, zone=SHANGHAI)
    assert found is not None
    assert found[1] == len("明天下午三点")
    assert read_when("派人", NOW, zone=SHANGHAI) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3/14/2025 1:20", "2025-03-13T17:20:00"),
        ("12/31/2017 11:59:58 PM", "2017-12-31T15:59:58"),
        ("24-02-2015 11.35", "2015-02-24T03:35:00"),
        ("2020/1/6 12:09:38", "2020-01-06T04:09:38"),
        ("07/15/2009 02:14:45+0800", "2009-07-14T18:14:45"),
        ("2010-10-14T12:00:00.000GMT", "2010-10-14T12:00:00"),
        ("2026-11-21T09:12:00Z", "2026-11-21T09:12:00"),
        ("2026年11月21日 15时30分", "2026-11-21T07:30:00"),
        ("2020/1/6 下午 3:20", "2020-01-06T07:20:00"),
        ("Wed, 14 Oct 2010 12:00:00 +0000", "2010-10-14T12:00:00"),
        ("Oct 14, 2010 3:20 PM", "2010-10-14T07:20:00"),
        ("12/31/2017 12:00:00 AM", "2017-12-30T16:00:00"),
        ("20261121T091200Z", "2026-11-21T09:12:00"),
        ("2026-11-21 24:00", "2026-11-21T16:00:00"),
    ],
)
def test_timestamps_of_other_programs(text: str, expected: str) -> None:
    stamp = parse_timestamp(text, None, SHANGHAI)
    assert isinstance(stamp, datetime)
    assert stamp == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["2026年11月21日", "2026-11-21", "21/11/2026", "11/21/2026", "20261121", "21-Nov-2026"]
)
def test_a_date_without_a_time_stays_a_date(text: str) -> None:
    assert parse_timestamp(text, None, SHANGHAI) == date(2026, 11, 21)
    assert not isinstance(parse_timestamp(text, None, SHANGHAI), datetime)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14-Mar-00", date(2000, 3, 14)),
        ("14-Mar-50", date(2050, 3, 14)),
        ("14-Mar-69", date(2069, 3, 14)),
        ("14-Mar-70", date(1970, 3, 14)),
        ("14-Mar-99", date(1999, 3, 14)),
        ("31/12/69", date(2069, 12, 31)),
        ("31/12/70", date(1970, 12, 31)),
        ("31/12/1950", date(1950, 12, 31)),
    ],
)
def test_a_year_of_two_digits_turns_over_at_seventy(text: str, day: date) -> None:
    assert parse_timestamp(text, "dmy", SHANGHAI) == day


@given(DAYS)
def test_the_order_of_an_import_is_kept_or_asked_for(day: date) -> None:
    dmy, mdy = f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}"
    assert parse_timestamp(dmy, "dmy", SHANGHAI) == parse_timestamp(mdy, "mdy", SHANGHAI) == day
    if day.day > 12 or day.day == day.month:
        assert parse_timestamp(dmy, None, SHANGHAI) == parse_timestamp(mdy, None, SHANGHAI) == day
    else:
        with pytest.raises(AmbiguousDateError):
            parse_timestamp(dmy, None, SHANGHAI)
    if day.day > 12:
        with pytest.raises(DateError):
            parse_timestamp(dmy, "mdy", SHANGHAI)


@pytest.mark.parametrize(
    "text", ["45000", "45000.5", "13/13/2025", "2025-02-30", "14/3/25", "0000-01-01", "EST", "12:00"]
)
def test_what_is_no_date_is_no_timestamp(text: str) -> None:
    with pytest.raises(DateError):
        parse_timestamp(text, None, SHANGHAI)


def test_moments_in_words() -> None:
    at = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
    assert format_when(at, NOW, SHANGHAI) == "Fri 27 Nov 15:00"
    assert format_when(at, NOW, SHANGHAI, "zh_CN") == "后天 15:00"
    assert format_when(at - timedelta(days=4), NOW, SHANGHAI, "zh_CN") == "前天 15:00"
    assert format_when(at + timedelta(days=3), NOW, SHANGHAI, "zh_CN") == "11月30日 周一 15:00"
    assert format_when(NOW, NOW, SHANGHAI) == "today 16:00"
    assert format_when(NOW, NOW, SHANGHAI, "zh_CN") == "今天 16:00"
    assert format_when(at, NOW, SHANGHAI, with_time=False) == "Fri 27 Nov"
    assert format_when(at.replace(year=2025), NOW, SHANGHAI) == "27 Nov 2025 15:00"
    assert format_when(at.replace(year=2025), NOW, SHANGHAI, "zh_CN") == "2025年11月27日 15:00"
    assert format_day(TODAY + timedelta(days=1), TODAY) == "tomorrow"
    assert format_long(at, SHANGHAI) == "Friday 27 November 2026 15:00"
    assert format_long(at, SHANGHAI, "zh_CN") == "2026年11月27日 星期五 15:00"
    assert format_long(NOW, SHANGHAI, now=NOW) == "today, Wednesday 25 November 16:00"
    assert format_long(NOW, SHANGHAI, "zh_CN", now=NOW) == "今天 11月25日 星期三 16:00"


@pytest.mark.parametrize(
    ("seconds", "shown"), [(137, "02:17"), (3737, "1:02:17"), (0, "00:00"), (-5, "00:00"), (59.9, "00:59")]
)
def test_durations_as_a_clock_shows_them(seconds: float, shown: str) -> None:
    assert format_duration(seconds) == shown


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (5, "now", "刚刚"),
        (300, "5 min", "5 分钟"),
        (7200, "2 h", "2 小时"),
        (3 * 86400, "3 d", "3 天"),
        (10**8, "3 y", "3 年"),
    ],
)
def test_ages_in_their_largest_unit(seconds: int, english: str, chinese: str) -> None:
    assert format_age(seconds) == english
    assert format_age(seconds, "zh_CN") == chinese


def test_a_day_starts_at_local_midnight() -> None:
    assert day_start(TODAY, SHANGHAI) == datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("fri 12:00", "2026-11-13 12:00"),
        ("fri 09:00", "2026-11-20 09:00"),
        ("周四下午三点", "2026-11-19 15:00"),
        ("10:05", "2026-11-19 10:05"),
        ("09:05", "2026-11-20 09:05"),
        ("mon", "2026-11-16 00:00"),
        ("today", "2026-11-20 00:00"),
        ("yesterday 15:00", "2026-11-19 15:00"),
        # Said in so many words, it stays what it is: the caller refuses it.
        ("tomorrow 10:00", "2026-11-21 10:00"),
        ("2026-11-25 10:00", "2026-11-25 10:00"),
    ],
)
def test_leaning_to_the_past_a_day_and_a_time_are_the_last_ones(text: str, meant: str) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    now = datetime(2026, 11, 20, 9, 12, tzinfo=zone)
    found = parse_when_or_day(text, now, zone=zone, default_time=time(0, 0), lean="past")
    assert f"{found.at.astimezone(zone):%Y-%m-%d %H:%M}" == meant


@pytest.mark.parametrize(
    ("days", "english", "chinese"),
    [
        (0, "today 09:05", "今天 09:05"),
        (-1, "yesterday 09:05", "昨天 09:05"),
        (1, "tomorrow 09:05", "明天 09:05"),
        (-6, "Sat 09:05", "周六 09:05"),
        (6, "Thu 09:05", "周四 09:05"),
        (-7, "13 Nov 09:05", "11月13日 09:05"),
        (41, "31 Dec 09:05", "12月31日 09:05"),
        (42, "2027-01-01", "2027-01-01"),
    ],
)
def test_a_moment_near_now_takes_fifteen_cells_at_most(days: int, english: str, chinese: str) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    now = datetime(2026, 11, 20, 10, 0, tzinfo=zone)
    at = datetime(2026, 11, 20, 9, 5, tzinfo=zone) + timedelta(days=days)
    assert format_near(at, now, zone, "en") == english
    assert format_near(at, now, zone, "zh_CN") == chinese
    assert max(map(cell_len, (english, chinese))) <= 15
    assert format_near(at, now, zone, "en", with_time=False) == english.removesuffix(" 09:05")
