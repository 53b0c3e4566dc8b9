"""The follow-up after a complaint: booked by the desk's own rule, in working time, for the owner."""

from datetime import UTC, datetime, timedelta

import pytest

from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.services.desk import Desk
from tests.builders import NOW, dump, given_case, meet_gates


def planned(desk: Desk, case_id: int) -> list[tuple[datetime, str, str]]:
    return [(row.due_at, row.owner, row.state) for row in desk.cases.dossier(case_id).followups]


def test_it_is_within_twenty_four_working_hours(desk: Desk) -> None:
    case_id = given_case(desk, owner="王")
    # Friday 09:12: three working days of eight hours, the weekend between.
    assert desk.complaints.followup_at() == datetime(2026, 11, 25, 1, 12, tzinfo=UTC)
    desk.complaints.book_followup([case_id])
    assert planned(desk, case_id) == [(datetime(2026, 11, 25, 1, 12, tzinfo=UTC), "王", "planned")]


def test_it_opens_the_gate_and_is_undone_in_one_step(desk: Desk) -> None:
    case_id = given_case(desk)
    desk.moves.solve([case_id])
    desk.moves.tell([case_id])
    assert "followup" in [gate.name for gate in desk.moves.gates(case_id) if not gate.is_met]
    before = dump(desk)
    desk.complaints.book_followup([case_id])
    assert "followup" not in [gate.name for gate in desk.moves.gates(case_id) if not gate.is_met]
    desk.undo.undo()
    assert dump(desk) == before


def test_a_case_that_has_one_planned_keeps_it(desk: Desk) -> None:
    first, second = given_case(desk), given_case(desk)
    desk.complaints.book_followup([first], NOW + timedelta(days=1))
    change = desk.complaints.book_followup([first, second])
    assert change.count == 1
    assert [row[0] for row in planned(desk, first)] == [NOW + timedelta(days=1)]
    assert len(planned(desk, second)) == 1


def test_a_closed_complaint_can_still_be_asked_about_but_no_merged_one(desk: Desk) -> None:
    closed, merged, target = given_case(desk), given_case(desk), given_case(desk)
    desk.moves.solve([closed])
    desk.moves.tell([closed])
    meet_gates(desk, closed)
    desk.moves.close([closed])
    desk.complaints.book_followup([closed])
    desk.merging.merge([merged], target)
    with pytest.raises(RefusedError, match="merged"):
        desk.complaints.book_followup([merged])


def test_a_desk_without_the_rule_must_name_the_time(desk: Desk) -> None:
    case_id = given_case(desk)
    desk.policies.set("handling", "reopen_days = 7\n")
    assert desk.complaints.followup_at() is None
    with pytest.raises(UsageError, match="no rule"):
        desk.complaints.book_followup([case_id])
    with pytest.raises(UsageError, match="passed"):
        desk.complaints.book_followup([case_id], NOW)
    desk.complaints.book_followup([case_id], NOW + timedelta(hours=1))
