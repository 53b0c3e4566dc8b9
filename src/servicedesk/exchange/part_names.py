"""Fields of further records in one row, as users name them: `followup.due_at`, `call2.summary`."""

import re
from typing import NamedTuple

CARD = "customer"
"""The part that completes the card of a row's customer; it is a record of its own kind otherwise."""
PART_KINDS = ("call", "followup", "promise")
"""Kinds of records that a row may hold beside its own."""
_NAME = re.compile(rf"({'|'.join((CARD, *PART_KINDS))})([1-9]\d?)?\.(\w+)")


class PartField(NamedTuple):
    """A field of the record of a kind that stands in the row at a place: its first call, its second."""

    kind: str
    place: int
    field: str

    @property
    def part(self) -> tuple[str, int]:
        """The record whose field it is."""
        return self.kind, self.place


def part_field(name: str) -> PartField | None:
    """What a dotted name means; None for a field of the row's own record."""
    found = _NAME.fullmatch(name.strip())
    return PartField(found[1], int(found[2] or 1), found[3]) if found else None


def part_prefix(kind: str, place: int) -> str:
    """With what the names of the fields of a part begin."""
    return f"{kind}{place if place > 1 else ''}."
