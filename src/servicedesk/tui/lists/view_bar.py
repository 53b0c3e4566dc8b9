"""ViewBar: the views of a list in one line, each with its count, the one that is shown in angle quotes.

    All open 36  ‹Due now 12›  Unassigned 6  On me 9 …

Where not all fit, those around the one that is shown stand in it. A click shows a view.
"""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from servicedesk.domain.rows.views import Counted, View
from servicedesk.tui.base.safe import plain
from servicedesk.tui.lists.list_columns import CUT

GAP = 2
LONGEST = 24
"""Cells of a name: one view alone must not fill the line."""


class ViewBar(Widget):
    """The line of views."""

    DEFAULT_CSS = """
    ViewBar {
        height: 1; padding: 0 1; color: $text-muted;
        link-style: none; link-color: $text-muted; link-background: transparent;
    }
    """

    class Chosen(Message):
        """A view was clicked."""

        def __init__(self, view: View) -> None:
            super().__init__()
            self.view = view

    class Appeared(Message):
        """The bar has come into sight: a window grew."""

    def __init__(self) -> None:
        """No views are known yet."""
        super().__init__()
        self.views: Sequence[View] = ()
        self.shown: View | None = None
        self.counts: Mapping[str, Counted] = {}

    def show(self, views: Sequence[View], shown: View, counts: Mapping[str, Counted]) -> None:
        """Draw these views, with the counts by their queries as far as they are known."""
        self.views, self.shown, self.counts = views, shown, counts
        self.refresh()

    def on_show(self) -> None:
        """Whatever it knew may be of long ago."""
        self.post_message(self.Appeared())

    def action_take(self, place: int) -> None:
        """Show the view at that place."""
        if place < len(self.views):
            self.post_message(self.Chosen(self.views[place]))

    def render(self) -> Content:
        """The views that have room."""
        texts = [self._text(view) for view in self.views]
        current = self.views.index(self.shown) if self.shown in self.views else 0
        first, end = fitting([cell_len(text) for text in texts], current, self.content_size.width)
        pieces: list[Content | tuple[str, str]] = [(f"{CUT} ", "")] if first else []
        for place in range(first, end):
            piece = Content.assemble((texts[place], self._look(self.views[place])))
            pieces += [piece.stylize(Style.from_meta({"@click": f"take({place})"})), (" " * GAP, "")]
        if end < len(texts):
            pieces.append((CUT, ""))
        return Content.assemble(*pieces)

    def _text(self, view: View) -> str:
        name = plain(view.name)
        if cell_len(name) > LONGEST:
            name = f"{name[: LONGEST // 2]}{CUT}"
        known = self.counts.get(view.query)
        text = name if known is None else f"{name} {known.shown}"
        return f"‹{text}›" if view == self.shown else text

    def _look(self, view: View) -> str:
        if view == self.shown:
            return "bold $text-primary"
        known = self.counts.get(view.query)
        return "$text" if known is not None and known.number else "$text-muted"


def fitting(lengths: Sequence[int], current: int, width: int) -> tuple[int, int]:
    """The first of the texts that are shown, and the one after the last: as many as fit, with `current`."""
    if not lengths:
        return 0, 0
    first, end = 0, len(lengths)
    while end - first > 1 and _needed(lengths, first, end) > width:
        # What stands before is the first to go only where the one that is shown would not fit otherwise.
        if end - 1 > current:
            end -= 1
        else:
            first += 1
    return first, end


def _needed(lengths: Sequence[int], first: int, end: int) -> int:
    ends = (len(CUT) + 1 if first else 0) + (len(CUT) if end < len(lengths) else -GAP)
    return sum(lengths[first:end]) + GAP * (end - first) + ends
