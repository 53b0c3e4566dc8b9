"""Waiting: reasons, nudges, proposals to close; nothing is ever closed by itself."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from servicedesk.domain.clock_readings import CaseClocks
from servicedesk.domain.clock_words import standing
from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.domain.policies import waiting
from servicedesk.domain.wait_words import wait_parts
from servicedesk.services.calls import NewCall
from servicedesk.services.desk import Desk
from servicedesk.services.importing.request import ImportRequest
from servicedesk.services.maintenance import MaintenanceService
from servicedesk.services.nudges import ASK, CLOSE, TAKE_UP, NudgeLine
from servicedesk.services.remedies import NewRemedy
from tests.builders import HOSTILE, NOW, FixedTime, dump, given_case, given_customer

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


def test_another_reason_begins_the_wait_anew_and_the_same_only_where_it_waits_for_the_customer(
    desk: Desk, time: FixedTime
) -> None:
    case_id = given_case(desk)
    desk.moves.wait([case_id], "客户回复")
    desk.moves.nudge([case_id])
    assert desk.moves.wait([case_id], "客户回复").count == 0
    later = time.advance(hours=1)
    desk.moves.wait([case_id], "客户回复")
    # How often she has been asked is not forgotten; the next time counts from here.
    assert waiting_of(desk, case_id) == ("客户回复", later, 1, NOW)
    assert desk.moves.wait_of(case_id).reminders.nudge_at == later + timedelta(hours=24)
    desk.moves.wait([case_id], "等领导")
    assert waiting_of(desk, case_id) == ("等领导", later, 0, None)
    time.advance(hours=1)
    assert desk.moves.wait([case_id], "等领导").count == 0


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
        assert desk.moves.to_nudge() == [NudgeLine(case_id, "客户回复", time.moment, ASK)]
        assert desk.moves.to_nudge(time.moment - timedelta(seconds=1)) == []
        desk.moves.nudge([case_id])
        assert desk.moves.to_nudge() == []
    closing = time.moment + timedelta(hours=24)
    assert desk.moves.to_nudge(closing - timedelta(seconds=1)) == []
    time.moment = closing + timedelta(days=9)
    assert desk.moves.to_nudge() == [NudgeLine(case_id, "客户回复", closing, CLOSE)]
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
    lines = [(line.case_id, line.what) for line in desk.moves.to_nudge()]
    assert lines == [(ever, ASK), (once, CLOSE)]


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


# Whom a case waits for, and how long


def clocks_of(desk: Desk, case_id: int) -> CaseClocks:
    return desk.clocks.explain(case_id).clocks


def test_only_waiting_for_the_customer_stops_the_solution_and_nothing_stops_an_answer(
    desk: Desk, time: FixedTime
) -> None:
    customer, parts, free = given_case(desk), given_case(desk), given_case(desk)
    for case_id, reason in ((customer, "客户回复"), (parts, "Spare Parts"), (free, "等领导 [b]")):
        desk.calls.log(NewCall("", "又来电", case_id=case_id, direction="in", channel="email"))
        time.advance(seconds=1)
        desk.moves.wait([case_id], reason)
    began = time.moment
    time.advance(days=3)
    worked = desk.clocks.calendar().worked(began, time.moment)
    assert worked > 0
    for case_id, pauses in ((customer, True), (parts, False), (free, False)):
        found = clocks_of(desk, case_id)
        assert found.resolve is not None
        assert found.first_response is not None
        assert found.resolve.is_paused == pauses
        assert found.first_response.used_seconds >= worked
        assert (found.resolve.used_seconds >= worked) != pauses
        assert found.unanswered_since is not None


@pytest.mark.parametrize("how", ["logged", "joined later", "answered after all", "imported"])
def test_the_answer_that_is_awaited_ends_the_wait_and_undo_brings_it_back(
    desk: Desk, time: FixedTime, tmp_path: Path, how: str
) -> None:
    case_id = given_case(desk, customer_id=given_customer(desk, "李伟 [b]"))
    desk.moves.wait([case_id], "客户回复")
    came = time.advance(hours=4)
    time.advance(hours=1)
    if how == "imported":
        file = tmp_path / "calls.csv"
        file.write_text(
            "来电时间,方向,渠道,通话结果,通话内容,关联工单\n"
            f"{came:%Y-%m-%d %H:%M:%S}Z,呼入,微信,已接听,照片发来了,C-{case_id}\n",
            encoding="utf-8",
        )
        assert desk.importing.run(ImportRequest(file, "call")).new == 1
    elif how == "answered after all":
        new = NewCall("", "照片发来了", case_id=case_id, direction="in", rang_at=came, outcome="abandoned")
        call_id = desk.calls.log(new).call_id
        assert desk.cases.get(case_id).row.state == "waiting"
        desk.calls.edit(call_id, {"outcome": "answered", "channel": "wechat"})
    else:
        new = NewCall("", "照片发来了", direction="in", channel="wechat", rang_at=came)
        call_id = desk.calls.log(replace(new, case_id=case_id if how == "logged" else None)).call_id
        if how == "joined later":
            desk.calls.edit(call_id, {"case_id": case_id})
    row = desk.cases.get(case_id)
    assert (row.row.state, row.fields["waiting_reason"]) == ("working", "")
    (line,) = [one for one in desk.cases.dossier(case_id).history if one.what == "case.customer_came"]
    assert line.at == came
    assert desk.moves.to_nudge(NOW + timedelta(days=30)) == []
    assert not any(reading.is_paused for reading in clocks_of(desk, case_id).readings)
    desk.undo.undo()
    assert waiting_of(desk, case_id) == ("客户回复", NOW, 0, None)


def test_it_does_not_matter_whether_the_wait_or_the_answer_is_written_down_first(
    desk: Desk, time: FixedTime
) -> None:
    first, second = given_case(desk), given_case(desk)
    begun, came = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    answer = NewCall("", "照片发来了 [b]", direction="in", rang_at=came)
    time.advance(hours=3)
    desk.moves.wait([first], "客户回复", at=begun)
    desk.calls.log(replace(answer, case_id=first))
    desk.calls.log(replace(answer, case_id=second))
    desk.moves.wait([second], "客户回复", at=begun)
    for case_id in (first, second):
        assert waiting_of(desk, case_id) == ("", None, 0, None)
        states = desk.clocks.explain(case_id).history.states
        assert [(span.state, span.start, span.end) for span in states[1:]] == [
            ("waiting", begun, came),
            ("working", came, None),
        ]
    desk.undo.undo()
    assert desk.cases.get(second).row.state == "new"


def test_only_what_the_customer_said_after_it_began_ends_a_wait_that_is_entered_late(
    desk: Desk, time: FixedTime
) -> None:
    opened = desk.calls.log(NewCall("", "漏水", case_kind="complaint"))
    others, earlier, survivor = given_case(desk), given_case(desk), given_case(desk)
    merged = given_case(desk)
    assert opened.case_id is not None
    came = time.advance(hours=2)
    for case_id in (others, earlier, merged):
        desk.calls.log(NewCall("", "来电 [b]", case_id=case_id, direction="in"))
    time.advance(hours=2)
    desk.merging.merge([merged], survivor)
    desk.moves.wait([opened.case_id], "客户回复", at=NOW)
    desk.moves.wait([others], "Spare Parts", at=came - timedelta(hours=1))
    desk.moves.wait([earlier], "客户回复", at=came + timedelta(hours=1))
    desk.moves.wait([survivor], "客户回复", at=came - timedelta(hours=1))
    found = [desk.cases.get(each).row.state for each in (opened.case_id, others, earlier, survivor)]
    assert found == ["waiting", "waiting", "waiting", "working"]


@pytest.mark.parametrize("how", ["struck out", "moved off", "made ours"])
def test_a_call_that_was_none_of_hers_has_ended_no_wait(desk: Desk, time: FixedTime, how: str) -> None:
    case_id = given_case(desk)
    desk.moves.wait([case_id], "客户回复")
    desk.moves.nudge([case_id])
    before = waiting_of(desk, case_id), desk.clocks.explain(case_id).history.states
    time.advance(hours=1)
    call_id = desk.calls.log(NewCall("", "来电 [b]", case_id=case_id)).call_id
    time.advance(hours=1)
    if how == "struck out":
        desk.calls.void([call_id], "记错工单")
    else:
        desk.calls.edit(call_id, {"case_id": None} if how == "moved off" else {"direction": "out"})
    assert (waiting_of(desk, case_id), desk.clocks.explain(case_id).history.states) == before
    desk.undo.undo()
    assert desk.cases.get(case_id).row.state == "working"
    assert [span.state for span in desk.clocks.explain(case_id).history.states][-1] == "working"


def test_a_wait_that_a_later_call_ended_too_or_a_person_is_over_all_the_same(
    desk: Desk, time: FixedTime
) -> None:
    again, solved = given_case(desk), given_case(desk)
    desk.moves.wait([again, solved], "客户回复")
    time.advance(hours=1)
    calls = [desk.calls.log(NewCall("", "来电 [b]", case_id=one)).call_id for one in (again, solved)]
    later = time.advance(hours=1)
    desk.calls.log(NewCall("", "又来电", case_id=again))
    desk.moves.solve([solved])
    time.advance(hours=1)
    desk.calls.void(calls, "记错工单")
    assert [desk.cases.get(one).row.state for one in (again, solved)] == ["working", "solved"]
    states = desk.clocks.explain(again).history.states
    assert [(span.state, span.end) for span in states] == [("waiting", later), ("working", None)]


def test_a_wait_for_others_an_earlier_call_and_one_that_nobody_took_end_nothing(
    desk: Desk, time: FixedTime
) -> None:
    others, earlier, missed = given_case(desk), given_case(desk), given_case(desk)
    time.advance(hours=2)
    desk.moves.wait([others], "Spare Parts")
    desk.moves.wait([earlier, missed], "客户回复")
    time.advance(hours=1)
    for case_id, more in (
        (others, {}),
        (earlier, {"rang_at": NOW + timedelta(hours=1)}),
        (missed, {"outcome": "abandoned"}),
    ):
        desk.calls.log(NewCall("", "来电 [b]", case_id=case_id, direction="in", **more))
        assert desk.cases.get(case_id).row.state == "waiting"
    # She waits for a word all the same.
    assert clocks_of(desk, others).next_contact is not None
    assert clocks_of(desk, missed).next_contact is not None


@pytest.mark.parametrize("reason", ["客户回复", "Spare Parts", "无 [b]", ""])
@pytest.mark.parametrize("is_snoozed", [True, False])
@pytest.mark.parametrize(
    "how", [{}, {"direction": "out"}, {"outcome": "abandoned"}, {"outcome": "abandoned", "channel": "wechat"}]
)
def test_what_a_call_will_end_is_said_before_it_is_saved_and_after(
    desk: Desk, time: FixedTime, reason: str, is_snoozed: bool, how: dict[str, str]
) -> None:
    case_id = given_case(desk)
    if reason:
        desk.moves.wait([case_id], reason)
    if is_snoozed:
        desk.cases.snooze([case_id], NOW + timedelta(days=3))
    before = desk.cases.get(case_id)
    time.advance(hours=1)
    new = NewCall("", "怎么样了", case_id=case_id, **how)
    said = desk.calls.would_end(new)
    assert desk.calls.log(new).came_back == said
    after = desk.cases.get(case_id)
    assert (said is not None and said.reason) == (
        before.fields["waiting_reason"] if after.row.state != before.row.state else said is not None and ""
    )
    assert (said is not None and said.wakes) == (after.row.snoozed_until != before.row.snoozed_until)


@pytest.mark.parametrize("wakes", [True, False])
def test_a_snoozed_case_wakes_when_its_customer_comes_unless_the_desk_says_no(
    desk: Desk, time: FixedTime, wakes: bool
) -> None:
    if not wakes:
        desk.policies.set("handling", "contact_wakes = false\n")
    case_id = given_case(desk)
    desk.cases.snooze([case_id], NOW + timedelta(days=3))
    time.advance(hours=1)
    # Who snoozed it knew of what had come before.
    desk.calls.log(
        NewCall("", "先前的来电", case_id=case_id, direction="in", rang_at=NOW - timedelta(hours=1))
    )
    assert desk.cases.get(case_id).row.snoozed_until is not None
    desk.calls.log(NewCall("", "怎么样了", case_id=case_id, direction="in"))
    assert (desk.cases.get(case_id).row.snoozed_until is None) == wakes


def test_what_is_late_stays_overdue_while_it_waits(desk: Desk, time: FixedTime) -> None:
    case_id = given_case(desk)
    time.advance(days=30)
    desk.moves.wait([case_id], "客户回复")
    desk.clocks.refresh()
    assert list(desk.lists.ids("case", "is:overdue state:waiting")) == [case_id]
    board = desk.today.board()
    assert (board.overdue, board.overdue_waiting) == (1, 1)
    resolve = clocks_of(desk, case_id).resolve
    assert resolve is not None
    assert (resolve.is_late, resolve.is_paused) == (True, True)
    assert standing(resolve).endswith(", waiting")
    desk.moves.solve([case_id])
    assert (resolve.due_at, "resolve") not in clocks_of(desk, case_id).deadlines


def test_every_wait_has_an_end_its_own_or_the_longest_of_its_reason(desk: Desk, time: FixedTime) -> None:
    own, free = given_case(desk), given_case(desk)
    desk.moves.wait([own], "客户回复", until=NOW + timedelta(days=10))
    desk.moves.wait([free], "等领导 [b]")
    with pytest.raises(UsageError):
        desk.moves.wait([own], "客户回复", until=NOW)
    calendar = desk.clocks.calendar()
    day = calendar.day_seconds
    longest = calendar.deadline(NOW, 20 * day)
    # Until its own end nobody is asked; other words are asked about by the rule that holds for all.
    assert desk.moves.to_nudge(calendar.deadline(NOW, 2 * day) - timedelta(seconds=1)) == []
    time.moment = longest
    assert desk.moves.to_nudge() == [
        NudgeLine(own, "客户回复", NOW + timedelta(days=10), TAKE_UP),
        NudgeLine(free, "等领导 [b]", longest, TAKE_UP),
    ]
    desk.policies.set("waiting", 'longest = "3d"\n')
    assert NudgeLine(free, "等领导 [b]", calendar.deadline(NOW, 3 * day), TAKE_UP) in desk.moves.to_nudge()


def test_a_desk_that_wrote_its_own_reasons_keeps_what_they_meant_and_is_told(desk: Desk) -> None:
    old = waiting.parse("pauses = true\n" + REASONS)
    assert [reason.pauses for reason in old.reasons] == [True, True, True]
    assert old.odd_pauses() == ("Spare Parts", "closes")
    assert waiting.parse(REASONS).odd_pauses() == ()
    desk.policies.set("waiting", "pauses = true\n" + REASONS)
    (found,) = [one for one in MaintenanceService(desk.store.path).doctor() if one.topic == "waiting"]
    assert "Spare Parts" in found.text


def test_what_was_decided_for_the_first_closing_does_not_serve_for_the_second(
    desk: Desk, time: FixedTime
) -> None:
    case_id = given_case(desk, due_at=NOW + timedelta(hours=2))
    desk.policies.set("causes", "")
    desk.cases.edit(case_id, {"cause": "运输破损"})
    desk.remedies.add([case_id], NewRemedy("none"))
    desk.complaints.book_followup([case_id], NOW + timedelta(days=9))
    desk.moves.solve([case_id])
    desk.moves.tell([case_id])
    desk.complaints.answer([case_id], True)
    desk.moves.close([case_id])
    time.advance(days=1)
    assert desk.moves.past_due([case_id]) == [case_id]
    desk.moves.reopen([case_id], "又坏了")
    assert desk.cases.get(case_id).row.due_at is None
    lacking = {gate.name for gate in desk.moves.gates(case_id) if not gate.is_met}
    assert {"cause", "remedy", "told", "followup", "accepted_or_options"} <= lacking
    words = {gate.name: gate.words for gate in desk.moves.gates(case_id)}
    assert words["cause"].endswith(
        "From before the reopening on 2026-11-21: 运输破损. Confirm it or decide anew."
    )
    for gate in ("remedy", "followup"):
        assert words[gate].endswith("What was decided before the reopening on 2026-11-21 does not count.")
    time.advance(hours=1)
    desk.complaints.confirm_cause([case_id])
    assert desk.cases.get(case_id).fields["cause"] == "运输破损"
    desk.remedies.add([case_id], NewRemedy("exchange"))
    desk.complaints.book_followup([case_id], NOW + timedelta(days=12))
    lacking = {gate.name for gate in desk.moves.gates(case_id) if not gate.is_met}
    assert lacking == {"told", "accepted_or_options", "remedy_done"}
    for _each in range(4):
        desk.undo.undo()
    assert desk.cases.get(case_id).row.state == "closed"
    assert {gate.name for gate in desk.moves.gates(case_id) if not gate.is_met} == set()
    desk.moves.reopen([case_id], due_at=NOW + timedelta(days=5))
    assert desk.cases.get(case_id).row.due_at == NOW + timedelta(days=5)
    with pytest.raises(RefusedError, match="no cause from before"):
        desk.complaints.confirm_cause([given_case(desk)])


def test_it_is_said_for_whom_a_case_waits_and_in_whose_time(desk: Desk, time: FixedTime) -> None:
    desk.policies.set("waiting", "pauses = true\n" + REASONS.replace("Spare Parts", "缺货 [/x]"))
    ours, theirs, out = given_case(desk), given_case(desk), given_case(desk)
    desk.moves.wait([ours], "客户回复")
    desk.moves.wait([theirs], "缺货 [/x]", until=NOW + timedelta(days=2))
    desk.handoffs.hand_off([out], "售后部 [b]", due_at=NOW + timedelta(hours=3))
    time.advance(hours=5)

    def said(case_id: int) -> list[tuple[str, bool]]:
        waiting = desk.moves.wait_of(case_id)
        assert waiting is not None
        assert desk.clocks.overview(case_id).waiting == waiting == desk.dossiers.staged(case_id).waiting
        return wait_parts(waiting, time.moment, lambda at: f"{at:%d %H:%M}")

    assert said(ours) == [
        ("客户回复 (customer)", False),
        ("since 20 01:12", False),
        ("the clock of the solution stands still", False),
        ("ask again 21 01:12", False),
    ]
    odd = "the clock of the solution stands still, though it is not the customer who is awaited"
    assert said(theirs)[2:] == [(odd, True), ("their own time: take up again 22 01:12", False)]
    assert said(out)[2:4] == [
        ("the clock of the solution runs on", False),
        ("their own time: due 20 04:12", True),
    ]
    desk.moves.work([ours])
    assert desk.moves.wait_of(ours) is None
