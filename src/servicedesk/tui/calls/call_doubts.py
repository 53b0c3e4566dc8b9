"""A call with a length that can hardly be meant is asked about before it is saved.

A form that was left open over night, a computer that slept meanwhile, a clock that was set: the one question
says what would be saved, and offers it as it stands, with the time that is likelier, or with a length that is
said. Esc leaves all of it in the form.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from servicedesk.domain.date_format import format_duration, format_when
from servicedesk.domain.policies.calendar_policy import DEFAULT_WEEK
from servicedesk.domain.policies.reading import parse_duration
from servicedesk.domain.worktime_rules import Week
from servicedesk.i18n import _
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.calls.call_fields import CallFields
from servicedesk.tui.calls.draft_keeper import DraftKeeper
from servicedesk.tui.forms.asking import ask, choose
from servicedesk.tui.forms.choice import Choice

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk

JUMP = timedelta(minutes=1)
"""By so much a clock is set by the network, and no call is shown longer or shorter for it."""

_KEEP, _LIKELIER, _SAY = "keep", "likelier", "say"


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a call lasted."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long; nothing for one that would end before it begins."""
        return max(self.end - self.start, timedelta())


@dataclass(slots=True)
class _Watch:
    """Both clocks as this window first showed the call, and how far they have moved apart while it ran."""

    wall: datetime
    steady: float
    apart: timedelta = timedelta()
    typed_at: datetime | None = None
    answered: Span | None = None
    """From when to when it lasted by the answer that was given; its save has failed if it is asked again."""


class CallDoubts(Handler):
    """The question about the length of the call in the form."""

    def __init__(self, form: CallFields) -> None:
        """No call yet."""
        super().__init__(form)
        self.form = form
        self._keeper: DraftKeeper | None = None
        self._watches: dict[DraftKeeper, _Watch] = {}
        self._longest = longest_day(DEFAULT_WEEK)

    # While they talk

    def begin(self, keeper: DraftKeeper) -> None:
        """This call is shown from now on."""
        self._keeper = keeper
        self._watches.setdefault(keeper, _Watch(self.desk.clock.now(), self.desk.clock.steady()))

    def look(self) -> None:
        """How long the desk works on its longest day may have changed."""
        self.run_service(_longest_of, self.desk, then=self._take_longest, group="longest day")

    def _take_longest(self, longest: timedelta) -> None:
        self._longest = longest

    def typed(self) -> None:
        """Somebody has typed or chosen something."""
        if watch := self._watch():
            watch.typed_at = self.desk.clock.now()

    def tick(self) -> None:
        """Compare the clocks, as long as nobody has hung up."""
        watch, clock = self._watch(), self.desk.clock
        if watch is not None and self.form.words.ended_at is None:
            by_steady = timedelta(seconds=clock.steady() - watch.steady)
            watch.apart = clock.now() - watch.wall - by_steady

    def _watch(self) -> _Watch | None:
        return None if self._keeper is None else self._watches.get(self._keeper)

    # The question

    def ask(self, then: Callable[[], object]) -> bool:
        """Whether something must be asked first; `then` saves once it is answered."""
        keeper = self._keeper
        if keeper is None:
            return False
        self.tick()
        words, now = self.form.words, self.desk.clock.now()
        told = Span(words.answered_at or keeper.started_at, words.ended_at or now)
        doubt = self._doubt(told, now)
        if not doubt:
            return False
        likelier = self._likelier(told, now)
        choices = [Choice(_KEEP, _("save it as it stands"), key="s", note=self._in_words(told))]
        if likelier is not None:
            label = _("it ended then") if likelier.start == told.start else _("it began then")
            choices.append(Choice(_LIKELIER, label, key="e", note=self._in_words(likelier)))
        choices.append(Choice(_SAY, _("say how long it lasted …"), key="l"))

        def answered(answer: str | None) -> None:
            if answer == _KEEP:
                # With the end that was read, however long the answer took.
                self._take(keeper, told, then)
            elif answer == _LIKELIER and likelier is not None:
                self._take(keeper, likelier, then)
            elif answer == _SAY:
                self._ask_length(keeper, told, then)

        choose(self.app, doubt, choices, answered)
        return True

    def _doubt(self, told: Span, now: datetime) -> str:
        """What is odd about the call, in words; empty for nothing."""
        watch = self._watch()
        if told.start - now > JUMP:
            when = format_when(told.start, now, self.desk.zone)
            return _("The call would begin {when}: that is yet to come.").format(when=when)
        if watch is not None and abs(watch.apart) > JUMP:
            length = format_duration(abs(watch.apart).total_seconds())
            return _("During the call the computer slept, or its clock was set, by {length}.").format(
                length=length
            )
        if told.length > self._longest:
            return _("The call would last {length}, longer than a working day.").format(
                length=format_duration(told.length.total_seconds())
            )
        return ""

    def _likelier(self, told: Span, now: datetime) -> Span | None:
        """As the steady clock has it; where that tells nothing, up to the last key."""
        watch = self._watch()
        if watch is None or watch.answered == told:
            return None
        end = min(told.end, now)
        if abs(watch.apart) > JUMP or told.start - now > JUMP:
            # What had passed when this window first showed it is known by the other clock alone.
            length = told.end - told.start - watch.apart
            if told.start <= end and told.start + length <= end:
                return Span(told.start, max(told.start + length, told.start))
            return Span(end - length, end) if length > timedelta() else None
        if watch.typed_at is not None and told.start < watch.typed_at < end - JUMP:
            return Span(told.start, watch.typed_at)
        return None

    def _in_words(self, span: Span) -> str:
        now, zone = self.desk.clock.now(), self.desk.zone
        return _("{start} to {end}, {length}").format(
            start=format_when(span.start, now, zone),
            end=format_when(span.end, now, zone),
            length=format_duration(span.length.total_seconds()),
        )

    def _ask_length(self, keeper: DraftKeeper, told: Span, then: Callable[[], object]) -> None:
        now = self.desk.clock.now()

        def span_of(text: str) -> Span | None:
            length = parse_duration(text)
            if length is None:
                return None
            lasted = timedelta(seconds=length.seconds())
            # One that would begin in the future has ended now.
            start = told.start if told.start <= now else now - lasted
            return Span(start, start + lasted)

        def fault(text: str) -> str | None:
            span = span_of(text)
            if span is None:
                return _("How long: 20m, 1h30m.")
            return _("Then it would end in the future.") if span.end > now else None

        def answered(text: str | None) -> None:
            if text is not None and (span := span_of(text)) is not None:
                self._take(keeper, span, then)

        ask(self.app, _("How long did the call last?"), answered, check=fault, hint=_("20m, 1h30m"))

    def _take(self, keeper: DraftKeeper, span: Span, then: Callable[[], object]) -> None:
        """Let the call have lasted so long, and save it."""
        words = self.form.words
        if watch := self._watches.get(keeper):
            watch.answered = span
        if span.start != (words.answered_at or keeper.started_at):
            keeper.started_at = self.form.started_at = span.start
            words = replace(words, answered_at=None)
        self.form.put_by_itself(ended_at=span.end, answered_at=words.answered_at)
        self.form.tick()
        then()


def longest_day(week: Week) -> timedelta:
    """How long the longest day of a week is worked; a whole day where none is."""
    minutes = max(sum(one.end - one.start for one in day) for day in week)
    return timedelta(minutes=minutes or 24 * 60)


def _longest_of(desk: "Desk") -> timedelta:
    return longest_day(desk.policies.parsed("calendar").week)
