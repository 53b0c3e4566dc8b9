"""Working days, feasts, the moon and stretches of time, as they are said on the phone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk import i18n
from servicedesk.domain.dates import parse_when_or_day, read_when
from servicedesk.domain.lunar import lunar_day
from servicedesk.domain.promise_words import read_promise, read_time
from servicedesk.domain.quick_note import parse_quick_note
from servicedesk.domain.reading_times import ReadingTimes
from servicedesk.domain.timestamps import DateError, UnclearDateError
from servicedesk.domain.working_days import working_day
from servicedesk.domain.worktime import WorkingCalendar
from servicedesk.domain.worktime_rules import DayRule, HoursRules, Interval

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 10, 20, tzinfo=SHANGHAI)  # a Wednesday
HOURS = (Interval(9 * 60, 12 * 60), Interval(13 * 60, 17 * 60 + 30))


def off(first: date, count: int, name: str) -> list[DayRule]:
    return [DayRule(first + timedelta(days=day), "holiday", name) for day in range(count)]


RULES = [
    *off(date(2027, 1, 1), 3, "元旦"),
    *off(date(2027, 2, 5), 8, "春节"),
    DayRule(date(2027, 2, 14), "make_up", "春节", HOURS),
    *off(date(2027, 10, 1), 7, "国庆节"),
]
CALENDAR = WorkingCalendar(
    HoursRules((HOURS,) * 5 + ((), ()), days={rule.day: rule for rule in RULES}), SHANGHAI
)


def calendar() -> WorkingCalendar:
    return CALENDAR


def read(text: str) -> str:
    found = parse_when_or_day(text, NOW, zone=SHANGHAI, days=calendar).at.astimezone(SHANGHAI)
    return found.strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Until the work of the day ends, by the calendar.
        ("两个工作日内", "2026-11-27 17:30"), ("3個工作天", "2026-11-30 17:30"),
        ("3-5个工作日", "2026-12-02 17:30"), ("within 2 business days", "2026-11-27 17:30"),
        ("1-2天", "2026-11-27 17:30"), ("3到5天", "2026-11-30 17:30"), ("两天半", "2026-11-27 17:30"),
        ("周五下班前", "2026-11-27 17:30"), ("eod", "2026-11-25 17:30"),
        # The day itself.
        ("一个工作日后", "2026-11-26 09:00"), ("in 3 working days", "2026-11-30 09:00"),
        ("下个工作日", "2026-11-26 09:00"), ("next working day", "2026-11-26 09:00"),
        ("30个工作日后", "2027-01-07 09:00"),
        ("月底最后一个工作日", "2026-11-30 09:00"), ("last working day of December", "2026-12-31 09:00"),
        ("1月第一个工作日", "2027-01-04 09:00"), ("first working day of next month", "2026-12-01 09:00"),
        ("6月第三个周日", "2027-06-20 09:00"), ("third Sunday of June", "2027-06-20 09:00"),
        ("last Friday of the month", "2026-11-27 09:00"), ("下个月第一个周一", "2026-12-07 09:00"),
        # Before and after feasts.
        ("节后", "2027-01-04 09:00"), ("节前", "2026-12-31 17:30"), ("元旦后", "2027-01-04 09:00"),
        ("年前", "2027-02-04 17:30"), ("春节后第一个工作日", "2027-02-14 09:00"),
        ("国庆后", "2027-10-08 09:00"), ("十一之前", "2027-09-30 17:30"), ("中秋节前", "2027-09-14 17:30"),
        ("圣诞节前", "2026-12-24 17:30"), ("圣诞节后", "2026-12-28 09:00"),
        # The moon.
        ("春节", "2027-02-06 09:00"), ("除夕", "2027-02-05 09:00"), ("元宵节", "2027-02-20 09:00"),
        ("中秋", "2027-09-15 09:00"), ("腊月二十三", "2027-01-30 09:00"), ("正月初八", "2027-02-13 09:00"),
        ("农历八月十五", "2027-09-15 09:00"), ("农历腊月三十", "2027-02-05 09:00"),
        ("清明", "2027-04-05 09:00"), ("八月十五", "2027-08-15 09:00"),
        # Lengths and parts of the day.
        ("半小时", "2026-11-25 10:50"), ("一个半小时", "2026-11-25 11:50"), ("1.5小时", "2026-11-25 11:50"),
        ("上午", "2026-11-25 12:00"), ("周三", "2026-11-25 17:30"), ("wed", "2026-11-25 17:30"),
        ("half past 3", "2026-11-25 15:30"), ("下午一上班", "2026-11-25 14:00"),
        ("下一个工作日上午10点", "2026-11-26 10:00"), ("3 working days ago 10:00", "2026-11-20 10:00"),
        ("3 to 5 working days", "2026-12-02 17:30"), ("2-3 weeks", "2026-12-16 17:30"),
        ("下个月第一个工作日", "2026-12-01 09:00"), ("first working day of january", "2027-01-04 09:00"),
        ("6月的第三个星期天", "2027-06-20 09:00"), ("last tuesday of the month", "2026-12-29 09:00"),
        ("first monday of next month 15:00", "2026-12-07 15:00"), ("元旦前", "2026-12-31 17:30"),
        ("农历腊月廿八", "2027-02-04 09:00"), ("八月初一", "2027-09-01 09:00"),
        # As it is said in English.
        ("after the holidays", "2027-01-04 09:00"), ("after new year", "2027-01-04 09:00"),
        ("before the holiday", "2026-12-31 17:30"), ("before christmas", "2026-12-24 17:30"),
        ("before fri", "2026-11-27 17:30"), ("new year", "2027-01-01 09:00"),
        ("new year’s eve", "2026-12-31 09:00"), ("chinese new year", "2027-02-06 09:00"),
        ("fri before noon", "2026-11-27 12:00"), ("friday before 3pm", "2026-11-27 15:00"),
        ("a week from friday", "2026-12-04 09:00"), ("two weeks from today", "2026-12-09 09:00"),
        ("first of december", "2026-12-01 09:00"), ("December twenty-first", "2026-12-21 09:00"),
        ("third sunday of june", "2027-06-20 09:00"), ("an hour and a half", "2026-11-25 11:50"),
        ("in two and a half hours", "2026-11-25 12:50"), ("ten minutes ago", "2026-11-25 10:10"),
        ("quarter to three", "2026-11-25 14:45"), ("half past eleven", "2026-11-25 11:30"),
        ("three o’clock", "2026-11-25 15:00"), ("tomorrow 3ish", "2026-11-26 15:00"),
        ("3:30ish", "2026-11-25 15:30"),
    ],
)  # fmt: skip
def test_a_day_is_read_by_the_calendar_of_the_desk(text: str, expected: str) -> None:
    assert read(text) == expected


def test_a_holiday_may_begin_on_a_saturday_that_is_free_anyway() -> None:
    # 春节 is 6 February, a Saturday; only the Monday behind it is entered as a holiday.
    rules = {date(2027, 2, 8): DayRule(date(2027, 2, 8), "holiday", "春节")}
    found = WorkingCalendar(HoursRules((HOURS,) * 5 + ((), ()), days=rules), SHANGHAI)
    when = parse_when_or_day("年后", NOW, zone=SHANGHAI, days=lambda: found)
    assert when.at.astimezone(SHANGHAI).date() == date(2027, 2, 9)


@pytest.mark.parametrize("text", ["五一后", "端午节后"])
def test_what_the_calendar_does_not_know_yet_is_asked(text: str) -> None:
    with pytest.raises(UnclearDateError, match="No holiday is known then"):
        read(text)


@pytest.mark.parametrize("text", ["尽快", "稍后回电", "过两天", "马上", "asap", "soon"])
def test_words_that_only_promise_a_time_are_refused_by_name(text: str) -> None:
    with pytest.raises(UnclearDateError, match="no time that anybody can keep"):
        read_when(text, NOW, zone=SHANGHAI)
    assert read_promise(text, NOW, ReadingTimes(SHANGHAI)).time is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("下午2点到4点上门", "25 14:00", "25 16:00"), ("明天下午2-4点上门", "26 14:00", "26 16:00"),
        ("周五上午九点到十点半上门", "27 09:00", "27 10:30"),
        ("明天14:00-16:00 上门", "26 14:00", "26 16:00"),
        ("上午11点至下午2点上门", "25 11:00", "25 14:00"), ("tomorrow 2-4pm 上门", "26 14:00", "26 16:00"),
        ("tomorrow 10-2pm 上门", "26 10:00", "26 14:00"),
        ("between 2 and 4 pm 上门", "25 14:00", "25 16:00"),
    ],
)  # fmt: skip
def test_a_stretch_of_time_is_told_by_its_end_and_kept_whole(text: str, start: str, end: str) -> None:
    promise = read_promise(text, NOW, ReadingTimes(SHANGHAI))
    kept = f"上门 ({start[3:]}-{end[3:]})"
    assert promise.text == kept
    assert promise.time is not None
    assert f"{promise.time.at.astimezone(SHANGHAI):%d %H:%M}" == end
    note = parse_quick_note(f"@{text}", NOW, ReadingTimes(SHANGHAI))
    assert note.due is not None
    assert f"{note.due.at.astimezone(SHANGHAI):%d %H:%M}" == start
    assert note.text == kept


@pytest.mark.parametrize(
    ("line", "text", "told"),
    [
        ("下周给答复", "给答复", "12-04 17:30"), ("本周给答复", "给答复", "11-27 17:30"),
        ("下个月换新机", "换新机", "12-31 17:30"), ("15:30回电", "回电", "11-25 15:30"),
        ("报价15:30", "报价", "11-25 15:30"), ("报价，15:30", "报价", "11-25 15:30"),
        ("报价下午3:30", "报价", "11-25 15:30"), ("两个工作日内退款", "退款", "11-27 17:30"),
        ("1-2天到货", "到货", "11-27 17:30"), ("next week", "", "12-04 17:30"),
    ],
)  # fmt: skip
def test_a_promise_is_read_with_the_end_of_what_was_said(line: str, text: str, told: str) -> None:
    found = read_promise(line, NOW, ReadingTimes(SHANGHAI, days=calendar))
    assert found.text == text
    assert found.time is not None
    assert not found.time.is_estimate
    assert f"{found.time.at.astimezone(SHANGHAI):%m-%d %H:%M}" == told


@pytest.mark.parametrize(
    ("text", "told", "is_estimate"),
    [
        ("within 24 hours", "11-26 10:20", False), ("within 2h", "11-25 12:20", False),
        ("within an hour and a half", "11-25 11:50", False), ("24小时内", "11-26 10:20", False),
        ("two hours", "11-25 12:20", True), ("an hour and a half", "11-25 11:50", True),
        ("节后", "01-04 17:30", False), ("元旦后", "01-04 17:30", False), ("国庆后", "10-08 17:30", False),
    ],
)  # fmt: skip
def test_within_is_what_the_customer_heard(text: str, told: str, is_estimate: bool) -> None:
    found = read_time(text, NOW, ReadingTimes(SHANGHAI, days=calendar))
    assert (f"{found.at.astimezone(SHANGHAI):%m-%d %H:%M}", found.is_estimate) == (told, is_estimate)
    line = read_promise(f"{text} 回电", NOW, ReadingTimes(SHANGHAI, days=calendar))
    assert line.time == found


@pytest.mark.parametrize("text", ["25ish", "radish", "fri before lunchbox", "half past thirteen", "one"])
def test_words_that_are_no_time_are_refused(text: str) -> None:
    with pytest.raises(DateError):
        read(text)


def test_this_week_is_refused_once_its_work_is_over() -> None:
    saturday = datetime(2026, 11, 28, 10, tzinfo=SHANGHAI)
    with pytest.raises(DateError):
        read_time("本周", saturday, ReadingTimes(SHANGHAI, days=calendar))


@settings(max_examples=40)
@given(st.integers(0, 700), st.integers(1, 60))
def test_the_nth_working_day_has_so_many_working_days_up_to_it(ahead: int, count: int) -> None:
    start = date(2026, 1, 1) + timedelta(days=ahead)
    found = working_day(CALENDAR, start, count)
    between = [start + timedelta(days=day + 1) for day in range((found - start).days)]
    assert sum(bool(CALENDAR.hours(day).intervals) for day in between) == count
    assert CALENDAR.hours(found).intervals
    assert working_day(CALENDAR, found + timedelta(days=1), -1) == found


def test_a_month_stands_first_in_chinese_and_is_asked_in_english() -> None:
    with pytest.raises(UnclearDateError, match="Day and month"):
        read("12/5")
    with pytest.raises(UnclearDateError, match="Day and month"):
        read("12.5")
    i18n.activate("zh_CN")
    assert read("12/5") == read("12.5") == "2026-12-05 09:00"
    assert read("25/12") == "2026-12-25 09:00"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("@12.5上门", "上门"),
        ("@15:30回电", "回电"),
        ("@5号楼漏水", "@5号楼漏水"),
        ("@12.5元", "@12.5元"),
        ("@3楼漏水", "@3楼漏水"),
    ],
)
def test_words_may_follow_a_time_at_once(line: str, text: str) -> None:
    assert parse_quick_note(line, NOW, ReadingTimes(SHANGHAI)).text == text


def test_a_lunar_day_that_a_short_month_lacks_is_its_last() -> None:
    assert lunar_day(2026, 12, 30) == lunar_day(2026, 12, 29) == date(2027, 2, 5)
    assert lunar_day(2025, 6, 1, leap=True) == date(2025, 7, 25)
    assert lunar_day(2026, 6, 1, leap=True) == lunar_day(2026, 6, 1)
    with pytest.raises(ValueError, match="13"):
        lunar_day(2026, 13, 1)


def test_a_week_ends_with_its_last_working_day() -> None:
    six = WorkingCalendar(HoursRules((HOURS,) * 6 + ((),)), SHANGHAI)

    def told(text: str, now: datetime, days: WorkingCalendar) -> str:
        found = read_time(text, now, ReadingTimes(SHANGHAI, days=lambda: days))
        return f"{found.at.astimezone(SHANGHAI):%m-%d %H:%M}"

    for text in ("本周内", "this week", "end of the week", "下周内"):
        ends = "12-05 17:30" if text.startswith("下") else "11-28 17:30"
        assert told(text, NOW, six) == ends
    # 14 February 2027 is a Sunday that is worked after the Spring Festival.
    assert told("本周内", datetime(2027, 2, 14, 9, tzinfo=SHANGHAI), CALENDAR) == "02-14 17:30"
    assert told("本周内", NOW, CALENDAR) == "11-27 17:30"


def test_the_hour_of_a_follow_up_is_not_that_of_a_deadline() -> None:
    assert parse_when_or_day("明天", NOW, zone=SHANGHAI, default_time=time(8)).at.hour == 0
    assert read_time("明天", NOW, ReadingTimes(SHANGHAI, days=calendar)).at.astimezone(
        SHANGHAI
    ).time() == time(17, 30)
