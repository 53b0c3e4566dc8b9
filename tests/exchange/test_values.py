"""The text of a cell as a value, or a reason."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from servicedesk.domain.errors import UsageError
from servicedesk.exchange.columns import column_named
from servicedesk.exchange.rows import RowError
from servicedesk.exchange.time_values import moment_or_none
from servicedesk.exchange.value_context import ValueContext
from servicedesk.exchange.values import convert
from tests.exchange.steps import CONTEXT, NOW, Reading, given, read


def value(kind: str, name: str, text: str, context: ValueContext = CONTEXT) -> Any:
    column = column_named(kind, name)
    assert column is not None
    return convert(column, text, context)


def reason(kind: str, name: str, text: str) -> str:
    with pytest.raises(RowError) as caught:
        value(kind, name, text)
    assert text not in caught.value.reason  # a reason may be mailed: it never holds the customer's value
    return caught.value.code


@pytest.mark.parametrize(
    "kind_and_name",
    [("customer", "phone"), ("call", "phone"), ("case", "external_id"), ("customer", "mobile")],
)
@pytest.mark.parametrize("ruined", ["1.38E+10", "1.38e+10", "5.70306E+17", "１.38Ｅ+10", "1,38E+10"])
def test_numbers_in_scientific_notation_are_rejected(kind_and_name: tuple[str, str], ruined: str) -> None:
    assert reason(*kind_and_name, ruined) == "ruined_number"


@pytest.mark.parametrize("written", ["1.3800012345E+10", "1,3800012345e+10", "1.38000123450E+11"])
def test_a_number_in_scientific_notation_with_all_its_digits_is_read(written: str) -> None:
    digits = "".join(filter(str.isdigit, written.upper().partition("E")[0]))
    assert value("customer", "phone", written) == [digits]
    assert value("call", "phone", written) == digits
    assert value("customer", "phone", f"13900000001 / {written}") == ["13900000001", digits]
    assert reason("case", "external_id", written) == "ruined_number"


@pytest.mark.parametrize("ruined", ["1.380001234E+10", "1.38000123450E+10", "1.38E+2", "13.800012345E+10"])
def test_a_number_in_scientific_notation_with_other_digits_is_rejected(ruined: str) -> None:
    assert reason("customer", "phone", ruined) == "ruined_number"


def test_a_weekday_before_a_date_hides_no_proof_of_its_order(tmp_path: Path) -> None:
    dates = ["Mon 05.10.2026 09:33", "Mon 19.10.2026 09:33", "周二 06/10/2026"]
    assert received(tmp_path, dates) == ["2026-10-05", "2026-10-19", "2026-10-06"]


def test_one_ruined_number_among_good_ones_is_found() -> None:
    assert reason("customer", "phone", "13800001111 / 1.38E+10") == "ruined_number"


def test_ids_that_a_spreadsheet_rounded_are_rejected(tmp_path: Path) -> None:
    text = "ID,Name\n570306133677760000,A\n570301130000000000,B\n12,C\n"
    reading = read(given(tmp_path, text), "customer")
    assert [row["name"] for row in reading.rows] == ["C"]
    assert {error.code for _line, error in reading.rejected} == {"ruined_number"}
    genuine = "ID,Name\n570306133677760513,A\n570301130000000000,B\n"
    assert len(read(given(tmp_path, genuine), "customer").rows) == 2


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("１３８００００１１１１", ["13800001111"]),
        ("13800001111.0", ["13800001111"]),
        ("13800001111、010-62340000", ["13800001111", "010-62340000"]),
        ("无", None),
        ("-", None),
        ("", None),
    ],
)
def test_phones_are_split_and_made_plain(text: str, numbers: list[str] | None) -> None:
    import unicodedata

    found = value("customer", "phone", text)
    assert (found and [unicodedata.normalize("NFKC", number) for number in found]) == numbers


def test_addresses_are_split_and_placeholders_left_out() -> None:
    assert value("customer", "email", "a@x.com; <b@x.com>，c@x.com") == ["a@x.com", "b@x.com", "c@x.com"]
    assert value("customer", "email", "* home ::: d@x.com ::: e@x.com") == ["d@x.com", "e@x.com"]
    assert value("customer", "email", "无") is None


def test_an_address_that_a_web_page_linked_is_the_address_alone() -> None:
    assert value("customer", "email", "mailto:a@x.com") == ["a@x.com"]
    assert value("customer", "email", "MAILTO:a@x.com；<mailto:李伟@x.com> mailto:<c@x.com>") == [
        "a@x.com",
        "李伟@x.com",
        "c@x.com",
    ]


def test_tags_are_split_at_every_mark_and_google_groups_lose_their_star() -> None:
    assert value("customer", "tags", "VIP，老客户、急 ;VIP") == ["VIP", "老客户", "急"]
    assert value("customer", "tags", "* myContacts ::: Friends") == ["myContacts", "Friends"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("3:20", 200),
        ("1:02:03", 3723),
        ("200", 200),
        ("95秒", 95),
        ("3分20秒", 200),
        ("1h 2m", 3720),
        ("０３：２０", 200),
        ("PT3M20S", 200),
        ("PT1H2M3.5S", 3723),
        ("3′20″", 200),
        ("3'20''", 200),
        ("3’20”", 200),
        ("3.5 min", 210),
        ("3,5 Min.", 210),
        ("00:03:20.500", 200),
        ("200.4", 200),
        ("3 Minuten 20 Sekunden", 200),
        ("1 Std. 3 Min.", 3780),
        ("1 hour, 3 minutes", 3780),
        ("3分鐘", 180),
        ("-", None),
    ],
)
def test_durations_are_seconds(text: str, seconds: int | None) -> None:
    assert value("call", "duration_s", text) == seconds


def test_what_is_no_duration_rejects_the_row() -> None:
    assert reason("call", "duration_s", "long") == "duration"
    assert reason("call", "duration_s", "9" * 5000) == "duration"
    for text in ("1,234", "PT", "1.5", "3 x", "1.2.3"):
        # 1.5 may be of minutes.
        assert reason("call", "duration_s", text) == "duration"


@pytest.mark.parametrize("name", ["phone", "mobile", "email", "tags"])
@pytest.mark.parametrize("filler", ["1", "x@y", " ", "漏;", "((", "转"])
def test_a_megabyte_in_a_list_is_rejected_at_once(name: str, filler: str) -> None:
    assert reason("customer", name, filler * (1_000_000 // len(filler))) == "too_long"


def test_one_value_of_a_list_may_not_be_a_novel() -> None:
    assert reason("customer", "phone", "1" * 400) == "too_long"
    assert reason("customer", "tags", "漏" * 400) == "too_long"
    assert reason("call", "phone", "1" * 400) == "too_long"


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("85", 85),
        ("85%", 85),
        ("4/5", 80),
        ("非常满意", 100),
        ("不满意", 25),
        ("Good", 100),
        ("Offered", None),
        ("101", None),
    ],
)
def test_satisfaction_is_on_the_hundred_point_scale(text: str, score: int | None) -> None:
    assert value("case", "satisfaction", text) == score


def test_stars_are_told_from_points_by_the_whole_column(tmp_path: Path) -> None:
    stars = read(given(tmp_path, "标题,满意度\na,5\nb,3\n"), "case")
    assert [row["satisfaction"] for row in stars.rows] == [100, 60]
    points = read(given(tmp_path, "标题,满意度\na,5\nb,90\n"), "case")
    assert [row["satisfaction"] for row in points.rows] == [5, 90]


def test_shares_of_one_are_the_percentages_that_a_workbook_shows(tmp_path: Path) -> None:
    def scores(*cells: str) -> list[int | None]:
        lines = "".join(f"S{place},漏水,{cell}\n" for place, cell in enumerate(cells))
        return [row["satisfaction"] for row in read(given(tmp_path, f"Ticket ID,Subject,CSAT\n{lines}")).rows]

    assert scores("0.95", "1", "0", "0.5", "", "0.005") == [95, 100, 0, 50, None, 0]
    assert scores("1", "0", "1") == [1, 0, 1]


@pytest.mark.parametrize(
    ("text", "answer"), [("是", True), ("否", False), ("1", True), ("false", False), ("Y", True), ("", None)]
)
def test_yes_and_no_in_both_languages(text: str, answer: bool | None) -> None:
    assert value("followup", "all_day", text) is answer


def test_a_word_of_no_list_is_kept_and_rejects_nothing(tmp_path: Path) -> None:
    assert [value("case", name, "蓝色") for name in ("state", "kind", "priority", "channel")] == [
        *[None] * 3,
        "other",
    ]
    reading = read(
        given(tmp_path, "标题,来源渠道\na,电话\nb,电话\nc,Driver Self Report\nd,Driver Self Report\n"), "case"
    )
    assert [row["channel"] for row in reading.rows] == ["phone", "phone", "other", "other"]
    assert [row.get("kept") for row in reading.rows[1:3]] == [
        None,
        [("channel", "来源渠道", "Driver Self Report")],
    ]
    kept = "they are kept as they stand there: Driver Self Report (2 times)."
    assert reading.notes == [f"Column 来源渠道: 2 words are in no list; {kept}"]


def test_priorities_are_numbers() -> None:
    assert [value("case", "priority", word) for word in ("低", "normal", "高", "4")] == [1, 2, 3, 4]


def test_times_are_utc_and_days_begin_at_midnight_in_the_zone_of_the_desk() -> None:
    assert value("case", "received_at", "2026-11-21T09:12:00Z") == datetime(2026, 11, 21, 9, 12, tzinfo=UTC)
    assert value("case", "received_at", "2026-11-21 17:12") == datetime(2026, 11, 21, 9, 12, tzinfo=UTC)
    assert value("case", "received_at", "2026年11月21日 17时12分") == datetime(
        2026, 11, 21, 9, 12, tzinfo=UTC
    )
    assert value("case", "received_at", "2026/11/21") == datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    assert value("case", "received_at", "2026-11-21 05:12:08 PM") == datetime(
        2026, 11, 21, 9, 12, 8, tzinfo=UTC
    )
    assert value("case", "received_at", "-") is None


def test_what_is_due_on_a_day_is_due_at_its_end(tmp_path: Path) -> None:
    row = read(given(tmp_path, "标题,时限\na,2026-11-21\n"), "case").rows[0]
    assert row["due_at"] == datetime(2026, 11, 21, 15, 59, 59, tzinfo=UTC)


def test_a_follow_up_on_a_day_is_for_all_of_it(tmp_path: Path) -> None:
    rows = read(
        given(tmp_path, "客户姓名,回访时间\n李娜,2026-11-21\n王伟,2026-11-21 15:00\n"), "followup"
    ).rows
    assert [row.get("all_day") for row in rows] == [True, None]
    assert rows[0]["due_at"] == datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


def dated(tmp_path: Path, dates: list[str], order: str | None = None, *, said: bool = False) -> Reading:
    context = ValueContext("CN", ZoneInfo("UTC"), order, NOW, is_order_said=said)
    text = "Title,Created at\n" + "".join(f'x,"{date}"\n' for date in dates)
    return read(given(tmp_path, text), "case", context=context)


def received(tmp_path: Path, dates: list[str], order: str | None = None, *, said: bool = False) -> list[str]:
    rows = dated(tmp_path, dates, order, said=said).rows
    return [row["received_at"].date().isoformat() for row in rows]


def test_one_clear_date_decides_for_its_column(tmp_path: Path) -> None:
    assert received(tmp_path, ["3/4/2025 1:20", "3/14/2025 1:20"]) == ["2025-03-04", "2025-03-14"]
    assert received(tmp_path, ["3/4/2025", "14/3/2025"]) == ["2025-04-03", "2025-03-14"]
    assert received(tmp_path, ["5/2/20", "9/24/19"]) == ["2020-05-02", "2019-09-24"]
    assert received(tmp_path, ["2/1/2020", "2020-05-06", "1/1/2020", "30/1/2020"])[0] == "2020-01-02"


def test_a_clear_date_far_down_still_decides(tmp_path: Path) -> None:
    assert received(tmp_path, ["3/4/2025"] * 3000 + ["3/14/2025"])[0] == "2025-03-04"


def test_dates_that_stay_in_doubt_ask_for_the_order(tmp_path: Path) -> None:
    for dates in (["3/4/2025", "5/6/2025"], ["3/14/2025", "14/3/2025", "3/4/2025"], ["03.04.05"]):
        with pytest.raises(UsageError, match="Created at") as caught:
            received(tmp_path, dates)
        assert "--date-order" in caught.value.hint
    assert received(tmp_path, ["3/4/2025"], "mdy") == ["2025-03-04"]
    assert received(tmp_path, ["3/4/2025"], "dmy") == ["2025-04-03"]


def test_what_the_dates_prove_holds_before_what_the_desk_has_set(tmp_path: Path) -> None:
    assert received(tmp_path, ["3/4/2025", "3/14/2025"], "dmy") == ["2025-03-04", "2025-03-14"]
    assert received(tmp_path, ["3/4/2025"] + ["2025-01-02"] * 2, "dmy")[0] == "2025-04-03"
    late = received(tmp_path, ["2025-01-02"] * 1500 + ["3/4/2025"], "dmy")
    assert late[-1] == "2025-04-03"
    with pytest.raises(UsageError, match="Created at"):
        received(tmp_path, ["3/4/2025"], "ymd")


@pytest.mark.parametrize("before", [0, 1500])
def test_what_the_user_says_of_the_file_is_not_overruled_by_its_dates(tmp_path: Path, before: int) -> None:
    dates = ["2025-01-02"] * before + ["3/4/2025", "3/14/2025", "14/3/2025 9:15", "2025-03-14"]
    reading = dated(tmp_path, dates, "dmy", said=True)
    assert [row["received_at"].isoformat()[:10] for row in reading.rows[before:]] == [
        "2025-04-03",
        "2025-03-14",
        "2025-03-14",
    ]
    assert [(error.code, error.column) for _line, error in reading.rejected] == [("date_order", "Created at")]
    assert [error.reason for _line, error in reading.rejected] == [
        "Its day and month do not stand in the order dmy."
    ]
    assert dated(tmp_path, ["3/14/2025"], "ymd", said=True).rejected[0][1].code == "date_order"


def test_the_proof_of_day_and_month_is_looked_for_in_the_whole_file(tmp_path: Path) -> None:
    assert received(tmp_path, ["2020/9/2"] * 1500 + ["12/31/2016", "05/03/2016"])[-1] == "2016-05-03"
    assert received(tmp_path, ["2020/9/2"] * 1500 + ["05/03/2016", "31/12/2016"])[-2] == "2016-03-05"
    assert received(tmp_path, ["2020/9/2"] * 1500 + ["26-3-2", "03-04-05"])[-2:] == [
        "2026-03-02",
        "2003-04-05",
    ]


def test_dates_that_contradict_one_another_ask_wherever_they_stand(tmp_path: Path) -> None:
    for dates in (
        ["3/14/2025", "14/3/2025"],
        ["3/14/2025"] * 1500 + ["14/3/2025"],
        ["2025-01-02"] * 1500 + ["3/4/2025", "3/14/2025", "14/3/2025"],
    ):
        with pytest.raises(UsageError, match="Created at") as caught:
            received(tmp_path, dates)
        assert "--date-order" in caught.value.hint


def test_a_short_year_in_doubt_asks_beside_long_ones_too(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Created at"):
        received(tmp_path, ["2026-03-02", "26-03-04"])
    assert received(tmp_path, ["2026-03-02", "26-03-04"], "ymd", said=True) == ["2026-03-02", "2026-03-04"]
    assert received(tmp_path, ["2026-03-02", "26-3-2"]) == ["2026-03-02", "2026-03-02"]
    assert received(tmp_path, ["26-03-04", "26-3-4"]) == ["2026-03-04", "2026-03-04"]


@pytest.mark.parametrize("dates", [
    ["2026-18-07"], ["2026-05-06", "2026/19/06"], ["2026-05-06"] * 1500 + ["2026.28.9"],
    ["２０２６-18-07 10:00"], ["5/5/2026", "2026-31-12 09:15"],
])  # fmt: skip
def test_a_column_in_which_the_day_follows_the_year_is_refused(tmp_path: Path, dates: list[str]) -> None:
    with pytest.raises(UsageError, match="Created at have the day before the month") as caught:
        received(tmp_path, dates)
    assert dates[-1].split()[0] in caught.value.message
    assert str(len(dates) + 1) in caught.value.message
    assert dated(tmp_path, dates, "ymd", said=True).rejected[-1][1].code == "date"


@pytest.mark.parametrize(
    "dates", [["2026-07-18", "2026-18-07"], ["2026-18-07"] + ["2026-05-06"] * 1500 + ["2026-07-18"]]
)
def test_a_month_that_is_none_among_dates_in_order_rejects_its_row_alone(
    tmp_path: Path, dates: list[str]
) -> None:
    assert [error.code for _line, error in dated(tmp_path, dates).rejected] == ["date"]


@pytest.mark.parametrize(("kind", "text"), [
    ("customer", "Name,Customer since\nAnn,2026-18-07\n"),
    ("call", "Time,Phone\n2026-18-07 10:00,13800000001\n"),
    ("followup", "Customer,Due\nAnn,2026-18-07\n"), ("promise", "Promise,Due\nx,2026-18-07\n"),
])  # fmt: skip
def test_a_day_before_the_month_is_refused_in_files_of_every_kind(
    tmp_path: Path, kind: str, text: str
) -> None:
    with pytest.raises(UsageError, match="the day before the month"):
        read(given(tmp_path, text), kind)


DAYS = (25, 13, 2, 19, 7, 28, 1)


@pytest.mark.parametrize(("form", "others"), [
    ("{day:02}.{month:02}.26", []), ("26-{month:02}-{day:02}", []), ("{day}/{month}/26", ["03/04/26"] * 3000),
    ("２６/{month}/{day} 10:00", []),
])  # fmt: skip
def test_a_short_year_that_is_the_same_in_all_rows_proves_the_order(
    tmp_path: Path, form: str, others: list[str]
) -> None:
    dates = [form.format(day=day, month=month) for month, day in enumerate(DAYS, 1)]
    expected = [f"2026-{month:02}-{day:02}" for month, day in enumerate(DAYS, 1)]
    reading = dated(tmp_path, others + dates)
    assert [row["received_at"].date().isoformat() for row in reading.rows][len(others) :] == expected
    assert any(note.startswith("Dates are read") for note in reading.notes)


@pytest.mark.parametrize("dates", [
    [f"25.{month:02}.{year}" for month, year in enumerate(range(14, 21), 1)],
    [f"{day:02}.03.{26 + day % 2}" for day in DAYS], ["25.02.26", "13.01.26", "07.01.26"],
    ["25.03.26"] * 9,
])  # fmt: skip
def test_short_years_that_could_be_days_as_well_are_still_asked_about(
    tmp_path: Path, dates: list[str]
) -> None:
    with pytest.raises(UsageError, match="Created at"):
        received(tmp_path, dates)


def test_a_late_date_in_doubt_rejects_its_row(tmp_path: Path) -> None:
    text = "Title,Created at\n" + "a,2025-01-02\n" * 1500 + "b,3/4/2025\n"
    reading = read(given(tmp_path, text), "case")
    assert len(reading.rows) == 1500
    assert [error.code for _line, error in reading.rejected] == ["ambiguous_date"]


def test_a_day_and_a_time_of_day_in_two_columns_make_one_moment(tmp_path: Path) -> None:
    text = "日期,时间,来电号码\n2025/3/1,9:05,13800001111\n2025/3/2,21:30:10,13800002222\n,8:00,13800003333\n"
    reading = read(given(tmp_path, text), "call")
    assert reading.mapping.used["started_at"] == "日期 + 时间"
    assert [row["started_at"] and row["started_at"].isoformat() for row in reading.rows] == [
        "2025-03-01T01:05:00+00:00",
        "2025-03-02T13:30:10+00:00",
        None,
    ]
    english = read(given(tmp_path, "Date,Time,Caller,Notes\n3/14/2025,1:20 PM,Li,leak\n"), "call")
    assert english.rows[0]["started_at"].isoformat() == "2025-03-14T05:20:00+00:00"


def test_dates_that_are_the_same_in_every_order_ask_nothing(tmp_path: Path) -> None:
    assert received(tmp_path, ["4/4/2025", "2025-01-02"]) == ["2025-04-04", "2025-01-02"]


def test_another_column_of_the_file_may_decide(tmp_path: Path) -> None:
    text = "Title,Created at,Closed at\na,3/4/2025,3/14/2025\n"
    assert read(given(tmp_path, text), "case").rows[0]["received_at"].month == 3


def test_a_date_that_is_none_rejects_its_row_alone(tmp_path: Path) -> None:
    reading = read(given(tmp_path, "Title,Created at\na,2025-02-30\nb,soon\nc,4532\nd,2025-02-28\n"), "case")
    assert [row["subject"] for row in reading.rows] == ["d"]
    assert [(line, error.code, error.column) for line, error in reading.rejected] == [
        (2, "date", "Created at"),
        (3, "date", "Created at"),
        (4, "date", "Created at"),
    ]


def test_birthdays_may_be_lunar_or_without_a_year() -> None:
    assert value("customer", "birthday", "1990/5/12") == "1990-05-12"
    assert value("customer", "birthday", "农历八月十五") == "农历八月十五"
    assert value("customer", "birthday", "--05-12") == "--05-12"


def test_notes_are_a_list_or_one_text() -> None:
    assert value("case", "notes", '[{"at": "2026-01-02T03:04:05Z", "actor": "张三", "text": "called"}]') == [
        {"at": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "actor": "张三", "text": "called"}
    ]
    assert value("case", "notes", "已联系客户") == [{"at": None, "actor": "", "text": "已联系客户"}]
    assert value("case", "notes", "[odd") == [{"at": None, "actor": "", "text": "[odd"}]


def test_contacts_are_a_list_of_objects() -> None:
    assert value("customer", "contacts", '[{"name": "王经理", "phone": 10000}, {}]') == [
        {"name": "王经理", "role": "", "phone": "10000", "email": "", "note": ""}
    ]
    assert reason("customer", "contacts", "[1]") == "not_json"


def test_lines_have_the_limit_that_forms_have() -> None:
    assert reason("customer", "name", "x" * 2001) == "too_long"
    assert len(value("customer", "note", "漏" * 500_000)) == 500_000


def test_a_customer_without_a_name_is_named_by_what_there_is(tmp_path: Path) -> None:
    reading = read(
        given(tmp_path, "姓名,公司,电话,备注\n,华兴公司,1,x\n,,13800001111,x\n,,,only a note\n"), "customer"
    )
    assert [row["name"] for row in reading.rows] == ["华兴公司", "13800001111"]
    assert reading.rejected[0][1].code == "missing"


def test_a_case_without_a_subject_takes_the_first_line_of_its_description(tmp_path: Path) -> None:
    text = f'投诉内容,投诉类型\n"空调漏水\n要求退款",质量\n{"很" * 200},质量\n,质量\n,\n,x\n'
    rows = read(given(tmp_path, text), "case").rows
    assert rows[0]["subject"] == "空调漏水"
    assert rows[1]["subject"] == "很" * 80 + "…"
    assert rows[2]["subject"] == "质量"


def test_names_in_parts_read_as_people_write_them(tmp_path: Path) -> None:
    text = "First Name,Middle Name,Last Name\nJohn,Q,Public\n小明,,王\nAnna,,\n"
    assert [row["name"] for row in read(given(tmp_path, text), "customer").rows] == [
        "John Q Public",
        "王小明",
        "Anna",
    ]


def test_levels_of_a_category_make_a_path(tmp_path: Path) -> None:
    text = "标题,一级分类,二级分类,三级分类\na,城建,供水/排水,漏水\nb,城建,,\n"
    assert [row["category"] for row in read(given(tmp_path, text), "case").rows] == [
        "城建/供水∕排水/漏水",
        "城建",
    ]


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "9999-06-01", "0001-06-01"])
def test_a_time_that_no_zone_can_show_is_rejected_in_our_own_files_too(tmp_path: Path, text: str) -> None:
    with pytest.raises(RowError):
        moment_or_none(text, None, ZoneInfo("America/New_York"))
    source = given(tmp_path, f"subject,received_at\n漏水,{text}\n")
    assert [error.code for _line, error in read(source, "case").rejected] == ["date"]
