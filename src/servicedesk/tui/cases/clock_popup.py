"""ClockPopup: why the clocks and the urgency of a case stand as they do, interval by interval.

    self.app.push_screen(ClockPopup(case_id))

j and k scroll, t asks for another time, y copies all of it as text, Esc leaves.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content

from servicedesk.domain.clock_explanation import ClockExplanation, ExplainLine
from servicedesk.domain.clock_words import (
    clock_label,
    exact_words,
    length_words,
    reason_words,
    standing,
    targets_words,
    why,
)
from servicedesk.domain.date_format import format_long, format_when, short_day
from servicedesk.domain.dates import parse_when_or_day
from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.legal_limits import LegalLimit
from servicedesk.domain.limit_words import limit_label, limit_words
from servicedesk.domain.numbers import format_number
from servicedesk.domain.policy_words import doubt_words
from servicedesk.domain.urgency import TERM_LABELS, Urgency
from servicedesk.domain.wait_words import Waiting, wait_parts
from servicedesk.domain.wording import before_value, value_label
from servicedesk.domain.words.cases import CASE_KINDS
from servicedesk.i18n import _
from servicedesk.keys.actions import Keys
from servicedesk.services.clocks import ClockReasons, clock_reasons
from servicedesk.tui.base.box_keys import name_keys
from servicedesk.tui.base.desk_modal import DeskModal
from servicedesk.tui.base.safe import plain, styled
from servicedesk.tui.cases.clock_bar import clock_bar
from servicedesk.tui.cases.history_lines import ACCENT, ERROR, MUTED, STRONG, WARNING, Piece, joined
from servicedesk.tui.cases.long_text import LongText
from servicedesk.tui.cases.step_keys import LIMIT_ACTIONS, OWED_ACTIONS, keys_of
from servicedesk.tui.forms.asking import ask
from servicedesk.tui.lists.list_columns import wrapped

if TYPE_CHECKING:
    from servicedesk.domain.policies.targets import TargetRule

_EDGES = 4
"""Cells of border, and of the scroll bar with a gap before it."""
ROOMY = 86
"""Cells from which on each line says in words whether it counts; below, a sign does."""
_INDENT = "  "
_LEAST_WORDS = 12


class ClockPopup(DeskModal[None]):
    """The explanation of one case."""

    DEFAULT_CSS = """
    ClockPopup { align: center middle; }
    ClockPopup > Vertical {
        width: 96%; max-width: 104; height: auto; max-height: 96%;
        border: round $primary; background: $surface;
    }
    ClockPopup LongText { height: auto; max-height: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("q,equals_sign", "leave", ""),
        ("j", "step(1)", ""),
        ("k", "step(-1)", ""),
        ("g,home", "top", ""),
        ("G,end", "bottom", ""),
        ("t", "other_time", ""),
        ("y", "copy", ""),
    ]

    def __init__(self, case_id: int) -> None:
        """The case as it stands now, to begin with."""
        super().__init__()
        self.case_id = case_id
        self.reasons: ClockReasons | None = None

    def compose(self) -> ComposeResult:
        """The text; the keys stand in the border."""
        with Vertical() as frame:
            name_keys(frame, _("t another time  y copy  Esc close"))
            yield LongText()

    def on_mount(self) -> None:
        """Scrolling needs no further key."""
        self.query_one(LongText).focus()
        self._ask_for(None)

    def on_resize(self, event: events.Resize) -> None:
        """Break the lines anew."""
        del event
        if self.reasons is not None:
            self._draw(self.reasons)

    def _ask_for(self, as_of: datetime | None) -> None:
        self.run_service(clock_reasons, self.desk, self.case_id, as_of, then=self._show)

    def _show(self, reasons: ClockReasons) -> None:
        self.reasons = reasons
        self._draw(reasons)

    def _draw(self, reasons: ClockReasons) -> None:
        desk, at = self.desk, reasons.explained.at
        when = _("as of {when}").format(when=format_when(at, desk.clock.now(), desk.zone))
        number = format_number("case", self.case_id)
        title = styled(
            (f"{number}  ", "$text-accent"), (f"{when}  ", "$text-muted"), (plain(reasons.subject), "bold")
        )
        width = self.query_one(Vertical).size.width - _EDGES
        lines = clock_lines(reasons, desk.zone, max(width, 40), self.desk_app.keys)
        self.query_one(LongText).put([title, *lines], from_top=True)

    def action_top(self) -> None:
        """To the beginning."""
        self.query_one(LongText).scroll_home(animate=False)

    def action_bottom(self) -> None:
        """To the end."""
        self.query_one(LongText).action_scroll_end()

    def action_step(self, lines: int) -> None:
        """Scroll a line."""
        self.query_one(LongText).scroll_relative(y=lines, animate=False)

    def action_copy(self) -> None:
        """Copy all of it."""
        if self.reasons is not None:
            self.desk_app.copy(clock_text(self.reasons, self.desk.zone, self.desk_app.keys))

    def action_other_time(self) -> None:
        """Ask as of when."""

        def answered(text: str | None) -> None:
            if text:
                self._ask_for(self._moment(text))

        ask(
            self.app,
            _("As of when?"),
            answered,
            check=self._fault,
            hint=_("fri 12:00, 10:30, yesterday 18:00"),
        )

    def _moment(self, text: str) -> datetime:
        """What a typed time means; a bare time of day is the last one. Raises DateError."""
        now = self.desk.clock.now()
        at = parse_when_or_day(text, now, default_time=time(), **self.desk.reading_times.for_moments).at
        is_bare = len(text) <= len("00:00") and not any(character.isalpha() for character in text)
        return at - timedelta(days=1) if is_bare and at > now else at

    def _fault(self, text: str) -> str | None:
        try:
            self._moment(text)
        except ServiceDeskError as error:
            return error.message
        return None


