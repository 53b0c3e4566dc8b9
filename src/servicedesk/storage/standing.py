"""How it stands with a customer: the counts, and the remedies that were decided and not carried out."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from servicedesk.domain.case_states import DROPPED_STATES, OPEN_STATES
from servicedesk.domain.promises import KeptRate, kept_rate, outcome
from servicedesk.storage import driver
from servicedesk.storage.moments import loaded, loaded_or_none, stored
from servicedesk.storage.reading import marks, read
from servicedesk.storage.term_sql import REMEDY_OWED

if TYPE_CHECKING:
    from servicedesk.domain.rows.complaints import Remedy

MONTHS = 12


class CaseCounts(NamedTuple):
    """Cases of a customer, those counted once that were merged."""

    all: int
    open: int
    late: int
    satisfaction: int | None


def case_counts(db: driver.Connection, customer_id: int, now: datetime) -> CaseCounts:
    """How many cases, how many of them open and late, and how satisfied the customer was, in per cent."""
    is_open = f"state IN ({marks(OPEN_STATES)})"
    found = db.execute(
        f"SELECT count(*), sum({is_open}), sum({is_open} AND deadline_at < ?), avg(satisfaction)"
        f" FROM cases WHERE customer_id = ? AND state NOT IN ({marks(DROPPED_STATES)})",
        [*OPEN_STATES, *OPEN_STATES, stored(now), customer_id, *DROPPED_STATES],
    ).fetchone()
    count, opened, late, mean = found
    return CaseCounts(count, opened or 0, late or 0, None if mean is None else round(mean))


def call_count(db: driver.Connection, customer_id: int) -> int:
    """How many calls there were, without those marked as a mistake."""
    sql = "SELECT count(*) FROM calls WHERE customer_id = ? AND voided_at IS NULL"
    return int(db.execute(sql, [customer_id]).fetchone()[0])


def calls_by_month(db: driver.Connection, customer_id: int, now: datetime) -> tuple[int, ...]:
    """The calls of each of the last MONTHS months in the zone of `now`, this one last."""
    this_month = now.year * 12 + now.month
    # A day more than the longest year: what is too early is left out below.
    since = stored(now - timedelta(days=367))
    rang = db.execute(
        "SELECT rang_at FROM calls WHERE customer_id = ? AND rang_at >= ? AND voided_at IS NULL",
        [customer_id, since],
    ).fetchall()
    days = [loaded(row[0]).astimezone(now.tzinfo) for row in rang]
    found = Counter(day.year * 12 + day.month for day in days)
    return tuple(found[this_month - back] for back in reversed(range(MONTHS)))


def kept_of(db: driver.Connection, customer_id: int, now: datetime) -> KeptRate:
    """What became of all that the customer was promised."""
    sql = "SELECT state, due_at, ended_at FROM promises WHERE customer_id = ?"
    found = db.execute(sql, [customer_id]).fetchall()
    return kept_rate(outcome(state, loaded(due), loaded_or_none(ended), now) for state, due, ended in found)


def remedies_owed(db: driver.Connection, customer_id: int, limit: int) -> "list[tuple[int, Remedy]]":
    """The remedies that the customer has not got, each with its case, the one decided first at the top."""
    from servicedesk.domain.rows.complaints import Remedy

    mine = "case_id IN (SELECT id FROM cases WHERE customer_id = ?)"
    terms = f"FROM case_remedies WHERE {mine} AND {REMEDY_OWED} ORDER BY decided_at, id LIMIT ?"
    parameters: Sequence[Any] = (customer_id, limit)
    cases = [row[0] for row in db.execute(f"SELECT case_id {terms}", parameters).fetchall()]
    columns = "id, kind, words, cost_cents, currency, decided_at, decided_by, approver, approved_at, done_at"
    return list(zip(cases, read(db, Remedy, f"SELECT {columns} {terms}", *parameters), strict=True))
