"""`servicedesk case`: what is done with a complaint besides its moves, and cases that belong together."""

import json

import pytest

from tests.builders import HOSTILE
from tests.cli.conftest import Program


@pytest.fixture
def desk(program: Program) -> Program:
    """Two complaints of one customer on a Friday at 9:12, received an hour and ten minutes apart."""
    program.ok("customer", "add", "王秀英", "--phone", "138 0000 1111")
    program.ok("complaint", "open", "空调漏水 !high", "--customer", "CU-1", "--received", "2026-11-19 16:00")
    program.ok("complaint", "open", "又漏水 [/x]", "--customer", "CU-1", "--received", "2026-11-19 17:10")
    return program


def case(program: Program, number: str = "C-1") -> dict[str, object]:
    return dict(program.ok("case", "show", number, "--json").json)


def test_a_complaint_is_acknowledged_assessed_and_given_its_cause(desk: Program) -> None:
    desk.ok("case", "acknowledge", "C-1", "--how", "微信", "--by", "李伟", "--at", "2026-11-19 16:20")
    desk.ok(
        *("case", "assess", "C-1", "--severity", "严重", "--safety", "是", "--complexity", "complex"),
        *("--impact", "2", "--action", "关总阀"),
    )
    desk.ok("case", "cause", "C-1", "damaged on the way")
    found = case(desk)
    assert (found["acknowledged_how"], found["acknowledged_by"]) == ("wechat", "李伟")
    assert found["acknowledged_at"] == "2026-11-19T08:20:00Z"
    assert [found[name] for name in ("severity", "complexity", "impact", "priority")] == [
        *("serious", "complex", "several", 4),
    ]
    assert (found["immediate_action"], found["cause"]) == ("关总阀", "delivery / damaged on the way")


def test_a_wait_that_her_answer_has_ended_by_now_says_so(desk: Program) -> None:
    desk.ok("call", "add", "照片发来了 [b]", "--case", "C-1", "--rang", "17:05")
    said = desk.ok("case", "wait", "C-1", "the customer's answer", "--at", "17:00").err
    assert "The customer has come since then: the wait has ended, C-1 at work again." in said
    assert case(desk)["state"] == "working"


def test_words_that_are_nearly_a_waiting_reason_are_asked_about(desk: Program) -> None:
    said = desk.ok("case", "wait", "C-1", "等客户的答复", "--lang", "zh").err
    assert "“等客户的答复”不在等待原因列表中" in said
    assert "您是不是想写 客户答复？" in said
    assert "列表" not in desk.ok("case", "wait", "C-1", "客户答复", "--lang", "zh").err


def test_a_wait_says_what_comes_next_and_in_whose_time_it_is(desk: Program) -> None:
    said = desk.ok("case", "wait", "C-1", "实验室报告 [b]").err
    assert "Next: ask again Tue 24 Nov 09:12." in said
    assert "“实验室报告 [b]” is not among the waiting reasons" in said
    assert (
        "Next: take up again" in desk.ok("case", "wait", "C-1", "实验室报告 [b]", "--until", "mon 15:00").err
    )
    waiting = case(desk)["waiting"]
    assert isinstance(waiting, dict)
    assert [waiting[name] for name in ("reason", "whom", "pauses", "theirs_at")] == [
        *("实验室报告 [b]", "other", False, "2026-11-23T07:00:00Z"),
    ]
    for verb in ("show", "explain"):
        words = desk.ok("case", verb, "C-1").out
        assert "their own time: take up again Mon 23 Nov 15:00" in words
        assert "the clock of the solution runs on" in words
    desk.ok("case", "work", "C-1")
    assert case(desk)["waiting"] is None


