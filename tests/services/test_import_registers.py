"""Registers kept by hand, imported whole: what stands in their cells lands where it belongs."""

# ruff: noqa: E501 - rows of tables are not cut

from pathlib import Path

import pytest

from servicedesk.services.desk import Desk
from tests.services.exchange_steps import counts, take_in
from tests.services.test_import import column, write
from tests.services.test_import_kept_words import notes_of


def test_a_complaint_book_in_english_makes_cases_and_their_customers(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "No.,Date,Name,Tel.,Company,Complaint,Action taken,Closed on,Responsible,Follow up on\n"
        "0001,13/12/2019,Tina Old,13800000001,Old Ltd,Broken cup,Replaced,14/12/2019,Max,20/12/2019\n",
    )
    report = take_in(desk, path)
    assert (report.kind, counts(report)) == ("case", (1, 0, 0, 0))
    assert column(desk, "cases", "subject") == ["Broken cup"]
    assert column(desk, "cases", "description") == ["Broken cup"]
    assert column(desk, "cases", "result") == ["Replaced"]
    assert column(desk, "cases", "owner") == ["Max"]
    assert column(desk, "cases", "state") == ["closed"]
    assert column(desk, "customers", "name") == ["Tina Old"]
    assert column(desk, "customers", "company") == ["Old Ltd"]
    assert len(column(desk, "followups", "due_at")) == 1
    assert counts(take_in(desk, path)) == (0, 0, 1, 0)


def test_a_register_in_traditional_characters_is_one_in_simplified(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "工單編號,客戶名稱,電話,投訴內容,處理情況,受理時間,備註\n001,林大同,02-23456789,空調漏水,處理中,2026-03-01,急\n"
        "002,王小明,0912345678,冷氣不冷,已電話回覆,2026-03-02,\n",
    )
    assert counts(take_in(desk, path)) == (2, 0, 0, 0)
    assert column(desk, "customers", "name") == ["林大同", "王小明"]
    assert column(desk, "cases", "state") == ["working", "new"]
    assert column(desk, "cases", "result") == ["處理中", "已電話回覆"]
    assert notes_of(desk, 1) == ["急"]


def test_a_list_of_calls_kept_by_hand_counts_minutes_as_minutes(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "In/Out,When,Min,Tel.,Who,What about\nIn,2026-03-02 09:15,5,13800000001,Ann,leak\n"
        "Out,2026-03-02 09:30,2.5,13800000002,Bo,price\n",
    )
    report = take_in(desk, path)
    assert (report.kind, counts(report)) == ("call", (2, 0, 0, 0))
    assert column(desk, "calls", "ended_at") == ["2026-03-02T01:20:00Z", "2026-03-02T01:32:30Z"]
    assert column(desk, "calls", "direction") == ["in", "out"]


@pytest.mark.parametrize(("cell", "field", "summary"), [
    ("Ann Lee", "customer", "leak"), ("138 0000 0001", "phone", "leak"), ("yes", "", "leak\nCalled: yes"),
])  # fmt: skip
def test_a_column_called_holds_when_or_whom_or_which_number(
    desk: Desk, tmp_path: Path, cell: str, field: str, summary: str
) -> None:
    path = write(tmp_path, f"Date,Called,Said\n2026-03-02 10:00,{cell},leak\n")
    report = take_in(desk, path, "call")
    assert counts(report) == (1, 0, 0, 0)
    assert next((name for name, header in report.mapping.items() if header == "Called"), "") == field
    assert column(desk, "calls", "summary") == [summary]
    assert column(desk, "customers", "name") == ([cell] if field else [])


@pytest.mark.parametrize(("header", "cell", "seconds"), [
    ("Duration (min)", "5", 300), ("时长（分钟）", "5", 300), ("通话时长(秒)", "65", 65), ("Duration", "65", 65),
    ("Duration (h)", "1.5", 5400), ("Minutes", "3:20", 200), ("Minutes", "40 s", 40), ("Talk Time (sec)", "5", 5),
])  # fmt: skip
def test_the_unit_of_a_duration_stands_in_its_header(
    desk: Desk, tmp_path: Path, header: str, cell: str, seconds: int
) -> None:
    take_in(desk, write(tmp_path, f"Time,Phone,{header}\n2026-03-02 00:00,13800000001,{cell}\n"), "call")
    (ended,) = column(desk, "calls", "ended_at")
    hours, minutes, rest = map(int, ended[11:19].split(":"))
    assert ((hours - 16) * 3600 + minutes * 60 + rest) % 86_400 == seconds


