"""Sources of a RowList: a list of the desk, or rows that are given.

rows.show(ListSource(desk, "case", "kind:complaint"))
"""

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk


class ListSource(NamedTuple):
    """One query on one kind of record; each call is one moment of the desk, in whatever thread."""

    desk: "Desk"
    kind: str
    query: str = ""
    order: str = ""
    reverse: bool = False
    is_grouped: bool = False

    def groups(self, limit: int | None = None) -> "list[tuple[str, array[int]]] | None":
        """The ids by whose turn it is, each group with its name; None for a list without groups."""
        if not self.is_grouped:
            return None
        return self.desk.lists.grouped(
            self.kind, self.query, order=self.order, reverse=self.reverse, limit=limit
        )

    def first(self, limit: int) -> Sequence[int]:
        """The first ids in order."""
        return self.desk.lists.ids(self.kind, self.query, order=self.order, reverse=self.reverse, limit=limit)

    def ids(self) -> "array[int]":
        """All ids in order."""
        return self.desk.lists.ids(self.kind, self.query, order=self.order, reverse=self.reverse)

    def rows(self, ids: Sequence[int]) -> dict[int, Any]:
        """The rows of these ids."""
        return self.desk.lists.rows(self.kind, ids)


class NearSource(NamedTuple):
    """Customers whose names sound like `words`, where a list has nobody for them."""

    desk: "Desk"
    kind: str
    words: str

    def first(self, limit: int) -> Sequence[int]:
        """The first ids in order."""
        return self.ids()[:limit]

    def ids(self) -> "array[int]":
        """All ids in order."""
        return self.desk.lists.sounding_like(self.kind, self.words)

    def rows(self, ids: Sequence[int]) -> dict[int, Any]:
        """The rows of these ids."""
        return self.desk.lists.rows(self.kind, ids)


class FixedRows:
    """A sequence of rows with an `id`, in its order; what was shown before can still be drawn."""

    def __init__(self, rows: Sequence[Any] = ()) -> None:
        """Show `rows`."""
        self._row_by_id: dict[int, Any] = {}
        self._groups: list[tuple[str, array[int]]] | None = None
        self.put(rows)

    def put(self, rows: Sequence[Any], groups: "Sequence[tuple[str, Sequence[int]]] | None" = None) -> None:
        """Show other rows from the next reload on; in `groups` of ids in their order, each with its name."""
        self._groups = None if groups is None else [(name, array("q", ids)) for name, ids in groups]
        self._earlier = self._row_by_id
        self._row_by_id = {row.id: row for row in rows}
        self._ids = array("q", [row.id for row in rows])

    def first(self, limit: int) -> Sequence[int]:
        """The first ids."""
        return self._ids[:limit]

    def ids(self) -> "array[int]":
        """All ids."""
        return self._ids

    def groups(self, limit: int | None = None) -> "list[tuple[str, array[int]]] | None":
        """The ids in their groups, `limit` or not: they are here already."""
        del limit
        return self._groups

    def rows(self, ids: Sequence[int]) -> dict[int, Any]:
        """The rows of these ids."""
        known = {**self._earlier, **self._row_by_id}
        return {record_id: known[record_id] for record_id in ids if record_id in known}
