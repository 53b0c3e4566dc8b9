"""Rows that go on with the record of the row above: merged cells leave what it says blank.

A register that has several calls of one case writes the case once, and below it the calls alone, or its
number with them. Such a row is read as if all stood in it.
"""

from collections.abc import Iterable, Iterator, Sequence

from servicedesk.exchange.mapped import Mapping
from servicedesk.exchange.rows import RawRow


def continued(rows: Iterable[RawRow], mapping: Mapping) -> Iterator[RawRow]:
    """`rows` with what the cells of the record that a row goes on with say; a part must be told in it."""
    own = mapping.own_sources
    ids = {index for one in mapping.mapped if one.target.endswith("external_id") for index in one.sources}
    ids &= set(own)
    rest = [index for index in own if index not in ids]
    parts = {index for part in mapping.parts for one in part.mapping.mapped for index in one.sources}
    above: Sequence[str] | None = None
    for row in rows:
        if row.fault is not None:
            above = None
            yield row
            continue
        if above is not None and rest and _goes_on(row.cells, above, ids, rest, parts):
            cells = list(row.cells)
            for index in own:
                cells[index] = above[index]
            yield row._replace(cells=cells)
            continue
        above = row.cells
        yield row


def _goes_on(
    cells: Sequence[str], above: Sequence[str], ids: set[int], rest: Sequence[int], parts: set[int]
) -> bool:
    if any(cells[index].strip() for index in rest):
        return False
    named = [(cells[index].strip(), above[index].strip()) for index in ids]
    if any(mine and mine != other for mine, other in named):
        return False
    return any(cells[index].strip() for index in parts)
