"""Merging: a redirect that loses nothing, refused in one line where it cannot be, and taken back."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.clock_readings import ClockReading
from servicedesk.domain.errors import NotFoundError, RefusedError, ServiceDeskError, UsageError
from servicedesk.domain.merging import FIELDS
from servicedesk.services.calls import NewCall
from servicedesk.services.complaints import Assessment
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.storage import clock_cache
from tests.builders import (
    HOSTILE,
    NOW,
    FixedTime,
    dump,
    given_call,
    given_case,
    given_customer,
    given_followup,
    open_desk,
)

BESIDE = ("case_merges", "cases_search")


def fields(desk: Desk, case_id: int) -> dict[str, Any]:
    return desk.cases.get(case_id).fields


def history_of(desk: Desk, *case_ids: int) -> list[int]:
    return [len(desk.history.of("case", case_id)) for case_id in case_ids]


def assert_clocks_are_those_of_the_history(desk: Desk) -> None:
    with desk.reading() as db:
        assert clock_cache.count_wrong(db, desk.clock.now(), "Asia/Shanghai") == 0


def test_a_merged_case_points_at_the_other_and_keeps_all_that_was_on_it(desk: Desk) -> None:
    customer_id = given_customer(desk)
    source = given_call(desk, case_kind="complaint").case_id
    target = given_case(desk, HOSTILE, customer_id=customer_id)
    assert source is not None
    desk.cases.note([source], HOSTILE)
    followup_id = given_followup(desk, case_id=source)
    desk.promises.make(NewPromise("明天回电 [b]", NOW + timedelta(hours=3), case_id=source))
    desk.cases.snooze([source], NOW + timedelta(days=2))
    change = desk.merging.merge([source], target, reason="同一件事 [/]")
    assert change.ids == (source, target)
    merged = desk.cases.get(source).row
    assert (merged.state, merged.merged_into, merged.snoozed_until) == ("merged", target, None)
    dossier = desk.cases.dossier(target)
    [merge] = dossier.merged
    assert (merge.case_id, merge.reason, merge.actor) == (source, "同一件事 [/]", "anna")
    assert [row.id for row in dossier.followups] == [followup_id]
    assert [row.text for row in dossier.promises] == ["明天回电 [b]"]
    assert {"note", "call"} <= {line.what for line in dossier.history}
    assert desk.cases.get(target).row.deadline_kind == "first_response"
    assert_clocks_are_those_of_the_history(desk)


def test_what_was_promised_on_a_merged_case_is_owed_on_the_other(desk: Desk, time: FixedTime) -> None:
    source, target = given_case(desk), given_case(desk)
    desk.complaints.acknowledge([source, target])
    due_at = NOW + timedelta(minutes=20)
    desk.promises.make(NewPromise("回电", due_at, case_id=source))
    desk.merging.merge([source], target)
    assert (desk.cases.get(target).row.deadline_at, desk.cases.get(target).row.deadline_kind) == (
        due_at,
        "promise",
    )
    time.advance(minutes=5)
    desk.promises.keep([1])
    assert desk.cases.get(target).row.deadline_kind != "promise"
    assert_clocks_are_those_of_the_history(desk)


def test_blank_fields_are_filled_and_those_taken_are_taken(desk: Desk) -> None:
    source = given_case(desk, "漏水", category="质量", priority=4, description="楼上 [b]", product="K-35")
    target = given_case(desk, "空调", category="安装", owner="王芳")
    desk.complaints.assess([source], Assessment(severity=3, safety=False))
    names = {
        field.name: (field.source_value, field.target_value, field.fills)
        for field in desk.merging.differences(source, target)
    }
    assert names["category"] == ("质量", "安装", False)
    assert names["product"] == ("K-35", "", True)
    desk.merging.merge([source], target, take=["category", "priority"])
    held = fields(desk, target)
    assert (held["subject"], held["category"], held["priority"], held["owner"]) == ("空调", "质量", 4, "王芳")
    assert (held["description"], held["product"], held["severity"], held["safety"]) == (
        "楼上 [b]",
        "K-35",
        3,
        0,
    )
    assert (held["assessed_at"], held["assessed_by"]) == (NOW, "anna")


@pytest.mark.parametrize(("source_hours", "stands"), [(1, 1), (3, 2)])
def test_of_two_times_of_receipt_the_earlier_stands_if_it_is_taken(
    desk: Desk, source_hours: int, stands: int
) -> None:
    start = NOW - timedelta(hours=5)
    source = given_case(desk, received_at=start + timedelta(hours=source_hours))
    target = given_case(desk, received_at=start + timedelta(hours=2))
    desk.merging.merge([source], target, take=["received_at"])
    assert desk.cases.get(target).row.received_at == start + timedelta(hours=stands)
    assert_clocks_are_those_of_the_history(desk)


def test_labels_are_united_and_those_that_came_leave_again(desk: Desk) -> None:
    source, target = given_case(desk, labels=["漏水", "VIP"]), given_case(desk, labels=["vip", "急"])
    desk.merging.merge([source], target)
    assert desk.cases.get(target).row.labels == ("vip", "急", "漏水")
    desk.merging.unmerge([source])
    assert desk.cases.get(target).row.labels == ("vip", "急")
    assert desk.cases.get(source).row.labels == ("漏水", "VIP")


def test_a_label_or_field_that_was_changed_since_stays_as_it_is(desk: Desk) -> None:
    source = given_case(desk, labels=["漏水"], category="质量", product="K-35")
    target = given_case(desk)
    desk.merging.merge([source], target)
    desk.cases.edit(target, {"category": "物流"})
    desk.cases.label([target], remove=["漏水"])
    desk.merging.unmerge([source])
    assert desk.cases.get(target).row.labels == ()
    assert (fields(desk, target)["category"], fields(desk, target)["product"]) == ("物流", "")


@pytest.mark.parametrize("state", ["new", "working", "waiting", "solved", "told"])
def test_unmerging_brings_back_every_state_an_open_case_can_be_in(desk: Desk, state: str) -> None:
    source, target = given_case(desk), given_case(desk)
    moves = {"new": "", "working": "work", "waiting": "wait", "solved": "solve", "told": "solve tell"}[state]
    for verb in moves.split():
        getattr(desk.moves, verb)([source], *(["客户回复"] if verb == "wait" else []))
    before = dump(desk)
    desk.merging.merge([source], target)
    desk.merging.unmerge([source])
    after = dump(desk)
    assert {name: rows for name, rows in after.items() if name not in BESIDE} == {
        name: rows for name, rows in before.items() if name not in BESIDE
    }
    assert desk.cases.get(source).row.state == state
    assert desk.cases.dossier(target).merged == ()
    assert_clocks_are_those_of_the_history(desk)


def test_merges_chain_and_each_link_can_be_taken_out(desk: Desk) -> None:
    first, second, third = given_case(desk, product="K-35"), given_case(desk), given_case(desk)
    desk.merging.merge([first], second)
    desk.merging.merge([second], third)
    assert fields(desk, third)["product"] == "K-35"
    assert {merge.case_id for merge in desk.cases.dossier(third).merged} == {first, second}
    desk.merging.unmerge([first])
    assert desk.cases.get(first).row.state == "new"
    assert desk.cases.get(second).row.merged_into == third
    # What came to the third from the second is the second's until it leaves.
    assert fields(desk, third)["product"] == "K-35"
    desk.merging.unmerge([second])
    assert fields(desk, third)["product"] == ""
    assert_clocks_are_those_of_the_history(desk)


def test_several_cases_are_merged_at_once_in_one_action(desk: Desk) -> None:
    sources, target = [given_case(desk, f"第{n}次") for n in range(3)], given_case(desk)
    before = dump(desk)
    change = desk.merging.merge([*sources, sources[0]], target)
    assert set(change.ids) == {*sources, target}
    desk.undo.undo()
    assert dump(desk) == before
    desk.undo.redo()
    assert {desk.cases.get(source).row.merged_into for source in sources} == {target}
    desk.merging.unmerge(sources)
    assert {desk.cases.get(source).row.state for source in sources} == {"new"}


def given_ended(desk: Desk, state: str, other: int) -> int:
    case_id = given_case(desk)
    if state == "cancelled":
        desk.moves.cancel([case_id])
    elif state == "duplicate":
        desk.links.mark_duplicate([case_id], other)
    else:
        desk.moves.solve([case_id])
        desk.moves.tell([case_id])
        desk.moves.close([case_id], override="客户失联")
    return case_id


@pytest.mark.parametrize("state", ["closed", "cancelled", "duplicate"])
def test_a_case_that_has_ended_is_neither_merged_nor_merged_into(desk: Desk, state: str) -> None:
    open_id = given_case(desk)
    ended_id = given_ended(desk, state, open_id)
    before = dump(desk, without=())
    with pytest.raises(RefusedError, match=f"C-{ended_id} is {state}: only an open case"):
        desk.merging.merge([ended_id], open_id)
    with pytest.raises(RefusedError, match=f"C-{ended_id} is {state}: nothing can be merged"):
        desk.merging.merge([open_id], ended_id)
    assert dump(desk, without=()) == before


def test_merges_that_cannot_be_are_refused_whole_in_one_line(desk: Desk) -> None:
    first, second, third = given_case(desk), given_case(desk), given_case(desk)
    desk.merging.merge([first], second)
    before, lines = dump(desk, without=()), history_of(desk, first, second, third)
    refusals: list[tuple[list[int], int, str]] = [
        ([third], third, "C-3 cannot be merged into itself"),
        ([third, second], second, "C-2 cannot be merged into itself"),
        ([first], third, "C-1 is merged into C-2 already"),
        ([second], first, "C-1 is merged into C-2: the merge would close a ring"),
        ([third], first, "C-1 is itself merged into C-2"),
    ]
    for sources, target, words in refusals:
        with pytest.raises(RefusedError, match=words) as refused:
            desk.merging.merge(sources, target)
        assert "\n" not in refused.value.message + refused.value.hint
    for sources, target in (([third], 99), ([99], third)):
        with pytest.raises(NotFoundError):
            desk.merging.merge(sources, target)
    with pytest.raises(UsageError, match="There is no field"):
        desk.merging.merge([third], second, take=["version"])
    with pytest.raises(UsageError, match="one case at a time"):
        desk.merging.merge([third, second], first, take=["cause"])
    with pytest.raises(RefusedError, match="C-3 is not merged"):
        desk.merging.unmerge([third])
    with pytest.raises(RefusedError, match="C-3 is not merged"):
        desk.merging.unmerge([first, third])
    assert dump(desk, without=()) == before
    assert history_of(desk, first, second, third) == lines


def test_cases_of_two_customers_are_merged_for_a_reason_only(desk: Desk) -> None:
    source = given_case(desk, customer_id=given_customer(desk, "李伟"))
    target = given_case(desk, customer_id=given_customer(desk, "李太太", "139 0000 2222"))
    nobody = given_case(desk)
    with pytest.raises(RefusedError, match="different customers"):
        desk.merging.merge([nobody, source], target)
    with pytest.raises(RefusedError, match="different customers"):
        # The first brings its customer to a case that had none.
        desk.merging.merge([source, target], nobody)
    assert desk.cases.get(nobody).row.merged_into is None
    desk.merging.merge([nobody, source], target, reason="夫妻")
    assert fields(desk, target)["customer_id"] == 2


def test_calls_and_notes_go_to_the_case_where_a_merged_one_stands(desk: Desk) -> None:
    source, target = given_case(desk), given_case(desk)
    call_id = given_call(desk).call_id
    desk.merging.merge([source], target)
    before = dump(desk, without=())
    for write in (
        lambda: desk.cases.note([source], "漏了"),
        lambda: given_call(desk, case_id=source),
        lambda: desk.calls.edit(call_id, {"case_id": source}),
        lambda: desk.moves.solve([source]),
        lambda: desk.links.follow(source),
        lambda: desk.links.mark_duplicate([target], source),
    ):
        with pytest.raises(RefusedError, match=r"C-1 .* C-2"):
            write()
    assert dump(desk, without=()) == before


def test_history_only_grows_with_merging_unmerging_undo_and_redo(desk: Desk) -> None:
    source, target = given_case(desk), given_case(desk)
    lengths = [history_of(desk, source, target)]
    steps: list[Callable[[], Any]] = [
        lambda: desk.merging.merge([source], target),
        desk.undo.undo,
        desk.undo.redo,
        lambda: desk.merging.unmerge([source]),
        desk.undo.undo,
        desk.undo.redo,
    ]
    for step in steps:
        step()
        lengths.append(history_of(desk, source, target))
        assert_clocks_are_those_of_the_history(desk)
    assert all(
        now > earlier
        for before, after in pairwise(lengths)
        for earlier, now in zip(before, after, strict=True)
    )


def test_undo_and_redo_cannot_close_a_ring(desk: Desk, tmp_path: Any) -> None:
    first, second = given_case(desk), given_case(desk)
    with open_desk(tmp_path / "desk.db", actor="王芳") as fang:
        desk.merging.merge([first], second)
        desk.undo.undo()
        fang.merging.merge([second], first)
        with pytest.raises(RefusedError, match="nothing was undone"):
            desk.undo.redo()
        fang.merging.unmerge([second])
        fang.merging.merge([first], second)
        unmerged = fang.merging.unmerge([first])
        desk.merging.merge([second], first)
        with pytest.raises(RefusedError, match="nothing was undone"):
            fang.undo.undo(unmerged.action)
    assert desk.cases.get(second).row.merged_into == first


def test_opening_a_case_is_not_undone_while_another_stands_merged_into_it(desk: Desk, tmp_path: Any) -> None:
    target = given_case(desk)
    with open_desk(tmp_path / "desk.db", actor="王芳") as fang:
        fang.merging.merge([given_case(fang)], target)
    before = dump(desk)
    with pytest.raises(RefusedError):
        desk.undo.undo()
    assert dump(desk) == before


def test_a_category_that_comes_brings_its_checklist_and_takes_it_along(desk: Desk) -> None:
    desk.policies.set(
        "checklists", '[[checklist]]\nname = "破损"\ncategory = "破损"\nsteps = ["拍照", "报承运商"]\n'
    )
    source, target = given_case(desk, category="破损"), given_case(desk)
    desk.merging.merge([source], target)
    steps = desk.checklists.of_case(target)
    assert [step.text for step in steps] == ["拍照", "报承运商"]
    desk.checklists.tick(target, [steps[0].id])
    desk.merging.unmerge([source])
    assert [step.text for step in desk.checklists.of_case(target)] == ["拍照"]


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "category": st.sampled_from(["", "质量", "物流"]),
    "product": st.sampled_from(["", "K-35", HOSTILE]),
    "priority": st.integers(1, 4),
    "severity": st.none() | st.integers(1, 4),
    "due_at": st.none() | st.integers(1, 3).map(lambda days: NOW + timedelta(days=days)),
}


@settings(max_examples=25)
@given(data=st.data())
def test_merges_taken_back_in_any_order_leave_no_trace(data: st.DataObject, tmp_path_factory: Any) -> None:
    with open_desk(tmp_path_factory.mktemp("merges") / "desk.db") as desk:
        ids = [given_case(desk, labels=data.draw(st.lists(st.sampled_from("甲乙丙")))) for _n in range(4)]
        for case_id in ids:
            desk.cases.edit(case_id, data.draw(st.fixed_dictionaries(VALUES)))
        if waiting := data.draw(st.lists(st.sampled_from(ids), unique=True)):
            desk.moves.wait(waiting, data.draw(st.sampled_from(desk.policies.parsed("waiting").names())))
        clocks = {case_id: desk.clocks.explain(case_id).clocks for case_id in ids}
        before = dump(desk)
        merged = 0
        for source, target in data.draw(st.lists(st.tuples(*[st.sampled_from(ids)] * 2), max_size=6)):
            taken = data.draw(st.lists(st.sampled_from(FIELDS), max_size=6))
            try:
                desk.merging.merge([source], target, take=taken)
                merged += 1
            except ServiceDeskError:
                continue
        inside = [case_id for case_id in ids if desk.cases.get(case_id).row.merged_into]
        assert len(inside) == merged
        for case_id in data.draw(st.permutations(inside)):
            desk.merging.unmerge([case_id])
            assert_clocks_are_those_of_the_history(desk)
        after = dump(desk)
        for name in ("cases", "case_labels", "case_notes", "case_steps"):
            assert after[name] == before[name]
        assert {case_id: desk.clocks.explain(case_id).clocks for case_id in ids} == clocks


def test_two_that_wait_for_the_customer_wait_together_whatever_their_reasons(
    desk: Desk, time: FixedTime
) -> None:
    answer, approval, sent, parts, *_rest = desk.policies.parsed("waiting").names()
    for reasons, is_paused in (((answer, sent), True), ((approval, answer), True), ((answer, parts), False)):
        ids = [given_case(desk), given_case(desk)]
        time.advance(minutes=30)
        for case_id, reason in zip(ids, reasons, strict=True):
            desk.moves.wait([case_id], reason)
            time.advance(minutes=30)
        used = [_resolve(desk, case_id).used_seconds for case_id in ids]
        before = [desk.clocks.explain(case_id).clocks for case_id in ids]
        time.advance(hours=2)
        desk.merging.merge(ids[:1], ids[1])
        together = _resolve(desk, ids[1])
        assert together.is_paused is is_paused
        assert (together.used_seconds == max(used)) is is_paused
        desk.merging.unmerge(ids[:1])
        assert [desk.clocks.explain(case_id).clocks.resolve for case_id in ids if is_paused] == [
            one.resolve for one in before if is_paused
        ]


def _resolve(desk: Desk, case_id: int) -> ClockReading:
    found = desk.clocks.explain(case_id).clocks.resolve
    assert found is not None
    return found


def test_a_wait_entered_late_ends_at_the_merge_as_if_it_had_been_entered_in_order(
    desk: Desk, time: FixedTime
) -> None:
    began = desk.clock.now()
    answer = desk.policies.parsed("waiting").names()[0]
    in_order, late = [given_case(desk, "水"), given_case(desk)], [given_case(desk, "水"), given_case(desk)]
    time.advance(minutes=45)
    desk.moves.wait(in_order[1:], answer)
    time.advance(hours=5)
    for source, target in (in_order, late):
        desk.merging.merge([source], target)
    merged = desk.clock.now()
    time.advance(hours=1)
    desk.moves.wait(late[1:], answer, at=began + timedelta(minutes=45))
    rows = [desk.cases.get(pair[1]).row for pair in (in_order, late)]
    assert [row.state for row in rows] == ["working", "working"]
    assert _resolve(desk, late[1]) == _resolve(desk, in_order[1])
    line = desk.history.of("case", late[1])[-1]
    assert (line.verb, line.happened_at) == ("case.wait_ended_by_merge", merged)
    for pair in (in_order, late):
        desk.merging.unmerge(pair[:1])
        assert desk.cases.get(pair[1]).fields["waiting_since"] == began + timedelta(minutes=45)
    assert _resolve(desk, late[1]) == _resolve(desk, in_order[1])
    desk.undo.undo()
    desk.undo.undo()
    desk.undo.undo()
    assert desk.cases.get(late[1]).row.state == "new"


def test_a_late_wait_that_she_answered_before_the_merge_ends_with_her_answer(
    desk: Desk, time: FixedTime
) -> None:
    answer = desk.policies.parsed("waiting").names()[0]
    ids = [given_case(desk), given_case(desk)]
    began = desk.clock.now()
    time.advance(hours=2)
    now = desk.clock.now()
    desk.calls.log(NewCall(case_id=ids[1], summary="答复", rang_at=now, answered_at=now))
    time.advance(hours=2)
    desk.merging.merge(ids[:1], ids[1])
    time.advance(hours=1)
    desk.moves.wait(ids[1:], answer, at=began + timedelta(hours=1))
    assert desk.history.of("case", ids[1])[-1].verb == "case.customer_came"
    desk.merging.unmerge(ids[:1])
    assert desk.cases.get(ids[1]).row.state == "working"


def test_a_late_wait_for_others_goes_on_beside_what_was_merged_in(desk: Desk, time: FixedTime) -> None:
    parts = next(one.name for one in desk.policies.parsed("waiting").reasons if not one.pauses)
    ids = [given_case(desk), given_case(desk)]
    began = desk.clock.now()
    time.advance(hours=2)
    desk.merging.merge(ids[:1], ids[1])
    time.advance(hours=1)
    desk.moves.wait(ids[1:], parts, at=began + timedelta(hours=1))
    assert desk.cases.get(ids[1]).row.state == "waiting"
