"""What a service writes is what the move says of the row as it was; what a move refuses, the service does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from servicedesk.domain.errors import RefusedError, ServiceDeskError
from servicedesk.domain.moves import Act, cases, contacts, handling
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.storage.moments import stored
from servicedesk.storage.schema_map import BOOKKEEPING, CLOCK_COLUMNS
from tests.builders import NOW, FixedTime, given_call, given_case, given_followup

HOUR = timedelta(hours=1)
PATHS: dict[str, Callable[[Desk, list[int]], Any]] = {
    "new": lambda _desk, _ids: None,
    "working": lambda desk, ids: desk.moves.work(ids),
    "waiting": lambda desk, ids: desk.moves.wait(ids, "等配件 [b]"),
    "solved": lambda desk, ids: desk.moves.solve(ids, "换了水泵"),
    "told": lambda desk, ids: (desk.moves.solve(ids), desk.moves.tell(ids, "好了")),
    "closed": lambda desk, ids: (desk.moves.solve(ids), desk.moves.close(ids, override="失联")),
    "cancelled": lambda desk, ids: desk.moves.cancel(ids),
    "duplicate": lambda desk, ids: desk.links.mark_duplicate(ids, given_case(desk)),
    "merged": lambda desk, ids: desk.merging.merge(ids, given_case(desk)),
}

Move = tuple[Callable[[Desk, list[int]], Any], Callable[[dict[str, Any], Act], dict[str, Any]]]


def at(act: Act, hours: int) -> Act:
    """The same person, so many hours after the case was opened."""
    return act._replace(now=stored(NOW + hours * HOUR))


MOVES: dict[str, Move] = {
    "work": (lambda desk, ids: desk.moves.work(ids), lambda row, act: cases.working(row, act, 14)),
    "wait": (
        lambda desk, ids: desk.moves.wait(ids, "\x1b等 [/] 客户"),
        lambda row, act: cases.waiting(row, act, "等 [/] 客户"),
    ),
    "nudge": (lambda desk, ids: desk.moves.nudge(ids), cases.nudged),
    "snooze": (
        lambda desk, ids: desk.cases.snooze(ids, NOW + 9 * HOUR),
        lambda row, act: cases.snoozed(row, act, stored(NOW + 9 * HOUR)),
    ),
    "solve": (
        lambda desk, ids: desk.moves.solve(ids, "修好\x07 [/]", at=NOW + HOUR),
        lambda row, act: cases.solved(row, at(act, 1), "修好 [/]"),
    ),
    "tell": (
        lambda desk, ids: desk.moves.tell(ids, "已告知", how="wechat"),
        lambda row, act: cases.told(row, act, told_words="已告知", told_how="wechat"),
    ),
    "tell as of before": (
        lambda desk, ids: desk.moves.tell(ids, by="李娜", at=NOW),
        lambda row, act: cases.told(row, at(act, 0), by="李娜", told_words="", told_how=""),
    ),
    "reopen": (lambda desk, ids: desk.moves.reopen(ids), lambda row, act: cases.reopened(row, act, 14)),
    "cancel": (lambda desk, ids: desk.moves.cancel(ids), cases.cancelled),
    "acknowledge": (
        lambda desk, ids: desk.complaints.acknowledge(ids, how="email"),
        lambda row, act: handling.acknowledged(row, act, "email"),
    ),
    "answer": (
        lambda desk, ids: desk.complaints.answer(ids, False, options="可投诉至消协"),
        lambda row, act: handling.answered(row, act, False, "可投诉至消协"),
    ),
    "thank": (
        lambda desk, ids: desk.complaints.thank(ids, NOW),
        lambda row, act: handling.thanked(row, at(act, 0)),
    ),
    "waive": (
        lambda desk, ids: desk.complaints.waive_followup(ids, "不要"),
        lambda row, act: handling.followup_waived(row, act, "不要"),
    ),
    "waive without a reason": (
        lambda desk, ids: desk.complaints.waive_followup(ids, " "),
        lambda row, act: handling.followup_waived(row, act, ""),
    ),
}


def row_of(desk: Desk, table: str, row_id: int) -> dict[str, Any]:
    with desk.reading() as db:
        cursor = db.execute(f"SELECT * FROM {table} WHERE id = ?", (row_id,))
        row = dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True))
    return {name: value for name, value in row.items() if name not in {*BOOKKEEPING, *CLOCK_COLUMNS}}


def assert_written(
    desk: Desk, place: tuple[str, int], do: Callable[[], Any], move: Callable[[dict[str, Any]], Any]
) -> None:
    """The row at `place` becomes what the move says; or both refuse in the same words."""
    before = row_of(desk, *place)
    wanted, refusal = before, None
    try:
        wanted = before | move(before)
    except ServiceDeskError as error:
        refusal = error
    if refusal is None:
        do()
    else:
        with pytest.raises(type(refusal)) as refused:
            do()
        assert (refused.value.message, refused.value.hint) == (refusal.message, refusal.hint)
    assert row_of(desk, *place) == wanted


@pytest.mark.parametrize("state", PATHS)
@pytest.mark.parametrize("name", MOVES)
def test_a_case_becomes_what_its_move_says(desk: Desk, time: FixedTime, state: str, name: str) -> None:
    case_id = given_case(desk)
    PATHS[state](desk, [case_id])
    time.advance(hours=2)
    do, move = MOVES[name]
    act = Act(desk.actor, stored(desk.clock.now()))
    assert_written(desk, ("cases", case_id), lambda: do(desk, [case_id]), lambda row: move(row, act))


@pytest.mark.parametrize("days", [0, 13, 14, 15, 400])
def test_a_closing_is_taken_back_as_long_as_the_desk_allows(desk: Desk, time: FixedTime, days: int) -> None:
    case_id = given_case(desk)
    PATHS["closed"](desk, [case_id])
    time.advance(days=days)
    assert desk.moves.is_long_closed(case_id) == (days > 14)
    act = Act(desk.actor, stored(desk.clock.now()))
    assert_written(
        desk,
        ("cases", case_id),
        lambda: desk.moves.reopen([case_id]),
        lambda row: cases.reopened(row, act, 14),
    )


@pytest.mark.parametrize("ended", [None, "hold", "miss", "cancel"])
def test_a_followup_becomes_what_its_move_says(desk: Desk, time: FixedTime, ended: str | None) -> None:
    followups = desk.followups
    act = Act(desk.actor, stored(time.advance(hours=2)))
    tries: dict[str, Move] = {
        "hold": (
            lambda _desk, ids: followups.hold(ids, "好 [b]"),
            lambda row, act: contacts.followup_held(row, act, "好 [b]"),
        ),
        "miss": (
            lambda _desk, ids: followups.miss(ids, "忙"),
            lambda row, act: contacts.followup_missed(row, act, "忙"),
        ),
        "cancel": (
            lambda _desk, ids: followups.cancel(ids),
            lambda row, act: contacts.followup_cancelled(row, act, ""),
        ),
        "move": (
            lambda _desk, ids: followups.move(ids, NOW + 30 * HOUR, all_day=True),
            lambda row, act: (
                contacts.followup_moved(row, act, stored(NOW + 30 * HOUR), all_day=True)
                | {"on_day": "2026-11-21"}
            ),
        ),
    }
    for do, move in tries.values():
        followup_id = given_followup(desk)
        if ended:
            tries[ended][0](desk, [followup_id])
        assert_written(
            desk,
            ("followups", followup_id),
            lambda do=do, followup_id=followup_id: do(desk, [followup_id]),
            lambda row, move=move: move(row, act),
        )


@pytest.mark.parametrize("ended", [None, "keep", "withdraw"])
def test_a_promise_becomes_what_its_move_says(desk: Desk, time: FixedTime, ended: str | None) -> None:
    promises = desk.promises
    tries: dict[str, Move] = {
        "keep": (
            lambda _desk, ids: promises.keep(ids, at=NOW + HOUR),
            lambda row, act: contacts.promise_kept(row, at(act, 1)),
        ),
        "too early": (
            lambda _desk, ids: promises.keep(ids, at=NOW - HOUR),
            lambda row, act: contacts.promise_kept(row, act._replace(now=stored(NOW - HOUR))),
        ),
        "withdraw": (
            lambda _desk, ids: promises.withdraw(ids, "不用了"),
            lambda row, act: contacts.promise_withdrawn(row, act, "不用了"),
        ),
        "retell": (
            lambda _desk, ids: promises.retell(ids[0], NOW + 20 * HOUR, "配件晚到"),
            lambda row, act: contacts.promise_retold(row, act, stored(NOW + 20 * HOUR), "配件晚到"),
        ),
        "tell the same": (
            lambda _desk, ids: promises.retell(ids[0], NOW + 9 * HOUR),
            lambda row, act: contacts.promise_retold(row, act, stored(NOW + 9 * HOUR), ""),
        ),
    }
    case_id = given_case(desk)
    made = [promises.make(NewPromise("回电 [/]", NOW + 9 * HOUR, case_id=case_id)).id for _try in tries]
    act = Act(desk.actor, stored(time.advance(hours=2)))
    for promise_id, (do, move) in zip(made, tries.values(), strict=True):
        if ended:
            tries[ended][0](desk, [promise_id])
        assert_written(
            desk,
            ("promises", promise_id),
            lambda do=do, promise_id=promise_id: do(desk, [promise_id]),
            lambda row, move=move: move(row, act),
        )


def test_a_call_is_struck_out_as_its_move_says(desk: Desk) -> None:
    call_id = given_call(desk).call_id
    act = Act(desk.actor, stored(NOW))
    for words in ("", "拨错 [b]", "再来"):
        assert_written(
            desk,
            ("calls", call_id),
            lambda words=words: desk.calls.void([call_id], words),
            lambda row, words=words: contacts.call_voided(row, act, words),
        )


def test_a_hand_off_and_its_end_are_what_their_moves_say(desk: Desk, time: FixedTime) -> None:
    case_id = given_case(desk)
    act = Act(desk.actor, stored(NOW))
    to = handling.HandOff("安装部 [b]", "请尽快", stored(NOW + 4 * HOUR))
    reason = next(one.name for one in desk.policies.parsed("waiting").reasons if one.whom == "department")
    rows: list[dict[str, Any]] = []

    def moved(row: dict[str, Any]) -> dict[str, Any]:
        case, handoff = handling.handed_off(row, act, to, reason)
        rows.append(handoff)
        return case

    hand_off = desk.handoffs.hand_off
    assert_written(
        desk,
        ("cases", case_id),
        lambda: hand_off([case_id], "安装部 [b]", due_at=NOW + 4 * HOUR, words="请尽快"),
        moved,
    )
    assert rows[0].items() <= row_of(desk, "case_handoffs", 1).items()
    later = Act(desk.actor, stored(time.advance(hours=1)))
    assert_written(
        desk, ("cases", case_id), lambda: desk.handoffs.back([case_id], "好了"), handling.came_back
    )
    ended = handling.handoff_ended(later, "好了")
    assert ended.items() <= row_of(desk, "case_handoffs", 1).items()
    with pytest.raises(RefusedError):
        desk.handoffs.back([case_id])
