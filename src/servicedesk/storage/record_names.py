"""Whose a record is and what it is about, for a sentence that names it."""

from servicedesk.storage import driver
from servicedesk.storage.moments import readable
from servicedesk.storage.rows import Rows
from servicedesk.storage.schema_map import TABLE_BY_KIND

ABOUT = {"case": "subject", "call": "summary", "followup": "purpose", "promise": "text"}
"""The field that says what a record of the kind is about; all of these belong to customers."""

LOOKED_AT = 20
"""So many lines of an action are looked at: one that tells of more is of several records."""

Name = tuple[str, str]
"""The customer, and what it is about; blank where there is none."""


def name_of(db: driver.Connection, kind: str, record_id: int) -> Name:
    """That of one record; blank for a kind that has none, and for one that is gone."""
    rows = Rows(db)
    record = rows.find(TABLE_BY_KIND[kind], id=record_id) if kind in ABOUT or kind == "customer" else None
    if record is None:
        return "", ""
    if kind == "customer":
        return readable(record["name"]), ""
    customer = rows.find("customers", id=record["customer_id"]) if record["customer_id"] is not None else None
    return readable(customer["name"]) if customer else "", readable(record[ABOUT[kind]])


def names_of_action(db: driver.Connection, action: int) -> dict[tuple[str, int], Name]:
    """Those of the records that an action tells of, by kind and id, as they stand; the gone are left out."""
    lines = db.execute(
        "SELECT DISTINCT kind, subject_id FROM events WHERE action = ? AND subject_id IS NOT NULL"
        f" ORDER BY id LIMIT {LOOKED_AT}",
        (action,),
    ).fetchall()
    named = {(kind, record_id): name_of(db, kind, record_id) for kind, record_id in lines}
    return {record: name for record, name in named.items() if any(name)}
