"""ShownRows: rows that are already here as the source of a RowList (a card's cases, calls, follow-ups)."""

from array import array
from collections.abc import Sequence
from typing import Any


class ShownRows:
    """A RowSource over a fixed sequence of rows with an `id`."""

    def __init__(self, rows: Sequence[Any]) -> None:
        """In the order of `rows`."""
        self._ids = array("q", [row.id for row in rows])
        self._row_by_id = {row.id: row for row in rows}

    def first(self, limit: int) -> Sequence[int]:
        """The first ids."""
        return self._ids[:limit]

    def ids(self) -> "array[int]":
        """All ids."""
        return self._ids

    def rows(self, ids: Sequence[int]) -> dict[int, Any]:
        """The rows of these ids."""
        return {record_id: self._row_by_id[record_id] for record_id in ids if record_id in self._row_by_id}
