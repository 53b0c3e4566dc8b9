"""Checks of the values that enter a case row, and helpers that all changes of cases share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from servicedesk.domain.errors import UsageError
from servicedesk.domain.labels import fold_label
from servicedesk.domain.moves import Act, Row, Values, handling
from servicedesk.domain.moves import cases as moves
from servicedesk.domain.records.case import FIELDS
from servicedesk.domain.records.field import WRITTEN, has, names
from servicedesk.domain.rows.history import Change
from servicedesk.domain.text import clean, clean_line
from servicedesk.domain.words.cases import DEFAULT_PRIORITY
from servicedesk.i18n import _
from servicedesk.services.checklists import put_steps
from servicedesk.services.values import cleaned_values, distinct
from servicedesk.storage import policies
from servicedesk.storage.transaction import Transaction

if TYPE_CHECKING:
    from servicedesk.services.context import DeskContext

Move = Callable[[Row, Act], Mapping[str, Any]]
"""What becomes of a case, from its row, who acts and when: a function of domain.moves."""
Changes = Callable[[Transaction, Row], Mapping[str, Any]]
"""The same within a transaction; it may also change rows that the case owns."""

EDITABLE = tuple(field for field in FIELDS if has(field, "edit"))
_WRITTEN = frozenset(field.name for field in EDITABLE if field.type in WRITTEN)
ASSESSED = names(FIELDS, "assess")
"""The fields of the assessment; None is: not assessed."""

SUBJECT_LIMIT = 200
"""Longer first lines are cut for the subject; the whole text stands in the description."""


@dataclass(frozen=True)
class NewCase:
    """A case to be opened. `received_at` is when the customer came with it, now if not given."""

    subject: str
    kind: str = "complaint"
    description: str = ""
    customer_id: int | None = None
    priority: int = DEFAULT_PRIORITY
    labels: Sequence[str] = ()
    owner: str = ""
    category: str = ""
    channel: str = ""
    department: str = ""
    due_at: datetime | None = None
    received_at: datetime | None = None
    product: str = ""
    remedy_wanted: str = ""
    on_behalf_of: str = ""


def move_each(
    desk: "DeskContext",
    verb: str,
    case_ids: Sequence[int],
    move: Move,
    *,
    note: str = "",
    version: int | None = None,
) -> Change:
    """Make the move with each case in one action, all of them or none, with a note if there is one.

    `version` is that of the row a form was filled from: StaleError when it has moved on.
    """
    return change_each(
        desk, verb, case_ids, lambda transaction, row: move(row, transaction.act), note=note, version=version
    )


def change_each(
    desk: "DeskContext",
    verb: str,
    case_ids: Sequence[int],
    changes: Changes,
    *,
    note: str = "",
    version: int | None = None,
) -> Change:
    """As move_each(), where more of the desk must be read, or rows that the case owns change too."""
    with desk.writing() as transaction:
        for case_id in dict.fromkeys(case_ids):
            row = transaction.row("cases", case_id)
            values = changes(transaction, row)
            transaction.require_version("cases", case_id, version, values)
            transaction.update("cases", case_id, values)
            if note:
                add_note(transaction, case_id, note)
            transaction.record(verb, "case", case_id)
        return transaction.change()


def case_values(values: Mapping[str, Any]) -> Values:
    """Column values for fields of EDITABLE; UsageError for one that does not fit."""
    # A history tells changes in this order: what was written before what was chosen.
    in_order = sorted(values.items(), key=lambda item: item[0] not in _WRITTEN)
    row: Values = cleaned_values(EDITABLE, dict(in_order))
    if "subject" in row and not row["subject"]:
        raise UsageError(_("A case needs a subject."))
    return row


def edited_values(transaction: Transaction, row: Mapping[str, Any], values: Values) -> Values:
    """What is to be written when `values` (of case_values) are typed into the case of `row`.

    A cause that is not in the desk's list is refused unless it stood there already; an assessment gets its
    time, its author and the priority that it suggests (domain.moves.handling).
    """
    if values.get("customer_id") is not None:
        transaction.row("customers", values["customer_id"])
    if values.get("cause") and values["cause"] != row["cause"]:
        cause = policies.current(transaction.connection, "causes").find(values["cause"])
        values = values | {"cause": cause}
    if any(name in values and values[name] != row[name] for name in ASSESSED):
        # A priority given in the same breath is the user's own.
        values = handling.assessment(row, transaction.act, values) | values
    return values


def insert_case(
    transaction: Transaction, new: NewCase, *, call_id: int | None = None, plan_id: int | None = None
) -> int:
    """Insert a case with its labels and checklist; the caller records the event."""
    subject, description = split_subject(new.subject, new.description)
    row = case_values(
        {
            "subject": subject,
            "description": description,
            "kind": new.kind,
            "priority": new.priority,
            "owner": new.owner,
            "category": new.category,
            "channel": new.channel,
            "department": new.department,
            "product": new.product,
            "remedy_wanted": new.remedy_wanted,
            "on_behalf_of": new.on_behalf_of,
            "due_at": new.due_at,
            "received_at": new.received_at or transaction.now,
        }
    )
    if new.customer_id is not None:
        transaction.row("customers", new.customer_id)
    row |= {"customer_id": new.customer_id, "call_id": call_id, "plan_id": plan_id}
    case_id = transaction.insert("cases", row)
    change_labels(transaction, case_id, distinct("label", new.labels), set())
    put_steps(transaction, case_id)
    return case_id


def split_subject(subject: str, description: str = "") -> tuple[str, str]:
    """The first line as the subject; a longer text stands whole in the description."""
    text = clean(subject).strip()
    first = clean_line(text.partition("\n")[0])
    if len(first) <= SUBJECT_LIMIT and "\n" not in text:
        return first, description
    return first[:SUBJECT_LIMIT], "\n\n".join(part for part in (text, description) if part)


def add_note(transaction: Transaction, case_id: int, text: str) -> None:
    """Write a note; the caller records the event."""
    transaction.insert("case_notes", moves.note(transaction.act, case_id, text))


def change_labels(transaction: Transaction, case_id: int, wanted: list[str], unwanted: set[str]) -> None:
    """Put labels on a case and take folded ones off; the caller records the event."""
    found = transaction.rows("SELECT id, folded, position FROM case_labels WHERE case_id = ?", (case_id,))
    held = {folded for _id, folded, _position in found}
    position = max((position for _id, _folded, position in found), default=-1)
    for label_id, folded, _position in found:
        if folded in unwanted:
            transaction.delete("case_labels", label_id)
    for label in wanted:
        if fold_label(label) not in held:
            position += 1
            transaction.insert(
                "case_labels",
                {"case_id": case_id, "position": position, "label": label, "folded": fold_label(label)},
            )
