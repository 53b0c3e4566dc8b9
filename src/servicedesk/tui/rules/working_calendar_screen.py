"""The working calendar: a year, or the part of it that fits; a day's hours and why; what is special in it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from functools import cached_property, partial
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from servicedesk.domain.calendar_days import SIGNS, SpecialDays, duty_when, hours_text, kind_label
from servicedesk.domain.clock_words import length_words
from servicedesk.domain.date_format import format_long, format_month_day, weekday_name
from servicedesk.domain.worktime_rules import FIRST_YEAR, LAST_YEAR, DutyDays
from servicedesk.i18n import N_, _
from servicedesk.keys.actions import BY_ID, Action, Scope
from servicedesk.tui.base.bindings import bindings_for
from servicedesk.tui.base.handler import Acts, Handler
from servicedesk.tui.base.safe import plain, styled
from servicedesk.tui.calendar.day_grid import DayGrid, DaySteps
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.frame.pane import Pane
from servicedesk.tui.rules.calendar_keys import CalendarKeys
from servicedesk.tui.rules.rules_work import RulesWork
from servicedesk.tui.rules.working_year import WorkingYear, read_year
from servicedesk.tui.rules.year_grid import SIGN_STYLES, YearGrid

IN_LINE = 40
"""Cells of a list in which what follows the dates stands in line."""

SHORTEST_NAME = 4
"""Cells that a name has at least before the hours behind it; with fewer it gives way to them."""

NEEDS_RULE = frozenset({"hours.clear", "hours.name"})


class SpecialDaysList(Widget):
    """What is special in a year, one line each: the lines that fit, around the chosen day."""

    DEFAULT_CSS = """
    SpecialDaysList { height: 1fr; width: 1fr; padding: 0 1 0 0; }
    """

    def __init__(self) -> None:
        """Empty until `show` is called."""
        super().__init__()
        self._chosen = date.min
        self._lines: Sequence[SpecialDays] = ()
        self._duties: Sequence[DutyDays] = ()

    def show(self, chosen: date, year: WorkingYear) -> None:
        """Show the special days of a year, above them when there is duty."""
        self._chosen, self._lines, self._duties = chosen, year.special, year.duties
        self.refresh()

    def render(self) -> Content:
        """Each duty in a line; the special days from a little before the chosen day on."""
        width, height = self.content_size
        if not self._lines and not self._duties:
            return Content.assemble((_("No special days this year."), "$text-muted"))
        lines = [self._duty(duty, width) for duty in self._duties]
        height -= len(lines)
        at = next(
            (place for place, line in enumerate(self._lines) if line.last >= self._chosen), len(self._lines)
        )
        start = max(0, min(at - height // 3, len(self._lines) - height))
        shown = self._lines[start : start + max(1, height)]
        # Where it is narrow what follows need not stand in line.
        is_narrow = width < IN_LINE
        when = 0 if is_narrow else max((cell_len(_dates(line)) for line in self._lines), default=0)
        lines += [self._line(line, when, width) for line in shown]
        return Content("\n").join(line.truncate(max(1, width), ellipsis=True) for line in lines)

    def _duty(self, duty: DutyDays, width: int) -> Content:
        """Which days, hours, name: of the three the name gives way."""
        sign = SIGNS["duty"]
        head = Content.assemble(
            (">" if duty.holds(self._chosen) else " ", "bold"),
            (f"{sign} ", f"bold {SIGN_STYLES[sign]}"),
            (f"{duty_when(duty)} ", ""),
            (hours_text(duty.intervals), "$text-muted"),
        )
        room = width - head.cell_length - 2
        name = Content(plain(duty.name)).truncate(room, ellipsis=True).plain if room >= SHORTEST_NAME else ""
        return Content.assemble(head, (f"  {name}" if name else "", "$text-muted"))

    def _line(self, special: SpecialDays, when: int, width: int) -> Content:
        """Dates in a column of `when` cells, name, hours; the name is cut before the hours are.

        In a narrow list, with no column, there is room for one of the two: the day itself tells its hours.
        """
        dates = _dates(special, with_weekday=when > 0)
        is_narrow, when = not when, max(when, cell_len(dates))
        is_chosen = special.holds(self._chosen)
        hours = f"  {special.first.hours}" if special.first.hours else ""
        name = Content(plain(special.first.name) or kind_label(special.first.kind))
        room = width - 3 - when - 2 - cell_len(hours)
        if is_narrow:
            hours, room = "", max(0, width - 3 - when - 2)
        elif room < SHORTEST_NAME:
            name, hours, room = (Content(), hours.lstrip(), 0) if hours else (name, "", width)
        return Content.assemble(
            (">" if is_chosen else " ", "bold"),
            (f"{special.first.sign} ", f"bold {SIGN_STYLES.get(special.first.sign, '')}".strip()),
            (dates + " " * (2 + when - cell_len(dates)), "bold" if is_chosen else ""),
            (name.truncate(room, ellipsis=True).plain if room else "", "$text-muted"),
            (hours, "$text-muted"),
        )


def _dates(special: SpecialDays, *, with_weekday: bool = True) -> str:
    """From when to when: 1 Jan Thu – 3 Jan."""
    first, last = special.first.day, special.last
    when = format_month_day(first.month, first.day)
    if with_weekday:
        when += f" {weekday_name(first.weekday())}"
    return when if last == first else f"{when} – {format_month_day(last.month, last.day)}"


class SignLegend(Widget):
    """What each sign of the year means; no line ends within a meaning."""

    DEFAULT_CSS = """
    SignLegend { height: auto; width: 1fr; padding: 0 1; color: $text-muted; }
    """

    def render(self) -> Content:
        """As many to a line as fit."""
        return Content("\n".join(self._lines(self.content_size.width)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - theirs
        """The lines that they take."""
        return len(self._lines(width))

    def _lines(self, width: int) -> list[str]:
        lines: list[str] = []
        for kind, sign in SIGNS.items():
            meaning = f"{sign} {kind_label(kind)}"
            longer = f"{lines[-1]}  {meaning}" if lines else meaning
            if lines and cell_len(longer) <= width:
                lines[-1] = longer
            else:
                lines.append(meaning)
        return lines


class WorkingCalendarScreen(DeskScreen):
    """A grid of days beside, or above, the chosen day and the special days of its year."""

    NAME = "working_calendar"
    SCOPES = (Scope.HOURS, Scope.GRID)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.HOURS, Scope.GRID)
    DEFAULT_CSS = """
    WorkingCalendarScreen #hours-line { height: auto; max-height: 3; padding: 0 1; }
    WorkingCalendarScreen #hours-note { height: 1; padding: 0 1; }
    WorkingCalendarScreen #hours-body { height: 1fr; layout: vertical; }
    WorkingCalendarScreen #hours-days, WorkingCalendarScreen #hours-months { height: auto; }
    WorkingCalendarScreen YearGrid { max-width: 58; }
    WorkingCalendarScreen #hours-days SignLegend { width: 22; padding: 0; }
    WorkingCalendarScreen #hours-right {
        height: 1fr; visibility: visible; border-top: solid $border-blurred;
    }
    WorkingCalendarScreen #hours-day { height: auto; padding: 0 1; }
    WorkingCalendarScreen #hours-right SignLegend { display: none; }
    WorkingCalendarScreen.-high YearGrid { height: 17; }
    WorkingCalendarScreen.-wide #hours-body { layout: horizontal; }
    WorkingCalendarScreen.-wide #hours-days { width: 3fr; max-width: 118; height: 1fr; }
    WorkingCalendarScreen.-wide #hours-months { height: 1fr; }
    WorkingCalendarScreen.-wide YearGrid { max-width: 100%; height: 1fr; padding: 0; }
    WorkingCalendarScreen.-wide #hours-right {
        width: 1fr; min-width: 33; border-top: none; border-left: solid $border-blurred;
    }
    WorkingCalendarScreen.-wide #hours-days SignLegend { display: none; }
    WorkingCalendarScreen.-wide #hours-right SignLegend { display: block; }
    WorkingCalendarScreen.-wide.-high #hours-right { border: round $border-blurred; }
    WorkingCalendarScreen.-wide.-high #hours-note { display: none; }
    """

    def __init__(self) -> None:
        """Nothing is read yet."""
        super().__init__()
        self.year: WorkingYear | None = None
        self.chosen: date | None = None
        self.keys = CalendarKeys(self, self, RulesWork(self))

    def make_handlers(self) -> Iterable[Handler]:
        """What the keys on days do."""
        return (self.keys, DaySteps(self, lambda: self.chosen, self.choose_day))

    def compose_body(self) -> ComposeResult:
        """The week and what must be known of the year; days; the chosen day; special days."""
        yield Static("", id="hours-line", markup=False)
        yield Static("", id="hours-note", markup=False)
        with Container(id="hours-body"):
            turns = ("hours.previous_year", "hours.next_year")
            with Pane(id="hours-days", keys=turns), Horizontal(id="hours-months"):
                yield YearGrid()
                yield SignLegend()
            with Pane(id="hours-right", head=N_("The day and the year")):
                yield Static("", id="hours-day", markup=False)
                yield SpecialDaysList()
                yield SignLegend()

    def on_mount(self) -> None:
        """Keys go to the days."""
        self.query_one(YearGrid).focus()

    @property
    def today(self) -> date:
        """Today in the desk's zone."""
        return self.desk.now_here().date()

    # Loading and drawing

    def load(self) -> None:
        """Read the year of the chosen day."""
        if self.chosen is None:
            self.chosen = self.today
        self.run_service(read_year, self.desk, self.chosen.year, then=self._show, group="year")

    def _show(self, year: WorkingYear) -> None:
        self.year = year
        self._draw()

    def choose_day(self, day: date) -> None:
        """Choose a day; another year is read first."""
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            return
        self.chosen = day
        if self.year is not None and self.year.year == day.year:
            self._draw()
        elif self.desk_app.is_desk_open:
            self.load()

    def _draw(self) -> None:
        year, day = self.year, self.chosen
        if year is None or day is None or year.year != day.year:
            return
        self.query_one(YearGrid).show(day, self.today, year.by_day)
        self.query_one(SpecialDaysList).show(day, year)
        self.query_one("#hours-line", Static).update(
            styled(
                (f"{year.year}  ", "bold $text"),
                (f"{year.week_words()}  ", "$text"),
                (year.zone, "$text-muted"),
            )
        )
        self._draw_note(year)
        self._draw_day(year, day)
        self.show_what_can_be_done()

    def _draw_note(self, year: WorkingYear) -> None:
        key = self.desk_app.keys.shown(BY_ID["hours.seed"]) if year.is_unsure else ""
        takes = _("  {key}: take them over").format(key=key) if key else ""
        style = "bold $text-warning" if year.is_unsure else "$text-muted"
        self.query_one("#hours-note", Static).update(styled((year.notes, style), (takes, "$text-muted")))
        self.query_one("#hours-days", Pane).entitle((year.notes, style), (takes, "$text-muted"))

    def _draw_day(self, year: WorkingYear, day: date) -> None:
        shown = year.by_day[day]
        rule = shown.rule
        if rule is None:
            source = ""
        else:
            source = _("public holidays") if rule.source == "seed" else _("set by the desk")
        long = format_long(datetime.combine(day, time(), UTC), UTC, with_time=False)
        hours = f"{shown.hours}  ({length_words(shown.minutes * 60)})" if shown.intervals else _("no hours")
        self.query_one("#hours-day", Static).update(
            styled(
                (f"{long}  ", "bold $text"),
                (f"{shown.sign} ".lstrip(), f"bold {SIGN_STYLES.get(shown.sign, '')}".strip()),
                (shown.words, "$text"),
                (f"  {source}" if source else "", "$text-muted"),
                (f"\n{hours}", "$text"),
            )
        )

    def why_not(self, action: Action) -> str:
        """A day without a rule of its own has nothing to take away or to name."""
        if action.id in NEEDS_RULE and self.year is not None and self.keys.own_rule is None:
            return _("This day has no rule of its own.")
        return ""

    # Days

    @cached_property
    def acts(self) -> Acts:
        """From year to year."""
        return {"hours.previous_year": partial(self._turn, -1), "hours.next_year": partial(self._turn, 1)}

    def _turn(self, years: int) -> None:
        from servicedesk.domain.date_words import add_months

        if self.chosen is not None:
            self.choose_day(add_months(self.chosen, 12 * years))

    def action_hours_today(self) -> None:
        """To today."""
        if self.desk_app.is_desk_open:
            self.choose_day(self.today)

    @on(DayGrid.DayClicked)
    def _click(self, message: DayGrid.DayClicked) -> None:
        message.stop()
        self.choose_day(message.day)
