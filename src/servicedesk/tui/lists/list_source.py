"""A list of the desk as the source of a RowList: `rows.show(ListSource(desk, "case", "kind:complaint"))`."""

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

    def first(self, limit: int) -> Sequence[int]:
        """The first ids in order."""
        return self.desk.lists.ids(self.kind, self.query, order=self.order, reverse=self.reverse, limit=limit)

    def ids(self) -> "array[int]":
        """All ids in order."""
        return self.desk.lists.ids(self.kind, self.query, order=self.order, reverse=self.reverse)

    def rows(self, ids: Sequence[int]) -> dict[int, Any]:
        """The rows of these ids."""
        return self.desk.lists.rows(self.kind, ids)
