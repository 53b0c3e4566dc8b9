"""Read what is close to its time: the most urgent cases of one person or without owner, and open promises."""

from datetime import datetime
from typing import NamedTuple

from servicedesk.storage import driver
from servicedesk.storage.moments import loaded, loaded_or_none, stored
from servicedesk.storage.term_sql import IS_OPEN

LOOKED_AT = 1000
"""So many of the most urgent cases are looked at: a desk may have a million, and this is asked all day."""


class PressingCase(NamedTuple):
    """A case that has used up much of its time; `level` in per cent."""

    id: int
    level: int
    subject: str


class OpenPromise(NamedTuple):
    """A promise that is still owed."""

    id: int
    made_at: datetime
    estimate_at: datetime | None
    due_at: datetime
    text: str


def pressing_cases(db: driver.Connection, actor: str, now: datetime, level: int) -> list[PressingCase]:
    """Open cases at `level` or above that are the actor's or nobody's and not snoozed, most urgent first."""
    found = db.execute(
        "SELECT id, clock_level, substr(subject, 1, 100) FROM ("
        " SELECT id, clock_level, subject, urgency FROM cases INDEXED BY cases_queue"
        f" WHERE {IS_OPEN} AND owner IN ('', ?) AND (snoozed_until IS NULL OR snoozed_until <= ?)"
        " ORDER BY urgency DESC, coalesce(deadline_at, '9999'), id LIMIT ?"
        ") WHERE clock_level >= ?",
        (actor, stored(now), LOOKED_AT, level),
    ).fetchall()
    return [PressingCase(*row) for row in found]


def open_promises(db: driver.Connection, actor: str) -> list[OpenPromise]:
    """The actor's promises that are still owed, the first told time first."""
    found = db.execute(
        "SELECT id, made_at, estimate_at, due_at, substr(text, 1, 100) FROM promises"
        " WHERE state = 'open' AND owner = ? ORDER BY due_at, id LIMIT ?",
        (actor, LOOKED_AT),
    ).fetchall()
    return [
        OpenPromise(row[0], loaded(row[1]), loaded_or_none(row[2]), loaded(row[3]), row[4]) for row in found
    ]
