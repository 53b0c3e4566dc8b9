"""What was put down in the wrong place goes to whom it belongs, with what hangs on it, in one step."""

from datetime import timedelta

import pytest

from servicedesk.domain.errors import NotFoundError, RefusedError, UsageError
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.services.rehoming import NewHome
from tests.builders import NOW, FixedTime, dump, given_call, given_case, given_customer, given_followup


def whose(desk: Desk, kind: str, record_id: int) -> int | None:
    row = desk.lists.rows(kind, [record_id])[record_id]
    return row.customer_id


def responded_at(desk: Desk, case_id: int) -> object:
    clocks = desk.clocks.explain(case_id).clocks
    return next(one for one in clocks.readings if one.name == "first_response").ended_at


def test_a_call_goes_to_another_customer_with_the_promise_made_in_it(desk: Desk) -> None:
    wrong, right = given_customer(desk), given_customer(desk, "王秀英 [/]", "138 0000 2222")
    logged = given_call(desk, "", "回电 [b]", customer_id=wrong, promise_due_at=NOW + timedelta(hours=3))
    before = dump(desk)
    change = desk.rehoming.move_calls([logged.call_id], NewHome(customer_id=right))
    assert whose(desk, "call", logged.call_id) == whose(desk, "promise", logged.promise_id or 0) == right
    assert change.verb == "call.rehome"
    assert desk.rehoming.move_calls([logged.call_id], NewHome(customer_id=right)).count == 0
    desk.undo.undo()
    assert dump(desk) == before
    desk.rehoming.move_calls([logged.call_id], NewHome(no_customer=True))
    assert whose(desk, "call", logged.call_id) is None


def test_a_call_that_leaves_a_case_takes_its_contact_along_and_says_so_there(
    desk: Desk, time: FixedTime
) -> None:
    customer = given_customer(desk)
    first, other = (given_case(desk, customer_id=customer) for _number in range(2))
    time.advance(minutes=10)
    told = given_call(desk, "", "已答复", customer_id=customer, case_id=first, direction="out").call_id
    assert responded_at(desk, first) == NOW + timedelta(minutes=10)
    before = dump(desk)
    desk.rehoming.move_calls([told], NewHome(case_id=other))
    assert (responded_at(desk, first), responded_at(desk, other)) == (None, NOW + timedelta(minutes=10))
    assert "CL-1 went to C-2." in [line.text for line in desk.cases.dossier(first).history]
    desk.rehoming.move_calls([told], NewHome(no_case=True))
    assert responded_at(desk, other) is None
    desk.undo.undo()
    desk.undo.undo()
    assert dump(desk) == before


def test_the_call_that_opened_a_case_may_leave_it_and_ended_waits_go_on(desk: Desk, time: FixedTime) -> None:
    opened = given_call(desk, case_kind="complaint")
    case_id = opened.case_id or 0
    time.advance(minutes=5)
    desk.moves.wait([case_id], desk.policies.parsed("waiting").names()[0])
    time.advance(minutes=5)
    again = given_call(desk, "", "照片发来了", case_id=case_id).call_id
    assert desk.cases.get(case_id).row.state == "working"
    desk.rehoming.move_calls([again, opened.call_id], NewHome(no_case=True))
    case = desk.cases.get(case_id)
    assert (case.row.state, case.fields["call_id"]) == ("waiting", None)
    call = desk.calls.get(opened.call_id)
    assert call is not None
    assert (call.case_id, call.outcome, call.customer_id) == (None, "answered", opened.customer_id)


def test_a_call_of_nobody_that_goes_to_a_case_is_its_customers(desk: Desk) -> None:
    customer = given_customer(desk)
    case_id = given_case(desk, customer_id=customer)
    call_id = given_call(desk, "", "漏水").call_id
    desk.rehoming.move_calls([call_id], NewHome(case_id=case_id))
    assert whose(desk, "call", call_id) == customer


def test_what_does_not_fit_is_refused_and_nothing_changes(desk: Desk) -> None:
    customer, other = given_customer(desk), given_customer(desk, "王秀英", "138 0000 2222")
    first, second = (given_case(desk, customer_id=customer) for _number in range(2))
    call_id = given_call(desk, "", "漏水", customer_id=customer, case_id=first).call_id
    desk.merging.merge([second], first)
    before = dump(desk)
    for home, kind in (
        (NewHome(), UsageError),
        (NewHome(case_id=first, no_case=True), UsageError),
        (NewHome(case_id=second), RefusedError),
        (NewHome(customer_id=99), NotFoundError),
        (NewHome(case_id=99), NotFoundError),
        (NewHome(customer_id=other), RefusedError),
    ):
        with pytest.raises(kind):
            desk.rehoming.move_calls([call_id], home)
    with pytest.raises(RefusedError, match="C-1"):
        desk.rehoming.move_cases([first, second], other)
    assert dump(desk) == before
    desk.rehoming.move_calls([call_id], NewHome(customer_id=other, no_case=True))
    assert whose(desk, "call", call_id) == other


def test_a_case_goes_to_another_customer_with_all_of_it_that_was_the_earlier_ones(
    desk: Desk, time: FixedTime
) -> None:
    wrong, right = given_customer(desk), given_customer(desk, "王秀英 [/]", "138 0000 2222", tier="vip")
    neighbour = given_customer(desk, "邻居", "138 0000 3333")
    opened = given_call(desk, "", "漏水", customer_id=wrong, case_kind="complaint")
    case_id = opened.case_id or 0
    merged = given_case(desk, "又漏", customer_id=wrong)
    theirs = given_call(desk, "", "也听见了", customer_id=neighbour, case_id=case_id).call_id
    promise = desk.promises.make(NewPromise("回电", NOW + timedelta(hours=2), case_id=case_id)).id
    visit = given_followup(desk, customer_id=wrong, case_id=case_id)
    elsewhere = given_followup(desk, customer_id=wrong)
    desk.merging.merge([merged], case_id)
    before, deadline = dump(desk), desk.cases.get(case_id).row.deadline_at
    change = desk.rehoming.move_cases([case_id], right)
    assert change.verb == "case.rehome"
    moved = [
        ("case", case_id),
        ("case", merged),
        ("call", opened.call_id),
        ("promise", promise),
        ("followup", visit),
    ]
    assert {whose(desk, kind, record_id) for kind, record_id in moved} == {right}
    assert (whose(desk, "call", theirs), whose(desk, "followup", elsewhere)) == (neighbour, wrong)
    assert desk.cases.get(case_id).row.deadline_at is not None
    desk.undo.undo()
    assert dump(desk) == before
    assert desk.cases.get(case_id).row.deadline_at == deadline
