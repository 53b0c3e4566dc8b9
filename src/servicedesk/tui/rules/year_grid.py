"""YearGrid: as many months of the working calendar as fit, each day with its sign.

A year where there is room for it, else the half, the quarter or the month of the chosen day.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from rich.cells import cell_len
from textual import events
from textual.content import Content

from servicedesk.domain.calendar_days import DAY_OFF, CalendarDay
from servicedesk.domain.date_format import format_month, weekday_letters
from servicedesk.tui.calendar.day_grid import DayGrid

CELL = 4
"""A day, its sign, and a blank: without it 16H17H18H are no dates."""
MONTH = 7 * CELL
GAP = 1
LINES = 8
"""Name, weekdays, six weeks."""
STEP = LINES + 1
MOST_BESIDE = 4
PARTS = (12, 6, 4, 3, 2, 1)
"""How many months may be shown: parts of a year, so that each month has its place."""

SIGN_STYLES = {
    "H": "$text-error",
    "X": "$text-error",
    "M": "$text-success",
    "T": "$text-warning",
    "O": "$text-warning",
    "D": "$text-accent",
    "S": "$text-primary",
    DAY_OFF: "$text-muted",
}


class YearGrid(DayGrid):
    """Months beside and below each other; the chosen day reversed, today underlined."""

    DEFAULT_CSS = """
    YearGrid { height: 8; width: 1fr; padding: 0 0 0 1; }
    """

    def __init__(self) -> None:
        """Empty until `show` is called."""
        super().__init__()
        self._days: Mapping[date, CalendarDay] = {}

    def show(self, chosen: date, today: date, days: Mapping[date, CalendarDay]) -> None:
        """Show the months around `chosen`; `days` are those of its year."""
        self.chosen, self._today, self._days = chosen, today, days
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Choose the day pointed at."""
        if day := self.day_at(event.x - 1, event.y):
            self.post_message(self.DayClicked(day))

    def months(self) -> tuple[list[date], int]:
        """The months that are shown, and how many stand beside each other."""
        if self.chosen is None:
            return [], 1
        width, height = self.content_size
        # The blank behind the last day needs no room.
        beside = max(1, min(MOST_BESIDE, (width + 1 + GAP) // (MONTH + GAP)))
        below = max(1, (height + 1) // STEP)
        count = next(part for part in PARTS if part <= beside * below)
        first = (self.chosen.month - 1) // count * count + 1
        months = [date(self.chosen.year, month, 1) for month in range(first, first + count)]
        return months, min(beside, count)

    def day_at(self, x: int, y: int) -> date | None:
        """The day that is drawn at that cell, if any."""
        months, beside = self.months()
        column, cell = divmod(x, MONTH + GAP)
        row, line = divmod(y, STEP)
        place = row * beside + column
        if column >= beside or place >= len(months) or line < 2 or cell >= MONTH:
            return None
        day = monday_before(months[place]) + timedelta(days=7 * (line - 2) + cell // CELL)
        return day if day.month == months[place].month else None

    def render(self) -> Content:
        """The months, line by line."""
        months, beside = self.months()
        lines: list[Content] = []
        for start in range(0, len(months), beside):
            row = months[start : start + beside]
            for line in range(LINES):
                parts = [self._line(month, line) for month in row]
                lines.append(Content(" " * GAP).join(parts))
            lines.append(Content(""))
        return Content("\n").join(lines[:-1])

    def _line(self, month: date, line: int) -> Content:
        if line == 0:
            title = format_month(month)
            return Content.assemble((title, "bold"), " " * (MONTH - cell_len(title)))
        if line == 1:
            letters = (weekday_letters(day) for day in range(7))
            padded = "".join(name + " " * (CELL - cell_len(name)) for name in letters)
            return Content.assemble((padded, "$text-muted"))
        monday = monday_before(month) + timedelta(days=7 * (line - 2))
        return Content("").join(self._day(monday + timedelta(days=place), month) for place in range(7))

    def _day(self, day: date, month: date) -> Content:
        shown = self._days.get(day)
        if day.month != month.month or shown is None:
            return Content(" " * CELL)
        styles = [SIGN_STYLES.get(shown.sign, "")]
        if shown.is_special:
            styles.append("bold")
        if day == self._today:
            styles.append("underline")
        if day == self.chosen:
            styles.append("bold reverse" if self.has_focus else "bold underline")
        return Content.assemble((f"{day.day:>2}{shown.sign}", " ".join(filter(None, styles))), " ")


def monday_before(month: date) -> date:
    """The Monday with which the weeks of a month begin."""
    return month - timedelta(days=month.weekday())
