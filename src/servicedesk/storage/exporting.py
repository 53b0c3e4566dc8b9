"""Records out of the desk as the text of canonical columns, one row a record, in the order of their ids.

Every cell is text as files show it: numbers with their letters (C-231), times in UTC, lists in one cell. NULL
is blank. The names are those of exchange/columns.py, which this package does not know; a test compares them.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from servicedesk.storage import driver, events
from servicedesk.storage.query_sql import Condition
from servicedesk.storage.schema_map import TABLE_BY_KIND

_BLOCK = 500


def _number(prefix: str, column: str) -> str:
    return f"'{prefix}-' || {column}"


def _listed(column: str, source: str) -> str:
    """Several values in one cell; where one holds the separator itself, join_values() writes them as JSON."""
    return (
        f"(SELECT CASE WHEN sum(instr({column}, ';') OR {column} GLOB '[[]*')"
        f" THEN join_values(json_group_array({column})) ELSE group_concat({column}, '; ') END"
        f" FROM (SELECT {column} FROM {source}))"
    )


def _objects(fields: Mapping[str, str], source: str) -> str:
    pairs = ", ".join(f"'{name}', {column}" for name, column in fields.items())
    columns = ", ".join(fields.values())
    return (
        f"(SELECT CASE WHEN count(*) THEN json_group_array(json_object({pairs})) END"
        f" FROM (SELECT {columns} FROM {source}))"
    )


def _phones_of(customer: str, kind: str = "") -> str:
    condition = f" AND kind = '{kind}'" if kind else ""
    return _listed(
        "raw",
        f"customer_phones WHERE customer_id = {customer} AND contact_id IS NULL{condition}"
        " ORDER BY position, id",
    )


def _emails_of(customer: str) -> str:
    return _listed("address", f"customer_emails WHERE customer_id = {customer} ORDER BY position, id")


def _own(table: str, *columns: str) -> dict[str, str]:
    return {column: f"{table}.{column}" for column in columns}


def _whole(number: str) -> str:
    return f"CAST({number} AS TEXT)"


_CUSTOMER = {
    "id": _number("CU", "customers.id"),
    **_own("customers", "name", "kind", "company"),
    "contact": "(SELECT name FROM contacts WHERE customer_id = customers.id ORDER BY position, id LIMIT 1)",
    "phone": _phones_of("customers.id", "phone"),
    "mobile": _phones_of("customers.id", "mobile"),
    "email": _emails_of("customers.id"),
    **_own(
        "customers",
        *("wechat", "address", "region", "industry", "company_size", "website", "tier", "banner"),
        *("source", "owner", "birthday", "customer_since", "note"),
    ),
    "tags": _listed("tag", "customer_tags WHERE customer_id = customers.id ORDER BY position, id"),
    "contacts": _objects(
        {name: name for name in ("name", "role", "phone", "email", "note")},
        "contacts WHERE customer_id = customers.id ORDER BY position, id",
    ),
    **_own("customers", "external_id", "external_source", "uid", "created_at", "updated_at"),
}
_CASE = {
    "number": _number("C", "cases.id"),
    "customer": "customers.name",
    "customer_id": _number("CU", "cases.customer_id"),
    "phone": _phones_of("cases.customer_id"),
    "email": _emails_of("cases.customer_id"),
    **_own("cases", "kind", "subject", "description", "category", "channel"),
    "priority": _whole("cases.priority"),
    **_own("cases", "state", "waiting_reason", "owner", "department", "cause", "result"),
    "labels": _listed("label", "case_labels WHERE case_id = cases.id ORDER BY position, id"),
    "satisfaction": _whole("cases.satisfaction"),
    **_own(
        "cases",
        *("received_at", "due_at", "first_reply_at", "solved_at", "told_at", "told_by", "told_words"),
        *("closed_at", "snoozed_until"),
    ),
    "notes": _objects(
        {name: name for name in ("at", "actor", "text")},
        "case_notes WHERE case_id = cases.id ORDER BY at, id",
    ),
    **_own("cases", "external_id", "external_source", "uid", "created_at", "updated_at"),
}
_CALL = {
    "call_id": _number("CL", "calls.id"),
    "started_at": "calls.rang_at",
    **_own("calls", "direction", "channel"),
    "customer": "customers.name",
    "customer_id": _number("CU", "calls.customer_id"),
    **_own("calls", "phone", "answered_at", "ended_at"),
    "duration_s": _whole("strftime('%s', calls.ended_at) - strftime('%s', calls.answered_at)"),
    "reason": "calls.category",
    "summary": "calls.summary",
    "result": "calls.outcome",
    "handler": "calls.handler",
    "case": _number("C", "calls.case_id"),
    **_own("calls", "voided_at", "void_reason", "external_id", "external_source", "uid"),
    **_own("calls", "created_at", "updated_at"),
}
_FOLLOWUP = {
    "number": _number("F", "followups.id"),
    "customer": "customers.name",
    "customer_id": _number("CU", "followups.customer_id"),
    "phone": _phones_of("followups.customer_id"),
    "case": _number("C", "followups.case_id"),
    "due_at": "followups.due_at",
    "all_day": "CASE followups.all_day WHEN 1 THEN 'yes' ELSE 'no' END",
    **_own(
        "followups", "method", "owner", "purpose", "state", "result", "reason_skipped", "repeat", "done_at"
    ),
    **_own("followups", "external_id", "external_source", "uid", "created_at", "updated_at"),
}
COLUMNS = MappingProxyType({"customer": _CUSTOMER, "case": _CASE, "call": _CALL, "followup": _FOLLOWUP})
"""The SQL of each canonical column."""

DELETED_AT = "deleted_at"
"""A column of exports of changes only; the other cells of a deleted record, but number and uid, are blank."""

NUMBER_COLUMNS = MappingProxyType(
    {"customer": "id", "case": "number", "call": "call_id", "followup": "number"}
)
_PREFIXES = {"customer": "CU", "case": "C", "call": "CL", "followup": "F"}

Row = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Selection:
    """The records that `condition` means, of them those changed after change number `since`."""

    kind: str
    columns: Sequence[str]
    condition: Condition
    since: int | None = None


def rows(
    db: driver.Connection, selection: Selection, join_values: Callable[[Sequence[str]], str]
) -> Iterator[Row]:
    """The rows in order of id, then what was deleted since; `join_values` writes a list in one cell."""
    db.create_function("join_values", 1, lambda values: join_values(json.loads(values)), deterministic=True)
    cursor = db.execute(*_statement(selection))
    while block := cursor.fetchmany(_BLOCK):
        yield from block
    if selection.since is not None:
        yield from _tombstones(db, selection)


def change_number_at(db: driver.Connection, moment: str) -> int:
    """The number of the last change before `moment` (as stored)."""
    found = db.execute("SELECT id FROM events WHERE at < ? ORDER BY id DESC LIMIT 1", (moment,)).fetchone()
    return int(found[0]) if found else 0


def _statement(selection: Selection) -> tuple[str, list[object]]:
    kind = selection.kind
    table = TABLE_BY_KIND[kind]
    expressions = ["NULL" if name == DELETED_AT else COLUMNS[kind][name] for name in selection.columns]
    joined = "" if kind == "customer" else f" LEFT JOIN customers ON customers.id = {table}.customer_id"
    where: list[str] = []
    parameters: list[object] = []
    if selection.condition.sql != "1":
        where.append(f"{table}.id IN (SELECT id FROM {table} WHERE {selection.condition.sql})")
        parameters += selection.condition.parameters
    if selection.since:
        where.append(f"{table}.id IN (SELECT subject_id FROM events WHERE id > ? AND kind = ?)")
        parameters += [selection.since, kind]
    condition = f" WHERE {' AND '.join(where)}" if where else ""
    return f"SELECT {', '.join(expressions)} FROM {table}{joined}{condition} ORDER BY {table}.id", parameters


def _tombstones(db: driver.Connection, selection: Selection) -> Iterator[Row]:
    """A row for each record that was deleted after the change number and is not here."""
    kind, since = selection.kind, selection.since
    if not since:
        return
    table = TABLE_BY_KIND[kind]
    for record_id in events.changed_since(db, kind, since):
        if db.execute(f"SELECT 1 FROM {table} WHERE id = ?", (record_id,)).fetchone():
            continue
        at, changes = db.execute(
            "SELECT at, changes FROM events WHERE kind = ? AND subject_id = ? ORDER BY id DESC LIMIT 1",
            (kind, record_id),
        ).fetchone()
        deleted = (
            change for change in json.loads(changes) if change["op"] == "delete" and change["table"] == table
        )
        before: dict[str, str] = next((change["before"] for change in deleted), {})
        told = {
            NUMBER_COLUMNS[kind]: f"{_PREFIXES[kind]}-{record_id}",
            "uid": before.get("uid"),
            DELETED_AT: at,
        }
        yield [told.get(name) for name in selection.columns]


# Cursors: how far a named export has gone


@dataclass(frozen=True, slots=True)
class Cursor:
    """A named export of one kind and the last change number that it has written."""

    name: str
    kind: str
    change_number: int
    at: str


def cursors(db: driver.Connection) -> list[Cursor]:
    """All of them, by name."""
    found = db.execute("SELECT name, change_number, at FROM export_cursors ORDER BY name").fetchall()
    parted = ((*name.rpartition(":"), number, at) for name, number, at in found)
    return [Cursor(name, kind, number, at) for name, _colon, kind, number, at in parted]


def cursor_at(db: driver.Connection, name: str, kind: str) -> int:
    """The last change number written under the name, 0 for none."""
    found = db.execute(
        "SELECT change_number FROM export_cursors WHERE name = ?", (f"{name}:{kind}",)
    ).fetchone()
    return int(found[0]) if found else 0


def move_cursor(db: driver.Connection, cursor: Cursor) -> None:
    """Put a cursor where it is to stand."""
    db.execute(
        "INSERT INTO export_cursors (name, change_number, at) VALUES (?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET change_number = excluded.change_number, at = excluded.at",
        (f"{cursor.name}:{cursor.kind}", cursor.change_number, cursor.at),
    )


def forget_cursor(db: driver.Connection, name: str) -> int:
    """Take the cursors of that name away; how many there were."""
    return int(
        db.execute(
            "DELETE FROM export_cursors WHERE substr(name, 1, length(?) + 1) = ? || ':'", (name, name)
        ).rowcount
    )
