"""What a case owns by itself, from the lists of a row: remedies, hand-offs, the steps of its checklist.

A list in one of our own files replaces that of the case; a file of another program only adds remedies.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from servicedesk.services.importing.file_row import Setting, moment_text
from servicedesk.storage import policies

Row = dict[str, Any]
Part = Mapping[str, Any]


def _moment_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else moment_text(moment)


def _remedy(part: Part) -> Row:
    return {
        "kind": part["kind"],
        "words": part["words"],
        "cost_cents": part["cost"],
        "currency": part["currency"],
        "decided_at": _moment_or_none(part["decided_at"]),
        "decided_by": part["decided_by"],
        "approver": part["approver"],
        "approved_at": _moment_or_none(part["approved_at"]),
        "done_at": _moment_or_none(part["done_at"]),
    }


def _handoff(part: Part) -> Row:
    return {
        "department": part["department"],
        "words": part["words"],
        "out_at": _moment_or_none(part["out_at"]),
        "out_by": part["out_by"],
        "due_at": _moment_or_none(part["due_at"]),
        "back_at": _moment_or_none(part["back_at"]),
        "back_words": part["back_words"],
    }


def _step(part: Part) -> Row:
    return {
        "required": 0 if part["required"] is False else 1,
        "done_at": _moment_or_none(part["done_at"]),
        "done_by": part["done_by"],
        "text": part["text"],
    }


@dataclass(frozen=True, slots=True)
class OwnedList:
    """A list of a row and the table that holds it; `time` is the column that may not be blank."""

    source: str
    table: str
    row: Callable[[Part], Row]
    columns: tuple[str, ...]
    has_place: bool = True
    time: str = ""


LISTS = (
    OwnedList(
        "remedies", "case_remedies", _remedy,
        ("kind", "words", "cost_cents", "currency", "decided_at", "decided_by",
         "approver", "approved_at", "done_at"),
        time="decided_at",
    ),
    OwnedList(
        "handoffs", "case_handoffs", _handoff,
        ("department", "words", "out_at", "out_by", "due_at", "back_at", "back_words"),
        has_place=False, time="out_at",
    ),
    OwnedList("steps", "case_steps", _step, ("required", "done_at", "done_by", "text")),
)  # fmt: skip

OWNED_COLUMNS = {
    one.table: ("id", "case_id", *(("position",) if one.has_place else ()), *one.columns) for one in LISTS
}
"""The columns of each table, as Plan.own() takes their values."""


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
