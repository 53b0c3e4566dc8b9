"""The history in lines: for people a sentence each, for programs objects."""

from collections.abc import Iterable, Sequence
from typing import Any

from servicedesk.cli.frame import moments
from servicedesk.cli.frame.cells import pad, width, wrap
from servicedesk.cli.frame.output import picked, terminal_width
from servicedesk.cli.record.fields import number
from servicedesk.domain.history_sentences import SENTENCES, told, unsaid_twice
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

_GAP, _LEAST = "  ", 24
"""Between the columns of a history; and cells for its words in the smallest window."""


def dossier_lines(lines: Sequence[HistoryLine], indent: int = 0) -> list[str]:
    """The lines of a record's history in their order: when, who, what happened.

    On a terminal, of which the caller takes `indent` cells, what is too long goes on below the words.
    """
    rows = [
        (moments.shown(line.at), clean_line(line.actor), _sentence(line))
        for line in unsaid_twice(tuple(lines))
    ]
    at_cells, who_cells = (max((width(row[place]) for row in rows), default=0) for place in (0, 1))
    hang = at_cells + who_cells + 2 * len(_GAP)
    room = terminal_width()
    found = []
    for at, who, words in rows:
        head = f"{pad(at, at_cells, right=True)}{_GAP}{pad(who, who_cells)}{_GAP}"
        parts = [words] if room is None else wrap(words, max(room - hang - indent, _LEAST))
        found.append(f"\n{' ' * (hang + indent)}".join([head + parts[0], *parts[1:]]) if parts else head)
    return found


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
    """What happened, in words; what was undone since says so."""
    late = late_words(line.happened_at, line.at) if line.run_id is None else ""
    number = _subject(line) or ""
    named = " ".join(part for part in (number, clean_line(line.customer)) if part)
    parts = [verb_label(line.verb), named]
    if line.verb in SENTENCES:
        happened = HistoryLine(line.at, line.actor, line.verb, "", line.subject_id, changes=line.changes)
        sentence = str(told(happened, moments.shown))
        parts = [sentence.replace(number, named, 1)] if number and number in sentence else [named, sentence]
    words = " ".join(part for part in (*parts, late) if part)
    return _("{what} (taken back)").format(what=words) if line.is_undone else words


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


def _sentence(line: HistoryLine) -> str:
    merged = format_number("case", line.case_id) if line.case_id is not None else ""
    late = late_words(line.at, line.recorded_at)
    return "  ".join(part for part in (merged, str(told(line, moments.shown)), late) if part)


def _subject(line: EventLine) -> str | None:
    return number(line.kind, line.subject_id) if line.kind in PREFIXES else None
