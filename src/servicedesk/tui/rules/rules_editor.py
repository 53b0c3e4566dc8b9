"""RulesEditor: one document of rules to edit as text, as a popup over the whole screen.

What is wrong with it is said while one types, in one line; ctrl+s saves only what is sound. Whom somebody
else was quicker than reads what they wrote, and ctrl+s then saves over it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from difflib import ndiff
from functools import partial
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Static, TextArea

from servicedesk.domain.errors import StaleError
from servicedesk.i18n import _
from servicedesk.tui.base.safe import content
from servicedesk.tui.forms.fields import NoteField
from servicedesk.tui.forms.typing_modal import TypingModal

TYPED = 0.15
"""Seconds without a key before the text is checked."""


class Work(NamedTuple):
    """What the editor calls, in threads."""

    check: Callable[[str], str]
    """Raises ServiceDeskError for a fault."""
    asks_since: Callable[[str], bool]
    """Whether it makes a difference from when the text holds."""
    save: Callable[[str, datetime | None], str]
    """Keeps the text from a time on, None is from now, and returns words."""
    again: Callable[[], str]
    """After a StaleError reads what stands there now, which the next save may replace."""


MOST_OF_THEIRS = 120
"""Characters shown of what somebody else wrote: the line below the text has room for three lines."""


class RulesEditor(TypingModal[None]):
    """The popup."""

    DEFAULT_CSS = """
    RulesEditor { align: center middle; }
    RulesEditor > Vertical {
        width: 100%; height: 100%; border: round $primary; background: $surface; padding: 0 1;
    }
    RulesEditor #rules-title { text-style: bold; height: 1; }
    RulesEditor NoteField { height: 1fr; padding: 0; }
    RulesEditor #rules-line { height: auto; max-height: 3; color: $text-muted; }
    """

    def __init__(self, title: str, text: str, work: Work, draft_key: str) -> None:
        """A text to edit, and what is done with it; by `draft_key` what is typed is kept."""
        super().__init__(draft_key)
        self.heading = title
        self._first = text
        self._work = work
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Title, text, and one line for faults and keys."""
        with Vertical():
            yield Static(content(self.heading), id="rules-title", markup=False)
            yield NoteField(self._first, show_line_numbers=True)
            yield self.new_line("rules-line")

    def on_mount(self) -> None:
        """Type at once, at the beginning."""
        self.query_one(NoteField).focus()

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self.query_one(NoteField).text

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        # What is wrong stands there until the text has been checked anew.
        event.prevent_default()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(TYPED, self._look)
        self.draft.changed()

    def _look(self) -> None:
        self.run_service(self._work.check, self.text, then=self._sound, failed=self.refused, group="check")

    def _sound(self, _text: str) -> None:
        self.say(self.usual_line(), fault=False)

    def action_save(self) -> None:
        """Keep the text if it is sound; else say what is wrong and stay."""
        if self.text == self._first:
            self._leave()
            return
        if self._timer is not None:
            self._timer.stop()
        self.run_service(
            self._work.asks_since,
            self.text,
            then=self._ask_since,
            failed=self._not_saved,
            group="since",
            opens=True,
        )

    def _ask_since(self, is_asked: bool) -> None:
        if is_asked:
            from servicedesk.tui.rules.valid_from import ask_since

            ask_since(self.app, self._save)
        else:
            self._save(None)

    def _save(self, since: datetime | None) -> None:
        self.change(
            self._work.save,
            self.text,
            since,
            said=str,
            then=lambda _words: self._leave(),
            failed=self._not_saved,
        )

    def _leave(self) -> None:
        self.draft.drop()
        self.dismiss(None)

    def _not_saved(self, error: Exception) -> None:
        if isinstance(error, StaleError):
            self.run_service(
                self._work.again, then=partial(self._tell_theirs, error), failed=self.refused, group="again"
            )
        else:
            self.refused(error)

    def _tell_theirs(self, error: StaleError, theirs: str) -> None:
        rest = _("They wrote: {theirs}. ctrl+s saves yours over it, Esc leaves theirs.")
        self.say(f"{error.message} {rest.format(theirs=_written(self._first, theirs))}", fault=True)

    def has_unsaved(self) -> bool:
        """Whether another text stands there."""
        return self.text != self._first

    def first_texts(self) -> dict[str, str]:
        """The one text."""
        return {"text": self._first}

    def typed_texts(self) -> dict[str, str]:
        """The one text, if it is another."""
        return {"text": self.text} if self.has_unsaved() else {}

    def put_texts(self, texts: Mapping[str, str]) -> None:
        """Show it; it is checked as what is typed is."""
        with self.prevent(TextArea.Changed):
            self.query_one(NoteField).load_text(texts["text"])

    def keys_line(self) -> str:
        """The keys."""
        return _("ctrl+s save  Esc close, keep draft")


def _written(before: str, now: str) -> str:
    """The lines that are new in `now`, in one; a dash when some were only taken away."""
    lines = ndiff(before.splitlines(), now.splitlines())
    words = "; ".join(line[2:].strip() for line in lines if line.startswith("+ ") and line[2:].strip())
    return f"{words[: MOST_OF_THEIRS - 1]}…" if len(words) > MOST_OF_THEIRS else words or "–"