def test_a_call_that_nobody_answered_is_abandoned_or_went_out_without_an_answer(
    desk: Desk, tmp_path: Path
) -> None:
    path = write(
        tmp_path,
        "Time,Direction,Phone,Result,Remarks\n2026-03-02 09:15,out,13800000001,no answer,again at noon\n"
        "2026-03-02 09:20,in,13800000002,no answer,\n2026-03-02 09:25,呼出,13800000003,无人接听,\n",
    )
    assert counts(take_in(desk, path)) == (3, 0, 0, 0)
    assert column(desk, "calls", "outcome") == ["no_answer", "abandoned", "no_answer"]
    assert column(desk, "calls", "answered_at") == [None, None, None]
    assert column(desk, "calls", "summary") == ["again at noon", "", ""]
    assert counts(take_in(desk, path)) == (0, 0, 3, 0)


@pytest.mark.parametrize(("kind", "header", "cells", "field", "values", "texts"), [
    ("case", "Priority", "1 - Critical|2. High|3 normal|4-low|P7", "cases.priority", [4, 3, 2, 1, 2], ["Priority: P7"]),
    ("case", "紧急程度", "1-紧急|特急|甲级", "cases.priority", [4, 4, 2], ["紧急程度: 甲级"]),
    ("case", "Status", "Parked|In progress (waiting for parts)", "cases.state", ["new", "working"], ["Status: Parked", "Status: In progress (waiting for parts)"]),
    ("case", "Channel", "不详|unknown|-", "cases.channel", ["other", "other", ""], ["Channel: 不详", "Channel: unknown"]),
    ("case", "Type", "Grumble|Groan", "cases.kind", ["complaint", "complaint"], ["Type: Grumble", "Type: Groan"]),
    ("case", "Severity", "purple|green", "cases.severity", [None, None], ["Severity: purple", "Severity: green"]),
    ("case", "涉及安全", "甲|是", "cases.safety", [0, 1], ["涉及安全: 甲"]),
    ("case", "是否办结", "是|否|部分", "cases.state", ["closed", "new", "new"], ["是否办结: 部分"]),
    ("case", "Resolved", "Yes|No|", "cases.state", ["solved", "new", "new"], []),
    ("case", "Urgent?", "Yes|No", "cases.priority", [4, 2], []),
    ("case", "Satisfaction", "3.7|5|4", "cases.satisfaction", [74, 100, 80], []),
    ("case", "Satisfaction", "3.7/5|80/100|4", "cases.satisfaction", [74, 80, 80], []),
    ("case", "Satisfaction", "87.6|90|100%", "cases.satisfaction", [88, 90, 100], ["Satisfaction: 87.6"]),
    ("case", "满意度", "4.5/5|3星|95分", "cases.satisfaction", [90, 60, 95], []),
    ("customer", "VIP", "TRUE|FALSE|是|否|", "customers.tier", ["vip", "", "vip", "", ""], []),
    ("customer", "是否VIP客户", "是|否|金卡", "customers.tier", ["vip", "", "金卡"], []),
    ("customer", "Type", "Alpha|Beta", "customers.kind", ["person", "person"], ["Type: Alpha", "Type: Beta"]),
    ("call", "Direction", "sideways|upwards", "calls.direction", ["in", "in"], ["Direction: sideways", "Direction: upwards"]),
    ("call", "通话结果", "不详|已接", "calls.outcome", ["", "answered"], ["通话结果: 不详"]),
    ("followup", "State", "half|quarter", "followups.state", ["planned", "planned"], ["State: half", "State: quarter"]),
    ("followup", "Method", "不详|电话", "followups.method", ["call", "call"], ["Method: 不详"]),
])  # fmt: skip
def test_no_word_of_a_closed_list_is_dropped(  # noqa: PLR0917 - a row of the table
    desk: Desk,
    tmp_path: Path,
    kind: str,
    header: str,
    cells: str,
    field: str,
    values: list[object],
    texts: list[str],
) -> None:
    base = {
        "case": ("Case No,Subject,Received", "7{n},漏水,2026-03-02"),
        "customer": ("Customer No,Name", "7{n},王{n}"),
        "call": ("Call No,Time", "7{n},2026-03-02 09:1{n}"),
        "followup": ("External ID,Due,Purpose", "7{n},2026-12-0{n},问候"),
    }[kind]
    words = cells.split("|")
    lines = [f"{base[0]},{header}", *(f"{base[1].format(n=n)},{word}" for n, word in enumerate(words, 1))]
    path = write(tmp_path, "\n".join(lines) + "\n")
    report = take_in(desk, path, kind)
    assert counts(report) == (len(words), 0, 0, 0), report.rejects
    table, name = field.split(".")
    kept = {
        "case": ("case_notes", "text"),
        "call": ("calls", "summary"),
        "customer": ("customers", "note"),
        "followup": ("followups", "result"),
    }[kind]
    assert [text for text in column(desk, *kept) if text] == texts
    found = column(desk, table, name)
    assert [value or "" for value in found] == [value or "" for value in values] or found == values
    assert counts(take_in(desk, path, kind)) == (0, 0, len(words), 0)


