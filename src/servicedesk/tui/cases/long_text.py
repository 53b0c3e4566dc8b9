"""LongText: a text of many paragraphs that is drawn as far as it is read.

A history of a thousand lines costs no more than one of forty until somebody scrolls there.
"""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

AT_ONCE = 60
"""Paragraphs that are laid out in one go: more than a window shows."""


class LongText(VerticalScroll):
    """Paragraphs one below the other; empty until `put` is called."""

    DEFAULT_CSS = """
    LongText { padding: 0 1; scrollbar-size-vertical: 1; }
    LongText > Static { height: auto; }
    """
    # Of a class of its own, for what stands in front may take j and k for something else.
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - the name that Textual gives it
        """Nothing is shown yet."""
        super().__init__(id=id)
        self._paragraphs: Sequence[Content] = ()
        self._shown = 0
        self._parts: list[Static] = [Static("", markup=False)]

    def compose(self) -> "list[Static]":
        """The first part; others follow as one reads on."""
        return self._parts

    @property
    def paragraphs(self) -> Sequence[Content]:
        """All of the text, also what has not been drawn yet."""
        return self._paragraphs

    def put(self, paragraphs: Sequence[Content], *, from_top: bool) -> None:
        """Show another text; from its beginning, or where one has read to."""
        self._paragraphs = paragraphs
        if from_top:
            for part in self._parts[1:]:
                part.remove()
            del self._parts[1:]
            self.scroll_home(animate=False)
        self._shown = 0
        for part in self._parts:
            self._fill(part)

    def _fill(self, part: Static) -> None:
        following = self._paragraphs[self._shown : self._shown + AT_ONCE]
        self._shown += len(following)
        part.update(Content("\n").join(following))

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
