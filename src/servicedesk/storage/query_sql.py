"""Translate a Query into SQL conditions with bound parameters; typed text never becomes part of the SQL."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, NamedTuple

from servicedesk.domain.case_states import OPEN_STATES
from servicedesk.domain.numbers import number_named
from servicedesk.domain.queries import Query, Term
from servicedesk.storage.moments import stored
from servicedesk.storage.number_sql import BEGINS_WITH, ENDS_WITH, HOLDS, number_parts

IS_OPEN = f"state IN {OPEN_STATES}"
BY_DEADLINE = "coalesce(deadline_at, '9999')"
SHORTEST_NUMBER = 3
"""Fewer digits than this are searched as a word, not as part of a phone number."""


@dataclass(slots=True)
class Condition:
    """SQL for a WHERE clause with its parameters."""

    sql: str = "1"
    parameters: list[Any] = field(default_factory=list)


class _Context(NamedTuple):
    now: str
    day_began: str
    actor: str
    region: str


_Writer = Callable[[Term, _Context], Condition]


def condition(
    kind: str, query: Query | None, now: datetime, actor: str = "", region: str = "CN"
) -> Condition:
    """The WHERE clause for the records of `kind` that `query` means; everything for None.

    `now` in the desk's zone says which day it is; `actor` is who `me` is;
    `region` the country whose numbers are written without a country code.
    """
    if query is None or not query.groups:
        return Condition()
    day_began = datetime.combine(now.date(), time(), now.tzinfo)
    context = _Context(stored(now), stored(day_began), actor, region)
    parts: list[str] = []
    parameters: list[Any] = []
    for group in query.groups:
        alternatives = _any([_term(kind, term, context) for term in group.alternatives])
        parts.append(alternatives.sql)
        parameters.extend(alternatives.parameters)
    return Condition(" AND ".join(parts), parameters)


def only_words(query: Query | None) -> str | None:
    """The MATCH expression of a query of plain words alone, which the index can answer newest first."""
    if query is None or not query.groups:
        return None
    words: list[str] = []
    for group in query.groups:
        term = group.alternatives[0]
        if len(group.alternatives) > 1 or term.field != "text" or term.negated:
            return None
        words.append(str(term.values[0]))
    if any(number_named(word, "case") for word in words):
        return None
    expressions = [_match_expression(word) for word in words]
    return " AND ".join(expression for expression in expressions if expression) or None


def _match_expression(words: str) -> str | None:
    # Most lists search for no word, and what words are is dear to import.
    from servicedesk.domain.search_terms import match_expression

    return match_expression(words)


def _term(kind: str, term: Term, context: _Context) -> Condition:
    writer = _WRITERS[kind].get(term.field)
    if writer is None:  # pragma: no cover - the parser knows the fields of each list
        raise AssertionError(f"no SQL for {kind}.{term.field}")
    written = writer(term, context)
    if not term.negated:
        return written
    # Not NOT: what is not known (no due date) is not due today either, and must be found by -due:today.
    return Condition(f"({written.sql}) IS NOT TRUE", written.parameters)


def _any(conditions: Sequence[Condition]) -> Condition:
    """One of them must hold."""
    if not conditions:
        return Condition("0")
    joined = " OR ".join(condition.sql for condition in conditions)
    parameters = [parameter for condition in conditions for parameter in condition.parameters]
    return Condition(joined if len(conditions) == 1 else f"({joined})", parameters)


def _text_column(column: str) -> _Writer:
    """A free text: equal without regard to case, or holding the value."""

    def write(term: Term, _context: _Context) -> Condition:
        if term.op == "empty":
            return Condition(f"{column} = ''")
        parts = [f"{column} LIKE ? ESCAPE '\\'" for _value in term.values]
        return Condition(f"({' OR '.join(parts)})", [f"%{_escaped(str(value))}%" for value in term.values])

    return write


def _enum_column(column: str) -> _Writer:
    def write(term: Term, _context: _Context) -> Condition:
        if term.op == "empty":
            return Condition(f"{column} = ''")
        return Condition(f"{column} IN ({', '.join('?' * len(term.values))})", list(term.values))

    return write


def _owner_column(column: str) -> _Writer:
    def write(term: Term, context: _Context) -> Condition:
        if term.op == "empty":
            return Condition(f"{column} = ''")
        owners = [context.actor if value == "me" else value for value in term.values]
        return Condition(f"{column} COLLATE NOCASE IN ({', '.join('?' * len(owners))})", owners)

    return write


def _number_column(column: str) -> _Writer:
    def write(term: Term, _context: _Context) -> Condition:
        if term.op == "empty":
            return Condition(f"coalesce({column}, 0) = 0")
        if term.op == "=":
            return Condition(f"{column} IN ({', '.join('?' * len(term.values))})", list(term.values))
        if term.op == "range":
            return Condition(f"{column} BETWEEN ? AND ?", list(term.values))
        return Condition(f"{column} {term.op} ?", list(term.values))

    return write


def _moment_column(column: str) -> _Writer:
    """A time: a range is half open, so that a day means all of it."""

    def write(term: Term, _context: _Context) -> Condition:
        if term.op == "empty":
            return Condition(f"{column} IS NULL")
        moments = [stored(value) for value in term.values if isinstance(value, datetime)]
        if term.op in {"=", "range"}:
            pairs = list(zip(moments[::2], moments[1::2], strict=True))
            sql = " OR ".join(f"({column} >= ? AND {column} < ?)" for _pair in pairs)
            return Condition(f"({sql})", [moment for pair in pairs for moment in pair])
        return Condition(f"{column} {term.op} ?", moments)

    return write


def _deadline(term: Term, context: _Context) -> Condition:
    """In the words of the index on it, where no deadline stands behind every other."""
    if term.op == "empty":
        return Condition("deadline_at IS NULL")
    found = _moment_column(BY_DEADLINE)(term, context)
    return Condition(f"({found.sql} AND {BY_DEADLINE} <> '9999')", found.parameters)


def _owned(table: str, owner_column: str) -> _Writer:
    """A tag or label."""

    def write(term: Term, _context: _Context) -> Condition:
        if term.op == "empty":
            return Condition(f"id NOT IN (SELECT {owner_column} FROM {table})")
        from servicedesk.domain.labels import fold_label

        values = [fold_label(str(value)) for value in term.values]
        marks = ", ".join("?" * len(values))
        return Condition(f"id IN (SELECT {owner_column} FROM {table} WHERE folded IN ({marks}))", values)

    return write


def _words(table: str) -> _Writer:
    def write(term: Term, _context: _Context) -> Condition:
        expression = _match_expression(str(term.values[0]))
        if expression is None:
            return Condition("1")
        return Condition(f"id IN (SELECT rowid FROM {table} WHERE {table} MATCH ?)", [expression])

    return write


def _case_words(term: Term, context: _Context) -> Condition:
    """What the words are found in, and the case that has this number."""
    found = _words("cases_search")(term, context)
    number = number_named(str(term.values[0]), "case")
    if number is None:
        return found
    return Condition(f"({found.sql} OR id = ?)", [*found.parameters, number])


def _customer_of(term: Term, _context: _Context) -> Condition:
    """customer:CU-12, customer:12 or a name."""
    if term.op == "empty":
        return Condition("customer_id IS NULL")
    parts: list[str] = []
    parameters: list[Any] = []
    for value in term.values:
        if isinstance(value, int):
            parts.append("customer_id = ?")
            parameters.append(value)
        elif expression := _match_expression(str(value)):
            parts.append("customer_id IN (SELECT rowid FROM customers_search WHERE customers_search MATCH ?)")
            parameters.append(f"{{name}} : ({expression})")
    return Condition(f"({' OR '.join(parts) or '0'})", parameters)


def _case_of(term: Term, _context: _Context) -> Condition:
    if term.op == "empty":
        return Condition("case_id IS NULL")
    return Condition(f"case_id IN ({', '.join('?' * len(term.values))})", list(term.values))


def _phone_part(typed: str, region: str) -> Condition:
    """Customers with a number that holds what was typed."""
    parts: list[str] = []
    parameters: list[str] = []
    for digits in number_parts(typed, region):
        for condition in (ENDS_WITH, BEGINS_WITH, HOLDS):
            parts.append(f"SELECT customer_id FROM customer_phones WHERE {condition.sql}")
            parameters.extend(condition.parameters(digits))
    if not parts:
        return Condition("0")
    return Condition(f"id IN ({' UNION '.join(parts)})", list(parameters))


def _customer_words(term: Term, context: _Context) -> Condition:
    from servicedesk.domain.phones import looks_like_number

    word = str(term.values[0])
    found = _words("customers_search")(term, context)
    if not looks_like_number(word) or sum(character.isdigit() for character in word) < SHORTEST_NUMBER:
        return found
    numbers = _phone_part(word, context.region)
    return Condition(f"({found.sql} OR {numbers.sql})", [*found.parameters, *numbers.parameters])


def _customer_phone(term: Term, context: _Context) -> Condition:
    if term.op == "empty":
        return Condition("id NOT IN (SELECT customer_id FROM customer_phones)")
    return _any([_phone_part(str(value), context.region) for value in term.values])


def _customer_email(term: Term, _context: _Context) -> Condition:
    if term.op == "empty":
        return Condition("id NOT IN (SELECT customer_id FROM customer_emails)")
    parts = [
        "id IN (SELECT customer_id FROM customer_emails WHERE folded LIKE ? ESCAPE '\\')"
        for _v in term.values
    ]
    return Condition(
        f"({' OR '.join(parts)})", [f"%{_escaped(str(value).casefold())}%" for value in term.values]
    )


def _call_phone(term: Term, context: _Context) -> Condition:
    """The ending of the caller's number, by index."""
    if term.op == "empty":
        return Condition("phone = ''")
    parts = [part for value in term.values for part in number_parts(str(value), context.region)]
    return _any(
        [
            Condition(f"({ENDS_WITH.sql} AND digits_reversed <> '')", list(ENDS_WITH.parameters(part)))
            for part in parts
        ]
    )


