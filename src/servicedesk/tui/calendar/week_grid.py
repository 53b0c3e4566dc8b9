"""WeekGrid: the seven days of a week beside each other, two lines for each follow-up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from textual import events
from textual.content import Content

from servicedesk.domain.date_format import format_month, format_week_day
from servicedesk.i18n import _, ngettext
from servicedesk.keys.signs import CHOSEN, OVERDUE, TODAY
from servicedesk.tui.calendar.day_grid import DayGrid
from servicedesk.tui.lists.list_columns import fitted

HEAD_LINES = 2
ENTRY_LINES = 2
ROOMY_COLUMN = 14
"""From so many cells on time and name stand on one line, and the purpose on the next."""

Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class WeekEntry:
    """A follow-up in a column: `state` is empty for what is planned, else a word for it."""

    clock: str
    name: str
    purpose: str
    state: str = ""
    is_overdue: bool = False


class WeekGrid(DayGrid):
    """The week of the chosen day."""

    DEFAULT_CSS = """
    WeekGrid { height: 1fr; width: 1fr; padding: 0 1; }
    """

    def __init__(self) -> None:
        """Empty until `show` is called."""
        super().__init__()
        self._entries_of: Callable[[date], Sequence[WeekEntry]] = lambda _day: ()

    def show(self, chosen: date, today: date, entries_of: Callable[[date], Sequence[WeekEntry]]) -> None:
        """Show the week of `chosen`."""
        self.chosen, self._today, self._entries_of = chosen, today, entries_of
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Choose the day pointed at."""
        if self.chosen is None or event.y < 1:
            return
        place = min(6, max(0, event.x - 1) // self._column)
        self.post_message(self.DayClicked(self._monday + timedelta(days=place), event.chain == 2))

    # Drawing

    @property
    def _monday(self) -> date:
        assert self.chosen is not None  # noqa: S101 - asked for only when there is one
        return self.chosen - timedelta(days=self.chosen.weekday())

    @property
    def _column(self) -> int:
        """Cells from one day to the next."""
        return max(4, self.content_size.width // 7)

    def render(self) -> Content:
        """Month and week, the days, what is on them."""
        if self.chosen is None or self.content_size.height <= 0:
            return Content("")
        days = [self._monday + timedelta(days=day) for day in range(7)]
        room = max(0, self.content_size.height - HEAD_LINES)
        columns = [self._day(day, room) for day in days]
        rows = [Content.assemble(*cells) for cells in zip(*columns, strict=True)]
        week = _("week {number}").format(number=self._monday.isocalendar().week)
        title = Content.assemble((f" {format_month(self.chosen)}", "bold"), (f"  {week}", "$text-muted"))
        return Content("\n").join([title, Content.assemble(*map(self._head, days)), *rows])

    def _head(self, day: date) -> Cell:
        name = format_week_day(day)
        if day == self.chosen:
            return fitted(
                f"{CHOSEN.glyph}{name}]", self._column
            ), "bold reverse" if self.has_focus else "bold underline"
        if day == self._today:
            return fitted(f"{TODAY.glyph}{name}", self._column), "bold underline $text-accent"
        return fitted(f" {name}", self._column), "bold $text-muted"

    def _day(self, day: date, room: int) -> list[Cell]:
        """The cells of one column from top to bottom."""
        entries = list(self._entries_of(day))
        cells: list[Cell] = []
        fit = room // ENTRY_LINES
        if len(entries) > fit:
            fit = max(0, (room - 1) // ENTRY_LINES)
        for entry in entries[:fit]:
            cells += self._entry(entry)
        left = len(entries) - fit
        if left > 0 and len(cells) < room:
            more = ngettext("+{count} more", "+{count} more", left).format(count=left)
            cells.append((fitted(f" {more}", self._column), "$text-muted"))
        return cells + [(" " * self._column, "")] * (room - len(cells))

    def _entry(self, entry: WeekEntry) -> list[Cell]:
        sign = OVERDUE.glyph if entry.is_overdue else " "
        style = "$text-muted" if entry.state else "$text-error" if entry.is_overdue else ""
        if self._column >= ROOMY_COLUMN:
            first, second = f"{sign}{entry.clock} {entry.name}", f" {entry.state or entry.purpose}"
        else:
            first, second = f"{sign}{entry.state or entry.clock}", f" {entry.name or entry.purpose}"
        width = self._column - 1
        dim = "$text-muted" if self._column >= ROOMY_COLUMN else style
        return [(f"{fitted(first, width)} ", style or "bold"), (f"{fitted(second, width)} ", dim)]
