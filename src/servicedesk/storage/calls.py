"""Calls: rows by id, a customer's calls, drafts of calls."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from servicedesk.domain.rows.calls import CallRow
from servicedesk.domain.rows.today import DraftRow
from servicedesk.domain.unreadable import marked
from servicedesk.storage import driver, late_sql, missed_calls, term_sql, words_sql
from servicedesk.storage.json_text import kept_fields
from servicedesk.storage.kind_sql import KindSql
from servicedesk.storage.moments import loaded, readable, stored
from servicedesk.storage.reading import read, read_by_id

if TYPE_CHECKING:
    from servicedesk.domain.queries import Term

ROW_SQL = """
SELECT calls.id, calls.version, direction, channel, customer_id, coalesce(customers.name, ''), case_id, phone,
  rang_at, answered_at, ended_at, handler, category, summary, outcome, voided_at,
  calls.created_at, calls.external_source
FROM calls LEFT JOIN customers ON customers.id = calls.customer_id
"""


def rows(db: driver.Connection, ids: Sequence[int]) -> dict[int, CallRow]:
    """The rows of `ids` by id; ids that no longer exist are left out."""
    return read_by_id(db, CallRow, f"{ROW_SQL} WHERE calls.id", ids)


def _found(db: driver.Connection, terms: str, *parameters: Any) -> list[CallRow]:
    return read(db, CallRow, f"{ROW_SQL} {terms}", *parameters)


def newest(db: driver.Connection, limit: int) -> list[CallRow]:
    """The newest calls."""
    return _found(db, "ORDER BY rang_at DESC, calls.id DESC LIMIT ?", limit)


def rang_between(db: driver.Connection, start: datetime, end: datetime) -> list[datetime]:
    """When the calls rang that rang in [start, end), without those struck out."""
    found = db.execute(
        "SELECT rang_at FROM calls WHERE rang_at >= ? AND rang_at < ? AND voided_at IS NULL",
        (stored(start), stored(end)),
    )
    return [loaded(rang_at) for (rang_at,) in found.fetchall()]


def counted_between(db: driver.Connection, start: datetime, end: datetime) -> int:
    """How many calls rang in [start, end), without those struck out."""
    found: int = db.execute(
        "SELECT count(*) FROM calls WHERE rang_at >= ? AND rang_at < ? AND voided_at IS NULL",
        (stored(start), stored(end)),
    ).fetchone()[0]
    return found


def first_rang(db: driver.Connection) -> datetime | None:
    """When the first call rang that is not struck out; None without one."""
    found = db.execute(
        "SELECT rang_at FROM calls WHERE voided_at IS NULL ORDER BY rang_at, id LIMIT 1"
    ).fetchone()
    return None if found is None else loaded(found[0])


def of_customer(db: driver.Connection, customer_id: int, limit: int = 200) -> list[CallRow]:
    """The customer's calls, newest first."""
    return _found(
        db, "WHERE customer_id = ? ORDER BY rang_at DESC, calls.id DESC LIMIT ?", customer_id, limit
    )


def of_case(
    db: driver.Connection, case_id: int, opening_call_id: int | None, limit: int = 500
) -> list[CallRow]:
    """The calls about a case, oldest first."""
    return _found(
        db,
        "WHERE case_id = ? OR calls.id = ? ORDER BY rang_at, calls.id LIMIT ?",
        case_id,
        opening_call_id,
        limit,
    )


def drafts(db: driver.Connection) -> list[DraftRow]:
    """The calls that have been begun and not saved, newest first."""
    return _drafts(db, "WHERE kind NOT LIKE 'form %' ORDER BY updated_at DESC, id DESC LIMIT 100")


def draft(db: driver.Connection, draft_id: int) -> DraftRow | None:
    """A draft; None if it is gone."""
    return next(iter(_drafts(db, "WHERE id = ?", draft_id)), None)


def drafts_of_form(db: driver.Connection, kind: str, actor: str) -> list[DraftRow]:
    """What this person has typed into one form and not saved, in each window, newest first."""
    return _drafts(
        db, "WHERE kind = ? AND actor = ? ORDER BY updated_at DESC, id DESC LIMIT 100", kind, actor
    )


