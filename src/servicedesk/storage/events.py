"""Reading the append-only log."""

import hashlib
from collections.abc import Sequence
from typing import Any

from servicedesk.domain.records import KINDS
from servicedesk.domain.rows.history import EventLine, FieldChange
from servicedesk.storage import driver
from servicedesk.storage.json_text import is_change, parsed
from servicedesk.storage.moments import loaded, loaded_or_none, readable
from servicedesk.storage.schema_map import DERIVED, KIND_BY_TABLE

COLUMNS = "id, at, actor, verb, kind, subject_id, action, run_id, undoes, annulled_by, changes, happened_at"


def newest_change_number(db: driver.Connection) -> int:
    """The number of the newest event, 0 in an empty desk."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()[0])


def fingerprint(db: driver.Connection, change_number: int | None = None) -> str:
    """By what a change is known wherever its desk goes, the first one if not told; empty if it is not there.

    The first change is that of one desk alone, and of all its copies. A desk that a backup was brought back
    to has other changes under the numbers that come after it.
    """
    which = "(SELECT min(id) FROM events)" if change_number is None else "?"
    found = db.execute(
        f"SELECT id, at, actor, verb, kind, subject_id, action, changes FROM events WHERE id = {which}",
        () if change_number is None else (change_number,),
    ).fetchone()
    return hashlib.sha256(repr(tuple(found)).encode()).hexdigest()[:16] if found else ""


def of_subject(db: driver.Connection, kind: str, subject_id: int, limit: int = 1000) -> list[EventLine]:
    """The events of one record, oldest first; the newest `limit` of them."""
    found = db.execute(
        f"SELECT {COLUMNS} FROM events WHERE kind = ? AND subject_id = ? ORDER BY id DESC LIMIT ?",
        (kind, subject_id, limit),
    ).fetchall()
    return [_line(row) for row in reversed(found)]


def newest(db: driver.Connection, limit: int = 50, before: int | None = None) -> list[EventLine]:
    """The newest events, newest first; `before` is a change number to page on from."""
    found = db.execute(
        f"SELECT {COLUMNS} FROM events WHERE id < ? ORDER BY id DESC LIMIT ?", (before or 2**63 - 1, limit)
    ).fetchall()
    return [_line(row) for row in found]


def changed_at(db: driver.Connection, kind: str, subject_id: int, field: str) -> str | None:
    """When a field of the record was changed last, as stored; None where no event tells of it."""
    lines = db.execute(
        "SELECT coalesce(happened_at, at), changes FROM events"
        " WHERE kind = ? AND subject_id = ? AND instr(changes, ?) ORDER BY id DESC",
        (kind, subject_id, f'"{field}":'),
    )
    for at, changes in lines:
        if any(one.get("after", {}).get(field) is not None for one in changes_of(changes)):
            return readable(at)
    return None


def changed_since(db: driver.Connection, kind: str, change_number: int) -> list[int]:
    """Ids of the records of `kind` that were touched after `change_number`, in order of id."""
    found = db.execute(
        "SELECT DISTINCT subject_id FROM events WHERE id > ? AND kind = ? AND subject_id IS NOT NULL"
        " ORDER BY 1",
        (change_number, kind),
    ).fetchall()
    return [row[0] for row in found]


def changes_of(text: object) -> list[dict[str, Any]]:
    """The changes that an event tells of; none where its text is damaged."""
    found = parsed(text)
    return [one for one in found if is_change(one)] if isinstance(found, list) else []


def _line(row: Sequence[Any]) -> EventLine:
    return EventLine(
        id=row[0],
        at=loaded(row[1]),
        actor=readable(row[2]),
        verb=readable(row[3]),
        kind=readable(row[4]),
        subject_id=row[5],
        action=row[6],
        run_id=row[7],
        undoes=row[8],
        annulled_by=row[9],
        changes=tuple(_field_changes(changes_of(row[10]))),
        happened_at=loaded_or_none(row[11]),
    )


def _field_changes(changes: list[dict[str, Any]]) -> list[FieldChange]:
    """The changes as a person reads them: fields of the record, labels, tags, notes; no computed columns."""
    found: list[FieldChange] = []
    for change in changes:
        table, operation = change["table"], change["op"]
        if table == "policies" and operation == "update":
            before, after = change["before"], change["after"]
            if "body" in after:
                found.append(_changed_lines(before["body"], after["body"]))
            if "valid_from" in after:
                found.append(FieldChange("valid_from", before["valid_from"], after["valid_from"], "policy"))
        elif operation == "update":
            found.extend(
                FieldChange(name, change["before"][name], value, _KIND_OF_TABLE.get(table, ""))
                for name, value in change["after"].items()
                if name not in DERIVED and not (name == "due_at" and _names_days(change))
            )
        elif table in KIND_BY_TABLE:
            continue
        else:
            row = change.get("before", change.get("row", {}))
            kind = _KIND_OF_TABLE.get(table, "")
            values = [
                (name, row.get(column))
                for name, column in _OWNED_FIELDS.get(table, ())
                if row.get(column) is not None
            ]
            # What is given may need no words: then its kind says it.
            for name, value in values:
                if value or len(values) == 1:
                    before, after = (None, value) if operation == "insert" else (value, None)
                    found.append(FieldChange(name, before, after, kind))
    return found


def _names_days(change: dict[str, Any]) -> bool:
    """Whether a whole day became another one: the days tell all of it, the moments kept for them more."""
    return bool(change["before"].get("on_day") and change["after"].get("on_day"))


def _changed_lines(before: str, after: str) -> FieldChange:
    """Of two texts of many lines, those that only one of them has."""
    old, new = before.splitlines(), after.splitlines()
    known, kept = set(old), set(new)
    gone = " / ".join(line for line in old if line not in kept and line.strip())
    come = " / ".join(line for line in new if line not in known and line.strip())
    return FieldChange("text", gone or None, come or None, "policy")


_KIND_OF_TABLE = {kind.table: kind.name for kind in KINDS.values()}
_OWNED_FIELDS = {
    "customer_phones": (("phone", "raw"),),
    "customer_emails": (("email", "address"),),
    "customer_tags": (("tag", "tag"),),
    "contacts": (("contact", "name"),),
    "case_labels": (("label", "label"),),
    "case_notes": (("note", "text"),),
    "case_remedies": (("kind", "kind"), ("words", "words")),
    "case_evidence": (("evidence", "what"),),
    "case_statements": (("statement", "words"),),
    "case_handoffs": (("handoff", "department"),),
    "case_waits": (("wait", "reason"),),
    "case_steps": (("step", "text"),),
    "case_links": (("link", "other_id"),),
    "case_merges": (("merge", "case_id"),),
}
