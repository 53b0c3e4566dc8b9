"""Picker: a small menu as a popup.

    self.app.push_screen(Picker(_("Snooze until"), [Choice("1h", _("in an hour"), key="1")]), self.snooze)

A choice with a key is taken by that key at once, also in its full-width form. With `typing` there is a field
that narrows the choices as one types; with `free` Enter takes what was typed as it is, checked by `check`,
unless Down has gone to a choice.
The callback gets the value of the choice, the text typed, or None after Esc.
"""

import unicodedata
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from servicedesk.i18n import _
from servicedesk.tui.base.desk_modal import DeskModal
from servicedesk.tui.base.safe import content, plain
from servicedesk.tui.forms.choice import Choice
from servicedesk.tui.forms.fields import LineField

SHOWN = 200


class Picker(DeskModal[str]):
    """A menu; Enter or a key takes, Esc leaves."""

    DEFAULT_CSS = """
    Picker { align: center middle; }
    Picker > Vertical {
        width: auto; min-width: 36; max-width: 76; height: auto; max-height: 100%;
        border: round $primary; background: $surface; padding: 0 1;
    }
    Picker #picker-title { text-style: bold; height: auto; width: auto; max-width: 72; }
    /* Not 1: beside a fixed height the popup would be as high as all the choices together. */
    Picker LineField { height: auto; }
    Picker OptionList {
        height: auto; max-height: 59vh; width: auto; min-width: 32; border: none; padding: 0;
    }
    Picker OptionList:focus { border: none; }
    Picker #picker-fault { color: $text-error; height: auto; width: auto; max-width: 72; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [("down", "move(1)", ""), ("up", "move(-1)", "")]

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        typing: bool = False,
        free: bool = False,
        check: Callable[[str], str | None] | None = None,
    ) -> None:
        """`title` and labels are in the active language; `free` implies `typing`."""
        super().__init__()
        self.heading = title
        self.choices = list(choices)
        self.typing = typing or free
        self.free = free
        self.check = check
        self._shown: list[Choice] = []

    def compose(self) -> ComposeResult:
        """Title, field if one may type, choices, fault."""
        with Vertical():
            yield Static(content(self.heading), id="picker-title", markup=False)
            if self.typing:
                yield LineField(id="picker-text", placeholder=_("type to narrow"))
            yield OptionList(id="picker-choices", markup=False)
            yield Static("", id="picker-fault", markup=False)

    def on_mount(self) -> None:
        """Fill the list and focus what takes the keys."""
        self._fill(self.choices)
        (self.query_one(LineField) if self.typing else self.query_one(OptionList)).focus()

    def _fill(self, choices: Sequence[Choice]) -> None:
        self._shown = list(choices[:SHOWN])
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(_line(choice)) for choice in self._shown])
        options.highlighted = (
            next((i for i, choice in enumerate(self._shown) if choice.on), 0) if self._shown else None
        )
        if self.free and self._typed:
            # Enter takes what was typed, until Down says that a choice is meant.
            options.highlighted = None
        options.display = bool(self._shown)

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        event.stop()
        wanted = _folded(event.value)
        self._say("")
        found = [c for c in self.choices if wanted in _folded(f"{c.label} {c.value} {c.note}")]
        # What is named so itself comes before what only speaks of it; Enter takes the first.
        self._fill(sorted(found, key=lambda c: wanted not in _folded(c.label)))
        if self.free and event.value.strip():
            if not self._shown:
                self._say(_("Not known yet: Enter takes it as it is."))
            elif not self._exact(event.value):
                # Or a second name for the same thing is made without a word.
                self._say(_("Enter takes it as it is; Down chooses from the list."))

    @on(Input.Submitted)
    def _take_typed(self, event: Input.Submitted) -> None:
        event.stop()
        typed = event.value.strip()
        exact = self._exact(typed)
        place = self.query_one(OptionList).highlighted
        if self._shown and place is not None and self.free and typed:
            self.dismiss(self._shown[place].value)
        elif exact or (self._shown and not (self.free and typed)):
            self.dismiss((exact or [self._shown[place or 0]])[0].value)
        elif self.free and typed:
            fault = self.check(typed) if self.check else None
            if fault is None:
                self.dismiss(typed)
            else:
                self._say(fault)

    @on(OptionList.OptionSelected)
    def _take(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._shown[event.option_index].value)

    def on_key(self, event: events.Key) -> None:
        """Take the choice whose key was pressed; j and k move."""
        if self.typing or not event.character:
            return
        pressed = unicodedata.normalize("NFKC", event.character)
        for choice in self.choices:
            if choice.key == pressed:
                event.stop()
                self.dismiss(choice.value)
                return
        if pressed in {"j", "k"}:
            event.stop()
            self.action_move(1 if pressed == "j" else -1)

    def action_move(self, step: int) -> None:
        """Move in the list while the field keeps the focus."""
        options = self.query_one(OptionList)
        (options.action_cursor_down if step > 0 else options.action_cursor_up)()

    def _exact(self, typed: str) -> list[Choice]:
        """The choices that have just this name."""
        return [choice for choice in self._shown if _folded(choice.label) == _folded(typed)]

    @property
    def _typed(self) -> str:
        return self.query_one(LineField).value.strip() if self.typing else ""

    def _say(self, fault: str) -> None:
        self.query_one("#picker-fault", Static).update(content(fault))


def _line(choice: Choice) -> Content:
    sign = "* " if choice.on else "  "
    key = f"{choice.key} " if choice.key else ""
    note = f"  {plain(choice.note)}" if choice.note else ""
    return Content.assemble(sign, (key, "bold $text-accent"), plain(choice.label), (note, "$text-muted"))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
