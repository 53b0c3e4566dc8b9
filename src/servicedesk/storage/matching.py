"""Find the existing record of each row of an import, a batch at a time: by uid, outside id, number or key."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from servicedesk.storage import driver
from servicedesk.storage.schema_map import OWNED_TABLES, TABLE_BY_KIND


def is_empty(db: driver.Connection, table: str) -> bool:
    """Whether `table` holds nothing, so that nothing needs to be looked for."""
    return db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is None


def customer_names(db: driver.Connection, ids: Iterable[int | None]) -> dict[int | None, str]:
    """The names of these customers by number."""
    listed = json.dumps(list(ids))
    sql = "SELECT id, name FROM customers WHERE id IN (SELECT value FROM json_each(?))"
    return dict(db.execute(sql, (listed,)).fetchall())


def by_uid(db: driver.Connection, kind: str, uids: Collection[str]) -> dict[str, int]:
    """Ids by uid, for the uids that exist."""
    return _pairs(
        db, f"SELECT uid, id FROM {TABLE_BY_KIND[kind]} WHERE uid IN (SELECT value FROM json_each(?))", uids
    )


def by_external(
    db: driver.Connection, kind: str, source: str, external_ids: Collection[str]
) -> dict[str, int]:
    """Ids by the id that the records have in `source`."""
    sql = (
        f"SELECT external_id, id FROM {TABLE_BY_KIND[kind]} WHERE external_source = ? AND external_id <> ''"
        " AND external_id IN (SELECT value FROM json_each(?))"
    )
    return _pairs(db, sql, external_ids, source)


def sources_beginning(db: driver.Connection, kind: str, beginning: str) -> list[str]:
    """The sources of records of `kind` that begin so, and '' if some have an outside id without a source."""
    table = TABLE_BY_KIND[kind]
    found = [""] if has_source(db, kind, "") else []
    # One step in the index for each source, not one for each record.
    sql = (
        f"SELECT external_source FROM {table} WHERE external_id <> '' AND external_source > ?"
        " ORDER BY external_source LIMIT 1"
    )
    row = db.execute(sql, (beginning,)).fetchone()
    while row is not None and row[0].startswith(beginning):
        found.append(row[0])
        row = db.execute(sql, (row[0],)).fetchone()
    return found


def has_source(db: driver.Connection, kind: str, source: str) -> bool:
    """Whether a record of `kind` has an outside id of `source`."""
    sql = f"SELECT 1 FROM {TABLE_BY_KIND[kind]} WHERE external_id <> '' AND external_source = ? LIMIT 1"
    return db.execute(sql, (source,)).fetchone() is not None


def values_before(db: driver.Connection, kind: str, record_id: int, column: str) -> list[Any]:
    """What `column` of a record has held before, as its history tells; the newest first."""
    sql = "SELECT changes FROM events WHERE kind = ? AND subject_id = ? ORDER BY id DESC"
    table = TABLE_BY_KIND[kind]
    found = []
    for (changes,) in db.execute(sql, (kind, record_id)).fetchall():
        for change in json.loads(changes):
            if change.get("table") == table and change.get("id") == record_id:
                found += [(change.get("before") or {}).get(column)]
    return [value for value in found if value is not None]


def by_number(db: driver.Connection, kind: str, numbers: Collection[int]) -> set[int]:
    """Those of `numbers` that records have."""
    found = db.execute(
        f"SELECT id FROM {TABLE_BY_KIND[kind]} WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(numbers)),),
    )
    return {row[0] for row in found.fetchall()}


def by_key(db: driver.Connection, kind: str, source: str, keys: Collection[str]) -> dict[str, int]:
    """Ids by the remembered key of a row without an id of its own, for records that still exist."""
    sql = (
        'SELECT "key", record_id FROM import_keys WHERE kind = ? AND source = ? AND "key" IN'
        " (SELECT value FROM json_each(?))"
        f" AND EXISTS (SELECT 1 FROM {TABLE_BY_KIND[kind]} WHERE id = record_id)"
    )
    found = db.execute(sql, (kind, source, json.dumps(list(keys)))).fetchall()
    return {key: int(record_id) for key, record_id in found}


def remember_keys(db: driver.Connection, kind: str, source: str, pairs: Iterable[tuple[str, int]]) -> None:
    """Keep which record a row became; a record that is gone gives its key to the new one."""
    db.executemany(
        'INSERT OR REPLACE INTO import_keys (kind, source, "key", record_id) VALUES (?, ?, ?, ?)',
        ((kind, source, key, record_id) for key, record_id in pairs),
    )


def customers_by_digits(db: driver.Connection, digits: Collection[str]) -> list[tuple[str, int, str, str]]:
    """(digits, id, name, external id) of the customers who have one of these numbers, oldest first."""
    sql = (
        "SELECT DISTINCT digits, customers.id, name, external_id FROM customer_phones"
        " JOIN customers ON customers.id = customer_id"
        " WHERE digits <> '' AND digits IN (SELECT value FROM json_each(?)) ORDER BY customers.id"
    )
    return list(db.execute(sql, (json.dumps(list(digits)),)).fetchall())


def customers_by_email(db: driver.Connection, folded: Collection[str]) -> list[tuple[str, int, str, str]]:
    """(folded address, id, name, external id) of the customers who have one of them, oldest first."""
    sql = (
        "SELECT DISTINCT folded, customers.id, name, external_id FROM customer_emails"
        " JOIN customers ON customers.id = customer_id"
        " WHERE folded IN (SELECT value FROM json_each(?)) ORDER BY customers.id"
    )
    return list(db.execute(sql, (json.dumps(list(folded)),)).fetchall())


def rows(db: driver.Connection, table: str, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Whole rows of a record table by id."""
    cursor = db.execute(
        f"SELECT * FROM {table} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
    )
    names = [column[0] for column in cursor.description]
    place = names.index("id")
    return {row[place]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


_ORDERS = {
    "case_notes": "at, id",
    "case_links": "at, id",
    "case_merges": "at, id",
    "case_handoffs": "out_at, id",
    "case_waits": "since_at, id",
}
"""In which order a record owns the rows of a table without a position."""


def owned_rows(
    db: driver.Connection, table: str, kind: str, ids: Collection[int]
) -> dict[int, list[dict[str, Any]]]:
    """The rows of `table` that each of the records owns, in their order."""
    column = next(column for name, column in OWNED_TABLES[TABLE_BY_KIND[kind]] if name == table)
    order = _ORDERS.get(table, "position, id")
    cursor = db.execute(
        f"SELECT * FROM {table} WHERE {column} IN (SELECT value FROM json_each(?)) ORDER BY {order}",
        (json.dumps(list(ids)),),
    )
    names = [described[0] for described in cursor.description]
    found: dict[int, list[dict[str, Any]]] = {}
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        found.setdefault(row[column], []).append(row)
    return found


def inserted_here(db: driver.Connection, kind: str, record_id: int, table: str) -> set[int]:
    """The rows of `table`, of one record, that were written in this desk and brought by no import."""
    found = db.execute(
        "SELECT changes FROM events WHERE kind = ? AND subject_id = ? AND run_id IS NULL AND undoes IS NULL"
        " AND instr(changes, ?) > 0",
        (kind, record_id, f'"{table}"'),
    )
    changes = [change for (text,) in found.fetchall() for change in json.loads(text)]
    return {one["id"] for one in changes if one["table"] == table and one["op"] == "insert"}


def used_before(db: driver.Connection, kind: str, number: int, uid: str) -> bool:
    """Whether `number`, which no record has now, was another record's than `uid`: it is not given again."""
    found = db.execute(
        "SELECT changes FROM events WHERE kind = ? AND subject_id = ? ORDER BY id DESC LIMIT 1",
        (kind, number),
    ).fetchone()
    return found is not None and f'"uid":"{uid}"' not in found[0]


def _pairs(db: driver.Connection, sql: str, keys: Collection[Any], *before: Any) -> dict[str, int]:
    found: Sequence[tuple[str, int]] = db.execute(sql, (*before, json.dumps(list(keys)))).fetchall()
    return dict(found)


@dataclass(frozen=True, slots=True)
class Card:
    """What must be known of a customer to tell whether a row means them."""

    id: int
    name: str
    kind: str
    is_reachable: bool
    """Whether the card has a number or an address."""


_CARDS_BY = {
    "number": "id = CAST(? AS INTEGER)",
    "external": "external_id = ? AND external_id <> '' AND external_source = ?",
    "digits": "id IN (SELECT customer_id FROM customer_phones WHERE digits = ?)",
    "email": "id IN (SELECT customer_id FROM customer_emails WHERE folded = ?)",
    "name": "name = ?",
}


def cards(db: driver.Connection, way: str, text: str, source: str) -> list[Card]:
    """The customers known by `text`, oldest first.

    `way` is number, external (in `source`), digits, email or name.
    """
    sql = (
        "SELECT id, name, kind,"
        " EXISTS (SELECT 1 FROM customer_phones WHERE customer_id = customers.id AND digits <> '')"
        " OR EXISTS (SELECT 1 FROM customer_emails WHERE customer_id = customers.id)"
        f" FROM customers WHERE {_CARDS_BY[way]} ORDER BY id"
    )
    parameters = (text, source) if way == "external" else (text,)
    found = db.execute(sql, parameters).fetchall()
    return [Card(row[0], row[1], row[2], is_reachable=bool(row[3])) for row in found]
