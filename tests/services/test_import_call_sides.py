"""Of the two sides of a call the one outside is the customer's, whichever way the call went."""

import csv
from pathlib import Path

import pytest

from servicedesk import i18n
from servicedesk.domain.phones import split_phones
from servicedesk.exchange.unnamed_columns import names_of_asterisk
from servicedesk.services.customers import NewCustomer
from servicedesk.services.desk import Desk
from tests.services.exchange_steps import take_in
from tests.services.test_import import column, write

_CALLS = "Call Time,Caller ID,Destination,Status,Ringing,Talking,Totals,Cost,Reason\n"


def _customers(desk: Desk) -> list[str]:
    return [str(name) for name in column(desk, "customers", "name")]


def test_of_a_call_that_went_out_the_customer_is_who_was_called(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "主叫号码,被叫号码,呼叫类型,开始时间,通话时长,坐席工号\n"
        "13700002001,02155550000,呼入,2026-03-02 09:15:01,00:02:10,8001\n"
        "02155550000,13700002002,呼出,2026-03-02 09:25:01,00:00:00,8001\n",
    )
    take_in(desk, path)
    assert column(desk, "calls", "phone") == ["13700002001", "13700002002"]
    assert column(desk, "calls", "direction") == ["in", "out"]
    assert column(desk, "calls", "handler") == ["8001", "8001"]
    assert column(desk, "calls", "summary") == ["被叫号码: 02155550000", "主叫号码: 02155550000"]
    assert _customers(desk) == ["13700002001", "13700002002"]
    assert take_in(desk, path).unchanged == 2


def test_a_log_of_call_from_and_call_to_says_by_its_communication_type_who_is_outside(
    desk: Desk, tmp_path: Path
) -> None:
    path = write(
        tmp_path,
        "ID,Time,Call From,Call To,Call Duration(s),Status,Communication Type\n"
        "1,2026-03-02 09:15:00,07700900401,101,30,ANSWERED,Inbound\n"
        "2,2026-03-02 10:15:00,101,07700900402,20,NO ANSWER,Outbound\n",
    )
    take_in(desk, path)
    assert column(desk, "calls", "phone") == ["07700900401", "07700900402"]
    assert column(desk, "calls", "direction") == ["in", "out"]
    assert column(desk, "calls", "handler") == ["101", "101"]


def test_a_name_beside_both_numbers_is_that_of_the_other_side(desk: Desk, tmp_path: Path) -> None:
    text = (
        "Direction,From,To,Name,Date,Time,Duration\n"
        "Incoming,(650) 555-0139,(650) 555-0100,Gil Poe,03/02/2026,9:15 AM,0:02:10\n"
        "Outgoing,(650) 555-0100,(650) 555-0140,Una Vee,03/13/2026,4:05 PM,1:00:05\n"
    )
    take_in(desk, write(tmp_path, text))
    assert _customers(desk) == ["Gil Poe", "Una Vee"]
    assert column(desk, "calls", "phone") == ["(650) 555-0139", "(650) 555-0140"]


def test_an_extension_tells_which_way_a_call_went(desk: Desk, tmp_path: Path) -> None:
    text = (
        f'{_CALLS}2026-03-02 09:15:01,"07700900101 (Smith, Ann)",Desk 1 (101),Answered,0:07,0:02:10,,,\n'
        "2026-03-02 09:20:00,Desk 1 (101),07700900102,Answered,0:12,0:00:40,,,\n"
        "2026-03-02 09:31:00,07700900103,101,Unanswered,0:45,,,,\n"
    )
    report = take_in(desk, write(tmp_path, text))
    assert column(desk, "calls", "direction") == ["in", "out", "in"]
    assert column(desk, "calls", "phone") == ["07700900101", "07700900102", "07700900103"]
    assert column(desk, "calls", "handler") == ["Desk 1", "Desk 1", "101"]
    assert _customers(desk) == ["Smith, Ann", "07700900102", "07700900103"]
    assert not any("went" in note for note in report.notes)


