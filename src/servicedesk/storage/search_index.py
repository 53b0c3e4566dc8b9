"""The full-text tables: one per record family, `rowid` = record id, written by code in the record's own transaction.

Ordinary FTS5 tables with their own content: any SQLite from 3.9 on can read and write the file. Text stands in them as
domain.search_terms.segment() makes it, so that the plain unicode61 tokenizer sees one token per Chinese character.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from servicedesk.domain.search_terms import segment
from servicedesk.storage import driver
from servicedesk.storage.schema_map import TABLE_BY_KIND

SEARCH_TABLES = (
    """CREATE VIRTUAL TABLE customers_search USING fts5 (name, body, tokenize = "unicode61 remove_diacritics 0")""",
    """CREATE VIRTUAL TABLE calls_search USING fts5 (body, tokenize = "unicode61 remove_diacritics 0")""",
    """CREATE VIRTUAL TABLE cases_search USING fts5 (subject, body, tokenize = "unicode61 remove_diacritics 0")""",
    """CREATE VIRTUAL TABLE followups_search USING fts5 (body, tokenize = "unicode61 remove_diacritics 0")""",
)

SOURCES = {
    "customer": """
        SELECT customers.id, name,
          company || ' ' || industry || ' ' || region || ' ' || address || ' ' || wechat || ' ' || banner || ' ' ||
          note || ' ' ||
          coalesce((SELECT group_concat(tag, ' ') FROM customer_tags WHERE customer_id = customers.id), '') || ' ' ||
          coalesce((SELECT group_concat(address, ' ') FROM customer_emails WHERE customer_id = customers.id), '') || ' ' ||
          coalesce((SELECT group_concat(contacts.name || ' ' || role || ' ' || email, ' ')
                    FROM contacts WHERE customer_id = customers.id), '')
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
"""The text of a record, from the rows themselves: a small write and a rebuild thus give the same search rows."""

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


def rebuild(db: driver.Connection) -> None:
    """Write every search row anew."""
    for kind, table in TABLE_BY_KIND.items():
        db.execute(f"DELETE FROM {table}_search")
        _write(db, kind, "1", (), replace=None)


def _write(
    db: driver.Connection, kind: str, where: str, parameters: tuple[int, ...], *, replace: int | None
) -> None:
    table = f"{TABLE_BY_KIND[kind]}_search"
    if replace is not None:
        db.execute(f"DELETE FROM {table} WHERE rowid = ?", (replace,))
    cursor = db.execute(SOURCES[kind].format(where=where), parameters)
    while batch := cursor.fetchmany(5000):
        marks = ", ".join("?" * len(batch[0]))
        columns = ", ".join(["rowid", *_COLUMNS[kind]])
        db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", _segmented(kind, batch))


_COLUMNS = {
    "customer": ("name", "body"),
    "call": ("body",),
    "case": ("subject", "body"),
    "followup": ("body",),
}


def _segmented(kind: str, rows: Iterable[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
    if kind == "customer":
        from servicedesk.domain.pinyin import search_tokens

        for record_id, name, body in rows:
            yield record_id, f"{segment(name)} {search_tokens(name)}", segment(body)
    else:
        for record_id, *texts in rows:
            yield record_id, *map(segment, texts)
