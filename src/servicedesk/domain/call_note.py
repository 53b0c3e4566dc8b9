"""The quick note of a call: its signs say what is made besides, as far as anything is made that they are for.

A priority or a label opens a case, unless somebody said that none is to be opened. An owner opens none: who
names one alone has given nothing to anybody, and hears of it.
"""

from dataclasses import dataclass
from datetime import datetime, time

from servicedesk.domain.dates import DEFAULT_TIME
from servicedesk.domain.quick_note import QuickNote, parse_quick_note
from servicedesk.domain.reading_times import ReadingTimes
from servicedesk.i18n import _


@dataclass(frozen=True, slots=True)
class CallOfNote:
    """What is known of a call beside its note."""

    opens: bool | None = None
    """Whether somebody said that a case is to be opened, or that none is; None leaves it to the note."""
    is_about_case: bool = False
    has_promise: bool = False


PLAIN_CALL = CallOfNote()
"""A call of which nothing is known but its note."""


def read_call_note(
    text: str,
    now: datetime,
    times: ReadingTimes,
    default_time: time = DEFAULT_TIME,
    call: CallOfNote = PLAIN_CALL,
) -> QuickNote:
    """The note; a sign for which nothing is made stays text, and is named in `errors`. Never raises."""
    note = parse_quick_note(text, now, times, default_time)
    leaves: dict[str, str] = {}
    is_left = call.opens is False and not call.is_about_case
    if is_left and (note.priority is not None or note.labels):
        no_case = _("{word} is for a case, and no case is to be opened: it stays in the text.")
        leaves |= {"!": no_case, "+": no_case}
    opens = call.opens or (call.opens is None and (note.priority is not None or note.labels))
    makes_case = opens and not call.is_about_case
    if note.owner is not None and not (makes_case or note.due is not None or call.has_promise):
        leaves[">"] = _("{word} names an owner, and needs a new case or a time: it stays in the text.")
    return parse_quick_note(text, now, times, default_time, leaves) if leaves else note
