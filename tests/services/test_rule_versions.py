"""The past stays as it was judged: other tiers, kinds, targets, hours change nothing that has ended."""

from datetime import timedelta

from servicedesk.domain.clock_readings import CaseClocks
from servicedesk.services.calls import NewCall
from servicedesk.services.customers import CardChange
from servicedesk.services.desk import Desk
from servicedesk.storage import clock_cache
from tests.builders import HOSTILE, FixedTime, given_case, given_customer


def clocks_of(desk: Desk, case_id: int) -> CaseClocks:
    return desk.clocks.explain(case_id).clocks


def assert_clocks_are_those_of_the_history(desk: Desk) -> None:
    with desk.reading() as db:
        assert clock_cache.count_wrong(db, desk.clock.now(), desk.store.zone) == 0


def given_met(desk: Desk, time: FixedTime, customer_id: int, **values: str) -> int:
    """A complaint that met its targets, and would have missed those of a VIP."""
    case_id = given_case(desk, HOSTILE, customer_id=customer_id, **values)
    time.advance(minutes=50)
    desk.calls.log(NewCall("", "回电 [b]", case_id=case_id, direction="out"))
    time.advance(days=2, minutes=-80)
    desk.moves.solve([case_id])
    desk.moves.tell([case_id])
    desk.moves.close([case_id], override="x")
    return case_id


def test_another_tier_judges_what_runs_and_nothing_that_has_ended(desk: Desk, time: FixedTime) -> None:
    customer_id = given_customer(desk)
    closed = given_met(desk, time, customer_id)
    running = given_case(desk, customer_id=customer_id)
    time.advance(days=240)
    before = clocks_of(desk, closed)
    assert [reading.is_late for reading in before.readings] == [False, False]
    earlier = clocks_of(desk, running)
    desk.customers.edit(customer_id, CardChange({"tier": "VIP"}))
    assert clocks_of(desk, closed) == before
    now = clocks_of(desk, running)
    assert now.resolve is not None
    assert earlier.resolve is not None
    assert now.resolve.target_seconds == earlier.resolve.target_seconds // 2
    # As of a time before it, the tier was what it was.
    at = time.moment - timedelta(days=1)
    as_of = desk.clocks.explain(running, as_of=at)
    assert as_of.history.tier == ""
    assert as_of.clocks.resolve is not None
    assert as_of.clocks.resolve.target_seconds == earlier.resolve.target_seconds
    assert_clocks_are_those_of_the_history(desk)
    desk.undo.undo()
    assert clocks_of(desk, running) == earlier


def test_a_case_is_judged_as_the_kind_and_for_the_customer_that_it_had(desk: Desk, time: FixedTime) -> None:
    ordinary, vip = given_customer(desk), given_customer(desk, "王 [/]", "139 0000 0001", tier="vip")
    answered = given_case(desk, kind="enquiry", customer_id=ordinary)
    time.advance(minutes=90)
    desk.calls.log(NewCall("", "回电", case_id=answered, direction="out"))
    first = clocks_of(desk, answered).first_response
    assert first is not None
    assert not first.is_late
    time.advance(minutes=5)
    desk.cases.edit(answered, {"kind": "complaint", "customer_id": vip})
    clocks = clocks_of(desk, answered)
    assert clocks.first_response == first
    assert clocks.resolve is not None
    assert clocks.resolve.target_seconds == 8 * 3600
    time.advance(minutes=5)
    desk.customers.edit(vip, CardChange({"tier": ""}))
    assert clocks_of(desk, answered).first_response == first
    assert_clocks_are_those_of_the_history(desk)
    newer = given_case(desk, kind="enquiry")
    desk.merging.merge([answered], newer, reason="一件事")
    joined = clocks_of(desk, newer)
    assert joined.first_response == first
    assert_clocks_are_those_of_the_history(desk)
