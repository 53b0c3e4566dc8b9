"""The waits of a case as one of its clocks met them: from when to when, in whose time, and what they took.

An auditor asks of each: did the clock stand still, for whom, and how much working time was not counted.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from servicedesk.domain.case_states import WAITING
from servicedesk.domain.clock_readings import ClockReading
from servicedesk.domain.clock_rules import ClockRules
from servicedesk.domain.service_clock import Span, within
from servicedesk.domain.worktime import moment_of, seconds_of


class Pause(NamedTuple):
    """A stretch of time in which the case waited, or in which this clock stood still for another reason."""

    start: datetime
    end: datetime
    is_over: bool
    """False for the one that lasts; `end` is then the moment of asking."""
    worked_seconds: int
    """Working time in it, by the desk's calendar."""
    counted: bool
    """Whether the clock ran on."""
    state: str
    reason: str
    """Of waiting: whom or what for, in the desk's words."""
    whom: str
    """Whose time it was, of policies.waiting.WHOM; '' where the case did not wait."""


def pauses(reading: ClockReading, spans: Sequence[Span], rules: ClockRules, now_s: int) -> tuple[Pause, ...]:
    """Every pause of the clock, in order, and every wait that the clock of the solution ran through.

    An answer is owed whatever a case waits for: of the other clocks a wait is not told.
    """
    found: list[Pause] = []
    for pause in _each(reading, spans, rules, now_s):
        before = found[-1] if found else None
        if before is not None and before.end == pause.start and not before.whom and not pause.whom:
            # Solved, told and closed are one stretch of being dealt with.
            worked = before.worked_seconds + pause.worked_seconds
            found[-1] = before._replace(end=pause.end, is_over=pause.is_over, worked_seconds=worked)
        else:
            found.append(pause)
    return tuple(found)


def _each(reading: ClockReading, spans: Sequence[Span], rules: ClockRules, now_s: int) -> Iterator[Pause]:
    start = within(seconds_of(reading.started_at))
    stop = now_s if reading.ended_at is None else within(seconds_of(reading.ended_at))
    for span in spans:
        begun = max(span.start, start)
        ended = stop if span.end is None else min(span.end, stop)
        counted = rules.counts(reading.name, span.state, span.reason, span.start)
        waits = span.state == WAITING
        awaited = rules.waiting_at(span.start).find(span.reason) if waits else None
        if ended <= begun or (counted and not (waits and reading.name == "resolve")):
            continue
        yield Pause(
            moment_of(begun),
            moment_of(ended),
            span.end is not None or reading.ended_at is not None,
            rules.calendar.worked_s(begun, ended),
            counted,
            span.state,
            awaited.name if awaited else "",
            awaited.whom if awaited else "",
        )
