"""Lines of a history for a document: every value whole, every time in one zone and of one form."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from servicedesk.domain.history_sentences import KEPT_FOR_ITSELF, told
from servicedesk.domain.late_entry import late_words
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.history import FieldChange, HistoryLine
from servicedesk.domain.signs import in_brackets
from servicedesk.domain.wording import (
    before_value,
    field_label,
    moment_of,
    record_kind,
    value_label,
)
from servicedesk.reports.document import Entry


class HistoryWords:
    """Puts lines of the history of a case into words; times in `zone`."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone

    def moment(self, at: datetime | None) -> str:
        """A time in the desk's zone: 2026-11-20 09:12, with the offset in an hour that comes twice."""
        if at is None:
            return ""
        local = at.astimezone(self.zone)
        comes_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        return f"{local:%Y-%m-%d %H:%M}" + (f" {local:%z}" if comes_twice else "")

    def entry(self, line: HistoryLine) -> Entry:
        """One line of the history."""
        happened = told(line, self.moment)
        what = happened.words
        if line.what == "call" and line.record_id:
            what = f"{what} {format_number('call', line.record_id)}"
        if line.case_id is not None:
            # A line of a case that was merged into this one.
            what = in_brackets(what, format_number("case", line.case_id))
        late = late_words(line.at, line.recorded_at)
        words = joined([line.text.strip(), self.changes(line), late])
        return Entry(self.moment(line.at), line.actor, what, words, joined([happened.quote, late]))

    def changes(self, line: HistoryLine) -> str:
        """What the line changed, one field a line: `State: new → working`."""
        return "\n".join(
            before_value(field_label(change.field, change.kind)) + self._change(change)
            for change in line.changes
            if change.field not in KEPT_FOR_ITSELF
        )

    def _change(self, change: FieldChange) -> str:
        after = self._value(change, change.after)
        if change.before in (None, ""):
            return after
        return f"{self._value(change, change.before)} → {after}"

    def _value(self, change: FieldChange, value: Any) -> str:
        kind, name = change.kind, change.field
        if (moment := moment_of(kind, name, value)) is not None:
            return self.moment(moment)
        if isinstance(value, int) and (other := record_kind(kind, name)):
            return format_number(other, value)
        return one_line(value_label(kind, name, value))


def one_line(text: str) -> str:
    """Words as one line, so that none of their lines can pose as one of ours."""
    return " / ".join(line for part in text.split("\n") if (line := part.strip()))


def joined(parts: Sequence[str]) -> str:
    """Those of `parts` that say something, each on a line."""
    return "\n".join(part for part in parts if part)
