"""Waiting: reasons, nudges, proposals to close; nothing is ever closed by itself."""

from datetime import timedelta

import pytest

from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.services.desk import Desk
from servicedesk.services.nudges import NudgeLine
from tests.builders import HOSTILE, NOW, FixedTime, dump, given_case

REASONS = """
[[reason]]
name = "客户回复"
whom = "customer"
nudge = "24h"
nudges = 2
calendar = "clock"

[[reason]]
name = "Spare Parts"
nudge = "24h"
nudges = 0
calendar = "clock"

[[reason]]
name = "closes"
nudge = "24h"
nudges = -1
calendar = "clock"
"""
WAITING = ("waiting_reason", "waiting_since", "nudges", "nudged_at")


@pytest.fixture(autouse=True)
def _reasons(desk: Desk) -> None:
    desk.policies.set("waiting", REASONS)


def waiting_of(desk: Desk, case_id: int) -> tuple[object, ...]:
    fields = desk.cases.get(case_id).fields
    return tuple(fields[name] for name in WAITING)


def test_a_reason_stands_in_the_spelling_of_the_list_and_free_words_as_typed(desk: Desk) -> None:
    listed, free = given_case(desk), given_case(desk)
    assert desk.policies.parsed("waiting").names() == ("客户回复", "Spare Parts", "closes")
    desk.moves.wait([listed], " ＳPARE  parts ")
    desk.moves.wait([free], HOSTILE)
    assert waiting_of(desk, listed) == ("Spare Parts", NOW, 0, None)
    assert desk.cases.get(free).row.waiting_reason.startswith("[/] [@click=app.quit]漏水[/]")
    assert "\x1b" not in desk.cases.get(free).row.waiting_reason
    with pytest.raises(UsageError, match="wait for"):
        desk.moves.wait([listed], " \x00 ")


@pytest.mark.parametrize("leave", ["work", "solve", "cancel"])
def test_whoever_leaves_waiting_forgets_what_it_was(desk: Desk, time: FixedTime, leave: str) -> None:
    case_id = given_case(desk)
    desk.moves.wait([case_id], "客户回复")
    time.advance(days=1)
    desk.moves.nudge([case_id], "再次去电 [b]")
    assert waiting_of(desk, case_id) == ("客户回复", NOW, 1, NOW + timedelta(days=1))
    assert [line.text for line in desk.cases.dossier(case_id).history if line.what == "note"] == [
        "再次去电 [b]"
    ]
    getattr(desk.moves, leave)([case_id])
    assert waiting_of(desk, case_id) == ("", None, 0, None)
    desk.undo.undo()
    assert waiting_of(desk, case_id) == ("客户回复", NOW, 1, NOW + timedelta(days=1))


def test_another_reason_begins_the_wait_anew_and_the_same_changes_nothing(
    desk: Desk, time: FixedTime
) -> None:
    case_id = given_case(desk)
    desk.moves.wait([case_id], "客户回复")
    desk.moves.nudge([case_id])
    later = time.advance(hours=1)
    assert desk.moves.wait([case_id], "客户回复").count == 0
    assert waiting_of(desk, case_id) == ("客户回复", NOW, 1, NOW)
    desk.moves.wait([case_id], "等领导")
    assert waiting_of(desk, case_id) == ("等领导", later, 0, None)


def test_nobody_is_nudged_on_a_case_that_does_not_wait(desk: Desk) -> None:
    waiting, working = given_case(desk), given_case(desk)
    desk.moves.wait([waiting], "客户回复")
    before = dump(desk, without=())
    with pytest.raises(RefusedError, match=f"C-{working} waits for nobody"):
        desk.moves.nudge([waiting, working])
    assert dump(desk, without=()) == before


def test_nudges_come_one_interval_after_the_last_and_then_closing_is_proposed(
    desk: Desk, time: FixedTime
) -> None:
    case_id = given_case(desk)
    desk.moves.wait([case_id], "客户回复")
    time.advance(hours=23, minutes=59)
    assert desk.moves.to_nudge() == []
    for _each in range(2):
        due = desk.cases.get(case_id).fields
        asked = due["nudged_at"] or due["waiting_since"]
        time.moment = asked + timedelta(hours=24)
        assert desk.moves.to_nudge() == [NudgeLine(case_id, "客户回复", time.moment, False)]
        assert desk.moves.to_nudge(time.moment - timedelta(seconds=1)) == []
        desk.moves.nudge([case_id])
        assert desk.moves.to_nudge() == []
    closing = time.moment + timedelta(hours=24)
    assert desk.moves.to_nudge(closing - timedelta(seconds=1)) == []
    time.moment = closing + timedelta(days=9)
    assert desk.moves.to_nudge() == [NudgeLine(case_id, "客户回复", closing, True)]
    assert desk.cases.get(case_id).row.state == "waiting"


def test_no_limit_nudges_for_ever_and_minus_one_proposes_at_once(desk: Desk, time: FixedTime) -> None:
    ever, once, free = given_case(desk), given_case(desk), given_case(desk)
    desk.moves.wait([ever], "spare parts")
    time.advance(minutes=1)
    desk.moves.wait([once], "closes")
    desk.moves.wait([free], "等领导 [b]")
    for _each in range(5):
        desk.moves.nudge([ever])
    time.advance(days=1)
    lines = [(line.case_id, line.proposes_close) for line in desk.moves.to_nudge()]
    assert lines == [(ever, False), (once, True)]


def test_a_sleeping_case_asks_for_no_nudge(desk: Desk, time: FixedTime) -> None:
    case_id = given_case(desk)
    desk.moves.wait([case_id], "客户回复")
    desk.cases.snooze([case_id], NOW + timedelta(days=3))
    time.advance(days=2)
    assert desk.moves.to_nudge() == []
    time.advance(days=1)
    assert [line.case_id for line in desk.moves.to_nudge()] == [case_id]


def test_nudges_of_working_time_count_the_calendar_of_the_desk(desk: Desk, time: FixedTime) -> None:
    desk.policies.set("waiting", '[[reason]]\nname = "parts"\nnudge = "4h"\nnudges = 0\n')
    case_id = given_case(desk)
    desk.moves.wait([case_id], "parts")
    calendar = desk.clocks.calendar()
    due = calendar.deadline(NOW, 4 * 3600)
    assert desk.moves.to_nudge(due - timedelta(seconds=1)) == []
    time.moment = due
    assert [line.due_at for line in desk.moves.to_nudge()] == [due]
