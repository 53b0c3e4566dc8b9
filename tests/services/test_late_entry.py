"""Late entry: what happened before it is written down counts from when it happened, and says so."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.domain.late_entry import late_words
from servicedesk.services.calls import NewCall
from servicedesk.services.complaints import Assessment
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.storage.case_histories import histories
from servicedesk.storage.clock_cache import count_wrong
from servicedesk.storage.listing import ListSpec, statement
from tests.builders import NOW, FixedTime, given_call, given_case, open_desk

HOUR = timedelta(hours=1)
END = NOW + 200 * HOUR
Step = Callable[[Desk, int, datetime | None], Any]
STEPS: dict[str, Step] = {
    "work": lambda desk, case_id, at: desk.moves.work([case_id], at=at),
    "wait": lambda desk, case_id, at: desk.moves.wait([case_id], "等客户回复 [b]", at=at),
    "nudge": lambda desk, case_id, at: desk.moves.nudge([case_id], "又问了一次", at=at),
    "hand off": lambda desk, case_id, at: desk.handoffs.hand_off([case_id], "维修部", at=at),
    "back": lambda desk, case_id, at: desk.handoffs.back([case_id], "换了水泵", at=at),
    "note": lambda desk, case_id, at: desk.cases.note([case_id], "当时的记录 [/]", at=at),
    "assess": lambda desk, case_id, at: desk.complaints.assess([case_id], Assessment(severity=3), at=at),
    "solve": lambda desk, case_id, at: desk.moves.solve([case_id], "修好", at=at),
    "tell": lambda desk, case_id, at: desk.moves.tell([case_id], "已告知", how="phone", at=at),
    "close": lambda desk, case_id, at: desk.moves.close([case_id], override="失联", at=at),
    "reopen": lambda desk, case_id, at: desk.moves.reopen([case_id], "又漏了", at=at),
    "promise": lambda desk, case_id, at: desk.promises.make(
        NewPromise("回电", (at or desk.clock.now()) + 30 * HOUR, case_id=case_id), at=at
    ),
}


def run(desk: Desk, time: FixedTime, script: list[tuple[str, int]], *, late: bool) -> Any:
    """Take the steps as their hours come, or all of them at the end; what refuses is left out."""
    case_id = given_case(desk)
    for name, hour in script:
        at = NOW + hour * HOUR
        time.moment = END if late else at
        with suppress(RefusedError, UsageError):
            STEPS[name](desk, case_id, at if late else None)
    time.moment = END
    desk.clocks.refresh_all()
    with desk.reading() as db:
        assert count_wrong(db, desk.clock.now(), str(desk.zone)) == 0
        history = histories(db, [case_id])[case_id]
    row = desk.cases.get(case_id).fields
    kept = {name: value for name, value in row.items() if name not in {"updated_at", "uid", "version"}}
    return history, kept, desk.clocks.explain(case_id).clocks


SCRIPTS = st.lists(st.sampled_from(sorted(STEPS)), max_size=9).flatmap(
    lambda names: st.lists(st.integers(1, 150), min_size=len(names), max_size=len(names)).map(
        lambda hours: list(zip(names, sorted(hours), strict=True))
    )
)


@settings(max_examples=35, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=SCRIPTS)
def test_what_is_entered_late_leaves_the_case_as_if_it_had_been_entered_at_once(
    script: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = []
    for late in (False, True):
        time = FixedTime()
        with open_desk(tmp_path_factory.mktemp("desk") / "desk.db", time) as desk:
            found.append(run(desk, time, script, late=late))
    assert found[0] == found[1]


LEAVING: dict[str, Step] = {
    "work": STEPS["work"],
    "solve": STEPS["solve"],
    "wait for others": lambda desk, case_id, at: desk.moves.wait([case_id], "another department", at=at),
    "hand off": STEPS["hand off"],
}


@pytest.mark.parametrize("leave", sorted(LEAVING))
@pytest.mark.parametrize("reason", ["the customer's answer", "spare parts"])
def test_her_answer_ends_the_wait_for_her_also_when_it_is_written_down_after_the_case_moved_on(
    tmp_path: Path, leave: str, reason: str
) -> None:
    found = []
    for late in (False, True):
        time = FixedTime()
        with open_desk(tmp_path / f"{late}.db", time) as desk:
            case_id = given_case(desk)
            time.moment = NOW + HOUR
            desk.moves.wait([case_id], reason)
            rang = NOW + 2 * HOUR
            call = NewCall(
                "", "她来电：要换新机 [b]", case_id=case_id, rang_at=rang, answered_at=rang, ended_at=rang
            )
            if not late:
                time.moment = NOW + 2 * HOUR
                desk.calls.log(call)
            time.moment = NOW + 4 * HOUR
            # What she ended needs no one to take it up again.
            with suppress(RefusedError):
                LEAVING[leave](desk, case_id, None)
            time.moment = NOW + 5 * HOUR
            if late:
                desk.calls.log(call)
            with desk.reading() as db:
                assert count_wrong(db, desk.clock.now(), str(desk.zone)) == 0
                states = histories(db, [case_id])[case_id].states
            explained = desk.clocks.explain(case_id)
            found.append((states, explained.clocks, [line.pauses for line in explained.lines]))
            if late:
                desk.undo.undo()
                with desk.reading() as db:
                    (before,) = histories(db, [case_id])[case_id].states[1:2]
                assert (before.state, before.end) == ("waiting", NOW + 4 * HOUR)
    assert found[0] == found[1]


SAID_AGAIN: dict[str, Step] = {
    "wait": lambda desk, case_id, at: desk.moves.wait([case_id], "the customer's answer", at=at),
    "answer": lambda desk, case_id, at: desk.calls.log(
        NewCall("", "她来电：照片 [b]", case_id=case_id, rang_at=at, answered_at=at, ended_at=at)
    ),
    "wait again": lambda desk, case_id, at: desk.moves.wait([case_id], "the customer's answer", at=at),
    "work": STEPS["work"],
}


@pytest.mark.parametrize("last", ["wait again", "work"])
def test_a_wait_that_is_said_again_stands_also_when_her_answer_in_between_is_written_down_last(
    tmp_path: Path, last: str
) -> None:
    in_order = list(SAID_AGAIN)[: list(SAID_AGAIN).index(last) + 1]
    answer_first = ["answer", *(name for name in in_order if name != "answer")]
    answer_last = [*answer_first[1:], "answer"]
    found = []
    for place, names in enumerate([in_order, answer_first, answer_last]):
        time = FixedTime()
        with open_desk(tmp_path / f"{place}.db", time) as desk:
            case_id = given_case(desk)
            time.moment = NOW + 9 * HOUR
            for name in names:
                SAID_AGAIN[name](desk, case_id, NOW + (in_order.index(name) + 1) * HOUR)
            with desk.reading() as db:
                assert count_wrong(db, desk.clock.now(), str(desk.zone)) == 0
                states = histories(db, [case_id])[case_id].states
            found.append((states, desk.clocks.explain(case_id).clocks, desk.cases.get(case_id).row.state))
    assert found[0] == found[1] == found[2]
    assert [span.state for span in found[0][0]][-2:] == ["working", "waiting"][:: 1 if last != "work" else -1]


def test_a_wait_that_is_said_again_cannot_begin_before_the_one_that_is_noted(
    desk: Desk, time: FixedTime
) -> None:
    case_id = given_case(desk)
    time.moment = NOW + 9 * HOUR
    for hours in (4, 6):
        desk.moves.wait([case_id], "the customer's answer", at=NOW + hours * HOUR)
    for hours in (2, 5):
        with pytest.raises(RefusedError):
            desk.moves.wait([case_id], "the customer's answer", at=NOW + hours * HOUR)
    desk.undo.undo()
    assert desk.cases.get(case_id).fields["waiting_since"] == NOW + 4 * HOUR


def test_a_step_that_is_entered_late_must_follow_the_state_before_it(desk: Desk, time: FixedTime) -> None:
    case_id = given_case(desk)
    time.advance(hours=5)
    desk.moves.work([case_id])
    time.advance(hours=5)
    with pytest.raises(RefusedError, match=f"C-{case_id} has been working only since"):
        desk.moves.wait([case_id], "客户回复", at=NOW + HOUR)
    with pytest.raises(RefusedError, match="was received only after that"):
        desk.cases.note([case_id], "太早", at=NOW - HOUR)
    with pytest.raises(UsageError, match="still to come"):
        desk.moves.wait([case_id], "客户回复", at=NOW + 11 * HOUR)
    desk.moves.wait([case_id], "客户回复", at=NOW + 6 * HOUR)
    assert desk.cases.get(case_id).fields["waiting_since"] == NOW + 6 * HOUR
    desk.undo.undo()
    assert desk.cases.get(case_id).row.state == "working"


def test_what_was_written_down_later_says_how_much_later(desk: Desk, time: FixedTime) -> None:
    case_id = given_case(desk)
    time.advance(days=3)
    desk.cases.note([case_id], "周三就说过 [b]", at=NOW + HOUR)
    desk.moves.work([case_id])
    lines = {line.text or line.what: line for line in desk.cases.dossier(case_id).history}
    note, work = lines["周三就说过 [b]"], lines["case.work"]
    assert note.at == NOW + HOUR
    assert late_words(note.at, note.recorded_at) == "recorded 2 d later"
    assert late_words(work.at, work.recorded_at) == ""
    (event,) = [line for line in desk.history.of("case", case_id) if line.verb == "case.note"]
    assert (event.happened_at, event.at) == (NOW + HOUR, NOW + timedelta(days=3))


def test_a_promise_told_anew_is_a_contact_with_channel_and_words(desk: Desk, time: FixedTime) -> None:
    case_id = given_case(desk)
    promise_id = desk.promises.make(NewPromise("回电", NOW + 3 * HOUR, case_id=case_id)).id
    assert desk.clocks.explain(case_id).clocks.first_response is not None
    time.advance(hours=1)
    change = desk.promises.retell(promise_id, NOW + 30 * HOUR, "缺件", how="wechat", words="明天给您答复 [b]")
    again = desk.promises.get(change.ids[-1])
    assert again is not None
    assert (again.told_how, again.told_words) == ("wechat", "明天给您答复 [b]")
    first = desk.clocks.explain(case_id).clocks.first_response
    assert first is not None
    assert first.is_met
    desk.undo.undo()
    first = desk.clocks.explain(case_id).clocks.first_response
    assert first is not None
    assert not first.is_met


# What was entered late is found


def found(desk: Desk, kind: str, text: str) -> list[int]:
    return sorted(desk.lists.ids(kind, text))


@pytest.mark.parametrize("minutes", [14, 15, 2880])
def test_what_was_written_down_late_is_found_by_a_word_of_either_language(
    desk: Desk, time: FixedTime, minutes: int
) -> None:
    at_once, stepped, promised, called = (given_case(desk) for _number in range(4))
    at = time.moment
    time.advance(minutes=minutes)
    desk.moves.work([at_once])
    desk.moves.work([stepped], at=at)
    desk.promises.make(NewPromise("回电", at + 300 * HOUR, case_id=promised), at=at)
    late_call = given_call(desk, case_id=called, rang_at=at, answered_at=at, ended_at=at).call_id
    long_call = given_call(desk, case_id=at_once, rang_at=at, answered_at=at, ended_at=time.moment).call_id
    is_late = minutes >= 15
    for word in ("is:entered-late", "是:补录"):
        assert found(desk, "case", word) == ([stepped, promised, called] if is_late else [])
        assert found(desk, "call", word) == ([late_call] if is_late else [])
        assert found(desk, "promise", word) == ([1] if is_late else [])
    assert long_call in found(desk, "call", "-is:entered-late")
    assert at_once in found(desk, "case", "-is:entered-late")
    # The history says it of the same lines.
    for case_id in (at_once, stepped, promised, called):
        lines = desk.cases.dossier(case_id).history
        says = any(late_words(line.at, line.recorded_at) for line in lines)
        assert says == (case_id in found(desk, "case", "is:entered-late"))


def test_what_was_taken_back_or_struck_out_was_not_entered_late(desk: Desk, time: FixedTime) -> None:
    case_id = given_case(desk)
    at = time.moment
    time.advance(hours=2)
    desk.moves.work([case_id], at=at)
    call = given_call(desk, case_id=case_id, rang_at=at, ended_at=at)
    assert found(desk, "case", "is:entered-late") == [case_id]
    desk.calls.void([call.call_id], "谁也没打 [b]")
    assert found(desk, "case", "is:entered-late") == [case_id]
    desk.undo.undo(desk.history.of("case", case_id)[-1].action)
    assert found(desk, "case", "is:entered-late") == []


def test_a_large_log_is_not_read_whole_for_what_was_entered_late(desk: Desk) -> None:
    for kind in ("case", "promise"):
        sql, parameters = statement(
            ListSpec(kind, desk.lists.query(kind, "is:entered-late"), ""), NOW, "anna"
        )
        with desk.reading() as db:
            plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall()]
        assert any("events_entered_late" in line for line in plan)
        assert not any(line in {"SCAN events", "SCAN calls"} for line in plan)