def test_a_cause_from_before_the_reopening_is_named_and_confirmed_in_one_command(desk: Program) -> None:
    desk.ok("case", "cause", "C-1", "damaged on the way")
    for verb in ("solve", "tell"):
        desk.ok("case", verb, "C-1")
    desk.ok("case", "close", "C-1", "--override", "先结案 [b]")
    desk.ok("case", "reopen", "C-1", "又坏了")
    before = "From before the reopening on 2026-11-20: delivery / damaged on the way."
    assert before in desk.ok("case", "gates", "C-1").out
    assert desk("case", "cause", "C-1", "x", "--as-before").code == 2
    desk.ok("case", "cause", "C-1", "--as-before")
    assert case(desk)["cause"] == "delivery / damaged on the way"
    assert desk("case", "cause", "C-2", "--as-before").code == 5


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("assess", "C-1"), 2),
        (("assess", "C-1", "--severity", "enormous"), 2),
        (("assess", "C-1", "--safety", "perhaps"), 2),
        (("cause", "C-1", "月球"), 2),
        (("acknowledge", "C-1", "--at", "2026-11-19 15:00"), 5),
        (("acknowledge", "C-1", "--how", "pigeon"), 2),
        (("answer", "C-1", "maybe"), 2),
        (("answer", "C-1"), 2),
        (("handoff", "C-1", "售后", "--due", "2026-11-19"), 2),
        (("remedy", "C-1", "champagne"), 2),
        (("remedy", "C-1", "refund", "--cost", "1.38E+10"), 2),
        (("remedy", "C-1", "refund", "--cost", "90000"), 5),
        (("remedy", "C-1", "refund", "--done", "1"), 2),
        (("remedy", "C-1", "--done", "1"), 4),
        (("merge", "C-1", "--into", "C-1"), 5),
        (("merge", "C-1", "--into", "C-99"), 4),
        (("unmerge", "C-1"), 5),
        (("link", "C-1", "C-1"), 5),
        (("link", "C-1", "C-2", "--as", "cousin"), 2),
        (("step", "C-1", "--done", "77"), 4),
        (("step", "C-1", "--done", "x"), 2),
        (("macro", "C-1", "--name", "没有这个"), 2),
        (("whatif", "is:open"), 2),
        (("explain", "C-99"), 4),
        (("split", "C-1", "x", "--calls", "CL-9"), 4),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_and_changes_nothing(
    desk: Program, arguments: tuple[str, ...], code: int
) -> None:
    before = desk.ok("case", "list", "--json").out
    result = desk("case", *arguments)
    assert (result.code, result.out) == (code, "")
    assert result.err.startswith("servicedesk: ")
    assert result.err.count("\n") == 1
    assert desk.ok("case", "list", "--json").out == before


def test_a_case_is_handed_off_and_comes_back(desk: Program) -> None:
    desk.ok("case", "handoff", "C-1", "售后", "部", "--due", "mon 17:00", "--words", "请检查")
    assert [row["number"] for row in desk.ok("case", "list", "is:handed-off", "--json").json] == ["C-1"]
    found = case(desk)
    assert (found["state"], found["department"]) == ("waiting", "售后 部")
    assert found["handoff_due_at"] == "2026-11-23T09:00:00Z"
    desk.ok("case", "back", "C-1", "已更换水泵")
    assert (case(desk)["state"], case(desk)["department"]) == ("working", "")


def test_remedies_are_decided_approved_and_carried_out_by_their_places(desk: Program) -> None:
    desk.ok("case", "remedy", "C-1", "refund", "--cost", "¥80", "--words", HOSTILE)
    desk.ok("case", "remedy", "C-1", "compensation", "--cost", "９００", "--approver", "李总")
    desk.ok("case", "remedy", "C-1", "--done", "1")
    found = desk.ok("case", "remedy", "C-1", "--json").json
    assert [(one["place"], one["kind"], one["cost"], one["approver"]) for one in found] == [
        (1, "refund", "80.00", ""),
        (2, "compensation", "900.00", "李总"),
    ]
    assert found[0]["done_at"] == "2026-11-20T01:12:00Z"
    desk.ok("case", "remedy", "C-1", "--remove", "2")
    assert len(desk.ok("case", "remedy", "C-1").lines) == 1
    assert desk("case", "remedy", "C-1", "--remove", "1").code == 5


def test_a_complaint_closes_when_nothing_is_missing(desk: Program) -> None:
    desk.ok("case", "cause", "C-1", "damaged on the way")
    desk.ok("case", "remedy", "C-1", "apology")
    desk.ok("case", "solve", "C-1", "换了密封圈")
    desk.ok("case", "tell", "C-1", "已电话告知", "--how", "phone")
    open_gates = [gate["name"] for gate in desk.ok("case", "gates", "C-1", "--json").json if not gate["met"]]
    assert open_gates == ["followup", "accepted_or_options", "remedy_done"]
    desk.ok("case", "remedy", "C-1", "--done", "1")
    desk.ok("case", "answer", "C-1", "no", "--options", "12315")
    desk.ok("case", "waive", "C-1", "客户不愿再接电话")
    desk.ok("case", "close", "C-1")
    desk.ok("case", "thank", "C-1")
    assert case(desk)["close_override"] == ""
    assert desk.ok("case", "gates", "C-1").out.count("✗") == 0


def test_a_wrong_merge_is_taken_out_again(desk: Program) -> None:
    desk.ok("case", "merge", "C-2", "--into", "C-1", "--take", "subject")
    assert (case(desk, "C-2")["state"], case(desk)["subject"]) == ("merged", "又漏水 [/x]")
    desk.ok("case", "unmerge", "C-2")
    assert (case(desk, "C-2")["state"], case(desk)["subject"]) == ("new", "空调漏水")
    desk.ok("undo")
    assert case(desk, "C-2")["state"] == "merged"


