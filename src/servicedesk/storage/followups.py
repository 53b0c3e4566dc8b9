"""Follow-ups: rows by id, by span of time, counts by day."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.storage import driver, term_sql
from servicedesk.storage.kind_sql import KindSql
from servicedesk.storage.moments import stored
from servicedesk.storage.reading import read, read_by_id

ROW_SQL = """
SELECT followups.id, followups.version, customer_id, coalesce(customers.name, ''),
  coalesce((SELECT raw FROM customer_phones
            WHERE customer_phones.customer_id = followups.customer_id ORDER BY position, id LIMIT 1), ''),
  case_id, due_at, all_day, method, followups.owner, purpose, state, result, reason_skipped, repeat, done_at,
  planned_for, anchor, series
FROM followups LEFT JOIN customers ON customers.id = followups.customer_id
"""


def rows(db: driver.Connection, ids: Sequence[int]) -> dict[int, FollowUpRow]:
    """The rows of `ids` by id; ids that no longer exist are left out."""
    return read_by_id(db, FollowUpRow, f"{ROW_SQL} WHERE followups.id", ids)


def _found(db: driver.Connection, terms: str, *parameters: Any) -> list[FollowUpRow]:
    return read(db, FollowUpRow, f"{ROW_SQL} {terms}", *parameters)


def between(
    db: driver.Connection, start: datetime, end: datetime, *, states: Sequence[str] = ()
) -> list[FollowUpRow]:
    """Follow-ups due from `start` until before `end`, in order of time; of any state unless `states` say."""
    condition = f" AND state IN ({', '.join('?' * len(states))})" if states else ""
    return _found(
        db,
        f"WHERE due_at >= ? AND due_at < ?{condition} ORDER BY due_at, followups.id LIMIT 5000",
        stored(start),
        stored(end),
        *states,
    )


def planned_from(db: driver.Connection, start: datetime, limit: int) -> list[FollowUpRow]:
    """Planned follow-ups due from `start` on, in order of time."""
    return _found(
        db,
        "WHERE state = 'planned' AND due_at >= ? ORDER BY due_at, followups.id LIMIT ?",
        stored(start),
        limit,
    )


def of_customer(db: driver.Connection, customer_id: int, limit: int = 200) -> list[FollowUpRow]:
    """The customer's follow-ups, newest first."""
    return _found(
        db, "WHERE customer_id = ? ORDER BY due_at DESC, followups.id DESC LIMIT ?", customer_id, limit
    )


def of_case(db: driver.Connection, case_id: int) -> list[FollowUpRow]:
    """The follow-ups about a case, oldest first."""
    return _found(db, "WHERE case_id = ? ORDER BY due_at, followups.id LIMIT 500", case_id)


def is_in_series(db: driver.Connection, series: str, planned_for: str) -> bool:
    """Whether the date of that series that was planned for then (stored text) is there."""
    found = db.execute(
        "SELECT 1 FROM followups WHERE series = ? AND series <> '' AND planned_for = ?", (series, planned_for)
    )
    return found.fetchone() is not None


def next_in_series(db: driver.Connection, series: str, followup_id: int) -> FollowUpRow | None:
    """The date of that series that was booked after the follow-up and is still planned, None for none."""
    found = _found(
        db,
        "WHERE series = ? AND series <> '' AND followups.id > ? AND state = 'planned'"
        " ORDER BY followups.id LIMIT 1",
        series,
        followup_id,
    )
    return found[0] if found else None


def _is_followup_overdue(context: term_sql.Asked) -> term_sql.Condition:
    """A whole day has passed only at its end."""
    sql = "(state = 'planned' AND due_at < ? AND (all_day = 0 OR due_at < ?))"
    return term_sql.Condition(sql, [context.now, context.day_began])


SQL = KindSql(
    orders={"due": ("due_at", "id"), "newest": ("id DESC",)},
    words={
        "state": term_sql.enum_column("state"),
        "due": term_sql.moment_column("due_at"),
        "owner": term_sql.owner_column("owner"),
        "method": term_sql.enum_column("method"),
        "customer": term_sql.customer_condition,
        "case": term_sql.case_condition,
        "source": term_sql.text_column("external_source"),
        "text": term_sql.words_in("followups_search"),
        "is": term_sql.flags({"overdue": _is_followup_overdue, "mine": term_sql.is_mine("owner")}),
    },
    searched=("body",),
    search="""
        SELECT followups.id,
          purpose || ' ' || result || ' ' || reason_skipped || ' ' || coalesce(customers.name, '')
        FROM followups LEFT JOIN customers ON customers.id = followups.customer_id WHERE {where}""",
)
"""What lists, filters, search and files ask of its table."""
