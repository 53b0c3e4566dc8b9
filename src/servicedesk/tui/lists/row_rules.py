"""The rules between the groups of a list: each takes a line of its own, and is no row.

    On me 12  ─────────────────────────────────────

Positions count rows, lines count rows and rules; without groups both are the same.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple


class RowGroup(NamedTuple):
    """Rows that belong together, from the position `start` on."""

    name: str
    """In the active language."""
    start: int
    size: int | None
    """How many; None while that is not known."""


class RowRules:
    """Which line a row stands on, and which row on a line."""

    def __init__(self, groups: Sequence[RowGroup] = ()) -> None:
        """The groups in their order, none of them empty."""
        self.groups = groups
        self._starts = [group.start for group in groups]
        self._lines = [group.start + place for place, group in enumerate(groups)]

    def __len__(self) -> int:
        return len(self.groups)

    def line_of(self, position: int) -> int:
        """The line of the row at `position`."""
        return position + bisect_right(self._starts, position)

    def first_line_of(self, position: int) -> int:
        """The same, or the line of the rule right above it."""
        line = self.line_of(position)
        return line - 1 if position in self._starts else line

    def position_at(self, line: int) -> int:
        """The row on `line`, or below the rule that stands there."""
        rules = bisect_right(self._lines, line)
        if rules and self._lines[rules - 1] == line:
            rules -= 1
        return line - rules

    def rule_at(self, line: int) -> RowGroup | None:
        """The group whose rule stands on `line`; None for a row."""
        rules = bisect_right(self._lines, line)
        return self.groups[rules - 1] if rules and self._lines[rules - 1] == line else None
