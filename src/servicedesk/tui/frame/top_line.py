"""TopLine: the desk's name, the five tabs, the clock. One line, drawn in one go."""

from datetime import datetime

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from servicedesk.i18n import _
from servicedesk.keys.actions import BY_ID
from servicedesk.tui.base.bindings import call_of
from servicedesk.tui.base.safe import plain
from servicedesk.tui.lists.list_columns import fitted

TABS = ("today", "calls", "queue", "customers", "calendar")


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
        self.clock = "" if moment is None else f"{moment:%H:%M}"
        self.desk_name = plain(getattr(self.app, "desk_name", "") or "servicedesk")

    def render(self) -> Content:
        """Name, tabs with the current one in brackets, clock at the right; a file that is gone before all."""
        if gone := getattr(self.app, "gone", ""):
            # Cut and not wrapped: Chinese has no blanks, and all of it would stand on a second line.
            return Content.assemble((fitted(f" ! {gone}", self.size.width), "bold $text-error"))
        tabs: list[Content] = []
        for name in TABS:
            action = BY_ID[f"app.{name}"]
            label = _(action.label)
            here = name == self.current
            text = f"[{action.keys} {label}]" if here else f" {action.keys} {label} "
            look = "bold $text-primary" if here else ""
            tab = Content.assemble((text, look))
            tabs.append(tab.stylize(Style.from_meta({"@click": f"app.{call_of(action)}"})))
        line = Content.assemble((f" {self.desk_name[:24]} ", "bold $text"), *tabs)
        gap = self.size.width - line.cell_length - cell_len(self.clock) - 1
        return Content.assemble(line, " " * max(1, gap), self.clock)
