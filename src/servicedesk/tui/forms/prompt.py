"""Prompt: a question with one field, as a popup.

    self.app.push_screen(Prompt(_("Note"), multiline=True), self.write_note)
    self.app.push_screen(Prompt(_("When"), check=self.time_fault, hint="fri 15:00"), self.move)

Enter saves one line, ctrl+s saves either. Esc leaves; when something has been typed it asks for a second Esc,
so that a slip of the hand loses nothing. The callback gets the cleaned text, or None after Esc.
"""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static, TextArea

from servicedesk.domain.text import clean, clean_line
from servicedesk.i18n import _
from servicedesk.tui.base.bindings import anywhere
from servicedesk.tui.base.desk_modal import DeskModal
from servicedesk.tui.base.safe import content
from servicedesk.tui.forms.fields import LineField, NoteField

Check = Callable[[str], str | None]


class Prompt(DeskModal[str]):
    """One question."""

    DEFAULT_CSS = """
    Prompt { align: center middle; }
    Prompt > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 90%;
        border: round $primary; background: $surface; padding: 0 1;
    }
    Prompt #prompt-title { text-style: bold; height: auto; }
    Prompt #prompt-line { height: auto; color: $text-muted; }
    Prompt #prompt-line.-fault { color: $text-error; }
    Prompt NoteField { height: 8; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", ""),
        ("ctrl+s", "save", ""),
        *anywhere("call.new"),
    ]

    def __init__(
        self,
        title: str,
        value: str = "",
        *,
        multiline: bool = False,
        check: Check | None = None,
        hint: str = "",
    ) -> None:
        """`check` says in words what is wrong with the text, or None; `hint` shows how it may look."""
        super().__init__()
        self.heading = title
        self.multiline = multiline
        self.check = check
        self.hint = hint
        self._first = clean(value) if multiline else clean_line(value)
        self._warned = False

    def compose(self) -> ComposeResult:
        """Title, field, and one line for hint or fault."""
        with Vertical():
            yield Static(content(self.heading), id="prompt-title", markup=False)
            if self.multiline:
                yield NoteField(self._first)
            else:
                yield LineField(self._first)
            yield Static(content(self._usual_line()), id="prompt-line", markup=False)

    def on_mount(self) -> None:
        """Type at once."""
        field = self.query_one(NoteField if self.multiline else LineField)
        field.focus()

    @property
    def text(self) -> str:
        """What has been typed, cleaned."""
        if self.multiline:
            return clean(self.query_one(NoteField).text).strip()
        return clean_line(self.query_one(LineField).value)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_save()

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _typed(self, event: Input.Changed | TextArea.Changed) -> None:
        event.stop()
        self._warned = False
        self._say(self._usual_line(), fault=False)

    def action_save(self) -> None:
        """Give the text back if it is sound."""
        text = self.text
        fault = self.check(text) if self.check else None
        if fault is None:
            self.dismiss(text)
        else:
            self._say(fault, fault=True)

    def action_leave(self) -> None:
        """Esc: leave, but never with unsaved words at the first press."""
        if self.text == self._first.strip() or self._warned:
            self.dismiss(None)
            return
        self._warned = True
        self._say(_("Esc again throws the text away; ctrl+s saves it."), fault=True)

    def _usual_line(self) -> str:
        keys = _("ctrl+s save  Esc leave") if self.multiline else _("Enter save  Esc leave")
        return f"{self.hint}   {keys}" if self.hint else keys

    def _say(self, words: str, *, fault: bool) -> None:
        line = self.query_one("#prompt-line", Static)
        line.update(content(words))
        line.set_class(fault, "-fault")
