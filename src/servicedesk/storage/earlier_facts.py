"""What decided clocks before it was what it is now: tiers of customers, kind and customer of cases.

The lines of the history tell it. An import writes such lines for records that it has made, as of when it
happened; so the clocks that ended then are judged on this desk as they were on the other one.
"""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from servicedesk.domain.facts_in_time import Timeline, values_over_time
from servicedesk.storage import driver
from servicedesk.storage.bulk import last_number
from servicedesk.storage.case_histories import case_events, tiers_over_time
from servicedesk.storage.moments import stored
from servicedesk.storage.schema_map import TABLE_BY_KIND
from servicedesk.storage.transaction import Transaction

FIELDS = {"customer": ("tier",), "case": ("kind", "customer_id")}
"""By kind of record."""


class EarlierFact(NamedTuple):
    """A field of a record that has changed: its values over time, the last one that of now."""

    kind: str
    record_id: int
    field: str
    values: Timeline


def facts(db: driver.Connection) -> Iterator[EarlierFact]:
    """All of them, in the order of kind and number."""
    for kind, fields in FIELDS.items():
        ids = _changed(db, kind, fields)
        for start in range(0, len(ids), 500):
            yield from (fact for fact in _of(db, kind, ids[start : start + 500]) if len(fact.values) > 1)


def fact(db: driver.Connection, kind: str, record_id: int, field: str) -> EarlierFact:
    """That of one field."""
    return next(one for one in _of(db, kind, [record_id]) if one.field == field)


def was_made_by(transaction: Transaction, kind: str, record_id: int) -> bool:
    """Whether this very action has made the record."""
    found = transaction.rows(
        "SELECT 1 FROM events WHERE kind = ? AND subject_id = ? AND action = ?"
        ' AND changes LIKE \'[{"op":"insert"%\' LIMIT 1',
        (kind, record_id, transaction.change().action),
    )
    return bool(found)


def tell(transaction: Transaction, run_id: int | None, told: EarlierFact) -> None:
    """Write the lines of the history that tell it, of a record that this action has made."""
    action = transaction.change().action
    if not action:
        action = last_number(transaction.connection, "events") + 1
        transaction.begin_action(action, f"{told.kind}.import")
    for (_since, before), (since, after) in zip(told.values, told.values[1:], strict=False):
        change = {
            "op": "update",
            "table": TABLE_BY_KIND[told.kind],
            "id": told.record_id,
            "before": {told.field: before},
            "after": {told.field: after},
        }
        transaction.unlogged.insert(
            "events",
            {
                "at": stored(transaction.now),
                "actor": transaction.actor,
                "verb": f"{told.kind}.import",
                "kind": told.kind,
                "subject_id": told.record_id,
                "action": action,
                "changes": json.dumps([change], ensure_ascii=False, separators=(",", ":")),
                "run_id": run_id,
                "happened_at": None if since is None else stored(since),
            },
        )
    column = "id" if told.kind == "case" else "customer_id"
    cases = transaction.rows(f"SELECT id FROM cases WHERE {column} = ?", (told.record_id,))
    transaction.clocks_moved(row[0] for row in cases)


def _changed(db: driver.Connection, kind: str, fields: Sequence[str]) -> list[int]:
    """The records of which some line says that one of the fields changed, and perhaps some more."""
    likes = " OR ".join(f"""changes LIKE '%"after":{{%"{field}":%'""" for field in fields)
    found = db.execute(
        f"SELECT DISTINCT subject_id FROM events WHERE kind = ? AND ({likes}) ORDER BY subject_id", (kind,)
    )
    return [row[0] for row in found.fetchall() if row[0] is not None]


def _of(db: driver.Connection, kind: str, ids: Sequence[int]) -> Iterator[EarlierFact]:
    if kind == "customer":
        for customer_id, values in sorted(tiers_over_time(db, ids).items()):
            yield EarlierFact(kind, customer_id, "tier", values)
        return
    listed = json.dumps(list(ids))
    events = case_events(db, listed)
    rows = db.execute(
        "SELECT id, kind, customer_id FROM cases WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (listed,),
    ).fetchall()
    for case_id, *now in rows:
        for field, value in zip(FIELDS["case"], now, strict=True):
            over_time = values_over_time("cases", case_id, field, value, events.get(case_id, ()))
            yield EarlierFact(kind, case_id, field, over_time)
