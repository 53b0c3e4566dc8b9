"""A case that is out with another department, or promised on, when it is merged: the other one shows it."""

from datetime import timedelta

from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.storage import clock_cache
from tests.builders import NOW, FixedTime, dump, given_case

SOON = NOW + timedelta(minutes=20)


def given_merged(desk: Desk, time: FixedTime) -> tuple[int, int, int]:
    """(out, between, target): the first stands merged into the second, that one into the third."""
    out, between, target = given_case(desk), given_case(desk), given_case(desk)
    desk.handoffs.hand_off([out], "售后 [b]", due_at=SOON)
    time.advance(minutes=1)
    desk.merging.merge([out], between)
    desk.merging.merge([between], target)
    return out, between, target


def assert_clocks_are_right(desk: Desk) -> None:
    with desk.reading() as db:
        assert clock_cache.count_wrong(db, desk.clock.now(), "Asia/Shanghai") == 0


def test_the_time_it_is_due_back_presses_on_the_case_that_stays(desk: Desk, time: FixedTime) -> None:
    out, _between, target = given_merged(desk, time)
    row = desk.cases.get(target).row
    assert (row.deadline_kind, row.deadline_at) == ("handoff", SOON)
    assert_clocks_are_right(desk)
    desk.merging.unmerge([out])
    assert desk.cases.get(target).row.deadline_kind == "first_response"
    assert desk.cases.get(out).row.deadline_kind == "handoff"
    assert_clocks_are_right(desk)


def test_the_views_of_hand_offs_and_promises_name_the_case_that_stays(desk: Desk, time: FixedTime) -> None:
    out, between, target = given_merged(desk, time)
    desk.merging.unmerge([out])
    desk.promises.make(NewPromise("回电", NOW + timedelta(hours=3), case_id=out))
    desk.merging.merge([out], target)
    assert list(desk.lists.ids("case", "is:open is:handed-off")) == [target]
    assert list(desk.lists.ids("case", "is:open is:promised")) == [target]
    assert sorted(desk.lists.ids("case", "is:handed-off")) == sorted([out, target])
    assert between not in desk.lists.ids("case", "is:promised")


def test_what_comes_back_while_it_is_merged_waits_no_more_when_it_is_unmerged(
    desk: Desk, time: FixedTime
) -> None:
    out, _between, target = given_merged(desk, time)
    before = dump(desk)
    change = desk.handoffs.back([target], "修好了 [/]")
    assert desk.cases.get(target).row.deadline_kind == "first_response"
    desk.undo.undo(change.action)
    assert dump(desk) == before
    desk.undo.redo()
    time.advance(minutes=1)
    desk.merging.unmerge([out])
    fields = desk.cases.get(out).fields
    assert (fields["state"], fields["waiting_reason"], fields["waiting_since"]) == ("working", "", None)
    assert_clocks_are_right(desk)
