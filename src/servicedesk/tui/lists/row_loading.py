"""How a list gets its ids: the first page at once, then all; runs in a thread."""

from array import array
from typing import NamedTuple

from servicedesk.tui.lists.row_pages import PAGE, Rows, RowSource

# A window is never higher than this many pages of rows.
MOST_PAGES = 4


class Anchor(NamedTuple):
    """Where the view stands, so that a reload can put it back."""

    record_id: int | None
    position: int
    scroll: int
    height: int


class LoadedRows(NamedTuple):
    """Ids, the pages that will be looked at first, and whether these are all ids."""

    source: RowSource
    ids: "array[int]"
    pages: dict[int, Rows]
    exact: bool


def first_page(source: RowSource) -> LoadedRows:
    """The first rows."""
    ids = array("q", source.first(PAGE))
    return LoadedRows(source, ids, {0: source.rows(ids)} if ids else {}, exact=len(ids) < PAGE)


def all_rows(source: RowSource, anchor: Anchor) -> LoadedRows:
    """All ids, and the rows in sight."""
    ids = source.ids()
    return LoadedRows(source, ids, _pages_in_sight(source, ids, anchor), exact=True)


def _pages_in_sight(source: RowSource, ids: "array[int]", anchor: Anchor) -> dict[int, Rows]:
    """The pages around the cursor, fetched here so that the picture changes in one go."""
    if not ids:
        return {}
    position = min(anchor.position, len(ids) - 1)
    if anchor.record_id is not None and ids[position] != anchor.record_id:
        try:
            position = ids.index(anchor.record_id)
        except ValueError:
            position = min(anchor.position, len(ids) - 1)
    shifted = max(0, anchor.scroll + position - anchor.position) if anchor.scroll else 0
    first = max(0, min(shifted, position - anchor.height)) // PAGE
    last = min(len(ids) - 1, max(position, shifted) + anchor.height) // PAGE
    numbers = range(first, min(last, first + MOST_PAGES) + 1)
    return {number: source.rows(ids[number * PAGE : (number + 1) * PAGE]) for number in numbers}
