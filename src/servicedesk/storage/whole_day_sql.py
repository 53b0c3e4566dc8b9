"""When follow-ups are due, in SQL, as seen in a zone: whole days by their day, all others by their moment.

It means the rows that FollowUpRow.seen_in() would. The indices know moments alone: by them the rows are left
out that cannot be meant, with room for every zone in which a day may have been booked.
"""

import operator
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from servicedesk.domain.errors import UsageError
from servicedesk.domain.whole_days import begins
from servicedesk.storage import term_sql
from servicedesk.storage.moments import stored

if TYPE_CHECKING:
    from servicedesk.domain.queries import Term

_ROOM = timedelta(days=2)
"""A day begins at most 26 hours earlier or later elsewhere, and is kept for a time within it."""
_COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def due(op: str, moment: datetime, zone: tzinfo) -> term_sql.Condition:
    """Those that are due before the moment (`<`, `<=`) or after it (`>`, `>=`)."""
    day, towards = moment.astimezone(zone).date(), op[0]
    starts, ends = begins(day, zone), begins(day + timedelta(days=1), zone)
    sql = (
        f"(due_at {towards}= ? AND CASE WHEN on_day IS NULL THEN due_at {op} ?"
        # The moment of a day from elsewhere may lie outside of it: then it is the beginning that counts.
        f" WHEN on_day = ? THEN CASE WHEN due_at >= ? AND due_at < ? THEN due_at {op} ?"
        f" ELSE {int(_COMPARE[op](starts, moment))} END"
        f" ELSE on_day {towards} ? END)"
    )
    at, named = stored(moment), day.isoformat()
    return term_sql.Condition(
        sql, [_bound(moment, towards), at, named, stored(starts), stored(ends), at, named]
    )


def due_word(term: "Term", context: term_sql.Asked) -> term_sql.Condition:
    """The query word `due`: a range is half open, so that a day means all of it."""
    if term.op == "empty":
        return term_sql.Condition("due_at IS NULL")
    moments = [value for value in term.values if isinstance(value, datetime)]
    if term.op not in {"=", "range"}:
        return term_sql.any_of([due(term.op, moment, context.zone) for moment in moments])
    spans = zip(moments[::2], moments[1::2], strict=True)
    return term_sql.any_of([_within(start, end, context.zone) for start, end in spans])


def _within(start: datetime, end: datetime, zone: tzinfo) -> term_sql.Condition:
    since, until = due(">=", start, zone), due("<", end, zone)
    return term_sql.Condition(f"({since.sql} AND {until.sql})", since.parameters + until.parameters)


def passed(now: datetime, zone: tzinfo) -> term_sql.Condition:
    """Those whose time has passed; a whole day passes only at its end."""
    today = now.astimezone(zone).date()
    sql = (
        "(due_at < ? AND CASE WHEN on_day IS NULL THEN due_at < ? AND (all_day = 0 OR due_at < ?)"
        " ELSE on_day < ? END)"
    )
    parameters = [_bound(now, "<"), stored(now), stored(begins(today, zone)), today.isoformat()]
    return term_sql.Condition(sql, parameters)


def _bound(moment: datetime, towards: str) -> str:
    """A text before or behind all moments that may be meant."""
    try:
        return stored(moment - _ROOM if towards == ">" else moment + _ROOM)
    except (OverflowError, UsageError):
        return "" if towards == ">" else "~"
