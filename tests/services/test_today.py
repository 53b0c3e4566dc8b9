"""Today: its numbers are those of the lists they open."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from servicedesk.domain.records.case import NEW_VIEW
from servicedesk.domain.today_parts import FIGURES, SECTIONS
from servicedesk.services.calls import NewCall
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.services.remedies import NewRemedy
from tests.builders import NOW, FixedTime, given_call, given_case, given_followup, open_desk


@pytest.mark.parametrize("seed", range(4))
def test_the_numbers_equal_a_recount(desk: Desk, time: FixedTime, seed: int) -> None:
    chance = Random(seed)
    ids = []
    for number in range(40):
        due = NOW + timedelta(hours=chance.randint(-48, 48)) if chance.random() < 0.8 else None
        ids.append(
            given_case(desk, f"投诉{number}", due_at=due, kind=chance.choice(["complaint", "request"]))
        )
        given_followup(desk, NOW + timedelta(hours=chance.randint(-48, 48)))
    for case_id in ids:
        for verb in ("work", "solve", "tell")[: chance.randint(0, 3)]:
            getattr(desk.moves, verb)([case_id])
        if desk.cases.get(case_id).row.state == "told" and chance.random() < 0.5:
            desk.moves.close([case_id], override="the shop has shut")
    time.advance(minutes=5)
    now, zone = desk.clock.now(), desk.zone
    cases = [desk.cases.get(case_id).row for case_id in ids]
    board = desk.today.board(followup_limit=200)
    assert board.overdue == sum(case.is_overdue(now) for case in cases)
    late = [case.id for case in cases if case.is_overdue(now)]
    assert sorted(case.id for case in desk.today.board(case_limit=200).cases) == late
    assert [case.id for case in board.cases] == list(desk.lists.ids("case", "is:overdue"))[:8]
    assert board.due_today == sum(
        case.is_open
        and case.deadline_at is not None
        and case.deadline_at.astimezone(zone).date() == now.astimezone(zone).date()
        for case in cases
    )
    assert board.told_pending == sum(case.state == "solved" for case in cases)
    assert board.new_cases == sum(case.state == "new" and not case.owner for case in cases)
    assert board.overdue_followups == sum(visit.due_at < now for visit in board.followups)
    assert len(board.followups) == 40
    assert list(board.followups) == sorted(board.followups, key=lambda visit: (visit.due_at, visit.id))


def test_each_number_and_each_section_counts_the_list_that_it_opens(desk: Desk, time: FixedTime) -> None:
    for owner in ("", "", "wei"):
        case_id = given_case(desk, due_at=NOW - timedelta(hours=1))
        desk.cases.edit(case_id, {"owner": owner})
    # Decided on by a time: it is not what the view of new cases shows.
    desk.cases.snooze([given_case(desk, due_at=NOW + timedelta(hours=1))], NOW + timedelta(days=1))
    desk.moves.solve([given_case(desk)])
    desk.remedies.add([case_id], NewRemedy("repair", "换泵 [/]"))
    desk.promises.make(NewPromise("回电", NOW + timedelta(hours=1), case_id=case_id))
    given_followup(desk, NOW - timedelta(days=40))
    given_call(desk, "138 0000 7777", "", outcome="abandoned")
    time.advance(hours=2)
    board = desk.today.board()
    seen = {one.name: (getattr(board, one.name), "case", one.query) for one in FIGURES}
    seen |= {
        f"section {one.name}": (one.count_of(board), one.kind, one.query) for one in SECTIONS if one.kind
    }
    for name, (number, kind, query) in seen.items():
        assert number == len(desk.lists.ids(kind, query)), name
    assert {name: number for name, (number, *_list) in seen.items()} == {
        "overdue": 5, "due_today": 5, "told_pending": 1, "new_cases": 2, "came_back": 0,
        "section case": 5, "section promise": 1, "section missed": 1, "section unpaid": 1,
        "section followup": 1, "section call": 1,
    }  # fmt: skip
    # What a screen opens on is what the section counted.
    views = {kind: desk.lists.built_in_views(kind)[0].query for kind in ("promise", "call")}
    assert views == {one.kind: one.query for one in SECTIONS if one.name in {"promise", "call"}}
    assert next(one.query for one in FIGURES if one.name == "new_cases") == NEW_VIEW


def test_what_is_late_comes_before_what_is_next(desk: Desk) -> None:
    later = given_followup(desk, NOW + timedelta(days=30))
    soon = given_followup(desk, NOW + timedelta(minutes=1))
    late = given_followup(desk, NOW - timedelta(days=3))
    assert [visit.id for visit in desk.today.board().followups] == [late, soon, later]
    assert [visit.id for visit in desk.today.board(followup_limit=2).followups] == [late, soon]


def test_a_whole_day_stands_behind_what_is_late_until_it_is_over(desk: Desk, time: FixedTime) -> None:
    whole_day = given_followup(desk, NOW - timedelta(hours=1), all_day=True)
    late = given_followup(desk, NOW - timedelta(minutes=1))
    soon = given_followup(desk, NOW + timedelta(minutes=1))
    board = desk.today.board()
    assert [visit.id for visit in board.followups] == [late, whole_day, soon]
    assert board.overdue_followups == 1
    time.advance(days=1)
    assert [visit.id for visit in desk.today.board(followup_limit=2).followups] == [whole_day, late]
    assert [visit.id for visit in desk.followups.overdue()] == [whole_day, late, soon]


def test_the_day_is_the_desks_own(tmp_path: Path) -> None:
    # 23:30 in London is the next day in Shanghai.
    time = FixedTime(datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    due = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    for zone, counted in (("Asia/Shanghai", 1), ("Europe/London", 0)):
        with open_desk(tmp_path / f"{counted}.db", time, timezone=zone) as desk:
            case_id = given_case(desk, due_at=due)
            desk.cases.snooze([case_id], due + timedelta(days=1))
            row = desk.cases.get(case_id).row
            assert (row.deadline_at, row.deadline_kind) == (due, "due")
            assert desk.today.board().due_today == counted


def test_calls_and_drafts_are_the_newest(desk: Desk, time: FixedTime) -> None:
    calls = []
    for _number in range(7):
        time.advance(minutes=1)
        calls.append(given_call(desk).call_id)
    draft_id = desk.drafts.keep({"who": "王芳"})
    board = desk.today.board()
    assert [call.id for call in board.calls] == calls[:-6:-1]
    assert [draft.id for draft in board.drafts] == [draft_id]


def test_promises_stand_in_order_of_time_and_lapsed_ones_lead(desk: Desk, time: FixedTime) -> None:
    case_id = given_case(desk)
    later, soon, lapsed = (
        desk.promises.make(NewPromise("回电", NOW + timedelta(hours=hours), case_id=case_id)).id
        for hours in (9, 3, 1)
    )
    kept = desk.promises.make(NewPromise("回电", NOW + timedelta(hours=1), case_id=case_id)).id
    desk.promises.keep([kept])
    time.advance(hours=2)
    board = desk.today.board()
    assert [row.id for row in board.promises] == [lapsed, soon, later]
    assert board.overdue_promises == 1
    assert (board.kept.kept, board.kept.broken, board.kept.open, board.kept.n) == (1, 1, 2, 2)
    assert [row.id for row in desk.today.outcomes()] == [lapsed, kept]
    assert [row.id for row in desk.today.board(promise_limit=1).promises] == [lapsed]


def test_the_rate_is_of_thirty_days_of_told_times(desk: Desk, time: FixedTime) -> None:
    case_id = given_case(desk)
    desk.promises.keep([desk.promises.make(NewPromise("x", NOW + timedelta(hours=1), case_id=case_id)).id])
    time.advance(days=30)
    assert desk.today.board().kept.n == 1
    time.advance(days=1)
    board = desk.today.board()
    assert (board.kept.n, board.kept.share, desk.today.outcomes()) == (0, None, [])


def test_a_promise_makes_its_case_due_on_the_day_that_was_told(desk: Desk) -> None:
    case_id = given_case(desk, kind="suggestion", due_at=NOW + timedelta(days=20))
    desk.calls.log(NewCall(summary="angerufen", direction="out", case_id=case_id))
    before = desk.today.board().due_today
    desk.promises.make(NewPromise("回电", NOW + timedelta(hours=1), case_id=case_id))
    assert desk.today.board().due_today == before + 1
