"""What each kind of record says of itself in SQL: in the file that reads its rows, by the name `SQL`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from servicedesk.storage.schema_map import TABLE_BY_KIND

if TYPE_CHECKING:
    from servicedesk.storage.term_sql import Writer

Rows = Iterable[tuple[Any, ...]]


Values = Callable[[str], str]
"""How the values of a column become one: the SQL of an aggregate."""
Several = Callable[[Values], str]
"""The SQL of a value that is made of several so."""


class Part(NamedTuple):
    """A list in files of the rows of a kind that the record owns, in that order."""

    kind: str
    order: str


class KindSql(NamedTuple):
    """One kind of record."""

    orders: Mapping[str, tuple[str, ...]]
    """The terms of each order of its list."""
    words: "Mapping[str, Writer]"
    """The condition of each query word."""
    searched: tuple[str, ...]
    """The columns of its search table."""
    search: str
    """The text of a record from the rows themselves: id, then text; `{where}` says of which records."""
    search_rows: Callable[[Rows], Iterator[tuple[Any, ...]]] | None = None
    """What makes search rows of these, where it is not one segmented text for each column."""
    files: Mapping[str, str | Part | Several] = {}
    """What it has in files beside its own fields and its customer."""


def sql_of(kind: str) -> KindSql:
    """That of the kind; its file is loaded when it is first needed, for a list needs no other."""
    found: KindSql = import_module(f"servicedesk.storage.{TABLE_BY_KIND[kind]}").SQL
    return found


def listed(column: str, source: str) -> Several:
    """Several values of a record, in the order of `source`."""
    return lambda values: f"(SELECT {values(column)} FROM (SELECT {column} FROM {source}))"


SEPARATOR = "; "
"""Between the values of a list in one cell."""


def in_one_cell(column: str) -> str:
    """The values in one cell; where one holds the separator itself, join_values() writes them as JSON."""
    return (
        f"CASE WHEN sum(instr({column}, ';') OR {column} GLOB '[[]*')"
        f" THEN join_values(CAST(json_group_array(CAST({column} AS TEXT)) AS BLOB))"
        f" ELSE group_concat({column}, '{SEPARATOR}') END"
    )


def in_one_list(column: str) -> str:
    """The values as a JSON export lists them: as they come out of one cell again, with no blanks around them.

    Most begin and end with a sign of ASCII, and not with a comma; of all others in_list() knows what is left.
    """
    ends = (
        f"substr({column}, {place}, 1) BETWEEN '{least}' AND '~'" for place, least in ((1, "!"), (-1, "-"))
    )
    values = f"json_group_array(CAST({column} AS TEXT))"
    return (
        f"CASE WHEN sum(({' AND '.join(ends)}) IS NOT 1) THEN in_list({values})"
        # That stands only between two values: in one a quotation mark has a backslash before it, and none
        # ends with a comma.
        f""" ELSE replace({values}, '","', '", "') END"""
    )


def phones_of(customer: str, kind: str = "") -> Several:
    """The numbers of a customer."""
    condition = f" AND kind = '{kind}'" if kind else ""
    return listed(
        "raw",
        f"customer_phones WHERE customer_id = {customer} AND contact_id IS NULL{condition}"
        " ORDER BY position, id",
    )


def main_phones_of(customer: str) -> Several:
    """The numbers of a customer that are no mobiles; all of them, where a mobile stands behind one.

    Those of the other column stand first else, so that both columns tell in which order the card has them.
    """
    rows = f"customer_phones AS {{0}} WHERE {{0}}.customer_id = {customer} AND {{0}}.contact_id IS NULL"
    later = (
        f"SELECT 1 FROM {rows.format('later')} AND later.kind = 'mobile' AND EXISTS (SELECT 1"
        f" FROM {rows.format('earlier')} AND earlier.kind <> 'mobile' AND (earlier.position, earlier.id)"
        " < (later.position, later.id))"
    )
    every, main = phones_of(customer), phones_of(customer, "phone")
    return lambda values: f"CASE WHEN EXISTS ({later}) THEN {every(values)} ELSE {main(values)} END"


def emails_of(customer: str) -> Several:
    """The addresses of a customer."""
    return listed("address", f"customer_emails WHERE customer_id = {customer} ORDER BY position, id")
