"""Fields to type into. What is pasted or loaded is cleaned before it is shown, as what is typed need not be.

`LineField` is one line, `NoteField` several. Both keep what a service will keep, so that nobody saves
something else than what stands on the screen.
"""

from typing import Any

from rich.cells import cell_len
from textual import events
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Input, TextArea

from servicedesk.domain.text import JOINERS, MAX_TEXT, clean, clean_line
from servicedesk.i18n import _

LINE_LIMIT = 2000
"""Characters that one line takes from one paste; services take no more of one either."""

DRAWN_AT_ONCE = 20_000
"""Characters of one line in a field of several; TextArea draws the whole line again for every row of it."""


class LineField(Input):
    """One line of text; of a paste of several lines all are kept, joined by spaces.

    A text longer than the field shows where typing goes on while it has the focus, else its beginning.
    """

    DEFAULT_CSS = """
    LineField { height: 1; border: none; padding: 0 1; }
    LineField:focus { border: none; }
    """

    def __init__(self, value: str = "", **options: Any) -> None:
        """`options` are those of Input."""
        # Typing into a filled field adds to it; selecting all would let the first key wipe it.
        options = {"select_on_focus": False, **options}
        super().__init__(value=clean_line(value[:MAX_TEXT]), **options)

    def watch_selection(self) -> None:
        """A line that is filled from elsewhere shows its beginning."""
        if not self.has_focus:
            self._show_beginning()

    def on_blur(self) -> None:
        """What is only read is read from its beginning."""
        self._show_beginning()

    def on_focus(self) -> None:
        """Back to where typing goes on."""
        self._show_cursor()

    def _show_cursor(self) -> None:
        place = cell_len(self.value[: self.cursor_position])
        self.scroll_to_region(Region(place, 0, 1, 1), force=True, animate=False)

    def _show_beginning(self) -> None:
        self.scroll_to(0, animate=False, force=True)

    async def _on_key(self, event: events.Key) -> None:
        """Insert what Input would drop."""
        if text := unprintable_but_meant(event):
            event.stop()
            event.prevent_default()
            start, end = self.selection
            self.replace(text, *sorted((start, end)))

    def _on_paste(self, event: events.Paste) -> None:
        """Insert the paste, cleaned; Input alone would keep its first line only."""
        event.prevent_default()
        event.stop()
        text = clean_line(event.text[: MAX_TEXT + 1])
        if len(text) > LINE_LIMIT:
            refuse_paste(self, len(event.text), LINE_LIMIT)
        elif text:
            start, end = self.selection
            self.replace(text, *sorted((start, end)))
            # Input does not for the first text that comes into it.
            self.call_after_refresh(self._show_cursor)


class NoteField(TextArea):
    """Several lines of text; Tab goes to the next field."""

    DEFAULT_CSS = """
    NoteField { height: 1fr; border: none; padding: 0 1; }
    NoteField:focus { border: none; }
    """

    LIMIT = 200_000
    """Characters taken from one paste."""

    def __init__(self, text: str = "", **options: Any) -> None:
        """`options` are those of TextArea."""
        options = {"tab_behavior": "focus", "soft_wrap": True, "show_line_numbers": False, **options}
        super().__init__(clean(text[:MAX_TEXT]), **options)

    async def _on_key(self, event: events.Key) -> None:
        """Insert what TextArea would drop."""
        if (text := unprintable_but_meant(event)) and not self.read_only:
            event.stop()
            event.prevent_default()
            self.replace(text, *self.selection)

    async def _on_paste(self, event: events.Paste) -> None:
        """Insert the paste, cleaned."""
        event.prevent_default()
        event.stop()
        text = clean(event.text[: MAX_TEXT + 1])
        if len(text) > self.LIMIT:
            refuse_paste(self, len(event.text), self.LIMIT)
        elif max(map(len, text.split("\n"))) > DRAWN_AT_ONCE:
            refuse_paste(self, len(event.text), DRAWN_AT_ONCE)
        elif text and not self.read_only:
            self.replace(text, *self.selection)

    def load_text(self, text: str) -> None:
        """Show another text, cleaned."""
        super().load_text(clean(text[:MAX_TEXT]))


def refuse_paste(field: Widget, count: int, limit: int) -> None:
    """Say that a paste was too long to be worked on, the call form in its line; the clipboard holds it."""
    text = _("Not pasted: {count} characters, this field takes {limit}.").format(count=count, limit=limit)
    if tell := getattr(field.screen, "tell", None):
        tell(text)
    else:
        field.notify(text, severity="warning", markup=False)


def unprintable_but_meant(event: events.Key) -> str:
    """The character of a key that Textual takes for none, though people type it; else empty.

    The full-width blank of a Chinese input method is one, and the joiners of emoji and of Persian and Hindi.
    """
    character = event.character or ""
    is_dropped = len(character) == 1 and not character.isprintable()
    # A joiner means something only between its neighbours: the whole is cleaned when it is read.
    is_kept = character in JOINERS or clean(character) == character
    return character if is_dropped and character > "\x9f" and is_kept else ""
