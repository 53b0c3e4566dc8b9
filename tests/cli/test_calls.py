"""`servicedesk call`."""

import pytest

from tests.cli.conftest import Program


@pytest.mark.parametrize(
    ("line", "name", "shown"),
    [
        ("０２１－６２３４５６７８ 空调漏水", "021 6234 5678", "021 6234 5678"),
        ("１３８００００１２３４转８０１ 漏水", "13800001234转801", "138 0000 1234 ext. 801"),
        ("021-62345678 漏水", "021-62345678", "021 6234 5678"),
    ],
)
def test_a_number_in_wide_signs_names_nobody_in_wide_signs(
    program: Program, line: str, name: str, shown: str
) -> None:
    program.ok("call", "add", line)
    assert program.ok("customer", "show", "1", "--json").json["name"] == name
    assert shown in program.ok("customer", "show", "1").out


def test_one_line_of_text_makes_the_call_the_case_and_the_follow_up(program: Program) -> None:
    done = program.ok("call", "add", "138 0000 1111 空调漏水，第二次 !high @fri +漏水")
    assert done.out == ""
    assert "call CL-1 · new customer CU-1 · complaint C-1 high +漏水" in done.err
    assert "follow-up F-1" in done.err
    case = program.ok("case", "show", "C-1", "--json").json
    assert (case["subject"], case["priority"], case["labels"]) == ("空调漏水，第二次", 3, ["漏水"])
    assert case["phone"] == ["138 0000 1111"]
    followup = program.ok("followup", "show", "1", "--json").json
    # Friday, said on a Friday, is today until its work ends.
    assert (followup["due_at"][11:16], followup["all_day"]) == ("10:00", False)


def test_quiet_prints_the_number_of_the_call_alone(program: Program) -> None:
    done = program.ok("-q", "call", "add", "138 0000 1111", "tap", "+leak")
    assert (done.out, done.err) == ("CL-1\n", "")


def test_with_json_a_save_says_all_that_it_made(program: Program) -> None:
    made = program.ok("call", "add", "--who", "李伟 138 0000 1111", "--kind", "咨询", "问价格", "--json").json
    assert made == {
        "call_id": "CL-1", "customer_id": "CU-1", "case": "C-1", "followup": None,
        "new_customer": True, "action": 1,
    }  # fmt: skip
    assert program.ok("case", "show", "1", "--json").json["kind"] == "enquiry"


def test_a_second_customer_of_one_name_and_number_is_made_only_when_it_is_said(program: Program) -> None:
    for flags, customer in (([], "CU-1"), ([], "CU-1"), (["--new-customer"], "CU-2")):
        made = program.ok("call", "add", "--who", "李伟 138 0000 1111", *flags, "漏水", "--json").json
        assert made["customer_id"] == customer
    assert program("call", "add", "--customer", "1", "--new-customer", "漏水").code == 2


@pytest.mark.parametrize(
    ("typed", "caller", "words"),
    [
        ("138 0000 1111 2 taps leak", "138 0000 1111", "2 taps leak"),
        ("13800001111 漏水", "13800001111", "漏水"),
        ("+44 20 7946 0123 Ann asks", "+44 20 7946 0123", "Ann asks"),
        ("１３８００００１１１１ 漏水", "１３８００００１１１１", "漏水"),
        ("010-62345678 问价格", "010-62345678", "问价格"),
        ("2 taps leak", "", "2 taps leak"),
        ("空调漏水", "", "空调漏水"),
        ("138 0000 1111", "138 0000 1111", ""),
    ],
)
def test_a_leading_phone_number_is_the_callers(program: Program, typed: str, caller: str, words: str) -> None:
    program.ok("call", "add", typed)
    call = program.ok("call", "show", "1", "--json").json
    assert (call["phone"], call["summary"]) == (caller, words)


def test_a_number_in_the_text_stays_text_when_the_caller_is_told(program: Program) -> None:
    program.ok("call", "add", "--who", "李伟", "13800002222 called before")
    assert program.ok("call", "show", "1", "--json").json["summary"] == "13800002222 called before"


def test_a_known_customer_is_found_by_number_or_name(program: Program) -> None:
    program.ok("customer", "add", "李伟", "--phone", "138 0000 1111")
    program.ok("call", "add", "+86 138-0000-1111 漏水")
    program.ok("call", "add", "again", "--customer", "liwei")
    calls = program.ok("call", "list", "--json").json
    assert [call["customer"] for call in calls] == ["李伟", "李伟"]


