"""Checklists: laid beside a case by its kind and category, ticked off, and gating its closing."""

from collections.abc import Callable
from typing import Any

import pytest

from servicedesk.domain.errors import NotFoundError, RefusedError, UsageError
from servicedesk.services.desk import Desk
from tests.builders import HOSTILE, NOW, dump, given_call, given_case, meet_gates

LISTS = """
[[checklist]]
name = "投诉"
kind = "complaint"
steps = ["听两边的话", { text = "看看别的客户", required = false }]

[[checklist]]
name = "破损"
category = "破损"
steps = ["拍照 [b]"]
"""


@pytest.fixture
def listed(desk: Desk) -> Desk:
    """A desk with lists of its own, as its first action."""
    desk.policies.set("checklists", LISTS)
    return desk


def texts(desk: Desk, case_id: int) -> list[str]:
    return [step.text for step in desk.checklists.of_case(case_id)]


def test_a_case_has_the_steps_of_its_kind_and_category_from_its_opening(listed: Desk) -> None:
    assert texts(listed, given_case(listed)) == ["听两边的话", "看看别的客户"]
    assert texts(listed, given_case(listed, category="破损")) == ["听两边的话", "看看别的客户", "拍照 [b]"]
    assert texts(listed, given_case(listed, kind="request")) == []
    logged = given_call(listed, case_kind="complaint").case_id
    assert logged is not None
    assert [step.required for step in listed.checklists.of_case(logged)] == [True, False]


def test_a_new_category_adds_what_is_missing_and_removes_nothing(listed: Desk) -> None:
    case_id = given_case(listed)
    before = dump(listed)
    listed.checklists.tick(case_id, [1])
    listed.cases.edit(case_id, {"category": "破损", "kind": "request"})
    listed.cases.edit(case_id, {"kind": "complaint"})
    assert texts(listed, case_id) == ["听两边的话", "看看别的客户", "拍照 [b]"]
    listed.checklists.remove(case_id, 3)
    listed.cases.edit(case_id, {"subject": "同一个类别"})
    assert texts(listed, case_id) == ["听两边的话", "看看别的客户"]
    for _step in range(5):
        listed.undo.undo()
    assert dump(listed) == before


def test_steps_are_added_ticked_off_and_opened_again(listed: Desk) -> None:
    case_id, other = given_case(listed), given_case(listed, kind="request")
    before = dump(listed)
    listed.checklists.add([case_id, other], HOSTILE, required=False)
    listed.checklists.add([case_id], "  听两边的话 ")
    steps = listed.checklists.of_case(case_id)
    assert len(steps) == 3
    assert "\x1b" not in steps[2].text
    listed.checklists.tick(case_id, [steps[0].id, steps[2].id])
    done = [(step.done_at, step.done_by) for step in listed.checklists.of_case(case_id)]
    assert done == [(NOW, "anna"), (None, ""), (NOW, "anna")]
    assert listed.checklists.tick(case_id, [steps[0].id]).action == 0
    listed.checklists.tick(case_id, [steps[0].id], done=False)
    assert listed.checklists.of_case(case_id)[0].done_at is None
    for _step in range(3):
        listed.undo.undo()
    assert dump(listed) == before


def test_a_step_of_another_case_is_not_there(listed: Desk) -> None:
    first, second = given_case(listed), given_case(listed)
    foreign = listed.checklists.of_case(second)[0].id
    before = dump(listed, without=())
    changes: list[Callable[[], Any]] = [
        lambda: listed.checklists.tick(first, [1, foreign]),
        lambda: listed.checklists.remove(first, foreign),
        lambda: listed.checklists.tick(first, [999]),
        lambda: listed.checklists.add([first, 99], "拍照"),
    ]
    for change in changes:
        with pytest.raises(NotFoundError):
            change()
    with pytest.raises(UsageError, match="no words"):
        listed.checklists.add([first], " \x1b ")
    assert dump(listed, without=()) == before


def test_an_open_required_step_keeps_a_case_from_closing(listed: Desk) -> None:
    case_id = given_case(listed)
    listed.moves.solve([case_id])
    listed.moves.tell([case_id])
    meet_gates(listed, case_id)
    listed.checklists.tick(case_id, [1, 2], done=False)
    with pytest.raises(RefusedError) as refused:
        listed.moves.close([case_id])
    assert "checklist" in refused.value.hint
    listed.checklists.tick(case_id, [1])
    listed.moves.close([case_id])
    assert listed.cases.get(case_id).row.state == "closed"
