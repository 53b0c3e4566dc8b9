"""One case whole: for programs by canonical names, for people as a sheet with its history."""

from typing import Any

from servicedesk.cli import moments
from servicedesk.cli.history_lines import dossier_line, dossier_value
from servicedesk.cli.sheets import block, sheet
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows import Dossier, FollowUpRow
from servicedesk.domain.wording import value_label
from servicedesk.i18n import N_, _


def case_values(dossier: Dossier) -> dict[str, Any]:
    """What belongs to the case, for programs: beside its canonical columns."""
    return {
        "history": [dossier_value(line) for line in dossier.history],
        "followups": [format_number("followup", visit.id) for visit in dossier.followups],
        "version": dossier.case.row.version,
    }


def case_words(dossier: Dossier) -> str:
    """The case for people."""
    row, fields = dossier.case.row, dossier.case.fields
    state = value_label("case", "state", row.state)
    rows = [
        (N_("Customer"), _customer(dossier)),
        (N_("Banner"), dossier.customer.fields.get("banner", "") if dossier.customer else ""),
        (N_("Kind"), value_label("case", "kind", row.kind)),
        (N_("State"), f"{state}: {row.waiting_reason}" if row.waiting_reason else state),
        (N_("Priority"), value_label("case", "priority", row.priority)),
        (N_("Owner"), row.owner),
        (N_("Labels"), " ".join(f"+{name}" for name in row.labels)),
        (N_("Category"), fields["category"]),
        (N_("Channel"), value_label("case", "channel", fields["channel"]) if fields["channel"] else ""),
        (N_("Department"), fields["department"]),
        (N_("Received"), moments.shown(fields["received_at"])),
        (N_("Due"), moments.shown(fields["due_at"])),
        (N_("Snoozed until"), moments.shown(fields["snoozed_until"])),
        (N_("Solved"), moments.shown(fields["solved_at"])),
        (N_("Told"), _told(fields)),
        (N_("Closed"), moments.shown(fields["closed_at"])),
        (N_("Cause"), fields["cause"]),
        (N_("Result"), fields["result"]),
        (N_("Satisfaction"), fields["satisfaction"]),
        (N_("Description"), fields["description"]),
    ]
    title = f"{format_number('case', row.id)}  {fields['subject']}"
    parts = [
        sheet(title, rows),
        block(_("Follow-ups"), [_followup(visit) for visit in dossier.followups]),
        block(_("History"), [dossier_line(line) for line in dossier.history]),
    ]
    return "\n".join(part for part in parts if part)


def _customer(dossier: Dossier) -> str:
    card = dossier.customer
    if card is None:
        return ""
    tier = value_label("customer", "tier", card.fields["tier"]) if card.fields.get("tier") else ""
    phone = card.phones[0].raw if card.phones else ""
    return "  ".join(part for part in (format_number("customer", card.id), card.name, phone, tier) if part)


def _told(fields: dict[str, Any]) -> str:
    if fields["told_at"] is None:
        return ""
    parts = (moments.shown(fields["told_at"]), fields["told_by"], fields["told_words"])
    return "  ".join(part for part in parts if part)


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
