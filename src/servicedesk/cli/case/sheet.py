"""One case whole: for programs by canonical names, for people as a sheet with its history."""

from typing import TYPE_CHECKING, Any

from servicedesk.cli.case import sections
from servicedesk.cli.frame import moments
from servicedesk.cli.record.history_lines import dossier_line, dossier_value
from servicedesk.cli.record.sheet import block, sheet
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows import Dossier, FollowUpRow
from servicedesk.domain.wording import before_value, value_label
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.services.clocks import Explained


FACTS = (
    *("remedy_wanted", "on_behalf_of", "product", "acknowledged_at", "acknowledged_by", "acknowledged_how"),
    *("severity", "safety", "complexity", "impact", "immediate_action", "assessed_at", "assessed_by"),
    *(
        "facts",
        "told_how",
        "accepted",
        "accepted_at",
        "options_offered",
        "competitor",
        "lesson",
        "thanked_at",
    ),
    *("followup_waived", "close_override", "close_missing", "handoff_due_at", "nudges"),
)
"""Fields of a case beyond its first columns, by their canonical names."""


def case_values(dossier: Dossier, explained: "Explained") -> dict[str, Any]:
    """What belongs to the case, for programs: beside its canonical columns."""
    from servicedesk.cli.case.parts import belongings, clock_value
    from servicedesk.cli.record.fields import number

    row, fields = dossier.case.row, dossier.case.fields
    return {
        **{name: fields[name] for name in FACTS},
        "safety": _yes_no(fields["safety"]),
        "accepted": _yes_no(fields["accepted"]),
        "merged_into": number("case", row.merged_into),
        # Told by the clocks themselves: what the row keeps of them may be of a moment ago.
        "deadline_at": explained.clocks.deadline_at,
        "deadline_kind": explained.clocks.deadline_kind or None,
        "clock_level": explained.clocks.level,
        "urgency": explained.urgency.total,
        "clocks": [clock_value(reading) for reading in explained.clocks.readings],
        **belongings(dossier, explained.at),
        "history": [dossier_value(line) for line in dossier.history],
        "version": row.version,
    }


def case_words(dossier: Dossier, explained: "Explained") -> str:
    """The case for people."""
    row, fields = dossier.case.row, dossier.case.fields
    state = value_label("case", "state", row.state)
    rows = [
        (N_("Customer"), _customer(dossier)),
        (N_("On behalf of"), fields["on_behalf_of"]),
        (N_("Banner"), dossier.customer.fields.get("banner", "") if dossier.customer else ""),
        (N_("Kind"), value_label("case", "kind", row.kind)),
        (N_("State"), f"{before_value(state)}{row.waiting_reason}" if row.waiting_reason else state),
        (N_("Merged into"), format_number("case", row.merged_into) if row.merged_into else ""),
        (N_("Priority"), value_label("case", "priority", row.priority)),
        (N_("Owner"), row.owner),
        (N_("Labels"), " ".join(f"+{name}" for name in row.labels)),
        (N_("Category"), fields["category"]),
        (N_("Product"), fields["product"]),
        (N_("Channel"), value_label("case", "channel", fields["channel"]) if fields["channel"] else ""),
        (N_("Department"), fields["department"]),
        (N_("Received"), moments.shown(fields["received_at"])),
        (N_("Next deadline"), sections.deadline(explained)),
        (N_("Due"), moments.shown(fields["due_at"])),
        (N_("Snoozed until"), moments.shown(fields["snoozed_until"])),
        (N_("Remedy wanted"), fields["remedy_wanted"]),
        (N_("Acknowledged"), sections.done(fields, "acknowledged_at", "acknowledged_by", "acknowledged_how")),
        (N_("Assessment"), sections.assessment(fields)),
        (N_("Immediate action"), fields["immediate_action"]),
        (N_("Facts found"), fields["facts"]),
        (N_("Cause"), fields["cause"]),
        (N_("Solved"), moments.shown(fields["solved_at"])),
        (N_("Result"), fields["result"]),
        (N_("Told"), sections.done(fields, "told_at", "told_by", "told_how", "told_words")),
        (N_("Accepted"), sections.accepted(fields)),
        (N_("Options offered"), fields["options_offered"]),
        (N_("Closed"), moments.shown(fields["closed_at"])),
        (N_("Closed all the same, because"), fields["close_override"]),
        (N_("Follow-up waived"), fields["followup_waived"]),
        (N_("Thanked"), moments.shown(fields["thanked_at"])),
        (N_("Lesson"), fields["lesson"]),
        (N_("Competitor"), fields["competitor"]),
        (N_("Satisfaction"), fields["satisfaction"]),
        (N_("Description"), fields["description"]),
    ]
    title = f"{format_number('case', row.id)}  {fields['subject']}"
    parts = [
        sheet(title, rows),
        block(_("Clocks"), sections.clocks(explained)),
        block(_("Promises"), [sections.promise(one, explained.at) for one in dossier.promises]),
        block(_("Remedies"), [sections.remedy(one) for one in dossier.remedies]),
        block(_("Hand-offs"), [sections.handoff(one) for one in dossier.handoffs]),
        block(_("Checklist"), [sections.step(one) for one in dossier.steps]),
        block(_("Linked cases"), [sections.link(one) for one in dossier.links]),
        block(_("Merged cases"), [sections.merge(one) for one in dossier.merged]),
        block(_("Follow-ups"), [_followup(visit) for visit in dossier.followups]),
        block(_("History"), [dossier_line(line) for line in dossier.history]),
    ]
    return "\n".join(part for part in parts if part)


def _yes_no(stored: int | None) -> bool | None:
    return None if stored is None else bool(stored)


def _customer(dossier: Dossier) -> str:
    card = dossier.customer
    if card is None:
        return ""
    tier = value_label("customer", "tier", card.fields["tier"]) if card.fields.get("tier") else ""
    phone = card.phones[0].raw if card.phones else ""
    return "  ".join(part for part in (format_number("customer", card.id), card.name, phone, tier) if part)


def _followup(visit: FollowUpRow) -> str:
    parts = (
        format_number("followup", visit.id),
        moments.shown(visit.due_at, all_day=visit.all_day),
        value_label("followup", "state", visit.state),
        visit.owner,
        visit.purpose,
        visit.result or visit.reason_skipped,
    )
    return "  ".join(part for part in parts if part)
