"""The service targets of a case for a document: how each was kept, and its pauses with their reasons."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import reduce

from servicedesk.domain.clock_explanation import ClockExplanation
from servicedesk.domain.clock_readings import ClockReading
from servicedesk.domain.clock_words import clock_label, length_words, pause_words, standing
from servicedesk.domain.wording import said_with
from servicedesk.i18n import _
from servicedesk.reports.document import Fact

Moment = Callable[[datetime], str]


def target_facts(clocks: Iterable[ClockExplanation], moment: Moment) -> Iterator[Fact]:
    """A fact for each clock, its pauses under it; `moment` writes a time."""
    for clock in clocks:
        label = _("Service target, {clock}").format(clock=clock_label(clock.reading.name))
        yield Fact(label, _target(clock, moment), tuple(pause_words(pause, moment) for pause in clock.pauses))


def _target(clock: ClockExplanation, moment: Moment) -> str:
    reading = clock.reading
    parts = [
        _("target {length}").format(length=length_words(reading.target_seconds)),
        _("used {length}").format(length=length_words(reading.used_seconds)),
        _("from {when}").format(when=moment(reading.started_at)),
    ]
    if reading.ended_at:
        parts.append(_("to {when}").format(when=moment(reading.ended_at)))
    if reading.due_at:
        parts.append(_("due {when}").format(when=moment(reading.due_at)))
    if stood_still := sum(pause.worked_seconds for pause in clock.pauses if not pause.counted):
        parts.append(_("stood still for {length}").format(length=length_words(stood_still)))
    # In Chinese no mark of a list: what is said is a sentence.
    details = reduce(said_with, parts)
    return _("{verdict} ({details})").format(verdict=_verdict(reading), details=details)


def _verdict(reading: ClockReading) -> str:
    if reading.is_late and not reading.left_seconds:
        return _("missed: late, outside working hours")
    if reading.is_late:
        late = length_words(-reading.left_seconds)
        return _("missed: late by {length}").format(length=late)
    if reading.is_met:
        return standing(reading)
    if reading.ended_at is not None:
        return _("missed: never met before the case was closed")
    return _("not met yet: {what}").format(what=standing(reading))
