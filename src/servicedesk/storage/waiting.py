"""The cases that wait: what for, since when, and when somebody was last asked."""

from datetime import datetime
from typing import NamedTuple

from servicedesk.storage import driver
from servicedesk.storage.moments import loaded, stored


class WaitingCase(NamedTuple):
    """A case that waits; `asked_at` is the last nudge, else the beginning of the wait."""

    id: int
    reason: str
    nudges: int
    asked_at: datetime


def waiting_cases(db: driver.Connection, now: datetime) -> list[WaitingCase]:
    """Every waiting case that is not snoozed at `now`."""
    # An import may have brought a case that waits without saying since when.
    found = db.execute(
        "SELECT id, waiting_reason, nudges, coalesce(nudged_at, waiting_since, updated_at) FROM cases"
        " WHERE state = 'waiting' AND (snoozed_until IS NULL OR snoozed_until <= ?)",
        (stored(now),),
    ).fetchall()
    return [WaitingCase(row[0], row[1], row[2], loaded(row[3])) for row in found]