def test_a_column_whose_field_another_fills_is_kept_in_words(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Case No,Customer,Complaint,Resolution,Action taken\n7,Ann,leak,Paid back,Called twice\n8,Bo,noise,None,-\n",
    )
    report = take_in(desk, path)
    assert column(desk, "cases", "result") == ["Paid back", "None"]
    assert notes_of(desk, 1) == ["Action taken: Called twice"]
    assert notes_of(desk, 2) == []
    assert any("Action taken is kept in words" in note for note in report.notes)
    assert counts(take_in(desk, path)) == (0, 0, 2, 0)


def test_a_product_beside_a_category_is_a_product(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, "Case No,Subject,Category,Product\n7,漏水,水,水泵\n"), "case")
    assert (column(desk, "cases", "category"), column(desk, "cases", "product")) == (["水"], ["水泵"])
    take_in(desk, write(tmp_path, "Case No,Subject,Product\n9,漏水,水泵\n", "b.csv"), "case")
    assert column(desk, "cases", "category") == ["水", "水泵"]


def test_times_of_what_has_happened_that_are_to_come_are_told_and_stay(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, "Case No,Subject,Received\n7,漏水,2099-03-02\n8,发票,2026-03-02\n")
    report = take_in(desk, path, "case")
    assert counts(report) == (2, 0, 0, 0)
    assert column(desk, "cases", "received_at")[0] == "2099-03-01T16:00:00Z"
    assert "Column Received: 1 time is still to come; is the order of day and month right?" in report.notes


@pytest.mark.parametrize(("cell", "number", "name"), [
    ("020 7946 0101 (reception)", "020 7946 0101", "reception"), ("前台：010-62345678", "010-62345678", "前台"),
    ("020 7946 0102 Mr. Hill", "020 7946 0102", "Mr. Hill"), ("13800000001 (手机)", "13800000001 (手机)", ""),
    ("020 7946 0101", "020 7946 0101", ""), ("(020) 7946 0101", "(020) 7946 0101", ""),
])  # fmt: skip
def test_words_beside_a_number_say_who_answers_there(
    desk: Desk, tmp_path: Path, cell: str, number: str, name: str
) -> None:
    take_in(desk, write(tmp_path, f"Name,Phones,Company\nHotel Blue,{cell},Blue Ltd\n"))
    assert column(desk, "customer_phones", "raw")[0] == number
    assert column(desk, "contacts", "name") == ([name] if name else [])


@pytest.mark.parametrize(("cell", "name", "address"), [
    ("uli@zam.example", "uli@zam.example", "uli@zam.example"), ("Uli Z <uli@zam.example>", "Uli Z", "uli@zam.example"),
    ('"""Uli, Z"" <uli@zam.example>"', "Uli, Z", "uli@zam.example"),
])  # fmt: skip
def test_an_address_in_the_place_of_a_name_reaches_the_customer(
    desk: Desk, tmp_path: Path, cell: str, name: str, address: str
) -> None:
    take_in(desk, write(tmp_path, f"Case No,Customer,Subject\n7,{cell},Kein Netz\n"), "case")
    assert column(desk, "customers", "name") == [name]
    assert column(desk, "customer_emails", "address") == [address]