def test_cases_are_linked_split_marked_as_duplicates_and_followed(desk: Program) -> None:
    desk.ok("case", "link", "C-2", "C-1", "--as", "parent")
    assert desk("case", "link", "C-1", "C-2", "--as", "parent").code == 5
    desk.ok("case", "unlink", "C-2", "C-1")
    desk.ok("call", "add", "138 0000 1111 发票也不对", "--case", "C-1")
    desk.ok("call", "add", "138 0000 1111 还在漏", "--case", "C-1")
    assert desk.number("case", "split", "C-1", "发票金额不对", "--calls", "CL-1") == "C-3"
    desk.ok("case", "duplicate", "C-2", "--of", "C-1")
    assert case(desk, "C-2")["state"] == "duplicate"
    assert desk.number("case", "follow", "C-2", "还是漏") == "C-4"
    assert [link["relation"] for link in case(desk, "C-4")["links"]] == ["follows"]  # type: ignore[attr-defined]


def test_the_checklist_and_the_macros_of_the_desk_are_used(desk: Program) -> None:
    count = len(desk.ok("case", "step", "C-1").lines)
    desk.ok("case", "step", "C-1", "拍", "照", "--required")
    desk.ok("case", "step", "C-1", "--done", f"1,{count + 1}")
    steps = desk.ok("case", "step", "C-1", "--json").json
    assert [step["place"] for step in steps if step["done_at"]] == [1, count + 1]
    desk.ok("case", "step", "C-1", "--undone", "1")
    desk.ok("case", "step", "C-1", "--remove", "1")
    assert len(desk.ok("case", "step", "C-1").lines) == count
    macros = desk.ok("case", "macro", "--json").json
    assert macros
    desk.ok("case", "macro", "C-1", "--name", macros[0]["name"])
    assert desk.ok("undo").code == 0


def test_recurring_cases_are_opened_when_their_time_has_come(program: Program) -> None:
    added = program.ok(
        *("recurring", "add", "检查", "灭火器", "--every", "每周", "--from", "2026-11-20 09:13", "--json")
    ).json
    assert (added["number"], added["next_at"]) == (1, "2026-11-20T01:13:00Z")
    assert program.ok("recurring", "run", "--json").json == {"numbers": []}
    program.ok("recurring", "pause", "1")
    assert [plan["paused"] for plan in program.ok("recurring", "list", "--json").json] == [True]
    program.ok("recurring", "resume", "1")
    program.ok("recurring", "remove", "1")
    assert program.ok("recurring", "list", "--json").json == []
    assert program("recurring", "add", "x", "--every", "now and then", "--from", "mon").code == 2
    assert program("recurring", "pause", "9").code == 4


def test_the_follow_up_is_booked_by_the_rule_or_at_a_time(desk: Program) -> None:
    desk.ok("case", "followup", "C-1")
    desk.ok("case", "followup", "C-2", "--at", "mon 10:00")
    found = desk.ok("followup", "list", "--json").json
    due = {row["case"]: row["due_at"] for row in found}
    assert due == {"C-1": "2026-11-25T01:12:00Z", "C-2": "2026-11-23T02:00:00Z"}
    assert desk("case", "followup", "C-1", "--at", "2026-11-19 10:00").code == 2


@pytest.mark.parametrize("number", ["C-99999999999999999999", "99999999999999999999"])
def test_a_number_too_large_for_any_record_is_no_query(desk: Program, number: str) -> None:
    assert desk("case", "solve", number).code == 2


def test_what_is_so_already_offers_no_undo_that_would_take_something_else_back(desk: Program) -> None:
    desk.ok("case", "wait", "C-1", "spare parts")
    desk.ok("case", "note", "C-1", "记一笔 [b]")
    said = desk.ok("case", "wait", "C-1", "spare parts").err
    assert "C-1: it is so already; nothing was changed. Next: " in said
    assert "Undo" not in said
    assert json.loads(desk.ok("case", "wait", "C-1", "spare parts", "--json").out)["action"] is None


def test_a_promise_in_a_year_that_is_not_announced_says_so(desk: Program) -> None:
    desk.ok("calendar", "seed", "CN", "2027")
    said = desk.ok("promise", "add", "C-1", "换机", "--by", "2027-05-06 10:00").err
    assert "2027" in said.splitlines()[0]
    assert "seed" in said.splitlines()[0]
    assert "seed" not in desk.ok("promise", "add", "C-1", "回电", "--by", "fri").err
