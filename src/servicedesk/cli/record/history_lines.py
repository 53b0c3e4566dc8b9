"""The history in lines: for people one line each, for programs objects."""

from collections.abc import Iterable, Sequence
from typing import Any

from servicedesk.cli.frame import moments
from servicedesk.cli.frame.output import picked
from servicedesk.cli.record.fields import number
from servicedesk.domain.late_entry import late_words
from servicedesk.domain.numbers import PREFIXES, format_number
from servicedesk.domain.rows.history import EventLine, FieldChange, HistoryLine
from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import field_label, moment_of, record_kind, value_label, verb_label
from servicedesk.i18n import _

LONGEST = 60
"""Characters of one value in a line of changes; the whole text stands in the record."""

HIDDEN = frozenset({"name_pinyin", "name_initials", "digits_reversed", "version", "position", "folded"})
"""Fields that the program keeps for itself."""


def dossier_line(line: HistoryLine) -> str:
    """One line of a record's history."""
    text = line.text.strip()
    merged = format_number("case", line.case_id) if line.case_id is not None else ""
    parts = [moments.shown(line.at), line.actor, merged, _what(line)]
    detail = changes(line.changes) if line.changes else text.replace("\n", " / ")
    late = late_words(line.at, line.recorded_at)
    return "  ".join(part for part in (*parts, detail, late) if part)


def dossier_value(line: HistoryLine) -> dict[str, Any]:
    """One line of a record's history for programs."""
    return {
        **picked(line, "at actor what text"),
        "direction": line.direction or None,
        "changes": change_values(line.changes),
        "recorded_at": line.recorded_at,
        "case": None if line.case_id is None else format_number("case", line.case_id),
    }


def event_value(line: EventLine) -> dict[str, Any]:
    """One line of the log for programs."""
    return {
        **picked(line, "id action at happened_at actor verb kind"),
        "number": _subject(line),
        **picked(line, "undoes annulled_by"),
        "changes": change_values(line.changes),
    }


def event_words(line: EventLine) -> str:
    """What was done to what, in words; what was undone since says so."""
    late = late_words(line.happened_at, line.at) if line.run_id is None else ""
    words = " ".join(part for part in (verb_label(line.verb), _subject(line) or "", late) if part)
    return _("{what} (taken back)").format(what=words) if line.annulled_by is not None else words


def changes(found: Iterable[FieldChange]) -> str:
    """`state new → working, owner – → wei`."""
    return _(", ").join(
        f"{field_label(change.field, change.kind)} {_value(change, change.before)} → "
        f"{_value(change, change.after)}"
        for change in found
        if change.field not in HIDDEN
    )


def change_values(found: Sequence[FieldChange]) -> list[dict[str, Any]]:
    """The changes for programs."""
    return [picked(change, "field before after") for change in found if change.field not in HIDDEN]


def _value(change: FieldChange, value: Any) -> str:
    kind, name = change.kind, change.field
    if (moment := moment_of(kind, name, value)) is not None:
        return moments.shown(moment)
    if isinstance(value, int) and (named := record_kind(kind, name)):
        return format_number(named, value)
    shown = clean_line(value_label(kind, name, value))
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def _what(line: HistoryLine) -> str:
    if line.what == "call":
        return _("call out") if line.direction == "out" else _("call in")
    if line.what == "note":
        return _("note")
    if line.what.startswith("followup."):
        words = _("follow-up {state}")
        return words.format(state=value_label("followup", "state", line.what.partition(".")[2]))
    return verb_label(line.what)


def _subject(line: EventLine) -> str | None:
    return number(line.kind, line.subject_id) if line.kind in PREFIXES else None
