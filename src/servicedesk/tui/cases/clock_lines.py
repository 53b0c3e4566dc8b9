"""Why a case stands where it stands, as paragraphs: each clock interval by interval, urgency, rules."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from servicedesk.domain.clock_words import clock_label, length_words, reason_words, standing, why
from servicedesk.domain.date_format import format_long, format_when
from servicedesk.domain.numbers import format_number
from servicedesk.domain.policy_words import not_announced
from servicedesk.domain.urgency import TERM_LABELS
from servicedesk.domain.wording import before_value, value_label
from servicedesk.domain.words.cases import CASE_KINDS
from servicedesk.i18n import _
from servicedesk.tui.base.safe import plain
from servicedesk.tui.cases.history_lines import ACCENT, ERROR, MUTED, STRONG, WARNING, Piece, joined
from servicedesk.tui.lists.list_columns import wrapped

if TYPE_CHECKING:
    from servicedesk.domain.clock_explanation import ClockExplanation, ExplainLine
    from servicedesk.domain.policies.targets import TargetRule
    from servicedesk.domain.urgency import Urgency
    from servicedesk.services.clocks import ClockReasons

ROOMY = 86
"""Cells from which on each line says in words whether it counts; below, a sign does."""
_INDENT = "  "
_LEAST_WORDS = 12


def clock_lines(reasons: "ClockReasons", zone: tzinfo, width: int) -> list[Content]:
    """All there is to say, in lines of at most `width` cells where words can be broken."""
    return [line for part in _parts(reasons, zone, width) for line in part]


def clock_text(reasons: "ClockReasons", zone: tzinfo) -> str:
    """The same as plain text, for the clipboard."""
    lines = clock_lines(reasons, zone, 100)
    number = format_number("case", reasons.explained.case_id)
    return "\n".join([f"{number}  {plain(reasons.subject)}", *(line.plain for line in lines)])


def _parts(reasons: "ClockReasons", zone: tzinfo, width: int) -> Iterator[list[Content]]:
    explained = reasons.explained
    if explained.clocks.deadline_at is not None:
        what = clock_label(explained.clocks.deadline_kind)
        when = format_long(explained.clocks.deadline_at, zone, now=explained.at)
        late = explained.clocks.deadline_at < explained.at
        words = _("Owed next: {what}, {when}").format(what=what, when=when)
        yield [joined((words, ERROR if late else STRONG), (" !" if late else "", ERROR))]
    if not explained.lines:
        yield [joined((_("No clock runs: there is no target for such a case, or it has ended."), ""))]
    elif width < ROOMY:
        yield [joined((f"+ {_('counted')}   – {_('not counted')}", MUTED))]
    for clock in explained.lines:
        yield [Content(""), *_clock(clock, explained.at, zone, width)]
    yield [Content(""), *_urgency(explained.urgency)]
    yield [Content(""), *_rules(reasons)]


def _clock(clock: "ClockExplanation", now: datetime, zone: tzinfo, width: int) -> Iterator[Content]:
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
    if not clock.lines:
        yield joined((f"{_INDENT}{_('No time has passed yet.')}", MUTED))
        return
    total = length_words(sum(line.seconds for line in clock.lines if line.counted))
    stretches = _aligned([*(_stretch(line, now, zone) for line in clock.lines), ""])
    lengths = _aligned([*(length_words(line.seconds) for line in clock.lines), total], right=True)
    heads = [f"{_INDENT}{stretch}  {length}  " for stretch, length in zip(stretches, lengths, strict=True)]
    for line, head in zip(clock.lines, heads, strict=False):
        yield from _line(line, head, width)
    yield joined((heads[-1], STRONG), (_("counted in all"), MUTED))


def _line(line: "ExplainLine", head: str, width: int) -> Iterator[Content]:
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


def _stretch(line: "ExplainLine", now: datetime, zone: tzinfo) -> str:
    """11-20 09:12 – 12:00, 11-20 18:00 – 11-21 09:00; with the year where it is not this one."""
    start, end = line.start.astimezone(zone), line.end.astimezone(zone)
    day = "%m-%d %H:%M" if {start.year, end.year} == {now.astimezone(zone).year} else "%Y-%m-%d %H:%M"
    ending = end.strftime("%H:%M" if start.date() == end.date() else day)
    return f"{start.strftime(day)} – {ending}"


def _urgency(urgency: "Urgency") -> Iterator[Content]:
    yield joined((_("Urgency {total}").format(total=urgency.total), STRONG))
    for term in urgency.terms:
        label = _(TERM_LABELS[term.name])
        words = before_value(label) + plain(term.why) if term.why else label
        yield joined((f"{_INDENT}{term.points:>+5}  ", ACCENT), (words, ""))
    yield joined((f"{_INDENT}{'=' + str(urgency.total):>5}", STRONG))


def _rules(reasons: "ClockReasons") -> Iterator[Content]:
    yield joined((_("Rules"), STRONG))
    calendar = reasons.calendar
    hours = length_words(calendar.day_seconds)
    words = _("working calendar in {zone}; a working day is {length}").format(
        zone=calendar.zone, length=hours
    )
    yield joined((f"{_INDENT}{words}", ""))
    for year in reasons.unannounced:
        yield joined((f"{_INDENT}! {not_announced(year)}", WARNING))
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
    head = _("targets for {cases}").format(cases=", ".join(of) or _("all cases"))
    return before_value(head) + ", ".join(lengths)
