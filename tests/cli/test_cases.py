"""`servicedesk case` and `servicedesk complaint`."""

import pytest

from tests.cli.conftest import Program


@pytest.fixture
def desk(program: Program) -> Program:
    """Three cases: C-1 and C-2 leak, C-3 asks."""
    program.ok("customer", "add", "李伟", "--phone", "138 0000 1111")
    program.ok("case", "open", "空调漏水 +leak", "--customer", "CU-1")
    program.ok("complaint", "open", "tap drips", "--label", "leak", "--priority", "high")
    program.ok("case", "open", "问价格", "--kind", "enquiry")
    return program


def state(program: Program, number: str) -> str:
    return str(program.ok("case", "show", number, "--json").json["state"])


def test_the_subject_is_a_quick_note(program: Program) -> None:
    program.ok("case", "open", "invoice charged twice !urgent @mon +billing >me", "--channel", "邮件")
    case = program.ok("case", "show", "C-1", "--json").json
    assert (case["subject"], case["priority"], case["owner"]) == ("invoice charged twice", 4, "anna")
    assert (case["labels"], case["due_at"], case["channel"]) == (["billing"], "2026-11-23T01:00:00Z", "email")


def test_opening_quietly_prints_the_number_for_scripts(program: Program) -> None:
    assert program.number("complaint", "open", "x") == "C-1"
    assert program.ok("case", "open", "y", "--json").json == {"number": "C-2", "action": 2}


@pytest.mark.parametrize("written", ["C-2", "c2", "2", "#2", "Ｃ－２"])
def test_numbers_are_taken_as_people_write_them(desk: Program, written: str) -> None:
    assert desk.ok("case", "show", written, "--json").json["number"] == "C-2"


def test_a_list_without_a_query_is_everything_and_with_one_what_it_means(desk: Program) -> None:
    assert [row["number"] for row in desk.ok("case", "list", "--json").json] == ["C-3", "C-2", "C-1"]
    assert [row["number"] for row in desk.ok("case", "list", "+leak", "--json").json] == ["C-2", "C-1"]
    assert [row["number"] for row in desk.ok("case", "list", "漏水", "--json").json] == ["C-1"]
    assert [row["number"] for row in desk.ok("complaint", "list", "--json").json] == ["C-2", "C-1"]


def test_a_case_goes_through_its_life(desk: Program) -> None:
    desk.ok("case", "work", "C-1")
    desk.ok("case", "wait", "C-1", "the", "supplier")
    assert desk.ok("case", "show", "1", "--json").json["waiting_reason"] == "the supplier"
    desk.ok("case", "solve", "C-1", "--result", "part replaced")
    desk.ok("case", "tell", "C-1", "called her")
    refused = desk("case", "close", "C-1")
    assert refused.code == 5
    assert refused.err.startswith("servicedesk: C-1 cannot be closed yet: 4 things are missing. No cause")
    assert refused.err.count("\n") == 1
    desk.ok("case", "close", "C-1", "--override", "客户失联 [b]")
    assert [row["number"] for row in desk.ok("case", "list", "is:overridden", "--json").json] == ["C-1"]
    case = desk.ok("case", "show", "1", "--json").json
    assert (case["state"], case["result"], case["told_words"]) == ("closed", "part replaced", "called her")
    desk.ok("case", "reopen", "C-1", "it", "drips", "again")
    assert state(desk, "1") == "working"
    desk.ok("case", "cancel", "C-1")
    assert state(desk, "1") == "cancelled"


def test_a_move_that_is_not_allowed_is_refused_in_words(desk: Program) -> None:
    refused = desk("case", "close", "C-1")
    assert refused.code == 5
    assert refused.err.startswith("servicedesk: C-1: ")
    assert refused.err.count("\n") == 1


