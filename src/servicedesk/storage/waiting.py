"""The cases that wait: what for, since when, and when somebody was last asked."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from servicedesk.storage import driver
from servicedesk.storage.moments import loaded, stored

# An import may have brought a case that waits without saying since when.
WAITING_SQL = (
    "SELECT id, waiting_reason, nudges, coalesce(nudged_at, waiting_since, created_at) FROM cases"
    " WHERE state = 'waiting'"
)


class WaitingCase(NamedTuple):
    """A case that waits; `asked_at` is the last nudge, else the beginning of the wait."""

    id: int
    reason: str
    nudges: int
    asked_at: datetime


def waits(db: driver.Connection, case_ids: Sequence[int]) -> list[WaitingCase]:
    """Those of the cases that wait, snoozed ones too."""
    found = db.execute(
        f"{WAITING_SQL} AND id IN (SELECT value FROM json_each(?))", (json.dumps(list(case_ids)),)
    ).fetchall()
    return [WaitingCase(row[0], row[1], row[2], loaded(row[3])) for row in found]


def to_ask_again(db: driver.Connection, now: datetime) -> list[WaitingCase]:
    """The waiting cases, not snoozed at `now`, whose nudge or proposal to close has come, by the cache."""
    sql = WAITING_SQL.replace("FROM cases", "FROM cases INDEXED BY cases_to_nudge")
    found = db.execute(
        f"{sql} AND nudge_at IS NOT NULL AND nudge_at <= ? AND (snoozed_until IS NULL OR snoozed_until <= ?)",
        (stored(now), stored(now)),
    ).fetchall()
    return [WaitingCase(row[0], row[1], row[2], loaded(row[3])) for row in found]
