"""Follow-ups: rows by id, by span of time, counts by day."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from operator import attrgetter
from typing import Any

from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.domain.unreadable import marked
from servicedesk.storage import driver, term_sql, whole_day_sql, words_sql
from servicedesk.storage.fits import misfits
from servicedesk.storage.kind_sql import KindSql
from servicedesk.storage.moments import loaded
from servicedesk.storage.reading import read, read_by_id

ROW_SQL = """
SELECT followups.id, followups.version, customer_id, coalesce(customers.name, ''),
  coalesce((SELECT raw FROM customer_phones
            WHERE customer_phones.customer_id = followups.customer_id ORDER BY position, id LIMIT 1), ''),
  case_id, due_at, all_day, method, followups.owner, purpose, state, result, reason_skipped, repeat, done_at,
  planned_for, anchor, series, on_day
FROM followups LEFT JOIN customers ON customers.id = followups.customer_id
"""


def rows(db: driver.Connection, ids: Sequence[int], zone: tzinfo) -> dict[int, FollowUpRow]:
    """The rows of `ids` by id, as seen in the zone; ids that no longer exist are left out."""
    found = read_by_id(db, FollowUpRow, f"{ROW_SQL} WHERE followups.id", ids)
    return {followup_id: _seen(row, zone) for followup_id, row in found.items()}


def _seen(row: FollowUpRow, zone: tzinfo) -> FollowUpRow:
    """The row as seen in the zone, marked where what it says of its days is not what we write."""
    if (row.on_day or row.anchor or row.repeat) and misfits("followups", row._asdict()):
        row = row._replace(purpose=marked(row.purpose))
    return row.seen_in(zone)


def _found(db: driver.Connection, zone: tzinfo, terms: str, *parameters: Any) -> list[FollowUpRow]:
    """The rows as seen in the zone, in order of time."""
    found = [_seen(row, zone) for row in read(db, FollowUpRow, f"{ROW_SQL} {terms}", *parameters)]
    return sorted(found, key=attrgetter("due_at", "id"))


def between(
    db: driver.Connection, start: datetime, end: datetime, zone: tzinfo, *, states: Sequence[str] = ()
) -> list[FollowUpRow]:
    """Follow-ups due from `start` until before `end`, in order of time; of any state unless `states` say."""
    condition = f" AND state IN ({', '.join('?' * len(states))})" if states else ""
    since, until = whole_day_sql.due(">=", start, zone), whole_day_sql.due("<", end, zone)
    return _found(
        db,
        zone,
        f"WHERE {since.sql} AND {until.sql}{condition} ORDER BY due_at, followups.id LIMIT 5000",
        *since.parameters,
        *until.parameters,
        *states,
    )


def planned_from(db: driver.Connection, start: datetime, zone: tzinfo, limit: int) -> list[FollowUpRow]:
    """Planned follow-ups due from `start` on, in order of time."""
    since = whole_day_sql.due(">=", start, zone)
    return _found(
        db,
        zone,
        f"WHERE state = 'planned' AND {since.sql} ORDER BY due_at, followups.id LIMIT ?",
        *since.parameters,
        limit,
    )


def of_customer(db: driver.Connection, customer_id: int, zone: tzinfo, limit: int = 200) -> list[FollowUpRow]:
    """The customer's follow-ups, newest first."""
    found = _found(
        db, zone, "WHERE customer_id = ? ORDER BY due_at DESC, followups.id DESC LIMIT ?", customer_id, limit
    )
    return found[::-1]


def of_case(db: driver.Connection, case_id: int, zone: tzinfo) -> list[FollowUpRow]:
    """The follow-ups about a case, oldest first."""
    return _found(db, zone, "WHERE case_id = ? ORDER BY due_at, followups.id LIMIT 500", case_id)


def is_in_series(db: driver.Connection, series: str, planned_for: str) -> bool:
    """Whether the date of that series that was planned for then (stored text) is there."""
    found = db.execute(
        "SELECT 1 FROM followups WHERE series = ? AND series <> '' AND planned_for = ?", (series, planned_for)
    )
    return found.fetchone() is not None


def next_in_series(db: driver.Connection, series: str, followup_id: int, zone: tzinfo) -> FollowUpRow | None:
    """The date of that series that was booked after the follow-up and is still planned, None for none."""
    found = _found(
        db,
        zone,
        "WHERE series = ? AND series <> '' AND followups.id > ? AND state = 'planned'"
        " ORDER BY followups.id LIMIT 1",
        series,
        followup_id,
    )
    return found[0] if found else None


def _is_followup_overdue(context: term_sql.Asked) -> term_sql.Condition:
    """A whole day has passed only at its end."""
    passed = whole_day_sql.passed(loaded(context.now), context.zone)
    return term_sql.Condition(f"(state = 'planned' AND {passed.sql})", passed.parameters)


SQL = KindSql(
    orders={"due": ("due_at", "id"), "newest": ("id DESC",)},
    words={
        "number": term_sql.case_column("id"),
        "purpose": term_sql.text_column("purpose"),
        "phone": words_sql.phone_condition,
        "state": term_sql.enum_column("state"),
        "due": whole_day_sql.due_word,
        "owner": term_sql.owner_column("owner"),
        "method": term_sql.enum_column("method"),
        "customer": words_sql.customer_condition,
        "case": term_sql.case_condition,
        "source": term_sql.text_column("external_source"),
        "text": words_sql.words_or_number("followups"),
        "is": term_sql.flags({"overdue": _is_followup_overdue, "mine": term_sql.is_mine("owner")}),
    },
    searched=("body",),
    search="""
        SELECT followups.id,
          purpose || ' ' || result || ' ' || reason_skipped || ' ' || coalesce(customers.name, '')
        FROM followups LEFT JOIN customers ON customers.id = followups.customer_id WHERE {where}""",
)
"""What lists, filters, search and files ask of its table."""