def test_text_from_standard_input_keeps_its_lines(program: Program) -> None:
    program.ok("call", "add", "-", typed="13800001111 漏水 +leak\n第二行\n  third\n".encode())
    assert program.ok("call", "show", "1", "--json").json["summary"] == "漏水\n第二行\n  third"


def test_what_is_not_understood_stays_in_the_text_and_is_said(program: Program) -> None:
    done = program.ok("call", "add", "tap drips !hgih")
    assert "!hgih" in done.err
    assert "!hgih" in program.ok("call", "list", "--csv").out


def test_times_direction_and_outcome_are_kept(program: Program) -> None:
    program.ok(
        "call", "add", "x", "--out", "--rang", "08:50", "--answered", "08:51", "--ended", "08:53",
        "--outcome", "call-back", "--channel", "wechat", "--handler", "王", "--category", "price",
    )  # fmt: skip
    call = program.ok("call", "show", "CL-1", "--json").json
    assert call["started_at"] == "2026-11-20T00:50:00Z"
    assert (call["direction"], call["duration_s"], call["result"]) == ("out", 120, "call_back")
    assert (call["channel"], call["handler"], call["reason"]) == ("wechat", "王", "price")


def test_nothing_to_save_is_a_usage_error(program: Program) -> None:
    assert program("call", "add").code == 2
    assert program("call", "add", "--who", "李伟", "x", "--outcome", "nonsense").code == 2
    assert program("call", "list").code in {0, 10}


def test_a_call_is_changed_struck_out_and_brought_back(program: Program) -> None:
    program.ok("call", "add", "x")
    program.ok("call", "edit", "CL-1", "--summary", "新内容", "--outcome", "wrong_number")
    assert program.ok("call", "void", "1", "--reason", "twice").err.startswith("Struck out CL-1.")
    call = program.ok("call", "show", "1", "--json").json
    assert (call["summary"], call["result"]) == ("新内容", "wrong_number")
    assert call["voided_at"] is not None
    assert program("call", "void", "1", "--reason", "again").code == 5
    assert program("call", "void", "1").code == 2
    program.ok("undo")
    assert program.ok("call", "show", "1", "--json").json["voided_at"] is None


def test_an_edit_without_fields_is_a_usage_error(program: Program) -> None:
    program.ok("call", "add", "x")
    assert program("call", "edit", "1").code == 2


def test_who_comes_with_open_cases_is_said_to_on_standard_error(program: Program) -> None:
    program.ok("customer", "add", "李伟", "--phone", "138 0000 1111")
    assert "already" not in program.ok("case", "open", "空调[/]漏水", "--customer", "CU-1").err
    again = program.ok("complaint", "open", "又漏水", "--customer", "CU-1", "--json")
    assert again.err.startswith(
        "The customer has 1 open case already: C-1 空调[/]漏水. If it is the same matter"
    )
    assert "case merge C-2 --into C-1" in again.err
    assert again.json["number"] == "C-2"
    called = program.ok("call", "add", "138 0000 1111 asks again")
    assert "2 open cases already: C-2 又漏水, C-1" in called.err
    assert "merge" not in called.err
    assert "already" not in program.ok("call", "add", "138 0000 1111 asks", "--case", "C-1").err
    assert "already" not in program.ok("call", "add", "--out", "--customer", "CU-1", "told her").err
    assert program.ok("complaint", "open", "x", "--customer", "CU-1", "-q").err == ""
    assert "already" not in program.ok("call", "add", "139 0000 2222 new caller !high").err


def test_words_behind_the_number_in_who_go_to_the_text_and_name_nobody(program: Program) -> None:
    made = program.ok("call", "add", "--who", "刘先生13900007777空调不制冷，!紧急", "第二次", "--json").json
    call = program.ok("call", "show", made["call_id"], "--json").json
    assert (call["customer"], call["summary"]) == ("刘先生", "空调不制冷，第二次")
    assert made["case"] is not None


def test_a_sign_right_behind_the_number_is_read(program: Program) -> None:
    made = program.ok("call", "add", "13800002222 !紧急 漏水", "--json").json
    case = program.ok("case", "show", made["case"], "--json").json
    assert (case["subject"], case["priority"]) == ("漏水", 4)


