"""Waits that have ended, in the states of a case: told by them, and put into them where a file brought them.

Another desk's history is not here. That a case waited there is kept as spans of its own, and stands in its
states as if it had been written down here: where the case was to be solved and nothing says that it waited.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from servicedesk.domain.case_states import NEW, WAITING, WORKING


class StateSpan(NamedTuple):
    """From `start` up to, not including, `end` (None: still) the case was in `state`."""

    start: datetime
    end: datetime | None
    state: str
    reason: str = ""
    """Of waiting: whom or what for."""


class Wait(NamedTuple):
    """A wait for `reason` that has ended, from `since` up to, not including, `until`."""

    since: datetime
    until: datetime
    reason: str


def with_waits(spans: Sequence[StateSpan], waits: Iterable[Wait]) -> tuple[StateSpan, ...]:
    """The spans with these waits in those in which it was to be solved; the first of two waits holds."""
    found = list(spans)
    for wait in sorted(waits):
        found = [piece for span in found for piece in _parted(span, wait)]
    joined: list[StateSpan] = []
    for span in found:
        if joined and joined[-1][2:] == span[2:]:
            joined[-1] = joined[-1]._replace(end=span.end)
        else:
            joined.append(span)
    return tuple(joined)


def ended_waits(spans: Iterable[StateSpan], waiting_since: datetime | None) -> list[Wait]:
    """The waits that have ended; of one that lasts, what is before the time that the case gives for it."""
    found = []
    for span in spans:
        end = span.end or waiting_since
        if span.state == WAITING and end is not None and end > span.start:
            found.append(Wait(span.start, end, span.reason))
    return found


def _parted(span: StateSpan, wait: Wait) -> Iterable[StateSpan]:
    start = max(span.start, wait.since)
    end = wait.until if span.end is None else min(span.end, wait.until)
    if span.state not in {NEW, WORKING} or start >= end:
        return [span]
    waited = StateSpan(start, end, WAITING, wait.reason)
    before = [span._replace(end=start)] if span.start < start else []
    after = [span._replace(start=end)] if span.end != end else []
    return [*before, waited, *after]
