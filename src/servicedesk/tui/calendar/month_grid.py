"""MonthGrid: a month in weeks, with the number of each week. Signs tell what colour only helps to see.

`[23]` is the chosen day, `*` stands before today, `.` or a bar behind a day with something planned, `!`
behind one with something overdue. In a narrow grid neighbours share the cell between them; the stronger sign
has it. Where there is room the next month stands below.
"""

from collections.abc import Callable
from datetime import date, timedelta

from rich.cells import cell_len
from textual import events
from textual.content import Content

from servicedesk.domain.date_format import format_month, weekday_letters
from servicedesk.domain.date_words import add_months
from servicedesk.i18n import _
from servicedesk.keys.signs import CHOSEN, DAY_LATE, PLANNED, TODAY
from servicedesk.tui.base.glyphs import ASCII, BLOCKS, glyphs
from servicedesk.tui.calendar.calendar_board import first_of_grid
from servicedesk.tui.calendar.day_grid import DayGrid

WEEKS = 6
HEAD_LINES = 2
MONTH_LINES = HEAD_LINES + WEEKS + 1
"""A month with the blank line, or the legend, behind it."""
DAY_CELLS = 2
ROOMY = 33
"""From so many cells on each day has a cell before and one behind for itself."""

STRENGTH = {" ": 0, PLANNED.glyph: 1, DAY_LATE.glyph: 2, TODAY.glyph: 3, CHOSEN.glyph: 4, "]": 4}
SIGN_STYLES = {
    PLANNED.glyph: "$text-accent",
    DAY_LATE.glyph: "bold $text-error",
    TODAY.glyph: "bold $text-accent",
    CHOSEN.glyph: "bold",
    "]": "bold",
}


class MonthGrid(DayGrid):
    """Six weeks around the month of the chosen day."""

    DEFAULT_CSS = """
    MonthGrid { height: 9; width: 1fr; padding: 0 1; }
    """

    def __init__(self) -> None:
        """Empty until `show` is called."""
        super().__init__()
        self._sign_of: Callable[[date], str] = lambda _day: ""
        self._load_of: Callable[[date], int] = lambda _day: 0

    def show(
        self,
        chosen: date,
        today: date,
        sign_of: Callable[[date], str],
        load_of: Callable[[date], int] = lambda _day: 0,
    ) -> None:
        """Show the month of `chosen`; `sign_of` a day stands behind it, `load_of` it tells how much."""
        self.chosen, self._today, self._sign_of, self._load_of = chosen, today, sign_of, load_of
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Choose the day pointed at."""
        month, line = divmod(event.y, MONTH_LINES)
        week, place = line - HEAD_LINES, (event.x - 1) // self._step
        if 0 <= week < WEEKS and 0 <= place < 7 and month < len(self._months()):
            day = first_of_grid(self._months()[month]) + timedelta(days=7 * week + place)
            self.post_message(self.DayClicked(day, event.chain == 2))

    # Drawing

    @property
    def _step(self) -> int:
        """Cells from one day to the next."""
        return DAY_CELLS + (2 if self.content_size.width >= ROOMY else 1)

    def render(self) -> Content:
        """Month, weekdays, weeks, and what the signs mean."""
        if self.chosen is None:
            return Content("")
        lines: list[Content] = []
        for month in self._months():
            first = first_of_grid(month)
            weeks = [self._week(first + timedelta(days=7 * week), month) for week in range(WEEKS)]
            lines += [self._title(month), self._weekdays(), *weeks, Content("")]
        return Content("\n").join([*lines[:-1], self._legend()])

    def _months(self) -> list[date]:
        """The month of the chosen day, and the next one where it has room."""
        if self.chosen is None:
            return []
        fit = 2 if self.content_size.height >= 2 * MONTH_LINES else 1
        return [add_months(self.chosen.replace(day=1), place) for place in range(fit)]

    def _title(self, month: date) -> Content:
        title = f" {format_month(month)}"
        gap = " " * max(1, 7 * self._step + 1 - cell_len(title))
        return Content.assemble((title, "bold"), (f"{gap}{_('W'):>2}", "$text-muted"))

    def _weekdays(self) -> Content:
        gap = " " * (self._step - DAY_CELLS)
        letters = gap.join(weekday_letters(day) for day in range(7))
        return Content.assemble((f" {letters}", "$text-muted"))

    def _week(self, monday: date, month: date) -> Content:
        days = [monday + timedelta(days=day) for day in range(7)]
        if not any(self._is_shown(day, month) for day in days):
            return Content("")
        parts: list[tuple[str, str]] = []
        trail = " "
        for place, day in enumerate(days):
            if not self._is_shown(day, month):
                # Before the first day of a week stands one cell, as before those that are shown.
                gap = self._step - DAY_CELLS if place else 1
                parts.append((f"{trail:<{gap}}{'':{DAY_CELLS}}", _style(trail)))
                trail = " "
                continue
            lead = CHOSEN.glyph if day == self.chosen else TODAY.glyph if day == self._today else " "
            if place and self._step > DAY_CELLS + 1:
                parts.append(_sign(trail))
                trail = " "
            parts += [_sign(max(trail, lead, key=_strength)), self._number(day, month)]
            trail = "]" if day == self.chosen else self._behind(day)
        week = monday.isocalendar().week
        return Content.assemble(*parts, _sign(trail), (f"{week:>2}", "dim $text-muted"))

    def _is_shown(self, day: date, month: date) -> bool:
        """Whether a day has a place in a month; with two months in sight none comes twice."""
        months = self._months()
        return len(months) == 1 or day.month == month.month or (month == months[0] and day < month)

    def _number(self, day: date, month: date) -> tuple[str, str]:
        if day == self.chosen:
            return f"{day.day:>2}", "bold reverse" if self.has_focus else "bold"
        style = "" if day.month == month.month else "dim $text-muted"
        if day == self._today:
            style = "bold underline $text-accent"
        elif self._sign_of(day):
            style = f"bold {style}".strip()
        return f"{day.day:>2}", style

    def _planned_sign(self) -> str:
        return PLANNED.glyph if self._step == DAY_CELLS + 1 or glyphs() is ASCII else glyphs().columns[2]

    def _behind(self, day: date) -> str:
        """What stands behind a day: in a roomy grid a bar tells how much is planned."""
        sign = self._sign_of(day) or " "
        if sign != PLANNED.glyph or self._step == DAY_CELLS + 1 or glyphs() is ASCII:
            return sign
        heights = glyphs().columns
        return heights[min(len(heights), max(1, self._load_of(day))) - 1]

    def _legend(self) -> Content:
        is_chosen = self.chosen == self._today
        return Content.assemble(
            # The chosen day hides the mark of today in the grid: so does the legend.
            _sign(CHOSEN.glyph) if is_chosen else _sign(TODAY.glyph),
            (f"{_('today')}", "$text-muted"),
            _sign("]") if is_chosen else ("", ""),
            (" ", ""),
            (self._planned_sign(), SIGN_STYLES[PLANNED.glyph]),
            (f"{_('planned')} ", "$text-muted"),
            _sign(DAY_LATE.glyph),
            (_("overdue"), "$text-muted"),
        )


def _sign(sign: str) -> tuple[str, str]:
    return sign, _style(sign)


def _style(sign: str) -> str:
    """A bar has the colour of what is planned."""
    return SIGN_STYLES["."] if sign in BLOCKS.columns else SIGN_STYLES.get(sign, "")


def _strength(sign: str) -> int:
    return STRENGTH.get(sign, STRENGTH["."])