def test_a_call_says_whose_wait_it_has_ended_and_which_case_it_woke(program: Program) -> None:
    program.ok("case", "open", "空调[/]漏水")
    program.ok("case", "wait", "C-1", "the customer's answer")
    assert (
        "C-1 waits no more (the customer's answer) and is back at work"
        in program.ok("call", "add", "照片发来了", "--case", "C-1").err
    )
    program.ok("case", "snooze", "C-1", "--until", "+3d")
    assert "C-1 was snoozed and is awake" in program.ok("call", "add", "怎么样了", "--case", "C-1").err
    assert "awake" not in program.ok("call", "add", "还没好吗", "--case", "C-1").err
    program.ok("case", "wait", "C-1", "the customer's answer")
    assert program.ok("call", "add", "好了", "--case", "C-1", "--json").json["came_back"] == "C-1"
    program.ok("case", "wait", "C-1", "the customer's answer")
    program.ok("call", "add", "her photos")
    assert "waits no more" not in program.ok("call", "edit", "5", "--summary", "照片").err
    assert "C-1 waits no more (the customer's answer)" in program.ok("call", "edit", "5", "--case", "C-1").err


def test_an_owner_for_whom_nothing_is_made_is_said_and_stays_in_the_text(program: Program) -> None:
    done = program.ok("call", "add", "陈小姐 13900003333 面板裂了 >小林")
    assert ">小林 names an owner" in done.err
    assert "面板裂了 >小林" in program.ok("call", "list", "--csv").out
    for line, *options in (["裂了 >小林 !高"], ["裂了 >小林 @明天"], ["裂了 >小林", "--kind", "request"]):
        assert "names an owner" not in program.ok("call", "add", line, *options).err
    assert program.ok("case", "show", "C-1", "--json").json["owner"] == "小林"


def test_a_call_on_a_closed_case_says_so_and_how_work_goes_on(program: Program) -> None:
    program.ok("customer", "add", "李伟", "--phone", "138 0000 1111")
    program.ok("case", "open", "漏水", "--customer", "CU-1")
    program.ok("case", "edit", "C-1", "--received", "yesterday 9:00", "--reason", "记错")
    program.ok("case", "solve", "C-1", "--at", "yesterday 9:30")
    program.ok("case", "close", "C-1", "--override", "x", "--at", "yesterday 9:40")
    call = ("call", "add", "--in", "--customer", "CU-1", "--case", "C-1", "it drips again, call me")
    said = program.ok(*call).err
    assert "C-1 is closed: a word is owed" in said
    assert "servicedesk case reopen C-1" in said
    assert program.ok(*call, "--json").json["closed_case"] == "C-1"
    assert "Came back after closing 1" in program.ok("today").out
    assert [row["number"] for row in program.ok("case", "list", "is:came-back", "--json").json] == ["C-1"]
    assert "Next due: next contact" in program.ok("case", "explain", "C-1").out


def test_a_missed_call_stands_on_today_until_somebody_has_been_reached(program: Program) -> None:
    program.ok("call", "add", "13800007777", "--outcome", "abandoned")
    assert program.ok("today", "--json").json["missed_calls"] == 1
    program.ok("call", "add", "13800007777 不在 [/]", "--out", "--outcome", "无人接听")
    page = program.ok("today").out
    assert "CL-1" in page.partition("\nTo call back 1\n")[2].splitlines()[0]
    assert "待回电 1" in program.ok("--lang", "zh_CN", "today").out
    program.ok("call", "add", "13800007777 说好了", "--out")
    assert "To call back" not in program.ok("today").out


def test_calls_and_cases_are_given_to_whom_they_belong(program: Program) -> None:
    program.ok("call", "add", "13800001111 空调漏水 !high")
    program.ok("customer", "add", "王秀英 [/]", "--phone", "13800002222")
    refused = program("call", "move", "CL-1", "--customer", "CU-2")
    assert (refused.code, "C-1, which is another customer's" in refused.err) == (5, True)
    assert "Moved CL-1." in program.ok("call", "move", "CL-1", "--customer", "CU-2", "--no-case").err
    assert (program.ok("call", "show", "1", "--json").json["case"] or None) is None
    assert program.ok("call", "move", "CL-1", "--case", "C-1", "-q").out.split() == ["CL-1"]
    program.ok("undo")
    program.ok("undo")
    assert program("case", "move", "C-1").code == 2
    assert "Gave C-1 to whom they belong" in program.ok("case", "move", "C-1", "--customer", "王秀英 [/]").err
    for kind in ("call", "case"):
        assert program.ok(kind, "show", "1", "--json").json["customer_id"] == "CU-2"
    assert "gave the case to whom it belongs" in program.ok("history", "--limit", "9").out
    program.ok("undo")
    assert program.ok("case", "show", "1", "--json").json["customer_id"] == "CU-1"
