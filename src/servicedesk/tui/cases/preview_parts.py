"""What the preview says of the handling of a case, a line each: clocks, promises, remedies, and others.

A line has a name where it is one of several facts ("promise P-4"): the preview puts the names in front, or
into a column of their own.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, tzinfo
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from servicedesk.domain.case_links import relation_label
from servicedesk.domain.clock_words import clock_label, length_words, standing
from servicedesk.domain.date_format import format_since, format_when
from servicedesk.domain.money import format_money
from servicedesk.domain.numbers import format_number
from servicedesk.domain.phones import shown_phone
from servicedesk.domain.policy_words import doubt_words
from servicedesk.domain.signs import in_brackets
from servicedesk.domain.wait_words import wait_parts
from servicedesk.domain.wording import before_value, field_label, listed, value_label
from servicedesk.domain.words.complaints import REMEDIES
from servicedesk.domain.words.followups import METHODS, PROMISE_OUTCOMES
from servicedesk.i18n import _
from servicedesk.keys.actions import Keys
from servicedesk.tui.base.safe import plain
from servicedesk.tui.cases.clock_bar import clock_bar
from servicedesk.tui.cases.history_lines import ACCENT, ERROR, GOOD, MUTED, STRONG, WARNING, Piece, joined
from servicedesk.tui.cases.step_keys import ACTION_OF_GATE, LIMIT_ACTIONS, OWED_ACTIONS, keys_of
from servicedesk.tui.lists.bars import points_bar

if TYPE_CHECKING:
    from servicedesk.domain.clock_readings import ClockReading
    from servicedesk.domain.legal_limits import LegalLimit
    from servicedesk.domain.rows.complaints import Handoff, Remedy, Step
    from servicedesk.domain.rows.dossiers import Dossier
    from servicedesk.domain.rows.promises import PromiseRow
    from servicedesk.domain.wait_words import Waiting
    from servicedesk.services.clocks import CaseOverview
    from servicedesk.services.desk import Desk
    from servicedesk.tui.cases.long_text import Paragraph

MINUTE = 60
WIDEST_NAME = 16
"""Cells of the column of names; the line of a longer one begins with it."""

MOST_LINES = 6
"""So many promises, remedies or links are shown; the dossier has all of them."""


class Moment(NamedTuple):
    """From when and where one looks."""

    now: datetime
    zone: tzinfo
    shown_phone: Callable[[str], str]
    keys: Keys = Keys()

    def key(self, *action_ids: str) -> Piece:
        """The keys of what is proposed."""
        return keys_of(self.keys, *action_ids), ACCENT

    def words(self, at: datetime) -> str:
        """A moment for a line: today 15:00."""
        return format_when(at, self.now, self.zone)


def moment_of(desk: "Desk", keys: Keys | None = None) -> Moment:
    """Now, at this desk, with the keys of whoever sits there."""
    settings = desk.settings
    shown = partial(shown_phone, masked=settings.mask_phones, region=settings.region)
    return Moment(desk.clock.now(), desk.zone, shown, keys or Keys())


class Named(NamedTuple):
    """A fact and its name."""

    name: str
    words: Content

    def in_line(self, cells: int = 0) -> "Paragraph":
        """Both in one line, the name with blanks up to `cells`."""
        from servicedesk.tui.cases.long_text import Hanging

        name = before_value(self.name)
        return Hanging(joined((f"{name}{' ' * (cells - cell_len(name))}", MUTED)), self.words)


Line = Named | Content


def in_columns(lines: Iterable[Line]) -> "Iterator[Paragraph]":
    """The names in a column of their own, what is too long for a line below its own beginning."""
    from servicedesk.tui.cases.long_text import Hanging

    lines = list(lines)
    widths = [cell_len(line.name) for line in lines if isinstance(line, Named)]
    cells = max((width for width in widths if width <= WIDEST_NAME), default=0)
    for line in lines:
        if isinstance(line, Named) and cell_len(line.name) <= cells:
            blanks = " " * (cells - cell_len(line.name) + 2)
            yield Hanging(joined((f"{line.name}{blanks}", MUTED)), line.words)
        else:
            yield line.in_line() if isinstance(line, Named) else line


def lacking_line(seen: "CaseOverview", moment: Moment) -> Iterator[Content]:
    """What keeps a solved case from being closed."""
    if seen.lacking:
        names = listed(gate.label for gate in seen.lacking)
        keys = moment.key("case.solve")
        yield joined((before_value(_("still missing before closing")), WARNING), (names, STRONG), keys)


def gate_lines(seen: "CaseOverview", moment: Moment) -> Iterator[Content]:
    """Each gate with its sign, and the key that mends it."""
    for gate in seen.gates:
        if gate.is_met:
            yield joined(("✓ ", GOOD), (plain(gate.label), MUTED))
        else:
            yield joined(("✗ ", ERROR), (plain(gate.label), STRONG), moment.key(ACTION_OF_GATE[gate.name]))


def standing_lines(seen: "CaseOverview", moment: Moment) -> Iterator[Line]:
    """What is promised, where it is, what was decided; what presses first."""
    dossier, fields = seen.dossier, seen.dossier.case.fields
    for promise in _pressing_first(seen)[:MOST_LINES]:
        yield _promise(promise, moment)
    for handoff in dossier.handoffs:
        if handoff.back_at is None:
            yield _handoff(handoff, moment)
    if seen.waiting is not None:
        yield _waiting(seen.waiting, fields["nudges"], moment)
    if dossier.steps:
        yield _checklist(dossier.steps, moment)
    yield from _known(fields)
    for remedy in dossier.remedies[:MOST_LINES]:
        yield _remedy(remedy, moment)
    if fields["told_at"] or fields["accepted"] is not None:
        yield joined(*_told(fields, moment))
    yield from _others(dossier, moment)


def followup_lines(dossier: "Dossier", moment: Moment) -> Iterator[Named]:
    """Those that are planned."""
    for followup in dossier.followups:
        if followup.state == "planned":
            when = format_when(followup.due_at, moment.now, moment.zone, with_time=not followup.all_day)
            words = f"{when} {_(METHODS.labels[followup.method])} "
            yield Named(_("follow-up"), joined((words, ""), (plain(followup.purpose), "")))


def _others(dossier: "Dossier", moment: Moment) -> Iterator[Named]:
    """The cases that this one is linked with, and those merged into it."""
    for link in dossier.links[:MOST_LINES]:
        state = value_label("case", "state", link.state)
        number = format_number("case", link.case_id)
        words = joined((f"{number} ", ACCENT), (in_brackets(plain(link.subject), state), ""))
        yield Named(relation_label(link.relation, link.is_outward), words)
    for merge in dossier.merged[:MOST_LINES]:
        number = format_number("case", merge.case_id)
        when = f"  {moment.words(merge.at)} {plain(merge.actor)}"
        words = joined((f"{number} ", ACCENT), (plain(merge.subject), ""), (when, MUTED))
        yield Named(_("merged into this one"), words)


# The clocks


def clock_lines(seen: "CaseOverview", moment: Moment, *, in_lines: bool) -> Iterator[Line]:
    """What is owed next, and how much of each target is used; the urgency in a line of its own `in_lines`."""
    clocks, total = seen.explained.clocks, seen.explained.urgency.total
    if clocks.deadline_at is not None:
        when = f"{clock_label(clocks.deadline_kind)} {moment.words(clocks.deadline_at)}"
        style, late = STRONG, ""
        if clocks.deadline_at < moment.now:
            age = format_since(clocks.deadline_at, moment.now, moment.zone)
            style, late = ERROR, f"  ! {_('{age} late').format(age=age)}"
        action = OWED_ACTIONS.get(clocks.deadline_kind)
        keys = moment.key(*([action] if action else []))
        yield Named(
            _("next due"),
            joined((when, style), (late, ERROR), keys, ("" if in_lines else _urgency(total), MUTED)),
        )
    elif total and not in_lines:
        yield joined((_urgency(total).strip(" ·"), MUTED))
    for reading in (clocks.first_response, clocks.next_contact, clocks.resolve):
        if reading is not None:
            yield _clock(reading, moment)
    for limit in clocks.limits:
        yield _limit(limit, moment)
    if (by_hand := seen.dossier.case.fields["due_at"]) and clocks.deadline_kind != "due":
        is_late = by_hand < moment.now and seen.dossier.case.row.is_open
        words = (f"{moment.words(by_hand)}{' !' if is_late else ''}", ERROR if is_late else "")
        yield Named(field_label("due_at", "case"), joined(words))
    if total and in_lines:
        yield Named(
            _("urgency"),
            joined((f"{points_bar(total)} ", ACCENT), (f"{total}", STRONG), moment.key("case.why")),
        )
    for doubt in seen.explained.doubts_ahead:
        yield joined((f"! {doubt_words(doubt)}", WARNING))


def _limit(limit: "LegalLimit", moment: Moment) -> Named:
    from servicedesk.domain.limit_words import limit_label, limit_words

    late = limit.is_late(moment.now)
    words = " · ".join(map(plain, limit_words(limit, moment.now, moment.words)))
    style = (WARNING if limit.answered_at else ERROR) if late else ""
    keys = moment.key(*LIMIT_ACTIONS) if limit.answered_at is None else ("", "")
    return Named(plain(limit_label(limit)), joined((words, style), keys))


def _urgency(total: int) -> str:
    return f" · {_('urgency {points}').format(points=total)}" if total else ""


def _clock(reading: "ClockReading", moment: Moment) -> Named:
    label = clock_label(reading.name)
    used, target = length_words(reading.used_seconds), length_words(reading.target_seconds)
    if reading.is_met:
        late, in_time = _("met late, in {used} (target {target})"), _("met in {used} (target {target})")
        pattern = late if reading.is_late else in_time
        words = pattern.format(used=used, target=target)
        if not reading.is_late and reading.used_seconds < MINUTE:
            words = _("met before any working time had passed")
            if reading.is_met_outside_hours:
                words = standing(reading)
        return Named(label, joined((words, WARNING if reading.is_late else "")))
    # The share and what is left say how much was used; `=` has it in hours.
    parts: list[Piece] = [*clock_bar(reading), (f" {_('of {target}').format(target=target)}", "")]
    if reading.is_late or reading.is_paused or reading.ended_at is not None:
        parts.append((f" · {standing(reading)}", ERROR if reading.is_late else ACCENT))
    elif reading.due_at is not None:
        style = WARNING if reading.level >= 80 else ""
        parts.append((f" · {_('due {when}').format(when=moment.words(reading.due_at))}", style))
    return Named(label, joined(*parts))


# Promises, hand-offs, waiting, checklist


def _pressing_first(seen: "CaseOverview") -> "list[PromiseRow]":
    """The promises still owed by their time, then the others, the last told first."""
    owed = sorted((one for one in seen.dossier.promises if one.state == "open"), key=lambda one: one.due_at)
    ended = [one for one in reversed(seen.dossier.promises) if one.state != "open"]
    return [*owed, *ended]


def _promise(promise: "PromiseRow", moment: Moment) -> Named:
    label = _("promise {number}").format(number=format_number("promise", promise.id))
    when, words = moment.words(promise.due_at), f" {plain(promise.text)}"
    owner: Piece = (f" · {plain(promise.owner)}" if promise.owner else "", MUTED)
    if promise.is_overdue(moment.now):
        age = format_since(promise.due_at, moment.now, moment.zone)
        lapsed = f"  ! {_('lapsed {age} ago').format(age=age)}"
        keys = moment.key("case.promise")
        return Named(label, joined((when, ERROR), (words, ""), owner, (lapsed, ERROR), keys))
    if promise.state == "open":
        return Named(label, joined((when, STRONG), (words, ""), owner, moment.key("case.promise")))
    outcome = _(PROMISE_OUTCOMES.labels[promise.outcome(moment.now)])
    return Named(label, joined((f"{when}{words} · {outcome}", MUTED)))


def _handoff(handoff: "Handoff", moment: Moment) -> Named:
    parts: list[Piece] = [
        (plain(handoff.department), STRONG),
        (f" · {_('since {when}').format(when=moment.words(handoff.out_at))}", MUTED),
    ]
    if handoff.due_at is not None:
        late = handoff.due_at < moment.now
        words = f" · {_('due {when}').format(when=moment.words(handoff.due_at))}{' !' if late else ''}"
        parts.append((words, ERROR if late else ""))
    parts += [(f"  {plain(handoff.words)}" if handoff.words else "", ""), moment.key("case.back")]
    return Named(_("with"), joined(*parts))


def _waiting(waiting: "Waiting", asked: int, moment: Moment) -> Named:
    (reason, _odd), since, (whose, is_odd), *others = wait_parts(waiting, moment.now, moment.words)
    parts: list[Piece] = [(plain(reason), "")]
    if asked:
        others.insert(0, (_("asked again {count} times").format(count=asked), False))
    if is_odd:
        # Else the clock itself says so.
        others.insert(0, (whose, is_odd))
    others.insert(0, since)
    parts += [(f" · {words}", WARNING if is_warning else MUTED) for words, is_warning in others]
    parts.append(moment.key("case.nudge"))
    return Named(_("waits for"), joined(*parts))


def _checklist(steps: "tuple[Step, ...]", moment: Moment) -> Named:
    done = sum(step.done_at is not None for step in steps)
    words = _("{done} of {count} done").format(done=done, count=len(steps))
    following = next((step for step in steps if step.done_at is None), None)
    words_of_next = f" · {_('next: {step}').format(step=plain(following.text))}" if following else ""
    keys = moment.key("case.checklist") if following else ("", "")
    return Named(_("checklist"), joined((words, "" if following else MUTED), (words_of_next, ""), keys))


# What is known, and what was decided


def _known(fields: dict[str, Any]) -> Iterator[Content]:
    parts: list[Piece] = []
    for name in ("severity", "complexity", "impact", "safety", "cause", "outcome", "product"):
        if name == "safety" and fields[name]:
            parts.append((f"! {field_label(name, 'case')}   ", ERROR))
        elif name != "safety" and fields[name] not in {None, ""}:
            words = plain(value_label("case", name, fields[name]))
            parts += [(before_value(field_label(name, "case")), MUTED), (f"{words}   ", "")]
    if parts:
        yield joined(*parts)


def _remedy(remedy: "Remedy", moment: Moment) -> Named:
    parts: list[Piece] = [
        (_(REMEDIES.labels.get(remedy.kind, remedy.kind)), ""),
        (f" {format_money(remedy.cost_cents, remedy.currency)}" if remedy.cost_cents else "", STRONG),
        (f"  {plain(remedy.words)}" if remedy.words else "", ""),
    ]
    if remedy.approver:
        parts.append((f" · {_('approved by {name}').format(name=plain(remedy.approver))}", MUTED))
    if remedy.done_at is not None:
        parts.append((f" · {_('carried out {when}').format(when=moment.words(remedy.done_at))}", MUTED))
    elif remedy.kind != "none":
        parts.append((f" · {_('not carried out yet')}", WARNING))
    return Named(_("remedy"), joined(*parts))


def _told(fields: dict[str, Any], moment: Moment) -> Iterator[Piece]:
    if fields["told_at"]:
        yield _("told {when}").format(when=moment.words(fields["told_at"])), ""
        if fields["told_by"]:
            yield f" · {plain(fields['told_by'])}", MUTED
        if fields["told_how"]:
            yield f" · {value_label('case', 'told_how', fields['told_how'])}", MUTED
        yield "   ", ""
    if fields["accepted"] is not None:
        yield (_("accepted"), "") if fields["accepted"] else (_("not accepted"), WARNING)
        if fields["options_offered"]:
            yield f" · {before_value(_('offered'))}{plain(fields['options_offered'])}", MUTED
