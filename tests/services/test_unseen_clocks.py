"""No clock is set back unseen: by a merge, a changed receipt, or a state that was taken back."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servicedesk.domain.clock_readings import CaseClocks
from servicedesk.domain.errors import UsageError
from servicedesk.services.calls import NewCall
from servicedesk.services.desk import Desk
from servicedesk.storage import clock_cache
from tests.builders import NOW, FixedTime, given_case, given_customer, open_desk

HOUR = timedelta(hours=1)


def clocks_of(desk: Desk, case_id: int) -> CaseClocks:
    return desk.clocks.explain(case_id).clocks


def test_a_late_case_that_is_merged_into_a_newer_one_is_late_as_before(desk: Desk, time: FixedTime) -> None:
    late = given_case(desk, received_at=NOW - timedelta(days=9))
    newer = given_case(desk)
    before = clocks_of(desk, late)
    assert before.resolve is not None
    desk.merging.merge([late], newer)
    after = clocks_of(desk, newer)
    assert after.resolve is not None
    assert (after.resolve.started_at, after.resolve.due_at) == (
        NOW - timedelta(days=9),
        before.resolve.due_at,
    )
    assert list(desk.lists.ids("case", "is:overdue")) == [newer]
    alone = given_case(desk)
    desk.merging.unmerge([late])
    assert clocks_of(desk, late) == before
    assert clocks_of(desk, newer)[:3] == clocks_of(desk, alone)[:3]


STEPS = ("call in", "call out", "work", "wait", "wait elsewhere", "acknowledge", "due")


def do(desk: Desk, case_id: int, step: str) -> None:
    if step.startswith("call"):
        desk.calls.log(NewCall("", "来电 [b]", case_id=case_id, direction=step.split()[1]))
    elif step == "work":
        if desk.cases.get(case_id).row.state != "working":
            desk.moves.work([case_id])
    elif step.startswith("wait"):
        reasons = desk.policies.parsed("waiting").names()
        desk.moves.wait([case_id], reasons[0] if step == "wait" else "spare parts")
    elif step == "acknowledge":
        if not desk.cases.get(case_id).fields["acknowledged_at"]:
            desk.complaints.acknowledge([case_id])
    elif step == "due":
        desk.cases.edit(case_id, {"due_at": desk.clock.now() + timedelta(days=3)})


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    gaps=st.tuples(st.integers(0, 60), st.integers(1, 40)),
    steps=st.lists(st.tuples(st.integers(0, 1), st.sampled_from(STEPS), st.integers(1, 30)), max_size=7),
    kinds=st.tuples(*[st.sampled_from(["complaint", "enquiry"])] * 2),
    tiers=st.tuples(*[st.sampled_from(["", "vip"])] * 2),
    turned=st.booleans(),
)
def test_no_deadline_of_two_cases_becomes_later_by_merging_them_and_unmerging_is_exact(
    tmp_path_factory: pytest.TempPathFactory,
    gaps: tuple[int, int],
    steps: list[tuple[int, str, int]],
    kinds: tuple[str, str],
    tiers: tuple[str, str],
    turned: bool,
) -> None:
    time = FixedTime()
    with open_desk(tmp_path_factory.mktemp("desk") / "desk.db", time) as desk:
        cases = []
        for kind, tier, gap in zip(kinds, tiers, gaps, strict=True):
            customer = given_customer(desk, f"李 {len(cases)}", f"138 0000 000{len(cases)}", tier=tier)
            cases.append(given_case(desk, kind=kind, customer_id=customer))
            time.advance(hours=gap)
        for which, step, hours in steps:
            do(desk, cases[which], step)
            time.advance(hours=hours)
        source, target = cases[::-1] if turned else cases
        before = {case_id: clocks_of(desk, case_id) for case_id in cases}
        dues = {
            case_id: dict(reversed([(kind, at) for at, kind in before[case_id].deadlines]))
            for case_id in cases
        }
        desk.merging.merge([source], target, reason="同一件事")
        after = clocks_of(desk, target)
        found = {kind: at for at, kind in reversed(after.deadlines)}
        for case_id in cases:
            # An answer on either is an answer to the customer of both; the solution is owed as it was.
            for kind in {"resolve", "due"} & dues[case_id].keys():
                assert found[kind] <= dues[case_id][kind]
        desk.merging.unmerge([source])
        assert {case_id: clocks_of(desk, case_id) for case_id in cases} == before


def test_a_case_that_waits_is_at_work_with_the_one_at_work_that_is_merged_into_it(
    desk: Desk, time: FixedTime
) -> None:
    reason, *_rest = desk.policies.parsed("waiting").names()
    source, target, twin, third = (given_case(desk) for _n in range(4))
    time.advance(hours=1)
    desk.moves.wait([target, twin], reason)
    waits = desk.cases.get(target).fields
    time.advance(hours=1)
    owed = clocks_of(desk, source).resolve
    desk.merging.merge([source], target)
    together = clocks_of(desk, target).resolve
    assert owed is not None
    assert together is not None
    assert (desk.cases.get(target).row.state, together.due_at) == ("working", owed.due_at)
    # A second one at work keeps it at work when the first is taken out.
    desk.merging.merge([third], target)
    desk.merging.unmerge([source])
    assert desk.cases.get(target).row.state == "working"
    time.advance(hours=1)
    desk.merging.unmerge([third])
    assert clocks_of(desk, target) == clocks_of(desk, twin)
    fields = desk.cases.get(target).fields
    assert {name: fields[name] for name in fields if "wait" in name} == {
        name: waits[name] for name in waits if "wait" in name
    }


def test_a_wait_that_came_after_the_merge_stays_when_the_cases_are_taken_apart(
    desk: Desk, time: FixedTime
) -> None:
    reason, other, *_rest = desk.policies.parsed("waiting").names()
    source, target = given_case(desk), given_case(desk)
    desk.moves.wait([target], reason)
    time.advance(hours=1)
    desk.merging.merge([source], target)
    desk.moves.wait([target], other)
    time.advance(hours=1)
    desk.moves.work([target])
    desk.merging.unmerge([source])
    assert desk.cases.get(target).row.state == "working"


def test_a_merge_entered_late_ends_no_wait_of_later_and_one_for_others_goes_on(
    desk: Desk, time: FixedTime
) -> None:
    reason, *_rest = desk.policies.parsed("waiting").names()
    sources = [given_case(desk), given_case(desk)]
    late, elsewhere = given_case(desk), given_case(desk)
    time.advance(hours=2)
    desk.moves.wait([late], reason)
    desk.moves.wait([elsewhere], "spare parts")
    time.advance(hours=1)
    desk.merging.merge(sources[:1], late, at=NOW + HOUR)
    desk.merging.merge(sources[1:], elsewhere)
    assert {desk.cases.get(case_id).row.state for case_id in (late, elsewhere)} == {"waiting"}
    assert clocks_of(desk, elsewhere).deadlines


def test_the_answer_on_a_merged_case_ends_the_wait_of_the_one_where_it_stands(
    desk: Desk, time: FixedTime
) -> None:
    reason, *_rest = desk.policies.parsed("waiting").names()
    source, target = given_case(desk), given_case(desk)
    desk.moves.wait([source, target], reason)
    time.advance(hours=1)
    call_id = desk.calls.log(NewCall("", "来电 [b]", direction="out", case_id=source)).call_id
    desk.merging.merge([source], target)
    assert desk.cases.get(target).row.state == "waiting"
    desk.calls.edit(call_id, {"direction": "in"})
    assert desk.cases.get(target).row.state == "working"
    assert clocks_of(desk, target).resolve is not None


SLEEPS = (None, 3, 5)
"""Days for which a case is hidden when it is merged, or not."""


@pytest.mark.parametrize("of_target", SLEEPS)
@pytest.mark.parametrize("of_source", SLEEPS)
def test_what_is_merged_is_hidden_until_the_earlier_time_and_apart_again_as_before(
    desk: Desk, time: FixedTime, of_source: int | None, of_target: int | None
) -> None:
    source, target = given_case(desk), given_case(desk)

    def hidden() -> list[datetime | None]:
        return [desk.cases.get(case_id).row.snoozed_until for case_id in (source, target)]

    for case_id, days in ((source, of_source), (target, of_target)):
        if days is not None:
            desk.cases.snooze([case_id], NOW + timedelta(days=days))
    before = hidden()
    time.advance(hours=1)
    desk.merging.merge([source], target)
    together = (
        None if of_source is None or of_target is None else NOW + timedelta(days=min(of_source, of_target))
    )
    assert hidden() == [None, together]
    desk.merging.unmerge([source])
    assert hidden() == before


def test_a_case_that_one_at_work_still_wakes_sleeps_again_only_when_both_are_taken_out(
    desk: Desk, time: FixedTime
) -> None:
    target, *sources = (given_case(desk) for _each in range(3))
    until = NOW + timedelta(days=3)
    desk.cases.snooze([target], until)
    time.advance(hours=1)
    desk.merging.merge(sources, target)
    desk.merging.unmerge(sources[:1])
    assert desk.cases.get(target).row.snoozed_until is None
    desk.merging.unmerge(sources[1:])
    assert desk.cases.get(target).row.snoozed_until == until
    # The customer wakes it, whatever was merged.
    desk.merging.merge(sources[:1], target)
    time.advance(hours=1)
    desk.calls.log(NewCall("", "怎么样了 [b]", case_id=target, direction="in"))
    desk.merging.unmerge(sources[:1])
    assert desk.cases.get(target).row.snoozed_until is None


def test_a_merge_entered_late_wakes_no_case_that_was_hidden_after_it(desk: Desk, time: FixedTime) -> None:
    source, target = given_case(desk), given_case(desk)
    merged = time.advance(hours=1)
    time.advance(hours=1)
    desk.cases.snooze([target], NOW + timedelta(days=3))
    desk.merging.merge([source], target, at=merged)
    assert desk.cases.get(target).row.snoozed_until == NOW + timedelta(days=3)


@pytest.mark.parametrize("how", ["cancel", "duplicate", "merge"])
def test_a_case_that_was_dropped_by_mistake_has_lost_no_hours(desk: Desk, time: FixedTime, how: str) -> None:
    case_id, other, untouched = given_case(desk), given_case(desk), given_case(desk)
    time.advance(hours=2)
    if how == "cancel":
        desk.moves.cancel([case_id], "开错")
    elif how == "duplicate":
        desk.links.mark_duplicate([case_id], other)
    else:
        desk.merging.merge([case_id], other)
    time.advance(days=2)
    if how == "merge":
        desk.merging.unmerge([case_id])
    else:
        desk.moves.reopen([case_id], "不是重复")
    time.advance(hours=1)
    found, wanted = clocks_of(desk, case_id), clocks_of(desk, untouched)
    assert found.resolve is not None
    assert wanted.resolve is not None
    assert found.resolve.used_seconds == wanted.resolve.used_seconds
    # What a case was merged into has had its clocks moved, too.
    moved = [case_id, other] if how == "merge" else [case_id]
    assert list(desk.lists.ids("case", "is:clock-moved")) == moved
    assert list(desk.lists.ids("case", "是:时限变动")) == moved
    desk.undo.undo()
    assert list(desk.lists.ids("case", "is:clock-moved")) == []


def test_another_time_of_receipt_needs_a_reason_and_is_listed(desk: Desk) -> None:
    case_id, other = given_case(desk), given_case(desk)
    earlier = NOW - timedelta(days=2)
    with pytest.raises(UsageError, match="why is it changed"):
        desk.cases.edit(case_id, {"received_at": earlier})
    assert desk.cases.get(case_id).row.received_at == NOW
    desk.cases.edit(case_id, {"received_at": earlier, "subject": "漏水 [b]"}, reason="周一就来过电话")
    desk.cases.edit(other, {"received_at": NOW, "subject": "没有改"})
    assert list(desk.lists.ids("case", "is:clock-moved")) == [case_id]
    history = desk.cases.dossier(case_id).history
    assert [line.text for line in history if line.what == "note"] == ["周一就来过电话"]
    assert "case.received" in {line.what for line in history}
    desk.undo.undo()
    desk.undo.undo()
    assert desk.cases.get(case_id).row.received_at == NOW


def test_a_clock_that_is_set_back_leaves_no_deadline_of_a_time_to_come(desk: Desk, time: FixedTime) -> None:
    case_id = given_case(desk)
    time.advance(days=30)
    desk.clocks.refresh()
    assert list(desk.lists.ids("case", "is:overdue")) == [case_id]
    level = desk.lists.rows("case", [case_id])[case_id].clock_level
    assert level == 100
    time.advance(days=-30)
    with desk.reading() as db:
        # It is no fault of the file.
        assert clock_cache.count_wrong(db, desk.clock.now(), desk.store.zone) == 0
    desk.clocks.refresh()
    assert desk.lists.rows("case", [case_id])[case_id].clock_level == 0
    assert list(desk.lists.ids("case", "is:overdue")) == []
