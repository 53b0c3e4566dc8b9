"""The states of merged cases as those of one: it is worked on as long as one of them is.

The customer came once, with the first of them: what was merged begins with the earliest receipt, and nothing
that was owed on either becomes due later by it.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from servicedesk.domain.case_states import MERGED, NEW, WAITING, WORKING
from servicedesk.domain.imported_waits import StateSpan

Pauses = Callable[[str, datetime], bool]
"""Whether a wait for that reason, begun at that time, stops the clock of the solution."""


def joined(
    own: Sequence[StateSpan], others: Iterable[Sequence[StateSpan]], pauses: Pauses | None = None
) -> tuple[StateSpan, ...]:
    """The spans of the case that stands, from the earliest receipt on; `others` are those merged into it.

    Without `pauses` nobody can say what two reasons mean together: the case counts as worked on.
    """
    lives = [_before_merge(spans) for spans in others]
    lives = [life for life in lives if life]
    if not lives:
        return tuple(own)
    turns = sorted({span.start for spans in (own, *lives) for span in spans} | set(_ends(lives)))
    found: list[StateSpan] = []
    for place, start in enumerate(turns):
        end = turns[place + 1] if place + 1 < len(turns) else None
        standing = [span for spans in (own, *lives) if (span := _at(spans, start)) is not None]
        state, reason = _of_all(standing, pauses)
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


def _of_all(standing: Sequence[StateSpan], pauses: Pauses | None) -> tuple[str, str]:
    """The state of several cases as one: at work if any is, paused only where every wait pauses."""
    first = standing[0]
    if all(span.state == first.state and span.reason == first.reason for span in standing):
        return first.state, first.reason
    waiting = [span for span in standing if span.state == WAITING]
    if any(span.state in {NEW, WORKING} for span in standing):
        return WORKING, ""
    if not waiting:
        return first.state, first.reason
    # Some wait, the others are solved: it is not solved yet.
    if len({span.reason for span in waiting}) == 1:
        return WAITING, waiting[0].reason
    if pauses is None:
        return WORKING, ""
    running = next((span for span in waiting if not pauses(span.reason, span.start)), waiting[0])
    return WAITING, running.reason
