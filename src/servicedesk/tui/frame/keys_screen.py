"""The `?` box: what each key does on the screen below it, out of the action table.

No key goes through to that screen: who reads what `u` does must not undo with it.
"""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from servicedesk.i18n import _
from servicedesk.keys.actions import Action, KeyHelp, Scope, in_scopes
from servicedesk.tui.base.desk_modal import DeskModal
from servicedesk.tui.base.safe import content
from servicedesk.tui.lists.list_columns import wrapped

KEY_CELLS = 20
EDGES = 8
"""Cells beside key and words: border, indent, padding, scroll bar."""


class KeysScreen(DeskModal[None]):
    """Scrolls with the arrows; Esc, q and the key that opened it go back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("q,question_mark,？,f1", "leave", ""),
        ("j", "move('scroll_down')", ""),
        ("k", "move('scroll_up')", ""),
        ("ctrl+d", "move('page_down')", ""),
        ("ctrl+u", "move('page_up')", ""),
        ("g", "move('scroll_home')", ""),
        ("G", "move('scroll_end')", ""),
    ]
    DEFAULT_CSS = """
    KeysScreen > Vertical { border: round $primary; background: $background; }
    KeysScreen VerticalScroll { padding: 0 1; }
    KeysScreen #keys-line { height: 1; padding: 0 1; color: $text-muted; }
    """

    def __init__(self, actions: Sequence[Action] = ()) -> None:
        """`actions` are those of the screen one came from; where it has a list, moving in it is added."""
        super().__init__()
        is_form = any(action.scope is Scope.FORM for action in actions)
        moving = [action for action in in_scopes((Scope.ROWS,)) if action not in actions]
        self.actions = [*actions, *([] if is_form else moving)]

    def compose(self) -> ComposeResult:
        """One text, however many keys there are, and how to leave it."""
        with Vertical():
            with VerticalScroll():
                yield Static(self._text(self.app.size.width))
            yield Static(content(_("j k scroll  Esc closes")), id="keys-line", markup=False)

    def action_move(self, step: str) -> None:
        """Scroll by the keys that move in lists."""
        getattr(self.query_one(VerticalScroll), f"action_{step}")()

    def on_resize(self, event: events.Resize) -> None:
        """Wrap anew."""
        self.query_one("VerticalScroll > Static", Static).update(self._text(event.size.width))

    def _text(self, width: int) -> Content:
        lines: list[Content] = []
        group = ""
        for line in self.desk_app.keys.help(self.actions):
            if line.group != group:
                group = line.group
                lines += [Content(""), Content.assemble((group, "bold $text-primary"))]
            lines.append(_line(line, max(20, width - KEY_CELLS - EDGES)))
        return Content("\n").join(lines[1:])


def _line(line: KeyHelp, room: int) -> Content:
    keys = line.keys or _("palette")
    gap = " " * max(1, KEY_CELLS - cell_len(keys))
    words = ("\n" + " " * (2 + KEY_CELLS)).join(wrapped(line.help, room))
    return Content.assemble("  ", (keys, "bold $text-accent"), gap, words)
