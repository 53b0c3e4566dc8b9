"""The words of a query of what belongs to customers: in its texts, or who the customer is.

As in the list of customers a word may be a name in pinyin or by its initials, or part of a phone number; it
may be the number of a case, too. What is negated, or chooses what a verb changes (op "literal"), is read
narrowly: in the texts, a case number with its letter, a whole phone number.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from servicedesk.domain.numbers import number_named
from servicedesk.storage import term_sql
from servicedesk.storage.term_sql import Asked, Condition, Writer

if TYPE_CHECKING:
    from servicedesk.domain.queries import Term

WHOLE = 7
"""Digits: a number of fewer is a word, or the number of something else."""

OF_CUSTOMERS = "SELECT id FROM {table} WHERE customer_id IN ({customers})"
OF_CALLERS = "SELECT {column} FROM calls WHERE ({condition} AND digits_reversed <> '')"


PART = 4
"""Digits of a part of a number; fewer are in every other one."""

_CASE_NUMBER = re.compile(r"[#＃]?([1-9][0-9]{0,7})").fullmatch
_SYLLABLE = (
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:[iu]?ang|i?ong|eng|ing|i?an|uan|en|in|un|i?ao|iu|ui|ie|[uv]e|ia|uai?|uo|ou|ai|ei|er|[aoeiuv])"
)
_PINYIN = re.compile(f"(?:{_SYLLABLE}){{1,6}}|[a-hj-tw-z]{{2,4}}", re.IGNORECASE).fullmatch


def may_be_pinyin(word: str) -> bool:
    """Whether a word may be a name in pinyin or its initials: `liping`, `lp`; few English words are."""
    return len(word) > 1 and _PINYIN(word) is not None


def is_part_of_number(word: str) -> bool:
    """Whether a word may be a part of a phone number, or a masked one."""
    if sum(character.isdigit() for character in word) < PART:
        return False
    from servicedesk.domain.phones import looks_like_number

    return looks_like_number(word)


def case_named(word: str, *, bare: bool) -> int | None:
    """The case of that number, with its letter, or without where `bare` allows it: `244`, `#244`."""
    found = _CASE_NUMBER(word) if bare else None
    return int(found[1]) if found else number_named(word, "case")


def is_who(word: str) -> bool:
    """Whether a word may mean more than what is in the texts."""
    return may_be_pinyin(word) or is_part_of_number(word) or case_named(word, bare=True) is not None


def is_whole_number(typed: str) -> bool:
    """Whether a word is a phone number from its beginning to its end."""
    if sum(character.isdigit() for character in typed) < WHOLE:
        return False
    from servicedesk.domain.phones import looks_like_number

    return looks_like_number(typed)


def words_or_number(table: str, of_calls: str = "") -> Writer:
    """What holds the word, or is of whom or of what it may mean; `of_calls`: its column in calls."""

    def write(term: "Term", context: Asked) -> Condition:
        word = str(term.values[0])
        found = term_sql.words_in(f"{table}_search")(term, context)
        is_wide = term.op == "text" and not term.negated
        parts: list[str] = []
        parameters: list[Any] = []
        for customers in _customers_meant(word, context, is_wide=is_wide):
            parts.append(OF_CUSTOMERS.format(table=table, customers=customers.sql))
            parameters += customers.parameters
        if of_calls and (is_whole_number(word) or (is_wide and is_part_of_number(word))):
            for condition, values in _endings(word, context):
                parts.append(OF_CALLERS.format(column=of_calls, condition=condition))
                parameters += values
        if (case_id := case_named(word, bare=is_wide)) is not None:
            parts.append(f"SELECT id FROM {table} WHERE {'id' if table == 'cases' else 'case_id'} = ?")
            parameters.append(case_id)
        if not parts:
            return found
        return Condition(
            f"({found.sql} OR id IN ({' UNION '.join(parts)}))", [*found.parameters, *parameters]
        )

    return write


def _customers_meant(word: str, context: Asked, *, is_wide: bool) -> Iterator[Condition]:
    """SELECTs of the customers whom a word may mean."""
    if is_wide and is_part_of_number(word):
        holding = customers_holding(word, context.region, rarely=False)
        if holding.sql:
            yield holding
    elif is_whole_number(word):
        yield customers_with(word, context)
    if is_wide and may_be_pinyin(word) and (expression := term_sql.match_of(word)):
        named = "SELECT rowid FROM customers_search WHERE customers_search MATCH ?"
        yield Condition(named, [f"{{name}} : ({expression})"])


def customer_condition(term: "Term", context: Asked) -> Condition:
    """customer:CU-12, customer:12, a name or a whole phone number."""
    if term.op == "empty":
        return Condition("customer_id IS NULL")
    parts: list[str] = []
    parameters: list[Any] = []
    for value in term.values:
        if isinstance(value, int):
            parts.append("customer_id = ?")
            parameters.append(value)
        elif is_whole_number(str(value)):
            found = customers_with(str(value), context)
            parts.append(f"customer_id IN ({found.sql})")
            parameters += found.parameters
        elif expression := term_sql.match_of(str(value)):
            parts.append("customer_id IN (SELECT rowid FROM customers_search WHERE customers_search MATCH ?)")
            parameters.append(f"{{name}} : ({expression})")
    return Condition(f"({' OR '.join(parts) or '0'})", parameters)


def phone_condition(term: "Term", context: Asked) -> Condition:
    """Any part of a number of the customer."""
    if term.op == "empty":
        held = "SELECT customer_id FROM customer_phones"
        return Condition(f"(customer_id IS NULL OR customer_id NOT IN ({held}))")
    found = [customers_holding(str(value), context.region) for value in term.values]
    return term_sql.any_of(
        [Condition(f"customer_id IN ({one.sql})", one.parameters) for one in found if one.sql]
    )


def customers_with(number: str, context: Asked) -> Condition:
    """A SELECT of the customers who have that whole number, their contacts' numbers too; all by indices."""
    parts = [
        f"SELECT customer_id FROM customer_phones WHERE {condition}"
        for condition, _values in _endings(number, context)
    ]
    values = [value for _condition, bounds in _endings(number, context) for value in bounds]
    return Condition(" UNION ".join(parts), values)


def customers_holding(typed: str, region: str, *, rarely: bool = True) -> Condition:
    """A SELECT of the customers with a number that holds what was typed; no SQL where that is no number.

    Without `rarely` a whole number is not looked for in the middle of others, which reads them all.
    """
    parts: list[str] = []
    parameters: list[str] = []
    for condition, wanted, is_last_resort in term_sql.number_searches(typed, region):
        if rarely or not is_last_resort:
            parts.append(f"SELECT customer_id FROM customer_phones WHERE {condition.sql}")
            parameters.extend(condition.parameters(wanted))
    return Condition(" UNION ".join(parts), list(parameters))


def _endings(number: str, context: Asked) -> list[tuple[str, Sequence[str]]]:
    return [
        (term_sql.ENDS_WITH.sql, term_sql.ENDS_WITH.parameters(digits))
        for digits in term_sql.number_parts(number, context.region)
    ]