def test_the_journal_of_servicenow_is_one_note_for_each_entry(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "number,opened_at,short_description,caller_id,state,comments_and_work_notes\n"
        'INC1,2026-07-11 09:00:00,VPN down,Abel,In Progress,"2026-07-11 10:00:00 - Beth Anglin (Work notes)\nRestarted - twice\n\n'
        '2026-07-11 09:30:00 - Abel Tuter (Additional comments)\nStill down\n漏水\n"\n'
        "INC2,2026-07-11 09:00:00,Mouse,Abel,New,plain words\n",
    )
    assert counts(take_in(desk, path)) == (2, 0, 0, 0)
    assert column(desk, "case_notes", "text") == ["Restarted - twice", "Still down\n漏水", "plain words"]
    assert column(desk, "case_notes", "actor")[:2] == ["Beth Anglin", "Abel Tuter"]
    assert column(desk, "case_notes", "at")[:2] == ["2026-07-11T02:00:00Z", "2026-07-11T01:30:00Z"]
    assert counts(take_in(desk, path)) == (0, 0, 2, 0)


def test_a_list_of_phones_in_json_is_a_list_of_phones(desk: Desk, tmp_path: Path) -> None:
    text = '[{"name":"Ann","phones":["13800000001","13800000002"],"company":"A"}]'
    assert counts(take_in(desk, write(tmp_path, text, "a.json"))) == (1, 0, 0, 0)
    assert column(desk, "customer_phones", "raw") == ["13800000001", "13800000002"]


def test_a_register_in_german_is_read_in_its_words(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Nr.,Eingangsdatum,Kunde,Telefon,Beschwerde,Status,Priorität,Kanal,Bearbeiter\n"
        "B-1,2026-03-02,Wanda,030 1234567,Lärm,offen,hoch,telefonisch,Max\nB-2,2026-03-03,Xaver,,Geruch,erledigt,,Brief,Max\n",
    )
    assert counts(take_in(desk, path)) == (2, 0, 0, 0)
    assert column(desk, "cases", "state") == ["new", "solved"]
    assert column(desk, "cases", "priority") == [3, 2]
    assert column(desk, "cases", "channel") == ["phone", "letter"]
    assert column(desk, "case_notes", "text") == []


def test_a_header_parted_by_its_narrow_column_is_whole(desk: Desk, tmp_path: Path) -> None:
    text = '"投诉\n编号",客户姓名,投诉内容,"处理\n情况"\n1,王伟,漏水,处理中\n'
    take_in(desk, write(tmp_path, text))
    assert column(desk, "cases", "state") == ["working"]


def test_several_records_of_a_row_stand_in_traditional_headers_too(desk: Desk, tmp_path: Path) -> None:
    text = "投訴編號,客戶姓名,投訴內容,回訪時間,回訪結果\n1,王偉,漏水,2026-03-02,滿意\n"
    report = take_in(desk, write(tmp_path, text))
    assert report.kind == "case"
    assert column(desk, "followups", "result") == ["滿意"]


def test_what_a_complaint_cost_and_whether_it_was_right_is_read_and_its_order_kept(
    desk: Desk, tmp_path: Path
) -> None:
    path = write(
        tmp_path,
        "投诉人,投诉内容,賠償金額,是否属实,訂單編號,急件\n王小明,漏水,200,属实,A7,是\n李娜,迟到,,否,,否\n张伟,态度,,是,A9,\n",
    )
    report = take_in(desk, path)
    assert counts(report) == (3, 0, 0, 0)
    assert column(desk, "cases", "outcome") == ["upheld", "not_upheld", "upheld"]
    assert column(desk, "cases", "priority") == [4, 2, 2]
    assert column(desk, "case_remedies", "words") == ["200"]
    assert column(desk, "case_notes", "text") == ["訂單編號: A7", "訂單編號: A9"]
    assert "Column 訂單編號 is kept in words: there is no field for it." in report.notes
    assert counts(take_in(desk, path)) == (0, 0, 3, 0)