def test_a_call_between_two_extensions_makes_no_customer_and_is_told(desk: Desk, tmp_path: Path) -> None:
    text = (
        "Caller,Callee,Time,Duration\n8001,8002,2026-03-02 09:20,60\n8001,10086,2026-03-02 09:30,60\n"
        "Ann <8001>,Bob <8002>,2026-03-02 09:40,60\n"
    )
    report = take_in(desk, write(tmp_path, text))
    assert _customers(desk) == []
    assert column(desk, "calls", "handler") == ["8001", "8001", "Ann"]
    assert column(desk, "calls", "phone") == ["", "10086", ""]
    assert column(desk, "calls", "summary") == ["Callee: 8002", "", "Callee: Bob <8002>"]
    assert "2 calls are between two extensions: no customer is made for them." in report.notes


def test_the_number_of_most_rows_is_ours_where_nothing_else_tells(desk: Desk, tmp_path: Path) -> None:
    text = (
        "主叫,被叫,时间\n02155550000,13800001111,2026-03-02 09:00\n"
        "13900001111,02155550000,2026-03-02 09:10\n02155550000,13900001112,2026-03-02 09:20\n"
    )
    take_in(desk, write(tmp_path, text))
    assert column(desk, "calls", "direction") == ["out", "in", "out"]
    assert column(desk, "calls", "phone") == ["13800001111", "13900001111", "13900001112"]


def test_a_customer_who_tries_several_of_our_numbers_is_the_customer(desk: Desk, tmp_path: Path) -> None:
    rows = "".join(f"13800001111,0215555000{n % 2},2026-03-02 09:0{n}\n" for n in range(3))
    take_in(desk, write(tmp_path, f"主叫,被叫,时间\n{rows}"))
    assert _customers(desk) == ["13800001111"]


@pytest.mark.parametrize(("headers", "is_told"), [
    ("Time,Phone,Duration", True), ("来电时间,来电号码,通话时长", False), ("Time,Number,Direction", False),
])  # fmt: skip
def test_a_direction_that_is_guessed_is_told_once(
    desk: Desk, tmp_path: Path, headers: str, is_told: bool
) -> None:
    last = "in" if "Direction" in headers else "60"
    rows = "".join(f"2026-03-02 09:1{n},1380000000{n},{last}\n" for n in range(3))
    report = take_in(desk, write(tmp_path, f"{headers}\n{rows}"))
    told = [note for note in report.notes if "went" in note]
    guess = "No column says which way 3 calls went: they are taken for ones that came in."
    assert told == ([guess] if is_told else [])


def test_columns_of_times_are_no_sides_of_a_call(desk: Desk, tmp_path: Path) -> None:
    text = "Date,From,To,Customer,Phone,Direction\n2026-03-02,9:00,9:10,Ann Bell,13800000001,out\n"
    take_in(desk, write(tmp_path, text), kind="call")
    assert column(desk, "calls", "phone") == ["13800000001"]


_CDR = (
    "accountcode,src,dst,dcontext,clid,channel,dstchannel,lastapp,lastdata,start,answer,end,duration,billsec,"
    "disposition,amaflags,uniqueid,userfield\n"
)
_CDR_ROWS = (
    ',13800000201,100,from-trunk,"""王芳"" <13800000201>",SIP/t-1,SIP/100-2,Dial,"SIP/100,30",'
    "2026-03-02 09:15:01,2026-03-02 09:15:11,2026-03-02 09:16:16,75,65,ANSWERED,DOCUMENTATION,1772442901.1,\n"
    ',100,13800000202,our-own,"""Desk"" <100>",SIP/100-3,SIP/t-4,Dial,SIP/t,2026-03-02 10:15:01,,'
    "2026-03-02 10:15:31,30,0,NO ANSWER,DOCUMENTATION,1772446501.3,\n"
)


@pytest.mark.parametrize("has_names", [True, False])
def test_the_calls_of_asterisk_are_known_with_names_of_columns_and_without(
    desk: Desk, tmp_path: Path, *, has_names: bool
) -> None:
    path = write(tmp_path, (_CDR if has_names else "") + _CDR_ROWS, "Master.csv")
    report = take_in(desk, path)
    assert report.profile == "freepbx"
    assert column(desk, "calls", "direction") == ["in", "out"]
    assert column(desk, "calls", "phone") == ["13800000201", "13800000202"]
    assert _customers(desk) == ["王芳", "13800000202"]
    assert column(desk, "calls", "answered_at") == ["2026-03-02T01:15:11Z", None]
    assert column(desk, "calls", "ended_at") == ["2026-03-02T01:16:16Z", "2026-03-02T02:15:31Z"]
    note = "The file names no columns; it is read as a Master.csv of Asterisk."
    assert (note in report.notes) != has_names
    assert take_in(desk, path).unchanged == 2


