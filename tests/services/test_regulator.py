"""What a regulator asks of a complaint: how it was found, who sent it, what was shown and said."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.errors import NotFoundError, RefusedError, UsageError
from servicedesk.domain.legal_limits import LegalLimit, last_moment
from servicedesk.domain.policies import POLICIES
from servicedesk.domain.policies.calendar_policy import build
from servicedesk.reports.dossier import document
from servicedesk.services.case_rows import NewCase
from servicedesk.services.complaints import Assessment
from servicedesk.services.desk import Desk
from servicedesk.services.evidence import NewEvidence, NewStatement
from tests.builders import NOW, FixedTime, given_case


def fields(desk: Desk, case_id: int) -> dict[str, Any]:
    return desk.cases.get(case_id).fields


def stage_lines(desk: Desk, case_id: int, code: str) -> dict[str, Any]:
    """What is recorded of the stage, by the names of its lines."""
    staged = next(one for one in desk.dossiers.staged(case_id).stages if one.stage.code == code)
    return {line.name: line.value for line in staged.stage.recorded}


# How it was found


def test_the_outcome_stands_in_the_stage_of_the_response_and_is_found(desk: Desk) -> None:
    case_id, other = given_case(desk, subject="漏水 [/]"), given_case(desk)
    desk.complaints.set_outcome([case_id], "partly_upheld")
    assert stage_lines(desk, case_id, "7.7")["outcome"] == "partly upheld"
    assert "outcome" not in stage_lines(desk, other, "7.7")
    for query in (
        "outcome:partly_upheld",
        "outcome:部分成立",
        "结论:部分属实",
        "outcome:partly_upheld,withdrawn",
    ):
        assert list(desk.lists.ids("case", query)) == [case_id]


def test_an_outcome_is_one_of_the_list_and_can_be_taken_away(desk: Desk) -> None:
    case_id = given_case(desk)
    with pytest.raises(UsageError, match="Outcome"):
        desk.complaints.set_outcome([case_id], "赢了 [/]")
    desk.complaints.set_outcome([case_id], "upheld")
    desk.complaints.set_outcome([case_id], "")
    assert fields(desk, case_id)["outcome"] == ""


def test_a_reopened_complaint_is_to_be_found_anew(desk: Desk) -> None:
    case_id = given_case(desk)
    desk.complaints.set_outcome([case_id], "not_upheld")
    desk.moves.solve([case_id])
    desk.moves.tell([case_id])
    desk.moves.close([case_id], override="测试")
    desk.moves.reopen([case_id], "新证据")
    assert fields(desk, case_id)["outcome"] == ""
    desk.undo.undo()
    assert fields(desk, case_id)["outcome"] == "not_upheld"
    desk.moves.reopen([case_id], "")
    desk.moves.cancel([case_id], "")
    with pytest.raises(RefusedError, match="has ended"):
        desk.complaints.set_outcome([case_id], "upheld")


# Who sent it, and by when it wants an answer

SOURCES = """
[[source]]
name = "12315"
also = ["市场监管局"]
working_days = 3
[[source]]
name = "court [/]"
calendar_days = 2
[[source]]
name = "press"
"""


@pytest.fixture
def strict(desk: Desk) -> Desk:
    """A desk whose sources have limits; now is a Friday, 9:12."""
    desk.policies.set("sources", SOURCES)
    return desk


def sent(desk: Desk, source: str, at: datetime | None = NOW) -> int:
    case_id = given_case(desk, subject="漏水 [/]")
    desk.complaints.set_source([case_id], source, reference="2026-〔7〕号", sent_at=at)
    return case_id


def limit(desk: Desk, case_id: int) -> LegalLimit:
    (found,) = desk.clocks.explain(case_id).clocks.limits
    return found


def test_a_limit_is_counted_in_working_days_or_in_days_and_stands_in_the_queue(strict: Desk) -> None:
    by_12315, by_court, by_press = (sent(strict, name) for name in ("市场监管局", "COURT [/]", "press"))
    assert fields(strict, by_12315)["source"] == "12315"
    assert limit(strict, by_12315).due_at == datetime(2026, 11, 25, 10, tzinfo=UTC)
    # A Sunday: to its end.
    assert limit(strict, by_court).due_at == datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC)
    assert strict.clocks.explain(by_press).clocks.limits == ()
    row = strict.cases.get(by_court).row
    assert ("limit" in (kind for _at, kind in strict.clocks.explain(by_court).clocks.deadlines)) is True
    assert row.deadline_at is not None
    assert list(strict.lists.ids("case", "source:12315")) == [by_12315]
    assert list(strict.lists.ids("case", "来源:none")) == []


def test_a_limit_runs_while_the_case_waits_and_ends_with_the_telling(strict: Desk, time: FixedTime) -> None:
    case_id = sent(strict, "court [/]")
    due = limit(strict, case_id).due_at
    strict.moves.wait([case_id], "the customer's answer")
    assert limit(strict, case_id).due_at == due
    time.advance(days=3)
    assert limit(strict, case_id).is_late(time())
    assert list(strict.lists.ids("case", "is:overdue")) == [case_id]
    strict.moves.solve([case_id])
    assert limit(strict, case_id).answered_at is None
    strict.moves.tell([case_id])
    told = limit(strict, case_id)
    assert (told.answered_at, told.is_late(time())) == (time(), True)
    assert "limit" not in dict(map(reversed, strict.clocks.explain(case_id).clocks.deadlines))


def test_an_extension_has_a_reason_and_its_telling_is_missing_until_it_is_recorded(strict: Desk) -> None:
    case_id = sent(strict, "court [/]")
    with pytest.raises(UsageError, match="extended"):
        strict.complaints.extend_limit([case_id], NOW + timedelta(days=9), " ")
    with pytest.raises(UsageError, match="has passed"):
        strict.complaints.extend_limit([case_id], NOW, "检测")
    with pytest.raises(UsageError, match="extended"):
        strict.cases.edit(case_id, {"limit_at": NOW + timedelta(days=9)})
    strict.complaints.extend_limit([case_id], NOW + timedelta(days=9), "检测未出 [/]")
    assert limit(strict, case_id).due_at == NOW + timedelta(days=9)
    tracking = next(one.stage for one in strict.dossiers.staged(case_id).stages if one.stage.code == "7.3")
    assert "limit_told_at" in tracking.missing_names
    strict.cases.edit(case_id, {"limit_told_at": NOW})
    assert limit(strict, case_id).sent.told_at == NOW
    assert stage_lines(strict, case_id, "7.3")["limit_reason"] == "检测未出 [/]"


def test_merged_cases_keep_the_limits_of_both(strict: Desk) -> None:
    first, second = sent(strict, "court [/]"), sent(strict, "12315")
    strict.merging.merge([second], first)
    assert [one.sent.source for one in strict.clocks.explain(first).clocks.limits] == ["court [/]", "12315"]


def test_a_source_is_one_of_the_list(strict: Desk) -> None:
    case_id = given_case(strict)
    with pytest.raises(UsageError, match="source"):
        strict.complaints.set_source([case_id], "县长 [/]")
    with pytest.raises(UsageError, match="source"):
        strict.cases.open(NewCase("漏水", source="县长 [/]"))
    strict.policies.set("sources", "")
    strict.complaints.set_source([case_id], "县长 [/]")
    assert fields(strict, case_id)["source"] == "县长 [/]"


@settings(max_examples=40)
@given(minute=st.integers(0, 520_000), days=st.integers(1, 12))
def test_the_last_day_is_that_many_worked_days_after_the_receipt(minute: int, days: int) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    calendar = build(POLICIES["calendar"].parse(POLICIES["calendar"].default()), zone)
    received = datetime(2026, 1, 1, tzinfo=zone) + timedelta(minutes=minute)
    found = last_moment(received, days, calendar, working=True)
    assert found is not None
    after = (received.date() + timedelta(days=place) for place in range(1, 400))
    worked = [day for day in after if calendar.hours(day).intervals]
    last = found.astimezone(zone)
    assert last.date() == worked[days - 1]
    assert not calendar.is_working(found)
    assert calendar.is_working(found - timedelta(seconds=1))


# What a desk asks for before


def test_a_desk_may_ask_that_a_complaint_is_acknowledged_assessed_and_looked_into(desk: Desk) -> None:
    case_id, enquiry = given_case(desk), given_case(desk, kind="enquiry")
    asked = ["acknowledged", "assessed", "facts"]
    desk.policies.set("handling", f"[gates]\ncomplaint = {asked}\n[gates_to_solve]\ncomplaint = {asked}\n")
    assert [line.name for line in desk.moves.gates(case_id)] == asked
    with pytest.raises(RefusedError, match=rf"C-{case_id} \(acknowledged, assessed, facts found\)"):
        desk.moves.solve([enquiry, case_id])
    assert fields(desk, enquiry)["state"] == "new"
    desk.moves.solve([enquiry])
    desk.complaints.acknowledge([case_id])
    desk.complaints.assess([case_id], Assessment(2))
    with pytest.raises(RefusedError, match=r"\(facts found\)"):
        desk.moves.solve([case_id])
    desk.cases.edit(case_id, {"facts": "密封圈老化 [/]"})
    desk.moves.solve([case_id])
    assert not [line for line in desk.moves.gates(case_id) if not line.is_met]


def test_a_macro_that_solves_asks_for_the_same(desk: Desk) -> None:
    case_id = given_case(desk)
    desk.policies.set("handling", '[gates_to_solve]\ncomplaint = ["facts"]\n')
    desk.policies.set(
        "macros",
        '[[macro]]\nname = "办结"\nmove = "solve"\n'
        '[[macro]]\nname = "查明并办结"\nmove = "solve"\nset = {facts = "见照片"}\n',
    )
    with pytest.raises(RefusedError, match="facts found"):
        desk.macros.apply([case_id], "办结")
    desk.macros.apply([case_id], "查明并办结")
    assert fields(desk, case_id)["state"] == "solved"


def test_a_gate_that_means_nothing_before_the_solution_is_refused_there(desk: Desk) -> None:
    with pytest.raises(UsageError, match="gates_to_solve"):
        desk.policies.set("handling", '[gates_to_solve]\ncomplaint = ["told"]\n')


# What an investigation rests on


def test_evidence_and_both_sides_stand_in_the_investigation_in_order_of_time(desk: Desk) -> None:
    case_id = given_case(desk)
    hour = timedelta(hours=1)
    desk.evidence.add([case_id], NewEvidence("照片 [/]\n两张", "王芳", "3号柜", NOW - hour))
    desk.evidence.say([case_id], NewStatement("customer", "第一天就漏", said_at=NOW - 2 * hour))
    desk.evidence.say([case_id], NewStatement("employee", "试过水 {x}", "李师傅"))
    text = document(desk.dossiers.staged(case_id))
    section = next(one for one in text.sections if one.title.startswith("7.6"))
    assert [entry.what for entry in section.entries] == [
        "statement: customer",
        "evidence",
        "statement: employee, 李师傅",
    ]
    assert "from 王芳" in section.entries[1].words
    dossier = desk.cases.dossier(case_id)
    assert [one.side for one in dossier.statements] == ["customer", "employee"]
    assert dossier.evidence[0].recorded_by == "anna"
    desk.evidence.unsay(case_id, dossier.statements[0].id)
    desk.evidence.remove(case_id, dossier.evidence[0].id)
    assert (len(desk.cases.dossier(case_id).statements), desk.cases.dossier(case_id).evidence) == (1, ())
    desk.undo.undo()
    assert desk.cases.dossier(case_id).evidence == dossier.evidence


def test_nothing_empty_to_come_or_of_another_case_is_taken_down(desk: Desk) -> None:
    case_id, other = given_case(desk), given_case(desk)
    with pytest.raises(UsageError, match="evidence"):
        desk.evidence.add([case_id], NewEvidence(" \u3000"))
    with pytest.raises(UsageError, match="still to come"):
        desk.evidence.add([case_id], NewEvidence("照片", got_at=NOW + timedelta(minutes=1)))
    with pytest.raises(UsageError, match="Side"):
        desk.evidence.say([case_id], NewStatement("邻居", "x"))
    with pytest.raises(UsageError, match="said"):
        desk.evidence.say([case_id], NewStatement("desk", ""))
    desk.evidence.add([other], NewEvidence("照片"))
    held = desk.cases.dossier(other).evidence[0].id
    with pytest.raises(NotFoundError):
        desk.evidence.remove(case_id, held)


def test_evidence_of_a_merged_case_is_that_of_the_one_it_stands_in(desk: Desk) -> None:
    first, second = given_case(desk), given_case(desk)
    desk.evidence.add([second], NewEvidence("录音"))
    desk.merging.merge([second], first)
    assert [one.what for one in desk.cases.dossier(first).evidence] == ["录音"]


def test_content_with_the_handling_is_apart_from_content_with_the_answer(desk: Desk) -> None:
    case_id, other = given_case(desk), given_case(desk)
    desk.complaints.answer([case_id], False, options="消协", handling=0)
    desk.cases.edit(case_id, {"satisfaction": 90})
    assert [fields(desk, case_id)[name] for name in ("handling_satisfaction", "satisfaction")] == [0, 90]
    assert stage_lines(desk, case_id, "7.9")["handling_satisfaction"] == "0 / 100"
    assert list(desk.lists.ids("case", "handling:<50")) == [case_id]
    desk.complaints.answer([case_id], True)
    assert fields(desk, case_id)["handling_satisfaction"] == 0
    for wrong in (101, -1, True):
        with pytest.raises(UsageError):
            desk.complaints.answer([other], True, handling=wrong)
