"""Why a clock shows what it shows: every interval from its start on, counted or not, with the reason."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from servicedesk.domain.case_history import CaseHistory
from servicedesk.domain.case_states import CLOSED
from servicedesk.domain.clock_pauses import Pause, pauses
from servicedesk.domain.clock_readings import ClockReading
from servicedesk.domain.clock_rules import ClockRules
from servicedesk.domain.service_clock import Span, clocks, spans_until, within
from servicedesk.domain.worktime import moment_of, seconds_of

CASE_CLOSED = "case_closed"
"""Why time does not count on a case that is closed; `closed` is a desk that is."""


class ExplainLine(NamedTuple):
    """One stretch of time."""

    start: datetime
    end: datetime
    seconds: int
    """Elapsed, on a clock on the wall that nobody turns."""
    counted: bool
    why: str
    """A reason of the calendar (worktime_rules.REASON_LABELS), else the state in which it does not count."""
    name: str = ""
    """Of the holiday or the like; of waiting: whom or what for."""


class ClockExplanation(NamedTuple):
    """A clock and its lines; what is counted in them adds up to `reading.used_seconds`."""

    reading: ClockReading
    lines: tuple[ExplainLine, ...]
    pauses: tuple[Pause, ...] = ()
    """The waits in it, and what else stopped it."""
    targets_from: datetime | None = None
    """Since when the targets hold that it was judged by; None from the beginning."""
    targets_until: datetime | None = None
    """Until when they held; None still."""


def explain(history: CaseHistory, rules: ClockRules, now: datetime) -> tuple[ClockExplanation, ...]:
    """Every clock of the case, from its start to its end or `now`; next contacts in order of time."""
    now_s = within(seconds_of(now))
    spans = spans_until(history, now_s)
    return tuple(
        ClockExplanation(
            reading,
            tuple(_joined(_lines(reading, spans, rules, now_s))),
            pauses(reading, spans, rules, now_s),
            *(
                None if at is None else moment_of(at)
                for at in rules.valid_at(within(seconds_of(reading.started_at)))
            ),
        )
        for reading in clocks(history, rules, now).readings
    )


def _lines(reading: ClockReading, spans: list[Span], rules: ClockRules, now_s: int) -> Iterator[ExplainLine]:
    start = within(seconds_of(reading.started_at))
    stop = now_s if reading.ended_at is None else seconds_of(reading.ended_at)
    for span in spans:
        begun = max(span.start, start)
        ended = stop if span.end is None else min(span.end, stop)
        if ended <= begun:
            continue
        first, last = moment_of(begun), moment_of(ended)
        if not rules.counts(reading.name, span.state, span.reason, span.start):
            why = CASE_CLOSED if span.state == CLOSED else span.state
            yield ExplainLine(first, last, ended - begun, False, why, span.reason)
            continue
        for segment in rules.calendar.segments(first, last):
            yield ExplainLine(
                segment.start, segment.end, segment.seconds, segment.counted, segment.reason, segment.name
            )


def _joined(lines: Iterator[ExplainLine]) -> list[ExplainLine]:
    """The lines, those that follow each other for the same reason as one."""
    found: list[ExplainLine] = []
    for line in lines:
        before = found[-1] if found else None
        if before is not None and before.end == line.start and before[3:] == line[3:]:
            found[-1] = before._replace(end=line.end, seconds=before.seconds + line.seconds)
        else:
            found.append(line)
    return found
