"""Draws the lines of a RowList, and keeps the strips it has drawn."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from servicedesk.tui.base.glyphs import glyphs
from servicedesk.tui.lists.list_columns import (
    GAP,
    KINDS,
    ListColumn,
    RenderContext,
    cell_pieces,
    fitted,
    header_text,
    placed,
)
from servicedesk.tui.lists.row_rules import RowGroup

# A cursor sign and a mark sign stand before the first column: state is never colour alone.
GUTTER = 2
# The last cell shows where in the list the window stands; a scrollbar widget doubles the cost of a page.
THUMB = 1

UNDERLINED = Style(underline=True)

KEPT_STRIPS = 2000
BOLD_AT_CURSOR = frozenset({"number", "customer", "name"})
"""Columns by which a person knows the row that the keys act on."""

Pieces = list[tuple[str, Style]]


class Frame(NamedTuple):
    """What all lines of one picture share: where it begins, the length of the list, thumb and marks."""

    top: int
    length: int
    thumb: range
    marks: set[int]
    span: range


class LineState(NamedTuple):
    """How a line stands out."""

    at_cursor: bool = False
    marked: bool = False
    thumb: bool = False

    @property
    def styles(self) -> tuple[str, str]:
        """The component styles of the line; the cursor is laid over the mark."""
        return ("marked" if self.marked else "", "cursor" if self.at_cursor else "")


class RowPainter:
    """Turns rows into strips of exactly the width of the window."""

    def __init__(self, columns: Sequence[ListColumn], component_style: Callable[[str], Style]) -> None:
        """`component_style` gives the style of `header`, `cursor` ..., and of the list itself for ""."""
        self.columns = tuple(columns)
        self.context = RenderContext()
        self._component_style = component_style
        self.has_focus = False
        self.width = 0
        """Cells of a line, as `lay_out` was told."""
        self._layout: list[tuple[ListColumn, int]] = []
        self._needs: dict[str, int] = {}
        self._cells = GUTTER
        """Cells of a row, which may be fewer or more than there is room for."""
        self._styles: dict[tuple[str, ...], Style] = {}
        self.kept: dict[tuple[int, LineState], Strip] = {}
        """The strips of rows as they were drawn, by position and state."""
        self._header: Strip | None = None
        self._notes: dict[str, Strip] = {}
        self._rules: dict[tuple[RowGroup, bool], Strip] = {}

    def lay_out(self, width: int) -> None:
        """Share out `width` cells among the columns."""
        self.width = width
        self._layout = placed(self.columns, self._room - GUTTER, self._needs)
        self._cells = GUTTER + sum(cells for _column, cells in self._layout) + GAP * (len(self._layout) - 1)
        self.forget()

    def measure(self, rows: Iterable[Any]) -> None:
        """A column that may grow gets what the longest of these rows needs, and no more."""
        growing = [column for column in self.columns if column.most]
        needs = dict.fromkeys((column.id for column in growing), 0)
        for row in rows:
            for column in growing:
                cell = column.render(row, self.context)
                text = cell if isinstance(cell, str) else "".join(piece for piece, _kind in cell)
                needs[column.id] = max(needs[column.id], cell_len(text[: column.most]))
        if needs != self._needs:
            self._needs = needs
            self.width = 0

    def forget(self) -> None:
        """The rows, their order or the moment are others."""
        self.kept.clear()
        self._notes.clear()
        self._rules.clear()
        self._header = None

    def forget_styles(self, has_focus: bool) -> None:
        """The theme or the focus is another."""
        self.has_focus = has_focus
        self._styles.clear()
        self.forget()

    def row(self, position: int, record: Any, state: LineState) -> Strip:
        """Draw a row and keep it."""
        base = self._style(*state.styles)
        pieces = self._gutter(state, base)
        for index, (column, width) in enumerate(self._layout):
            if index:
                pieces.append((" " * GAP, base))
            bold = ("strong",) if state.at_cursor and column.id in BOLD_AT_CURSOR else ()
            for text, kind in cell_pieces(column.render(record, self.context), width, column.align):
                style = (
                    self._style(kind if kind in KINDS else "", *state.styles, *bold) if kind or bold else base
                )
                pieces += self._sought(text, style) if self.context.sought else [(text, style)]
        strip = self._strip(pieces, base, self._cells, thumb=state.thumb)
        if len(self.kept) >= KEPT_STRIPS:
            self.kept.clear()
        self.kept[position, state] = strip
        return strip

    def _sought(self, text: str, style: Style) -> Pieces:
        """The text with the words that were looked for underlined."""
        from servicedesk.domain.excerpts import marks_in

        pieces, at = [], 0
        for start, end in marks_in(text, self.context.sought):
            pieces += [(text[at:start], style), (text[start:end], style + UNDERLINED)]
            at = end
        return [piece for piece in (*pieces, (text[at:], style)) if piece[0]]

    def words(self, text: str, state: LineState) -> Strip:
        """A line without columns in place of a row, such as one that is on its way; it is not kept."""
        style = self._style("muted", *state.styles)
        pieces = self._gutter(state, self._style(*state.styles))
        pieces.append((fitted(text, self._room - GUTTER), style))
        return self._strip(pieces, style, self._room, thumb=state.thumb)

    def header(self) -> Strip:
        """The names of the columns."""
        if self._header is not None:
            return self._header
        style = self._style("header")
        pieces: Pieces = [(" " * GUTTER, style)]
        for index, (column, width) in enumerate(self._layout):
            pieces.append((" " * GAP if index else "", style))
            pieces.append((header_text(column, width), style))
        self._header = self._strip(pieces, style, self._cells, thumb=False)
        return self._header

    def note(self, text: str) -> Strip:
        """What there is to say in an empty list, or an empty line."""
        kept = self._notes.get(text)
        if kept is not None:
            return kept
        style = self._style("muted") if text else self._style()
        line = " " * GUTTER + fitted(text, self._room - GUTTER)
        self._notes[text] = self._strip([(line, style)], style, self._room, thumb=False)
        return self._notes[text]

    def rule(self, group: RowGroup, thumb: bool) -> Strip:
        """The line above the rows of a group: its name, how many they are, a line to the edge."""
        kept = self._rules.get((group, thumb))
        if kept is not None:
            return kept
        base, muted = self._style(), self._style("muted")
        size = "" if group.size is None else f" {group.size}"
        room = self._room - GUTTER - cell_len(size) - 2
        name = fitted(group.name, min(cell_len(group.name), max(0, room)))
        used = GUTTER + cell_len(name) + cell_len(size) + 1
        sign = glyphs().rule
        pieces: Pieces = [
            (f"{sign} ", muted),
            (name, self._style("strong")),
            (f"{size} ", self._style("accent")),
            (sign * max(0, self._room - used), muted),
        ]
        self._rules[group, thumb] = self._strip(pieces, base, max(used, self._room), thumb=thumb)
        return self._rules[group, thumb]

    def _gutter(self, state: LineState, base: Style) -> Pieces:
        pointer = " "
        if state.at_cursor:
            pointer = glyphs().pointer if self.has_focus else glyphs().pointer_aside
        return [(pointer + ("*" if state.marked else " "), base)]

    def _style(self, *names: str) -> Style:
        style = self._styles.get(names)
        if style is None:
            style = self._component_style("")
            for name in names:
                if name:
                    style += self._component_style(name)
            self._styles[names] = style
        return style

    @property
    def _room(self) -> int:
        """Cells of a line before the thumb; never fewer than the signs of a row take."""
        return max(GUTTER, self.width - THUMB)

    def _strip(self, pieces: Pieces, base: Style, cells: int, *, thumb: bool) -> Strip:
        """A strip of exactly the width from pieces of `cells`; neighbours of one style become one segment."""
        if cells < self._room:
            pieces.append((" " * (self._room - cells), base))
        segments: list[Segment] = []
        text, style = "", base
        for piece, own in pieces:
            if own is style:
                text += piece
            else:
                if text:
                    segments.append(Segment(text, style))
                text, style = piece, own
        segments.append(Segment(text, style))
        if cells > self._room:
            segments = list(Strip(segments, cells).crop(0, self._room))
        segments.append(Segment(" " * THUMB, self._style("thumb") if thumb else base))
        # Told its length, for to measure it again costs as much as all the rest.
        return Strip(segments, self._room + THUMB)
