"""A case as it is looked at beside the queue: whole, with its clocks, what it lacks, when to ask again."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from servicedesk.domain.case_states import TO_CLOSE_STATES, WAITING
from servicedesk.domain.rows import Dossier

if TYPE_CHECKING:
    from servicedesk.services.clocks import Explained
    from servicedesk.services.closing import GateLine
    from servicedesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class CaseOverview:
    """What one looks at before the next step."""

    dossier: Dossier
    explained: "Explained"
    lacking: "tuple[GateLine, ...]"
    """The gates that are not met, once the case is solved; nothing before."""
    nudge_at: datetime | None
    """When to ask again whom the case waits for; None where nobody is asked."""
    closing_at: datetime | None
    """When to propose closing a case that waits; None for never."""


def overview(desk: "Desk", case_id: int) -> CaseOverview:
    """The case with all that tells what to do next; NotFoundError if there is none."""
    dossier = desk.cases.dossier(case_id)
    row = dossier.case.row
    lacking: tuple[GateLine, ...] = ()
    if row.state in TO_CLOSE_STATES:
        lacking = tuple(gate for gate in desk.cases.gates(case_id) if not gate.is_met)
    nudge_at, closing_at = _reminders(desk, dossier.case.fields) if row.state == WAITING else (None, None)
    return CaseOverview(dossier, desk.clocks.explain(case_id), lacking, nudge_at, closing_at)


def _reminders(desk: "Desk", fields: dict[str, Any]) -> tuple[datetime | None, datetime | None]:
    """(when to nudge, when to propose closing)."""
    from servicedesk.domain.policies.waiting import reminders

    # An import may have brought a case that waits without saying since when.
    asked_at = fields["nudged_at"] or fields["waiting_since"] or fields["created_at"]
    reason = desk.policies.parsed("waiting").find(fields["waiting_reason"])
    return reminders(reason, asked_at, fields["nudges"], desk.clocks.calendar())
