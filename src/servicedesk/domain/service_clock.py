"""The service clock: how much of each target a case has used, and when it is due.

Nothing here is stored as truth: all follows from the history of the case, the calendar and the targets, so
that a change of any of them changes every deadline at once. `clock_explanation` says why; the arithmetic
here is in whole seconds since 1970 because it is done for a million cases at a time.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from servicedesk.domain.case_history import AGAIN, INTAKE, SOLVED_IN_CALL, CaseHistory, Contact, repeats
from servicedesk.domain.case_states import CLOSED, DROPPED_STATES, SOLVED_STATES, TOLD
from servicedesk.domain.clock_readings import CaseClocks, ClockReading
from servicedesk.domain.clock_rules import CAME_BACK, DEADLINE_KINDS, ClockRules
from servicedesk.domain.legal_limits import LegalLimit, limits
from servicedesk.domain.worktime import moment_of, seconds_of

_LAST_SECOND = 7_250_000_000
"""Late in 2199: later times count as this one, since no calendar knows more."""


class Span(NamedTuple):
    """A state, in seconds since 1970; `end` None for the one that lasts."""

    start: int
    end: int | None
    state: str
    reason: str


def clocks(history: CaseHistory, rules: ClockRules, now: datetime) -> CaseClocks:
    """The clocks of the case at `now`; what the history places later has not happened yet."""
    now_s = within(seconds_of(now))
    spans = spans_until(history, now_s)
    state = spans[-1].state
    if state in DROPPED_STATES:
        return CaseClocks(until=_earliest(facts_after(history, now_s)))
    said = _said(history, spans, now_s) if history.contacts else []
    reader = _Reader(rules, history, spans, now)
    asked = list(_unanswered(history, said, reader.closed_s))
    reply = first_reply(history, said)
    first = reader.read("first_response", spans[0].start, _seconds(reply))
    contacts = tuple(
        reading
        for start, answer in asked
        if (
            reading := reader.read(
                "next_contact", seconds_of(start.at), _seconds(answer), is_first=start.how == AGAIN
            )
        )
    )
    following = contacts[-1] if contacts and asked[-1][1] is None else None
    resolve = reader.read("resolve", spans[0].start, _solved_since(spans))
    unanswered = None
    if state != CLOSED and reply is None:
        unanswered = history.received_at
    elif asked and asked[-1][1] is None and not reader.is_given_up(seconds_of(asked[-1][0].at)):
        unanswered = asked[-1][0].at
    owed = limits_of(history, rules, spans)
    pressing = [
        reading for reading in (first, following, resolve) if reading is not None and reading.is_pressing
    ]
    level = max((reading.level for reading in pressing), default=0)
    return CaseClocks(
        first,
        following,
        resolve,
        contacts,
        tuple(_deadlines(history, pressing, state, owed)),
        level,
        _until(history, rules, pressing, now_s),
        unanswered,
        repeats(said),
        owed,
    )


def _said(history: CaseHistory, spans: Sequence[Span], now_s: int) -> list[Contact]:
    """The contacts up to `now_s`; that the first call solved the case is known only once it is solved."""
    is_solved = any(span.state in SOLVED_STATES for span in spans)
    return [
        contact
        for contact in history.contacts
        if seconds_of(contact.at) <= now_s and (is_solved or contact.how != SOLVED_IN_CALL)
    ]


def first_reply(history: CaseHistory, contacts: Sequence[Contact]) -> Contact | None:
    """The first contact of ours that reached the customer since the earliest receipt."""
    for contact in contacts:
        if contact.direction == "out" and contact.reached and contact.at >= history.received_at:
            return contact
    return None


def spans_until(history: CaseHistory, now_s: int) -> list[Span]:
    """The states up to `now_s`, the last of them open; a closing in two where the customer came after it."""
    spans = _states_until(history, now_s)
    if not any(span.state == CLOSED for span in spans):
        return spans
    came = [
        seconds_of(contact.at)
        for contact in history.contacts
        if contact.direction == "in" and contact.how != INTAKE and seconds_of(contact.at) <= now_s
    ]
    return [part for span in spans for part in _parted(span, came)]


def _parted(span: Span, came: Sequence[int]) -> list[Span]:
    """A span in which a case is closed as two where its customer turned to us again within it."""
    if span.state != CLOSED:
        return [span]
    at = next((at for at in came if at > span.start and (span.end is None or at < span.end)), None)
    if at is None:
        return [span]
    return [span._replace(end=at), span._replace(start=at, reason=CAME_BACK)]


def _states_until(history: CaseHistory, now_s: int) -> list[Span]:
    states = history.states
    if len(states) == 1:
        only = states[0]
        return [Span(within(seconds_of(only.start)), None, only.state, only.reason)]
    spans = [
        Span(start, None, state.state, state.reason)
        for state in states
        if (start := within(seconds_of(state.start))) <= now_s
    ] or [Span(within(seconds_of(states[0].start)), None, states[0].state, states[0].reason)]
    for place in range(len(spans) - 1):
        spans[place] = spans[place]._replace(end=spans[place + 1].start)
    return spans


def within(seconds: int) -> int:
    """A moment that the calendar knows."""
    return min(max(seconds, 86_400), _LAST_SECOND)


class _Reader:
    """Reads the clocks of one case: which of its time counts, up to now."""

    def __init__(self, rules: ClockRules, history: CaseHistory, spans: Sequence[Span], now: datetime) -> None:
        self.rules = rules
        self.history = history
        self.spans = spans
        self.now = now
        self.now_s = within(seconds_of(now))
        self.closed_s = _closed_since(spans)
        # First response and resolve mostly count the same stretch.
        self._worked: dict[tuple[int, int], int] = {}

    def read(self, name: str, start: int, met: int | None, *, is_first: bool = False) -> ClockReading | None:
        """The clock that began at `start` and was met at `met`; None without a target.

        `is_first` says of a next contact that a first response was owed, too.
        """
        rules, last = self.rules, self.spans[-1]
        stopped = met
        if met is None and self.is_given_up(start):
            stopped = max(self.closed_s or start, start)
        target = self._target(name, start, stopped, is_first=is_first)
        if target is None:
            return None
        used, left_from, due, is_late = 0, None, None, False
        for span in self.spans:
            begun = max(span.start, start)
            if stopped is not None and begun > stopped:
                break
            if (span.end is not None and span.end <= begun) or not rules.counts(
                name, span.state, span.reason, span.start
            ):
                continue
            ended = min(
                self.now_s if stopped is None else stopped, _LAST_SECOND if span.end is None else span.end
            )
            ended = max(begun, ended)
            worked = self._worked_s(begun, ended)
            left_from = (begun, target - used)
            if due is None and used + worked >= target:
                due = rules.deadline_s(*left_from)
            used += worked
            # A deadline is a moment: past it is late, also in the night in which no working second passes.
            is_late = is_late or used > target or (due is not None and ended > due)
        is_paused = stopped is None and not rules.counts(name, last.state, last.reason, last.start)
        if due is None and left_from is not None and used < target:
            due = rules.deadline_s(*left_from)
        return ClockReading(
            name,
            target,
            moment_of(start),
            None if stopped is None else moment_of(stopped),
            used,
            target - used,
            None if due is None or (is_paused and not is_late) else moment_of(due),
            met is not None,
            is_late,
            is_paused,
            rules.level(used, target),
        )

    def is_given_up(self, start: int) -> bool:
        """Whether what began at `start` and was not met is owed no more: it was closed after that."""
        return self.closed_s is not None and start <= self.closed_s

    def _target(self, name: str, start: int, stopped: int | None, *, is_first: bool) -> int | None:
        """Within how many working seconds, by the targets that held when the clock began.

        They are those for what the case was when the clock ended, or is now.
        """
        at = self.now if stopped is None else min(moment_of(stopped), self.now)
        target = self.rules.strictest(self.history.judged_by(at), start)
        length: int | None = getattr(target, name)
        if not is_first or length is None or target.first_response is None:
            return length
        # A case merged later was owed a first reply.
        return min(target.first_response, length)

    def _worked_s(self, start: int, end: int) -> int:
        found = self._worked.get((start, end))
        if found is None:
            found = self._worked[start, end] = self.rules.calendar.worked_s(start, end)
        return found


def _closed_since(spans: Sequence[Span]) -> int | None:
    """Since when the case is closed; None when it is not."""
    since = None
    for span in reversed(spans):
        if span.state != CLOSED:
            break
        since = span.start
    return since


def _solved_since(spans: Sequence[Span]) -> int | None:
    """Since when the case is solved without a break; None when it is not."""
    since = None
    for span in reversed(spans):
        if span.state not in SOLVED_STATES:
            break
        since = span.start
    return since


def _unanswered(
    history: CaseHistory, contacts: Sequence[Contact], closed_s: int | None
) -> Iterator[tuple[Contact, Contact | None]]:
    """Each time the customer began to wait for a word after the intake, with what answered it.

    Closing the case at `closed_s` gave up what was asked before: who comes after it begins to wait then.
    """
    waiting: Contact | None = None
    for contact in contacts:
        if contact.direction == "in":
            if (
                closed_s is not None
                and waiting
                and seconds_of(waiting.at) <= closed_s < seconds_of(contact.at)
            ):
                yield waiting, None
                waiting = None
            if waiting is None and contact.how != INTAKE and contact.at > history.received_at:
                waiting = contact
        elif waiting is not None and contact.reached:
            yield waiting, contact
            waiting = None
    if waiting is not None:
        yield waiting, None


def limits_of(history: CaseHistory, rules: ClockRules, spans: Sequence[Span]) -> "tuple[LegalLimit, ...]":
    """By when who sent it wants an answer, and when it was given: none are lost by waiting."""
    if not history.sent:
        return ()
    told = None
    for span in reversed(spans):
        if span.state not in {TOLD, CLOSED}:
            break
        told = span.start if span.state == TOLD else told
    answered_at = None if told is None else moment_of(told)
    return limits(
        history.sent,
        lambda sent: rules.sources_at(within(seconds_of(sent.received_at))),
        rules.calendar,
        answered_at,
    )


def _deadlines(
    history: CaseHistory, pressing: Sequence[ClockReading], state: str, owed: "Sequence[LegalLimit]" = ()
) -> list[tuple[datetime, str]]:
    found = [(reading.due_at, reading.name) for reading in pressing if reading.due_at is not None]
    if state == CLOSED:
        # Of a closed case nothing is owed but a word to the customer who came again.
        return sorted(found, key=_by_time)
    if history.due_at is not None and state not in SOLVED_STATES:
        found.append((history.due_at, "due"))
    found.extend((one.due_at, "limit") for one in owed if one.due_at and one.answered_at is None)
    found.extend((promise.due_at, "promise") for promise in history.promises if promise.state == "open")
    if history.handoff_due_at is not None:
        found.append((history.handoff_due_at, "handoff"))
    return sorted(found, key=_by_time)


def _by_time(deadline: tuple[datetime, str]) -> tuple[datetime, int]:
    return deadline[0], DEADLINE_KINDS.index(deadline[1])


def _until(
    history: CaseHistory, rules: ClockRules, pressing: Sequence[ClockReading], now_s: int
) -> datetime | None:
    level = max((reading.level for reading in pressing), default=0)
    moments = list(facts_after(history, now_s))
    coming = rules.next_level(level)
    if coming is not None:
        for reading in pressing:
            at = reading.due_at if coming == 100 else level_at(reading, rules, coming, now_s)
            if at is not None:
                moments.append(at)
    return _earliest(moments)


def level_at(reading: ClockReading, rules: ClockRules, percent: int, now_s: int) -> datetime | None:
    """When a running clock will have used so much of its target; None when it has, or never will."""
    needed = -(-reading.target_seconds * percent // 100) - reading.used_seconds
    if needed <= 0 or not reading.is_running:
        return None
    at = rules.deadline_s(max(now_s, seconds_of(reading.started_at)), needed)
    return None if at is None else moment_of(at)


def facts_after(history: CaseHistory, now_s: int) -> Iterator[datetime]:
    """Moments to come that the history names already: a state or a contact entered for later."""
    if len(history.states) > 1 or history.contacts:
        yield from (span.start for span in history.states[1:] if seconds_of(span.start) > now_s)
        yield from (contact.at for contact in history.contacts if seconds_of(contact.at) > now_s)


def _earliest(moments: Iterable[datetime]) -> datetime | None:
    return min(moments, default=None)


def _seconds(contact: Contact | None) -> int | None:
    return None if contact is None else within(seconds_of(contact.at))
