"""How it stands with a customer: what we owe them, the late first, and the numbers of the card."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from servicedesk.domain.case_states import SOLVED
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.domain.rows.standing import CustomerStanding, OwedRow
from servicedesk.storage import driver, promises, standing

MOST = 100
"""Remedies owed that are looked at."""
_LAST = datetime.max.replace(tzinfo=UTC)


def customer_standing(
    db: driver.Connection,
    customer_id: int,
    now: datetime,
    cases: Sequence[CaseRow],
    followups: Sequence[FollowUpRow],
) -> CustomerStanding:
    """As of `now`, which is in the zone of the desk; `cases` and `followups` are the customer's."""
    owed = [
        *_promised(db, customer_id, now),
        *_planned(followups, now),
        *_to_tell(cases, now),
        *_to_carry_out(db, customer_id),
    ]
    owed.sort(key=lambda row: (not row.is_late, row.due_at or _LAST))
    counts = standing.case_counts(db, customer_id, now)
    return CustomerStanding(
        owed=tuple(row._replace(id=place) for place, row in enumerate(owed, 1)),
        calls=standing.call_count(db, customer_id),
        calls_by_month=standing.calls_by_month(db, customer_id, now),
        cases=counts.all,
        open_cases=counts.open,
        late_cases=counts.late,
        kept=standing.kept_of(db, customer_id, now),
        satisfaction=counts.satisfaction,
    )


def _promised(db: driver.Connection, customer_id: int, now: datetime) -> Iterator[OwedRow]:
    for row in promises.of_customer(db, customer_id):
        if row.state == "open":
            late = row.is_overdue(now)
            yield OwedRow(0, "promise", row.id, row.case_id, row.due_at, False, late, row.text)


def _planned(followups: Sequence[FollowUpRow], now: datetime) -> Iterator[OwedRow]:
    for row in followups:
        if row.state == "planned":
            late = row.is_overdue(now, now.tzinfo or UTC)
            yield OwedRow(0, "followup", row.id, row.case_id, row.due_at, row.all_day, late, row.purpose)


def _to_tell(cases: Sequence[CaseRow], now: datetime) -> Iterator[OwedRow]:
    for row in cases:
        if row.state == SOLVED:
            late = row.is_overdue(now)
            yield OwedRow(0, "tell", row.id, row.id, row.deadline_at, False, late, row.subject)


def _to_carry_out(db: driver.Connection, customer_id: int) -> Iterator[OwedRow]:
    """A remedy has no time of its own: it comes behind what has one."""
    for case_id, remedy in standing.remedies_owed(db, customer_id, MOST):
        words = f"{remedy.in_words} · {remedy.words}" if remedy.words else remedy.in_words
        yield OwedRow(0, "remedy", case_id, case_id, None, False, False, words)