def test_the_names_and_numbers_of_a_german_list_of_customers_are_read(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Kundennummer,Anrede,Vorname,Nachname,Tel. geschäftlich,Tel. privat,Vermerk\n"
        "10001,Herr,Jürgen,Groß,030 1234567,030 7654321,ruft abends an\n",
    )
    assert counts(take_in(desk, path)) == (1, 0, 0, 0)
    assert column(desk, "customers", "name") == ["Jürgen Groß"]
    assert column(desk, "customers", "note") == ["ruft abends an\nAnrede: Herr"]
    assert len(column(desk, "customer_phones", "raw")) == 2


WAITED = """\
来电时间,来电号码,队列,等待时长,通话时长,通话结果
2026-11-01 09:00,13800000001,售后,12,60,已接
2026-11-01 09:10,13800000002,售后,0:45,0,未接
2026-11-01 09:20,13800000003,,30,,已接
2026-11-01 09:30,13800000004,,30,,
2026-11-01 09:40,13800000005,售后,,20,已接
"""


def test_how_long_a_call_rang_is_when_it_was_answered_and_its_queue_is_kept(
    desk: Desk, tmp_path: Path
) -> None:
    path = write(tmp_path, WAITED)
    take_in(desk, path, "call")
    assert column(desk, "calls", "answered_at") == [
        "2026-11-01T01:00:12Z", None, "2026-11-01T01:20:30Z", None, "2026-11-01T01:40:00Z",
    ]  # fmt: skip
    assert column(desk, "calls", "ended_at") == [
        "2026-11-01T01:01:12Z", "2026-11-01T01:10:45Z", None, "2026-11-01T01:30:30Z", "2026-11-01T01:40:20Z",
    ]  # fmt: skip
    assert column(desk, "calls", "summary")[0] == "队列: 售后"
    assert counts(take_in(desk, path, "call")) == (0, 0, 5, 0)


def test_a_position_is_the_role_of_the_contact_or_kept_on_the_card(desk: Desk, tmp_path: Path) -> None:
    text = "客户名称,联系人,职务,联系电话\n安美公司,王芳,{},13800000001\n李伟,,主管,13800000002\n赵敏,赵敏,采购,13800000003\n"
    take_in(desk, write(tmp_path, text.format("")), "customer")
    path = write(tmp_path, text.format("经理"))
    assert counts(take_in(desk, path, "customer")) == (0, 1, 2, 0)
    assert column(desk, "contacts", "role") == ["manager"]
    assert column(desk, "customers", "note") == ["", "Role: 主管", "Role: 采购"]
    assert counts(take_in(desk, path, "customer")) == (0, 0, 3, 0)


@pytest.mark.parametrize(("zone", "moment"), [
    ("(UTC)", "2026-03-02T20:30:00Z"), ("(GMT)", "2026-03-02T20:30:00Z"), ("(Z)", "2026-03-02T20:30:00Z"),
    ("(GMT+9)", "2026-03-02T11:30:00Z"), ("[UTC+01:00]", "2026-03-02T19:30:00Z"), ("(UTC-0330)", "2026-03-03T00:00:00Z"),
    ("(Europe/Berlin)", "2026-03-02T19:30:00Z"), ("（北京时间）", "2026-03-02T12:30:00Z"), ("UTC", "2026-03-02T20:30:00Z"),
    ("(ET)", "2026-03-03T01:30:00Z"), ("(24h)", "2026-03-02T12:30:00Z"), ("(yyyy/mm/dd)", "2026-03-02T12:30:00Z"),
])  # fmt: skip
def test_a_zone_in_a_header_is_that_of_its_times(desk: Desk, tmp_path: Path, zone: str, moment: str) -> None:
    path = write(tmp_path, f"Case ref,Customer,Subject,Created {zone}\nZN1,Una,late,2026-03-02 20:30\n")
    report = take_in(desk, path)
    assert column(desk, "cases", "received_at") == [moment]
    assert not any("zone" in note for note in report.notes)


def test_a_day_and_a_clock_are_in_the_zone_that_either_names(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, "Date,Time (UTC),Phone,Direction,Notes\n2026-03-02,20:30,13800000001,in,leak\n")
    take_in(desk, path)
    assert column(desk, "calls", "rang_at") == ["2026-03-02T20:30:00Z"]


