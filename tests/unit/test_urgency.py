"""Urgency: a sum of terms, exact until the moment that it names."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.case_history import CaseHistory
from servicedesk.domain.policies import urgency as policy
from servicedesk.domain.service_clock import clocks
from servicedesk.domain.urgency import TERM_LABELS, Urgency, UrgencyFacts, urgency
from tests.unit.clock_log import CaseLog, at, call, promise, rules

WEIGHTS = policy.parse(
    """
safety = 100
[severity]
3 = 25
[priority]
2 = 10
4 = 45
[tier]
vip = 20
[deadline]
0 = 1
50 = 10
80 = 25
100 = 50
[overdue]
each_day = 5
most = 12
[promise]
near = 20
lapsed = 60
[waiting_customer]
1 = 5
4 = 15
[repeat]
each_call = 10
most = 15
[age]
1 = 2
3 = 7
"""
)
DESK = rules()


def measured(history: CaseHistory, now: datetime) -> Urgency:
    return urgency(UrgencyFacts(history, clocks(history, DESK, now), DESK), WEIGHTS, now)


def points(history: CaseHistory, now: datetime) -> dict[str, int]:
    return {term.name: term.points for term in measured(history, now).terms}


def test_what_a_person_entered_adds_its_points() -> None:
    history = CaseLog(at("11-19 09:00"), severity=3, safety=1, priority=4).history(tier="ＶＩＰ")
    found = points(history, at("11-19 09:00"))
    assert found == {"severity": 25, "safety": 100, "priority": 45, "tier": 20, "deadline": 1}
    assert measured(history, at("11-19 09:00")).total == sum(found.values())
    plain = CaseLog(at("11-19 09:00"), severity=None, safety=None, priority=2).history(tier="没有这一级")
    assert points(plain, at("11-19 09:00")) == {"priority": 10, "deadline": 1}


def test_the_nearest_running_target_raises_it_in_steps() -> None:
    history = CaseLog(at("11-19 09:00")).history()
    found = [
        points(history, at(f"11-19 {time}")).get("deadline") for time in ("09:29", "09:30", "09:48", "10:00")
    ]
    assert found == [1, 10, 25, 50]


def test_whole_working_days_past_the_deadline_add_up_to_a_limit() -> None:
    history = CaseLog(at("11-19 09:00")).history()
    days = ["11-19 18:00", "11-20 10:00", "11-23 10:00", "11-24 10:00", "11-30 10:00"]
    assert [points(history, at(day)).get("overdue", 0) for day in days] == [0, 5, 10, 12, 12]


def test_a_promise_presses_from_our_estimate_on_and_more_once_it_lapsed() -> None:
    owed = [promise(at("11-19 15:00"), at("11-19 14:00"))]
    history = CaseLog(at("11-19 09:00")).history(promises=owed)
    moments = [
        at("11-19 13:59"),
        at("11-19 14:00"),
        at("11-19 15:00"),
        at("11-19 15:00") + timedelta(seconds=1),
    ]
    assert [points(history, moment).get("promise", 0) for moment in moments] == [0, 20, 20, 60]
    kept = history._replace(promises=(owed[0]._replace(state="done", ended_at=at("11-19 13:00")),))
    assert "promise" not in points(kept, at("11-19 16:00"))


def test_an_unanswered_customer_and_one_who_comes_again_press() -> None:
    log = CaseLog(at("11-19 09:00"), call_id=1)
    calls = [call(1, at("11-19 09:00")), call(2, at("11-19 09:10"), "out"), call(3, at("11-19 11:00"))]
    history = log.history(calls=calls)
    assert "waiting_customer" not in points(history, at("11-19 11:59"))
    assert points(history, at("11-19 12:00"))["waiting_customer"] == 5
    assert points(history, at("11-19 12:00"))["repeat"] == 10
    more = log.history(calls=[*calls, call(4, at("11-19 11:30")), call(5, at("11-19 11:40"))])
    assert points(more, at("11-19 12:00"))["repeat"] == 15


def test_an_ended_case_has_no_urgency() -> None:
    log = CaseLog(at("11-19 09:00"), severity=3, safety=1)
    log.change(at("11-19 10:00"), "case.cancel", state="cancelled")
    assert measured(log.history(), at("11-25 10:00")) == Urgency(0, (), None)


def test_every_term_says_why_in_words() -> None:
    log = CaseLog(at("11-12 09:00"), severity=3, safety=1, priority=4, call_id=1)
    owed = [promise(at("11-13 15:00"))]
    history = log.history(tier="vip", promises=owed, calls=[call(2, at("11-12 10:00"))])
    terms = measured(history, at("11-19 09:00")).terms
    assert {term.name for term in terms} == set(TERM_LABELS)
    assert {term.name: term.why for term in terms} == {
        "severity": "assessed as 3 of 4",
        "safety": "health or safety of a person is touched",
        "priority": "urgent",
        "tier": "VIP",
        "repeat": "came 1 more time",
        "deadline": "100 % of a service target is used up",
        "promise": "the told time has passed",
        "waiting_customer": "4 working hours or more",
        "age": "3 days or more",
        "overdue": "3 working days or more",
    }


@st.composite
def histories(draw: st.DrawFn) -> CaseHistory:
    start = at("11-18 09:00") + draw(st.integers(0, 3000)) * timedelta(minutes=1)

    def later() -> datetime:
        return start + draw(st.integers(-60, 4000)) * timedelta(minutes=1)

    log = CaseLog(
        start,
        call_id=1,
        due_at=draw(st.none() | st.just(later())),
        handoff_due_at=draw(st.none() | st.just(later())),
        severity=draw(st.none() | st.integers(1, 4)),
    )
    calls = [call(1, start)]
    moment = start
    for number, state in enumerate(
        draw(st.lists(st.sampled_from(["working", "waiting", "solved", "in", "out"])))
    ):
        moment += draw(st.integers(1, 400)) * timedelta(minutes=1)
        if state in {"in", "out"}:
            calls.append(call(number + 2, moment, state))
        else:
            log.move(moment, state)
    owed = [
        promise(later(), draw(st.none() | st.just(later())), id=number)
        for number in range(draw(st.integers(0, 2)))
    ]
    return log.history(calls=calls, promises=owed, tier="vip")


@pytest.mark.parametrize("lateness", [0, 300, 2000, 9000])
@settings(max_examples=25)
@given(history=histories())
def test_a_sum_holds_until_the_moment_that_it_names_and_changes_then(
    lateness: int, history: CaseHistory
) -> None:
    # From the last fact on only time passes.
    facts = [span.start for span in history.states] + [contact.at for contact in history.contacts]
    now = max(facts) + timedelta(minutes=lateness)
    found = measured(history, now)
    assert found.total == sum(term.points for term in found.terms)
    if found.until is None:
        for days in (1, 30, 400):
            assert measured(history, now + timedelta(days=days))[:2] == found[:2]
        return
    assert found.until > now
    last = found.until - timedelta(seconds=1)
    for part in (0.1, 0.5, 0.9, 1):
        assert measured(history, now + (last - now) * part) == found
    assert measured(history, found.until).total != found.total
