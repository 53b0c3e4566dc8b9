"""ResultPopup: what long work came to, in lines that stay until they are read."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from servicedesk.i18n import _
from servicedesk.keys.actions import BY_ID
from servicedesk.tui.base.bindings import anywhere
from servicedesk.tui.base.desk_modal import DeskModal
from servicedesk.tui.base.safe import block, content

Lines = Sequence[tuple[str, str]]
"""A line and its style."""


class ResultPopup(DeskModal[None]):
    """The popup; Esc or Enter leaves, the key of undo takes back what was done."""

    DEFAULT_CSS = """
    ResultPopup { align: center middle; }
    ResultPopup > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 90%;
        border: round $primary; background: $surface; padding: 0 1;
    }
    ResultPopup #result-title { text-style: bold; height: auto; }
    ResultPopup VerticalScroll { height: auto; max-height: 60vh; }
    ResultPopup #result-line { height: auto; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [("enter", "leave", ""), *anywhere("app.undo")]

    def __init__(self, title: str, lines: Lines, *, undoable: bool = False) -> None:
        """`undoable` names the key that takes it back."""
        super().__init__()
        self.heading = title
        self.lines = lines
        self.undoable = undoable

    def compose(self) -> ComposeResult:
        """Title, lines, keys."""
        with Vertical():
            yield Static(content(self.heading), id="result-title", markup=False)
            with VerticalScroll():
                parts = [Content.assemble((block(words), style)) for words, style in self.lines]
                yield Static(Content("\n").join(parts), id="result-lines", markup=False)
            yield Static(content(self._keys()), id="result-line", markup=False)

    def on_mount(self) -> None:
        """The lines scroll with the arrows."""
        self.query_one(VerticalScroll).focus()

    def _keys(self) -> str:
        if not self.undoable:
            return _("Esc close")
        key = self.desk_app.keys.shown(BY_ID["app.undo"]).split()[0]
        return _("{key} take it back  Esc close").format(key=key)
