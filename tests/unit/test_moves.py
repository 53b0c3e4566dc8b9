"""Moves as functions: an independent list of what each writes, over rows of every state and time."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.case_states import STATES
from servicedesk.domain.errors import RefusedError, ServiceDeskError, UsageError
from servicedesk.domain.moves import Act, cases, contacts, handling

RECEIVED, NOW, LATER = "2026-11-18T01:00:00Z", "2026-11-20T01:12:00Z", "2026-11-21T01:12:00Z"
ACT = Act("王芳 [b]", NOW)
TIMES = st.sampled_from([RECEIVED, "2026-11-19T12:00:00Z", NOW, LATER])
PAST = st.sampled_from([None, RECEIVED, "2026-11-19T12:00:00Z"])
WORDS = st.sampled_from(["", "配件 [/]", "the customer's answer"])
UNSOLVED = {"new", "working", "waiting"}
WAITED = ("waiting_reason", "waiting_since", "waiting_until", "waiting_case_id", "nudges", "nudged_at")


@st.composite
def case_rows(draw: st.DrawFn) -> dict[str, Any]:
    """A row as the desk may hold one, however it came to it."""
    state = draw(st.sampled_from(STATES))
    return {
        "id": 7,
        "state": state,
        "received_at": RECEIVED,
        "owner": draw(WORDS),
        "result": draw(WORDS),
        "merged_into": 9 if state == "merged" else None,
        "waiting_reason": draw(WORDS) if state == "waiting" else "",
        "waiting_since": draw(PAST) if state == "waiting" else None,
        "waiting_until": draw(st.sampled_from([None, RECEIVED, LATER])) if state == "waiting" else None,
        "waiting_case_id": draw(st.sampled_from([None, 12])) if state == "waiting" else None,
        "due_at": draw(st.sampled_from([None, RECEIVED, NOW, LATER])),
        "cause": draw(WORDS),
        "followup_waived": draw(WORDS),
        "nudges": draw(st.integers(0, 3)),
        "nudged_at": draw(PAST),
        "solved_at": draw(PAST),
        "told_at": draw(PAST),
        "closed_at": draw(st.sampled_from([None, "2026-11-05T01:12:00Z", "2026-11-06T01:12:00Z", RECEIVED])),
        "acknowledged_at": draw(PAST),
        "options_offered": draw(WORDS),
        "priority": draw(st.integers(1, 4)),
        "severity": draw(st.sampled_from([None, 1, 4])),
        "safety": draw(st.sampled_from([None, 0, 1])),
        "complexity": draw(st.sampled_from([None, 2])),
        "impact": draw(st.sampled_from([None, 1, 3])),
        "department": draw(WORDS),
        "handoff_due_at": draw(PAST),
    }


def outcome(move: Any) -> Any:
    """What a move writes, or the class of its refusal."""
    try:
        return move()
    except ServiceDeskError as error:
        return type(error)


def acting(at: str) -> Act:
    """The same person at another time."""
    return ACT._replace(now=at)


def expected(row: dict[str, Any], allowed_from: set[str], state: str, **values: Any) -> Any:
    """A move to `state`: refused from elsewhere; who leaves the waiting forgets it."""
    if row["state"] not in allowed_from:
        return RefusedError
    forgotten = (
        dict(zip(WAITED, ("", None, None, None, 0, None), strict=True)) if row["state"] == "waiting" else {}
    )
    return {"state": state, **forgotten, **values}


@given(row=case_rows(), at=TIMES, words=WORDS, solved_too=st.booleans())
def test_solving_and_telling_keep_their_time_and_nothing_is_told_before_it_was_solved(
    row: dict[str, Any], at: str, words: str, solved_too: bool
) -> None:
    solved = outcome(lambda: cases.solved(row, acting(at), words))
    assert solved == expected(
        row, UNSOLVED, "solved", solved_at=at, snoozed_until=None, result=words or row["result"]
    )
    said = {"told_words": words, "told_how": "phone"}
    told = outcome(lambda: cases.told(row, acting(at), solved_too=solved_too, **said))
    is_early = bool(row["solved_at"]) and row["solved_at"] > at
    earlier = {"solved_at": at} if is_early else {}
    wanted = expected(row, {"solved"}, "told", told_at=at, **said, told_by=ACT.actor, **earlier)
    assert told == (RefusedError if is_early and not solved_too else wanted)


@given(row=case_rows(), days=st.integers(0, 20))
def test_work_takes_the_owner_and_a_reopening_forgets_that_it_was_solved(
    row: dict[str, Any], days: int
) -> None:
    is_old = (
        row["state"] == "closed"
        and row["closed_at"] is not None
        and datetime.fromisoformat(NOW) - datetime.fromisoformat(row["closed_at"]) > timedelta(days=days)
    )
    gone = {
        **dict.fromkeys(("solved_at", "told_at", "accepted", "accepted_at", "closed_at")),
        **dict.fromkeys(("told_by", "told_how", "told_words", "close_override", "close_missing"), ""),
    }
    ended = {"solved", "told", "duplicate", "cancelled"} | (set() if is_old else {"closed"})
    if row["due_at"] is not None and row["due_at"] <= NOW:
        gone["due_at"] = None
    if row["state"] == "closed":
        gone |= {"cause": "", "outcome": "", "followup_waived": "", "options_offered": ""}
    reopened = outcome(lambda: cases.reopened(row, ACT, days))
    assert reopened == expected(row, ended, "working", **gone)
    again = outcome(lambda: cases.reopened(row, ACT, days, LATER))
    assert again == expected(row, ended, "working", **gone | {"due_at": LATER})
    worked = outcome(lambda: cases.working(row, ACT, days))
    owner = row["owner"] or ACT.actor
    if row["state"] in UNSOLVED:
        # Who works already begins nothing.
        assert worked == expected(row, UNSOLVED - {"working"}, "working", owner=owner)
    else:
        assert worked == (RefusedError if reopened is RefusedError else reopened | {"owner": owner})


@given(row=case_rows(), reason=WORDS, asks_her=st.booleans())
def test_waiting_begins_anew_with_another_reason_and_with_her_as_often_as_it_is_said(
    row: dict[str, Any], reason: str, *, asks_her: bool
) -> None:
    found = outcome(lambda: cases.waiting(row, ACT, reason, for_customer=asks_her))
    if row["state"] not in UNSOLVED:
        assert found is RefusedError
    elif not reason:
        assert found is UsageError
    elif row["state"] == "waiting" and (row["waiting_reason"], row["waiting_case_id"]) == (reason, None):
        since, end = row["waiting_since"], row["waiting_until"]
        is_anew = asks_her or (since is not None and since > NOW)
        passed = {"waiting_until": None} if end is not None and end <= NOW else {}
        assert found == ({"waiting_since": NOW} | passed if is_anew else {})
    else:
        assert found == {
            "state": "waiting", "waiting_reason": reason, "waiting_since": NOW,
            "waiting_until": None, "waiting_case_id": None, "nudges": 0, "nudged_at": None,
        }  # fmt: skip
    nudged = outcome(lambda: cases.nudged(row, ACT))
    if row["state"] == "waiting":
        assert nudged == {"nudges": row["nudges"] + 1, "nudged_at": NOW}
    else:
        assert nudged is RefusedError


@given(row=case_rows(), lacking=st.lists(st.sampled_from(["cause", "told"]), unique=True), words=WORDS)
def test_a_case_ends_awake_and_keeps_why_only_where_something_was_missing(
    row: dict[str, Any], lacking: list[str], words: str
) -> None:
    closed = outcome(lambda: cases.closed(row, ACT, lacking, words))
    assert closed == expected(
        row,
        {"solved", "told"},
        "closed",
        closed_at=NOW,
        snoozed_until=None,
        close_override=words if lacking else "",
        close_missing=",".join(lacking),
    )
    for move, state in ((cases.cancelled, "cancelled"), (cases.duplicate, "duplicate")):
        assert outcome(lambda move=move: move(row, ACT)) == expected(row, UNSOLVED, state, snoozed_until=None)
    snoozed = outcome(lambda: cases.snoozed(row, ACT, LATER))
    open_states = UNSOLVED | {"solved", "told"}
    assert snoozed == ({"snoozed_until": LATER} if row["state"] in open_states else RefusedError)
    assert outcome(lambda: cases.snoozed(row, ACT, NOW)) is UsageError


@given(row=case_rows(), at=TIMES, by=WORDS, accepted=st.booleans(), options=WORDS)
def test_handling_is_for_cases_that_stand_and_in_their_time(
    row: dict[str, Any], at: str, by: str, accepted: bool, options: str
) -> None:
    stands = row["state"] not in {"merged", "duplicate", "cancelled"}

    def standing(values: dict[str, Any]) -> Any:
        refusals = [value for value in values.values() if isinstance(value, type)]
        return RefusedError if not stands else refusals[0] if refusals else values

    for corrects in (False, True):
        acknowledged = outcome(
            lambda corrects=corrects: handling.acknowledged(
                row, acting(at), "phone", by=by, corrects=corrects
            )
        )
        values = {
            "acknowledged_at": at if corrects or not row["acknowledged_at"] else RefusedError,
            "acknowledged_how": "phone",
            "acknowledged_by": by or ACT.actor,
        }
        assert acknowledged == standing(values)
    answered = outcome(lambda: handling.answered(row, acting(at), accepted, options))
    assert answered == standing(
        {
            "accepted": int(accepted),
            "accepted_at": at,
            "options_offered": options or row["options_offered"],
        }
    )
    assert outcome(lambda: handling.thanked(row, acting(at))) == standing({"thanked_at": at})
    waived = outcome(lambda: handling.followup_waived(row, ACT, options))
    assert waived == (standing({"followup_waived": options}) if options else UsageError)


@given(
    row=case_rows(), scales=st.fixed_dictionaries({}, optional={"severity": st.sampled_from([None, 1, 4])})
)
def test_an_assessment_never_lowers_the_priority_and_an_empty_one_is_nobodys(
    row: dict[str, Any], scales: dict[str, Any]
) -> None:
    found = handling.assessment(row, ACT, scales)
    after = row | scales
    is_assessed = any(after[name] is not None for name in ("severity", "safety", "complexity", "impact"))
    assert found["priority"] >= row["priority"]
    assert (found["assessed_at"], found["assessed_by"]) == ((NOW, ACT.actor) if is_assessed else (None, ""))
    assert is_assessed or found["priority"] == row["priority"]
    assert {name: found[name] for name in scales} == scales


@given(row=case_rows(), due=st.sampled_from([None, NOW, LATER]), department=WORDS)
def test_what_is_handed_off_waits_and_comes_back_to_work(
    row: dict[str, Any], due: str | None, department: str
) -> None:
    to = handling.HandOff(department, "请尽快 [b]", due)
    found = outcome(lambda: handling.handed_off(row, ACT, to, "等其他部门"))
    if not department or due == NOW:
        assert found is UsageError
    elif row["state"] not in UNSOLVED:
        assert found is RefusedError
    else:
        case, handoff = found
        assert handoff == {
            "case_id": 7, "out_at": NOW, "out_by": ACT.actor, "department": department,
            "words": "请尽快 [b]", "due_at": due,
        }  # fmt: skip
        waits = ("waiting", "等其他部门", NOW, None, None, 0, None)
        assert tuple(case[name] for name in ("state", *WAITED)) == waits
        back = handling.came_back(row | case)
        assert back["state"] == "working"
        assert [back[name] for name in (*WAITED, "department", "handoff_due_at")] == [
            "", None, None, None, 0, None, "", None,
        ]  # fmt: skip
    if row["state"] != "waiting":
        # Nobody takes it out of the state in which it stands, merged ones among them.
        assert "state" not in handling.came_back(row)
    forgets = handling.came_back(row, waited_when_merged=True).keys() & set(WAITED)
    assert bool(forgets) == (row["state"] in {"waiting", "merged"})


PROMISES = st.fixed_dictionaries(
    {
        "id": st.just(3),
        "state": st.sampled_from(["open", "done", "retold", "withdrawn"]),
        "made_at": st.just("2026-11-19T12:00:00Z"),
        "due_at": st.just(LATER),
    }
)


@given(row=PROMISES, at=TIMES, words=WORDS)
def test_a_promise_ends_once_and_not_before_it_was_made(row: dict[str, Any], at: str, words: str) -> None:
    kept = outcome(lambda: contacts.promise_kept(row, acting(at)))
    if row["state"] == "open" and row["made_at"] <= at:
        assert kept == {"state": "done", "ended_at": at}
    else:
        assert kept is RefusedError
    assert outcome(lambda: contacts.promise_retold(row, acting(RECEIVED), NOW, words)) is RefusedError
    retold = outcome(lambda: contacts.promise_retold(row, ACT, at, words))
    if row["state"] == "open" and at != row["due_at"]:
        assert retold == {"state": "retold", "ended_at": NOW, "reason": words}
    else:
        assert retold is RefusedError
    withdrawn = outcome(lambda: contacts.promise_withdrawn(row, ACT, words))
    if not words:
        assert withdrawn is UsageError
    elif row["state"] == "open":
        assert withdrawn == {"state": "withdrawn", "ended_at": NOW, "reason": words}
    else:
        assert withdrawn is RefusedError


@pytest.mark.parametrize("state", ["planned", "held", "missed", "cancelled"])
def test_a_followup_ends_once(state: str) -> None:
    row = {"id": 4, "state": state, "due_at": NOW, "repeat": ""}
    found = [
        outcome(move)
        for move in (
            lambda: contacts.followup_held(row, ACT, "好"),
            lambda: contacts.followup_missed(row, ACT, "没人接"),
            lambda: contacts.followup_cancelled(row, ACT, ""),
            lambda: contacts.followup_moved(row, ACT, LATER, all_day=True),
        )
    ]
    if state == "planned":
        assert found == [
            {"state": "held", "done_at": NOW, "result": "好"},
            {"state": "missed", "done_at": NOW, "reason_skipped": "没人接"},
            {"state": "cancelled", "reason_skipped": ""},
            {"due_at": LATER, "all_day": 1},
        ]
    else:
        assert found == [RefusedError] * 4


def test_a_call_is_struck_out_once_and_for_a_reason() -> None:
    row = {"id": 5, "voided_at": None}
    assert contacts.call_voided(row, ACT, "重复") == {"voided_at": NOW, "void_reason": "重复"}
    with pytest.raises(UsageError):
        contacts.call_voided(row, ACT, "")
    with pytest.raises(RefusedError, match="CL-5"):
        contacts.call_voided(row | {"voided_at": NOW}, ACT, "重复")
