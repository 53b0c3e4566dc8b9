"""Prompt: a question with one field, as a popup.

    self.app.push_screen(Prompt(_("Note"), multiline=True), self.write_note)
    self.app.push_screen(Prompt(_("When"), check=self.time_fault, hint="fri 15:00"), self.move)

Enter saves one line, ctrl+s saves either. The callback gets the cleaned text, or None after Esc; with a draft
key the callback ends the draft once the text is saved, for a save that fails must not lose it, nor a second
box that is left. What comes back from there is `typed`.
"""

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static, TextArea

from servicedesk.domain.text import clean, clean_line
from servicedesk.i18n import N_, _
from servicedesk.tui.base.safe import content
from servicedesk.tui.forms.choice import Check, Hint
from servicedesk.tui.forms.fields import LineField, NoteField
from servicedesk.tui.forms.typing_modal import TypingModal


class Prompt(TypingModal[str]):
    """One question."""

    DEFAULT_CSS = """
    Prompt { align: center middle; }
    Prompt > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 90%;
        border: round $primary; background: $surface; padding: 0 1;
    }
    Prompt #prompt-title { text-style: bold; height: auto; }
    Prompt NoteField { height: 8; }
    """
    THROWS = N_("Esc again discards the text; ctrl+s saves it.")

    proposed = False
    """Whether the value is one of ours, and marked: what is typed takes its place."""

    def __init__(
        self,
        title: str,
        value: str = "",
        *,
        multiline: bool = False,
        check: Check | None = None,
        hint: Hint = "",
        draft_key: str = "",
        typed: str = "",
    ) -> None:
        """`check` says in words what is wrong with the text, or None; `hint` shows how it may look, or
        what will be saved.

        `typed` stands there as if it had just been typed, in the place of `value` and of the draft.
        """
        super().__init__(draft_key)
        self.heading = title
        self.multiline = multiline
        self.check = check
        self.hint = hint
        self._first = clean(value) if multiline else clean_line(value)
        self._typed = typed
        if typed:
            self.draft.go_on()

    def compose(self) -> ComposeResult:
        """Title, field, and one line for hint or fault."""
        with Vertical():
            yield Static(content(self.heading), id="prompt-title", markup=False)
            if self.multiline:
                yield NoteField(self._first)
            else:
                yield LineField(self._first)
            yield self.new_line("prompt-line")

    def on_mount(self) -> None:
        """Type at once."""
        field = self.query_one(NoteField if self.multiline else LineField)
        field.focus()
        if self._typed:
            self.put_texts({"text": self._typed})
            self.say(self.usual_line(), fault=False)
        elif self.proposed and isinstance(field, LineField):
            field.action_select_all()

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

    def action_save(self) -> None:
        """Give the text back if it is sound."""
        text = self.text
        fault = self.check(text) if self.check else None
        if fault is None:
            self.draft.hand_on()
            self.dismiss(text)
        else:
            self.say(fault, fault=True)

    def has_unsaved(self) -> bool:
        """Whether another text stands there."""
        return self.text != self._first.strip()

    def first_texts(self) -> dict[str, str]:
        """The one text."""
        return {"text": self._first.strip()}

    def typed_texts(self) -> dict[str, str]:
        """The one text, if it is another."""
        return {"text": self.text} if self.has_unsaved() else {}

    def put_texts(self, texts: Mapping[str, str]) -> None:
        """Show it, to be gone on with."""
        with self.prevent(Input.Changed, TextArea.Changed):
            if self.multiline:
                field = self.query_one(NoteField)
                field.load_text(texts["text"])
                field.move_cursor(field.document.end)
            else:
                self.query_one(LineField).value = texts["text"]

    def keys_line(self) -> str:
        """The keys."""
        if self.draft.is_kept:
            if self.multiline:
                return _("ctrl+s save  Esc close, keep draft")
            return _("Enter save  Esc close, keep draft")
        return _("ctrl+s save  Esc close") if self.multiline else _("Enter save  Esc close")

    def usual_line(self) -> str:
        """The hint."""
        if callable(self.hint):
            return self.hint(self.text if self.query("LineField, NoteField") else self._first)
        return self.hint
