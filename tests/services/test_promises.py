"""Promises: two times, one outcome each, and a rate that counts what lapsed as broken."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.errors import NotFoundError, RefusedError, ServiceDeskError, UsageError
from servicedesk.domain.promises import kept_rate, outcome
from servicedesk.services.calls import NewCall
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from tests.builders import HOSTILE, NOW, FixedTime, dump, given_call, given_case, given_customer, open_desk

HOUR = timedelta(hours=1)


def row(desk: Desk, promise_id: int) -> Any:
    found = desk.promises.get(promise_id)
    assert found is not None
    return found


def promised(desk: Desk, due_at: datetime | None = None, **fields: Any) -> int:
    """A promise on a case, due in an hour unless told."""
    if "case_id" not in fields:
        fields["case_id"] = given_case(desk)
    return desk.promises.make(NewPromise("回电 [b]", due_at or desk.clock.now() + HOUR, **fields)).id


def test_with_our_estimate_alone_more_is_told(desk: Desk) -> None:
    made = promised(desk, NOW + 3 * HOUR, estimate_at=NOW + HOUR)
    assert (row(desk, made).due_at, row(desk, made).estimate_at) == (NOW + 3 * HOUR, NOW + HOUR)
    # Friday 09:12 to 10:12 is working time: 60 minutes expected, 90 told.
    case_id = given_case(desk)
    padded = desk.promises.make(NewPromise("回电", estimate_at=NOW + HOUR, case_id=case_id)).id
    assert row(desk, padded).due_at == NOW + timedelta(minutes=90) == desk.promises.padded(NOW + HOUR)


def test_padding_is_the_desks_own(desk: Desk) -> None:
    desk.policies.set("handling", "[promise_padding]\npercent = 0\nround_minutes = 1\n")
    assert desk.promises.padded(NOW + HOUR) == NOW + HOUR


def test_a_promise_takes_over_the_case_of_its_call_and_the_customer_of_its_case(desk: Desk) -> None:
    customer_id = given_customer(desk)
    case_id = given_case(desk, customer_id=customer_id)
    call = given_call(desk, "王芳 139 0000 2222", case_kind="request")
    on_case, in_call = promised(desk, case_id=case_id), promised(desk, case_id=None, call_id=call.call_id)
    assert (row(desk, on_case).case_id, row(desk, on_case).customer_id) == (case_id, customer_id)
    assert row(desk, on_case).customer_name == "李伟 [b]"
    found = row(desk, in_call)
    assert (found.case_id, found.customer_id) == (call.case_id, call.customer_id)
    assert found.owner == "anna"
    assert [one.id for one in desk.promises.of_case(case_id)] == [on_case]
    assert [one.id for one in desk.promises.of_customer(customer_id)] == [on_case]


def test_what_is_promised_on_a_merged_case_stands_on_the_one_it_became(desk: Desk) -> None:
    first, second = given_case(desk), given_case(desk)
    desk.merging.merge([first], second)
    made = promised(desk, case_id=first)
    assert row(desk, made).case_id == second
    assert [one.id for one in desk.promises.of_case(second)] == [made]


@pytest.mark.parametrize(
    ("new", "error"),
    [
        (NewPromise("x", NOW + HOUR), UsageError),
        (NewPromise("x", case_id=1), UsageError),
        (NewPromise(" \x00", NOW + HOUR, case_id=1), RefusedError),
        (NewPromise("x", NOW, case_id=1), RefusedError),
        (NewPromise("x", NOW - HOUR, case_id=1), RefusedError),
        (NewPromise("x", estimate_at=NOW - HOUR, case_id=1), RefusedError),
        (NewPromise("x", NOW + HOUR, estimate_at=NOW, case_id=1), RefusedError),
        (NewPromise("x", NOW + HOUR, estimate_at=NOW + 2 * HOUR, case_id=1), RefusedError),
        (NewPromise("x" * 3000, NOW + HOUR, case_id=1), UsageError),
        (NewPromise("x", estimate_at=datetime(9999, 12, 31, tzinfo=UTC), case_id=1), ServiceDeskError),
        (NewPromise("x", NOW + HOUR, case_id=99), NotFoundError),
        (NewPromise("x", NOW + HOUR, customer_id=99), NotFoundError),
        (NewPromise("x", NOW + HOUR, call_id=99), NotFoundError),
    ],
)
def test_a_promise_that_cannot_be_is_refused_and_nothing_changes(
    desk: Desk, new: NewPromise, error: type[Exception]
) -> None:
    given_case(desk)
    before = dump(desk, without=())
    with pytest.raises(error):
        desk.promises.make_all([NewPromise("ok", NOW + HOUR, case_id=1), new])
    assert dump(desk, without=()) == before


def test_a_promise_is_kept_by_its_time_also_when_it_is_written_down_later(
    desk: Desk, time: FixedTime
) -> None:
    on_time, late, before = promised(desk), promised(desk), promised(desk)
    time.advance(hours=2)
    desk.promises.keep([on_time], at=NOW + HOUR)
    desk.promises.keep([late])
    assert row(desk, on_time).outcome(desk.clock.now()) == "kept"
    assert row(desk, late).outcome(desk.clock.now()) == "broken"
    for at in (NOW - HOUR, desk.clock.now() + HOUR):
        with pytest.raises((RefusedError, UsageError)):
            desk.promises.keep([before], at=at)
    assert row(desk, before).state == "open"


def test_told_anew_before_it_lapsed_it_slipped_and_after_it_stays_broken(desk: Desk, time: FixedTime) -> None:
    early, lapsed = promised(desk), promised(desk)
    change = desk.promises.retell(early, NOW + 5 * HOUR, "零件未到 [b]")
    assert change.ids[0] == early
    again = row(desk, change.ids[1])
    assert (again.follows_id, again.text, again.due_at, again.made_at) == (
        early,
        "回电 [b]",
        NOW + 5 * HOUR,
        NOW,
    )
    assert (again.case_id, row(desk, early).reason) == (row(desk, early).case_id, "零件未到 [b]")
    time.advance(hours=2)
    assert [one.id for one in desk.promises.owed()] == [lapsed, again.id]
    desk.promises.retell(lapsed, estimate=desk.clock.now() + HOUR)
    now = desk.clock.now()
    assert [row(desk, one).outcome(now) for one in (early, lapsed, again.id)] == ["slipped", "broken", "open"]
    with pytest.raises(RefusedError, match="told already"):
        desk.promises.retell(again.id, again.due_at)


def test_ended_ones_are_left_alone_and_one_of_many_stops_all(desk: Desk) -> None:
    ended = {
        "keep": desk.promises.keep,
        "withdraw": lambda ids: desk.promises.withdraw(ids, "不用了"),
        "retell": lambda ids: desk.promises.retell(ids[-1], NOW + 9 * HOUR),
    }
    for end in ended.values():
        promise_id, still_open = promised(desk), promised(desk)
        end([promise_id])
        before = dump(desk, without=())
        for again in ended.values():
            with pytest.raises(RefusedError, match=f"P-{promise_id}"):
                again([still_open, promise_id])
        assert dump(desk, without=()) == before


def test_a_withdrawal_needs_a_reason_and_counts_nowhere(desk: Desk) -> None:
    promise_id = promised(desk)
    with pytest.raises(UsageError, match="Why"):
        desk.promises.withdraw([promise_id], " \x00 ")
    desk.promises.withdraw([promise_id], HOSTILE)
    found = desk.promises.kept_rate(NOW, NOW + 2 * HOUR)
    assert (found.n, found.open, found.share) == (0, 0, None)


def test_the_deadline_of_a_case_follows_its_promise_there_and_back(desk: Desk) -> None:
    case_id = given_case(desk, due_at=NOW + timedelta(days=30))
    desk.calls.log(NewCall(summary="x", direction="out", case_id=case_id))

    def due() -> tuple[datetime | None, str]:
        found = desk.cases.get(case_id).row
        return found.deadline_at, found.deadline_kind

    before = due()
    promise_id = promised(desk, NOW + timedelta(minutes=5), case_id=case_id)
    assert due() == (NOW + timedelta(minutes=5), "promise")
    desk.promises.keep([promise_id])
    assert due() == before
    desk.undo.undo()
    assert due() == (NOW + timedelta(minutes=5), "promise")


def test_every_step_is_undone_and_done_again(desk: Desk) -> None:
    case_id = given_case(desk)
    states = [dump(desk)]
    first = promised(desk, case_id=case_id)
    states.append(dump(desk))
    again = desk.promises.retell(first, NOW + 4 * HOUR).ids[1]
    states.append(dump(desk))
    desk.promises.keep([again])
    states.append(dump(desk))
    for state in states[-2::-1]:
        desk.undo.undo()
        assert dump(desk) == state
    for state in states[1:]:
        desk.undo.redo()
        assert dump(desk)["promises"] == state["promises"]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["make", "keep", "retell", "withdraw", "wait"]),
        st.integers(0, 9),
        st.integers(1, 300),
    ),
    max_size=30,
)


@settings(max_examples=25)
@given(steps=STEPS)
def test_the_rate_equals_a_recount_of_what_was_done(tmp_path_factory: Any, steps: list[Any]) -> None:
    time = FixedTime()
    told: dict[int, list[Any]] = {}
    with open_desk(tmp_path_factory.mktemp("promises") / "desk.db", time) as desk:
        case_id = given_case(desk)
        for verb, place, minutes in steps:
            span = timedelta(minutes=minutes)
            still_open = [key for key, (state, _due, _at) in told.items() if state == "open"]
            if verb == "wait":
                time.moment += span
            elif verb == "make":
                due_at = time.moment + span
                told[promised(desk, due_at, case_id=case_id)] = ["open", due_at, None]
            elif still_open:
                chosen = still_open[place % len(still_open)]
                if verb == "retell":
                    due_at = time.moment + span
                    if due_at == told[chosen][1]:
                        continue
                    told[desk.promises.retell(chosen, due_at).ids[1]] = ["open", due_at, None]
                elif verb == "keep":
                    desk.promises.keep([chosen])
                else:
                    desk.promises.withdraw([chosen], "x")
                state = {"keep": "done", "retell": "retold", "withdraw": "withdrawn"}[verb]
                told[chosen][::2] = [state, time.moment]
        middle = NOW + timedelta(hours=3)
        for start, end in ((NOW, middle), (middle, NOW + timedelta(days=99))):
            expected = kept_rate(
                outcome(state, due_at, at, time.moment)
                for state, due_at, at in told.values()
                if start <= due_at < end
            )
            assert desk.promises.kept_rate(start, end) == expected
        assert {one.id for one in desk.promises.owed()} == {
            key for key, (state, _due, _at) in told.items() if state == "open"
        }


def test_a_call_makes_the_promise_that_was_given_in_it(desk: Desk) -> None:
    logged = given_call(
        desk,
        case_kind="complaint",
        promise_text="报价 [b]",
        promise_estimate_at=NOW + HOUR,
        promise_due_at=NOW + 2 * HOUR,
    )
    assert logged.promise_id is not None
    found = row(desk, logged.promise_id)
    assert (found.text, found.due_at, found.estimate_at) == ("报价 [b]", NOW + 2 * HOUR, NOW + HOUR)
    assert (found.case_id, found.call_id, found.customer_id) == (
        logged.case_id,
        logged.call_id,
        logged.customer_id,
    )
    desk.undo.undo()
    assert desk.promises.get(logged.promise_id) is None


def test_a_promise_without_words_is_named_by_what_was_said(desk: Desk) -> None:
    logged = given_call(desk, summary="空调漏水\n第二行", promise_due_at=NOW + HOUR)
    assert row(desk, logged.promise_id or 0).text == "空调漏水"
    silent = given_call(desk, summary="", promise_due_at=NOW + HOUR)
    assert row(desk, silent.promise_id or 0).text == "call back"


def test_a_call_with_a_promise_that_cannot_be_is_not_saved_at_all(desk: Desk) -> None:
    with pytest.raises(RefusedError):
        given_call(desk, promise_due_at=NOW - HOUR)
    assert dump(desk)["calls"] == []


def test_who_looks_for_what_is_owed_reads_no_whole_table(desk: Desk) -> None:
    from servicedesk.storage.listing import ListSpec, statement

    spec = ListSpec("promise", desk.lists.query("promise", "is:open"), "due")
    sql, parameters = statement(spec, desk.now_here(), "anna")
    with desk.reading() as db:
        plan = [line[-1] for line in db.execute(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall()]
    assert plan == ["SCAN promises USING COVERING INDEX promises_open"]


def test_undoing_a_promise_or_a_call_looks_through_no_whole_table(desk: Desk) -> None:
    for column in ("call_id", "follows_id"):
        with desk.reading() as db:
            (line,) = db.execute(f"EXPLAIN QUERY PLAN SELECT 1 FROM promises WHERE {column} = 3").fetchall()
        assert line[-1].startswith("SEARCH promises USING")
