"""Waiting: for whom, whom to ask again now, and which cases to propose for closing.

The rule is GLPI's, see domain.policies.waiting; nothing is ever closed by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from servicedesk.i18n import _
from servicedesk.storage import policies

if TYPE_CHECKING:
    from servicedesk.storage import driver
    from servicedesk.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class NudgeLine:
    """A case on which somebody is to be asked again, or which is proposed for closing, since `due_at`."""

    case_id: int
    reason: str
    due_at: datetime
    proposes_close: bool


def department_reason(transaction: "Transaction") -> str:
    """The desk's waiting reason for a hand-off: the first one that waits for a department."""
    for reason in policies.current(transaction.connection, "waiting").reasons:
        if reason.whom == "department":
            return str(reason.name)
    return _("another department")


def next_times(
    db: "driver.Connection", fields: Mapping[str, Any], zone: str
) -> tuple[datetime | None, datetime | None]:
    """(when to ask again, when to propose closing) on the waiting case of `fields`."""
    from servicedesk.domain.policies.waiting import reminders
    from servicedesk.storage import clock_cache

    # An import may have brought a case that waits without saying since when.
    asked_at = fields["nudged_at"] or fields["waiting_since"] or fields["created_at"]
    reason = policies.current(db, "waiting").find(fields["waiting_reason"])
    times: tuple[datetime | None, datetime | None] = reminders(
        reason, asked_at, fields["nudges"], clock_cache.desk_calendar(db, zone)
    )
    return times


def nudge_lines(db: "driver.Connection", now: datetime, zone: str) -> list[NudgeLine]:
    """What is due at `now`, the longest due first; snoozed cases are left alone."""
    from servicedesk.domain.policies.waiting import reminders
    from servicedesk.storage import clock_cache
    from servicedesk.storage.cases import to_ask_again

    calendar = clock_cache.desk_calendar(db, zone)
    reasons = policies.current(db, "waiting")
    lines = []
    for case in to_ask_again(db, now):
        nudge, closing = reminders(reasons.find(case.reason), case.asked_at, case.nudges, calendar)
        if closing is not None and closing <= now:
            lines.append(NudgeLine(case.id, case.reason, closing, True))
        elif nudge is not None and nudge <= now:
            lines.append(NudgeLine(case.id, case.reason, nudge, False))
    return sorted(lines, key=lambda line: (line.due_at, line.case_id))
