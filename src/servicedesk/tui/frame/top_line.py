"""TopLine: the desk's name, the five tabs, what is open behind one, the clock. One line, drawn in one go.

    servicedesk  1 Today  2 Calls  3 Queue [4 Customers] 5 Calendar  › Ann Lee          Fri 20 Nov 10:20  lin

A screen that is opened from a tab points that tab out; the day and who acts stand there from WIDE cells on.
"""

from datetime import datetime

from rich.cells import cell_len
from textual import events, on
from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from servicedesk.domain.date_format import format_date
from servicedesk.i18n import N_, _
from servicedesk.keys.actions import BY_ID
from servicedesk.tui.base.bindings import call_of
from servicedesk.tui.base.safe import plain
from servicedesk.tui.front import front_of
from servicedesk.tui.lists.list_columns import fitted

TABS = ("today", "calls", "queue", "customers", "calendar")
BEHIND = {
    "promises": ("today", N_("Promises")),
    "call_form": ("calls", N_("The call")),
    "customer": ("customers", N_("Customer")),
    "working_calendar": ("calendar", N_("Working calendar")),
    "policies": ("calendar", N_("Desk rules")),
    "import": ("", N_("Import")),
}
"""Other screens: the tab behind which each stands, and what it is called until it says itself."""
WIDE = 100
"""Cells from which on there is room for the day and for who acts."""
LEAST_PLACE = 6
"""Cells of what is open behind a tab: in fewer it says nothing."""
MOST_ACTOR = 12


class TopLine(Widget):
    """The first line of every screen."""

    DEFAULT_CSS = """
    TopLine {
        height: 1; dock: top; background: $panel; color: $text-muted;
        link-style: none; link-color: $text-muted; link-background: transparent;
    }
    """

    desk_name: reactive[str] = reactive("servicedesk")
    clock: reactive[str] = reactive("")
    place: reactive[str] = reactive("")
    """What is open behind the tab: the name of a customer."""

    def __init__(self, current: str) -> None:
        """`current` is the tab to point out, or the name of another screen."""
        super().__init__()
        self.current = current

    def on_mount(self) -> None:
        """Keep the clock going."""
        self.tick()
        self.set_interval(5, self.tick)

    def tick(self) -> None:
        """Show the minute in the desk's zone."""
        moment: datetime | None = getattr(self.app, "local_now", None)
        self.clock = "" if moment is None else self._time(moment)
        self.desk_name = plain(getattr(self.app, "desk_name", "") or "servicedesk")

    def _time(self, moment: datetime) -> str:
        """The minute; in a wide window behind its day, before who acts."""
        if self.app.size.width < WIDE:
            return f"{moment:%H:%M}"
        # There is a time once the desk is open.
        actor = fitted(plain(front_of(self.app).desk.actor), MOST_ACTOR).rstrip()
        return f"{format_date(moment.date())} {moment:%H:%M}" + (f"  {actor}" if actor else "")

    @on(events.Resize)
    def _other_width(self) -> None:
        """More or less of the time has room."""
        self.tick()

    def render(self) -> Content:
        """Name, tabs with the current one in brackets, clock at the right; a file that is gone before all."""
        if gone := getattr(self.app, "gone", ""):
            # Cut and not wrapped: Chinese has no blanks, and all of it would stand on a second line.
            return Content.assemble((fitted(f" ! {gone}", self.size.width), "bold $text-error"))
        tab_here, place = BEHIND.get(self.current, (self.current, ""))
        tabs: list[Content] = []
        for name in TABS:
            action = BY_ID[f"app.{name}"]
            label = _(action.label)
            here = name == tab_here
            text = f"[{action.keys} {label}]" if here else f" {action.keys} {label} "
            look = "bold $text-primary" if here else ""
            tab = Content.assemble((text, look))
            tabs.append(tab.stylize(Style.from_meta({"@click": f"app.{call_of(action)}"})))
        line = Content.assemble((f" {self.desk_name[:24]} ", "bold $text"), *tabs)
        if place:
            room = self.size.width - line.cell_length - cell_len(self.clock) - 6
            words = plain(self.place or _(place))
            if room >= min(LEAST_PLACE, cell_len(words)):
                shown = fitted(words, min(cell_len(words), room))
                line = Content.assemble(line, (f" › {shown}", "bold $text"))
        gap = self.size.width - line.cell_length - cell_len(self.clock) - 1
        return Content.assemble(line, " " * max(1, gap), self.clock)
