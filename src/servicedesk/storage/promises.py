"""Promises: rows by id, of a case, open ones in order of time."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from servicedesk.storage import driver, late_sql, term_sql, words_sql
from servicedesk.storage.kind_sql import KindSql
from servicedesk.storage.moments import loaded, loaded_or_none, stored
from servicedesk.storage.reading import marks, read, read_by_id

if TYPE_CHECKING:
    from servicedesk.domain.promises import KeptRate
    from servicedesk.domain.rows.promises import PromiseRow

ROW_SQL = """
SELECT promises.id, promises.version, promises.text, promises.owner, promises.customer_id,
  coalesce(customers.name, ''), case_id, promises.call_id,
  made_at, estimate_at, promises.due_at, promises.state, ended_at, follows_id, reason,
  promises.told_how, promises.told_words
FROM promises
LEFT JOIN customers ON customers.id = promises.customer_id
"""


def rows(db: driver.Connection, ids: Sequence[int]) -> "dict[int, PromiseRow]":
    """The rows of `ids` by id; ids that no longer exist are left out."""
    from servicedesk.domain.rows.promises import PromiseRow

    return read_by_id(db, PromiseRow, f"{ROW_SQL} WHERE promises.id", ids)


def _found(db: driver.Connection, terms: str, *parameters: Any) -> "list[PromiseRow]":
    from servicedesk.domain.rows.promises import PromiseRow

    return read(db, PromiseRow, f"{ROW_SQL} {terms}", *parameters)


def of_cases(db: driver.Connection, case_ids: Sequence[int]) -> "list[PromiseRow]":
    """The promises on these cases, the first to be due first."""
    return _found(
        db, f"WHERE case_id IN ({marks(case_ids)}) ORDER BY promises.due_at, promises.id", *case_ids
    )


def of_customer(db: driver.Connection, customer_id: int, *, limit: int = 200) -> "list[PromiseRow]":
    """The customer's promises, the newest first."""
    return _found(
        db,
        "WHERE promises.customer_id = ? ORDER BY promises.due_at DESC, promises.id DESC LIMIT ?",
        customer_id,
        limit,
    )


def still_owed(db: driver.Connection, limit: int) -> "list[PromiseRow]":
    """Open promises, the first to be due first."""
    return _found(db, "WHERE promises.state = 'open' ORDER BY promises.due_at, promises.id LIMIT ?", limit)


def kept_rate(db: driver.Connection, start: datetime, end: datetime, now: datetime) -> "KeptRate":
    """What became of the promises whose told time lies in [start, end), as of `now`."""
    from servicedesk.domain import promises

    found = due_between(db, start, end)
    return promises.kept_rate(promises.outcome(state, due_at, ended, now) for state, due_at, ended in found)


def due_between(
    db: driver.Connection, start: datetime, end: datetime
) -> list[tuple[str, datetime, datetime | None]]:
    """(state, told time, time it ended) of every promise whose told time lies in [start, end)."""
    found = db.execute(
        "SELECT state, due_at, ended_at FROM promises WHERE due_at >= ? AND due_at < ? ORDER BY due_at, id",
        (stored(start), stored(end)),
    ).fetchall()
    return [(state, loaded(due_at), loaded_or_none(ended_at)) for state, due_at, ended_at in found]


LOOKED_AT = 1000
"""So many of a person's promises are looked at."""


class OpenPromise(NamedTuple):
    """A promise that is still owed."""

    id: int
    made_at: datetime
    estimate_at: datetime | None
    due_at: datetime
    text: str


def open_promises(db: driver.Connection, actor: str) -> list[OpenPromise]:
    """The actor's promises that are still owed, the first told time first."""
    return read(
        db,
        OpenPromise,
        "SELECT id, made_at, estimate_at, due_at, substr(text, 1, 100) FROM promises"
        " WHERE state = 'open' AND owner = ? ORDER BY due_at, id LIMIT ?",
        *(actor, LOOKED_AT),
    )


def _is_promise_broken(context: term_sql.Asked) -> term_sql.Condition:
    """As domain.promises.outcome() says."""
    lapsed = "(state = 'open' AND due_at < ?)"
    late = "(state IN ('done', 'retold') AND coalesce(ended_at, '9999') > due_at)"
    return term_sql.Condition(f"({lapsed} OR {late})", [context.now])


def _is_ended_in_time(state: str) -> Callable[[term_sql.Asked], term_sql.Condition]:
    return lambda _context: term_sql.Condition(f"(state = '{state}' AND ended_at <= due_at)")


_OUTCOMES: dict[str, Callable[[term_sql.Asked], term_sql.Condition]] = {
    "open": lambda context: term_sql.Condition("(state = 'open' AND due_at >= ?)", [context.now]),
    "kept": _is_ended_in_time("done"),
    "slipped": _is_ended_in_time("retold"),
    "broken": _is_promise_broken,
    "withdrawn": lambda _context: term_sql.Condition("state = 'withdrawn'"),
}
"""What became of a promise, as the list shows it: each promise is in one of these."""


SQL = KindSql(
    orders={"due": ("due_at", "id"), "newest": ("id DESC",)},
    words={
        "number": term_sql.case_column("id"),
        "state": term_sql.enum_column("state"),
        "outcome": term_sql.flags(_OUTCOMES),
        "due": term_sql.moment_column("due_at"),
        "made": term_sql.moment_column("made_at"),
        "owner": term_sql.owner_column("owner"),
        "customer": words_sql.customer_condition,
        "case": term_sql.case_condition,
        "source": term_sql.text_column("external_source"),
        "text": words_sql.words_or_number("promises"),
        "is": term_sql.flags(
            {
                "open": lambda _context: term_sql.Condition("state = 'open'"),
                "overdue": lambda context: term_sql.Condition(
                    "(state = 'open' AND due_at < ?)", [context.now]
                ),
                "entered-late": late_sql.late_promise,
                "mine": term_sql.is_mine("owner"),
                **{name: _OUTCOMES[name] for name in ("kept", "slipped", "broken")},
            }
        ),
    },
    searched=("body",),
    search="""
        SELECT promises.id, promises.text || ' ' || reason || ' ' || coalesce(customers.name, '')
        FROM promises LEFT JOIN customers ON customers.id = promises.customer_id WHERE {where}""",
)
"""What lists, filters, search and files ask of its table."""
