"""Translate a Query into SQL conditions with bound parameters; typed text never becomes part of the SQL."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from typing import Any

from servicedesk.domain.queries import Query, Term, plain_words, says_whether_ended
from servicedesk.storage import driver
from servicedesk.storage.kind_sql import sql_of
from servicedesk.storage.moments import stored
from servicedesk.storage.term_sql import FROM_CAME_BACK, Asked, Condition, any_of, match_of
from servicedesk.storage.words_sql import case_named, is_who, is_whole_number


def condition(
    kind: str,
    query: Query | None,
    now: datetime,
    actor: str = "",
    region: str = "CN",
    *,
    came_back: bool = False,
    only_back: bool = False,
) -> Condition:
    """The WHERE clause for the records of `kind` that `query` means; everything for None.

    `now` in the desk's zone says which day it is; `actor` is who `me` is;
    `region` the country whose numbers are written without a country code. `came_back` says that there are
    closed cases that may be overdue, see came_back(); with `only_back` what is overdue means these alone.
    """
    if query is None or not query.groups:
        return Condition()
    day_began = datetime.combine(now.date(), time(), now.tzinfo)
    of_any_state = kind == "case" and not says_whether_ended(query)
    context = Asked(
        stored(now), stored(day_began), actor, region, now.tzinfo or UTC, came_back, only_back, of_any_state
    )
    parts: list[str] = []
    parameters: list[Any] = []
    for group in query.groups:
        alternatives = any_of([_term(kind, term, context) for term in group.alternatives])
        parts.append(alternatives.sql)
        parameters.extend(alternatives.parameters)
    return Condition(" AND ".join(_planned(kind, parts)), parameters)


def came_back(db: driver.Connection, kind: str, query: Query | None) -> bool:
    """Whether `query` asks what is overdue and there is a closed case whose customer waits for a word."""
    if kind != "case" or query is None:
        return False
    terms = (term for group in query.groups for term in group.alternatives)
    if not any(term.field == "is" and "overdue" in term.values for term in terms):
        return False
    return db.execute(f"SELECT 1 {FROM_CAME_BACK} LIMIT 1").fetchone() is not None


def _planned(kind: str, parts: Sequence[str]) -> Iterator[str]:
    """Let SQLite look into the index for the alternatives of one part only.

    With two such parts and an index of some rows alone (here: open promises) it fails with "internal query
    planner error". So it does with one such part beside another that names those rows, as every word for
    what became of a promise does. A plus before a part says that no index serves it.
    """
    has_alternatives = kind == "promise" and len(parts) > 1
    for part in parts:
        if " OR " not in part:
            yield part
            continue
        yield f"+({part})" if has_alternatives else part
        has_alternatives = True


def only_words(query: Query | None) -> str | None:
    """The MATCH expression of a query of plain words alone, which the index can answer newest first."""
    if query is None or not query.groups:
        return None
    if not plain_words(query):
        return None
    terms = [group.alternatives[0] for group in query.groups]
    words = [str(term.values[0]) for term in terms]
    if any(case_named(word, bare=False) or is_whole_number(word) for word in words):
        return None
    if any(term.op == "text" and is_who(word) for term, word in zip(terms, words, strict=True)):
        return None
    expressions = [match_of(word) for word in words]
    return " AND ".join(expression for expression in expressions if expression) or None


def _term(kind: str, term: Term, context: Asked) -> Condition:
    writer = sql_of(kind).words.get(term.field)
    if writer is None:  # pragma: no cover - the parser knows the fields of each list
        raise AssertionError(f"no SQL for {kind}.{term.field}")
    written = writer(term, context)
    if not term.negated:
        return written
    # Not NOT: what is not known (no due date) is not due today either, and must be found by -due:today.
    return Condition(f"({written.sql}) IS NOT TRUE", written.parameters)


def fields_with_sql(kind: str) -> Sequence[str]:
    """The query words that this module can write for `kind`."""
    return tuple(sql_of(kind).words)
