"""A customer card whole: for programs by canonical names, for people as a sheet with what belongs to it."""

from typing import Any

from servicedesk.cli.frame import moments
from servicedesk.cli.frame.output import Field
from servicedesk.cli.record.fields import CALL, CASE, FOLLOWUP, phone_words, values_of
from servicedesk.cli.record.history_lines import dossier_value
from servicedesk.cli.record.sheet import block, joined, sheet
from servicedesk.domain.labels import signed
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.customers import Contact, CustomerFile
from servicedesk.domain.rows.standing import CustomerStanding
from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import field_label, value_label
from servicedesk.domain.words.customers import ROLES
from servicedesk.i18n import N_, _

SHOWN = 10
"""Cases, calls and follow-ups that a person is shown of each; programs get all."""


def contact_of(text: str) -> Contact:
    """`Jo Ray, buyer, 020 7946 0456, jo@pumps.example` in any order after the name."""
    from servicedesk.domain.phones import looks_like_number

    name, *rest = [clean_line(part) for part in text.replace("，", ",").split(",")]
    found = {"role": "", "phone": "", "email": "", "note": ""}
    for part in filter(None, rest):
        if "@" in part:
            found["email"] = part
        elif looks_like_number(part):
            found["phone"] = part
        elif not found["role"] and (ROLES.read(part) is not None or len(part) <= 20):
            found["role"] = ROLES.read_or_keep(part)
        else:
            found["note"] = " ".join([found["note"], part]).strip()
    return Contact(name, **found)


def file_values(found: CustomerFile) -> dict[str, Any]:
    """What belongs to the card, for programs: beside its canonical columns."""
    return {
        "cases": [values_of(CASE, row) for row in found.cases],
        "calls": [values_of(CALL, row) for row in found.calls],
        "followups": [values_of(FOLLOWUP, row) for row in found.followups],
        "standing": _standing_values(found.standing),
        "history": [dossier_value(line) for line in found.history],
        "version": found.card.version,
    }


def _standing_values(standing: CustomerStanding) -> dict[str, Any]:
    """What is owed, late first, and the numbers of the card."""
    return {
        "owed": [
            {
                "kind": row.kind,
                "number": format_number(_NUMBERED.get(row.kind, "case"), row.record_id),
                "case": "" if row.case_id is None else format_number("case", row.case_id),
                "due_at": row.due_at,
                "late": row.is_late,
                "text": row.text,
            }
            for row in standing.owed
        ],
        "calls": standing.calls,
        "cases": standing.cases,
        "open_cases": standing.open_cases,
        "late_cases": standing.late_cases,
        "promises_kept": standing.kept.kept,
        "promises_ended": standing.kept.n,
        "satisfaction": standing.satisfaction,
    }


_NUMBERED = {"promise": "promise", "followup": "followup"}
"""What is owed under a number of its own; all else has that of its case."""


def file_words(found: CustomerFile) -> str:
    """The card for people."""
    card = found.card
    single = [
        (field_label(name, "customer"), value_label("customer", name, value))
        for name, value in card.fields.items()
        if value and name != "name"
    ]
    rows = [
        *single,
        (N_("Phone"), [phone_words(phone.raw) for phone in card.phones]),
        (N_("E-mail"), card.emails),
        (N_("Tags"), " ".join(map(signed, card.tags))),
        (N_("Contacts"), "\n".join(_contact(one) for one in card.contacts)),
        (N_("Open cases"), card.open_cases or ""),
        (N_("Last call"), moments.shown(card.last_call_at)),
    ]
    parts = [
        sheet(f"{format_number('customer', card.id)}  {card.name}", rows),
        _lines(_("Cases"), CASE, ("number", "state", "priority", "received_at", "subject"), found.cases),
        _lines(_("Calls"), CALL, ("call_id", "started_at", "direction", "summary"), found.calls),
        _lines(
            _("Follow-ups"), FOLLOWUP, ("number", "due_at", "state", "purpose", "result"), found.followups
        ),
    ]
    return "\n".join(part for part in parts if part)


def _lines(title: str, fields: tuple[Field, ...], names: tuple[str, ...], rows: Any) -> str:
    chosen = [field for name in names for field in fields if field.name == name]
    lines = [
        "  ".join(words for field in chosen if (words := clean_line(str((field.shown or field.value)(row)))))
        for row in rows[:SHOWN]
    ]
    if len(rows) > SHOWN:
        lines.append(_("and {count} more").format(count=len(rows) - SHOWN))
    return block(title, lines)


def _contact(one: Contact) -> str:
    role = value_label("customer", "role", one.role) if one.role else ""
    return joined(one.name, role, phone_words(one.phone), one.email, one.note)
