"""The calendar: a month or a week of follow-ups beside the agenda that begins with the chosen day.

The grid and the agenda take the keys in turn: Enter goes from a day to its follow-ups, Esc back.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property, partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.widget import Widget

from servicedesk.domain.date_format import format_day
from servicedesk.domain.date_words import add_months
from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.domain.wording import value_label
from servicedesk.i18n import N_, _, ngettext
from servicedesk.keys.actions import BY_ID, Action, Scope, key_shown
from servicedesk.tui.base.bindings import bindings_for
from servicedesk.tui.base.handler import Acts, Handler
from servicedesk.tui.base.safe import styled
from servicedesk.tui.calendar.agenda_columns import clock_text
from servicedesk.tui.calendar.agenda_list import AgendaList
from servicedesk.tui.calendar.calendar_board import MOST_OVERDUE, AgendaLine, CalendarBoard, read_board
from servicedesk.tui.calendar.calendar_keys import CalendarKeys, CalendarRows
from servicedesk.tui.calendar.day_grid import DayGrid, DaySteps
from servicedesk.tui.calendar.followup_preview import FollowUpPreview
from servicedesk.tui.calendar.month_grid import MonthGrid
from servicedesk.tui.calendar.week_grid import WeekEntry, WeekGrid
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.frame.pane import Pane, TitleLine
from servicedesk.tui.lists.list_columns import RenderContext
from servicedesk.tui.lists.row_list import RowList

MINUTE = 60
LAYOUTS = ("month", "week", "agenda")

YEARS = (1901, 2199)
"""Between these the days that people type are understood, too."""


class CalendarScreen(DeskScreen):
    """Month beside agenda, week above agenda, or the agenda alone."""

    NAME = "calendar"
    SCOPES = (Scope.CALENDAR, Scope.GRID, Scope.ROWS)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.CALENDAR, Scope.GRID)
    CSS_PATH = "calendar.tcss"

    def __init__(self) -> None:
        """Today, in a month."""
        super().__init__()
        self.rows = CalendarRows(lambda: self.agenda, self.load)
        self.keys = CalendarKeys(self, self.rows)
        self.layout_name = LAYOUTS[0]
        self._is_other_day = True
        self._seek: int | None = None
        self.add_class("-month")

    def make_handlers(self) -> Iterable[Handler]:
        """What the keys on follow-ups do."""
        return (self.keys, DaySteps(self, lambda: self.rows.chosen, self.choose_day))

    def why_not(self, action: Action) -> str:
        """Nothing to act on."""
        return self.rows.why_not(action)

    def compose_body(self) -> ComposeResult:
        """Grids, the follow-up under the cursor, the agenda."""
        with Container(id="calendar-body"):
            with Vertical(id="calendar-left"):
                yield Pane(
                    MonthGrid(),
                    id="month-pane",
                    head=N_("Month"),
                    keys=("calendar.today", "calendar.week", "calendar.agenda"),
                )
                yield Pane(
                    FollowUpPreview(), id="preview-pane", classes="-ruled", head=N_("Selected follow-up")
                )
            yield Pane(
                WeekGrid(),
                id="week-pane",
                head=N_("Week"),
                keys=("calendar.today", "calendar.month", "calendar.agenda"),
            )
            with Pane(id="calendar-right", keys=("calendar.held", "calendar.earlier", "calendar.later")):
                yield TitleLine("calendar-right", id="calendar-line")
                yield AgendaList()

    def on_mount(self) -> None:
        """Keys go to the month; what is planned becomes overdue while nothing else happens."""
        self.query_one(MonthGrid).focus()
        self.set_interval(MINUTE, self._look_again)

    def visit(self, day: date | None = None, followup_id: int | None = None) -> None:
        """Opened at a day, or at a follow-up."""
        if followup_id is not None:
            self.run_service(self.desk.followups.get, followup_id, then=self._go_to, group="visit")
        elif day is not None:
            self.choose_day(day)

    def _go_to(self, row: FollowUpRow | None) -> None:
        if row is not None:
            self._seek = row.id
            self.choose_day(row.due_at.astimezone(self.desk.zone).date())
            self.agenda.focus()

    @property
    def agenda(self) -> AgendaList:
        """The list of follow-ups."""
        return self.query_one(AgendaList)

    @property
    def grid(self) -> Widget | None:
        """The grid that is in sight."""
        if self.layout_name == "agenda":
            return None
        return self.query_one(MonthGrid if self.layout_name == "month" else WeekGrid)

    @property
    def today(self) -> date:
        """Today in the desk's zone."""
        return self.desk.clock.now().astimezone(self.desk.zone).date()

    # Loading

    def load(self) -> None:
        """Read the weeks around the chosen day."""
        if self.rows.chosen is None:
            self.rows.chosen = self.today
        day, then = self.rows.chosen, self._show_board
        self.run_service(read_board, self.desk, day, then=then, failed=self._failed, group="board")

    def _look_again(self) -> None:
        if self.desk_app.is_desk_open and self.is_current:
            self.load()

    def _show_board(self, board: CalendarBoard) -> None:
        if self.rows.is_writing:
            # What it shows of the change would move the row away before it is known which one was changed.
            return
        self.rows.board = board
        self.agenda.set_context(self.moment._replace(now=board.now))
        self._draw_grids()
        self._show_agenda()

    def _failed(self, error: Exception) -> None:
        self.rows.settle()
        self.desk_app.report(error)

    def choose_day(self, day: date) -> None:
        """Choose a day: the grid shows it, and the agenda begins with it."""
        if not YEARS[0] <= day.year <= YEARS[1]:
            return
        self._is_other_day = self._is_other_day or day != self.rows.chosen or self._seek is not None
        self.rows.chosen = day
        self._draw_grids()
        if self.rows.board is not None and self.rows.board.covers(day):
            self._show_agenda()
        elif self.desk_app.is_desk_open:
            self.load()

    def _draw_grids(self) -> None:
        if self.rows.chosen is None:
            return
        board, today = self.rows.board, self.today
        self.query_one(MonthGrid).show(
            self.rows.chosen,
            today,
            board.sign if board else lambda _day: "",
            board.planned if board else lambda _day: 0,
        )
        self.query_one(WeekGrid).show(self.rows.chosen, today, self._week_entries)
        self._draw_line()

    def _week_entries(self, day: date) -> list[WeekEntry]:
        board = self.rows.board
        if board is None:
            return []
        context = RenderContext(board.now, board.zone)
        return [
            WeekEntry(
                clock_text(row, context),
                row.customer_name or row.purpose,
                row.purpose,
                "" if row.state == "planned" else value_label("followup", "state", row.state),
                board.is_overdue(row),
            )
            for row in board.shown(day)
        ]

    def _draw_line(self) -> None:
        """The chosen day in words, and how many are overdue."""
        if self.rows.board is None or self.rows.chosen is None:
            return
        count, late = self.rows.board.planned(self.rows.chosen), len(self.rows.board.overdue)
        key = self.desk_app.keys.of(BY_ID["calendar.book"])[:1]
        planned = ngettext("{count} planned", "{count} planned", count).format(count=count)
        if not count:
            books = _(": {key} books").format(key=key_shown(key[0])) if key else ""
            planned = f"{_('nothing planned')}{books}"
        overdue = f"{late}+" if late >= MOST_OVERDUE else f"{late}"
        self.query_one(TitleLine).update(
            styled(
                (format_day(self.rows.chosen, self.today), "bold $text"),
                (f"  {planned}", "$text-accent" if count else "$text-muted"),
                (f"   {_('! {count} overdue').format(count=overdue)}" if late else "", "bold $text-error"),
            )
        )

    def _show_agenda(self) -> None:
        if self.rows.board is None or self.rows.chosen is None:
            return
        lines = self.rows.board.lines(self.rows.chosen)
        place, self._is_other_day = self._is_other_day, False
        cursor = self._line_of_day(lines) if place else self._line_after_change(lines)
        self.rows.changed_ids.clear()
        self.agenda.show_lines(lines, cursor, place=place)

    def _line_of_day(self, lines: Sequence[AgendaLine]) -> int | None:
        """The follow-up that was asked for, else the first of the chosen day, else the first to come.

        What is still planned comes before what has ended, and on the chosen day what is not overdue before
        what is, which stands above by itself.
        """
        assert self.rows.board is not None  # noqa: S101 - the caller has looked
        seek, self._seek = self._seek, None
        if seek is not None and any(line.id == seek for line in lines):
            return seek
        of_day = [line for line in lines if self.rows.board.day_of(line.row) == self.rows.chosen]
        coming = [line for line in lines if not line.is_overdue]
        ahead = _planned(line for line in of_day if not line.is_overdue) or _planned(of_day) or of_day
        first = ahead or _planned(coming) or coming or lines
        return first[0].id if first else None

    def _line_after_change(self, lines: Sequence[AgendaLine]) -> int | None:
        """The next one, wherever the one under the cursor went if it was changed; None to stay with it."""
        agenda, changed = self.agenda, self.rows.changed_ids
        if agenda.cursor_id not in changed or not lines:
            return None
        above = [line_id for line_id in agenda.ids()[: agenda.cursor_row] if line_id not in changed]
        rest = [line.id for line in lines if line.id not in changed] or [lines[-1].id]
        return rest[min(len(above), len(rest) - 1)]

    @on(AgendaList.Settled)
    @on(RowList.Failed)
    def _settle(self) -> None:
        """What was changed is on the screen."""
        self.rows.settle()

    @on(RowList.RowOpened)
    def _open(self, message: RowList.RowOpened) -> None:
        message.stop()
        self.keys.open_row()

    def on_descendant_focus(self) -> None:
        """Other keys mean another follow-up."""
        self._show_preview()

    @on(RowList.RowHighlighted)
    @on(AgendaList.Settled)
    def _show_preview(self) -> None:
        """Mark and show the follow-up that the keys mean; none where they mean none."""
        board, line = self.rows.board, self.rows.line
        if board is None:
            return
        self.agenda.shows_cursor = line is not None
        self.query_one(FollowUpPreview).show(
            None if line is None else line.row,
            board.now,
            board.zone,
            is_overdue=line is not None and line.is_overdue,
            shown_phone=self.moment.shown_phone,
        )
        self.refresh_bindings()

    # Days

    @cached_property
    def acts(self) -> Acts:
        """From page to page, and from layout to layout."""
        return {
            "calendar.previous_page": partial(self._page, -1),
            "calendar.next_page": partial(self._page, 1),
            "calendar.hours": lambda: self.desk_app.open("working_calendar"),
            **{f"calendar.{name}": partial(self._lay_out, name) for name in LAYOUTS},
        }

    def _page(self, step: int) -> None:
        if self.rows.chosen is None:
            return
        if self.layout_name == "week":
            self.choose_day(self.rows.chosen + timedelta(days=7 * step))
        else:
            self.choose_day(add_months(self.rows.chosen, step))

    def action_calendar_today(self) -> None:
        """To today."""
        if self.desk_app.is_desk_open:
            self._is_other_day = True
            self.choose_day(self.today)

    @on(DayGrid.DayClicked)
    def _click(self, message: DayGrid.DayClicked) -> None:
        message.stop()
        self.choose_day(message.day)
        if message.is_double:
            self.action_grid_open()

    # Grid and agenda

    def action_grid_open(self) -> None:
        """To the follow-ups of the day; on a day without any, book one."""
        if self.rows.board is None or self.rows.chosen is None:
            return
        of_day = [
            line
            for line in self.rows.board.lines(self.rows.chosen)
            if self.rows.board.day_of(line.row) == self.rows.chosen
        ]
        if of_day:
            self.agenda.focus()
        else:
            self.desk_app.say(
                _("Nothing is planned on this day: n books a follow-up, Tab goes to the agenda.")
            )

    def level_out(self) -> bool:
        """Marks, then from the agenda back to the grid."""
        if super().level_out():
            return True
        if self.layout_name == "agenda":
            self._lay_out("month")
            return True
        grid = self.grid
        if grid is not None and not grid.has_focus:
            grid.focus()
            return True
        return False

    def _lay_out(self, name: str) -> None:
        had_grid = self.grid is not None and self.grid.has_focus
        was_alone = self.layout_name == "agenda"
        self.layout_name = name
        for other in LAYOUTS:
            self.set_class(other == name, f"-{other}")
        grid = self.grid
        if grid is None:
            self.agenda.focus()
        elif had_grid or was_alone:
            grid.focus()
        self.agenda.call_after_refresh(self.agenda.place)


def _planned(lines: Iterable[AgendaLine]) -> list[AgendaLine]:
    return [line for line in lines if line.row.state == "planned"]