def form_drafts(db: driver.Connection, actor: str) -> list[DraftRow]:
    """What this person has typed into other forms, and not saved, newest first."""
    return _drafts(
        db, "WHERE kind LIKE 'form %' AND actor = ? ORDER BY updated_at DESC, id DESC LIMIT 100", actor
    )


def _drafts(db: driver.Connection, which: str, *values: str | int) -> list[DraftRow]:
    sql = f"SELECT id, kind, actor, started_at, updated_at, body FROM drafts {which}"
    found = db.execute(sql, values).fetchall()
    return [_draft(row) for row in found]


def _draft(row: Sequence[Any]) -> DraftRow:
    number, kind, actor, started_at, updated_at, written = row
    body = _body(written)
    if not isinstance(actor, str):
        body = {**body, "summary": marked(body.get("summary", ""))}
    return DraftRow(number, readable(kind), readable(actor), loaded(started_at), loaded(updated_at), body)


def _body(written: object) -> dict[str, str]:
    """The fields of a draft; what is no draft of ours is kept as words, for somebody may miss them."""
    fields = kept_fields(written)
    if fields is None:
        return {"summary": marked(readable(written))}
    return {name: str(value) for name, value in fields.items() if value is not None}


def _call_phone(term: "Term", context: term_sql.Asked) -> term_sql.Condition:
    """The ending of the caller's number, by index."""
    if term.op == "empty":
        return term_sql.Condition("phone = ''")
    return term_sql.any_of(
        [condition for value in term.values for condition in _calls_from(str(value), context.region)]
    )


def _calls_from(typed: str, region: str) -> Iterator[term_sql.Condition]:
    from servicedesk.domain.phones import masked_parts

    masked = masked_parts(typed)
    for ending in (masked[1],) if masked else term_sql.number_parts(typed, region):
        sql, parameters = term_sql.ENDS_WITH
        condition = f"{sql} AND digits_reversed <> ''"
        bounds = list(parameters(ending))
        if masked:
            condition, bounds = f"{condition} AND digits_reversed GLOB ?", [*bounds, f"*{masked[0][::-1]}"]
        yield term_sql.Condition(f"({condition})", bounds)


_TALK_MINUTES = "(CAST(strftime('%s', ended_at) - strftime('%s', answered_at) AS INTEGER) / 60)"


SQL = KindSql(
    orders={"newest": ("rang_at DESC", "id DESC")},
    words={
        "number": term_sql.case_column("id"),
        "talk": term_sql.number_column(_TALK_MINUTES),
        "summary": term_sql.text_column("summary"),
        "direction": term_sql.enum_column("direction"),
        "channel": term_sql.enum_column("channel"),
        "outcome": term_sql.enum_column("outcome"),
        "handler": term_sql.owner_column("handler"),
        "category": term_sql.text_column("category"),
        "rang": term_sql.moment_column("rang_at"),
        "customer": words_sql.customer_condition,
        "case": term_sql.case_condition,
        "phone": _call_phone,
        "source": term_sql.text_column("external_source"),
        "text": words_sql.words_or_number("calls", "id"),
        "is": term_sql.flags(
            {
                "abandoned": lambda _context: term_sql.Condition("outcome = 'abandoned'"),
                "to-call-back": missed_calls.to_call_back,
                "voided": lambda _context: term_sql.Condition("voided_at IS NOT NULL"),
                "entered-late": late_sql.late_call,
                "mine": term_sql.is_mine("handler"),
            }
        ),
    },
    searched=("body",),
    search="""
        SELECT calls.id, summary || ' ' || calls.category || ' ' || coalesce(customers.name, '')
        FROM calls LEFT JOIN customers ON customers.id = calls.customer_id WHERE {where}""",
    files={
        "phone": "calls.phone",
        "duration_s": "CAST(strftime('%s', calls.ended_at) - strftime('%s', calls.answered_at) AS TEXT)",
        "opened": (
            "(SELECT group_concat('C-' || id, '; ')"
            " FROM (SELECT id FROM cases WHERE call_id = calls.id ORDER BY id))"
        ),
    },
)
"""What lists, filters, search and files ask of its table."""
