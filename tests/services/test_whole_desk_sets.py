"""A full set and the changes after it, taken in one after the other, are the desk that wrote them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from servicedesk.services.customers import CardChange
from servicedesk.services.desk import Desk
from servicedesk.services.evidence import NewEvidence, NewStatement
from servicedesk.services.promises import NewPromise
from servicedesk.services.remedies import NewRemedy
from tests.builders import (
    NOW,
    FixedTime,
    given_call,
    given_case,
    given_customer,
    given_followup,
    open_desk,
)
from tests.services.exchange_steps import counts, export, take_in
from tests.services.test_import import column
from tests.services.test_whole_desk import contents, take_all, totals, whole

ORDERS = (
    ["010-62345678", "13800001111", "021-55550101", "13900002222"],
    ["13800001111", "010-62345678"],
    ["010-62345678", "13800001111"],
    ["13800001111"],
    ["010-62345678 转 5", "13800001111"],
)


def days(desk: Desk, time: FixedTime) -> Iterator[None]:
    """What changes from one set to the next: first what is there, then how it hangs together."""
    customer = given_customer(desk, "甲", "010-62345678")
    one = given_case(desk, "一", customer_id=customer)
    yield
    two = given_case(desk, "二", customer_id=customer)
    desk.merging.merge([one], two, reason="=同一件")
    yield
    desk.merging.unmerge([one])
    desk.links.link(one, two, "related")
    promise = NewPromise("回电", NOW + timedelta(days=20), customer_id=customer, case_id=one)
    made = desk.promises.make(promise).id
    yield
    given_call(desk, "甲 010-62345678", "又来电", case_id=one)
    desk.promises.retell(made, NOW + timedelta(days=30), "晚一点")
    followup = given_followup(desk, customer_id=customer, case_id=one)
    yield
    desk.customers.edit(customer, CardChange({"name": "乙"}, phones=ORDERS[0]))
    desk.followups.hold([followup], "满意")
    desk.cases.edit(one, {"priority": 4})
    desk.moves.solve([two], "修好")
    yield
    desk.moves.tell([two], "已告知")
    desk.moves.reopen([two], "又坏")
    desk.merging.merge([one], two)
    yield


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "xlsx"])
def test_a_full_set_and_all_changes_in_order_come_to_the_same_bytes(
    desk: Desk, time: FixedTime, tmp_path: Path, suffix: str
) -> None:
    whole(desk, time)
    sets = []
    for number, _day in enumerate(days(desk, time)):
        sets.append(tmp_path / f"set{number}")
        export(desk, "all", sets[-1], cursor="nightly", format=suffix)
        time.advance(hours=1)
    export(desk, "all", tmp_path / "out", format=suffix)
    with open_desk(tmp_path / "other.db", time) as other:
        for one in sets:
            time.advance(minutes=7)
            assert totals(take_all(other, one))[3] == 0
        export(other, "all", tmp_path / "again", format=suffix)
        assert contents(tmp_path / "again") == contents(tmp_path / "out")
        assert totals(take_all(other, tmp_path / "out"))[0::3] == (0, 0)
        assert totals(take_all(other, sets[-1]))[:2] == (0, 0)


TAKEN_BACK: dict[str, Callable[[Desk, int, int], object]] = {
    "a note": lambda desk, one, _two: desk.cases.note([one], "漏水 again"),
    "the same note once more": lambda desk, one, _two: desk.cases.note([one], "再次来电"),
    "a remedy": lambda desk, one, _two: desk.remedies.add([one], NewRemedy("gift", "礼品")),
    "evidence": lambda desk, one, _two: desk.evidence.add([one], NewEvidence("照片", "王芳", "柜")),
    "a statement": lambda desk, one, _two: desk.evidence.say([one], NewStatement("employee", "试过", "李")),
    "a step": lambda desk, one, _two: desk.checklists.add([one], "拍照"),
    "a label": lambda desk, one, _two: desk.cases.label([one], add=["新"]),
    "a link": lambda desk, one, two: desk.links.link(one, two, "related"),
    "a link taken off": lambda desk, one, two: desk.links.unlink(two, one),
    "a merge": lambda desk, one, two: desk.merging.merge([one], two),
    "a solution": lambda desk, one, _two: desk.moves.solve([one], "修好"),
    "a snooze": lambda desk, one, _two: desk.cases.snooze([one], NOW + timedelta(days=9)),
}


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
@pytest.mark.parametrize("act", TAKEN_BACK)
def test_what_was_undone_between_two_sets_is_undone_in_the_desk_made_of_them(
    desk: Desk, time: FixedTime, tmp_path: Path, act: str, suffix: str
) -> None:
    customer = given_customer(desk, "甲", "010-62345678")
    one, two = (given_case(desk, subject, customer_id=customer) for subject in ("一", "二"))
    desk.cases.note([one], "再次来电")
    desk.links.link(two, one, "follows")
    with open_desk(tmp_path / "other.db", time) as other:
        for number in range(4):
            time.advance(hours=1)
            if number == 1:
                TAKEN_BACK[act](desk, one, two)
            elif number:
                desk.undo.undo() if number == 2 else desk.undo.redo()
            time.advance(minutes=7)
            export(desk, "all", tmp_path / f"set{number}", cursor="nightly", format=suffix)
            assert totals(take_all(other, tmp_path / f"set{number}"))[3] == 0
            export(desk, "all", tmp_path / f"out{number}", format=suffix)
            export(other, "all", tmp_path / f"again{number}", format=suffix)
            assert contents(tmp_path / f"again{number}") == contents(tmp_path / f"out{number}")
        assert totals(take_all(other, tmp_path / "out3"))[0::3] == (0, 0)


def test_a_note_of_this_desk_is_not_taken_out_by_a_file_and_one_that_was_comes_back_with_undo(
    desk: Desk, time: FixedTime, tmp_path: Path
) -> None:
    one = given_case(desk, "一")
    desk.cases.note([one], "taken back")
    first, later = tmp_path / "first.jsonl", tmp_path / "later.jsonl"
    export(desk, "case", first)
    time.advance(hours=1)
    desk.undo.undo()
    export(desk, "case", later)
    with open_desk(tmp_path / "other.db", time) as other:
        take_in(other, first)
        other.cases.note([one], "written here")
        # Of a desk that was changed earlier than this one it says nothing.
        assert counts(take_in(other, later)) == (0, 0, 1, 0)
        assert column(other, "case_notes", "text") == ["taken back", "written here"]
        time.advance(hours=1)
        desk.cases.note([one], "and on")
        export(desk, "case", later)
        assert counts(take_in(other, later)) == (0, 1, 0, 0)
        assert column(other, "case_notes", "text") == ["written here", "and on"]
        other.undo.undo()
        assert column(other, "case_notes", "text") == ["taken back", "written here"]


@pytest.mark.parametrize("suffix", ["csv", "tsv", "json", "jsonl", "xlsx"])
@pytest.mark.parametrize("phones", ORDERS)
def test_the_numbers_of_a_card_come_back_in_their_order(
    desk: Desk, time: FixedTime, tmp_path: Path, suffix: str, phones: list[str]
) -> None:
    customer = given_customer(desk, "甲", "")
    desk.customers.edit(customer, CardChange({}, phones=phones))
    assert [phone.raw for phone in desk.customers.card(customer).phones] == phones
    path = tmp_path / f"customers.{suffix}"
    export(desk, "customer", path)
    with open_desk(tmp_path / "other.db", time) as other:
        assert counts(take_in(other, path)) == (1, 0, 0, 0)
        for name in ("raw", "kind", "position"):
            assert column(other, "customer_phones", name) == column(desk, "customer_phones", name)
        assert counts(take_in(other, path)) == (0, 0, 1, 0)
    assert counts(take_in(desk, path)) == (0, 0, 1, 0)
