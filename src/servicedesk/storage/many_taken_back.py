"""Taking back the lines of an import: records that an action made, many with one statement.

What comes out is what Transaction.delete() and record() would have written of each of them, row for row.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from servicedesk.storage import driver
from servicedesk.storage.bulk import last_number
from servicedesk.storage.many_rows import insert_many
from servicedesk.storage.moments import stored
from servicedesk.storage.rows import whole
from servicedesk.storage.schema_map import OWNED_TABLES, TABLE_BY_KIND
from servicedesk.storage.statements import columns, defaults, types
from servicedesk.storage.transaction import Transaction

AT_ONCE = 1000
"""So many lines are taken back together: their rows stand in memory."""
FEWEST = 8
"""Fewer are as fast one by one."""

_LISTED = "(SELECT value FROM json_each(?))"
_EVENT = ("at", "actor", "verb", "kind", "subject_id", "action", "changes", "undoes", "happened_at")
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

Row = dict[str, Any]


class Line(NamedTuple):
    """A line of the history that is to be taken back."""

    verb: str
    kind: str
    subject_id: int | None
    changes: object

    @property
    def only_made_its_record(self) -> bool:
        """Whether all it tells is that its record was made, in the very words in which we write that."""
        table = TABLE_BY_KIND.get(self.kind)
        return self.changes == f'[{{"op":"insert","table":"{table}","id":{self.subject_id}}}]'


def in_groups(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """The lines in their order: many in a row that only made records of one kind together, others alone."""
    start = 0
    while start < len(lines):
        first, end = lines[start], start + 1
        if first.only_made_its_record:
            while (
                end < len(lines)
                and lines[end][:2] == first[:2]
                and lines[end].only_made_its_record
            ):  # fmt: skip
                end += 1
        if end - start < FEWEST:
            end = start + 1
        yield lines[start:end]
        start = end


class Made(NamedTuple):
    """The records that some lines made, as they stand: by number, and what they own by table and number."""

    records: dict[int, Row]
    owned: dict[str, dict[int, list[Row]]]


def made_by(transaction: Transaction, kind: str, ids: Sequence[int]) -> Made | None:
    """The records of these numbers that are here, and what they own; None where the file cannot be read.

    Then one by one they can be, or it can be said which one cannot.
    """
    table = TABLE_BY_KIND[kind]
    try:
        records = {row["id"]: row for row in _rows(transaction.connection, table, "id", ids)}
        owned: dict[str, dict[int, list[Row]]] = {}
        for owned_table, owner in OWNED_TABLES.get(table, ()):
            of_record = owned[owned_table] = {}
            for row in _rows(transaction.connection, owned_table, owner, ids):
                of_record.setdefault(row[owner], []).append(row)
    except driver.Error:
        return None
    return Made(records, owned)


def take_back(
    transaction: Transaction, made: Made, kind: str, ids: Sequence[int], verb: str, undoes: int
) -> None:
    """Delete the records, with what they own, and tell of each in a line of `verb`, in the order of `ids`."""
    db, table, listed = transaction.connection, TABLE_BY_KIND[kind], json.dumps(ids)
    for owned_table, owner in OWNED_TABLES.get(table, ()):
        if made.owned[owned_table]:
            db.execute(f"DELETE FROM {owned_table} WHERE {owner} IN {_LISTED}", (listed,))
    _note_clocks(transaction, made, table, ids, listed)
    db.execute(f"DELETE FROM {table} WHERE id IN {_LISTED}", (listed,))
    db.execute(f"DELETE FROM {table}_search WHERE rowid IN {_LISTED}", (listed,))
    action = transaction.action
    if not action:
        action = last_number(db, "events") + 1
        transaction.begin_action(action, verb)
    happened = stored(transaction.happened) if transaction.happened < transaction.now else None
    at, actor = stored(transaction.now), transaction.actor
    insert_many(
        db,
        "events",
        _EVENT,
        [
            (at, actor, verb, kind, one, action, _encoded(_changes(made, table, one)), undoes, happened)
            for one in ids
        ],
    )
    transaction.has_touched(kind, ids)


def _changes(made: Made, table: str, record_id: int) -> list[dict[str, Any]]:
    gone = [
        (owned_table, row)
        for owned_table, of_record in made.owned.items()
        for row in of_record.get(record_id, ())
    ]
    gone.append((table, made.records[record_id]))
    return [{"op": "delete", "table": name, "id": row["id"], "before": row} for name, row in gone]


def _note_clocks(transaction: Transaction, made: Made, table: str, ids: Sequence[int], listed: str) -> None:
    """Have the clocks of the cases computed that these records were, or hung on."""
    rows = made.records.values()
    if table == "cases":
        transaction.clocks_moved(ids)
        transaction.clocks_moved(row["merged_into"] for row in rows if row["merged_into"] is not None)
    elif table in {"calls", "promises"}:
        transaction.clocks_moved(row["case_id"] for row in rows if row["case_id"] is not None)
    if table == "calls":
        opened = transaction.rows(f"SELECT id FROM cases WHERE call_id IN {_LISTED}", (listed,))
        transaction.clocks_moved(row[0] for row in opened)


def _rows(db: driver.Connection, table: str, column: str, ids: Sequence[int]) -> Iterator[Row]:
    """The rows of the table whose `column` is one of `ids`, by number, as Rows has them."""
    names, kinds, blank = tuple(columns(table)), types(table), defaults(table)
    may_be = [{kinds[name]} if name in blank else {kinds[name], type(None)} for name in names]
    are_right: dict[tuple[type, ...], bool] = {}
    listed = ", ".join(f'"{name}"' for name in names)
    sql = f"SELECT {listed} FROM {table} WHERE {column} IN {_LISTED} ORDER BY id"
    for found in db.execute(sql, (json.dumps(ids),)):
        held = tuple(map(type, found))
        is_right = are_right.get(held)
        if is_right is None:
            is_right = are_right[held] = all(kind in known for kind, known in zip(held, may_be, strict=True))
        yield dict(zip(names, found, strict=True)) if is_right else whole(table, found)
