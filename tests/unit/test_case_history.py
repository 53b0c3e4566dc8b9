"""What the records of a case come to: states over time, contacts, whatever order and times they have."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.case_history import CaseRecords, from_records
from servicedesk.domain.case_states import DROPPED_STATES
from servicedesk.domain.state_history import LONG_AGO
from tests.builders import HOSTILE
from tests.unit.clock_log import CaseLog, at, call, promise, stored


def states(log: CaseLog, as_of: datetime | None = None) -> list[tuple[str, datetime]]:
    """The states and their beginnings."""
    return [(span.state, span.start) for span in log.history(as_of).states]


def imported(**fields: Any) -> CaseRecords:
    """A case that another desk brought, received on 20 November at 09:00."""
    return CaseLog(at("11-20 09:00"), **fields).records()


def test_moves_tile_the_time_from_the_receipt_on() -> None:
    log = CaseLog(at("11-20 09:00"))
    log.move(at("11-20 10:00"), "working", owner=HOSTILE)
    log.move(at("11-20 11:00"), "waiting", waiting_reason=HOSTILE)
    log.move(at("11-21 09:00"), "solved")
    spans = log.history().states
    assert [span.state for span in spans] == ["new", "working", "waiting", "solved"]
    assert [span.reason for span in spans] == ["", "", HOSTILE, ""]
    assert [span.end for span in spans] == [*(span.start for span in spans[1:]), None]


def test_a_move_that_was_undone_leaves_no_trace_and_redone_counts_from_its_first_time() -> None:
    log = CaseLog(at("11-20 09:00"))
    action = log.move(at("11-20 10:00"), "waiting")
    done = states(log)
    undone = log.undo(at("11-20 11:00"), action)
    assert states(log) == [("new", at("11-20 09:00"))]
    redone = log.undo(at("11-20 12:00"), undone)
    assert states(log) == done
    again = log.undo(at("11-20 13:00"), redone)
    assert states(log) == [("new", at("11-20 09:00"))]
    log.undo(at("11-20 14:00"), again)
    assert states(log) == done == [("new", at("11-20 09:00")), ("waiting", at("11-20 10:00"))]


def test_an_early_move_undone_under_later_ones_leaves_the_case_where_its_row_says() -> None:
    log = CaseLog(at("11-20 09:00"))
    first = log.move(at("11-20 10:00"), "working")
    log.move(at("11-20 11:00"), "waiting")
    log.move(at("11-20 12:00"), "working")
    log.undo(at("11-20 13:00"), first)
    assert log.row["state"] == "new"
    assert states(log)[-2:] == [("working", at("11-20 12:00")), ("new", at("11-20 13:00"))]


def test_an_edit_on_a_clock_that_was_set_back_moves_nothing() -> None:
    log = CaseLog(at("11-20 09:00"))
    log.move(at("11-20 12:00"), "waiting")
    before = log.history()
    log.change(at("11-20 10:00"), "case.assign", owner=HOSTILE)
    assert log.history() == before
    log.change(at("11-20 14:00"), "case.edit", waiting_reason=HOSTILE)
    assert [(span.reason, span.start) for span in log.history().states[1:]] == [
        ("顾客", at("11-20 12:00")),
        (HOSTILE, at("11-20 14:00")),
    ]


def test_a_solution_that_was_back_dated_counts_from_the_time_that_was_given() -> None:
    log = CaseLog(at("11-20 09:00"))
    log.move(at("11-20 10:00"), "working")
    log.move(at("11-20 15:00"), "waiting")
    log.move(at("11-20 17:00"), "solved", solved_at=at("11-20 14:00"))
    assert states(log) == [
        ("new", at("11-20 09:00")),
        ("working", at("11-20 10:00")),
        ("solved", at("11-20 14:00")),
    ]


def test_a_corrected_time_moves_the_stage_and_not_what_follows() -> None:
    log = CaseLog(at("11-20 09:00"))
    log.move(at("11-20 12:00"), "solved")
    log.move(at("11-20 15:00"), "told")
    log.change(at("11-20 16:00"), "case.edit", solved_at=at("11-20 11:00"))
    assert states(log)[1:] == [("solved", at("11-20 11:00")), ("told", at("11-20 15:00"))]


def test_a_solution_before_the_receipt_is_one_at_the_receipt() -> None:
    log = CaseLog(at("11-20 09:00"))
    log.move(at("11-20 12:00"), "solved", solved_at=at("11-01 12:00"))
    assert states(log) == [("solved", at("11-20 09:00"))]


def test_an_imported_case_is_read_from_its_own_times() -> None:
    history = from_records(
        imported(
            state="closed",
            first_reply_at=at("11-20 09:30"),
            solved_at=at("11-20 11:00"),
            told_at=at("11-20 12:00"),
            closed_at=at("11-21 09:00"),
        )
    )
    assert [(span.state, span.start) for span in history.states] == [
        ("new", at("11-20 09:00")),
        ("solved", at("11-20 11:00")),
        ("told", at("11-20 12:00")),
        ("closed", at("11-21 09:00")),
    ]
    assert [(contact.how, contact.at) for contact in history.contacts] == [
        ("first_reply", at("11-20 09:30")),
        ("told", at("11-20 12:00")),
    ]


def test_an_import_that_changes_a_case_tells_all_stages_at_once() -> None:
    log = CaseLog(at("11-20 09:00"))
    log.change(
        at("11-25 09:00"),
        "case.import",
        state="closed",
        solved_at=at("11-20 11:00"),
        told_at=at("11-20 10:00"),
        closed_at=at("11-21 09:00"),
    )
    # Told before it was solved: a stage never begins before the one that leads to it.
    assert states(log)[1:] == [("told", at("11-20 11:00")), ("closed", at("11-21 09:00"))]


def test_nobody_knows_that_an_imported_case_waited_before_it_came() -> None:
    later = stored(at("11-22 09:00"))
    history = from_records(imported(state="waiting", waiting_reason="顾客", created_at=later))
    assert [(span.state, span.start) for span in history.states] == [
        ("new", at("11-20 09:00")),
        ("waiting", at("11-22 09:00")),
    ]
    since = from_records(imported(state="waiting", waiting_since=at("11-20 10:00"), created_at=later))
    assert since.states[-1].start == at("11-20 10:00")


def test_a_telling_stays_a_contact_after_the_reopening_but_not_after_a_correction() -> None:
    log = CaseLog(at("11-20 09:00"))
    log.move(at("11-20 10:00"), "solved")
    log.move(at("11-20 11:00"), "told")
    log.change(at("11-20 11:30"), "case.edit", told_at=at("11-20 11:10"))
    log.move(at("11-20 12:00"), "working")
    assert [contact.at for contact in log.history().contacts] == [at("11-20 11:10")]


def test_calls_are_contacts_unless_struck_out_or_meant_for_somebody_else() -> None:
    log = CaseLog(at("11-20 09:00"), call_id=1)
    calls = [
        call(6, at("11-20 15:00"), "out"),
        call(1, at("11-20 09:00")),
        call(2, at("11-20 10:00"), outcome="abandoned"),
        call(3, at("11-20 11:00"), outcome="wrong_number"),
        call(4, at("11-20 12:00"), "out", outcome="no_answer"),
        call(5, at("11-20 13:00"), "out")._replace(is_void=True),
        call(7, at("11-20 16:00"), "out", channel="letter")._replace(answered_at=None),
        call(8, at("11-20 17:00"), "out")._replace(answered_at=None),
    ]
    contacts = log.history(calls=calls).contacts
    assert [(contact.source, contact.direction, contact.reached, contact.how) for contact in contacts] == [
        ("CL-1", "in", True, "intake"),
        ("CL-2", "in", False, "phone"),
        ("CL-4", "out", False, "phone"),
        ("CL-6", "out", True, "phone"),
        ("CL-7", "out", True, "letter"),
        ("CL-8", "out", False, "phone"),
    ]


def test_a_case_merged_into_this_one_is_the_customer_asking_again() -> None:
    other = CaseLog(at("11-20 14:00"), id=9, call_id=4)
    calls = [call(4, at("11-20 14:00")), call(5, at("11-20 15:00"), "out")]
    merged = other.history(calls=calls)
    history = CaseLog(at("11-20 09:00")).history(calls=calls, merged=[merged])
    assert [(contact.at, contact.direction, contact.source) for contact in history.contacts] == [
        (at("11-20 14:00"), "in", "C-9"),
        (at("11-20 14:00"), "in", "CL-4"),
        (at("11-20 15:00"), "out", "CL-5"),
    ]


def test_as_of_a_time_before_the_merge_the_other_case_says_nothing_here() -> None:
    other = CaseLog(at("11-20 10:00"), id=9)
    other.change(at("11-20 15:00"), "case.merge", state="merged")
    sources = []
    for moment in (at("11-20 14:00"), at("11-20 16:00")):
        merged = other.history(moment)
        history = CaseLog(at("11-20 09:00")).history(moment, merged=[merged])
        sources.append([contact.source for contact in history.contacts])
    assert sources == [[], ["C-9"]]


def test_a_merge_that_was_taken_back_never_happened() -> None:
    log = CaseLog(at("11-20 09:00"))
    log.move(at("11-20 10:00"), "working")
    log.change(at("11-20 11:00"), "case.merge", state="merged")
    assert log.history().state == "merged"
    log.change(at("11-20 12:00"), "case.unmerge", state="working")
    log.move(at("11-20 13:00"), "waiting")
    assert states(log) == [
        ("new", at("11-20 09:00")),
        ("working", at("11-20 10:00")),
        ("waiting", at("11-20 13:00")),
    ]
    assert states(log, at("11-20 11:30"))[-1] == ("merged", at("11-20 11:00"))


def test_as_of_a_time_only_what_had_happened_by_then_is_known() -> None:
    log = CaseLog(at("11-20 09:00"))
    log.move(at("11-20 10:00"), "working")
    log.move(at("11-20 12:00"), "solved")
    owed = [
        promise(at("11-20 15:00"), made_at=at("11-20 10:00"), state="done", ended_at=at("11-20 12:00")),
        promise(at("11-20 16:00"), id=2, made_at=at("11-20 11:30")),
    ]
    history = log.history(at("11-20 11:00"), promises=owed, calls=[call(2, at("11-20 11:30"), "out")])
    assert history.state == "working"
    assert history.states[-1].end is None
    assert history.contacts == ()
    assert [(one.id, one.state, one.ended_at) for one in history.promises] == [(1, "open", None)]


def test_a_case_without_any_time_was_received_long_ago() -> None:
    history = from_records(CaseRecords({"id": 1, "kind": "complaint", "received_at": None, "state": "new"}))
    assert history.received_at == LONG_AGO
    assert [span.state for span in history.states] == ["new"]


MOMENTS = st.integers(-3000, 3000).map(lambda minutes: at("11-20 09:00") + timedelta(minutes=minutes))
TIMES = (
    st.none()
    | MOMENTS.map(stored)
    | st.sampled_from(["", "0800-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "昨天"])
)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from(
            ["new", "working", "waiting", "solved", "told", "closed", "merged", "cancelled", "duplicate"]
        ),
        "waiting_reason": st.sampled_from(["", "顾客", HOSTILE]),
        "solved_at": TIMES,
        "told_at": TIMES,
        "closed_at": TIMES,
        "received_at": MOMENTS,
    },
)


@settings(max_examples=60)
@given(CHANGES, st.lists(st.tuples(MOMENTS, CHANGES), max_size=8), st.none() | MOMENTS)
def test_spans_are_in_order_and_without_gap_whatever_the_records_say(
    opening: dict[str, Any], changes: list[tuple[datetime, dict[str, Any]]], as_of: datetime | None
) -> None:
    log = CaseLog(at("11-20 09:00"), **opening)
    for moment, fields in changes:
        log.change(moment, "case.import", **fields)
    history = log.history(as_of)
    assert history.states[0].start == history.received_at
    assert history.states[-1].end is None
    for span, after in zip(history.states, history.states[1:], strict=False):
        assert span.end == after.start
        # What a case was in the second in which it was dropped is kept, for when that is taken back.
        assert span.start < after.start or (span.start == after.start and after.state in DROPPED_STATES)
        assert span[2:] != after[2:]
    if as_of is None:
        assert history.state == log.row["state"]
    else:
        assert all(span.start <= max(as_of, history.received_at) for span in history.states)
    assert all(contact.at.tzinfo is not None for contact in history.contacts)
    assert history.received_at >= datetime(1970, 1, 1, tzinfo=UTC)


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from(["working", "waiting", "solved", "told", "closed", "undo", "label"]), max_size=9)
)
def test_undo_and_redo_of_everything_leaves_the_history_as_it_was(steps: list[str]) -> None:
    log, moment = CaseLog(at("11-20 09:00")), at("11-20 09:00")
    standing: list[int] = []
    for step in steps:
        moment += timedelta(minutes=17)
        if step == "undo":
            if standing:
                log.undo(moment, standing.pop())
            continue
        verb = {"label": {"owner": f"赵 {moment}"}}.get(step)
        action = log.change(moment, "case.assign", **verb) if verb else log.move(moment, step)
        if action:
            standing.append(action)
    before = log.history()
    undone = []
    for action in reversed(standing):
        moment += timedelta(minutes=5)
        undone.append(log.undo(moment, action))
    assert [span.state for span in log.history().states] == ["new"]
    for action in reversed(undone):
        moment += timedelta(minutes=5)
        log.undo(moment, action)
    assert log.history() == before
