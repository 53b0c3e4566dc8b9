"""TooSmall: one line over a screen that has no room; base.tcss shows it below 60x15."""

from textual.content import Content
from textual.widget import Widget

from servicedesk.i18n import _
from servicedesk.tui.base.safe import content

MIN_WIDTH = 60
MIN_HEIGHT = 15


class TooSmall(Widget):
    """Says how large the window must be."""

    DEFAULT_CSS = """
    TooSmall {
        display: none; layer: too-small; width: 100%; height: 100%;
        background: $background; content-align: center middle;
    }
    """

    def render(self) -> Content:
        """The size that is needed and the size that is."""
        text = _("The window is {width}x{height}; {min_width}x{min_height} is needed.")
        size = self.app.size
        return content(
            text.format(width=size.width, height=size.height, min_width=MIN_WIDTH, min_height=MIN_HEIGHT)
        )
