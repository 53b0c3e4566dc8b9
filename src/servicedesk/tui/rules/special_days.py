"""SpecialDaysList: what is special in a year, one line each, with the chosen day in sight."""

from collections.abc import Sequence
from datetime import date

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from servicedesk.domain.calendar_days import SpecialDays, kind_label
from servicedesk.domain.date_format import format_month_day, weekday_name
from servicedesk.i18n import _
from servicedesk.tui.base.safe import plain
from servicedesk.tui.rules.year_grid import SIGN_STYLES

WHEN = 18
"""Cells for the dates: what follows stands in line."""


class SpecialDaysList(Widget):
    """Draws the lines that fit, around the chosen day."""

    DEFAULT_CSS = """
    SpecialDaysList { height: 1fr; width: 1fr; padding: 0 1; }
    """

    def __init__(self) -> None:
        """Empty until `show` is called."""
        super().__init__()
        self._chosen = date.min
        self._lines: Sequence[SpecialDays] = ()

    def show(self, chosen: date, lines: Sequence[SpecialDays]) -> None:
        """Show the special days of a year."""
        self._chosen, self._lines = chosen, lines
        self.refresh()

    def render(self) -> Content:
        """The lines from a little before the chosen day on."""
        width, height = self.content_size
        if not self._lines:
            return Content.assemble((_("No special days in this year."), "$text-muted"))
        at = next(
            (place for place, line in enumerate(self._lines) if line.last >= self._chosen), len(self._lines)
        )
        start = max(0, min(at - height // 3, len(self._lines) - height))
        shown = self._lines[start : start + max(1, height)]
        return Content("\n").join(self._line(line).truncate(max(1, width), ellipsis=True) for line in shown)

    def _line(self, special: SpecialDays) -> Content:
        first, last = special.first.day, special.last
        when = f"{format_month_day(first.month, first.day)} {weekday_name(first.weekday())}"
        if last != first:
            when += f" – {format_month_day(last.month, last.day)}"
        is_chosen = special.holds(self._chosen)
        hours = f"  {special.first.hours}" if special.first.hours else ""
        return Content.assemble(
            (">" if is_chosen else " ", "bold"),
            (f"{special.first.sign} ", f"bold {SIGN_STYLES.get(special.first.sign, '')}".strip()),
            (when + " " * (2 + max(0, WHEN - cell_len(when))), "bold" if is_chosen else ""),
            (plain(special.first.name) or kind_label(special.first.kind), "$text-muted"),
            (hours, "$text-muted"),
        )
