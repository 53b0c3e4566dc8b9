"""Records of an import that name each other: found when all of them are here, and pointed at one another.

What a new record is told so needs no line in the history, for it is its own memory of what was inserted; a
record that was here before gets one. Neither moves the time of the last change: the file has told that.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from servicedesk.storage import driver
from servicedesk.storage.bulk import BulkLoader, last_number
from servicedesk.storage.moments import stored
from servicedesk.storage.schema_map import TABLE_BY_KIND

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Pointer(NamedTuple):
    """The record whose column, which holds something else, is to hold `value`."""

    record_id: int
    value: int


class Whose(NamedTuple):
    """A record that may be meant: whose it is, and whether this run has just brought it."""

    customer_id: int | None
    is_of_run: bool


def whose(db: driver.Connection, kind: str, ids: Collection[int], run_id: int | None) -> dict[int, Whose]:
    """The records among `ids` that exist."""
    found = db.execute(
        "SELECT id, customer_id,"
        " EXISTS (SELECT 1 FROM events WHERE events.kind = ? AND subject_id = records.id AND run_id = ?)"
        f" FROM {TABLE_BY_KIND[kind]} AS records WHERE id IN (SELECT value FROM json_each(?))",
        (kind, run_id, json.dumps(list(ids))),
    )
    return {row[0]: Whose(row[1], bool(row[2])) for row in found.fetchall()}


def targets(db: driver.Connection, table: str, column: str, ids: Collection[int]) -> dict[int, int]:
    """By record what its column names, of those that name something."""
    found = db.execute(
        f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL"
        " AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {row[0]: row[1] for row in found.fetchall()}


def standing_links(db: driver.Connection, relations: Collection[str]) -> list[tuple[int, int, str]]:
    """All links of these relations, as (case, other case, relation)."""
    found = db.execute(
        "SELECT case_id, other_id, relation FROM case_links"
        " WHERE relation IN (SELECT value FROM json_each(?))",
        (json.dumps(list(relations)),),
    )
    return [(row[0], row[1], row[2]) for row in found.fetchall()]


def point_new(
    db: driver.Connection,
    kind: str,
    column: str,
    pointers: Iterable[Pointer],
    also: Mapping[str, str] = _NOTHING,
) -> None:
    """Fill the column of records that this run has made, and those that go with it."""
    more = "".join(f", {name} = ?" for name in also)
    db.executemany(
        f"UPDATE {TABLE_BY_KIND[kind]} SET {column} = ?{more} WHERE id = ?",
        [(pointer.value, *also.values(), pointer.record_id) for pointer in pointers],
    )


def point(
    loader: BulkLoader,
    kind: str,
    column: str,
    pointers: Sequence[Pointer],
    also: Mapping[str, str] = _NOTHING,
) -> None:
    """The same for records that were here before, with a line of the history for each."""
    if not pointers:
        return
    transaction = loader.transaction
    held = {name: _held(transaction.connection, kind, name, pointers) for name in (column, *also)}
    point_new(transaction.connection, kind, column, pointers, also)
    action = transaction.change().action
    if not action:
        action = last_number(transaction.connection, "events") + 1
        transaction.begin_action(action, f"{kind}.import")
    lines = []
    for pointer in pointers:
        before: dict[str, Any] = {column: held[column][pointer.record_id]}
        after: dict[str, Any] = {column: pointer.value}
        for name, value in also.items():
            if held[name][pointer.record_id] != value:
                before[name], after[name] = held[name][pointer.record_id], value
        change = {"op": "update", "table": TABLE_BY_KIND[kind], "id": pointer.record_id}
        changes = json.dumps([change | {"before": before, "after": after}], separators=(",", ":"))
        told = (stored(transaction.now), transaction.actor, f"{kind}.import", kind)
        lines.append((*told, pointer.record_id, action, changes, loader.run_id))
    transaction.connection.executemany(
        "INSERT INTO events (at, actor, verb, kind, subject_id, action, changes, run_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        lines,
    )
    if kind == "case":
        transaction.clocks_moved(pointer.record_id for pointer in pointers)


def _held(db: driver.Connection, kind: str, name: str, pointers: Sequence[Pointer]) -> dict[int, Any]:
    found = db.execute(
        f"SELECT id, {name} FROM {TABLE_BY_KIND[kind]} WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps([pointer.record_id for pointer in pointers]),),
    )
    return dict(found.fetchall())
