"""One line of a history, as the preview of a case and the card of a customer draw it."""

from dataclasses import replace
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from textual.content import Content

from servicedesk.domain.date_format import format_when
from servicedesk.domain.late_entry import late_words
from servicedesk.domain.numbers import format_number
from servicedesk.domain.wording import (
    before_value,
    field_label,
    moment_of,
    record_kind,
    value_label,
    verb_label,
)
from servicedesk.i18n import _
from servicedesk.tui.base.safe import block, plain

if TYPE_CHECKING:
    from servicedesk.domain.rows.history import FieldChange, HistoryLine

MUTED, STRONG, WARNING = "$text-muted", "bold", "$text-warning"
ERROR, ACCENT = "bold $text-error", "$text-accent"
LONGEST_TEXT = 20_000
"""Characters of a text that are drawn; the command line prints all of it."""

Piece = tuple[str, str]

_TOLD_BY_VERB = frozenset(
    {"solved_at", "told_at", "told_by", "closed_at", "call_id", "waiting_reason", "result", "told_words"}
)


_KEPT_FOR_ITSELF = frozenset({"position", "folded", "nudged_at", "waiting_since", "plan_id"})
_UNSAID = _TOLD_BY_VERB | _KEPT_FOR_ITSELF


def history_line(line: "HistoryLine", now: datetime, zone: tzinfo, *, masked: bool = False) -> Content:
    """When, who, what, and the words or the changes; phone numbers as 138****1111 when `masked`."""
    pieces: list[Piece] = [(f"{format_when(line.at, now, zone)}  ", MUTED), (f"{plain(line.actor)} ", ACCENT)]
    text = block(line.text[:LONGEST_TEXT])
    if line.case_id is not None:
        # A line of a case that was merged into this one says whose it is.
        pieces.append((f"{format_number('case', line.case_id)} ", ACCENT))
    if line.what == "call":
        pieces += [(before_value(plain(_contact(line))), MUTED), (text, "")]
    elif line.what == "note":
        pieces += [(before_value(_("note")), MUTED), (text, "")]
    elif line.what.startswith("followup."):
        state = plain(value_label("followup", "state", line.what.removeprefix("followup.")))
        pieces += [(before_value(f"{_('follow-up')} {state}"), MUTED), (text, "")]
    else:
        pieces.append((plain(verb_label(line.what)), ""))
        if line.what.startswith("promise.") and line.record_id is not None:
            pieces.append((f" {format_number('promise', line.record_id)}", ""))
        if text := text or _waited_for(line):
            pieces.append((f"  {text}", ""))
        pieces += [
            (_change(change, now, zone), MUTED)
            for change in (map(_masked, line.changes) if masked else line.changes)
            if change.field not in _UNSAID and not _is_checklist_of_new(line, change.field)
        ]
    if late := late_words(line.at, line.recorded_at):
        pieces.append((f"  {late}", WARNING))
    return joined(*pieces)


def _waited_for(line: "HistoryLine") -> str:
    """What a case began to wait for; a low window shows it nowhere else."""
    reasons = (change.after for change in line.changes if change.field == "waiting_reason")
    return plain(str(next(reasons, "") or "")) if line.what == "case.wait" else ""


def _contact(line: "HistoryLine") -> str:
    """A call, in or out; by any other channel nobody called."""
    if line.channel in {"", "phone"}:
        return _("called in") if line.direction == "in" else _("called out")
    channel = value_label("call", "channel", line.channel)
    return channel if line.direction == "in" else _("reached by {channel}").format(channel=channel)


def _is_checklist_of_new(line: "HistoryLine", field: str) -> bool:
    """Whether this is a step that the desk's rules put on the case: the checklist shows it."""
    return field == "step" and line.what in {"case.open", "case.edit", "case.split", "case.follow"}


def _change(change: "FieldChange", now: datetime, zone: tzinfo) -> str:
    values = (_value(change, value, now, zone) for value in (change.before, change.after))
    return f"  {before_value(field_label(change.field, change.kind))}{' → '.join(values)}"


def _masked(change: "FieldChange") -> "FieldChange":
    if change.field != "phone":
        return change
    from servicedesk.domain.phones import mask_phone

    before, after = (value and mask_phone(str(value)) for value in (change.before, change.after))
    return replace(change, before=before, after=after)


def _value(change: "FieldChange", value: object, now: datetime, zone: tzinfo) -> str:
    kind, name = change.kind, change.field
    if (moment := moment_of(kind, name, value)) is not None:
        return format_when(moment, now, zone)
    if isinstance(value, int) and (named := record_kind(kind, name)):
        return format_number(named, value)
    return plain(value_label(kind, name, value)[:80])


def joined(*pieces: Piece) -> Content:
    """Pieces of text one after another, each literally; empty ones left out."""
    return Content.assemble(*(piece for piece in pieces if piece[0]))
