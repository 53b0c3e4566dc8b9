"""Board: figures side by side, then short sections of rows, with one cursor through all of it.

    board.show(shown)                     # the cursor stays on its entry; where that has gone, on its line
    @on(Board.Opened)                     # message.entry: ("figure", "overdue"), ("call", 9)

Left and Right step among the figures, Up and Down through everything, also ("heading", "call"), Tab from
section to section. A section shows as many rows as it has room for, those around the cursor, and says how
many more there are. board_lines.py draws it.
"""

from typing import Any, ClassVar

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
from servicedesk.tui.frame.pane import is_framed
from servicedesk.tui.today.board_lines import (
    HEADING,
    REVERSE,
    Drawing,
    Entry,
    Figure,
    Look,
    Section,
    Shown,
    figure_widths,
)

__all__ = ["Board", "Entry", "Figure", "Section", "Shown"]

LARGE_FROM = 19
"""Lines of the board from which on its figures are large."""


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
        self.shown = Shown()
        self._tops: dict[str, int] = {}
        self._place = 0
        self._entries: list[Entry] = []
        self._lines: list[int | None] = []

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static("", markup=False)

    # What a screen asks for

    def show(self, shown: Shown) -> None:
        """Show the newest state."""
        before, place = self.entry, self._place
        self.shown = shown
        self._entries = [("figure", figure.key) for figure in shown.figures]
        for section in shown.sections:
            self._entries.append((HEADING, section.kind))
            self._entries += [(section.kind, section.key(row)) for row in section.rows]
        if before in self._entries:
            self._place = self._entries.index(before)
        else:
            self._place = max(0, min(place, len(self._entries) - 1))
        self._draw()
        if self.entry != before:
            self.post_message(self.Moved(self.entry))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures."""
        return self.shown.figures

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections."""
        return self.shown.sections

    @property
    def look(self) -> Look:
        """How it is drawn in a window like this one."""
        framed = is_framed(self)
        width = max(20, self.size.width - (0 if framed else self.styles.padding.width + 1))
        return Look(width, framed, self.size.height >= LARGE_FROM, self.size.height)

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
            if line is not None:
                # The heading above the first row comes into sight with it.
                self.scroll_to_region(Region(0, max(0, line - 2), 1, 4), animate=False, force=True)
            self.post_message(self.Moved(self.entry))

    def action_rows_down(self) -> None:
        """Down; from any figure to the first row."""
        if self._place < len(self.figures):
            self._move_to(len(self.figures) + 1 if self._starts()[1:] else len(self.figures))
        else:
            self._move_to(self._place + 1)

    def action_rows_up(self) -> None:
        """Up; from the first heading to the first figure."""
        if self._place <= len(self.figures):
            self._move_to(0)
        else:
            self._move_to(self._place - 1)

    def action_beside(self, step: int) -> None:
        """The figure beside."""
        if self._place < len(self.figures):
            self._move_to(max(0, min(self._place + step, len(self.figures) - 1)))

    def action_section(self, step: int) -> None:
        """The first entry of the next section; after the last again the figures."""
        starts = self._starts()
        if not starts:
            return
        here = max((place for place, start in enumerate(starts) if start <= self._place), default=0)
        self._move_to(starts[(here + step) % len(starts)])

    def _starts(self) -> list[int]:
        starts = [0] if self.figures else []
        place = len(self.figures)
        for section in self.sections:
            if section.rows:
                starts.append(place + 1)
            place += 1 + len(section.rows)
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
        look = self.look
        widths = figure_widths(self.figures, look)
        edge = 1 + look.framed
        for place, at in enumerate(self._lines):
            if at is None:
                continue
            if place < len(self.figures):
                start = edge + sum(widths[:place])
                hit = at <= line < at + look.figure_lines and start <= event.x < start + widths[place]
            else:
                hit = line == at and event.x < look.left
            if hit:
                self._move_to(place)
                if event.chain == 2:
                    self.action_rows_open()
                return

    # Drawing

    @on(events.Resize)
    @on(events.Focus)
    @on(events.Blur)
    def _draw_anew(self) -> None:
        """Another width, or the cursor shows more or less."""
        self._draw()

    def _draw(self) -> None:
        if not self.is_mounted or not self.size.width:
            return
        is_reversed = self.app.no_color or self.app.native_ansi_color
        ground = REVERSE if is_reversed else "on $block-cursor-background"
        drawing = Drawing(self.shown, self.look, self.entry, ground if self.has_focus else "", self._tops)
        self._lines = drawing.places
        self.query_one(Static).update(Content("\n").join(drawing.lines))
