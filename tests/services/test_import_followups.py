"""Lists of follow-ups: what was held, what is still to be held, and what is said beside."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from servicedesk.exchange.mapping import build_mapping
from servicedesk.services.desk import Desk
from tests.services.exchange_steps import counts, take_in
from tests.services.test_import import column, write
from tests.services.test_import_row_parts import rows

LIST = (
    "客户姓名,联系电话,回访日期,回访人,回访方式,回访结果\n"
    "甲一,13811110001,2026-03-05,小孙,电话,满意\n"
    "乙二,13811110002,2026-03-06,小孙,电话,不满意；要求再修\n"
    "丙三,13811110003,2026-03-07,小孙,电话,未接通\n"
    "丁四,13811110004,2026-03-08,小孙,电话,无人接听，改天再打\n"
    "戊五,13811110005,2026-03-09,小孙,电话,\n"
    "己六,13811110006,2027-03-09,小孙,电话,约好了\n"
)
ENDS = [
    ("held", "2026-03-04T16:00:00Z"),
    ("held", "2026-03-05T16:00:00Z"),
    ("missed", "2026-03-06T16:00:00Z"),
    ("missed", "2026-03-07T16:00:00Z"),
    ("planned", None),
    ("planned", None),
]


def ends(desk: Desk) -> list[tuple[object, ...]]:
    return rows(desk, "SELECT state, done_at FROM followups ORDER BY id")


def test_a_follow_up_of_the_past_with_a_result_was_held_at_its_time(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, LIST), "followup")
    assert ends(desk) == ENDS
    assert column(desk, "followups", "result")[:3] == ["满意", "不满意；要求再修", "未接通"]
    assert counts(take_in(desk, write(tmp_path, LIST), "followup")) == (0, 0, 6, 0)


def test_the_same_columns_in_a_sheet_of_cases_tell_the_same(desk: Desk, tmp_path: Path) -> None:
    head, *lines = LIST.splitlines()
    sheet = [f"工单编号,标题,{head}", *(f"{number},漏水,{line}" for number, line in enumerate(lines, 1))]
    take_in(desk, write(tmp_path, "\n".join(sheet) + "\n"), "case")
    assert ends(desk) == ENDS


@pytest.mark.parametrize(("result", "state"), [
    ("no answer", "missed"), ("Nicht erreicht", "missed"), ("已回访", "held"), ("yes", "held"),
    ("No", "held"), ("cancelled", "cancelled"), ("待回访", "planned"),
    ("O'Brien; \"ok\" 💧", "held"), ("=1+1", "held"),
])  # fmt: skip
def test_what_came_of_a_contact_may_be_a_word_for_its_state(
    desk: Desk, tmp_path: Path, result: str, state: str
) -> None:
    cell = result.replace('"', '""')
    take_in(desk, write(tmp_path, f'Customer,Due,Result\nAnn Lee,2026-03-05 10:00,"{cell}"\n'), "followup")
    assert column(desk, "followups", "state") == [state]
    assert column(desk, "followups", "result") == [result]


def test_a_repeating_follow_up_ends_by_no_result(desk: Desk, tmp_path: Path) -> None:
    text = "Customer,Due,Repeat,Result\nAnn Lee,2026-03-05 10:00,every month,satisfied\n"
    take_in(desk, write(tmp_path, text), "followup")
    assert ends(desk) == [("planned", None)]


def test_when_it_was_held_here_stands_against_a_list_that_does_not_tell_it(
    desk: Desk, tmp_path: Path
) -> None:
    planned = "Follow-up ID,Customer,Due,Result\nX-1,Ann Lee,2026-11-19 10:00,\n"
    take_in(desk, write(tmp_path, planned), "followup")
    desk.followups.hold([1], "satisfied")
    held = ends(desk)
    take_in(desk, write(tmp_path, planned.replace("10:00,", "10:00,content")), "followup")
    assert ends(desk) == held
    assert column(desk, "followups", "result") == ["content"]


def test_whoever_was_not_reached_at_first_may_be_reached_later(desk: Desk, tmp_path: Path) -> None:
    text = "Follow-up ID,Customer,Due,Result\nX-1,Ann Lee,2026-03-05 10:00,no answer\n"
    take_in(desk, write(tmp_path, text), "followup")
    assert column(desk, "followups", "state") == ["missed"]
    take_in(desk, write(tmp_path, text.replace("no answer", "satisfied")), "followup")
    assert column(desk, "followups", "state") == ["held"]


SHEET = """\
工单编号,客户姓名,标题,受理时间,状态,回访时间,回访人,回访结果
1,甲一,漏水,2020-03-01,处理中,2026-03-05,小孙,
2,乙二,漏水,2026-03-01,已结案,2026-03-05,小孙,
3,丙三,漏水,2026-03-01,处理中,2026-03-05,小孙,满意
"""


@pytest.mark.parametrize(("choices", "states"), [
    ({}, ["planned", "held", "held"]),
    ({"state": "closed"}, ["held", "held", "held"]),
    ({"state": "working"}, ["planned", "held", "held"]),
    ({"closed_before": datetime(2021, 1, 1, tzinfo=UTC)}, ["held", "held", "held"]),
    ({"closed_before": datetime(2019, 1, 1, tzinfo=UTC)}, ["planned", "held", "held"]),
])  # fmt: skip
def test_a_past_follow_up_without_a_result_is_overdue_unless_its_case_is_history(
    desk: Desk, tmp_path: Path, choices: dict[str, object], states: list[str]
) -> None:
    take_in(desk, write(tmp_path, SHEET), "case", **choices)
    assert column(desk, "followups", "state") == states
    assert len(desk.followups.overdue()) == states.count("planned")


@pytest.mark.parametrize("header", ["回访时间", "计划回访时间", "Follow-up due", "Follow-up date"])
def test_no_header_of_a_time_says_that_a_follow_up_was_held(desk: Desk, tmp_path: Path, header: str) -> None:
    take_in(desk, write(tmp_path, SHEET.replace("回访时间", header)), "case")
    assert column(desk, "followups", "state") == ["planned", "held", "held"]


CLOSED_CASES = """\
工单编号,客户姓名,标题,受理时间,状态,办结时间,回访时间,是否回访,承诺内容,承诺时间
1,甲一,漏水,2026-03-01,已结案,,2026-03-05,,回电,2026-03-04
2,乙二,漏水,2026-03-01,,2026-03-02,2026-03-05,,回电,2026-03-04
3,丙三,漏水,2026-03-01,已结案,,2026-03-05,待回访,,
4,丁四,漏水,2026-03-01,处理中,2026-03-02,2026-03-05,,回电,2026-03-04
5,戊五,漏水,2026-03-01,已结案,,2027-03-05,,回电,2027-03-04
6,己六,漏水,2026-03-01,已取消,,2026-03-05,,,
"""


def test_what_was_owed_beside_a_closed_case_is_history_unless_the_row_says_that_it_is_owed(
    desk: Desk, tmp_path: Path
) -> None:
    path = write(tmp_path, CLOSED_CASES)
    report = take_in(desk, path, "case")
    assert column(desk, "followups", "state") == ["held", "held", "planned", "planned", "planned", "planned"]
    assert column(desk, "promises", "state") == ["done", "done", "open", "open"]
    assert "2 past follow-ups of closed cases tell no result; they are taken as held." in report.notes
    told = "2 past promises of closed cases do not say what became of them; they are taken as done."
    assert told in report.notes
    again = take_in(desk, path, "case")
    assert (again.new, again.updated, again.related["followup"]["updated"]) == (0, 0, 0)


def test_a_case_that_comes_again_closed_ends_its_past_follow_up_but_not_what_was_said_here(
    desk: Desk, tmp_path: Path
) -> None:
    text = (
        "工单编号,客户姓名,标题,受理时间,状态,回访时间\n"
        "1,甲一,漏水,2026-03-01,{0},2026-03-05\n2,乙二,漏水,2026-03-01,{0},2026-03-05\n"
    )
    take_in(desk, write(tmp_path, text.format("处理中")), "case")
    desk.followups.cancel([2], "不用了")
    take_in(desk, write(tmp_path, text.format("已结案")), "case")
    assert column(desk, "followups", "state") == ["held", "cancelled"]


@pytest.mark.parametrize(("kind", "header", "row", "field", "whole"), [
    ("followup", "回访日期,回访结果,备注,客户意见,满意度,存在问题", "2026-03-05,满意,下周再打,快点,90,漏水",
     "result", "满意|备注: 下周再打|存在问题: 漏水|客户意见: 快点|满意度: 90"),
    ("followup", "Due,Outcome,What was said,Next step,Contacted by,By whom",
     "2026-03-05,ok,=1+1,send,eve,dana", "result",
     "ok|Next step: send|Contacted by: eve|What was said: =1+1"),
    ("followup", "Due,What was said", "2026-03-05,she said no", "result", "she said no"),
    ("promise", "Promise,Due,备注", "回电,2026-03-05,急", "reason", "备注: 急"),
    ("call", "来电时间,通话内容,满意度,存在问题", "2026-03-05 10:00,漏水,90,还漏", "summary",
     "漏水|满意度: 90|存在问题: 还漏"),
])  # fmt: skip
def test_remarks_beside_a_record_stay_with_it(
    desk: Desk, tmp_path: Path, kind: str, header: str, row: str, field: str, whole: str
) -> None:
    report = take_in(desk, write(tmp_path, f"Customer,{header}\nAnn Lee,{row}\n"), kind)
    assert not report.ignored
    table = {"followup": "followups", "promise": "promises", "call": "calls"}[kind]
    joint = "; " if kind == "promise" else "\n"
    assert column(desk, table, field) == [whole.replace("|", joint)]


def test_german_and_chinese_columns_of_a_follow_up_fill_its_fields(desk: Desk, tmp_path: Path) -> None:
    german = "Kunde,Wiedervorlage,Ergebnis,Grund,Verantwortlich,Art\nAnn,15.03.2026,gut,Anlage,dana,Besuch\n"
    take_in(desk, write(tmp_path, german), "followup")
    take_in(desk, write(tmp_path, "客户,回访日期,回访人员\n甲一,2026-03-05,小孙\n", "b.csv"), "followup")
    assert rows(desk, "SELECT purpose, owner, method FROM followups") == [
        ("Anlage", "dana", "visit"),
        ("", "小孙", "call"),
    ]


@pytest.mark.parametrize("header", ["备注", "Remarks", "Notes", "Bemerkung", "Comments", "Next steps"])
def test_a_remark_is_not_what_came_of_a_follow_up(desk: Desk, tmp_path: Path, header: str) -> None:
    take_in(desk, write(tmp_path, f"Customer,Due,{header}\nAnn Lee,2026-03-05,bring the part\n"), "followup")
    assert rows(desk, "SELECT state, result FROM followups") == [("planned", f"{header}: bring the part")]


def test_who_was_to_call_is_kept_with_the_case_where_nobody_says_when(desk: Desk, tmp_path: Path) -> None:
    text = (
        "工单编号,客户姓名,标题,回访时间,回访人,是否回访\n"
        "1,甲一,漏水,,小孙,否\n2,乙二,漏水,,,否\n3,丙三,漏水,2026-03-05,小孙,是\n"
    )
    report = take_in(desk, write(tmp_path, text), "case")
    assert rows(desk, "SELECT case_id, text FROM case_notes") == [(1, "回访人: 小孙"), (1, "是否回访: 否")]
    assert any("1 call or follow-up has no time" in note for note in report.notes)


@pytest.mark.parametrize(("word", "state", "kept"), [
    *((word, "held", False) for word in ("erledigt", "Y", "x", "X", "✓", "√", "☑", "是", "done", "已回访")),
    *((word, "planned", False) for word in ("n", "☐", "否", "offen", "未回访")),
    *((word, "missed", True) for word in ("无人接听", "空号", "拒访", "No answer", "無人接聽")),
    ("回访失败", "missed", False), ("无需回访", "cancelled", True), ("取消", "cancelled", False),
    ("蓝色", "planned", True),
])  # fmt: skip
def test_a_state_of_a_follow_up_is_read_and_what_it_says_beyond_that_is_kept(
    desk: Desk, tmp_path: Path, word: str, state: str, kept: bool
) -> None:
    take_in(desk, write(tmp_path, f"客户,回访日期,回访状态\n甲一,2026-03-05,{word}\n"), "followup")
    result = f"回访状态: {word}" if kept else ""
    assert rows(desk, "SELECT state, result FROM followups") == [(state, result)]


def test_why_a_call_was_not_taken_is_kept_beside_that(desk: Desk, tmp_path: Path) -> None:
    text = "来电时间,客户,通话结果\n2026-03-05 10:00,甲一,空号\n2026-03-05 11:00,甲一,未接\n"
    take_in(desk, write(tmp_path, text), "call")
    assert rows(desk, "SELECT outcome, summary FROM calls") == [
        ("abandoned", "通话结果: 空号"),
        ("abandoned", ""),
    ]


@pytest.mark.parametrize("word", ["✓", "erledigt", "ja", "y"])
def test_a_promise_is_ticked_off_as_a_follow_up_is(desk: Desk, tmp_path: Path, word: str) -> None:
    take_in(desk, write(tmp_path, f"Promise,Due,State\n回电,2026-03-05,{word}\n"), "promise")
    assert column(desk, "promises", "state") == ["done"]


@pytest.mark.parametrize(("header", "field"), [
    *((header, "due_at") for header in (
        "Follow-up date", "Follow up date", "Followup Date", "Next Follow-up", "Nachfassdatum", "追蹤日期",
        "Wiedervorlage am", "下次联系时间", "下次跟进日期",
    )),
    *((header, "done_at") for header in ("实际回访时间", "Followed up on", "Kontaktiert am")),
    ("跟进内容", "purpose"), ("跟进人", "owner"), ("Followed up by", "owner"), ("處理人員", "owner"),
    ("跟进方式", "method"), ("完成情况", "state"),
])  # fmt: skip
def test_the_usual_headers_of_lists_of_follow_ups_are_understood(header: str, field: str) -> None:
    headers = ["客户", header] if field in {"due_at", "done_at"} else ["客户", "回访日期", header]
    mapping = build_mapping(headers, "followup", {}, [])
    assert mapping.used[field] == header


def test_when_a_follow_up_was_held_is_its_time_where_no_other_is_told(desk: Desk, tmp_path: Path) -> None:
    text = "客户姓名,联系电话,实际回访时间,回访人,回访结果\n甲一,13811110001,2026-03-05 10:00,小孙,满意\n"
    text += "乙二,13811110002,2026-03-06,小孙,\n丙三,13811110003,,小孙,满意\n"
    report = take_in(desk, write(tmp_path, text), "followup")
    assert rows(desk, "SELECT due_at, done_at, all_day, state FROM followups ORDER BY id") == [
        ("2026-03-05T02:00:00Z", "2026-03-05T02:00:00Z", 0, "held"),
        ("2026-03-05T16:00:00Z", "2026-03-05T16:00:00Z", 1, "held"),
    ]
    assert [(one.line, one.code) for one in report.rejects] == [(4, "missing")]
