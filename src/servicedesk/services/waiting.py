"""Waiting: for whom, whom to ask again now, and which cases to propose for closing.

The rule is GLPI's, see domain.policies.waiting; nothing is ever closed by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from servicedesk.domain.errors import UsageError
from servicedesk.i18n import _
from servicedesk.services.values import cleaned
from servicedesk.storage import policies
from servicedesk.storage.moments import stored

if TYPE_CHECKING:
    from servicedesk.storage import driver
    from servicedesk.storage.transaction import Transaction

NO_LONGER_WAITING: Mapping[str, Any] = {
    "waiting_reason": "",
    "waiting_since": None,
    "nudges": 0,
    "nudged_at": None,
}
"""What a case forgets that waits no more."""


@dataclass(frozen=True, slots=True)
class NudgeLine:
    """A case on which somebody is to be asked again, or which is proposed for closing, since `due_at`."""

    case_id: int
    reason: str
    due_at: datetime
    proposes_close: bool


def left_waiting(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """What changes with the waiting of the case of `row` when it goes into another state."""
    return NO_LONGER_WAITING if row["state"] == "waiting" else {}


def waiting_values(transaction: "Transaction", row: Mapping[str, Any], reason: str) -> dict[str, Any]:
    """The case waits from now on; a reason of the desk's list in its own spelling, else free words.

    UsageError without a reason.
    """
    words = cleaned("waiting_reason", reason)
    if not words:
        raise UsageError(_("Whom or what does the case wait for?"), _("Give a reason."))
    name: str = policies.current(transaction.connection, "waiting").find(words).name
    if row["state"] == "waiting" and row["waiting_reason"] == name:
        return {}
    return {
        "state": "waiting",
        "waiting_reason": name,
        "waiting_since": stored(transaction.now),
        "nudges": 0,
        "nudged_at": None,
    }


def department_reason(transaction: "Transaction") -> str:
    """The desk's waiting reason for a hand-off: the first one that waits for a department."""
    for reason in policies.current(transaction.connection, "waiting").reasons:
        if reason.whom == "department":
            return str(reason.name)
    return _("another department")


def nudge_lines(db: "driver.Connection", now: datetime, zone: str) -> list[NudgeLine]:
    """What is due at `now`, the longest due first; snoozed cases are left alone."""
    from servicedesk.domain.policies.waiting import reminders
    from servicedesk.storage import clock_cache
    from servicedesk.storage.waiting import to_ask_again

    held = clock_cache.stamp(db)
    calendar = clock_cache.working_calendar(db, held.zone if held else zone)
    reasons = policies.current(db, "waiting")
    lines = []
    for case in to_ask_again(db, now):
        nudge, closing = reminders(reasons.find(case.reason), case.asked_at, case.nudges, calendar)
        if closing is not None and closing <= now:
            lines.append(NudgeLine(case.id, case.reason, closing, True))
        elif nudge is not None and nudge <= now:
            lines.append(NudgeLine(case.id, case.reason, nudge, False))
    return sorted(lines, key=lambda line: (line.due_at, line.case_id))
