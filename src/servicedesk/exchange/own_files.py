"""Whether servicedesk wrote a file, and by what its records are to be known again.

An export has the Record UID, which no other desk gives. One of chosen columns may lack it: our headers alone,
with our numbers (C-12) in every row, are a file of ours too; of which desk it is, its rows have to show.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from servicedesk.domain.numbers import number_named
from servicedesk.exchange.column import header_key
from servicedesk.exchange.columns import COLUMNS_BY_KIND, DELETED_AT, UID_HEADERS
from servicedesk.exchange.header_places import is_own_file
from servicedesk.exchange.mapped import REJECT_COLUMNS


class Written(NamedTuple):
    """How servicedesk wrote a file."""

    by_numbers: bool
    """It has no uid: records are known by their numbers alone."""
    is_neutralised: bool
    """Cells that a spreadsheet would run have a `'` before them."""


def written_by_us(
    headers: Sequence[str], kind: str, sample: Sequence[Sequence[str]], *, is_table_of_text: bool
) -> Written | None:
    """How servicedesk wrote the file with these headers and first rows; None when it did not."""
    if is_own_file(headers):
        keys = {header_key(header) for header in headers}
        return Written(by_numbers=False, is_neutralised=not keys.isdisjoint(UID_HEADERS))
    return _by_numbers(headers, kind, sample, is_table_of_text=is_table_of_text)


def kind_by_numbers(headers: Sequence[str], sample: Sequence[Sequence[str]]) -> str:
    """The kind of a file of our headers alone, by our numbers (C-12); '' where nothing tells."""
    kinds = (kind for kind in COLUMNS_BY_KIND if _by_numbers(headers, kind, sample, is_table_of_text=True))
    return next(kinds, "")


def _by_numbers(
    headers: Sequence[str], kind: str, sample: Sequence[Sequence[str]], *, is_table_of_text: bool
) -> Written | None:
    own = COLUMNS_BY_KIND[kind][0]
    names = [header.strip() for header in headers if header.strip() not in REJECT_COLUMNS]
    are_plain = set(names) <= _plain_names(kind)
    if not (are_plain or {header_key(name) for name in names} <= _told_names(kind)):
        return None
    spellings = {header_key(spelling) for spelling in (own.name, own.header, own.header_zh)}
    place = next((place for place, name in enumerate(headers) if header_key(name) in spellings), None)
    if place is None or len(names) == 1:
        return None
    cells = [row[place].strip() for row in sample if place < len(row)]
    if not cells or not all(number_named(cell, kind) for cell in cells):
        return None
    return Written("uid" not in names, is_neutralised=is_table_of_text and not are_plain)


@cache
def _plain_names(kind: str) -> frozenset[str]:
    return frozenset(column.name for column in (*COLUMNS_BY_KIND[kind], DELETED_AT))


@cache
def _told_names(kind: str) -> frozenset[str]:
    columns = (*COLUMNS_BY_KIND[kind], DELETED_AT)
    return frozenset(header_key(word) for column in columns for word in (column.header, column.header_zh))
