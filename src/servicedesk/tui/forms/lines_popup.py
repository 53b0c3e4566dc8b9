"""LinesPopup: a list of lines in a popup, worked with single keys; it stays open and reads itself anew.

    class ChecklistPopup(LinesPopup[list[Step]]):
        KEYS = {"a": "add"}                          # character -> method do_<name>
        LINE_KEYS = {" ": "tick", "enter": "tick"}   # the same, with the key of the line under the cursor
        def read(self) -> list[Step]: ...             # in a thread, whenever the desk has changed
        def lines(self, state) -> list[tuple[str, Content]]: ...
        def usual_line(self) -> str: ...              # the keys, in words

Esc leaves; Up, Down, j and k move. The key of undo takes back what was done in the box, and nothing that was
done before it: that is behind the box.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from servicedesk.domain.rows.history import Change
from servicedesk.i18n import _
from servicedesk.keys.actions import BY_ID, meant_key
from servicedesk.tui.base.bindings import binding_of
from servicedesk.tui.base.box_keys import name_keys
from servicedesk.tui.base.desk_modal import DeskModal
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.base.reversed_words import reversed_words
from servicedesk.tui.base.safe import content

State = TypeVar("State")
Lines = Sequence[tuple[str, Content]]
"""What stands behind each line, and the line."""


class LinesPopup(DeskModal[None], Generic[State]):
    """The popup."""

    KEYS: ClassVar[Mapping[str, str]] = {}
    LINE_KEYS: ClassVar[Mapping[str, str]] = {}
    DEFAULT_CSS = """
    LinesPopup { align: center middle; }
    LinesPopup > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 100%;
        border: round $primary; background: $surface; padding: 0 1;
    }
    LinesPopup #lines-title { text-style: bold; height: auto; }
    LinesPopup OptionList { height: auto; max-height: 62vh; border: none; padding: 0; }
    LinesPopup OptionList:focus { border: none; }
    LinesPopup #lines-line { height: auto; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [binding_of(BY_ID["app.undo"])]

    def __init__(self, title: str) -> None:
        """`title` is in the active language."""
        super().__init__()
        self.heading = title
        self.state: State | None = None
        self._keys: list[str] = []
        self._seen_changes = -1
        self._begun = sys.maxsize
        """The newest action when the box was opened."""

    # What a popup fills in

    def read(self) -> State:
        """What is to be shown; called in a thread."""
        raise NotImplementedError

    def lines(self, state: State) -> Lines:
        """The lines of the list."""
        raise NotImplementedError

    def usual_line(self) -> str:
        """The keys, in the last line, and what is said above them."""
        raise NotImplementedError

    def opened(self, key: str) -> None:
        """Enter on a line."""
        if name := self.LINE_KEYS.get("enter"):
            getattr(self, f"do_{name}")(key)

    # The frame

    def compose(self) -> ComposeResult:
        """Title, list, keys."""
        with Vertical():
            yield Static(content(self.heading), id="lines-title", markup=False)
            yield OptionList(id="lines-list", markup=False)
            yield Static("", id="lines-line", markup=False)

    def on_mount(self) -> None:
        """Show what is known, then what is there now."""
        self.query_one(OptionList).focus()
        if self.state is not None:
            self.show(self.state)
        # In the thread of the writes: after those that were under way. Nothing is entered late by it.
        Handler(self).change(self._note_begin)
        self.catch_up()

    def _note_begin(self) -> None:
        self._begun = self.desk.undo.last_action()

    def action_act(self, _action_id: str) -> None:
        """Undo what was done in this box."""
        # By a handler of its own: undoing happens now, also while something is entered late.
        Handler(self).change(
            self._undone, then=lambda change: self.desk_app.say(reversed_words(change, self.desk_app.keys))
        )

    def _undone(self) -> Change:
        return self.desk.undo.undo(after=self._begun)

    def on_screen_resume(self) -> None:
        """Catch up with what a question in front has changed."""
        self.catch_up()

    def catch_up(self) -> None:
        """Read anew if the desk has changed."""
        if self.desk_app.changes > self._seen_changes:
            self._seen_changes = self.desk_app.changes
            self.run_service(self.read, then=self.show, group="lines")

    def show(self, state: State) -> None:
        """Draw `state`; the cursor stays on its line."""
        before = self.cursor_key
        self.state = state
        lines = self.lines(state)
        self._keys = [key for key, _line in lines]
        options = self.query_one(OptionList)
        place = options.highlighted or 0
        options.clear_options()
        options.add_options([Option(line) for _key, line in lines])
        options.display = bool(lines)
        if lines:
            again = self._keys.index(before) if before in self._keys else min(place, len(lines) - 1)
            options.highlighted = again
        # The last line of it is the keys.
        words, _break, keys = self.usual_line().rpartition("\n")
        self.query_one("#lines-line", Static).update(content(words))
        name_keys(self.query_one(Vertical), keys)

    @property
    def cursor_key(self) -> str | None:
        """What stands behind the line under the cursor."""
        place = self.query_one(OptionList).highlighted
        return self._keys[place] if place is not None and place < len(self._keys) else None

    def put_cursor(self, key: str) -> None:
        """Go to a line."""
        if key in self._keys:
            self.query_one(OptionList).highlighted = self._keys.index(key)

    @on(OptionList.OptionSelected)
    def _open(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.opened(self._keys[event.option_index])

    def on_key(self, event: events.Key) -> None:
        """Call the method of the key; j and k move."""
        pressed = meant_key(event.character or "")
        if name := self.KEYS.get(pressed):
            event.stop()
            getattr(self, f"do_{name}")()
        elif name := self.LINE_KEYS.get(pressed):
            event.stop()
            if self.cursor_key is not None:
                getattr(self, f"do_{name}")(self.cursor_key)
            else:
                self.desk_app.say(_("That key is for a line, and there is none here."))
        elif pressed in {"j", "k"}:
            event.stop()
            options = self.query_one(OptionList)
            (options.action_cursor_down if pressed == "j" else options.action_cursor_up)()
