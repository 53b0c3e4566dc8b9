"""The states of merged cases as those of one: it is worked on as long as one of them is.

The customer came once, with the first of them: what was merged begins with the earliest receipt, and nothing
that was owed on either becomes due later by it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from servicedesk.domain.case_states import MERGED, NEW, WAITING, WORKING
from servicedesk.domain.imported_waits import StateSpan


def joined(own: Sequence[StateSpan], others: Iterable[Sequence[StateSpan]]) -> tuple[StateSpan, ...]:
    """The spans of the case that stands, from the earliest receipt on; `others` are those merged into it."""
    lives = [_before_merge(spans) for spans in others]
    lives = [life for life in lives if life]
    if not lives:
        return tuple(own)
    turns = sorted({span.start for spans in (own, *lives) for span in spans} | set(_ends(lives)))
    found: list[StateSpan] = []
    for place, start in enumerate(turns):
        end = turns[place + 1] if place + 1 < len(turns) else None
        standing = [span for spans in (own, *lives) if (span := _at(spans, start)) is not None]
        state, reason = _of_all(standing)
        if found and (found[-1].state, found[-1].reason) == (state, reason):
            found[-1] = found[-1]._replace(end=end)
        else:
            found.append(StateSpan(start, end, state, reason))
    return tuple(found)


def _before_merge(spans: Sequence[StateSpan]) -> list[StateSpan]:
    """What a case was until it was merged; nothing of one that came here as merged."""
    found = [span for span in spans if span.state != MERGED and span.end != span.start]
    return [span for span in found if span.end is not None]


def _ends(lives: Iterable[Sequence[StateSpan]]) -> Iterable[datetime]:
    return (life[-1].end for life in lives if life[-1].end is not None)


def _at(spans: Sequence[StateSpan], moment: datetime) -> StateSpan | None:
    for span in spans:
        if span.start <= moment and (span.end is None or moment < span.end):
            return span
    return None


def _of_all(standing: Sequence[StateSpan]) -> tuple[str, str]:
    """The state of several cases as one: at work if any is, waiting only where all wait for the same."""
    first = standing[0]
    if all(span.state == first.state and span.reason == first.reason for span in standing):
        return first.state, first.reason
    waiting = {span.reason for span in standing if span.state == WAITING}
    if any(span.state in {NEW, WORKING} for span in standing) or len(waiting) > 1:
        return WORKING, ""
    # One waits, the others are solved: it is not solved yet.
    return (WAITING, waiting.pop()) if waiting else (first.state, first.reason)
