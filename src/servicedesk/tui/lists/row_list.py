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
from concurrent.futures import Future
from functools import partial
from typing import Any

from textual import on, work
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.worker import get_current_worker

from servicedesk.i18n import _
from servicedesk.tui.base.pauses import PICTURE_FIRST
from servicedesk.tui.base.watcher import REPLACED
from servicedesk.tui.lists.list_columns import ListColumn, RenderContext
from servicedesk.tui.lists.row_keys import HEADER_LINES, RowKeys
from servicedesk.tui.lists.row_look import RowLook
from servicedesk.tui.lists.row_marks import Marks
from servicedesk.tui.lists.row_pages import (
    Anchor,
    LoadedRows,
    RowPages,
    RowSource,
    all_rows,
    fetcher,
    first_page,
    is_soon,
)  # fmt: skip
from servicedesk.tui.lists.row_painter import Frame, LineState, RowPainter
from servicedesk.tui.lists.row_rules import RowRules

LOADING = "row-list-load"


class RowList(RowLook, RowKeys, can_focus=True):
    """A list of records with cursor, marks and columns."""

    loading_rows: reactive[bool] = reactive(False)
    shows_cursor: reactive[bool] = reactive(True)

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
        def __init__(self, rows: LoadedRows) -> None:
            super().__init__()
            self.rows = rows

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
        self.empty = empty
        self.why_empty = ""
        """In the active language, in place of `empty` while there is more to say of it."""
        self._painter = RowPainter(columns, self.component_style)
        self._marks = Marks()
        self._rules = RowRules()
        self._cursor = 0
        self._seek: int | None = None
        self._highlighted: int | None = None
        self._asked: RowSource | None = source
        self._loading_source: RowSource | None = None
        self._again = False
        self._exact = False
        self._pages = RowPages(
            arrived=lambda: self.post_message(self._RowsArrived()),
            failed=lambda error: self.post_message(self.Failed(error)),
        )

    # What a screen asks for

    @property
    def count(self) -> int:
        """How many rows the list has, as far as known."""
        return len(self._pages.ids)

    @property
    def lines(self) -> int:
        """How many lines the rows take, with the rules between their groups."""
        return self.count + len(self._rules)

    @property
    def is_settled(self) -> bool:
        """Whether all rows are here of the query that was asked for last."""
        return self._exact and self._pages.source is self._asked

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

    @property
    def marks(self) -> set[int]:
        """The marked ids, with the range that is being drawn."""
        return self._marks.all(self._pages.ids, self._cursor)

    def ids(self) -> "array[int]":
        """The ids in list order; do not change it."""
        return self._pages.ids

    def selection(self) -> list[int]:
        """The marked ids in list order, those outside the query last; else the id under the cursor."""
        return self._marks.selection(self._pages.ids, self._cursor)

    def show(self, source: RowSource) -> None:
        """Show another query; marks stay, the cursor stays with its record if that is on the first page."""
        self._asked = source
        self._marks.keep_range(self._pages.ids, self._cursor)
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
        had = self._marks.clear()
        if had:
            self.marks_changed()
        return had

    def set_context(self, context: RenderContext) -> None:
        """Draw with another moment or zone."""
        self._painter.context = context
        self._repaint()

    # Loading

    def on_mount(self) -> None:
        """Load what was given to the constructor."""
        if self._asked is not None:
            self._load_from(self._asked)

    def _load_from(self, source: RowSource) -> None:
        self._loading_source = source
        self._again = False
        first = None
        if source is not self._pages.source or not self.count:
            first = fetcher.submit(first_page, source)
        if not self.count:
            self.loading_rows = True
        if first is not None and not self.count and is_soon(first):
            # No placeholder flashes, and the first picture of a screen has rows.
            self._take(first.result())
            self.workers.cancel_group(self, LOADING)
            if not self._exact:
                self.set_timer(PICTURE_FIRST, partial(self._load_rest, source, None))
        else:
            self._load_rest(source, first)

    def _load_rest(self, source: RowSource, first: "Future[LoadedRows] | None") -> None:
        """Load all that `first`, while it is on its way, will not bring; nothing for a query of the past."""
        if source is self._asked:
            wanted = self.cursor_id if self._seek is None else self._seek
            top = self._rules.position_at(self.top_row)
            anchor = Anchor(wanted, self._cursor, top, max(1, self.size.height))
            self._load(source, first, anchor)

    @work(thread=True, exclusive=True, group=LOADING, exit_on_error=False)
    def _load(self, source: RowSource, first: "Future[LoadedRows] | None", anchor: Anchor) -> None:
        worker = get_current_worker()

        def post(message: Message) -> None:
            # A cancelled thread runs on; what it finds is of another query.
            if not worker.is_cancelled:
                self.post_message(message)

        try:
            if first is not None:
                post(self._Loaded(first.result()))
                if first.result().exact:
                    return
            post(self._Loaded(all_rows(source, anchor)))
        except Exception as error:
            post(self.Failed(error))

    @on(_Loaded)
    def _show_loaded(self, message: _Loaded) -> None:
        message.stop()
        if message.rows.source is self._asked:
            self._take(message.rows)

    def _take(self, loaded: LoadedRows) -> None:
        old_id, old_row, old_scroll = self.cursor_id, self._cursor, self.scroll_offset.y
        old_line = self._rules.line_of(old_row)
        other_query = loaded.source is not self._pages.source
        anchor_id = None if self._marks.anchor is None else self._pages.ids[self._marks.anchor]
        self._pages.replace(loaded.source, loaded.ids, loaded.pages)
        self._rules = RowRules(loaded.groups)
        self._exact = loaded.exact
        if other_query:
            self._painter.measure(self._pages.first_rows())
        self.loading_rows = False
        self._cursor = self._place_of(old_id, 0 if other_query else old_row, loaded.exact)
        self._marks.anchor = None if anchor_id is None else self._pages.position_of(anchor_id)
        self._set_virtual_size()
        # At the top new rows come into sight; further down the record under the eye keeps its line.
        moved = self._rules.line_of(self._cursor) - old_line
        shifted = old_scroll + moved if old_scroll and not other_query else 0
        self.scroll_to_row(max(0, shifted))
        self._repaint()
        self._keep_in_view()
        self.post_message(self.CountChanged(self, self.count, self._exact))
        self._announce()
        if loaded.exact:
            self._loading_source = None
            if self._again:
                self._load_from(loaded.source)

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
    def _show_failure(self, message: Failed) -> None:
        self.loading_rows, self._loading_source = False, None
        if getattr(message.error, "code", "") == REPLACED and self._asked not in {None, self._pages.source}:
            # Those of another query would stand under the name of this one for ever.
            self._take(LoadedRows(self._asked, array("q"), {}, exact=True))

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
        if self._marks.anchor is None:
            self._refresh_rows(before, before)
            self._refresh_rows(position, position)
        else:
            self._refresh_rows(min(before, position), max(before, position))
            self.post_message(self.MarksChanged(self, len(self.marks)))
        self._keep_in_view()
        # First the picture, then what follows from it.
        self.call_after_refresh(self._follow_cursor)

    @property
    def visible_rows(self) -> int:
        """How many rows fit into the window."""
        return max(1, self.size.height - HEADER_LINES)

    def _keep_in_view(self) -> None:
        top, line = self.scroll_offset.y, self._rules.line_of(self._cursor)
        # With its rule: the first row of a group is never seen without.
        first = self._rules.first_line_of(self._cursor)
        if first < top:
            self.scroll_to_row(first)
        elif line >= top + self.visible_rows:
            self.scroll_to_row(line - self.visible_rows + 1)

    @property
    def top_row(self) -> int:
        """The first line in sight: a row, or the rule of a group."""
        return self.scroll_offset.y

    def scroll_to_row(self, row: int) -> None:
        """Make `row` the first line in sight; rules between groups count as lines."""
        self.scroll_to(y=row, animate=False, force=True, immediate=True)

    def _follow_cursor(self) -> None:
        self._announce()
        if self.count:
            top = self._rules.position_at(self.scroll_offset.y)
            self._pages.ahead(top - 2 * self.visible_rows, top + 3 * self.visible_rows)

    def _announce(self) -> None:
        if self.cursor_id != self._highlighted:
            self._highlighted = self.cursor_id
            self.post_message(self.RowHighlighted(self, self.cursor_id))

    def action_rows_open(self) -> None:
        """Open the row under the cursor."""
        if self.cursor_id is not None:
            self.post_message(self.RowOpened(self, self.cursor_id))

    def marks_changed(self) -> None:
        """Draw other marks and say so."""
        self.refresh()
        self.post_message(self.MarksChanged(self, len(self.marks)))

    # Drawing

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._set_virtual_size()
        self._keep_in_view()
        self.refresh()

    def _set_virtual_size(self) -> None:
        self.virtual_size = Size(self.size.width, self.lines + HEADER_LINES)

    def watch_loading_rows(self) -> None:
        """Say so."""
        self._repaint()

    def _refresh_rows(self, first: int, last: int) -> None:
        """Repaint these rows and no other line of the screen."""
        top = self.scroll_offset.y
        low = max(self._rules.line_of(first), top)
        high = min(self._rules.line_of(last), top + self.visible_rows)
        if low <= high:
            self.refresh(Region(0, low - top + HEADER_LINES, self.size.width, high - low + 1))

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of the window, without Textual's general way: a list has no border and no padding.

        A step of the cursor asks for every line, so that one that is kept must cost next to nothing.
        """
        # Not in on_resize: the first picture is drawn before that.
        if self._painter.width != self.size.width:
            self._painter.lay_out(self.size.width)
        filters = self.get_line_filters()
        background = self.background_colors[1]
        frame = self._frame()
        strips: list[Strip] = []
        for y in crop.line_range:
            strip = self._line(y, frame)
            for line_filter in filters:
                strip = strip.apply_filter(line_filter, background)
            strips.append(strip)
        if crop.column_span != (0, self.size.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """One line of the window."""
        return self._line(y, self._frame())

    def _frame(self) -> Frame:
        top, count, rows = self.top_row, self.lines, self.visible_rows
        thumb = range(0)
        if count > rows:
            height = max(1, rows * rows // count)
            first = (rows - height) * top // max(1, count - rows)
            thumb = range(first, first + height)
        return Frame(top, count, thumb, self._marks.kept, self._marks.span(self._cursor))

    def _line(self, y: int, frame: Frame) -> Strip:
        """The header, a row, or what there is to say instead."""
        if y < HEADER_LINES:
            return self._painter.header()
        row = frame.top + y - HEADER_LINES
        if row < frame.length:
            if self._rules:
                if group := self._rules.rule_at(row):
                    return self._painter.rule(group, y - HEADER_LINES in frame.thumb)
                row = self._rules.position_at(row)
            marked = row in frame.span or self._pages.ids[row] in frame.marks
            at_cursor = row == self._cursor and self.shows_cursor
            state = LineState(at_cursor, marked, y - HEADER_LINES in frame.thumb)
            return self._painter.kept.get((row, state)) or self._draw(row, state)
        if frame.length or y != HEADER_LINES + 1:
            return self._painter.note("")
        if gone := getattr(self.app, "gone", ""):
            # Before all else: a list that was first asked for now has nothing on its way.
            return self._painter.note(gone)
        if self.loading_rows or self._asked is None:
            return self._painter.note(_("Loading …"))
        return self._painter.note(self.why_empty or _(self.empty))

    def _draw(self, position: int, state: LineState) -> Strip:
        if not self._pages.has(position):
            top = self._rules.position_at(self.scroll_offset.y)
            self._pages.want(top, top + self.visible_rows - 1)
        here, record = self._pages.has(position), self._pages.row(position)
        if record is None:
            return self._painter.words(_("(gone)") if here else "...", state)
        return self._painter.row(position, record, state)
