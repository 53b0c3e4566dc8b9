"""What a desk has set up for itself, read as a whole for its export, and found again for an import.

A plan has no stable name in its row: on the desk that made it the line of the history that did so is one, on
every other the name that its file gave is remembered in import_keys.
"""

import json
from hashlib import blake2b
from typing import Any

from servicedesk.domain.policies import POLICIES
from servicedesk.domain.rows.setup import FactSetup, PlanSetup, RuleDocument, RuleText, Setup, ViewSetup
from servicedesk.storage import clock_cache, driver, earlier_facts, matching, policies
from servicedesk.storage.json_text import kept_plan
from servicedesk.storage.moments import readable, stored_or_none
from servicedesk.storage.rows import Rows
from servicedesk.storage.schema_map import TABLE_BY_KIND

PLAN = "plan"
CASE_FIELDS = ("subject", "kind", "description", "category", "department", "owner", "priority", "labels")
"""What a plan says of its cases, beside whose they are."""


def setup_of(db: driver.Connection) -> Setup:
    """All of it, as it stands; texts that are damaged stand as they can be read."""
    held = clock_cache.stamp(db)
    return Setup(readable(held.zone) if held else "", _rules(db), _plans(db), _views(db), _facts(db))


def rule_texts(db: driver.Connection, name: str) -> tuple[RuleText, ...]:
    """The desk's own texts of a document in order of time; none where the shipped one has always held."""
    texts = policies.versions(db, name)
    # Where there is no row, the last one is the shipped text.
    return tuple(
        RuleText(since, POLICIES[name].default() if text is None else readable(text))
        for since, text in texts
        if text is not None or len(texts) > 1
    )


def plan_of(db: driver.Connection, uid: str) -> dict[str, Any] | None:
    """The row of the plan of that name; None where it never came here or is gone."""
    for plan_id in (_remembered(db, uid), _made_here(db, uid)):
        if plan_id is not None and (row := Rows(db).find("case_plans", id=plan_id)):
            return row
    return None


def number_of_plan(db: driver.Connection, uid: str, number: int) -> int | None:
    """The number that a new plan may have from its file; None where it is, or was, another's."""
    if Rows(db).find("case_plans", id=number) is not None:
        return None
    found = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'case_plans'").fetchone()
    is_fresh = found is None or number > found[0]
    return number if is_fresh or number in {_remembered(db, uid), _made_here(db, uid)} else None


def remember_plan(db: driver.Connection, uid: str, plan_id: int) -> None:
    """Keep which plan came under that name."""
    matching.remember_keys(db, PLAN, "", [(uid, plan_id)])


def _rules(db: driver.Connection) -> tuple[RuleDocument, ...]:
    found = ((name, rule_texts(db, name)) for name in POLICIES)
    return tuple(RuleDocument(name, texts) for name, texts in found if texts)


def _plans(db: driver.Connection) -> tuple[PlanSetup, ...]:
    rows = db.execute("SELECT id, name, repeat, next_at, paused, body FROM case_plans ORDER BY id").fetchall()
    return tuple(_plan(db, row) for row in rows)


def _plan(db: driver.Connection, row: tuple[Any, ...]) -> PlanSetup:
    number, name, repeat, next_at, paused, body = row
    held = kept_plan(body)
    customer = None
    if held and held.get("customer_id") is not None:
        customer = Rows(db).find("customers", id=held["customer_id"])
    cases = db.execute("SELECT uid FROM cases WHERE plan_id = ? ORDER BY id", (number,)).fetchall()
    return PlanSetup(
        uid=_uid(db, number),
        number=number,
        name=readable(name),
        repeat=readable(repeat),
        next_at=None if next_at is None else readable(next_at),
        is_paused=bool(paused),
        is_removed=bool(held and held.get("removed")),
        opens=None if held is None else {name: held[name] for name in CASE_FIELDS if name in held},
        customer=readable(customer["uid"]) if customer else "",
        cases=tuple(readable(uid) for (uid,) in cases),
    )


def _views(db: driver.Connection) -> tuple[ViewSetup, ...]:
    found = db.execute("SELECT kind, name, query FROM views ORDER BY kind, name").fetchall()
    return tuple(ViewSetup(*map(readable, row)) for row in found)


def _facts(db: driver.Connection) -> tuple[FactSetup, ...]:
    found = []
    for one in earlier_facts.facts(db):
        record = Rows(db).find(TABLE_BY_KIND[one.kind], id=one.record_id)
        values = [(stored_or_none(since), _told(db, one.field, value)) for since, value in one.values]
        if record is not None:
            found.append(FactSetup(one.kind, readable(record["uid"]), one.field, tuple(values)))
    return tuple(found)


def _told(db: driver.Connection, field: str, value: object) -> str:
    """A value of a fact as every desk knows it."""
    if field != "customer_id":
        return readable("" if value is None else value)
    customer = None if value is None else Rows(db).find("customers", id=value)
    return readable(customer["uid"]) if customer else ""


def _uid(db: driver.Connection, number: int) -> str:
    """The name that the plan came with, else the one that it has from its making here."""
    found = db.execute(
        'SELECT "key" FROM import_keys WHERE kind = ? AND source = ? AND record_id = ? ORDER BY id LIMIT 1',
        (PLAN, "", number),
    ).fetchone()
    return readable(found[0]) if found else _own_uid(db, number)


def _own_uid(db: driver.Connection, number: int) -> str:
    made = db.execute(
        "SELECT at, actor, changes FROM events WHERE kind = ? AND subject_id = ? ORDER BY id LIMIT 1",
        (PLAN, number),
    ).fetchone()
    said = [number, *map(readable, made or ())]
    return blake2b(json.dumps(said).encode(), digest_size=10).hexdigest()


def _remembered(db: driver.Connection, uid: str) -> int | None:
    found = Rows(db).find("import_keys", kind=PLAN, source="", key=uid)
    return int(found["record_id"]) if found else None


def _made_here(db: driver.Connection, uid: str) -> int | None:
    ids = db.execute("SELECT DISTINCT subject_id FROM events WHERE kind = ? ORDER BY 1", (PLAN,)).fetchall()
    return next((number for (number,) in ids if _own_uid(db, number) == uid), None)
