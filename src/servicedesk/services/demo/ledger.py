"""Writes made-up rows with the same events that the services would have written at the time."""

import json
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any

from servicedesk.domain.records import KINDS
from servicedesk.domain.records.by_kind import FIELDS
from servicedesk.domain.records.field import blank
from servicedesk.domain.records.shared import COMPUTED
from servicedesk.services.demo.days import stored
from servicedesk.storage.demo_loading import RowLoader

Row = dict[str, Any]

BLANK: dict[str, Row] = {
    KINDS[kind].table: {one.name: blank(one) for one in fields if one.excused != COMPUTED}
    for kind, fields in FIELDS.items()
}
"""What a record of each table holds of which nothing is known yet."""

Told = str
"""One change of a row as an event tells it: JSON, as Transaction writes it."""

_quoted = json.encoder.encode_basestring


def _encode(values: Mapping[str, Any]) -> str:
    """Texts, whole numbers and None by field as JSON; half the desk's time would go into json.dumps()."""
    parts = []
    for name, value in values.items():
        told = _quoted(value) if isinstance(value, str) else "null" if value is None else str(value)
        parts.append(f'"{name}":{told}')
    return f"{{{','.join(parts)}}}"


def inserted(table: str, row: Row) -> Told:
    """A record was made. What it holds is told by the record itself."""
    return f'{{"op":"insert","table":"{table}","id":{row["id"]}}}'


def owned(table: str, row: Row) -> Told:
    """A row that a record owns was made."""
    values = {name: value for name, value in row.items() if name != "id"}
    return f'{{"op":"insert","table":"{table}","id":{row["id"]},"row":{_encode(values)}}}'


def updated(table: str, row_id: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> Told:
    """Fields of a record were changed."""
    told = f'"before":{_encode(before)},"after":{_encode(after)}'
    return f'{{"op":"update","table":"{table}","id":{row_id},{told}}}'


def turned(table: str, row: Row, after: Row, at: int) -> Told:
    """Change the row of a record at a moment, and tell of it."""
    before = {name: row[name] for name in after}
    row.update(after, version=row["version"] + 1, updated_at=stored(at))
    return updated(table, row["id"], before, after)


class Ledger:
    """Gives ids in the order of time and hands rows on to be loaded."""

    def __init__(self, loader: RowLoader, rng: Random) -> None:
        self._loader = loader
        self._rng = rng
        self._last: dict[str, int] = {}
        self._held: dict[str, frozenset[int]] = {}
        self._taken: dict[str, int] = {}

    def new_id(self, table: str) -> int:
        """The next id of a table."""
        if table in self._taken:
            return self._taken.pop(table)
        number = self._last.get(table, 0) + 1
        while number in self._held.get(table, ()):
            number += 1
        self._last[table] = number
        return number

    def hold(self, table: str, numbers: Iterable[int]) -> None:
        """Give these ids to no row but those for which take() asks."""
        self._held[table] = frozenset(numbers)

    def take(self, table: str, number: int) -> None:
        """Have the next new row of the table get this id, which was held back."""
        self._taken[table] = number

    def last_id(self, table: str) -> int:
        """The id given last, 0 for none."""
        return self._last.get(table, 0)

    def new(self, table: str, at: int, **values: Any) -> Row:
        """The row of a new record, with every column that the loader writes."""
        moment = stored(at)
        uid = f"{self._rng.getrandbits(80):020x}"
        known = {"id": self.new_id(table), "uid": uid, "version": 1}
        return {**BLANK[table], **known, "created_at": moment, "updated_at": moment, **values}

    def add(self, table: str, row: Row) -> None:
        """Hand on a row as it is at the end of the history."""
        self._loader.add(table, row)

    def pause(self) -> None:
        """Everything that belongs together has been handed on: a moment to write it to the file."""
        self._loader.write_if_many()

    def own(self, table: str, values: Row) -> Row:
        """Hand on a row that a record owns; return it with its id."""
        row = {"id": self.new_id(table), **values}
        self._loader.add(table, row)
        return row

    def record(
        self,
        at: int,
        actor: str,
        verb: str,
        subject_id: int,
        changes: Sequence[Told],
        action: int | None = None,
        happened: int | None = None,
    ) -> int:
        """Write one event, under `action` or as the first line of a new one; return the action's number.

        `happened` is when it happened, if that was before `at`.
        """
        event_id = self.new_id("events")
        number = event_id if action is None else action
        told = f"[{','.join(changes)}]"
        kind = verb.partition(".")[0]
        late = None if happened is None or happened >= at else stored(happened)
        self._loader.add_event((event_id, stored(at), actor, verb, kind, subject_id, number, told, late))
        return number
