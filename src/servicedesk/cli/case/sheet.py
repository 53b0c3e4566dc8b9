"""One case whole: for programs by canonical names, for people as a sheet with its history."""

from typing import TYPE_CHECKING, Any

from servicedesk.cli.case import parts
from servicedesk.cli.frame import moments
from servicedesk.cli.record.history_lines import dossier_lines, dossier_value
from servicedesk.cli.record.sheet import block, for_programs, joined, line, sheet
from servicedesk.domain.labels import signed
from servicedesk.domain.numbers import format_number
from servicedesk.domain.records.case import FIELDS
from servicedesk.domain.records.field import has
from servicedesk.domain.rows.dossiers import Dossier
from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.domain.wording import before_value, value_label
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.domain.wait_words import Waiting
    from servicedesk.services.clocks import Explained


FACTS = tuple(field for field in FIELDS if has(field, "sheet"))
"""Fields of a case beyond its first columns."""

LINES = (
    "customer_id", "on_behalf_of", "banner", "kind", "state", "merged_into", "priority", "owner", "labels",
    "category", "product", "channel", "department", "received_at", "deadline_at", "due_at", "snoozed_until",
    "remedy_wanted", "acknowledged_at", "assessed_at", "immediate_action", "facts", "cause", "outcome",
    "solved_at", "result", "told_at", "accepted", "options_offered", "closed_at", "close_override",
    "followup_waived", "thanked_at", "lesson", "competitor", "satisfaction",
)  # fmt: skip
"""The lines of the sheet, in order. Then come the fields that no line tells of, and the description."""

_TOLD_OF = frozenset(
    {
        *LINES,
        *("acknowledged_by", "acknowledged_how", "severity", "safety", "complexity", "impact", "assessed_by"),
        *("told_how", "accepted_at", "close_missing", "handoff_due_at", "nudges"),
    }
)


def case_values(dossier: Dossier, explained: "Explained", waiting: "Waiting | None") -> dict[str, Any]:
    """What belongs to the case, for programs: beside its canonical columns."""
    from servicedesk.cli.record.fields import number

    row, fields = dossier.case.row, dossier.case.fields
    return {
        **{field.name: for_programs(field, fields[field.name]) for field in FACTS},
        "merged_into": number("case", row.merged_into),
        # Told by the clocks themselves: what the row keeps of them may be of a moment ago.
        "deadline_at": explained.clocks.deadline_at,
        "deadline_kind": explained.clocks.deadline_kind or None,
        "clock_level": explained.clocks.level,
        "urgency": explained.urgency.total,
        "clocks": [parts.clock_value(reading) for reading in explained.clocks.readings],
        "limits": [parts.limit_value(one, explained.at) for one in explained.clocks.limits],
        "doubts": [doubt._asdict() for doubt in explained.doubts_ahead],
        "waiting": parts.waiting_value(waiting),
        **parts.belongings(dossier, explained.at),
        "history": [dossier_value(line) for line in dossier.history],
        "version": row.version,
    }


def case_words(dossier: Dossier, explained: "Explained", waiting: "Waiting | None") -> str:
    """The case for people."""
    row, fields = dossier.case.row, dossier.case.fields
    composed = {
        "customer_id": (N_("Customer"), _customer(dossier)),
        "banner": (N_("Banner"), dossier.customer.fields.get("banner", "") if dossier.customer else ""),
        "state": (N_("State"), _state(row.state, row.waiting_reason, fields["waiting_case_id"])),
        "labels": (N_("Labels"), " ".join(map(signed, row.labels))),
        "deadline_at": (N_("Next deadline"), parts.deadline(explained)),
        "acknowledged_at": (
            N_("Acknowledged"),
            parts.done(fields, "acknowledged_at", "acknowledged_by", "acknowledged_how"),
        ),
        "assessed_at": (N_("Assessment"), parts.assessment(fields)),
        "told_at": (N_("Told"), parts.done(fields, "told_at", "told_by", "told_how", "told_words")),
        "accepted": (N_("Accepted"), parts.accepted(fields)),
    }
    by_name = {field.name: field for field in FIELDS}
    rest = (field.name for field in FACTS if field.name not in _TOLD_OF)
    rows = [
        composed.get(name) or line(by_name[name], fields[name]) for name in (*LINES, *rest, "description")
    ]
    title = f"{format_number('case', row.id)}  {fields['subject']}"
    blocks = [
        sheet(title, rows),
        block(_("Clocks"), [*parts.clocks(explained), *parts.limits(explained)]),
        block(_("Waiting"), parts.waiting(waiting, explained.at)),
        block(_("Promises"), [parts.promise(one, explained.at) for one in dossier.promises]),
        block(_("Evidence"), [parts.evidence(one) for one in dossier.evidence]),
        block(_("Statements"), [parts.statement(one) for one in dossier.statements]),
        block(_("Remedies"), [parts.remedy(one) for one in dossier.remedies]),
        block(_("Hand-offs"), [parts.handoff(one) for one in dossier.handoffs]),
        block(_("Checklist"), [parts.step(one) for one in dossier.steps]),
        block(_("Linked cases"), [parts.link(one) for one in dossier.links]),
        block(_("Merged cases"), [parts.merge(one) for one in dossier.merged]),
        block(_("Follow-ups"), [_followup(visit) for visit in dossier.followups]),
        block(_("History"), dossier_lines(dossier.history, indent=2)),
    ]
    return "\n".join(one for one in blocks if one)


def _state(state: str, reason: str, waiting_case_id: int | None) -> str:
    """How the case stands, and for whom or for which case it waits."""
    label = value_label("case", "state", state)
    if not reason:
        return label
    awaited = format_number("case", waiting_case_id) if waiting_case_id is not None else ""
    return f"{before_value(label)}{f'{reason} {awaited}'.strip()}"


def _customer(dossier: Dossier) -> str:
    card = dossier.customer
    if card is None:
        return ""
    tier = value_label("customer", "tier", card.fields["tier"]) if card.fields.get("tier") else ""
    from servicedesk.cli.record.fields import phone_words

    phone = phone_words(card.phones[0].raw) if card.phones else ""
    return joined(format_number("customer", card.id), card.name, phone, tier)


def _followup(visit: FollowUpRow) -> str:
    return joined(
        format_number("followup", visit.id),
        moments.shown(visit.due_at, all_day=visit.all_day),
        value_label("followup", "state", visit.state),
        visit.owner,
        visit.purpose,
        visit.result or visit.reason_skipped,
    )
