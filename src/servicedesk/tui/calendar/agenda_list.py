"""AgendaList: the RowList of the calendar, with a rule above each day.

Its lines come whole, so that it changes without a flicker.
"""

from collections.abc import Sequence
from itertools import groupby

from textual import on
from textual.message import Message

from servicedesk.i18n import N_
from servicedesk.tui.calendar.agenda_columns import AGENDA, day_words
from servicedesk.tui.calendar.calendar_board import AgendaLine
from servicedesk.tui.lists.list_source import FixedRows
from servicedesk.tui.lists.row_list import RowList


class AgendaList(RowList):
    """The agenda."""

    class Settled(Message):
        """The lines asked for last are on the screen."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - the name that Textual gives it
        """Empty until lines are put in."""
        super().__init__(AGENDA, empty=N_("Nothing is planned. n books a follow-up."), id=id)
        self._lines = FixedRows()
        self._wanted: int | None = None
        self._is_placing = False

    def show_lines(
        self, lines: Sequence[AgendaLine], cursor: int | None = None, *, place: bool = False
    ) -> None:
        """Show `lines` with the cursor on the one of id `cursor`, else where it is.

        With `place` the view goes there too: what is pinned above stays in sight as far as there is room.
        """
        days = groupby(lines, key=lambda line: day_words(line, self._painter.context))
        self._lines.put(lines, [(day, [line.id for line in its]) for day, its in days])
        if cursor is None and self._wanted is not None and any(line.id == self._wanted for line in lines):
            # Shown anew before the one that was wanted came under the cursor.
            cursor, place = self._wanted, self._is_placing
        self._seek = self._wanted = cursor
        self._is_placing = place
        if self._asked is self._lines:
            self.reload()
        else:
            self.show(self._lines)

    def place(self) -> None:
        """Scroll so that what is pinned above the cursor takes no more than a part of the window."""
        line = self._rules.line_of(self.cursor_row)
        beyond = line > self.visible_rows // 2
        self.scroll_to_row(line - self.visible_rows // 3 if beyond else 0)

    def move_to(self, position: int) -> None:
        """Put the cursor on a position; where it was to go before no longer counts."""
        self._wanted = None
        super().move_to(position)

    @property
    def line(self) -> AgendaLine | None:
        """The line under the cursor."""
        record: AgendaLine | None = self.cursor_record
        return record

    @on(RowList.CountChanged)
    def _settle(self, message: RowList.CountChanged) -> None:
        if not message.exact or self._loading_source is not None:
            return
        if self._wanted is not None and self.cursor_id != self._wanted:
            # The lines before these arrived late, and the wanted one was looked for among them.
            self.select(self._wanted)
        self._wanted = self._seek = None
        if self._is_placing:
            self._is_placing = False
            self.place()
        self.post_message(self.Settled())
