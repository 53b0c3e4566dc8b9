"""ResultPopup: what long work came to, in lines that stay until they are read."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.rows.history import Change
from servicedesk.domain.text import sentences
from servicedesk.i18n import _
from servicedesk.keys.actions import BY_ID
from servicedesk.tui.base.bindings import binding_of
from servicedesk.tui.base.desk_modal import DeskModal
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.base.reversed_words import reversed_words
from servicedesk.tui.base.safe import block, content
from servicedesk.tui.front import front_screen

Lines = Sequence[tuple[str, str]]
"""A line and its style."""


class ResultPopup(DeskModal[None]):
    """The popup; Esc or Enter leaves, the key of undo takes back what it tells of, and nothing else."""

    DEFAULT_CSS = """
    ResultPopup { align: center middle; }
    ResultPopup > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 90%;
        border: round $primary; background: $surface; padding: 0 1;
    }
    ResultPopup #result-title { text-style: bold; height: auto; }
    ResultPopup VerticalScroll { height: auto; max-height: 60vh; }
    ResultPopup #result-line { height: auto; color: $text-muted; }
    ResultPopup #result-line.-fault { color: $text-error; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [("enter", "leave", ""), binding_of(BY_ID["app.undo"])]

    def __init__(self, title: str, lines: Lines, *, undo: Callable[[], Change] | None = None) -> None:
        """`undo` takes back exactly what the popup tells of; without it no key takes anything back."""
        super().__init__()
        self.heading = title
        self.lines = lines
        self._undo = undo
        self._is_undoing = False
        self._undone: Change | None = None

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

    def action_act(self, action_id: str) -> None:
        """The key of undo: once, and for this alone; what is pressed in one go with it is let go."""
        del action_id
        if self._undo is None or self._is_undoing:
            return
        self._is_undoing = True
        self.desk_app.drop_keys()
        self._say(_("Undoing …"))
        # By a handler of its own: undoing happens now, also while something is entered late.
        Handler(self).change(self._undo, then=self._taken_back, failed=self._refused)

    def action_leave(self) -> None:
        """Not while it is taken back: whoever pressed undo is told here what came of it."""
        if not self._is_undoing:
            self.dismiss(None)

    def _taken_back(self, change: Change) -> None:
        self._undone = change
        self._close_if_in_front()

    def on_screen_resume(self) -> None:
        """What was in front, such as a call, is gone."""
        self._close_if_in_front()

    def _close_if_in_front(self) -> None:
        if self._undone is None or front_screen(self.app) is not self:
            return
        change, self._undone = self._undone, None
        self.dismiss(None)
        self.desk_app.say(reversed_words(change, self.desk_app.keys))

    def _refused(self, error: Exception) -> None:
        self._is_undoing = False
        if isinstance(error, ServiceDeskError):
            self._say(sentences(error.message, error.hint), is_fault=True)
        else:
            self._say(self._keys())
            self.desk_app.report(error)

    def _say(self, words: str, *, is_fault: bool = False) -> None:
        line = self.query_one("#result-line", Static)
        line.update(content(words))
        line.set_class(is_fault, "-fault")

    def _keys(self) -> str:
        if self._undo is None:
            return _("Esc close")
        key = self.desk_app.keys.shown(BY_ID["app.undo"]).split()[0]
        return _("{key} take it back  Esc close").format(key=key)
