"""The full-text tables: one per record family, `rowid` = record id, written in the record's own transaction.

Ordinary FTS5 tables with their own content: any SQLite from 3.9 on can read and write the file. Text
stands in them as domain.search_terms.segment() makes it, so that the plain unicode61 tokenizer sees one
token per Chinese character.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from servicedesk.domain.search_terms import segment
from servicedesk.storage import driver
from servicedesk.storage.schema_map import TABLE_BY_KIND

COLUMNS = {
    "customer": ("name", "body"),
    "call": ("body",),
    "case": ("subject", "body"),
    "followup": ("body",),
}
SEARCH_TABLES = tuple(
    f"CREATE VIRTUAL TABLE {TABLE_BY_KIND[kind]}_search USING fts5"
    f""" ({", ".join(columns)}, tokenize = "unicode61 remove_diacritics 0")"""
    for kind, columns in COLUMNS.items()
)

SOURCES = {
    "customer": """
        SELECT customers.id, name,
          company || ' ' || industry || ' ' || region || ' ' || address || ' ' || wechat || ' ' || banner ||
          ' ' || note || ' ' || coalesce((
            SELECT group_concat(tag, ' ') FROM customer_tags WHERE customer_id = customers.id), '') ||
          ' ' || coalesce((
            SELECT group_concat(address, ' ') FROM customer_emails WHERE customer_id = customers.id), '') ||
          ' ' || coalesce((
            SELECT group_concat(role || ' ' || email, ' ') FROM contacts
            WHERE customer_id = customers.id), ''),
          (SELECT group_concat(name, char(10)) FROM contacts WHERE customer_id = customers.id)
        FROM customers WHERE {where}""",
    "call": """
        SELECT calls.id, summary || ' ' || calls.category || ' ' || coalesce(customers.name, '')
        FROM calls LEFT JOIN customers ON customers.id = calls.customer_id WHERE {where}""",
    "case": """
        SELECT cases.id, subject,
          description || ' ' || category || ' ' || cause || ' ' || result || ' ' || told_words || ' ' ||
          coalesce(customers.name, '') || ' ' ||
          coalesce((SELECT group_concat(label, ' ') FROM case_labels WHERE case_id = cases.id), '') || ' ' ||
          coalesce((SELECT group_concat(text, ' ') FROM case_notes WHERE case_id = cases.id), '')
        FROM cases LEFT JOIN customers ON customers.id = cases.customer_id WHERE {where}""",
    "followup": """
        SELECT followups.id,
          purpose || ' ' || result || ' ' || reason_skipped || ' ' || coalesce(customers.name, '')
        FROM followups LEFT JOIN customers ON customers.id = followups.customer_id WHERE {where}""",
}
"""The text of a record from the rows themselves: a small write and a rebuild give the same search rows.

The last column of a customer holds the contacts' names, a line each: they are found as its own name is.
"""

NAMED_AFTER_CUSTOMER = ("call", "case", "followup")


def refresh(db: driver.Connection, kind: str, record_id: int, changes: Sequence[dict[str, Any]] = ()) -> None:
    """Bring the search row of one record up to date, or take it out when the record is gone."""
    _write(db, kind, f"{TABLE_BY_KIND[kind]}.id = ?", (record_id,), replace=record_id)
    if kind == "customer" and any("name" in change.get("after", ()) for change in changes):
        for other in NAMED_AFTER_CUSTOMER:
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
    _write(db, kind, f"{TABLE_BY_KIND[kind]}.id IN (SELECT value FROM json_each(?))", (listed,), replace=None)


def rebuild(db: driver.Connection) -> None:
    """Write every search row anew."""
    for kind, table in TABLE_BY_KIND.items():
        db.execute(f"DELETE FROM {table}_search")
        _write(db, kind, "1", (), replace=None)


def _write(
    db: driver.Connection, kind: str, where: str, parameters: tuple[Any, ...], *, replace: int | None
) -> None:
    table = f"{TABLE_BY_KIND[kind]}_search"
    if replace is not None:
        db.execute(f"DELETE FROM {table} WHERE rowid = ?", (replace,))
    columns = ("rowid", *COLUMNS[kind])
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    cursor = db.execute(SOURCES[kind].format(where=where), parameters)
    while batch := cursor.fetchmany(5000):
        db.executemany(sql, _customers(batch) if kind == "customer" else _segmented(batch))


def _segmented(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for record_id, *texts in rows:
        yield record_id, *map(segment, texts)


def _customers(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for record_id, name, body, contact_names in rows:
        contacts = map(_name_tokens, contact_names.split("\n") if contact_names else ())
        yield record_id, _name_tokens(name), " ".join([segment(body), *contacts])


def _name_tokens(name: str) -> str:
    from servicedesk.domain.pinyin import search_tokens

    return f"{segment(name)} {search_tokens(name)}"
