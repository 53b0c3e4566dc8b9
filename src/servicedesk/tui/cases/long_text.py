"""LongText: a text of many paragraphs that is drawn as far as it is read.

A history of a thousand lines costs no more than one of forty until somebody scrolls there.
"""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

AT_ONCE = 60
"""Paragraphs that are laid out in one go: more than a window shows."""


LEAST_HANGING = 16
"""Cells for the words beside a head; in less room they stand below it."""


class Hanging(NamedTuple):
    """A head, and words beside it: what is too long for a line goes on under the words."""

    head: Content
    words: Content

    @property
    def plain(self) -> str:
        """The whole as it is read."""
        return self.head.plain + self.words.plain


Paragraph = Content | Hanging


def laid_out(paragraph: Paragraph, width: int) -> Content:
    """The paragraph as lines of at most `width` cells; one without a head is left to the window."""
    if isinstance(paragraph, Content):
        return paragraph
    indent = cell_len(paragraph.head.plain)
    if width - indent < LEAST_HANGING:
        return paragraph.head + paragraph.words
    first, *more = paragraph.words.wrap(width - indent) or [Content("")]
    blank = Content(set_cell_size("", indent))
    return Content("\n").join([paragraph.head + first, *(blank + line for line in more)])


class LongText(VerticalScroll):
    """Paragraphs one below the other; empty until `put` is called."""

    DEFAULT_CSS = """
    LongText { padding: 0 1; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    LongText > Static { height: auto; }
    """
    # Of a class of its own, for what stands in front may take j and k for something else.
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - the name that Textual gives it
        """Nothing is shown yet."""
        super().__init__(id=id)
        self._paragraphs: Sequence[Paragraph] = ()
        self._shown = self._width = 0
        self._parts: list[Static] = [Static("", markup=False)]

    def compose(self) -> "list[Static]":
        """The first part; others follow as one reads on."""
        return self._parts

    @property
    def paragraphs(self) -> Sequence[Paragraph]:
        """All of the text, also what has not been drawn yet."""
        return self._paragraphs

    def put(self, paragraphs: Sequence[Paragraph], *, from_top: bool) -> None:
        """Show another text; from its beginning, or where one has read to."""
        self._paragraphs = paragraphs
        if from_top:
            for part in self._parts[1:]:
                part.remove()
            del self._parts[1:]
            self.scroll_home(animate=False)
        self._draw()

    def on_resize(self, _event: events.Resize) -> None:
        """Lines that hang are as long as the window is wide."""
        if self._room != self._width:
            self._draw()

    @property
    def _room(self) -> int:
        """Cells of a line."""
        return self.scrollable_content_region.width

    def _draw(self) -> None:
        self._shown, self._width = 0, self._room
        if self._width:
            for part in self._parts:
                self._fill(part)

    def _fill(self, part: Static) -> None:
        following = self._paragraphs[self._shown : self._shown + AT_ONCE]
        self._shown += len(following)
        part.update(Content("\n").join([laid_out(paragraph, self._width) for paragraph in following]))

    def _read_on(self) -> None:
        """Lay out the next part."""
        part = Static("", markup=False)
        self._parts.append(part)
        self._fill(part)
        self.mount(part)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Have more ready before the end of what is drawn comes into sight."""
        super().watch_scroll_y(old_value, new_value)
        if self._shown < len(self._paragraphs) and new_value + 2 * self.size.height > self.max_scroll_y:
            self._read_on()

    def action_scroll_end(self) -> None:
        """To the end, wherever it is."""
        while self._shown < len(self._paragraphs):
            self._read_on()
        self.call_after_refresh(super().action_scroll_end)
