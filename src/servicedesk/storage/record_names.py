"""Whose a record is and what it is about, for a sentence that names it."""

from servicedesk.storage import driver
from servicedesk.storage.moments import readable
from servicedesk.storage.schema_map import TABLE_BY_KIND

ABOUT = {
    "case": "subject",
    "call": "summary",
    "followup": "purpose",
    "promise": "text",
}
"""What a record of the kind is about, in SQL; all of these belong to customers."""

LOOKED_AT = 20
"""So many lines of an action are looked at: one that tells of more is of several records."""

Name = tuple[str, str]
"""The customer, and what it is about; blank where there is none."""


def name_of(db: driver.Connection, kind: str, record_id: int) -> Name:
    """That of one record; blank for a kind that has none, and for one that is gone."""
    if kind == "customer":
        found = db.execute("SELECT name, '' FROM customers WHERE id = ?", (record_id,)).fetchone()
    elif kind in ABOUT:
        table = TABLE_BY_KIND[kind]
        found = db.execute(
            f"SELECT coalesce((SELECT name FROM customers WHERE customers.id = {table}.customer_id), ''),"
            f" {ABOUT[kind]} FROM {table} WHERE id = ?",
            (record_id,),
        ).fetchone()
    else:
        found = None
    return (readable(found[0]), readable(found[1])) if found else ("", "")


def names_of_action(db: driver.Connection, action: int) -> dict[tuple[str, int], Name]:
    """Those of the records that an action tells of, by kind and id, as they stand; the gone are left out."""
    lines = db.execute(
        "SELECT DISTINCT kind, subject_id FROM events WHERE action = ? AND subject_id IS NOT NULL"
        f" ORDER BY id LIMIT {LOOKED_AT}",
        (action,),
    ).fetchall()
    named = {(kind, record_id): name_of(db, kind, record_id) for kind, record_id in lines}
    return {record: name for record, name in named.items() if any(name)}
