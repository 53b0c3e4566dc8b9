"""Saved views."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """A saved view: a name and the query behind it. Built-in views have `id` None."""

    id: int | None
    kind: str
    name: str
    query: str
