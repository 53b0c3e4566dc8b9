"""Saved views, and how many records they have."""

from typing import NamedTuple


class View(NamedTuple):
    """A saved view: a name and the query behind it. Built-in views have `id` None."""

    id: int | None
    kind: str
    name: str
    query: str


class Counted(NamedTuple):
    """How many records a list has; at least so many where it is not `exact`."""

    number: int
    exact: bool = True

    @property
    def shown(self) -> str:
        """`12`, `1000+`."""
        return f"{self.number}" if self.exact else f"{self.number}+"
