"""The words of a query of what belongs to customers: in its texts, or a customer's whole phone number."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from servicedesk.storage import term_sql
from servicedesk.storage.term_sql import Asked, Condition, Writer

if TYPE_CHECKING:
    from servicedesk.domain.queries import Term

WHOLE = 7
"""Digits: a number of fewer is a word, or the number of something else."""

OF_CUSTOMERS = "SELECT id FROM {table} WHERE customer_id IN ({customers})"
OF_CALLERS = "SELECT {column} FROM calls WHERE ({condition} AND digits_reversed <> '')"


def is_whole_number(typed: str) -> bool:
    """Whether a word is a phone number from its beginning to its end."""
    if sum(character.isdigit() for character in typed) < WHOLE:
        return False
    from servicedesk.domain.phones import looks_like_number

    return looks_like_number(typed)


def words_or_number(table: str, of_calls: str = "") -> Writer:
    """What holds the word, or is of a customer with that number; `of_calls`: its column in calls."""

    def write(term: "Term", context: Asked) -> Condition:
        word = str(term.values[0])
        found = term_sql.words_in(f"{table}_search")(term, context)
        if not is_whole_number(word):
            return found
        customers = customers_with(word, context)
        parts = [f"id IN ({OF_CUSTOMERS.format(table=table, customers=customers.sql)}"]
        parameters: list[Any] = list(customers.parameters)
        if of_calls:
            for condition, values in _endings(word, context):
                parts.append(OF_CALLERS.format(column=of_calls, condition=condition))
                parameters += values
        numbers = " UNION ".join(parts) + ")"
        return Condition(f"({found.sql} OR {numbers})", [*found.parameters, *parameters])

    return write


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


def customers_with(number: str, context: Asked) -> Condition:
    """A SELECT of the customers who have that whole number, their contacts' numbers too; all by indices."""
    parts = [
        f"SELECT customer_id FROM customer_phones WHERE {condition}"
        for condition, _values in _endings(number, context)
    ]
    values = [value for _condition, bounds in _endings(number, context) for value in bounds]
    return Condition(" UNION ".join(parts), values)


def _endings(number: str, context: Asked) -> list[tuple[str, Sequence[str]]]:
    return [
        (term_sql.ENDS_WITH.sql, term_sql.ENDS_WITH.parameters(digits))
        for digits in term_sql.number_parts(number, context.region)
    ]
