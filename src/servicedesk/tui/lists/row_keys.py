"""What keys and mouse do to a RowList: moving and marking. The list itself knows how to move and to draw."""

from abc import abstractmethod
from collections.abc import Callable
from functools import cached_property

from textual import events
from textual.scroll_view import ScrollView

from servicedesk.keys.actions import Keys, Scope, in_scopes
from servicedesk.tui.base.bindings import textual_keys
from servicedesk.tui.lists.row_marks import Marks
from servicedesk.tui.lists.row_pages import RowPages
from servicedesk.tui.lists.row_rules import RowRules

HEADER_LINES = 1


class RowKeys(ScrollView):
    """The actions of the scope ROWS."""

    _cursor: int
    _marks: Marks
    _pages: RowPages
    _rules: RowRules

    @abstractmethod
    def move_to(self, position: int) -> None:
        """Put the cursor on a position, or as near as there are rows."""

    @abstractmethod
    def scroll_to_row(self, row: int) -> None:
        """Make `row` the first line in sight; rules between groups count as lines."""

    @abstractmethod
    def marks_changed(self) -> None:
        """Draw other marks and say so."""

    @abstractmethod
    def action_rows_open(self) -> None:
        """Open the row under the cursor."""

    @property
    @abstractmethod
    def visible_rows(self) -> int:
        """How many rows fit into the window."""

    @property
    @abstractmethod
    def top_row(self) -> int:
        """The first row in sight."""

    def on_click(self, event: events.Click) -> None:
        """Move the cursor; a second click opens, ctrl marks, the last cell goes to that part of the list."""
        count = len(self._pages.ids)
        line = self.top_row + event.y - HEADER_LINES
        row = self._rules.position_at(line)
        if event.y < HEADER_LINES or not 0 <= row < count:
            return
        if event.x == self.size.width - 1:
            lines = count + len(self._rules)
            self.scroll_to_row(lines * (event.y - HEADER_LINES) // self.visible_rows)
            return
        if self._rules.rule_at(line):
            return
        self.move_to(row)
        if event.ctrl:
            self._marks.toggle(self._pages.ids[row])
            self.marks_changed()
        elif event.chain == 2:
            self.action_rows_open()

    async def on_key(self, event: events.Key) -> None:
        """Answer the keys of the scope ROWS here: looking for a binding takes as long as the answer."""
        act = self._act_of_key.get(event.key)
        if act is not None:
            event.stop()
            event.prevent_default()
            act()

    @cached_property
    def _act_of_key(self) -> dict[str, Callable[[], None]]:
        keys: Keys = getattr(self.app, "keys", None) or Keys()
        acts: dict[str, Callable[[], None]] = {
            "rows.down": lambda: self.move_to(self._cursor + 1),
            "rows.up": lambda: self.move_to(self._cursor - 1),
            "rows.top": lambda: self.move_to(0),
            "rows.bottom": lambda: self.move_to(len(self._pages.ids) - 1),
            "rows.half_down": lambda: self._page(self.visible_rows // 2),
            "rows.half_up": lambda: self._page(-(self.visible_rows // 2)),
            "rows.page_down": lambda: self._page(self.visible_rows),
            "rows.page_up": lambda: self._page(-self.visible_rows),
            "rows.open": self.action_rows_open,
            "rows.mark": self._mark,
            "rows.range": self._range,
            "rows.mark_all": self._mark_all,
        }
        actions = in_scopes((Scope.ROWS,))
        return {key: acts[action.id] for action in actions for key in textual_keys(keys, action)}

    def _page(self, rows: int) -> None:
        """Move view and cursor together by so many lines, so that the cursor keeps its own."""
        # In lines: the rules between groups are passed like rows, and none is skipped unseen.
        line = max(0, self._rules.line_of(self._cursor) + rows)
        self.scroll_to_row(max(0, self.top_row + rows))
        self.move_to(self._rules.position_at(line))

    def _mark(self) -> None:
        """Mark the row, or keep the range; step down."""
        ids = self._pages.ids
        if not ids:
            return
        if self._marks.anchor is not None:
            self._marks.keep_range(ids, self._cursor)
        else:
            self._marks.toggle(ids[self._cursor])
        self.marks_changed()
        self.move_to(self._cursor + 1)

    def _range(self) -> None:
        """Begin a range at the cursor, or keep the one begun."""
        ids = self._pages.ids
        if self._marks.anchor is not None:
            self._marks.keep_range(ids, self._cursor)
        elif ids:
            self._marks.anchor = self._cursor
        self.marks_changed()

    def _mark_all(self) -> None:
        """Mark every row of the list, or none if all are marked."""
        self._marks.toggle_all(self._pages.ids)
        self.marks_changed()
