"""A case waits for another case: until that one has ended, wherever it goes meanwhile."""

from datetime import timedelta
from pathlib import Path

import pytest

from servicedesk.domain.errors import NotFoundError, RefusedError, UsageError
from servicedesk.services.desk import Desk
from tests.builders import NOW, FixedTime, dump, given_case, meet_gates
from tests.services.exchange_steps import another_desk, counts, export, take_in


def cases(desk: Desk, count: int) -> list[int]:
    return [given_case(desk, f"[/] 空调漏水 {number}") for number in range(count)]


def awaited(desk: Desk, case_id: int) -> tuple[str, object]:
    case = desk.cases.get(case_id)
    return case.row.state, case.fields["waiting_case_id"]


def test_a_case_waits_for_another_while_its_clock_runs_on(desk: Desk) -> None:
    one, two = cases(desk, 2)
    deadline = desk.cases.get(one).row.deadline_at
    desk.moves.wait([one], for_case=two)
    assert awaited(desk, one) == ("waiting", two)
    assert desk.cases.get(one).row.deadline_at == deadline
    waiting = desk.moves.wait_of(one)
    assert waiting is not None
    assert (waiting.case_id, waiting.reason.pauses) == (two, False)
    for query in ("waiting-for:C-2", "等待工单:2", "waits-for:C-2 state:waiting"):
        assert list(desk.lists.ids("case", query)) == [one]
    assert list(desk.lists.ids("case", "waiting-for:C-1")) == []
    assert desk.moves.wait([one], for_case=two).count == 0
    desk.moves.wait([one], "the supplier")
    assert awaited(desk, one) == ("waiting", None)


@pytest.mark.parametrize("how", ["close", "cancel", "duplicate"])
def test_the_end_of_the_other_case_wakes_it_and_undo_lets_it_wait_again(
    desk: Desk, time: FixedTime, how: str
) -> None:
    one, two, three = cases(desk, 3)
    desk.moves.wait([one], for_case=two, until=NOW + timedelta(days=3))
    time.advance(minutes=5)
    if how == "close":
        for verb in (desk.moves.work, desk.moves.solve, desk.moves.tell):
            verb([two])
            assert awaited(desk, one) == ("waiting", two)
        meet_gates(desk, two)
    before = dump(desk)
    if how == "duplicate":
        desk.links.mark_duplicate([two], three)
    else:
        getattr(desk.moves, how)([two])
    assert awaited(desk, one) == ("working", None)
    assert desk.history.of("case", one)[-1].verb == "case.awaited_ended"
    desk.undo.undo()
    assert dump(desk) == before
    desk.undo.redo()
    assert awaited(desk, one) == ("working", None)


def test_the_wait_goes_on_for_the_case_that_the_awaited_one_is_merged_into(desk: Desk) -> None:
    one, two, three = cases(desk, 3)
    desk.moves.wait([one], for_case=two)
    before = dump(desk)
    desk.merging.merge([two], three)
    assert awaited(desk, one) == ("waiting", three)
    assert desk.history.of("case", one)[-1].verb == "case.awaited_merged"
    desk.moves.cancel([three])
    assert awaited(desk, one) == ("working", None)
    desk.undo.undo()
    desk.undo.undo()
    assert dump(desk) == before
    # Merged into the very case that waits for it, there is nobody left to wait for.
    desk.merging.merge([two], one)
    assert awaited(desk, one) == ("working", None)


def test_a_case_that_stood_merged_while_the_awaited_one_ended_is_at_work_when_taken_out(desk: Desk) -> None:
    one, two, three = cases(desk, 3)
    desk.moves.wait([one], for_case=two)
    desk.merging.merge([one], three)
    desk.moves.cancel([two])
    desk.merging.unmerge([one])
    assert awaited(desk, one) == ("working", None)


def test_no_case_waits_for_itself_in_a_ring_or_for_one_that_is_over(desk: Desk) -> None:
    one, two, three, over, merged = cases(desk, 5)
    desk.moves.cancel([over])
    desk.merging.merge([merged], three)
    desk.moves.wait([two], for_case=three)
    desk.moves.wait([three], for_case=one)
    before = dump(desk)
    for other in (one, two, over, merged):
        with pytest.raises(RefusedError):
            desk.moves.wait([one], for_case=other)
    with pytest.raises(NotFoundError):
        desk.moves.wait([one], for_case=99)
    with pytest.raises(UsageError):
        desk.moves.wait([one], "the supplier", for_case=two)
    assert dump(desk) == before


def test_a_file_that_says_for_what_a_case_at_work_waits_is_not_believed(desk: Desk, tmp_path: Path) -> None:
    one, two = cases(desk, 2)
    desk.moves.wait([one], for_case=two)
    path = tmp_path / "cases.jsonl"
    export(desk, "case", path)
    text = path.read_text(encoding="utf-8")
    assert text.count('"waiting"') == 1
    path.write_text(text.replace('"waiting"', '"working"'), encoding="utf-8")
    with another_desk(tmp_path) as other:
        take_in(other, path)
        assert list(other.lists.ids("case", "-waiting-for:")) == []
        assert len(other.lists.ids("case", "")) == 2


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "xlsx"])
def test_the_wait_goes_out_and_comes_in(desk: Desk, tmp_path: Path, suffix: str) -> None:
    one, two = cases(desk, 2)
    desk.moves.wait([one], for_case=two)
    path = tmp_path / f"cases.{suffix}"
    export(desk, "case", path)
    assert counts(take_in(desk, path))[2] == 2
    with another_desk(tmp_path) as other:
        given_case(other)
        take_in(other, path)
        (waits,) = other.lists.ids("case", "state:waiting")
        for_case = other.cases.get(waits).fields["waiting_case_id"]
        assert other.cases.get(for_case).row.subject == desk.cases.get(two).row.subject
        assert counts(take_in(other, path))[2] == 2
        again = tmp_path / f"again.{suffix}"
        export(other, "case", again)
        assert counts(take_in(desk, again))[2] == 2
        other.moves.cancel([for_case])
        assert awaited(other, waits) == ("working", None)
        # A file that says that it waits no more ends the wait for the case, too.
        desk.moves.work([one])
        export(desk, "case", path)
        other.undo.undo()
        take_in(other, path)
        assert awaited(other, waits) == ("working", None)
