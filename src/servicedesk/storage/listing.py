"""Ids in order: what every list is made of. Pages are fetched by id, never by OFFSET."""

from array import array
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from servicedesk.domain.queries import Query
from servicedesk.storage import driver, query_sql

BATCH = 5000


@dataclass(frozen=True, slots=True)
class ListSpec:
    """Which records a list shows and in which order."""

    kind: str
    query: Query | None
    order: str
    reverse: bool = False
    region: str = "CN"


ORDERS: dict[str, dict[str, tuple[str, ...]]] = {
    "case": {
        "urgency": ("priority DESC", "coalesce(due_at, '9999')", "id"),
        "newest": ("id DESC",),
        "due": ("coalesce(due_at, '9999')", "id"),
        "received": ("received_at DESC", "id DESC"),
        "updated": ("updated_at DESC", "id DESC"),
    },
    "customer": {
        "name": ("name_pinyin", "id"),
        "newest": ("id DESC",),
        "updated": ("updated_at DESC", "id DESC"),
    },
    "call": {"newest": ("rang_at DESC", "id DESC")},
    "followup": {"due": ("due_at", "id"), "newest": ("id DESC",)},
}
"""The orders of each list; the first is the default."""

TABLES = {"case": "cases", "customer": "customers", "call": "calls", "followup": "followups"}


def ids(
    db: driver.Connection, spec: ListSpec, now: datetime, actor: str, limit: int | None = None
) -> "array[int]":
    """The ids that `spec` means, in order, 8 bytes each; at most `limit` of them."""
    sql, parameters = _statement(spec, now, actor)
    if limit is not None:
        sql += " LIMIT ?"
        parameters.append(limit)
    found = array("q")
    cursor = db.execute(sql, parameters)
    while batch := cursor.fetchmany(BATCH):
        found.extend([row[0] for row in batch])
    return found


def count(db: driver.Connection, spec: ListSpec, now: datetime, actor: str, up_to: int) -> int:
    """How many records `spec` means, counted no further than `up_to`."""
    where = query_sql.condition(spec.kind, spec.query, now, actor, spec.region)
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {TABLES[spec.kind]} WHERE {where.sql} LIMIT ?)"
    return int(db.execute(sql, [*where.parameters, up_to]).fetchone()[0])


def _statement(spec: ListSpec, now: datetime, actor: str) -> tuple[str, list[Any]]:
    table = TABLES[spec.kind]
    order = spec.order or next(iter(ORDERS[spec.kind]))
    terms = ORDERS[spec.kind][order]
    words = query_sql.only_words(spec.query)
    if words is not None and order == "newest" and spec.kind == "case":
        # The index alone answers this; sorting by rowid stops it after the first page.
        direction = "ASC" if spec.reverse else "DESC"
        return f"SELECT rowid FROM {table}_search WHERE {table}_search MATCH ? ORDER BY rowid {direction}", [
            words
        ]
    where = query_sql.condition(spec.kind, spec.query, now, actor, spec.region)
    ordered = ", ".join(_reversed(term) if spec.reverse else term for term in terms)
    return f"SELECT id FROM {table} WHERE {where.sql} ORDER BY {ordered}", where.parameters


def _reversed(term: str) -> str:
    return term.removesuffix(" DESC") if term.endswith(" DESC") else f"{term} DESC"
