"""TypingModal: a popup with fields, and a line below them for hints and faults.

A popup with a draft key keeps what is typed in the file until it is saved or thrown away: Esc leaves, says
so, and what was typed stands there again when the popup is opened anew; DISCARDS empties it. Without a
draft key Esc asks for a second Esc, so that a slip of the hand loses nothing.
"""

from collections.abc import Mapping
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static, TextArea

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.text import clean_line, sentences
from servicedesk.i18n import N_, _
from servicedesk.tui.base.box_keys import name_keys
from servicedesk.tui.base.desk_modal import DeskModal, ModalResult
from servicedesk.tui.base.safe import content
from servicedesk.tui.forms.form_draft import FormDraft

DISCARDS = "f9"
"""The key that throws a draft away."""

SHOWN = 60
"""Characters of what was thrown away that are shown."""


class TypingModal(DeskModal[ModalResult]):
    """A popup that is typed into; ctrl+s saves."""

    UNSEEN: ClassVar[frozenset[str]] = frozenset()
    """The texts that stand in no field, but beside them in the draft."""
    THROWS: ClassVar[str] = N_("Esc again discards the changes; ctrl+s saves them.")
    """What is said at the first Esc."""
    DEFAULT_CSS = """
    TypingModal .typing-line { height: auto; color: $text-muted; }
    TypingModal .typing-line.-fault { color: $text-error; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+s", "save", ""), (DISCARDS, "discard", "")]

    def __init__(self, draft_key: str = "") -> None:
        """Nothing is typed yet; `draft_key` names the form and its record, for its draft."""
        super().__init__()
        self._warned = False
        self.draft = FormDraft(self, draft_key)

    # What a popup fills in

    def keys_line(self) -> str:
        """The keys, in words."""
        raise NotImplementedError

    def usual_line(self) -> str:
        """The hint below the fields, as long as there is no fault."""
        return ""

    def has_unsaved(self) -> bool:
        """Whether Esc would throw words away."""
        raise NotImplementedError

    def first_texts(self) -> dict[str, str]:
        """What the form was opened with, by field; asked where there is a draft key."""
        raise NotImplementedError

    def typed_texts(self) -> dict[str, str]:
        """What stands otherwise in it now."""
        raise NotImplementedError

    def put_texts(self, texts: Mapping[str, str]) -> None:
        """Show these, as if they had been typed."""
        raise NotImplementedError

    # The draft

    @on(events.Mount)
    def _begin_draft(self) -> None:
        self.draft.begin()

    def keep_words(self) -> None:
        """The program is about to end: keep what stands here."""
        self.draft.keep()

    # The line

    def new_line(self, name: str) -> Static:
        """The line for hints and faults, to be put below the fields."""
        return Static(content(self.usual_line()), id=name, classes="typing-line", markup=False)

    def say(self, words: str, *, fault: bool) -> None:
        """Show a hint or a fault there."""
        line = self.query_one(".typing-line", Static)
        line.update(content(words))
        line.set_class(fault, "-fault")
        self._name_keys()

    @on(events.Mount)
    def _name_keys(self) -> None:
        name_keys(self.query_one(Vertical), self.keys_line())

    def refused(self, error: Exception) -> None:
        """A service refused: say why, and stay."""
        if isinstance(error, ServiceDeskError):
            self.say(sentences(error.message, error.hint), fault=True)
        else:
            self.desk_app.report(error)

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _typed_anew(self, event: Input.Changed | TextArea.Changed) -> None:
        event.stop()
        self._warned = False
        self.say(self.usual_line(), fault=False)
        self.draft.changed()

    def action_leave(self) -> None:
        """Esc: leave, but never lose words at the first press."""
        if self.draft.is_kept and self.has_unsaved():
            # Read first what was left here before: it would be written over.
            self.draft.when_read(self._leave_kept)
        elif self._warned or not self.has_unsaved():
            self.draft.drop()
            self.dismiss(None)
        else:
            self._warned = True
            self.say(_(self.THROWS), fault=True)

    def _leave_kept(self) -> None:
        self.draft.keep()
        self.draft.end()
        self.desk_app.say(_("What you typed is kept: it stands there again when you come back."))
        self.dismiss(None)

    def _shown_texts(self) -> list[str]:
        return [text for name, text in self.typed_texts().items() if name not in self.UNSEEN]

    def action_discard(self) -> None:
        """Throw away what was typed, and say so; the box stays, empty: keys of the moment are words in it."""
        # Read first what was left here before: it would come back behind this.
        self.draft.when_known(self._discard)

    def _discard(self) -> None:
        words = clean_line("  ".join(self._shown_texts())) if self.has_unsaved() else ""
        if words:
            shown = f"{words[: SHOWN - 1]}…" if len(words) > SHOWN else words
            self.desk_app.say(_("Discarded: {words}").format(words=shown))
        first, typed = self.first_texts(), self.typed_texts()
        if typed:
            self.put_texts({name: first[name] for name in typed})
        self._warned = False
        self.draft.keep()
        self.say(self.usual_line(), fault=False)
