"""Ids in order: what every list is made of. Pages are fetched by id, never by OFFSET."""

from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from servicedesk.domain.case_states import ENDED_STATES, OPEN_STATES
from servicedesk.domain.queries import Query
from servicedesk.storage import driver, query_sql
from servicedesk.storage.kind_sql import sql_of
from servicedesk.storage.schema_map import TABLE_BY_KIND
from servicedesk.storage.term_sql import FROM_CAME_BACK, IS_OPEN

BATCH = 5000
CACHE_FOR_A_WALK_KIB = 2000


class ListSpec(NamedTuple):
    """Which records a list shows and in which order."""

    kind: str
    query: Query | None
    order: str
    reverse: bool = False
    region: str = "CN"


UNSELECTIVE = frozenset(
    {"is", "kind", "state", "owner", "priority", "snoozed", "due", "level", "urgency", "severity"}
)
"""Query words that leave so many cases that walking the queue in order beats any other index."""


def ids(
    db: driver.Connection, spec: ListSpec, now: datetime, actor: str, limit: int | None = None
) -> "array[int]":
    """The ids that `spec` means, in order, 8 bytes each; at most `limit` of them."""
    back = query_sql.came_back(db, spec.kind, spec.query)
    sql, parameters = statement(spec, now, actor, came_back=back)
    if limit is not None:
        return _read(db, f"{sql} LIMIT ?", [*parameters, limit])
    with _small_cache(db):
        return _read(db, sql, parameters)


def _read(db: driver.Connection, sql: str, parameters: list[Any]) -> "array[int]":
    found = array("q")
    cursor = db.execute(sql, parameters)
    while batch := cursor.fetchmany(BATCH):
        found.extend([row[0] for row in batch])
    return found


@contextmanager
def _small_cache(db: driver.Connection) -> Iterator[None]:
    """Keep few pages while the block runs: who walks through a table once never comes back to one."""
    usual = int(db.execute("PRAGMA cache_size").fetchone()[0])
    db.execute(f"PRAGMA cache_size = -{CACHE_FOR_A_WALK_KIB}")
    try:
        yield
    finally:
        db.execute(f"PRAGMA cache_size = {usual}")


def count(db: driver.Connection, spec: ListSpec, now: datetime, actor: str, up_to: int) -> int:
    """How many records `spec` means, counted no further than `up_to`."""
    back = query_sql.came_back(db, spec.kind, spec.query)
    found, parameters = _selected("1", spec, "", now, actor, came_back=back)
    return int(db.execute(f"SELECT count(*) FROM ({found} LIMIT ?)", [*parameters, up_to]).fetchone()[0])


def earliest(db: driver.Connection, spec: ListSpec, now: datetime, actor: str, up_to: int) -> str | None:
    """When the first of the cases that `spec` means was received, as stored; None for `up_to` and more."""
    back = query_sql.came_back(db, spec.kind, spec.query)
    found, parameters = _selected("received_at", spec, "", now, actor, came_back=back)
    sql = f"SELECT min(received_at), count(*) FROM ({found} LIMIT ?)"
    first, number = db.execute(sql, [*parameters, up_to]).fetchone()
    return None if number >= up_to else first


def statement(spec: ListSpec, now: datetime, actor: str, *, came_back: bool = False) -> tuple[str, list[Any]]:
    """The SQL of a list with its parameters, for ids in order; `came_back` as query_sql.came_back()."""
    table = TABLE_BY_KIND[spec.kind]
    orders = sql_of(spec.kind).orders
    order = spec.order or next(iter(orders))
    terms = orders[order]
    if spec.kind == "case" and order == "urgency" and _has_ended(spec.query):
        # What has ended is no more urgent than anything else that has: the newest first.
        terms = orders["newest"]
    words = query_sql.only_words(spec.query)
    if words is not None and order == "newest" and spec.kind == "case":
        # The index alone answers this; sorting by rowid stops it after the first page.
        direction = "ASC" if spec.reverse else "DESC"
        sql = f"SELECT rowid FROM {table}_search WHERE {table}_search MATCH ? ORDER BY rowid {direction}"
        return sql, [words]
    ordered = ", ".join(_reversed(term) if spec.reverse else term for term in terms)
    # Of two lists in one, SQLite sorts by what both of them show.
    shown = ", ".join(dict.fromkeys(["id", *(term.removesuffix(" DESC") for term in terms)]))
    found, parameters = _selected(shown, spec, order, now, actor, came_back=came_back)
    return f"{found} ORDER BY {ordered}", parameters