def test_verbs_act_on_many_numbers_or_on_a_query(desk: Program) -> None:
    desk.ok("case", "assign", "C-1", "2,3", "--owner", "王")
    assert {row["owner"] for row in desk.ok("case", "list", "--json").json} == {"王"}
    desk.ok("case", "assign", "is:open", "+leak", "--owner", "me")
    assert [row["owner"] for row in desk.ok("case", "list", "--json").json] == ["王", "anna", "anna"]
    desk.ok("case", "priority", "1", "3", "urgent")
    assert [row["priority"] for row in desk.ok("case", "list", "--json").json] == [4, 3, 4]
    desk.ok("case", "priority", "C-2", "1")
    assert [row["priority"] for row in desk.ok("case", "list", "--json").json] == [4, 1, 4]
    assert desk.ok("case", "label", "C-3", "+price", "+web", "-q").out == "C-3\n"
    desk.ok("case", "label", "+leak", "--add", "water", "--remove", "leak")
    assert [row["labels"] for row in desk.ok("case", "list", "--json").json] == [
        ["price", "web"],
        ["water"],
        ["water"],
    ]


def test_an_empty_query_does_not_mean_all(desk: Program) -> None:
    # The variable of a script that is not set; not with --yes either.
    assert desk("case", "work", "", "--yes").code == 2
    assert state(desk, "1") == "new"
    done = desk.ok("case", "work", "is:open", "--yes", "--json").json
    assert sorted(done["numbers"]) == ["C-1", "C-2", "C-3"]


def test_a_query_that_means_many_needs_a_yes(program: Program) -> None:
    for number in range(21):
        program.ok("case", "open", f"case {number} +many")
    refused = program("case", "work", "+many")
    assert refused.code == 5
    assert "21" in refused.err
    assert "--yes" in refused.err
    program.ok("case", "work", "+many", "--yes")


def test_complaint_narrows_what_a_query_changes(desk: Program) -> None:
    desk.ok("complaint", "work", "is:open")
    assert [state(desk, number) for number in "123"] == ["working", "working", "new"]


def test_a_query_that_means_nothing_changes_nothing(desk: Program) -> None:
    done = desk.ok("case", "work", "+nobody")
    assert "nothing was changed" in done.err
    assert desk.ok("case", "work", "+nobody", "--json").json == {"numbers": [], "action": None}


def test_one_case_that_may_not_move_stops_all(desk: Program) -> None:
    desk.ok("case", "solve", "C-1")
    refused = desk("case", "tell", "C-1", "C-2")
    assert refused.code == 5
    assert "C-2" in refused.err
    assert state(desk, "1") == "solved"


def test_a_snooze_reads_the_day_in_both_languages(desk: Program) -> None:
    desk.ok("case", "snooze", "+leak", "--until", "mon")
    assert desk.ok("case", "show", "2", "--json").json["snoozed_until"] == "2026-11-23T01:00:00Z"
    desk.ok("case", "snooze", "C-3", "明天下午三点")
    assert desk.ok("case", "show", "3", "--json").json["snoozed_until"] == "2026-11-21T07:00:00Z"
    desk.ok("case", "snooze", "C-3", "今晚")
    assert desk.ok("case", "show", "3", "--json").json["snoozed_until"] == "2026-11-20T10:00:00Z"
    desk.ok("case", "wake", "is:snoozed")
    assert desk.ok("case", "list", "is:snoozed", "--json").json == []
    assert desk("case", "snooze", "C-3", "yesterday").code == 2
    assert desk("case", "snooze", "C-3").code == 2


def test_a_note_comes_from_words_an_option_or_standard_input(desk: Program) -> None:
    desk.ok("case", "note", "C-1", "the", "part", "is", "ordered")
    desk.ok("case", "note", "+leak", "--text", "3 times called")
    desk.ok("case", "note", "1", "-", typed="第一行\nsecond\n".encode())
    notes = [note["text"] for note in desk.ok("case", "show", "1", "--json").json["notes"]]
    assert sorted(notes) == sorted(["the part is ordered", "3 times called", "第一行\nsecond"])


def test_a_text_that_may_begin_with_a_number_is_not_guessed(desk: Program) -> None:
    unclear = desk("case", "note", "C-1", "3", "times", "called")
    assert unclear.code == 2
    assert "quotation marks" in unclear.err
    desk.ok("case", "note", "C-1", "3 times called")


