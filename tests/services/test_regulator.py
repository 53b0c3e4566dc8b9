"""What a regulator asks of a complaint: how it was found, who sent it, what was shown and said."""

from typing import Any

import pytest

from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.services.desk import Desk
from tests.builders import given_case


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
