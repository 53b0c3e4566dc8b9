"""RowList: the one list, windowed, of any length.

    rows = RowList(COLUMNS, empty=N_("No open cases. Press F2 to log a call."), id="cases")
    rows.show(source)        # another query: first page at once, then all ids from a worker
    rows.reload()            # the same query again after a change: no flicker, no jump
    rows.selection()         # marked ids in list order, else [the id under the cursor]

It draws only what is visible: `render_line` makes one Strip of a row, and a cursor step repaints two lines.
Marks are record ids and survive another query. After a reload the cursor stays on its record; where that
has gone, on the same line, so that the next case slides up under it. The screen hears RowHighlighted,
RowOpened, MarksChanged and CountChanged.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events, on, work
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.worker import get_current_worker

from servicedesk.i18n import _
from servicedesk.keys.actions import Scope
from servicedesk.tui.bindings import bindings_for
from servicedesk.tui.widgets.list_columns import (
    GAP,
    KINDS,
    ListColumn,
    RenderContext,
    cell_pieces,
    fitted,
    header_text,
    placed,
)
from servicedesk.tui.widgets.row_pages import PAGE, RowPages, Rows, RowSource

__all__ = ["ListColumn", "RenderContext", "RowList", "RowSource"]

# A cursor sign and a mark sign stand before the first column: state is never colour alone.
GUTTER = 2
HEADER_LINES = 1


@dataclass(frozen=True, slots=True)
class _Anchor:
    """Where the view stands, so that a reload can put it back."""

    record_id: int | None
    position: int
    scroll: int
    height: int


class RowList(ScrollView, can_focus=True):
    """A list of records with cursor, marks and columns."""

    DEFAULT_CSS = """
    RowList {
        height: 1fr;
        width: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        & > .row-list--header { text-style: bold; color: $text-muted; }
        & > .row-list--empty { color: $text-muted; }
        & > .row-list--muted { color: $text-muted; }
        & > .row-list--warning { color: $text-warning; }
        & > .row-list--error { color: $text-error; text-style: bold; }
        & > .row-list--accent { color: $text-accent; }
        & > .row-list--strong { text-style: bold; }
        & > .row-list--marked { background: $accent 25%; text-style: bold; }
        & > .row-list--cursor {
            background: $block-cursor-blurred-background;
            color: $block-cursor-blurred-foreground;
        }
        &:focus > .row-list--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.ROWS)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "row-list--header",
        "row-list--cursor",
        "row-list--marked",
        "row-list--empty",
        *(f"row-list--{kind}" for kind in KINDS),
    }

    loading_rows: reactive[bool] = reactive(False)

    class _Said(Message):
        def __init__(self, row_list: "RowList") -> None:
            super().__init__()
            self.row_list = row_list

        @property
        def control(self) -> "RowList":
            return self.row_list

    class RowHighlighted(_Said):
        """The cursor is on another record; not debounced."""

        def __init__(self, row_list: "RowList", record_id: int | None) -> None:
            super().__init__(row_list)
            self.record_id = record_id

    class RowOpened(_Said):
        """Enter or a double click."""

        def __init__(self, row_list: "RowList", record_id: int) -> None:
            super().__init__(row_list)
            self.record_id = record_id

    class MarksChanged(_Said):
        """Other records are marked; `count` of them."""

        def __init__(self, row_list: "RowList", count: int) -> None:
            super().__init__(row_list)
            self.count = count

    class CountChanged(_Said):
        """The list has another length; not `exact` while only the first page is here."""

        def __init__(self, row_list: "RowList", count: int, exact: bool) -> None:
            super().__init__(row_list)
            self.count = count
            self.exact = exact

    class Failed(Message):
        """The source could not deliver."""

        def __init__(self, error: BaseException) -> None:
            super().__init__()
            self.error = error

    class _Loaded(Message):
        def __init__(self, source: RowSource, ids: "array[int]", pages: dict[int, Rows], exact: bool) -> None:
            super().__init__()
            self.source, self.ids, self.pages, self.exact = source, ids, pages, exact

    class _RowsArrived(Message):
        pass

    def __init__(
        self,
        columns: Sequence[ListColumn],
        *,
        empty: str = "",
        source: RowSource | None = None,
        id: str | None = None,  # noqa: A002 - the name that Textual gives it
        classes: str | None = None,
    ) -> None:
        """A list with `columns`; `empty` is the msgid that says what to do when there is nothing."""
        super().__init__(id=id, classes=classes)
        self.columns = tuple(columns)
        self.empty = empty
        self.context = RenderContext()
        self.order: tuple[str, bool] | None = None
        self.marks: set[int] = set()
        self._cursor = 0
        self._seek: int | None = None
        self._range_from: int | None = None
        self._highlighted: int | None = None
        self._asked: RowSource | None = source
        self._loading_source: RowSource | None = None
        self._again = False
        self._exact = False
        self._pages = RowPages(
            arrived=lambda: self.post_message(self._RowsArrived()),
            failed=lambda error: self.post_message(self.Failed(error)),
        )
        self._strips: dict[int, Strip] = {}
        self._styles_of: dict[str, Style] = {}
        self._layout: list[tuple[ListColumn, int]] = []

    # What a screen asks for

    @property
    def count(self) -> int:
        """How many rows the list has, as far as known."""
        return len(self._pages.ids)

    @property
    def exact(self) -> bool:
        """Whether `count` is final."""
        return self._exact

    @property
    def cursor_row(self) -> int:
        """The position under the cursor."""
        return self._cursor

    @property
    def cursor_id(self) -> int | None:
        """The record under the cursor."""
        return self._pages.ids[self._cursor] if self._cursor < self.count else None

    @property
    def cursor_record(self) -> Any | None:
        """The row under the cursor as the source gave it, None while it is on its way."""
        if not self.count:
            return None
        self._pages.want(self._cursor, self._cursor)
        return self._pages.row(self._cursor)

    def ids(self) -> "array[int]":
        """The ids in list order; do not change it."""
        return self._pages.ids

    def selection(self) -> list[int]:
        """The marked ids in list order, those outside the query last; else the id under the cursor."""
        marks = self._all_marks()
        if marks:
            shown = [record_id for record_id in self._pages.ids if record_id in marks]
            return shown + sorted(marks.difference(shown))
        return [] if self.cursor_id is None else [self.cursor_id]

    def show(self, source: RowSource) -> None:
        """Show another query; marks stay, the cursor stays with its record if that is on the first page."""
        self._asked = source
        self._end_range()
        self._load_from(source)

    def reload(self) -> None:
        """Ask the same query again; what is on the screen stays until the new rows are there."""
        if self._asked is None:
            return
        if self._loading_source is self._asked:
            # Never start over while ids are on their way: steady changes would never let it end.
            self._again = True
        else:
            self._load_from(self._asked)

    def select(self, record_id: int) -> None:
        """Put the cursor on a record, now or when it has been loaded."""
        position = self._pages.position_of(record_id, self._cursor)
        if position is None:
            self._seek = record_id
        else:
            self.move_to(position)

    def clear_marks(self) -> bool:
        """Take all marks away; whether there were any."""
        if self._range_from is None and not self.marks:
            return False
        self._range_from = None
        self.marks = set()
        self._marks_changed()
        return True

    def set_context(self, context: RenderContext) -> None:
        """Draw with another moment or zone."""
        self.context = context
        self._repaint()

    def set_order(self, column_id: str, descending: bool) -> None:
        """Show in the header by which column the source orders."""
        self.order = (column_id, descending)
        self._repaint()

    def set_columns(self, columns: Sequence[ListColumn]) -> None:
        """Show other columns of the same rows."""
        self.columns = tuple(columns)
        self._lay_out()
        self._repaint()

    # Loading

    def on_mount(self) -> None:
        """Load what was given to the constructor."""
        if self._asked is not None:
            self._load_from(self._asked)

    def _load_from(self, source: RowSource) -> None:
        self._loading_source = source
        self._again = False
        if not self.count:
            self.loading_rows = True
        wanted = self.cursor_id if self._seek is None else self._seek
        anchor = _Anchor(wanted, self._cursor, self.scroll_offset.y, max(1, self.size.height))
        self._load(source, source is not self._pages.source or not self.count, anchor)

    @work(thread=True, exclusive=True, group="row-list-load", exit_on_error=False)
    def _load(self, source: RowSource, first_page: bool, anchor: _Anchor) -> None:
        worker = get_current_worker()
        try:
            if first_page:
                ids = array("q", source.first(PAGE))
                exact = len(ids) < PAGE
                loaded = self._Loaded(source, ids, {0: source.rows(ids)} if ids else {}, exact)
                if worker.is_cancelled:
                    return
                self.post_message(loaded)
                if exact:
                    return
            ids = source.ids()
            pages = self._visible_pages(source, ids, anchor)
            if not worker.is_cancelled:
                self.post_message(self._Loaded(source, ids, pages, exact=True))
        except Exception as error:
            if not worker.is_cancelled:
                self.post_message(self.Failed(error))

    @staticmethod
    def _visible_pages(source: RowSource, ids: "array[int]", anchor: _Anchor) -> dict[int, Rows]:
        """The pages that will be looked at, fetched here so that the picture changes in one go."""
        position = anchor.position
        if anchor.record_id is not None and ids[position : position + 1].tolist() != [anchor.record_id]:
            try:
                position = ids.index(anchor.record_id)
            except ValueError:
                position = min(position, len(ids) - 1)
        top = min(anchor.scroll + position - anchor.position, anchor.scroll) if anchor.scroll else 0
        last = max(position, anchor.scroll + position - anchor.position) + anchor.height
        first_page = max(0, min(top, position - anchor.height)) // PAGE
        last_page = min(max(0, len(ids) - 1), last) // PAGE
        numbers = range(first_page, min(last_page, first_page + 3) + 1) if ids else range(0)
        return {number: source.rows(ids[number * PAGE : (number + 1) * PAGE]) for number in numbers}

    @on(_Loaded)
    def _show_loaded(self, message: _Loaded) -> None:
        message.stop()
        if message.source is not self._asked:
            return
        old_id, old_row, old_scroll = self.cursor_id, self._cursor, self.scroll_offset.y
        other_query = message.source is not self._pages.source
        range_id = None if self._range_from is None else self._pages.ids[self._range_from]
        self._pages.replace(message.source, message.ids, message.pages)
        self._exact = message.exact
        self.loading_rows = False
        self._cursor = self._place_of(old_id, 0 if other_query else old_row, message.exact)
        self._range_from = None if range_id is None else self._pages.position_of(range_id)
        self.virtual_size = Size(self.size.width, self.count + HEADER_LINES)
        # At the top new rows come into sight; further down the record under the eye keeps its line.
        shifted = old_scroll + self._cursor - old_row if old_scroll and not other_query else 0
        self._scroll_to_row(max(0, shifted))
        self._repaint()
        self._keep_in_view()
        self.post_message(self.CountChanged(self, self.count, self._exact))
        self._announce()
        if message.exact:
            self._loading_source = None
            if self._again:
                self._load_from(message.source)

    def _place_of(self, old_id: int | None, otherwise: int, exact: bool) -> int:
        """The position of the record looked for, else of the one under the cursor, else the same line."""
        if self._seek is not None:
            position = self._pages.position_of(self._seek)
            if position is not None or exact:
                self._seek = None
            if position is not None:
                return position
        position = None if old_id is None else self._pages.position_of(old_id, otherwise)
        return max(0, min(otherwise, self.count - 1)) if position is None else position

    @on(Failed)
    def _show_failure(self) -> None:
        self.loading_rows = False
        self._loading_source = None

    @on(_RowsArrived)
    def _draw_late_rows(self, message: _RowsArrived) -> None:
        message.stop()
        self._repaint()

    # Moving

    def move_to(self, position: int) -> None:
        """Put the cursor on a position."""
        position = max(0, min(position, self.count - 1))
        if not self.count or position == self._cursor:
            return
        before, self._cursor = self._cursor, position
        self._seek = None
        if self._range_from is None:
            self._refresh_rows(before, before)
            self._refresh_rows(position, position)
        else:
            self._refresh_rows(min(before, position), max(before, position))
            self.post_message(self.MarksChanged(self, len(self._all_marks())))
        self._keep_in_view()
        self._fetch_ahead()
        self._announce()

    @property
    def visible_rows(self) -> int:
        """How many rows fit into the window."""
        return max(1, self.size.height - HEADER_LINES)

    def _keep_in_view(self) -> None:
        top = self.scroll_offset.y
        if self._cursor < top:
            self._scroll_to_row(self._cursor)
        elif self._cursor >= top + self.visible_rows:
            self._scroll_to_row(self._cursor - self.visible_rows + 1)

    def _scroll_to_row(self, row: int) -> None:
        self.scroll_to(y=row, animate=False, force=True, immediate=True)

    def _fetch_ahead(self) -> None:
        if self.count:
            top = self.scroll_offset.y
            self._pages.ahead(top - 2 * self.visible_rows, top + 3 * self.visible_rows)

    def _announce(self) -> None:
        if self.cursor_id != self._highlighted:
            self._highlighted = self.cursor_id
            self.post_message(self.RowHighlighted(self, self.cursor_id))

    def action_rows_down(self) -> None:
        """A row down."""
        self.move_to(self._cursor + 1)

    def action_rows_up(self) -> None:
        """A row up."""
        self.move_to(self._cursor - 1)

    def action_rows_top(self) -> None:
        """To the first row."""
        self.move_to(0)

    def action_rows_bottom(self) -> None:
        """To the last row."""
        self.move_to(self.count - 1)

    def action_rows_half_down(self) -> None:
        """Half a page down."""
        self._page(self.visible_rows // 2)

    def action_rows_half_up(self) -> None:
        """Half a page up."""
        self._page(-(self.visible_rows // 2))

    def action_rows_page_down(self) -> None:
        """A page down."""
        self._page(self.visible_rows)

    def action_rows_page_up(self) -> None:
        """A page up."""
        self._page(-self.visible_rows)

    def _page(self, rows: int) -> None:
        """Move view and cursor together, so that the cursor keeps its line."""
        self._scroll_to_row(max(0, self.scroll_offset.y + rows))
        self.move_to(self._cursor + rows)

    def action_rows_open(self) -> None:
        """Open the row under the cursor."""
        if self.cursor_id is not None:
            self.post_message(self.RowOpened(self, self.cursor_id))

    # Marks

    def _all_marks(self) -> set[int]:
        """The marks and the range that is being drawn."""
        if self._range_from is None:
            return self.marks
        low, high = sorted((self._range_from, self._cursor))
        return self.marks.union(self._pages.ids[low : high + 1])

    def action_rows_mark(self) -> None:
        """Mark the row, or keep the range; step down."""
        if self.cursor_id is None:
            return
        if self._range_from is not None:
            self._end_range()
        else:
            self.marks = self.marks ^ {self.cursor_id}
        self._marks_changed()
        self.move_to(self._cursor + 1)

    def action_rows_range(self) -> None:
        """Begin a range at the cursor, or keep the one begun."""
        if self._range_from is not None:
            self._end_range()
        elif self.count:
            self._range_from = self._cursor
        self._marks_changed()

    def action_rows_mark_all(self) -> None:
        """Mark every row of the list, or none if all are marked."""
        everything = set(self._pages.ids)
        self._range_from = None
        self.marks = self.marks - everything if everything <= self.marks else self.marks | everything
        self._marks_changed()

    def _end_range(self) -> None:
        self.marks = set(self._all_marks())
        self._range_from = None

    def _marks_changed(self) -> None:
        self._repaint()
        self.post_message(self.MarksChanged(self, len(self._all_marks())))

    # Mouse

    def on_click(self, event: events.Click) -> None:
        """Move the cursor; a second click opens, ctrl marks."""
        row = self.scroll_offset.y + event.y - HEADER_LINES
        if event.y < HEADER_LINES or not 0 <= row < self.count:
            return
        self.move_to(row)
        if event.ctrl:
            self.marks = self.marks ^ {self._pages.ids[row]}
            self._marks_changed()
        elif event.chain == 2:
            self.action_rows_open()

    # Drawing

    def _lay_out(self) -> None:
        self._layout = placed(self.columns, max(0, self.size.width - GUTTER))

    def on_resize(self) -> None:
        """Give the columns their new widths and keep the cursor in sight."""
        self._lay_out()
        self.virtual_size = Size(self.size.width, self.count + HEADER_LINES)
        self._repaint()
        self._keep_in_view()

    def notify_style_update(self) -> None:
        """Another theme or another focus."""
        super().notify_style_update()
        self._styles_of.clear()
        self._repaint()

    def watch_loading_rows(self) -> None:
        """Say so."""
        self._repaint()

    def _repaint(self) -> None:
        self._strips.clear()
        self.refresh()

    def _refresh_rows(self, first: int, last: int) -> None:
        """Repaint these rows and no other line of the screen."""
        for row in range(first, last + 1):
            self._strips.pop(row, None)
        top = self.scroll_offset.y
        low, high = max(first, top), min(last, top + self.visible_rows)
        if low <= high:
            self.refresh(Region(0, low - top + HEADER_LINES, self.size.width, high - low + 1))

    def render_line(self, y: int) -> Strip:
        """One line of the window: the header, a row, or what there is to say instead."""
        if y < HEADER_LINES:
            return self._header()
        row = self.scroll_offset.y + y - HEADER_LINES
        if row >= self.count:
            return self._beyond(y)
        strip = self._strips.get(row)
        if strip is None:
            strip = self._draw(row)
        return strip

    def _style(self, *names: str) -> Style:
        key = " ".join(names)
        style = self._styles_of.get(key)
        if style is None:
            style = self.rich_style
            for name in names:
                if name:
                    style += self.get_component_rich_style(f"row-list--{name}", partial=True)
            self._styles_of[key] = style
        return style

    def _draw(self, position: int) -> Strip:
        record_id = self._pages.ids[position]
        if not self._pages.has(position):
            top = self.scroll_offset.y
            self._pages.want(top, top + self.visible_rows - 1)
        here = self._pages.has(position)
        record = self._pages.row(position)
        at_cursor, marked = position == self._cursor, self._is_marked(position, record_id)
        state = ("cursor" if at_cursor else "", "marked" if marked else "")
        base = self._style(state[1], state[0])
        pieces: list[tuple[str, Style]] = [((">" if at_cursor else " ") + ("*" if marked else " "), base)]
        if record is None:
            text = _("(gone)") if here else "..."
            rest = fitted(text, max(0, self.size.width - GUTTER))
            pieces.append((rest, self._style("muted", *reversed(state))))
        else:
            for index, (column, width) in enumerate(self._layout):
                if index:
                    pieces.append((" " * GAP, base))
                cell = column.render(record, self.context)
                for text, kind in cell_pieces(cell, width, column.align):
                    known = kind if kind in KINDS else ""
                    pieces.append((text, self._style(known, state[1], state[0]) if known else base))
        strip = _strip(pieces, self.size.width, base)
        if here:
            self._strips[position] = strip
        return strip

    def _is_marked(self, position: int, record_id: int) -> bool:
        if record_id in self.marks:
            return True
        if self._range_from is None:
            return False
        low, high = sorted((self._range_from, self._cursor))
        return low <= position <= high

    def _header(self) -> Strip:
        style = self._style("header")
        pieces = [(" " * GUTTER, style)]
        for index, (column, width) in enumerate(self._layout):
            mark = ""
            if self.order and self.order[0] == column.id:
                mark = " v" if self.order[1] else " ^"
            pieces.append((" " * GAP if index else "", style))
            pieces.append((header_text(column, width, mark), style))
        return _strip(pieces, self.size.width, style)

    def _beyond(self, y: int) -> Strip:
        text = ""
        if not self.count and y == HEADER_LINES + 1:
            text = _("Loading ...") if self.loading_rows or self._asked is None else _(self.empty)
        style = self._style("empty") if text else self._style()
        return _strip([("  " + fitted(text, max(0, self.size.width - 4)), style)], self.size.width, style)


def _strip(pieces: Sequence[tuple[str, Style]], width: int, base: Style) -> Strip:
    """A strip of exactly `width` cells; neighbours of one style become one segment."""
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
    return Strip(segments).adjust_cell_length(width, base)
