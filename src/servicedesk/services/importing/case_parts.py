"""What a case owns by itself, from the lists of a row: remedies, hand-offs, the steps of its checklist.

A list in one of our own files replaces that of the case; a file of another program only adds remedies.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from servicedesk.domain.records import PARTS
from servicedesk.domain.records.by_kind import FIELDS
from servicedesk.domain.records.field import Field, blank
from servicedesk.services.importing.file_row import Setting, moment_text
from servicedesk.storage import policies

Row = dict[str, Any]
Part = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OwnedList:
    """A list of a row and the table that holds it; `time` is the column that may not be blank."""

    source: str
    table: str
    fields: tuple[Field, ...]
    has_place: bool
    time: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the list fills."""
        return tuple(field.name for field in self.fields)

    def row(self, part: Part) -> Row:
        """The row that an object of the list comes to."""
        return {field.name: _stored(field, part[field.file or field.name]) for field in self.fields}


def _stored(field: Field, value: Any) -> Any:
    if value is None:
        return blank(field)
    if isinstance(value, datetime):
        return moment_text(value)
    return int(value) if field.type == "yes_no" else value


def _owned_list(kind: str, time: str = "") -> OwnedList:
    fields = tuple(field for field in FIELDS[kind] if not field.excused)
    has_place = any(field.name == "position" for field in FIELDS[kind])
    return OwnedList(PARTS[kind].file, PARTS[kind].table, fields, has_place, time)


LISTS = (_owned_list("remedy", "decided_at"), _owned_list("handoff", "out_at"), _owned_list("step"))


class PartRows:
    """Makes rows of the lists of a file."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self._currency = ""

    def rows(self, one: OwnedList, values: Mapping[str, Any]) -> list[Row]:
        """The rows that the list of a file comes to, in order; a time that it does not tell is None."""
        rows = [one.row(part) for part in values.get(one.source) or ()]
        if one.source == "remedies" and not self.setting.is_own:
            for row in rows:
                row["currency"] = row["currency"] or self._usual_currency()
        return rows

    def timed(self, one: OwnedList, rows: Sequence[Row], values: Mapping[str, Any]) -> list[Row]:
        """The rows with a time each: as of the case's solution or receipt where the file tells none."""
        if one.time:
            known = values.get("solved_at") or values.get("received_at")
            fallback = moment_text(known) if known else self.setting.now
            for row in rows:
                row[one.time] = row[one.time] or fallback
        return [row | {"position": place} for place, row in enumerate(rows)] if one.has_place else list(rows)

    def wanted(
        self, one: OwnedList, values: Mapping[str, Any], held: Sequence[Mapping[str, Any]]
    ) -> list[Row] | None:
        """What a case that holds `held` is to hold; None where nothing is added to it."""
        rows = self.rows(one, values)
        if self.setting.is_own:
            for row, same in zip(rows, held, strict=False):
                if one.time and row[one.time] is None:
                    row[one.time] = same[one.time]
            return self.timed(one, rows, values)
        known = {(row["kind"], row["words"]) for row in held}
        new = [row for row in rows if (row["kind"], row["words"]) not in known]
        if not new:
            return None
        before = [{name: row[name] for name in one.columns} for row in held]
        return self.timed(one, [*before, *new], values)

    def _usual_currency(self) -> str:
        if not self._currency:
            self._currency = policies.current(self.setting.db, "handling").currency
        return self._currency