def test_fields_are_changed_and_a_due_time_is_taken_away(desk: Program) -> None:
    desk.ok(
        "case",
        "edit",
        "C-1",
        "--due",
        "fri 18:00",
        "--cause",
        "failed in use",
        "--satisfaction",
        "80",
        "--kind",
        "request",
    )
    case = desk.ok("case", "show", "1", "--json").json
    assert (case["due_at"], case["cause"], case["kind"]) == (
        "2026-11-20T10:00:00Z",
        "product / failed in use",
        "request",
    )
    desk.ok("case", "edit", "C-1", "--due", "none")
    assert desk.ok("case", "show", "1", "--json").json["due_at"] is None
    assert desk("case", "edit", "C-1").code == 2
    unknown = desk("case", "edit", "C-1", "--cause", "failed in us")
    assert unknown.code == 2
    assert "Did you mean product / failed in use?" in unknown.err
    assert desk("case", "edit", "C-1", "--satisfaction", "101").code == 2
    assert desk("case", "edit", "C-1", "--priority", "enormous").code == 2


def test_the_sheet_of_a_case_tells_its_history(desk: Program) -> None:
    desk.ok("case", "note", "C-1", "等配件")
    desk.ok("case", "solve", "C-1", "fixed")
    page = desk.ok("case", "show", "C-1").out
    assert page.startswith("C-1  空调漏水\n")
    for words in ("李伟", "138 0000 1111", "等配件", "solved it: “fixed”"):
        assert words in page


def test_a_case_that_is_not_there_exits_with_four(desk: Program) -> None:
    for arguments in (
        ("show", "C-99"),
        ("work", "C-99"),
        ("edit", "99", "--cause", "x"),
        ("note", "C-99", "x"),
    ):
        assert desk("case", *arguments).code == 4, arguments
    assert desk("case", "show", "F-1").code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("case", "edit", "C-2", "--kind", "complaint", "--subject", "tap drips"),
        ("case", "edit", "C-1", "--due", "none"),
        ("customer", "edit", "CU-1", "--name", "李伟", "--phone", "138 0000 1111"),
        ("customer", "edit", "CU-1", "--add-tag", "老客户"),
        ("call", "edit", "CL-1", "--summary", "问价格 {x}", "--direction", "in"),
        ("followup", "edit", "F-1", "--purpose", "回访"),
        ("recurring", "pause", "1"),
        ("recurring", "resume", "2"),
        ("case", "step", "C-1", "--done", "1"),
    ],
)
def test_an_edit_that_changes_nothing_says_so_and_offers_no_undo(
    desk: Program, arguments: tuple[str, ...]
) -> None:
    desk.ok("customer", "edit", "CU-1", "--add-tag", "老客户")
    desk.ok("call", "add", "--customer", "CU-1", "问价格 {x}")
    desk.ok("followup", "add", "mon 10:00", "回访", "--customer", "CU-1")
    for name in ("filter", "滤芯"):
        desk.ok("recurring", "add", name, "--every", "monthly", "--from", "tomorrow 9:00")
    desk.ok("recurring", "pause", "1")
    desk.ok("case", "step", "C-1", "量水压")
    desk.ok("case", "step", "C-1", "--done", "1")
    desk.ok("case", "note", "C-1", "the last act")
    said = desk.ok(*arguments)
    assert said.err.endswith("it is so already; nothing was changed.\n")
    assert "ndo" not in said.err
    assert desk.ok(*arguments, "--json").json["action"] is None
    assert "added a note" in desk.ok("undo").err


def test_a_case_waits_for_another_one(program: Program) -> None:
    program.ok("case", "open", "空调漏水 [/]")
    program.ok("case", "open", "缺配件")
    assert "C-1 waiting." in program.ok("case", "wait", "C-1", "--case", "C-2").err
    page = program.ok("case", "show", "1").out
    assert "waiting: another case C-2" in page
    assert "another case (C-2)" in page
    shown = program.ok("case", "show", "1", "--json").json
    assert (shown["waiting_case"], shown["waiting"]["case"]) == ("C-2", "C-2")
    assert [row["number"] for row in program.ok("case", "list", "waiting-for:C-2", "--json").json] == ["C-1"]
    assert program("case", "wait", "C-2", "--for-case", "C-1").code == 5
    program.ok("case", "cancel", "C-2")
    page = program.ok("case", "show", "1").out
    assert "ended the wait: the awaited case has ended" in page
    assert "waiting: " not in page.partition("History")[0]
    program.ok("undo")
    assert "waiting: another case C-2" in program.ok("case", "show", "1").out
