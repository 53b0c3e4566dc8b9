"""The rows behind a RowList: all ids in order, and the rows of the pages that are looked at.

A million ids cost 8 MB and no more: an array and no dictionary. Rows are fetched by id, a page of 100 at
a time, in a thread of their own; the caller waits for at most PATIENCE before it draws a placeholder, which
in practice is never, since a page by ids takes a millisecond and its neighbours are fetched ahead.
"""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, NamedTuple, Protocol, runtime_checkable

from servicedesk.tui.lists.row_rules import RowGroup

PAGE = 100
KEPT_PAGES = 64
# A window is never higher than this many pages of rows.
MOST_PAGES = 4
# Seconds that a key press may wait for rows instead of flashing a placeholder.
PATIENCE = 0.02

fetcher = ThreadPoolExecutor(max_workers=2, thread_name_prefix="rows")

Rows = dict[int, Any]


def is_soon(future: "Future[Any]") -> bool:
    """Wait a moment for `future`; whether its result is there now."""
    return future in wait([future], timeout=PATIENCE).done and future.exception() is None


class RowSource(Protocol):
    """Where a list gets its rows from; each method is called in a thread and may be called in several."""

    def first(self, limit: int) -> Sequence[int]:
        """The first ids in order, at once."""

    def ids(self) -> "array[int]":
        """All ids in order, as array('q'); may take a second."""

    def rows(self, ids: Sequence[int]) -> Rows:
        """The rows of these ids; ids that are gone are left out."""


@runtime_checkable
class GroupedSource(Protocol):
    """A source whose rows may stand in groups."""

    def groups(self, limit: int | None = None) -> "list[tuple[str, array[int]]] | None":
        """The ids in order, each group with its name, at most `limit` of them; None for no groups."""


MEASURED = 60
"""By so many rows columns are measured, once for a query: while one scrolls no column moves."""


class RowPages:
    """Ids and rows of one list; only the event loop touches it, except for the call of `arrived`."""

    def __init__(self, arrived: Callable[[], object], failed: Callable[[BaseException], object]) -> None:
        """`arrived` is called in any thread when late rows are there, `failed` when they are not."""
        self.ids: array[int] = array("q")
        self.source: RowSource | None = None
        self._pages: OrderedDict[int, Rows] = OrderedDict()
        self._coming: dict[int, Future[Rows]] = {}
        self._waited: set[Future[Rows]] = set()
        self._arrived = arrived
        self._failed = failed

    def replace(self, source: RowSource, ids: "array[int]", pages: dict[int, Rows]) -> None:
        """Begin anew with these ids and the pages that are already here."""
        self.source = source
        self.ids = ids
        self._pages = OrderedDict(pages)
        self._coming = {}

    def row(self, position: int) -> Any | None:
        """The row at `position`, or None while it is on its way or when it is gone."""
        self._collect()
        page = self._pages.get(position // PAGE)
        return None if page is None else page.get(self.ids[position])

    def first_rows(self) -> list[Any]:
        """Those of the first MEASURED rows that are here."""
        page = self._pages.get(0, {})
        return [page[number] for number in self.ids[:MEASURED] if number in page]

    def has(self, position: int) -> bool:
        """Whether the page of `position` is here."""
        return position // PAGE in self._pages

    def want(self, first: int, last: int) -> None:
        """Fetch the pages from `first` to `last` and wait a moment for them."""
        self._collect()
        numbers = [number for number in self._numbers(first, last) if number not in self._pages]
        fresh = [self._coming.get(number) or self._request(number) for number in numbers]
        # One wait per page: the other lines of the same picture do not wait again.
        fresh = [future for future in fresh if future not in self._waited]
        if not fresh:
            return
        self._waited = set(fresh)
        wait(fresh, timeout=PATIENCE)
        for future in fresh:
            if not future.done():
                future.add_done_callback(lambda _future: self._arrived())
        self._collect()

    def ahead(self, first: int, last: int) -> None:
        """Fetch the pages from `first` to `last` in the background, for the next key press."""
        for number in self._numbers(first, last):
            if number in self._pages:
                self._pages.move_to_end(number)
            elif number not in self._coming:
                self._request(number)

    def position_of(self, record_id: int, near: int = 0) -> int | None:
        """Where `record_id` stands, looking at `near` first."""
        if 0 <= near < len(self.ids) and self.ids[near] == record_id:
            return near
        try:
            return self.ids.index(record_id)
        except ValueError:
            return None

    def _numbers(self, first: int, last: int) -> range:
        final = (len(self.ids) - 1) // PAGE
        return range(max(0, first // PAGE), min(final, last // PAGE) + 1)

    def _request(self, number: int) -> "Future[Rows]":
        assert self.source is not None  # noqa: S101 - pages are asked for only after replace()
        ids = self.ids[number * PAGE : (number + 1) * PAGE]
        future = self._coming[number] = fetcher.submit(self.source.rows, ids)
        return future

    def _collect(self) -> None:
        for number in [number for number, future in self._coming.items() if future.done()]:
            future = self._coming.pop(number)
            error = future.exception()
            self._pages[number] = {} if error else future.result()
            if error:
                self._failed(error)
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)


# How a list gets its ids: the first page at once, then all; this runs in a thread.


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
    groups: tuple[RowGroup, ...] = ()


def first_page(source: RowSource) -> LoadedRows:
    """The first rows."""
    ids, groups = _in_groups(source, PAGE)
    exact = len(ids) < PAGE
    if groups and not exact:
        # Of the last one only the beginning is known.
        groups = (*groups[:-1], groups[-1]._replace(size=None))
    return LoadedRows(source, ids, {0: source.rows(ids)} if ids else {}, exact, groups)


def all_rows(source: RowSource, anchor: Anchor) -> LoadedRows:
    """All ids, and the rows in sight."""
    ids, groups = _in_groups(source)
    return LoadedRows(source, ids, _pages_in_sight(source, ids, anchor), exact=True, groups=groups)


def _in_groups(source: RowSource, limit: int | None = None) -> "tuple[array[int], tuple[RowGroup, ...]]":
    """The ids in order, and where each group of them begins."""
    parts = source.groups(limit) if isinstance(source, GroupedSource) else None
    if parts is None:
        return (source.ids() if limit is None else array("q", source.first(limit))), ()
    ids, groups = array("q"), []
    for name, part in parts:
        groups.append(RowGroup(name, len(ids), len(part)))
        ids.extend(part)
    return ids, tuple(groups)


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
