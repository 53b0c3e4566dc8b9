"""CasePreview: one case in short beside the queue, with its whole history, newest line first."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from servicedesk.domain.cases import KIND_LABELS, PRIORITY_LABELS, STATE_LABELS
from servicedesk.domain.date_format import format_age, format_when
from servicedesk.domain.followups import METHOD_LABELS
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows import Dossier, HistoryLine
from servicedesk.domain.wording import field_label, value_label, verb_label
from servicedesk.i18n import N_, _
from servicedesk.tui.safe import block, plain

NEXT_STEPS = {
    "new": N_("next: begin work, or solve"),
    "working": N_("next: solve"),
    "waiting": N_("next: solve when the answer is there"),
    "solved": N_("next: tell the customer"),
    "told": N_("next: close"),
}

MUTED, STRONG, WARNING, ERROR, ACCENT = (
    "$text-muted",
    "bold",
    "$text-warning",
    "bold $text-error",
    "$text-accent",
)
LONGEST_TEXT = 20_000
"""Characters of a description that are drawn; `servicedesk case show` prints all of it."""

Piece = tuple[str, str]


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

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static("", markup=False)

    def show(self, dossier: Dossier | None, now: datetime, zone: tzinfo) -> None:
        """Draw a case, or nothing; another case begins at the top."""
        is_another = (
            dossier is None or self.dossier is None or dossier.case.row.id != self.dossier.case.row.id
        )
        self.dossier = dossier
        text = Content("") if dossier is None else Content("\n").join(_lines(dossier, now, zone))
        self.query_one(Static).update(text)
        if is_another:
            self.scroll_home(animate=False)


def _lines(dossier: Dossier, now: datetime, zone: tzinfo) -> Iterator[Content]:
    row = dossier.case.row
    yield _line((f"{format_number('case', row.id)}  ", ACCENT), (plain(row.subject), STRONG))
    if dossier.customer is not None:
        yield from _customer_lines(dossier)
    yield _line(*_state_pieces(dossier, now))
    if row.labels:
        yield _line((plain(" ".join(f"+{label}" for label in row.labels)), ACCENT))
    yield from _time_lines(dossier, now, zone)
    for name in ("description", "result", "told_words"):
        if text := dossier.case.fields[name]:
            yield Content("")
            yield _line((f"{field_label(name)}: ", MUTED), (block(text[:LONGEST_TEXT]), ""))
    for followup in dossier.followups:
        if followup.state == "planned":
            when = format_when(followup.due_at, now, zone, with_time=not followup.all_day)
            method = _(METHOD_LABELS[followup.method])
            yield _line((_("follow-up: "), MUTED), (f"{when} {method} ", ""), (plain(followup.purpose), ""))
    yield Content("")
    for line in reversed(dossier.history):
        yield history_line(line, now, zone)


def _customer_lines(dossier: Dossier) -> Iterator[Content]:
    card = dossier.customer
    if card is None:
        return
    phones = "  ".join(plain(phone.raw) for phone in card.phones[:2])
    tier = value_label("customer", "tier", card.fields["tier"]) if card.fields["tier"] else ""
    yield _line((plain(card.name), STRONG), (f"  {phones}", ""), (f"  {plain(tier)}", ACCENT))
    if card.fields["banner"]:
        yield _line((f"! {plain(card.fields['banner'])}", WARNING))
    others = card.open_cases - int(dossier.case.row.is_open)
    if others > 0:
        yield _line((_("{count} other open cases").format(count=others), WARNING))


def _state_pieces(dossier: Dossier, now: datetime) -> list[Piece]:
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


def _time_lines(dossier: Dossier, now: datetime, zone: tzinfo) -> Iterator[Content]:
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
    yield _line((" · ".join(parts), MUTED))


def history_line(line: HistoryLine, now: datetime, zone: tzinfo) -> Content:
    """One line of a history: when, who, what, and the words or the changes."""
    pieces: list[Piece] = [(f"{format_when(line.at, now, zone)}  ", MUTED), (f"{plain(line.actor)} ", ACCENT)]
    if line.what == "call":
        arrow = _("called in") if line.direction == "in" else _("called out")
        pieces += [(f"{arrow}: ", MUTED), (block(line.text[:LONGEST_TEXT]), "")]
    elif line.what == "note":
        pieces += [(f"{_('note')}: ", MUTED), (block(line.text[:LONGEST_TEXT]), "")]
    elif line.what.startswith("followup."):
        state = value_label("followup", "state", line.what.removeprefix("followup."))
        pieces += [(f"{_('follow-up')} {state}: ", MUTED), (plain(line.text), "")]
    else:
        pieces.append((plain(verb_label(line.what)), ""))
        shown = [change for change in line.changes if change.field not in _TOLD_BY_VERB]
        for change in shown:
            before, after = (
                _value(line, change.field, value, now, zone) for value in (change.before, change.after)
            )
            pieces.append((f"  {field_label(change.field)}: {before} → {after}", MUTED))
    return _line(*pieces)


_TOLD_BY_VERB = frozenset(
    {"solved_at", "told_at", "told_by", "closed_at", "call_id", "waiting_reason", "result", "told_words"}
)


def _value(line: HistoryLine, name: str, value: object, now: datetime, zone: tzinfo) -> str:
    if isinstance(value, str) and (name.endswith("_at") or name == "snoozed_until") and value:
        return format_when(datetime.fromisoformat(value), now, zone)
    kind = line.what.partition(".")[0]
    return plain(value_label(kind, name, value)[:80])


def _line(*pieces: Piece) -> Content:
    return Content.assemble(*(piece for piece in pieces if piece[0]))