def clock_lines(reasons: ClockReasons, zone: tzinfo, width: int, keys: Keys) -> list[Content]:
    """All there is to say, with these keys, in lines of at most `width` cells where words can be broken."""
    return [line for part in _parts(reasons, zone, width, keys) for line in part]


def clock_text(reasons: ClockReasons, zone: tzinfo, keys: Keys) -> str:
    """The same as plain text, for the clipboard."""
    lines = clock_lines(reasons, zone, 100, keys)
    number = format_number("case", reasons.explained.case_id)
    return "\n".join([f"{number}  {plain(reasons.subject)}", *(line.plain for line in lines)])


def _parts(reasons: ClockReasons, zone: tzinfo, width: int, keys: Keys) -> Iterator[list[Content]]:
    explained = reasons.explained
    if explained.clocks.deadline_at is not None:
        what = clock_label(explained.clocks.deadline_kind)
        when = format_long(explained.clocks.deadline_at, zone, now=explained.at)
        late = explained.clocks.deadline_at < explained.at
        words = _("Next due: {what}, {when}").format(what=what, when=when)
        action = OWED_ACTIONS.get(explained.clocks.deadline_kind)
        key = keys_of(keys, *([action] if action else []))
        yield [joined((words, ERROR if late else STRONG), (" !" if late else "", ERROR), (key, ACCENT))]
    if not explained.lines:
        yield [joined((_("No clock runs: there is no target for such a case, or it has ended."), ""))]
    elif width < ROOMY:
        yield [joined((f"+ {_('counted')}   – {_('not counted')}", MUTED))]
    for clock in explained.lines:
        yield [Content(""), *_clock(clock, explained.at, zone, width)]
    for limit in explained.clocks.limits:
        key = keys_of(keys, *LIMIT_ACTIONS) if limit.answered_at is None else ""
        yield [Content(""), *_limit(limit, explained.at, zone, width, key)]
    if reasons.waiting is not None:
        yield [Content(""), *_waiting(reasons.waiting, explained.at, zone, width)]
    yield [Content(""), *_urgency(explained.urgency)]
    yield [Content(""), *_rules(reasons)]


def _clock(clock: ClockExplanation, now: datetime, zone: tzinfo, width: int) -> Iterator[Content]:
    reading = clock.reading
    late = ERROR if reading.is_late else ACCENT
    pieces: list[Piece] = [
        (before_value(clock_label(reading.name)), STRONG),
        (
            _("{used} of {target} used").format(
                used=length_words(reading.used_seconds), target=length_words(reading.target_seconds)
            ),
            "",
        ),
        (f" · {standing(reading)}", late),
    ]
    if reading.due_at is not None and not reading.is_met:
        pieces.append((f" · {_('due {when}').format(when=format_when(reading.due_at, now, zone))}", ""))
    yield joined(*pieces)
    yield joined((_INDENT, ""), *clock_bar(reading))
    if judged := targets_words(clock, lambda at: format_when(at, now, zone)):
        yield joined((f"{_INDENT}{judged}", MUTED))
    if not clock.lines:
        yield joined((f"{_INDENT}{_('No time has passed yet.')}", MUTED))
        return
    total = exact_words(sum(line.seconds for line in clock.lines if line.counted))
    stretches = _aligned([*(_stretch(line, now, zone) for line in clock.lines), ""])
    lengths = _aligned([*(exact_words(line.seconds) for line in clock.lines), total], right=True)
    heads = [f"{_INDENT}{stretch}  {length}  " for stretch, length in zip(stretches, lengths, strict=True)]
    for line, head in zip(clock.lines, heads, strict=False):
        yield from _line(line, head, width)
    yield joined((heads[-1], STRONG), (_("counted in all"), MUTED))


