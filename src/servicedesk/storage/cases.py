"""Cases: rows by id, one whole case, its notes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from servicedesk.domain.case_states import OPEN_STATES
from servicedesk.domain.errors import NotFoundError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.i18n import _
from servicedesk.storage import driver
from servicedesk.storage.moments import loaded, loaded_or_none
from servicedesk.storage.query_sql import IS_OPEN
from servicedesk.storage.rows import Rows

if TYPE_CHECKING:
    from servicedesk.domain.rows.dossiers import Case, Note

SEPARATOR = "\x1f"
LONGEST_SHOWN_SUBJECT = 300

ROW_SQL = f"""
SELECT cases.id, cases.version, cases.kind, substr(subject, 1, {LONGEST_SHOWN_SUBJECT}), state,
  waiting_reason, priority, cases.owner, customer_id, coalesce(customers.name, ''),
  coalesce(customers.tier, ''), received_at, due_at, snoozed_until, cases.updated_at,
  (SELECT group_concat(label, char(31)) FROM (
    SELECT label FROM case_labels WHERE case_id = cases.id ORDER BY position, id)),
  deadline_at, deadline_kind, clock_level, urgency, handoff_due_at, merged_into,
  coalesce((SELECT department FROM case_handoffs WHERE case_id = cases.id AND back_at IS NULL
    ORDER BY id DESC LIMIT 1), '')
FROM cases LEFT JOIN customers ON customers.id = cases.customer_id
"""


def rows(db: driver.Connection, ids: Sequence[int]) -> dict[int, CaseRow]:
    """The rows of `ids` by id; ids that no longer exist are left out."""
    marks = ", ".join("?" * len(ids))
    found = db.execute(f"{ROW_SQL} WHERE cases.id IN ({marks})", list(ids)).fetchall()
    return {row[0]: to_row(row) for row in found}


def to_row(row: Sequence[Any]) -> CaseRow:
    """A line of ROW_SQL as a CaseRow."""
    return CaseRow(
        id=row[0],
        version=row[1],
        kind=row[2],
        subject=row[3],
        state=row[4],
        waiting_reason=row[5],
        priority=row[6],
        owner=row[7],
        customer_id=row[8],
        customer_name=row[9],
        customer_tier=row[10],
        received_at=loaded(row[11]),
        due_at=loaded_or_none(row[12]),
        snoozed_until=loaded_or_none(row[13]),
        updated_at=loaded(row[14]),
        labels=tuple(row[15].split(SEPARATOR)) if row[15] else (),
        deadline_at=loaded_or_none(row[16]),
        deadline_kind=row[17],
        clock_level=row[18],
        urgency=row[19],
        handoff_due_at=loaded_or_none(row[20]),
        merged_into=row[21],
        handed_to=row[22],
    )


def case(db: driver.Connection, case_id: int) -> "Case":
    """One case whole; NotFoundError if there is none."""
    from servicedesk.domain.records.case import FIELDS
    from servicedesk.domain.rows.dossiers import Case

    row = rows(db, [case_id]).get(case_id)
    if row is None:
        raise NotFoundError(_("There is no {number}.").format(number=format_number("case", case_id)))
    fields = Rows(db).row("cases", case_id)
    for field in FIELDS:
        if field.type == "moment":
            fields[field.name] = loaded_or_none(fields[field.name])
    return Case(row=row, uid=fields["uid"], created_at=fields["created_at"], fields=fields)


def notes(db: driver.Connection, case_id: int) -> "list[Note]":
    """The notes on a case, oldest first."""
    from servicedesk.domain.rows.dossiers import Note

    found = db.execute(
        "SELECT at, actor, text FROM case_notes WHERE case_id = ? ORDER BY at, id", (case_id,)
    ).fetchall()
    return [Note(loaded(at), actor, text) for at, actor, text in found]


def of_customer(
    db: driver.Connection, customer_id: int, *, only_open: bool = False, limit: int = 200
) -> list[CaseRow]:
    """The customer's cases, newest first."""
    states = ", ".join(f"'{state}'" for state in OPEN_STATES)
    condition = f" AND state IN ({states})" if only_open else ""
    found = db.execute(
        f"SELECT id FROM cases WHERE customer_id = ?{condition} ORDER BY id DESC LIMIT ?",
        (customer_id, limit),
    ).fetchall()
    ids = [row[0] for row in found]
    by_id = rows(db, ids)
    return [by_id[case_id] for case_id in ids]


def known_labels(db: driver.Connection, limit: int = 200) -> list[str]:
    """The labels in use, the most used first."""
    found = db.execute(
        "SELECT min(label) FROM case_labels GROUP BY folded ORDER BY count(*) DESC, folded LIMIT ?", (limit,)
    ).fetchall()
    return [row[0] for row in found]


def known_departments(db: driver.Connection, limit: int = 100) -> list[str]:
    """The departments that cases were handed to, the one with most first."""
    found = db.execute(
        "SELECT department FROM case_handoffs WHERE department <> ''"
        " GROUP BY department ORDER BY count(*) DESC, department LIMIT ?",
        (limit,),
    ).fetchall()
    return [row[0] for row in found]


def known_owners(db: driver.Connection, limit: int = 100) -> list[str]:
    """Who owns open cases, the one with most first."""
    found = db.execute(
        f"SELECT owner FROM cases WHERE {IS_OPEN} AND owner <> ''"
        " GROUP BY owner ORDER BY count(*) DESC, owner LIMIT ?",
        (limit,),
    ).fetchall()
    return [row[0] for row in found]
