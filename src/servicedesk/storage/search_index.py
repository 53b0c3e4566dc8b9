"""The full-text tables: one per record family, `rowid` = record id, written in the record's own transaction.

Ordinary FTS5 tables with their own content: any SQLite from 3.9 on can read and write the file. Text
stands in them as domain.search_terms.segment() makes it, so that the plain unicode61 tokenizer sees one
token per Chinese character.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from servicedesk.domain.search_terms import segment
from servicedesk.storage import driver
from servicedesk.storage.kind_sql import sql_of
from servicedesk.storage.many_rows import insert_many
from servicedesk.storage.moments import readable
from servicedesk.storage.schema_map import TABLE_BY_KIND

BATCH = 5000
LISTED = "(SELECT value FROM json_each(?))"


def _create(kind: str) -> str:
    columns = ", ".join(sql_of(kind).searched)
    return (
        f"CREATE VIRTUAL TABLE {TABLE_BY_KIND[kind]}_search USING fts5"
        f""" ({columns}, tokenize = "unicode61 remove_diacritics 0")"""
    )


def search_tables() -> tuple[str, ...]:
    """The statements that make them."""
    return tuple(map(_create, TABLE_BY_KIND))


def refresh(db: driver.Connection, kind: str, record_id: int, changes: Sequence[dict[str, Any]] = ()) -> None:
    """Bring the search row of one record up to date, or take it out when the record is gone."""
    _write(db, kind, f"{TABLE_BY_KIND[kind]}.id = ?", (record_id,), replace=record_id)
    if kind == "customer" and any("name" in change.get("after", ()) for change in changes):
        for other in TABLE_BY_KIND.keys() - {"customer"}:
            found = db.execute(
                f"SELECT id FROM {TABLE_BY_KIND[other]} WHERE customer_id = ?", (record_id,)
            ).fetchall()
            for (other_id,) in found:
                refresh(db, other, other_id)


def add_range(db: driver.Connection, kind: str, first_id: int, last_id: int) -> None:
    """Write the search rows of records just loaded, `first_id` to `last_id`, none of which has one yet."""
    _write(db, kind, f"{TABLE_BY_KIND[kind]}.id BETWEEN ? AND ?", (first_id, last_id), replace=None)


def add(db: driver.Connection, kind: str, ids: Sequence[int]) -> None:
    """Write the search rows of records just loaded, none of which has one yet."""
    listed = json.dumps(sorted(ids))
    _write(db, kind, f"{TABLE_BY_KIND[kind]}.id IN {LISTED}", (listed,), replace=None)


def add_rows(db: driver.Connection, kind: str, rows: Sequence[Sequence[Any]]) -> None:
    """Write search rows that were made ahead, each with the number of its record before it."""
    insert_many(db, f"{TABLE_BY_KIND[kind]}_search", ("rowid", *sql_of(kind).searched), rows)


def rebuild(db: driver.Connection) -> None:
    """Write every search row anew, into new tables: the old ones may be damaged."""
    for kind, table in TABLE_BY_KIND.items():
        db.execute(f"DROP TABLE {table}_search")
        db.execute(_create(kind))
        _write(db, kind, "1", (), replace=None)


def texts(
    db: driver.Connection, kind: str, ids: Sequence[int], *, with_phones: bool = True
) -> dict[int, str]:
    """The searched text of each of these records as it was written; of customers their numbers, too."""
    table = TABLE_BY_KIND[kind]
    rows = db.execute(sql_of(kind).search.format(where=f"{table}.id IN {LISTED}"), (json.dumps(list(ids)),))
    found = {row[0]: "\n".join(readable(text) for text in row[1:] if text) for row in rows.fetchall()}
    if kind == "customer" and with_phones:
        phones = f"SELECT customer_id, raw FROM customer_phones WHERE customer_id IN {LISTED}"
        for record_id, raw in db.execute(phones, (json.dumps(list(ids)),)).fetchall():
            found[record_id] = f"{found.get(record_id, '')}\n{readable(raw)}"
    return found


def count_wrong(db: driver.Connection, kind: str, ids: Sequence[int] | None = None) -> int:
    """How many records have other search rows than a rebuild would give, or none: of `ids`, or of all."""
    table = TABLE_BY_KIND[kind]
    found_sql = f"SELECT rowid, {', '.join(sql_of(kind).searched)} FROM {table}_search"
    if ids is not None:
        listed = (json.dumps(list(ids)),)
        wanted = {row[0]: row for row in _wanted(db, kind, f"{table}.id IN {LISTED}", listed)}
        found = {row[0]: tuple(row) for row in db.execute(f"{found_sql} WHERE rowid IN {LISTED}", listed)}
        return sum(wanted.get(key) != found.get(key) for key in wanted.keys() | found.keys())
    wrong = 0
    rows = iter(db.execute(f"{found_sql} ORDER BY rowid"))
    row = next(rows, None)
    for right in _wanted(db, kind, f"1 ORDER BY {table}.id", ()):
        while row is not None and row[0] < right[0]:
            wrong, row = wrong + 1, next(rows, None)
        if row is not None and row[0] == right[0]:
            wrong, row = wrong + (tuple(row) != right), next(rows, None)
        else:
            wrong += 1
    return wrong + (row is not None) + sum(1 for _row in rows)


def _write(
    db: driver.Connection, kind: str, where: str, parameters: Sequence[Any], *, replace: int | None
) -> None:
    table = f"{TABLE_BY_KIND[kind]}_search"
    if replace is not None:
        db.execute(f"DELETE FROM {table} WHERE rowid = ?", (replace,))
    columns = ("rowid", *sql_of(kind).searched)
    rows = _wanted(db, kind, where, parameters)
    while batch := list(islice(rows, BATCH)):
        insert_many(db, table, columns, batch)


def _wanted(
    db: driver.Connection, kind: str, where: str, parameters: Sequence[Any]
) -> Iterator[tuple[Any, ...]]:
    """The search rows that the records of `where` are to have."""
    sql = sql_of(kind)
    made = sql.search_rows or _segmented
    cursor = db.execute(sql.search.format(where=where), tuple(parameters))
    while batch := cursor.fetchmany(BATCH):
        yield from made(batch)


def _segmented(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for record_id, *texts in rows:
        yield record_id, *map(segment, texts)
