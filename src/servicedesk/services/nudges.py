"""Waiting: for whom, whom to ask again now, which cases to propose for closing or to take up again.

The rule of nudges is GLPI's, see domain.policies.waiting; nothing is ever closed by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from servicedesk.domain.case_states import WAITING
from servicedesk.i18n import _
from servicedesk.storage import policies

if TYPE_CHECKING:
    from servicedesk.domain.moves import Row, Values
    from servicedesk.domain.wait_words import Waiting
    from servicedesk.storage import driver
    from servicedesk.storage.transaction import Transaction

ASK, CLOSE, TAKE_UP = "ask", "close", "take_up"
"""What is to be done: ask again, propose closing, take up again what has waited long enough."""


@dataclass(frozen=True, slots=True)
class NudgeLine:
    """A waiting case with which something is to be done since `due_at`."""

    case_id: int
    reason: str
    due_at: datetime
    what: str


def department_reason(transaction: "Transaction") -> str:
    """The desk's waiting reason for a hand-off: the first one that waits for a department."""
    for reason in policies.current(transaction.connection, "waiting").reasons:
        if reason.whom == "department":
            return str(reason.name)
    return _("another department")


def nudges_since(transaction: "Transaction", row: "Row", values: "Values") -> "Values":
    """How often was asked since the wait that `values` begin late in the case of `row`; nothing where not.

    So it does not matter whether the wait or what was asked in it was written down first.
    """
    if transaction.happened >= transaction.now or values.get("nudges") != 0 or not row["nudges"]:
        return {}
    # What counted for another wait was of a time in which that one lasted: this one has taken its place.
    ((count, last),) = transaction.rows(
        "SELECT count(*), max(coalesce(happened_at, at)) FROM events WHERE kind = 'case' AND subject_id = ?"
        " AND verb IN ('case.nudge', 'redo case.nudge') AND annulled_by IS NULL"
        """ AND changes LIKE '%"nudges":%' AND coalesce(happened_at, at) >= ?""",
        (row["id"], transaction.act.now),
    )
    return {"nudges": count, "nudged_at": last} if count else {}


def wait_of(db: "driver.Connection", fields: Mapping[str, Any], zone: str) -> "Waiting | None":
    """How the case of `fields` waits; None for one that does not."""
    from servicedesk.domain.policies.waiting import Wait, reminders
    from servicedesk.domain.wait_words import Waiting
    from servicedesk.storage import clock_cache

    if fields["state"] != WAITING:
        return None
    # An import may have brought a case that waits without saying since when.
    since = fields["waiting_since"] or fields["created_at"]
    wait = Wait(since, fields["nudges"], fields["nudged_at"], fields["waiting_until"])
    reason = policies.current(db, "waiting").find(fields["waiting_reason"])
    found = reminders(reason, wait, clock_cache.desk_calendar(db, zone))
    theirs_at = None
    if not reason.is_for_customer:
        theirs_at = fields["handoff_due_at"] or fields["waiting_until"] or found.first
    return Waiting(reason, since, found, theirs_at, fields["waiting_case_id"])


def nudge_lines(db: "driver.Connection", now: datetime, zone: str) -> list[NudgeLine]:
    """What is due at `now`, the longest due first; snoozed cases are left alone."""
    from servicedesk.domain.policies.waiting import reminders
    from servicedesk.storage import clock_cache
    from servicedesk.storage.cases import to_ask_again

    calendar = clock_cache.desk_calendar(db, zone)
    reasons = policies.current(db, "waiting")
    lines = []
    for case in to_ask_again(db, now):
        nudge, closing, take_up = reminders(reasons.find(case.reason), case.wait, calendar)
        for at, what in ((take_up, TAKE_UP), (closing, CLOSE), (nudge, ASK)):
            if at is not None and at <= now:
                lines.append(NudgeLine(case.id, case.reason, at, what))
                break
    return sorted(lines, key=lambda line: (line.due_at, line.case_id))
