"""CasePreview: one case in short beside the queue, with its whole history, newest line first."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from servicedesk.domain.cases import KIND_LABELS, PRIORITY_LABELS, STATE_LABELS
from servicedesk.domain.date_format import format_age, format_when
from servicedesk.domain.followups import METHOD_LABELS
from servicedesk.domain.numbers import format_number
from servicedesk.domain.wording import before_value, field_label, value_label
from servicedesk.i18n import N_, _, ngettext
from servicedesk.tui.history_lines import (
    ACCENT,
    ERROR,
    LONGEST_TEXT,
    MUTED,
    STRONG,
    WARNING,
    Piece,
    history_line,
    joined,
)
from servicedesk.tui.safe import block, plain

if TYPE_CHECKING:
    from servicedesk.domain.rows import Dossier

NEXT_STEPS = {
    "new": N_("next: begin work, or solve"),
    "working": N_("next: solve"),
    "waiting": N_("next: solve when the answer is there"),
    "solved": N_("next: tell the customer"),
    "told": N_("next: close"),
}


class CasePreview(VerticalScroll):
    """The preview; empty until `show` is called."""

    DEFAULT_CSS = """
    CasePreview { padding: 0 1; scrollbar-size-vertical: 1; }
    CasePreview:focus { background: $boost; }
    CasePreview > Static { height: auto; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - the name that Textual gives it
        """Nothing is shown yet."""
        super().__init__(id=id)
        self.dossier: Dossier | None = None
        self._text = Static("", markup=False)

    def compose(self) -> ComposeResult:
        """One text."""
        yield self._text

    def show(self, dossier: "Dossier | None", now: datetime, zone: tzinfo) -> None:
        """Draw a case, or nothing; another case begins at the top."""
        is_another = (
            dossier is None or self.dossier is None or dossier.case.row.id != self.dossier.case.row.id
        )
        self.dossier = dossier
        text = Content("") if dossier is None else Content("\n").join(_lines(dossier, now, zone))
        self._text.update(text)
        if is_another:
            self.scroll_home(animate=False)


def _lines(dossier: "Dossier", now: datetime, zone: tzinfo) -> Iterator[Content]:
    row = dossier.case.row
    yield joined((f"{format_number('case', row.id)}  ", ACCENT), (plain(row.subject), STRONG))
    if dossier.customer is not None:
        yield from _customer_lines(dossier)
    yield joined(*_state_pieces(dossier, now))
    if row.labels:
        yield joined((plain(" ".join(f"+{label}" for label in row.labels)), ACCENT))
    yield from _time_lines(dossier, now, zone)
    for name in ("description", "result", "told_words"):
        if text := dossier.case.fields[name]:
            yield Content("")
            yield joined((before_value(field_label(name)), MUTED), (block(text[:LONGEST_TEXT]), ""))
    for followup in dossier.followups:
        if followup.state == "planned":
            when = format_when(followup.due_at, now, zone, with_time=not followup.all_day)
            method = _(METHOD_LABELS[followup.method])
            yield joined((_("follow-up: "), MUTED), (f"{when} {method} ", ""), (plain(followup.purpose), ""))
    yield Content("")
    for line in reversed(dossier.history):
        yield history_line(line, now, zone)


def _customer_lines(dossier: "Dossier") -> Iterator[Content]:
    card = dossier.customer
    if card is None:
        return
    phones = "  ".join(plain(phone.raw) for phone in card.phones[:2])
    tier = value_label("customer", "tier", card.fields["tier"]) if card.fields["tier"] else ""
    yield joined((plain(card.name), STRONG), (f"  {phones}", ""), (f"  {plain(tier)}", ACCENT))
    if card.fields["banner"]:
        yield joined((f"! {plain(card.fields['banner'])}", WARNING))
    others = card.open_cases - int(dossier.case.row.is_open)
    if others > 0:
        yield joined((_others(others), WARNING))


def _others(count: int) -> str:
    return ngettext("{count} other open case", "{count} other open cases", count).format(count=count)


def _state_pieces(dossier: "Dossier", now: datetime) -> list[Piece]:
    row = dossier.case.row
    pieces = [
        (
            f"{_(KIND_LABELS[row.kind])} · {_(PRIORITY_LABELS[row.priority])} · {_(STATE_LABELS[row.state])}",
            "",
        ),
        (f" ({plain(row.waiting_reason)})" if row.waiting_reason else "", WARNING),
        (f" · {plain(row.owner)}" if row.owner else f" · {_('nobody')}", "" if row.owner else MUTED),
    ]
    if dossier.case.fields["category"]:
        pieces.append((f" · {plain(dossier.case.fields['category'])}", MUTED))
    if step := NEXT_STEPS.get(row.state):
        pieces.append((f"   {_(step)}", MUTED))
    if row.is_overdue(now):
        pieces.append((f"   {_('overdue')} !", ERROR))
    return pieces


def _time_lines(dossier: "Dossier", now: datetime, zone: tzinfo) -> Iterator[Content]:
    row = dossier.case.row
    waited = (now - row.received_at).total_seconds()
    age = f" · {format_age(waited)}" if waited >= 60 else ""
    parts = [_("received {when}").format(when=format_when(row.received_at, now, zone)) + age]
    if row.due_at is not None:
        parts.append(_("due {when}").format(when=format_when(row.due_at, now, zone)))
    if row.is_snoozed(now) and row.snoozed_until is not None:
        parts.append(_("snoozed until {when}").format(when=format_when(row.snoozed_until, now, zone)))
    for name, words in (
        ("solved_at", _("solved {when}")),
        ("told_at", _("told {when}")),
        ("closed_at", _("closed {when}")),
    ):
        if moment := dossier.case.fields[name]:
            parts.append(words.format(when=format_when(moment, now, zone)))
    yield joined((" · ".join(parts), MUTED))
