"""A new case, and checks of the values that enter a case row."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from servicedesk.domain.errors import UsageError
from servicedesk.domain.labels import fold_label
from servicedesk.domain.moves import Values, handling
from servicedesk.domain.records.case import FIELDS
from servicedesk.domain.records.field import WRITTEN, has, names
from servicedesk.domain.text import clean, clean_line
from servicedesk.domain.words.cases import DEFAULT_PRIORITY
from servicedesk.i18n import _
from servicedesk.services.checklists import put_steps
from servicedesk.services.owned_rows import LABELS
from servicedesk.services.values import cleaned_values, distinct
from servicedesk.storage import policies
from servicedesk.storage.transaction import Transaction

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
    source: str = ""
    source_ref: str = ""
    source_at: datetime | None = None


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
    if values.get("source") and values["source"] != row["source"]:
        values = values | {"source": source_named(transaction, values["source"])}
    if values.get("limit_at") and not values.get("limit_reason", row["limit_reason"]):
        raise UsageError(_("Why is the limit extended?"), _("Give a reason."))
    if any(name in values and values[name] != row[name] for name in ASSESSED):
        # A priority given in the same breath is the user's own.
        values = handling.assessment(row, transaction.act, values) | values
    return values


def source_named(transaction: Transaction, text: str) -> str:
    """The source of the desk's list that `text` means; UsageError where it means none."""
    found: str = policies.current(transaction.connection, "sources").find(text)
    return found


def insert_case(
    transaction: Transaction, new: NewCase, *, call_id: int | None = None, plan_id: int | None = None
) -> int:
    """Insert a case with its labels and checklist; the caller records the event."""
    subject, description = split_subject(new.subject, new.description)
    values = asdict(new) | {"subject": subject, "description": description}
    labels = values.pop("labels")
    row = case_values(values | {"received_at": new.received_at or transaction.now})
    if new.customer_id is not None:
        transaction.row("customers", new.customer_id)
    if row["source"]:
        row["source"] = source_named(transaction, row["source"])
    case_id = transaction.insert("cases", row | {"call_id": call_id, "plan_id": plan_id})
    change_labels(transaction, case_id, distinct("case", "label", labels), set())
    put_steps(transaction, case_id)
    return case_id


def split_subject(subject: str, description: str = "") -> tuple[str, str]:
    """The first line as the subject; a longer text stands whole in the description."""
    text = clean(subject).strip()
    first = clean_line(text.partition("\n")[0])
    if len(first) <= SUBJECT_LIMIT and "\n" not in text:
        return first, description
    return first[:SUBJECT_LIMIT], "\n\n".join(part for part in (text, description) if part)


def change_labels(transaction: Transaction, case_id: int, wanted: list[str], unwanted: set[str]) -> None:
    """Put labels on a case and take folded ones off; the caller records the event."""
    found = transaction.rows("SELECT id, folded, position FROM case_labels WHERE case_id = ?", (case_id,))
    held = {folded for _id, folded, _position in found}
    position = max((position for _id, _folded, position in found), default=-1)
    for label_id, folded, _position in found:
        if folded in unwanted:
            transaction.delete("case_labels", label_id)
    new = [label for label in wanted if fold_label(label) not in held]
    for row in LABELS.rows(new, position + 1):
        transaction.insert("case_labels", {"case_id": case_id, **row})
