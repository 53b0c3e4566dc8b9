"""PaletteLine: one line of the palette: what it is at the left, its key or where it was found at the right.

The line is laid out whenever it is drawn, for the list has no width before it has been shown. What has no
room is cut with `…`: at the left first, for a key is short.
"""

from typing import NamedTuple

from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

GAP = 2
"""Cells between the two at least."""


class _Sides(NamedTuple):
    left: Content
    right: Content


class PaletteLine(Visual):
    """Two texts at the ends of one line."""

    def __init__(self, left: Content, right: Content) -> None:
        """Both are clean already."""
        self.sides = _Sides(left, right)

    @property
    def plain(self) -> str:
        """What stands in it, whatever the room."""
        return "  ".join(side.plain for side in self.sides if side)

    def within(self, width: int) -> Content:
        """The line in so many cells."""
        left, right = self.sides
        if not right:
            return left.truncate(width, ellipsis=True)
        if left.cell_length + GAP + right.cell_length > width:
            # A key keeps its cells, the place where something was found half of the line.
            right = right.truncate(max(width // 2, width - left.cell_length - GAP), ellipsis=True)
            left = left.truncate(max(1, width - right.cell_length - GAP), ellipsis=True)
        gap = " " * max(GAP, width - left.cell_length - right.cell_length)
        return Content.assemble(left, gap, right)

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """As Textual asks for it."""
        return self.within(width).render_strips(width, height, style, options)[:1] if width else []

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:  # noqa: ARG002 - Textual's
        """All there is."""
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:  # noqa: ARG002 - Textual's
        """One line."""
        return 1
