"""Urgency: the order of the queue as a sum of points that can be printed.

Every term stands still between two moments that are known beforehand, so that a sum that was stored is exact
until the moment that comes with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from servicedesk.domain.case_history import CaseHistory, PromiseFact
from servicedesk.domain.case_states import ENDED_STATES
from servicedesk.domain.clock_readings import CaseClocks
from servicedesk.domain.clock_rules import ClockRules
from servicedesk.domain.service_clock import facts_after, level_at, spans_until, within
from servicedesk.domain.text import clean_line
from servicedesk.domain.words.cases import PRIORITIES
from servicedesk.domain.worktime import moment_of, seconds_of
from servicedesk.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from servicedesk.domain.policies.urgency import Step, UrgencyWeights

_DAY = 86_400

TERM_LABELS: Mapping[str, str] = {
    "severity": N_("severity"),
    "safety": N_("safety"),
    "priority": N_("priority"),
    "tier": N_("tier"),
    "deadline": N_("service target"),
    "overdue": N_("days overdue"),
    "promise": N_("promise"),
    "waiting_customer": N_("customer waits for a word"),
    "repeat": N_("further contacts"),
    "age": N_("age"),
}


class UrgencyFacts(NamedTuple):
    """What the sum is made of; `clocks` must be those of `history` at the same `now`."""

    history: CaseHistory
    clocks: CaseClocks
    rules: ClockRules


class UrgencyTerm(NamedTuple):
    """One addend; `name` is a key of TERM_LABELS."""

    name: str
    points: int
    value: str
    """The code of what gave the points, for why(): a number, a tier, near, lapsed."""

    @property
    def why(self) -> str:
        """What gave the points, in words."""
        return _why(self.name, self.value)


class Urgency(NamedTuple):
    """The sum, its addends without those that add nothing, and until when it holds."""

    total: int
    terms: tuple[UrgencyTerm, ...]
    until: datetime | None
    """When a term changes next if nothing happens; None for never."""


class _Found(NamedTuple):
    name: str
    points: int
    value: str
    until: int | None = None


def urgency(facts: UrgencyFacts, weights: "UrgencyWeights", now: datetime) -> Urgency:
    """The urgency of a case at `now`; 0 for one that has ended, with nobody waiting for a word."""
    history = facts.history
    now_s = seconds_of(now)
    changes = [seconds_of(at) for at in facts_after(history, now_s)]
    # Who comes again after the closing waits for a word like any other.
    is_owed = facts.clocks.unanswered_since is not None
    if not is_owed and _state_at(history, now_s) in ENDED_STATES:
        return Urgency(0, (), _moment(changes))
    found = [
        *_standing(history, facts.clocks, weights),
        _deadline(facts, weights, now_s),
        _promise(history.promises, weights, now_s),
        _waiting(facts, weights, now_s),
        _age(history, weights, now_s),
    ]
    changes.extend(term.until for term in found if term.until is not None)
    overdue = _overdue(facts, weights, now_s, min(changes, default=None))
    if overdue.until is not None:
        changes.append(overdue.until)
    terms = tuple(UrgencyTerm(*term[:3]) for term in (*found, overdue) if term.points)
    return Urgency(sum(term.points for term in terms), terms, _moment(changes))


def _state_at(history: CaseHistory, now_s: int) -> str:
    if len(history.states) == 1:
        return history.states[0].state
    return spans_until(history, now_s)[-1].state


def _standing(history: CaseHistory, clocks: CaseClocks, weights: "UrgencyWeights") -> Iterator[_Found]:
    """The terms that change only when somebody changes the case."""
    if history.severity is not None:
        yield _Found("severity", weights.severity.get(history.severity, 0), str(history.severity))
    if history.safety:
        yield _Found("safety", weights.safety, "")
    yield _Found("priority", weights.priority.get(history.priority, 0), str(history.priority))
    if history.tier:
        yield _Found("tier", weights.tier_points(history.tier), history.tier)
    if clocks.repeats:
        yield _Found("repeat", weights.repeat_points(clocks.repeats), str(clocks.repeats))


def _deadline(facts: UrgencyFacts, weights: "UrgencyWeights", now_s: int) -> _Found:
    """How much of the target that is nearest to its end is used up."""
    pressing = facts.clocks.pressing
    used = max(
        (reading.used_seconds * 100 / max(reading.target_seconds, 1) for reading in pressing), default=-1.0
    )
    step, coming = _steps(weights.deadline, used)
    until = None
    if coming is not None:
        moments = (level_at(reading, facts.rules, coming.at, now_s) for reading in pressing)
        until = min((seconds_of(at) for at in moments if at is not None), default=None)
    return _found("deadline", step, until)


def _promise(promises: Sequence[PromiseFact], weights: "UrgencyWeights", now_s: int) -> _Found:
    """The promise that presses most: lapsed, or its padding is being used up."""
    owed = [promise for promise in promises if promise.state == "open"]
    if not owed:
        return _Found("promise", 0, "")

    def at(moment: int) -> tuple[int, str]:
        return max(_promise_points(promise, weights, moment) for promise in owed)

    points, value = at(now_s)
    turns = sorted(turn for promise in owed for turn in _promise_turns(promise) if turn > now_s)
    return _Found("promise", points, value, next((turn for turn in turns if at(turn)[0] != points), None))


def _promise_points(promise: PromiseFact, weights: "UrgencyWeights", moment: int) -> tuple[int, str]:
    if moment > seconds_of(promise.due_at):
        return weights.promise_lapsed, "lapsed"
    if promise.estimate_at is not None and moment >= seconds_of(promise.estimate_at):
        return weights.promise_near, "near"
    return 0, ""


def _promise_turns(promise: PromiseFact) -> Iterator[int]:
    """When the points of a promise change; at the very second that was told it is still kept."""
    if promise.estimate_at is not None:
        yield seconds_of(promise.estimate_at)
    yield seconds_of(promise.due_at) + 1


def _waiting(facts: UrgencyFacts, weights: "UrgencyWeights", now_s: int) -> _Found:
    """How long the customer has waited for a word from us, in working time."""
    if facts.clocks.unanswered_since is None or not weights.waiting_customer:
        return _Found("waiting_customer", 0, "")
    since = within(seconds_of(facts.clocks.unanswered_since))
    worked = facts.rules.calendar.worked_s(since, within(now_s)) if now_s >= since else -1
    step, coming = _steps(weights.waiting_customer, worked / 3600)
    until = None
    if coming is not None:
        until = facts.rules.deadline_s(max(since, now_s), coming.at * 3600 - max(worked, 0))
    return _found("waiting_customer", step, until)


def _age(history: CaseHistory, weights: "UrgencyWeights", now_s: int) -> _Found:
    received = seconds_of(history.received_at)
    step, coming = _steps(weights.age, (now_s - received) / _DAY)
    return _found("age", step, None if coming is None else received + coming.at * _DAY)


def _overdue(facts: UrgencyFacts, weights: "UrgencyWeights", now_s: int, before: int | None) -> _Found:
    """Whole working days past the earliest deadline but a promise's, which has a term of its own.

    A change later than `before` is not looked for: something else changes by then.
    """
    at = next((moment for moment, kind in facts.clocks.deadlines if kind != "promise"), None)
    if at is None or not weights.overdue_day or not weights.overdue_most:
        return _Found("overdue", 0, "")
    due, rules = within(seconds_of(at)), facts.rules
    if before is not None and before <= due:
        return _Found("overdue", 0, "")
    day = rules.calendar.day_seconds
    worked = rules.calendar.worked_s(due, within(now_s)) if now_s > due else 0
    days = worked // day
    points = weights.overdue_points(days)
    until = None
    if points < weights.overdue_most:
        until = rules.deadline_s(max(due, now_s), (days + 1) * day - worked)
    # Days beyond the most add nothing, and are not told: the terms stand still with the sum.
    told = min(days, -(-weights.overdue_most // weights.overdue_day))
    return _Found("overdue", points, str(told), until)


def _steps(steps: "Sequence[Step]", reached: float) -> "tuple[Step | None, Step | None]":
    """The step that holds, and the next one that adds more."""
    held: Step | None = None
    for step in steps:
        if step.at <= reached:
            held = step
        elif step.points != (0 if held is None else held.points):
            return held, step
    return held, None


def _found(name: str, step: "Step | None", until: int | None) -> _Found:
    return _Found(name, 0 if step is None else step.points, "" if step is None else str(step.at), until)


def _moment(changes: Sequence[int]) -> datetime | None:
    # Later than any calendar counts is never: there may be no date for it.
    known = [change for change in changes if change <= within(change)]
    return moment_of(min(known)) if known else None


def _why(name: str, value: str) -> str:
    if name == "severity":
        return _("assessed as {severity} of 4").format(severity=value)
    if name == "safety":
        return _("health or safety of a person is touched")
    if name == "priority":
        return _(PRIORITIES.labels.get(int(value), value))
    if name == "tier":
        from servicedesk.domain.wording import value_label

        return clean_line(value_label("customer", "tier", value))
    if name == "deadline":
        return _("{percent} % of a service target is used up").format(percent=value)
    if name == "promise":
        return _("the told time has passed") if value == "lapsed" else _("our own estimate has passed")
    return _counted(name, int(value))


def _counted(name: str, count: int) -> str:
    if name == "overdue":
        return ngettext("{count} working day or more", "{count} working days or more", count).format(
            count=count
        )
    if name == "waiting_customer":
        return ngettext("{count} working hour or more", "{count} working hours or more", count).format(
            count=count
        )
    if name == "repeat":
        return ngettext("came {count} more time", "came {count} more times", count).format(count=count)
    return ngettext("{count} day or more", "{count} days or more", count).format(count=count)
