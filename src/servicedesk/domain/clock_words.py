"""The service clock in words: names of clocks and deadlines, reasons, lengths of working time."""

from collections.abc import Callable
from datetime import datetime

from servicedesk.domain.case_states import SOLVED_STATES, WAITING
from servicedesk.domain.clock_explanation import CASE_CLOSED, ClockExplanation, ExplainLine
from servicedesk.domain.clock_pauses import Pause
from servicedesk.domain.clock_readings import ClockReading
from servicedesk.domain.signs import in_brackets
from servicedesk.domain.text import clean_line
from servicedesk.domain.words.cases import CASE_STATES
from servicedesk.domain.worktime_rules import REASON_LABELS
from servicedesk.i18n import N_, _

CLOCK_LABELS = {
    "first_response": N_("first response"),
    "next_contact": N_("next contact"),
    "resolve": N_("solution"),
}
DEADLINE_LABELS = {
    **CLOCK_LABELS,
    "due": N_("due time set by hand"),
    "limit": N_("legal limit"),
    "promise": N_("promise"),
    "handoff": N_("hand-off"),
}


def clock_label(name: str) -> str:
    """The name of a clock or of the kind of a deadline; the name itself when it is unknown."""
    return _(DEADLINE_LABELS.get(name, name))


def reason_words(line: ExplainLine) -> str:
    """Why a line counts or does not: working hours, National Day, waiting for the customer."""
    name = clean_line(line.name)
    if line.why == WAITING:
        return _("waiting: {reason}").format(reason=name) if name else _(CASE_STATES.labels[WAITING])
    if line.why == CASE_CLOSED:
        return _("the case is closed")
    label = _(REASON_LABELS.get(line.why) or CASE_STATES.labels.get(line.why, line.why))
    return in_brackets(label, name) if name else label


def why(line: ExplainLine) -> str:
    """The line as a sentence: counted: working hours; not counted: holiday (National Day)."""
    pattern = _("counted: {reason}") if line.counted else _("not counted: {reason}")
    return pattern.format(reason=reason_words(line))


def targets_words(clock: ClockExplanation, shown: Callable[[datetime], str]) -> str:
    """Which targets judged it, where the desk has had several: those valid from a day, or until one."""
    since, until = clock.targets_from, clock.targets_until
    if until is not None and since is not None:
        words = _("by the targets valid from {since} until {until}")
        return words.format(since=shown(since), until=shown(until))
    if until is not None:
        return _("by the targets valid until {until}").format(until=shown(until))
    return _("by the targets valid from {since}").format(since=shown(since)) if since is not None else ""


def length_words(seconds: int) -> str:
    """A length of working time in words, to the minute, seconds below one: 1 h 30 min, 2 h, 45 s, −20 min.

    There are no days in it: how long a working day is depends on the desk.
    """
    sign = "−" if seconds < 0 else ""
    whole = abs(seconds)
    if 0 < whole < 60:
        return sign + _("{count} s").format(count=whole)
    hours, minutes = divmod(whole // 60, 60)
    parts = []
    if hours:
        parts.append(_("{count} h").format(count=hours))
    if minutes or not hours:
        parts.append(_("{count} min").format(count=minutes))
    return sign + " ".join(parts)


def exact_words(seconds: int) -> str:
    """A length of time with its seconds, 1 h 55 min 30 s: so the stretches add up to their sum."""
    rest = abs(seconds) % 60
    if not rest or abs(seconds) < 60:
        return length_words(seconds)
    return f"{length_words(seconds)} {_('{count} s').format(count=rest)}"


def standing(reading: ClockReading) -> str:
    """How a clock stands: met, 20 min left; late by 2 h, waiting; paused, 3 h left; stopped, never met.

    Where the calendar has not the time for what is left, it says so: nobody can name a deadline.
    """
    left = length_words(reading.left_seconds)
    late = _("late by {length} of working time").format(length=length_words(-reading.left_seconds))
    if not reading.left_seconds:
        late = _("late, outside working hours")
    if reading.is_met_outside_hours:
        return _("met, answered outside working hours")
    if reading.is_met:
        return _("met, {what}").format(what=late) if reading.is_late else _("met in time")
    if reading.ended_at is not None:
        return _("never met: the case was closed before")
    shown = late if reading.is_late else _("{length} left").format(length=left)
    if reading.is_paused and reading.is_late:
        return _("{what}, waiting").format(what=shown)
    if reading.is_paused:
        return _("paused, {what}").format(what=shown)
    if reading.due_at is None:
        return _("{what}, for which the calendar has too little working time").format(what=shown)
    return shown


def pause_words(pause: Pause, shown: Callable[[datetime], str]) -> str:
    """A pause for a document: from when to when, in whose time and why, and what the clock did meanwhile."""
    from servicedesk.domain.policies.waiting import WHOM_LABELS

    if pause.is_over:
        when = _("from {start} to {end}").format(start=shown(pause.start), end=shown(pause.end))
    else:
        when = _("since {when}").format(when=shown(pause.start))
    length = length_words(pause.worked_seconds)
    if pause.counted:
        took = _("the clock ran on: {length} of working time counted").format(length=length)
    else:
        took = _("the clock stood still: {length} of working time not counted").format(length=length)
    if pause.state != WAITING:
        is_solved = pause.state in SOLVED_STATES
        why = _("solved, until it was reopened") if is_solved else _(CASE_STATES.labels[pause.state])
        return _("{when}: {why}; {took}").format(when=when, why=why, took=took)
    return _("{when}: waiting, in the time of: {whom} ({reason}); {took}").format(
        when=when, whom=_(WHOM_LABELS[pause.whom]), reason=clean_line(pause.reason) or "–", took=took
    )