def _selected(
    shown: str, spec: ListSpec, order: str, now: datetime, actor: str, *, came_back: bool
) -> tuple[str, list[Any]]:
    """What a list shows of the records that `spec` means; `order` is empty for a count.

    What is overdue is open, or closed and come back: each of the two has its index, and comes in order from
    it, so that the first page of both is found without sorting all of them.
    """
    table = TABLE_BY_KIND[spec.kind]
    in_two = came_back and _is_flag("overdue", spec.query)
    where = query_sql.condition(
        spec.kind, spec.query, now, actor, spec.region, came_back=came_back and not in_two
    )
    index = _queue_index(spec.query, order) if spec.kind == "case" and (in_two or not came_back) else ""
    # What the query implies: SQLite takes a partial index only where its own condition is in the words.
    queued = f" AND {IS_OPEN}" if index else ""
    sql = f"SELECT {shown} FROM {table}{index} WHERE {where.sql}{queued}"
    if not in_two:
        return sql, where.parameters
    back = query_sql.condition(spec.kind, spec.query, now, actor, spec.region, only_back=True)
    sql += f" UNION ALL SELECT {shown} {FROM_CAME_BACK} AND {back.sql}"
    return sql, [*where.parameters, *back.parameters]


def _is_flag(flag: str, query: Query | None) -> bool:
    """Whether `query` means only what `flag` is true of, by a word that has no alternative."""
    alone = [group.alternatives[0] for group in query.groups if len(group.alternatives) == 1] if query else []
    return any(term.field == "is" and term.values == (flag,) and not term.negated for term in alone)


def _queue_index(query: Query | None, order: str) -> str:
    """The index to take where SQLite, which keeps no statistics, would read or sort every open case instead.

    `order` is that of a list; empty for a count.
    """
    if query is None or order not in {"", "urgency", "deadline"}:
        return ""
    alone = [group.alternatives[0] for group in query.groups if len(group.alternatives) == 1]
    fields = {term.field for group in query.groups for term in group.alternatives}
    said = {
        term.values[0] for term in alone if term.field == "is" and len(term.values) == 1 and not term.negated
    }
    is_open = bool(said & {"open", "overdue"}) or any(
        term.field == "state" and not term.negated and set(term.values) <= set(OPEN_STATES) for term in alone
    )
    # Only where the condition of a partial index stands in the query, or follows from it, may it be used.
    if not is_open or fields - UNSELECTIVE:
        return ""
    if order == "deadline" or (not order and ("overdue" in said or "due" in fields)):
        return " INDEXED BY cases_by_deadline"
    if not order:
        return ""
    kinds = [term for term in alone if term.field == "kind" and len(term.values) == 1 and not term.negated]
    return f" INDEXED BY {'cases_queue_by_kind' if kinds else 'cases_queue'}"


def _has_ended(query: Query | None) -> bool:
    """Whether only cases that have ended are meant."""
    if query is None:
        return False
    alone = [group.alternatives[0] for group in query.groups if len(group.alternatives) == 1]
    return any(
        not term.negated
        and (
            (term.field == "is" and term.values == ("closed",))
            or (term.field == "state" and bool(term.values) and set(term.values) <= set(ENDED_STATES))
        )
        for term in alone
    )


def _reversed(term: str) -> str:
    return term.removesuffix(" DESC") if term.endswith(" DESC") else f"{term} DESC"