def _last_call(term: Term, context: _Context) -> Condition:
    column = "(SELECT max(rang_at) FROM calls WHERE customer_id = customers.id AND voided_at IS NULL)"
    return _moment_column(column)(term, context)


def _flags(conditions: dict[str, Callable[[_Context], Condition]]) -> _Writer:
    def write(term: Term, context: _Context) -> Condition:
        return _any([conditions[str(value)](context) for value in term.values])

    return write


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _is_snoozed(context: _Context) -> Condition:
    return Condition("(snoozed_until IS NOT NULL AND snoozed_until > ?)", [context.now])


def _is_mine(column: str) -> Callable[[_Context], Condition]:
    return lambda context: Condition(f"{column} = ? COLLATE NOCASE", [context.actor])


def _snoozed(term: Term, context: _Context) -> Condition:
    if term.op == "=" and term.values and isinstance(term.values[0], bool):
        found = _is_snoozed(context)
        return found if term.values[0] else Condition(f"NOT {found.sql}", found.parameters)
    return _moment_column("snoozed_until")(term, context)


def _is_followup_overdue(context: _Context) -> Condition:
    """A whole day has passed only at its end."""
    sql = "(state = 'planned' AND due_at < ? AND (all_day = 0 OR due_at < ?))"
    return Condition(sql, [context.now, context.day_began])