@pytest.mark.parametrize("zone", ["PST", "Europe/Nowhere", "UTC+99", "CST"])
def test_a_zone_that_nobody_knows_is_told(desk: Desk, tmp_path: Path, zone: str) -> None:
    path = write(tmp_path, f"Case ref,Customer,Subject,Created ({zone})\nZN1,Una,late,2026-03-02 20:30\n")
    report = take_in(desk, path)
    assert column(desk, "cases", "received_at") == ["2026-03-02T12:30:00Z"]
    assert (
        f"Column Created ({zone}): the zone that it names is not known; its times are read as ours."
        in report.notes
    )


def test_a_case_whose_receipt_is_blank_came_when_it_was_registered_or_called_about(
    desk: Desk, tmp_path: Path
) -> None:
    path = write(
        tmp_path,
        "工单编号,登记时间,客户姓名,投诉内容,来电时间,通话时长,通话内容\nG3,2026-03-02 11:00,丙大,水压低,,,\n"
        "G4,2026-03-02 12:00,丁大,漏水,2026-03-02 11:50,1:00,漏水\nG5,,戊大,停电,2026-03-02 12:50,1:00,停电\n",
    )
    report = take_in(desk, path)
    moments = ["2026-03-02T03:00:00Z", "2026-03-02T03:50:00Z", "2026-03-02T04:50:00Z"]
    assert column(desk, "cases", "received_at") == moments
    assert not any("Nothing says when" in note for note in report.notes)
    assert counts(take_in(desk, path)) == (0, 0, 3, 0)


@pytest.mark.parametrize(("header", "row", "moment"), [
    ("Received,Created", ",2026-03-02 11:00", "2026-03-02T03:00:00Z"),
    ("Received,Acknowledged,Created", ",2026-03-01 11:00,2026-03-02 11:00", "2026-03-02T03:00:00Z"),
    ("Received,Acknowledged", ",2026-03-01 11:00", "2026-03-01T03:00:00Z"),
])  # fmt: skip
def test_no_new_case_stands_at_the_time_of_the_import_while_its_row_says_when_it_came(
    desk: Desk, tmp_path: Path, header: str, row: str, moment: str
) -> None:
    take_in(desk, write(tmp_path, f"Case ref,Customer,Subject,{header}\nA1,Una,late,{row}\n"))
    assert column(desk, "cases", "received_at") == [moment]


@pytest.mark.parametrize(("text", "count"), [
    ("Case ref,Customer,Subject\nA1,Una,late\nA2,Una,again\n", "2 cases were received: they stand"),
    ("Case ref,Customer,Subject,Received\nA1,Una,late,\nA2,Una,again,2026-03-02\n", "1 case was received: it stands"),
])  # fmt: skip
def test_cases_of_which_nothing_says_when_they_came_are_told(
    desk: Desk, tmp_path: Path, text: str, count: str
) -> None:
    path = write(tmp_path, text)
    assert f"Nothing says when {count} at the time of this import." in take_in(desk, path).notes
    assert not any("Nothing says when" in note for note in take_in(desk, path).notes)


@pytest.mark.parametrize(("header", "cells", "amounts"), [
    ("Compensation (£)", "50|1204.5|€ 20", [(5000, "GBP"), (120450, "GBP"), (2000, "EUR")]),
    ("Compensation Amount", "50|HK$ 50|10 EUR|$5|¥5", [(5000, "CNY"), (5000, "HKD"), (1000, "EUR"), (500, "USD"), (500, "CNY")]),
    ("Compensation ($)", "50|NT$50", [(5000, "USD"), (5000, "TWD")]),
    ("赔偿金额（美元）", "50|50元|80港币", [(5000, "USD"), (5000, "CNY"), (8000, "HKD")]),
    ("赔偿金额(万元)", "1.5|200元", [(1500000, "CNY"), (20000, "CNY")]),
])  # fmt: skip
def test_an_amount_is_in_the_currency_that_its_cell_or_its_header_names(
    desk: Desk, tmp_path: Path, header: str, cells: str, amounts: list[tuple[int, str]]
) -> None:
    lines = [f"{number},leak {number},{cell}\n" for number, cell in enumerate(cells.split("|"), 1)]
    path = write(tmp_path, f"Case No,Complaint,{header}\n{''.join(lines)}")
    take_in(desk, path)
    costs = zip(
        column(desk, "case_remedies", "cost_cents"), column(desk, "case_remedies", "currency"), strict=True
    )
    assert list(costs) == amounts
    assert counts(take_in(desk, path))[2] == len(amounts)


