"""Dates as the cells of files hold them."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from servicedesk.domain.dates import parse_when_or_day
from servicedesk.domain.timestamps import DateError
from servicedesk.exchange.date_cells import of_serial, read_date, since_republic
from tests.exchange.steps import SHANGHAI, given, read


@pytest.mark.parametrize(
    "text",
    [
        "2026年3月2日",
        "2026.3.2",
        "2026/3/2",
        "20260302",
        "46083",
        "46083.0",
        "20260302.0",
        "26-3-2",
        "２０２６／３／２",
        "二〇二六年三月二日",
        "二零二六年三月二日",
        "二○二六年三月二号",
        "2026年三月二日",
        "26年3月2日",
        "民国115年3月2日",
        "中华民国一百一十五年三月二日",
        "2026年3月2日（星期一）",
        "2026-03-02 周一",
        "Mar 2, 2026",
        "2 March 2026",
        "2-Mar-26",
        "02/Mar/2026",
        "2. März 2026",
        "Montag, 2. März 2026",
        "Mo, 2. Mrz. 2026",
        "2 Mar 2026",
        "March 2nd, 2026",
        "Monday, March 2, 2026",
        "2026 - 3 - 2",
    ],
)
def test_a_day_in_many_writings_is_that_day(text: str) -> None:
    assert read_date(text, None, SHANGHAI) == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("2026/3/2 上午9:15", "09:15:00"),
        ("2026/3/2 下午3:05", "15:05:00"),
        ("2026年3月2日 下午3:05", "15:05:00"),
        ("2026年3月2日 9时15分", "09:15:00"),
        ("2026年3月2日 9時15分", "09:15:00"),
        ("2026年3月2日9点半", "09:30:00"),
        ("2026年3月2日 早上8点", "08:00:00"),
        ("2026年3月2日晚上8:30", "20:30:00"),
        ("2026-03-02 中午12:10", "12:10:00"),
        ("2026-03-02 中午1点", "13:00:00"),
        ("2026-03-02 凌晨12:10", "00:10:00"),
        ("2026-03-02 中午11:30", "11:30:00"),
        ("2026年3月2日 上午12:30", "00:30:00"),
        ("2026年3月2日上午12点05分", "00:05:00"),
        ("2026/3/2 上午12:00:07", "00:00:07"),
        ("2026/3/2 12:30 上午", "00:30:00"),
        ("2026/3/2 下午12:30", "12:30:00"),
        ("3/2/2026 12:30 AM", "00:30:00"),
        ("3/2/2026 12:30 PM", "12:30:00"),
        ("2026-03-02 晚上20:30", "20:30:00"),
        ("2026-03-02 深夜11:30", "23:30:00"),
        ("二〇二六年三月二日九时十五分", "09:15:00"),
        ("2026-03-02T09:15:00+08:00", "09:15:00"),
        ("2026-03-02T01:15:00Z", "09:15:00"),
        ("2026-03-02 09:15:00.000", "09:15:00"),
        ("2026-03-02T09:15:00+08:00[Asia/Shanghai]", "09:15:00"),
        ("2026-03-02T09:15:00.123+0800", "09:15:00"),
        ("3/2/2026 9:15", "09:15:00"),
        ("03/02/2026 11:59:58 PM", "23:59:58"),
        ("02-Mar-2026 11.35", "11:35:00"),
        ("02/Mar/26 9:15 AM", "09:15:00"),
        ("02/Mar/2026:09:15:00 +0800", "09:15:00"),
        ("Mon Mar 2 09:15:00 2026", "09:15:00"),
        ("Mon Mar 02 01:15:00 +0000 2026", "09:15:00"),
        ("Mon Mar 02 2026 09:15:00 GMT+0800 (中国标准时间)", "09:15:00"),
        ("Mon, 2 Mar 2026 01:15:00 +0000", "09:15:00"),
        ("46083.385416666664", "09:15:00"),
        ("46083.3854166667", "09:15:00"),
        ("1772414100", "09:15:00"),
        ("1772414100000", "09:15:00"),
        ("1772414100.25", "09:15:00"),
        ("/Date(1772414100000)/", "09:15:00"),
        ("20260302 091500", "09:15:00"),
        ("20260302091500", "09:15:00"),
        ("20260302 9:15", "09:15:00"),
        ("20260302T091500Z", "17:15:00"),
        ("2. März 2026 9:15 Uhr", "09:15:00"),
        ("2. März 2026, 9:15", "09:15:00"),
        ("Mar 2, 2026 9:15:00 AM", "09:15:00"),
        ("2026-03-02 9:15 PM", "21:15:00"),
        ("Mon 03/02/2026 09:15", "09:15:00"),
        ("Monday, 03/02/2026 9:15 AM", "09:15:00"),
        ("Mon 2026-03-02 09:15", "09:15:00"),
        ("March 2, 2026 at 9:15 PM", "21:15:00"),
        ("Monday, March 2, 2026 at 9:15:07 AM", "09:15:07"),
        ("2 March 2026 at 21:15", "21:15:00"),
    ],
)
def test_a_time_in_many_writings_is_that_time(text: str, clock: str) -> None:
    local = datetime.fromisoformat(f"2026-03-02T{clock}").replace(tzinfo=SHANGHAI)
    assert read_date(text, "mdy", SHANGHAI) == local


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2026-03-02 晚上12:00", "2026-03-03T00:00"),
        ("2026年3月2日晚上12点", "2026-03-03T00:00"),
        ("二〇二六年三月二日夜里十二点半", "2026-03-03T00:30"),
        ("2026-12-31 夜12:05:09", "2027-01-01T00:05:09"),
        ("2026-02-28 深夜 12點", "2026-03-01T00:00"),
        ("2026-03-02 晚12:00", "2026-03-03T00:00"),
        ("2026-03-02 晚上12", "2026-03-03T00:00"),
        ("2026-03-02 晚8点", "2026-03-02T20:00"),
        ("2026-03-02 凌晨12点", "2026-03-02T00:00"),
        ("2026-03-02 中午12:00", "2026-03-02T12:00"),
        ("2026-03-02 晚上2点", "2026-03-03T02:00"),
        ("2026年3月2日晚上1点30分", "2026-03-03T01:30"),
        ("2026-12-31 夜里 04:15", "2027-01-01T04:15"),
        ("2026-03-02 半夜3點", "2026-03-03T03:00"),
        ("2026-03-02 深夜0点", "2026-03-03T00:00"),
        ("2026-03-02晚2点半", "2026-03-03T02:30"),
        ("2026-03-02下午2点", "2026-03-02T14:00"),
        ("2026-03-02 晚上5点", "2026-03-02T17:00"),
        ("民國115/3/2", "2026-03-02"),
    ],
)
def test_twelve_in_the_evening_is_the_end_of_that_evening(text: str, local: str) -> None:
    meant = datetime.fromisoformat(local)
    expected = meant.replace(tzinfo=SHANGHAI) if "T" in local else meant.date()
    assert read_date(text, None, SHANGHAI) == expected


@pytest.mark.parametrize("part", ["晚上", "晚间", "夜里", "夜间", "深夜", "半夜", "午夜", "晚", "夜"])
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 4, 5, 8, 11, 12])
def test_an_hour_of_the_night_is_the_same_in_a_file_and_typed(part: str, hour: int) -> None:
    now = datetime(2026, 3, 1, 9, tzinfo=SHANGHAI)
    for spoken in (f"{hour}点", f"{hour}点30分", f"{hour}:15"):
        typed = parse_when_or_day(f"3月2日{part}{spoken}", now, zone=SHANGHAI)
        assert read_date(f"2026年3月2日{part}{spoken}", None, SHANGHAI) == typed.at


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("115/10/19", "2026/10/19"), ("115-10-19", "2026-10-19"), (" 115.1.2 14:30", "2026.1.2 14:30"),
        ("115年10月19日", "2026年10月19日"), ("０７５／０３／１２", "1986/03/12"),
        ("2026-10-19", "2026-10-19"),
        ("115", "115"), ("1150/10/19", "1150/10/19"), ("115/10/199", "115/10/199"), ("15/10/19", "15/10/19"),
    ],
)  # fmt: skip
def test_a_bare_year_of_the_republic_is_counted_from_1912(text: str, read: str) -> None:
    assert since_republic(text) == read


def test_the_end_of_an_evening_on_the_day_when_clocks_change_is_the_next_midnight() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    for text, local in (("2026-03-29 晚上12:00", "2026-03-30"), ("2026-10-25 晚上12:00", "2026-10-26")):
        assert read_date(text, None, berlin) == datetime.fromisoformat(local).replace(tzinfo=berlin)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "12345678",
        "1",
        "2026",
        "202603",
        "4608",
        "460830",
        "99999",
        "9999.5",
        "46083.x",
        "13800000001",
        "110101199003070000",
        "2026-13-02",
        "2026-02-30",
        "二〇二六年十三月二日",
        "2026年3月",
        "3月2日",
        "2026-03-02 傍晚2点",
        "2026-03-02 傍晚12:00",
        "115/10/19",
        "晚上12:00",
        "民国年3月2日",
        "2026-03-02 25:00",
        "v1.2.3",
        "2 mars",
        "1-2-3",
        "2026-03-02 09:15 CST",
        "九" * 79,
        "1e9",
        "1.77E+9",
    ],
)
def test_what_is_no_date_for_sure_is_none(text: str) -> None:
    with pytest.raises(DateError):
        read_date(text, None, SHANGHAI)


def test_a_serial_counts_from_either_epoch() -> None:
    assert of_serial(46083, SHANGHAI) == date(2026, 3, 2)
    assert of_serial(44621, SHANGHAI, from_1904=True) == date(2026, 3, 2)
    assert of_serial(46083.999999, ZoneInfo("UTC")) == date(2026, 3, 3)
    assert of_serial(46083.5, ZoneInfo("UTC")) == datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_every_day_that_a_serial_names_comes_back() -> None:
    for serial in range(10_000, 73_051):
        day = read_date(str(serial), None, SHANGHAI)
        assert isinstance(day, date)
        assert (day - date(1899, 12, 30)).days == serial


def test_a_register_with_dates_of_many_hands_is_read_whole(tmp_path: Path) -> None:
    dates = [
        "2026年3月2日",
        "2026.3.2",
        "2026/3/2 上午9:15",
        "2026/3/2 下午3:05",
        "20260302",
        "2026-03-02T09:15:00+08:00",
        "46083",
        "2026年3月2日 9时15分",
        "26-3-2",
        "２０２６／３／２",
        "2026-03-02 09:15:00.000",
        "二〇二六年三月二日",
    ]
    text = "投诉编号,客户名称,投诉内容,受理时间\n" + "".join(
        f"{number},客户{number},a,{written}\n" for number, written in enumerate(dates, 1)
    )
    reading = read(given(tmp_path, text), "case")
    assert reading.rejected == []
    local = [row["received_at"].astimezone(SHANGHAI) for row in reading.rows]
    assert {at.date() for at in local} == {date(2026, 3, 2)}
    assert [f"{at:%H:%M}" for at in local] == [
        "00:00",
        "00:00",
        "09:15",
        "15:05",
        "00:00",
        "09:15",
        "00:00",
        "09:15",
        "00:00",
        "00:00",
        "09:15",
        "00:00",
    ]


def test_numbers_are_dates_in_columns_of_dates_only(tmp_path: Path) -> None:
    row = read(given(tmp_path, "编号,标题,受理时间,时限\n46083,46083,46083,46084.5\n")).rows[0]
    assert (row["external_id"], row["subject"]) == ("46083", "46083")
    assert row["received_at"].astimezone(SHANGHAI).date() == date(2026, 3, 2)
    assert row["due_at"].astimezone(SHANGHAI).isoformat() == "2026-03-03T12:00:00+08:00"


def test_a_day_and_a_clock_in_chinese_in_two_columns_are_one_time(tmp_path: Path) -> None:
    text = "日期,时间,来电号码\n2026/3/2,上午9:15,13800001111\n26-3-2,下午3点05分,13800002222\n"
    rows = read(given(tmp_path, text), "call").rows
    assert [row["started_at"].astimezone(SHANGHAI).isoformat() for row in rows] == [
        "2026-03-02T09:15:00+08:00",
        "2026-03-02T15:05:00+08:00",
    ]
