"""A customer who turns to us again on a closed case waits for a word like any other: nobody is left alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from servicedesk.domain.clock_readings import CaseClocks
from servicedesk.domain.worktime_rules import DayRule
from servicedesk.services.calls import LoggedCall, NewCall
from servicedesk.services.desk import Desk
from servicedesk.storage import clock_cache
from tests.builders import FixedTime, given_case, given_customer, open_desk

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""A Monday, nine o'clock in Shanghai."""


@pytest.fixture
def time() -> FixedTime:
    return FixedTime(NOW)


@pytest.fixture
def desk(tmp_path: Path, time: FixedTime) -> Iterator[Desk]:
    """C-1 is closed at 11:00; C-2 is at work."""
    path = tmp_path / "desk.db"
    with open_desk(path, time, db=path) as desk:
        customer = given_customer(desk, "李伟 [/]")
        given_case(desk, "水龙头漏水 {x}", customer_id=customer)
        given_case(desk, "other", customer_id=customer)
        desk.complaints.acknowledge([1], how="phone")
        time.advance(hours=1)
        desk.moves.solve([1], "换了垫圈")
        desk.moves.tell([1], "好了", how="phone")
        time.advance(hours=1)
        desk.moves.close([1], override="x")
        yield desk


def came(desk: Desk, **said: object) -> LoggedCall:
    now = desk.clock.now()
    fields = {"customer_id": 1, "case_id": 1, "summary": "又漏了，请回电", "rang_at": now, "answered_at": now}
    return desk.calls.log(NewCall(**(fields | said)))  # type: ignore[arg-type]


def found(desk: Desk, query: str) -> list[int]:
    return [row.id for row in desk.lists.page("case", query, limit=9)]


def clocks(desk: Desk) -> CaseClocks:
    return desk.clocks.explain(1).clocks


def test_her_call_after_the_closing_starts_the_next_contact_until_we_speak_to_her(
    desk: Desk, time: FixedTime
) -> None:
    assert found(desk, "is:came-back") == []
    time.advance(days=1)
    came(desk)
    at = desk.clock.now()
    reading = clocks(desk).next_contact
    assert reading is not None
    assert (reading.started_at, reading.ended_at, reading.is_running) == (at, None, True)
    assert clocks(desk).unanswered_since == at
    assert (found(desk, "is:came-back"), found(desk, "is:overdue")) == ([1], [2])
    board = desk.today.board()
    assert (board.came_back, board.overdue) == (1, 1)
    assert desk.cases.get(1).row.deadline_at == reading.due_at
    time.advance(days=4)
    assert found(desk, "is:overdue state:closed") == [1]
    assert 1 in [row.id for row in desk.today.board().cases]
    assert sorted(found(desk, "is:overdue")) == [1, 2]
    assert sorted(found(desk, "-is:overdue")) == []
    with desk.reading() as db:
        assert clock_cache.count_wrong(db, desk.clock.now(), desk.store.zone) == 0
    came(desk, direction="out", summary="已回电")
    assert (found(desk, "is:came-back"), found(desk, "is:overdue")) == ([], [2])
    reading = clocks(desk).spans[-1]
    assert (reading.ended_at, reading.is_met, reading.is_late) == (desk.clock.now(), True, True)
    assert clocks(desk).next_contact is None


def test_what_was_asked_before_the_closing_is_given_up_and_what_comes_after_it_is_not(
    desk: Desk, time: FixedTime
) -> None:
    # Written down late, of a time before the closing: it was closed after that.
    came(desk, rang_at=NOW + timedelta(minutes=90), answered_at=NOW + timedelta(minutes=91))
    assert (found(desk, "is:came-back"), clocks(desk).unanswered_since) == ([], None)
    time.advance(hours=2)
    came(desk)
    first, second = clocks(desk).spans
    assert (first.is_met, first.ended_at) == (False, NOW + timedelta(hours=2))
    assert (second.started_at, second.ended_at) == (desk.clock.now(), None)


def test_a_reopened_case_still_owes_the_word_and_its_time_goes_on(desk: Desk, time: FixedTime) -> None:
    time.advance(hours=3)
    came(desk)
    at, due = desk.clock.now(), desk.cases.get(1).row.deadline_at
    time.advance(hours=1)
    desk.moves.reopen([1])
    reading = clocks(desk).next_contact
    assert reading is not None
    assert (reading.started_at, reading.due_at) == (at, due)
    assert (found(desk, "is:came-back"), found(desk, "is:open")) == ([], [1, 2])


@pytest.mark.parametrize(
    "said",
    [
        {"direction": "out"},
        {"outcome": "wrong_number"},
        {"case_id": 2},
    ],
)
def test_what_is_no_contact_of_hers_on_it_wakes_no_closed_case(
    desk: Desk, time: FixedTime, said: dict[str, object]
) -> None:
    time.advance(hours=3)
    assert came(desk, **said).came_back is None
    assert found(desk, "is:came-back") == []


def test_a_call_that_is_struck_out_or_undone_is_waited_for_no_more(desk: Desk, time: FixedTime) -> None:
    time.advance(hours=3)
    call = came(desk).call_id
    desk.undo.undo()
    assert found(desk, "is:came-back") == []
    desk.undo.redo()
    assert found(desk, "is:came-back") == [1]
    desk.calls.void([call], "falsch")
    assert found(desk, "is:came-back") == []


def test_rules_that_change_move_the_clock_of_a_closed_case_that_is_owed_a_word_too(
    desk: Desk, time: FixedTime
) -> None:
    time.advance(hours=3)
    came(desk)
    before = desk.cases.get(1).row.deadline_at
    desk.policies.set_day(DayRule(desk.clock.now().date(), "closed"))
    assert before is not None
    after = desk.cases.get(1).row.deadline_at
    assert after is not None
    assert after > before