@pytest.mark.parametrize(("due", "moment"), [
    ("20/Mar/26 12:00 AM", "2026-03-20T15:59:59Z"), ("2026-03-20 00:00", "2026-03-20T15:59:59Z"),
    ("20/Mar/26", "2026-03-20T15:59:59Z"), ("20/Mar/26 9:00 AM", "2026-03-20T01:00:00Z"),
    ("20/Mar/26 12:00 PM", "2026-03-20T04:00:00Z"), ("2026-03-20 10:00", "2026-03-20T02:00:00Z"),
])  # fmt: skip
def test_a_day_that_jira_writes_with_midnight_is_due_when_it_is_over(
    desk: Desk, tmp_path: Path, due: str, moment: str
) -> None:
    path = write(
        tmp_path,
        "Summary,Issue key,Issue id,Issue Type,Status,Reporter,Created,Due date\n"
        f"Printer on fire,CS-41,10041,Incident,To Do,Hans,12/Mar/26 9:05 AM,{due}\n",
    )
    assert counts(take_in(desk, path)) == (1, 0, 0, 0)
    assert column(desk, "cases", "due_at") == [moment]


@pytest.mark.parametrize(("state", "ends", "solved", "closed"), [
    ("Resolved", ",2026-02-04 08:00", "2026-02-04T00:00:00Z", None),
    ("Resolved", "2026-02-03 08:00,", "2026-02-03T00:00:00Z", None),
    ("Resolved", "2026-02-03 08:00,2026-02-04 08:00", "2026-02-03T00:00:00Z", "2026-02-04T00:00:00Z"),
    ("Closed", ",2026-02-04 08:00", None, "2026-02-04T00:00:00Z"),
])  # fmt: skip
def test_the_one_end_of_a_case_that_is_solved_is_its_solution(
    desk: Desk, tmp_path: Path, state: str, ends: str, solved: str | None, closed: str | None
) -> None:
    header = "Ticket Number,Date Created,Subject,From,Current Status,Resolved Date,Closed Date\n"
    path = write(tmp_path, f"{header}1,2026-02-02 08:15,No heat,Rita Hall,{state},{ends}\n")
    for _time in range(2):
        take_in(desk, path)
        assert (column(desk, "cases", "solved_at"), column(desk, "cases", "closed_at")) == (
            [solved],
            [closed],
        )


def test_a_day_and_the_time_of_a_complaint_beside_it_are_one_moment(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Complaint ref,Date of complaint,Time of complaint,Complainant,Nature of complaint,How received\n"
        "MC-1,2 March 2026,9.15am,Ann,Bin not emptied,by phone\nMC-2,3rd March 2026,16:40,Bo,Fly tipping,in person\n"
        '"MC-3","Mar 13, 2026",noon,Cy,Graffiti,by e-mail\nMC-4,5 March 2026,,Di,Noise,via the website\n',
    )
    report = take_in(desk, path)
    assert column(desk, "cases", "received_at") == [
        "2026-03-02T01:15:00Z", "2026-03-03T08:40:00Z", "2026-03-13T04:00:00Z", "2026-03-04T16:00:00Z",
    ]  # fmt: skip
    assert column(desk, "cases", "channel") == ["phone", "visit", "email", "web"]
    assert not any("How received" in note for note in report.notes)


@pytest.mark.parametrize(("clock", "moment"), [
    ("9.15 Uhr", "2026-03-13T01:15:00Z"), ("16:40 Uhr", "2026-03-13T08:40:00Z"), ("9 am", "2026-03-13T01:00:00Z"),
    ("12 noon", "2026-03-13T04:00:00Z"),
])  # fmt: skip
def test_a_time_of_day_is_read_as_people_write_it(
    desk: Desk, tmp_path: Path, clock: str, moment: str
) -> None:
    path = write(tmp_path, f"Kunde,Betreff,Datum,Uhrzeit\nAnn,Leck,13.03.2026,{clock}\n")
    take_in(desk, path, "case")
    assert column(desk, "cases", "received_at") == [moment]
