"""Waits that have ended, in the states of a case: told by them, and put into them where a file brought them.

Another desk's history is not here. That a case waited there is kept as spans of its own, and stands in its
states as if it had been written down here: where the case was to be solved and nothing says that it waited.
So does that it was solved, told or closed there until it was taken up again.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from servicedesk.domain.case_states import NEW, SOLVED_STATES, TOLD, UNSOLVED_STATES, WAITING, WORKING


class StateSpan(NamedTuple):
    """From `start` up to, not including, `end` (None: still) the case was in `state`."""

    start: datetime
    end: datetime | None
    state: str
    reason: str = ""
    """Of waiting: whom or what for."""
    is_anew: bool = False
    """Begun again, though the span before says the same."""


class Wait(NamedTuple):
    """A wait for `reason` that has ended, from `since` up to, not including, `until`."""

    since: datetime
    until: datetime
    reason: str
    state: str = ""
    """It was no wait: the case was solved, told or closed, and then taken up again."""


def with_waits(spans: Sequence[StateSpan], waits: Iterable[Wait]) -> tuple[StateSpan, ...]:
    """The spans with these waits in those in which it was to be solved; the first of two waits holds."""
    found = list(spans)
    for wait in sorted(waits):
        found = [piece for span in found for piece in _parted(span, wait)]
    return _joined(found)


def until_answered(
    spans: Sequence[StateSpan], came: Iterable[datetime], is_for_customer: Callable[[str, datetime], bool]
) -> tuple[StateSpan, ...]:
    """The spans with each wait for the customer that has ended up to when she came, if that was sooner.

    `came` are the times at which she spoke to us, `is_for_customer` says of a reason and the beginning of its
    wait whether she was awaited. So it does not matter whether her call was written down before or after
    somebody took the case up again. A wait that lasts was begun, or kept, by who knew of her call; one that
    was begun again after it goes on from there.
    """
    times = sorted(came)
    found: list[StateSpan] = []
    for span in spans:
        answered = None
        if span.state == WAITING and span.end is not None:
            answered = next((at for at in times if span.start < at < span.end), None)
        if answered is None or not is_for_customer(span.reason, span.start):
            found.append(span)
        else:
            found += [span._replace(end=answered), StateSpan(answered, span.end, WORKING)]
    return tuple(found)


def without_turns(spans: Iterable[StateSpan]) -> tuple[StateSpan, ...]:
    """The spans with those that say the same one after the other as one."""
    return _joined(span._replace(is_anew=False) for span in spans)


def _joined(spans: Iterable[StateSpan]) -> tuple[StateSpan, ...]:
    found: list[StateSpan] = []
    for span in spans:
        if found and not span.is_anew and (found[-1].state, found[-1].reason) == (span.state, span.reason):
            found[-1] = found[-1]._replace(end=span.end)
        else:
            found.append(span)
    return tuple(found)


def ended_waits(spans: Iterable[StateSpan], waiting_since: datetime | None) -> list[Wait]:
    """The waits that have ended; of one that lasts, what is before the time that the case gives for it.

    Also when the case was solved, told or closed and then taken up again; how it stands now, its row tells.
    """
    found = []
    known = list(spans)
    worked = max((place for place, span in enumerate(known) if span.state in UNSOLVED_STATES), default=-1)
    for place, span in enumerate(known):
        end = span.end or waiting_since
        if span.state == WAITING and end is not None and end > span.start:
            found.append(Wait(span.start, end, span.reason))
        elif span.state in SOLVED_STATES and place < worked and span.end is not None:
            found.append(Wait(span.start, span.end, "", span.state))
    return found


def tellings(waits: Iterable[Wait]) -> list[datetime]:
    """When the customer was told what then held no longer."""
    return [wait.since for wait in waits if wait.state == TOLD]


def _parted(span: StateSpan, wait: Wait) -> Iterable[StateSpan]:
    start = max(span.start, wait.since)
    end = wait.until if span.end is None else min(span.end, wait.until)
    if span.state not in {NEW, WORKING} or start >= end:
        return [span]
    is_anew = start == wait.since and not wait.state
    waited = StateSpan(start, end, wait.state or WAITING, wait.reason, is_anew=is_anew)
    before = [span._replace(end=start)] if span.start < start else []
    after = [span._replace(start=end, is_anew=False)] if span.end != end else []
    if wait.state and after:
        # It was taken up again.
        after = [after[0]._replace(state=WORKING, reason="")]
    return [*before, waited, *after]