def _line(line: ExplainLine, head: str, width: int) -> Iterator[Content]:
    """A stretch of time: from, to, how long, counted or not, why."""
    sign = "+" if line.counted else "–"
    words = plain(why(line) if width >= ROOMY else reason_words(line))
    room = max(_LEAST_WORDS, width - cell_len(head) - 2)
    first, *others = wrapped(words, room)
    style = "" if line.counted else MUTED
    yield joined((head, style), (f"{sign} ", "$text-success" if line.counted else MUTED), (first, style))
    for rest in others:
        yield joined((" " * (cell_len(head) + 2) + rest, style))


def _aligned(texts: list[str], *, right: bool = False) -> list[str]:
    """The texts, all as wide as the widest."""
    cells = max(map(cell_len, texts))
    blanks = [" " * (cells - cell_len(text)) for text in texts]
    return [blank + text if right else text + blank for text, blank in zip(texts, blanks, strict=True)]


def _stretch(line: ExplainLine, now: datetime, zone: tzinfo) -> str:
    """20 Nov 09:12:40 – 12:00, yesterday 18:00 – today 09:00; with the year where it is not this one."""
    start, end = line.start.astimezone(zone), line.end.astimezone(zone)
    today = now.astimezone(zone).date()
    ending = _to_the_second(end)
    if start.date() != end.date():
        ending = f"{short_day(end.date(), today)} {ending}"
    return f"{short_day(start.date(), today)} {_to_the_second(start)} – {ending}"


def _to_the_second(at: datetime) -> str:
    """16:04, or 16:04:30: with seconds where there are some, for the length beside it counts them."""
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def _waiting(waiting: Waiting, now: datetime, zone: tzinfo, width: int) -> Iterator[Content]:
    yield joined((_("Waiting"), STRONG))
    for words, is_warning in wait_parts(waiting, now, lambda at: format_when(at, now, zone)):
        for place, line in enumerate(wrapped(plain(words), width - 2 * len(_INDENT))):
            yield joined((f"{_INDENT * (2 if place else 1)}{line}", WARNING if is_warning else ""))


def _limit(limit: LegalLimit, now: datetime, zone: tzinfo, width: int, key: str) -> Iterator[Content]:
    yield joined((plain(limit_label(limit)), STRONG), (key, ACCENT))
    for words in limit_words(limit, now, lambda at: format_when(at, now, zone)):
        for line in wrapped(plain(words), width - 2 * len(_INDENT)):
            yield joined((f"{_INDENT}{line}", ERROR if limit.is_late(now) else ""))


def _urgency(urgency: Urgency) -> Iterator[Content]:
    yield joined((_("Urgency {total}").format(total=urgency.total), STRONG))
    for term in urgency.terms:
        label = _(TERM_LABELS[term.name])
        words = before_value(label) + plain(term.why) if term.why else label
        yield joined((f"{_INDENT}{term.points:>+5}  ", ACCENT), (words, ""))
    yield joined((f"{_INDENT}{'=' + str(urgency.total):>5}", STRONG))


def _rules(reasons: ClockReasons) -> Iterator[Content]:
    yield joined((_("Rules"), STRONG))
    calendar = reasons.calendar
    hours = length_words(calendar.day_seconds)
    words = _("working calendar in {zone}; a working day is {length}").format(
        zone=calendar.zone, length=hours
    )
    yield joined((f"{_INDENT}{words}", ""))
    for doubt in reasons.explained.doubts:
        yield joined((f"{_INDENT}! {doubt_words(doubt)}", WARNING))
    yield joined((f"{_INDENT}{_target(reasons.rule, calendar.day_seconds)}", ""))


def _target(rule: "TargetRule | None", day_seconds: int) -> str:
    if rule is None:
        return _("no target for such a case")
    of = [_(CASE_KINDS.labels[rule.kind])] if rule.kind else []
    of += [plain(value_label("customer", "tier", rule.tier))] if rule.tier else []
    target = rule.target(day_seconds)
    named = {
        "first_response": target.first_response,
        "next_contact": target.next_contact,
        "resolve": target.resolve,
    }
    lengths = [f"{clock_label(name)} {length_words(one)}" for name, one in named.items() if one is not None]
    head = _("targets for {cases}").format(cases=_(", ").join(of) or _("all cases"))
    return before_value(head) + _(", ").join(lengths)
