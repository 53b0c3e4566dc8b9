"""Saved views."""

from typing import NamedTuple


class View(NamedTuple):
    """A saved view: a name and the query behind it. Built-in views have `id` None."""

    id: int | None
    kind: str
    name: str
    query: str