def _is_promise_broken(context: _Context) -> Condition:
    """As domain.promises.outcome() says."""
    lapsed = "(state = 'open' AND due_at < ?)"
    late = "(state IN ('done', 'retold') AND coalesce(ended_at, '9999') > due_at)"
    return Condition(f"({lapsed} OR {late})", [context.now])


def _is_ended_in_time(state: str) -> Callable[[_Context], Condition]:
    return lambda _context: Condition(f"(state = '{state}' AND ended_at <= due_at)")


def _on_case(source: str) -> Callable[[_Context], Condition]:
    """Cases with a row of `source`, and those that such a case stands merged into, through any number."""
    merged = "SELECT merged_into FROM cases JOIN held USING (id) WHERE merged_into IS NOT NULL"
    sql = f"(WITH RECURSIVE held (id) AS (SELECT case_id FROM {source} UNION {merged}) SELECT id FROM held)"
    return lambda _context: Condition(f"id IN {sql}")


_WRITERS: dict[str, dict[str, _Writer]] = {
    "case": {
        "kind": _enum_column("kind"),
        "state": _enum_column("state"),
        "owner": _owner_column("owner"),
        "priority": _number_column("priority"),
        "due": _moment_column("due_at"),
        "deadline": _deadline,
        "level": _number_column("clock_level"),
        "urgency": _number_column("urgency"),
        "severity": _number_column("severity"),
        "received": _moment_column("received_at"),
        "solved": _moment_column("solved_at"),
        "closed": _moment_column("closed_at"),
        "updated": _moment_column("updated_at"),
        "snoozed": _snoozed,
        "customer": _customer_of,
        "category": _text_column("category"),
        "cause": _text_column("cause"),
        "product": _text_column("product"),
        "channel": _enum_column("channel"),
        "department": _text_column("department"),
        "label": _owned("case_labels", "case_id"),
        "source": _text_column("external_source"),
        "text": _case_words,
        "is": _flags(
            {
                "open": lambda _context: Condition(IS_OPEN),
                "closed": lambda _context: Condition(f"NOT ({IS_OPEN})"),
                "overdue": lambda context: Condition(f"({BY_DEADLINE} < ? AND {IS_OPEN})", [context.now]),
                "unacknowledged": lambda _context: Condition(f"(acknowledged_at IS NULL AND {IS_OPEN})"),
                "promised": _on_case("promises WHERE state = 'open' AND case_id IS NOT NULL"),
                "handed-off": _on_case("case_handoffs WHERE back_at IS NULL"),
                "to-nudge": lambda context: Condition(
                    "(nudge_at IS NOT NULL AND nudge_at <= ?)", [context.now]
                ),
                "overridden": lambda _context: Condition("close_override <> ''"),
                "refused": lambda _context: Condition("accepted = 0"),
                "snoozed": _is_snoozed,
                "mine": _is_mine("owner"),
            }
        ),
    },
    "customer": {
        "name": _text_column("name"),
        "phone": _customer_phone,
        "email": _customer_email,
        "tier": _text_column("tier"),
        "kind": _enum_column("kind"),
        "region": _text_column("region"),
        "tag": _owned("customer_tags", "customer_id"),
        "label": _owned("customer_tags", "customer_id"),
        "owner": _owner_column("owner"),
        "company": _text_column("company"),
        "source": _text_column("source"),
        "created": _moment_column("created_at"),
        "updated": _moment_column("updated_at"),
        "last": _last_call,
        "text": _customer_words,
        "is": _flags(
            {
                "open-case": lambda _context: Condition(
                    f"id IN (SELECT customer_id FROM cases WHERE {IS_OPEN})"
                ),
                "mine": _is_mine("owner"),
            }
        ),
    },
    "call": {
        "direction": _enum_column("direction"),
        "channel": _enum_column("channel"),
        "outcome": _enum_column("outcome"),
        "handler": _owner_column("handler"),
        "category": _text_column("category"),
        "rang": _moment_column("rang_at"),
        "customer": _customer_of,
        "case": _case_of,
        "phone": _call_phone,
        "source": _text_column("external_source"),
        "text": _words("calls_search"),
        "is": _flags(
            {
                "abandoned": lambda _context: Condition("outcome = 'abandoned'"),
                "voided": lambda _context: Condition("voided_at IS NOT NULL"),
                "mine": _is_mine("handler"),
            }
        ),
    },
    "followup": {
        "state": _enum_column("state"),
        "due": _moment_column("due_at"),
        "owner": _owner_column("owner"),
        "method": _enum_column("method"),
        "customer": _customer_of,
        "case": _case_of,
        "source": _text_column("external_source"),
        "text": _words("followups_search"),
        "is": _flags(
            {
                "overdue": _is_followup_overdue,
                "mine": _is_mine("owner"),
            }
        ),
    },
    "promise": {
        "state": _enum_column("state"),
        "due": _moment_column("due_at"),
        "made": _moment_column("made_at"),
        "owner": _owner_column("owner"),
        "customer": _customer_of,
        "case": _case_of,
        "source": _text_column("external_source"),
        "text": _words("promises_search"),
        "is": _flags(
            {
                "open": lambda _context: Condition("state = 'open'"),
                "overdue": lambda context: Condition("(state = 'open' AND due_at < ?)", [context.now]),
                "mine": _is_mine("owner"),
                "kept": _is_ended_in_time("done"),
                "slipped": _is_ended_in_time("retold"),
                "broken": _is_promise_broken,
            }
        ),
    },
}


def fields_with_sql(kind: str) -> Sequence[str]:
    """The query words that this module can write for `kind`."""
    return tuple(_WRITERS[kind])
