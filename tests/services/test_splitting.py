"""Splitting: chosen calls leave for a case of their own, and both say so."""

from datetime import timedelta

import pytest

from servicedesk.domain.errors import NotFoundError, RefusedError, UsageError
from servicedesk.services.case_rows import NewCase
from servicedesk.services.desk import Desk
from servicedesk.storage import clock_cache
from tests.builders import HOSTILE, NOW, dump, given_call, given_case


def given_case_with_calls(desk: Desk, count: int = 3) -> tuple[int, list[int]]:
    """A case opened by the first of its calls, an hour apart."""
    first = given_call(desk, case_kind="complaint", rang_at=NOW - timedelta(hours=9))
    case_id = first.case_id
    assert case_id is not None
    later = [
        given_call(desk, summary=HOSTILE, case_id=case_id, rang_at=NOW - timedelta(hours=9 - n)).call_id
        for n in range(1, count)
    ]
    return case_id, [first.call_id, *later]


def calls_of(desk: Desk, case_id: int) -> list[int | None]:
    return [line.record_id for line in desk.cases.dossier(case_id).history if line.what == "call"]


def test_the_chosen_calls_move_and_both_cases_say_so(desk: Desk) -> None:
    case_id, [first, second, third] = given_case_with_calls(desk)
    before = dump(desk)
    change = desk.links.split(case_id, [third, second, third], NewCase("另一件事 [/]", category="物流"))
    new_id = change.ids[0]
    held = desk.cases.get(new_id).fields
    old = desk.cases.get(case_id)
    assert (held["customer_id"], held["category"], held["channel"]) == (old.row.customer_id, "物流", "phone")
    assert (held["call_id"], held["received_at"]) == (second, NOW - timedelta(hours=8))
    assert (calls_of(desk, case_id), calls_of(desk, new_id)) == ([first], [second, third])
    assert old.fields["call_id"] == first
    assert [(link.relation, link.case_id) for link in desk.links.of_case(new_id)] == [("related", case_id)]
    for one, other in ((case_id, new_id), (new_id, case_id)):
        [note] = [line.text for line in desk.cases.dossier(one).history if line.what == "note"]
        assert f"C-{other}" in note
        assert f"CL-{second}, CL-{third}" in note
    with desk.reading() as db:
        assert clock_cache.count_wrong(db, NOW, "Asia/Shanghai") == 0
    after = dump(desk)
    desk.undo.undo()
    assert dump(desk) == before
    desk.undo.redo()
    assert dump(desk) == after


def test_the_call_that_opened_the_case_may_leave_if_another_stays(desk: Desk) -> None:
    case_id, [first, second, third] = given_case_with_calls(desk)
    new_id = desk.links.split(case_id, [first], NewCase("先前的事")).ids[0]
    assert desk.cases.get(new_id).fields["call_id"] == first
    # The calls that stay are the customer asking again: none of them opened the case.
    assert desk.cases.get(case_id).fields["call_id"] is None
    assert calls_of(desk, case_id) == [second, third]


def test_a_split_that_cannot_be_is_refused_and_changes_nothing(desk: Desk) -> None:
    case_id, [first, second, third] = given_case_with_calls(desk)
    stranger, other = given_call(desk).call_id, given_case(desk)
    foreign = given_call(desk, case_id=other).call_id
    before = dump(desk, without=())
    for call_id in (stranger, foreign):
        with pytest.raises(RefusedError, match=f"CL-{call_id} is not a call on C-1"):
            desk.links.split(case_id, [second, call_id], NewCase("x"))
    with pytest.raises(RefusedError, match="Every call would leave C-1"):
        desk.links.split(case_id, [first, second, third], NewCase("x"))
    with pytest.raises(UsageError, match="Which calls"):
        desk.links.split(case_id, [], NewCase("x"))
    with pytest.raises(NotFoundError):
        desk.links.split(case_id, [999], NewCase("x"))
    with pytest.raises(UsageError, match="subject"):
        desk.links.split(case_id, [second], NewCase(" \t"))
    with pytest.raises(NotFoundError):
        desk.links.split(77, [second], NewCase("x"))
    assert dump(desk, without=()) == before
    desk.merging.merge([case_id], other)
    with pytest.raises(RefusedError, match=r"C-1 .* C-2"):
        desk.links.split(case_id, [second], NewCase("x"))
