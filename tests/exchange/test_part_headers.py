"""Which columns of a sheet tell of calls, follow-ups and promises beside the records it is a list of."""

import pytest

from servicedesk.domain.errors import UsageError
from servicedesk.exchange.mapping import build_mapping, detect_kind
from servicedesk.exchange.part_headers import MOST_PLACES, told_by
from tests.builders import HOSTILE


def used(headers: str, kind: str = "auto") -> tuple[str, dict[str, str]]:
    names = headers.split(",")
    kind = detect_kind(names) if kind == "auto" else kind
    mapping = build_mapping(names, kind, {}, [])
    return kind, {name: header for name, header in mapping.used_by_all.items() if "." in name}


@pytest.mark.parametrize(("header", "field"), [
    ("来电时间", "call.started_at"), ("来电时间1", "call.started_at"), ("来电时间（2）", "call2.started_at"),
    ("第二次来电时间", "call2.started_at"), ("2次通话内容", "call2.summary"), ("通话备注", "call.summary"),
    ("Call time", "call.started_at"), ("Call 3 notes", "call3.summary"), ("CALL_DURATION", "call.duration_s"),
    ("回访时间", "followup.due_at"), ("首次回访时间", "followup.due_at"), ("回访人员", "followup.owner"),
    ("是否回访", "followup.state"), ("下次回访时间", "followup.due_at"), ("回访备注", "followup.result"),
    ("最近一次回访时间", "followup.due_at"), ("Last call date", "call.started_at"),
    ("Follow-up due", "followup.due_at"), ("followup result", "followup.result"),
    ("Follow up by", "followup.owner"), ("Second follow-up date", "followup2.due_at"),
    ("Callback time", "followup.due_at"), ("承诺内容", "promise.text"), ("Promise due", "promise.due_at"),
    ("备注", ""), ("客户名称", ""), ("来电人", ""), ("回访满意度", ""), ("一次性解决", ""), ("", ""),
    ("Caller", ""), ("Recall notes", ""), ("Called it", ""), ("第二次", ""), (HOSTILE, ""), ("9" * 300, ""),
])  # fmt: skip
def test_a_header_names_a_kind_and_a_field_at_once(header: str, field: str) -> None:
    told = told_by(header)
    place = "" if told is None or told.field.place < 2 else told.field.place
    assert ("" if told is None else f"{told.field.kind}{place}.{told.field.field}") == field


@pytest.mark.parametrize(("headers", "kind", "parts"), [
    ("客户,投诉编号,投诉内容,来电时间,通话内容,回访时间,回访结果", "case", {"call", "followup"}),
    ("来电时间,来电号码,客户,通话内容,回访时间,回访结果", "call", {"followup"}),
    ("回访编号,回访时间,客户,工单编号,回访结果", "followup", set()),
    ("来电时间,来电号码,客户,投诉内容,备注", "case", set()),
    ("来电时间,来电号码,通话时长,通话内容", "call", set()),
    ("客户,电话,备注", "customer", set()),
    ("投诉编号,投诉内容,客户,承诺内容", "case", set()),
    ("投诉编号,投诉内容,客户,承诺内容,承诺时间", "case", {"promise"}),
    ("投诉编号,投诉内容,客户,客户等级,地址", "case", {"customer"}),
    ("投诉编号,投诉内容,地址", "case", set()),
    ("Ticket ID,Subject,Requester,Call 1 time,Call 2 time", "case", {"call", "call2"}),
])  # fmt: skip
def test_a_sheet_is_of_its_cases_first_and_makes_a_part_of_enough_evidence_alone(
    headers: str, kind: str, parts: set[str]
) -> None:
    found, of_parts = used(headers)
    assert (found, {name.partition(".")[0] for name in of_parts}) == (kind, parts)


def test_a_time_of_a_call_is_when_the_case_came_where_nothing_else_says_that() -> None:
    alone = build_mapping(["投诉内容", "客户", "来电时间", "通话内容"], "case", {}, [])
    assert alone.used["received_at"] == "来电时间"
    both = build_mapping(["投诉内容", "客户", "来电时间", "通话内容", "受理时间"], "case", {}, [])
    assert both.used["received_at"] == "受理时间"
    assert both.used_by_all["call.started_at"] == "来电时间"


def test_a_column_that_stands_twice_is_of_the_first_and_of_the_second() -> None:
    _kind, parts = used("投诉编号,投诉内容,来电时间,通话内容,来电时间,通话内容", "case")
    assert set(parts) == {"call.started_at", "call.summary", "call2.started_at", "call2.summary"}


def test_a_day_and_a_time_of_day_are_one_moment_of_a_part() -> None:
    headers = ["投诉编号", "投诉内容", "来电日期", "来电时间", "通话内容"]
    rows = [["1", "漏水", "2026-03-02", "09:15", "一"]]
    mapping = build_mapping(
        headers, "case", {"来电日期": "call.started_at", "来电时间": "call.started_at"}, rows
    )
    assert mapping.used_by_all["call.started_at"] == "来电日期 + 来电时间"
    with pytest.raises(UsageError, match="Two columns of the file are both Rang"):
        build_mapping(headers, "case", {"来电日期": "call.started_at", "通话内容": "call.started_at"}, rows)


def test_our_own_files_hold_one_kind_each() -> None:
    headers = ["Number", "Subject", "Record UID", "来电时间", "通话内容", "Follow-up due"]
    assert not build_mapping(headers, "case", {}, []).parts
    with pytest.raises(UsageError, match=r"There is no field followup\.due_at"):
        build_mapping(headers, "case", {"Follow-up due": "followup.due_at"}, [])


def test_a_sheet_that_repeats_a_header_without_end_has_no_call_for_each() -> None:
    headers = ["投诉编号", "投诉内容", "受理时间", *["通话时间", "通话内容"] * 2000]
    assert len(build_mapping(headers, "case", {}, []).parts) == MOST_PLACES
