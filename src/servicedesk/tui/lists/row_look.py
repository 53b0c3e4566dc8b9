"""How a RowList looks: its colours, and when they are others."""

from typing import ClassVar

from rich.style import Style
from textual.scroll_view import ScrollView

from servicedesk.tui.lists.row_painter import RowPainter

DERIVED = {"header", "strong"}


class RowLook(ScrollView):
    """The styles that lines are drawn with."""

    DEFAULT_CSS = """
    RowLook {
        height: 1fr;
        width: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size: 0 0;
        & > .row-list--muted { color: $text-muted; }
        & > .row-list--warning { color: $text-warning; }
        & > .row-list--error { color: $text-error; text-style: bold; }
        & > .row-list--accent { color: $text-accent; }
        & > .row-list--marked { background: $accent-muted; text-style: bold; }
        & > .row-list--cursor { background: $block-cursor-blurred-background; }
        &:focus > .row-list--cursor { background: $block-cursor-background; }
        &:ansi > .row-list--cursor { text-style: bold underline; }
        &:ansi:focus > .row-list--cursor { text-style: none; }
        &:nocolor > .row-list--cursor { text-style: reverse; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"row-list--{name}" for name in ("cursor", "marked", "muted", "warning", "error", "accent")
    }

    _painter: RowPainter

    def notify_style_update(self) -> None:
        """Another theme or another focus."""
        super().notify_style_update()
        self._painter.forget_styles(self.has_focus)
        self.refresh()

    def component_style(self, name: str) -> Style:
        """The style of `header`, `cursor` ...; that of the list itself for ""."""
        # A component class costs the style sheet at each change of focus: only what is a colour has one.
        if name in DERIVED:
            bold = Style(bold=True)
            return bold if name == "strong" else self.component_style("muted") + bold
        if name == "thumb":
            return Style(bgcolor=self.styles.scrollbar_color.rich_color)
        return self.get_component_rich_style(f"row-list--{name}", partial=True) if name else self.rich_style

    def _repaint(self) -> None:
        self._painter.forget()
        self.refresh()