@pytest.mark.parametrize(("more", "names"), [
    ([], ()), (["1772442901.1"], ("uniqueid",)), (["Zentrale"], ("userfield",)),
    (["1772442901.1", ""], ("uniqueid", "userfield")),
    (["", "1.1", "7"], ("peeraccount", "linkedid", "sequence")),
])  # fmt: skip
def test_what_stands_behind_the_sixteenth_column_of_asterisk_is_told_apart(
    more: list[str], names: tuple[str, ...]
) -> None:
    row = next(csv.reader([_CDR_ROWS.splitlines()[0]]))[:16]
    assert names_of_asterisk([*row, *more])[16:] == names
    assert not names_of_asterisk(_CDR.strip().split(","))
    assert not names_of_asterisk(row[:15])


@pytest.mark.parametrize(("cell", "numbers"), [
    ("07700900101 (Smith, Ann)", ["07700900101 (Smith, Ann)"]),
    ("13800000002（9点后打，周末不打）、13800000003", ["13800000002（9点后打，周末不打）", "13800000003"]),
    ("(010)62345678/(021)62345678", ["(010)62345678", "(021)62345678"]),
    ("13800000006（老婆，13900000006）", ["13800000006（老婆", "13900000006"]),
    ("13800000004(、13800000005", ["13800000004(", "13800000005"]),
])  # fmt: skip
def test_words_in_brackets_are_never_cut_into_numbers(cell: str, numbers: list[str]) -> None:
    assert split_phones(cell) == numbers


def test_a_name_in_brackets_behind_a_number_is_a_contact(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, '姓名,电话\n王芳,"07700900101 (Smith, Ann)"\n'))
    assert column(desk, "customer_phones", "raw") == ["07700900101"] * 2
    assert column(desk, "contacts", "name") == ["Smith, Ann"]


def test_a_caller_who_is_not_the_customer_of_the_number_stays_with_the_call(
    desk: Desk, tmp_path: Path
) -> None:
    desk.customers.add(NewCustomer({"name": "李丽"}, phones=["138 0000 5653"]))
    path = write(
        tmp_path,
        "通话ID,来电时间,来电人,来电号码,呼叫类型,内容\n"
        "k1,2026-03-02 09:15,王五[/],13800005653,呼入,漏水\n"
        "k2,2026-03-03 09:15,李女士,13800005653,呼入,催\n"
        "k3,2026-03-04 09:15,13800005653,13800005653,呼入,又催\n",
    )
    take_in(desk, path)
    assert column(desk, "calls", "customer_id") == [1, 1, 1]
    assert column(desk, "calls", "summary") == ["caller: 王五[/]\n漏水", "催", "又催"]
    assert take_in(desk, path).unchanged == 3
    path.write_text(path.read_text(encoding="utf-8").replace("漏水", "漏水了"), encoding="utf-8")
    take_in(desk, path)
    assert column(desk, "calls", "summary") == ["caller: 王五[/]\n漏水了", "催", "又催"]
    assert _customers(desk) == ["李丽"]


@pytest.mark.parametrize(
    ("first", "second", "head"), [("en", "zh_CN", "caller: "), ("zh_CN", "en", "来电人：")]
)
def test_a_callers_name_stays_when_the_file_comes_again_in_another_language(
    desk: Desk, tmp_path: Path, first: str, second: str, head: str
) -> None:
    desk.customers.add(NewCustomer({"name": "李丽"}, phones=["138 0000 5653"]))
    path = write(
        tmp_path,
        "通话ID,来电时间,来电人,单位,来电号码,呼叫类型,内容\n"
        "k1,2026-03-02 09:15,王芳,,13800005653,呼入,tap drips\n"
        "k2,2026-03-03 09:15,,Acme Ltd[/],13800005653,呼入,late\n"
        "k3,2026-03-04 09:15,王芳,Acme Ltd[/],13800005653,呼入,\n",
    )
    i18n.activate(first)
    take_in(desk, path)
    said = [f"{head}王芳\ntap drips", f"{head}Acme Ltd[/]\nlate", f"{head}王芳"]
    assert column(desk, "calls", "summary") == said
    for language in (first, second):
        i18n.activate(language)
        assert take_in(desk, path).unchanged == 3
        assert column(desk, "calls", "summary") == said
