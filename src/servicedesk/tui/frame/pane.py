"""Pane: a part of a screen with a frame and a title; TitleLine: the title where there is no room for one.

    with Pane(id="agenda-pane", keys=("calendar.later",)):
        yield TitleLine("agenda-pane", id="agenda-line")
        yield AgendaList()
    screen.query_one(TitleLine).update(styled(("Agenda", "bold"), ("  19", "$text-accent")))

In a window of 100 cells and 30 lines or more the title stands in the frame; the pane that has the keys is lit
and names its own two or three in the frame below. In a smaller one nothing is framed: the title is a line of
its own, or with the class `-ruled` a rule across the pane. What people typed is never read as markup.
"""

from collections.abc import Sequence
from typing import Any

from textual import events, on
from textual.containers import Container
from textual.content import Content
from textual.visual import VisualType
from textual.widget import Widget
from textual.widgets import Static

from servicedesk.i18n import _
from servicedesk.keys.actions import BY_ID, Keys, key_shown
from servicedesk.tui.base.safe import plain

FRAME = 2
"""Lines of a frame, above and below."""


def is_framed(widget: Widget) -> bool:
    """Whether the window is large enough for frames."""
    screen = widget.screen
    return screen.has_class("-wide") and screen.has_class("-high")


class Pane(Container):
    """A part of a screen."""

    DEFAULT_CSS = """
    Pane { height: 1fr; width: 1fr; visibility: hidden; }
    Pane > * { visibility: visible; }
    """

    def __init__(
        self,
        *children: Widget,
        head: str = "",
        keys: Sequence[str] = (),
        id: str | None = None,  # noqa: A002 - the name that Textual gives it
        classes: str | None = None,
    ) -> None:
        """`head` is the msgid of the title; `keys` are actions named in the lit frame."""
        super().__init__(*children, id=id, classes=classes)
        self.keys = keys
        self._title = Content("")
        if head:
            self.entitle((_(head), ""))

    def entitle(self, *pieces: tuple[str, str]) -> None:
        """Another title, of (text, style)."""
        self.title(Content.assemble(*((plain(text), style) for text, style in pieces)))

    def title(self, title: Content) -> None:
        """Another title, clean already."""
        if title != self._title:
            self._title = title
            self._draw_title()

    @on(events.Resize)
    def _draw_title(self) -> None:
        """A rule has no corner that would keep the title off the edge."""
        is_rule = self.is_attached and not is_framed(self)
        title = Content.assemble(" ", self._title, " ") if is_rule and self._title else self._title
        # Content is taken literally. Read back it is markup, and would be another text if it were set again.
        self.border_title = title

    @on(events.DescendantFocus)
    def _say_keys(self) -> None:
        table: Keys = getattr(self.app, "keys", Keys())
        shown = [(table.of(BY_ID[name])[:1], _(BY_ID[name].label)) for name in self.keys]
        # Whoever takes all keys of an action away is not told of it.
        words = "  ".join(f"{key_shown(key[0])} {label}" for key, label in shown if key)
        self.border_subtitle = Content(plain(words))

    @on(events.DescendantBlur)
    def _say_no_keys(self) -> None:
        self.border_subtitle = None


class TitleLine(Static):
    """The title of a pane as a line; gone where the frame has it."""

    def __init__(self, pane: str, **options: Any) -> None:
        """`pane` is the id of the pane."""
        super().__init__("", markup=False, **options)
        self._pane = pane

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Show another title, here and in the frame."""
        super().update(content, layout=layout)
        title = content if isinstance(content, Content) else Content(plain(str(content)))
        for pane in self.screen.query(f"#{self._pane}").results(Pane):
            pane.title(title)
