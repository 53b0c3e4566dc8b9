"""Board: figures side by side, then short sections of rows, with one cursor through all of it.

    board.show(figures, sections)         # the cursor stays on its entry; where that has gone, on its line
    @on(Board.Opened)                     # message.entry: ("figure", "overdue") or ("call", 9)

Left and Right step among the figures, Up and Down through everything, Tab from section to section. It is for
screens of a few dozen lines; long lists are RowLists.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.widgets import Static

from servicedesk.keys.actions import Scope
from servicedesk.tui.base.bindings import bindings_for
from servicedesk.tui.base.glyphs import glyphs
from servicedesk.tui.base.safe import plain
from servicedesk.tui.lists.list_columns import (
    GAP,
    KINDS,
    ListColumn,
    RenderContext,
    cell_pieces,
    fitted,
    placed,
)

Entry = tuple[str, Any]
"""What stands under the cursor: its kind and its key."""

GUTTER = 2
FIGURES_AT = 1
"""The line of the figures; above them stands the day."""

_STYLES = {
    "": "",
    "muted": "$text-muted",
    "warning": "$text-warning",
    "error": "bold $text-error",
    "accent": "$text-accent",
    "strong": "bold",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its word; `kind` as in list_columns, and a sign that says the same without colour.

    `short` is said in place of the label where there is no room for all of them.
    """

    key: str
    number: str
    label: str
    kind: str = "strong"
    short: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its rows; `kind` and `key` of a row make its Entry."""

    kind: str
    heading: str
    columns: Sequence[ListColumn]
    rows: Sequence[Any] = ()
    note: str = ""
    empty: str = ""
    key: Callable[[Any], Any] = field(default=lambda row: row.id)


class Board(VerticalScroll, can_focus=True):
    """The body of a dashboard."""

    DEFAULT_CSS = """
    Board { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    Board > Static { height: auto; width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_for(Scope.ROWS),
        ("left,h", "beside(-1)", ""),
        ("right,l", "beside(1)", ""),
        ("tab", "section(1)", ""),
        ("shift+tab", "section(-1)", ""),
    ]

    class Opened(Message):
        """Enter or a double click on an entry."""

        def __init__(self, entry: Entry) -> None:
            super().__init__()
            self.entry = entry

    class Moved(Message):
        """The cursor is on another entry, None on an empty board."""

        def __init__(self, entry: Entry | None) -> None:
            super().__init__()
            self.entry = entry

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - the name that Textual gives it
        """Empty until `show`."""
        super().__init__(id=id)
        self.heading = ""
        self.figures: tuple[Figure, ...] = ()
        self.sections: tuple[Section, ...] = ()
        self.welcome: tuple[str, ...] = ()
        self.context = RenderContext()
        self._place = 0
        self._entries: list[Entry] = []
        self._lines: list[int] = []

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static("", markup=False)

    # What a screen asks for

    def show(
        self,
        heading: str,
        figures: Sequence[Figure],
        sections: Sequence[Section],
        context: RenderContext,
        welcome: Sequence[str] = (),
    ) -> None:
        """Show the newest state; `welcome` are lines above the sections: a note, or how to begin."""
        before, place = self.entry, self._place
        self.heading, self.context, self.welcome = heading, context, tuple(welcome)
        self.figures, self.sections = tuple(figures), tuple(sections)
        self._entries = [("figure", figure.key) for figure in figures]
        self._entries += [(one.kind, one.key(row)) for one in sections for row in one.rows]
        if before in self._entries:
            self._place = self._entries.index(before)
        else:
            self._place = max(0, min(place, len(self._entries) - 1))
        self._draw()
        if self.entry != before:
            self.post_message(self.Moved(self.entry))

    @property
    def entry(self) -> Entry | None:
        """What stands under the cursor."""
        return self._entries[self._place] if self._place < len(self._entries) else None

    def row(self, entry: Entry | None) -> Any | None:
        """The row of an entry; None for a figure."""
        for section in self.sections:
            for row in section.rows:
                if (section.kind, section.key(row)) == entry:
                    return row
        return None

    # Moving

    def _move_to(self, place: int) -> None:
        place = max(0, min(place, len(self._entries) - 1))
        if place != self._place and self._entries:
            self._place = place
            self._draw()
            line = self._lines[place]
            # The heading above the first row comes into sight with it.
            self.scroll_to_region(Region(0, max(0, line - 2), 1, 4), animate=False, force=True)
            self.post_message(self.Moved(self.entry))

    def action_rows_down(self) -> None:
        """Down; from any figure to the first row."""
        self._move_to(max(self._place + 1, len(self.figures)))

    def action_rows_up(self) -> None:
        """Up; from the first row to the first figure."""
        on_first_row = self._place == len(self.figures)
        self._move_to(0 if on_first_row else self._place - (1 if self._place > len(self.figures) else 0))

    def action_beside(self, step: int) -> None:
        """The figure beside."""
        if self._place < len(self.figures):
            self._move_to(max(0, min(self._place + step, len(self.figures) - 1)))

    def action_section(self, step: int) -> None:
        """The first entry of the next section; after the last again the figures."""
        starts = self._starts()
        if not starts:
            return
        here = max(place for place, start in enumerate(starts) if start <= self._place)
        self._move_to(starts[(here + step) % len(starts)])

    def _starts(self) -> list[int]:
        starts = [0] if self.figures else []
        place = len(self.figures)
        for section in self.sections:
            if section.rows:
                starts.append(place)
            place += len(section.rows)
        return starts

    def action_rows_top(self) -> None:
        """To the first figure."""
        self._move_to(0)

    def action_rows_bottom(self) -> None:
        """To the last row."""
        self._move_to(len(self._entries) - 1)

    def action_rows_page_down(self) -> None:
        """The next section."""
        self.action_section(1)

    def action_rows_page_up(self) -> None:
        """The section before."""
        self.action_section(-1)

    def action_rows_open(self) -> None:
        """Open what stands under the cursor."""
        if self.entry is not None:
            self.post_message(self.Opened(self.entry))

    def on_click(self, event: events.Click) -> None:
        """Move the cursor; a second click opens."""
        line = int(self.scroll_offset.y) + event.y
        widths = self._figure_widths()
        for place, at in enumerate(self._lines):
            if place < len(self.figures):
                start = 1 + sum(widths[:place])
                hit = line in {at, at + 1} and start <= event.x < start + widths[place]
            else:
                hit = line == at
            if hit:
                self._move_to(place)
                if event.chain == 2:
                    self.action_rows_open()
                return

    # Drawing

    @property
    def _width(self) -> int:
        # A cell for the scroll bar, so that nothing moves when it comes.
        return max(20, self.size.width - self.styles.padding.width - 1)

    @on(events.Resize)
    @on(events.Focus)
    @on(events.Blur)
    def _draw_anew(self) -> None:
        """Another width, or the cursor shows more or less."""
        self._draw()

    def _draw(self) -> None:
        if not self.is_mounted or not self.size.width:
            return
        lines: list[Content] = [Content.assemble((fitted(self.heading, self._width), "$text-muted"))]
        self._lines = [FIGURES_AT] * len(self.figures)
        if self.figures:
            lines += [self._figure_line(), self._label_line()]
        lines += [Content(plain(line)) for line in self.welcome]
        place = len(self.figures)
        for section in self.sections:
            lines.append(Content(""))
            lines.append(self._heading_line(section))
            if not section.rows:
                lines.append(Content.assemble((f"  {plain(section.empty)}", "$text-muted")))
            layout = placed(section.columns, self._width - GUTTER)
            for row in section.rows:
                self._lines.append(len(lines))
                lines.append(self._row_line(layout, row, place == self._place))
                place += 1
        self.query_one(Static).update(Content("\n").join(lines))

    @property
    def _ground(self) -> str:
        """Under what the keys act on: words keep their colours there."""
        return "reverse" if self.app.no_color else "on $block-cursor-background"

    def _cursor(self, place: int) -> tuple[str, str]:
        if place != self._place:
            return "  ", ""
        return f"{glyphs().pointer} ", "bold $text-accent" if self.has_focus else ""

    def _figure_widths(self) -> list[int]:
        """Each figure has room for its words and an even share of the rest; all alike where that is short."""
        needed = list(map(_figure_cells, self.figures, self._labels()))
        spare = self._width - sum(needed)
        if spare < 0:
            return [self._width // len(self.figures)] * len(self.figures)
        return [width + spare // len(needed) for width in needed]

    def _labels(self) -> list[str]:
        """What the figures are called: the last ones in short until all of them have room."""
        labels = [figure.label for figure in self.figures]
        for place in reversed(range(len(labels))):
            if sum(map(_figure_cells, self.figures, labels)) <= self._width:
                break
            labels[place] = self.figures[place].short or labels[place]
        return labels

    def _figure_line(self) -> Content:
        parts: list[tuple[str, str]] = []
        for place, (figure, width) in enumerate(zip(self.figures, self._figure_widths(), strict=True)):
            at_cursor = place == self._place and self.has_focus
            style = f"{_STYLES[figure.kind]} {self._ground}" if at_cursor else _STYLES[figure.kind]
            shown = f" {figure.number} "
            parts += [self._cursor(place), (shown, style)]
            parts.append((" " * max(0, width - GUTTER - cell_len(shown)), ""))
        return Content.assemble(*parts)

    def _label_line(self) -> Content:
        placed_labels = zip(self._labels(), self._figure_widths(), strict=True)
        cells = [f"   {fitted(label, max(0, width - 4))} " for label, width in placed_labels]
        return Content.assemble(("".join(cells), "$text-muted"))

    def _heading_line(self, section: Section) -> Content:
        note = plain(section.note)
        gap = self._width - cell_len(section.heading) - cell_len(note)
        heading = (plain(section.heading), "bold $text-primary")
        return Content.assemble(heading, " " * max(2, gap), (note, "bold $text-warning"))

    def _row_line(self, layout: Sequence[tuple[ListColumn, int]], row: Any, at_cursor: bool) -> Content:
        ground = self._ground if at_cursor and self.has_focus else ""
        parts: list[tuple[str, str]] = [(f"{glyphs().pointer} " if at_cursor else "  ", ground)]
        for place, (column, width) in enumerate(layout):
            if place:
                parts.append((" " * GAP, ground))
            for text, kind in cell_pieces(column.render(row, self.context), width, column.align):
                style = _STYLES[kind] if kind in KINDS else ""
                parts.append((text, f"{style} {ground}".strip()))
        return Content.assemble(*parts)


def _figure_cells(figure: Figure, label: str) -> int:
    """The cells of a figure called `label`, with the blanks around it."""
    return max(GUTTER + cell_len(figure.number) + 2, cell_len(label) + 4)
