"""Two ways to put a question to the user in a popup, from wherever the app is at hand.

    ask(self.app, _("How was it solved?"), then=self._solve, draft_key="case.solve 231")
    choose(self.app, _("Order by"), choices, then=self._order_by)

The popups are imported when they open, for the first picture needs none.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from textual.app import App

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.text import sentences
from servicedesk.i18n import _
from servicedesk.tui.forms.choice import Check, Choice, Hint, LineKey

if TYPE_CHECKING:
    from servicedesk.tui.forms.picker import Reads

Answered = Callable[[str | None], None]


def ask(
    app: App[Any],
    title: str,
    then: Answered,
    *,
    value: str = "",
    check: Check | None = None,
    hint: Hint = "",
    draft_key: str = "",
) -> None:
    """Ask for words in a Prompt; `then` gets them, or None after Esc.

    With `draft_key` they are kept while they are typed and until `then` has them saved, and may have several
    lines unless it is a LineKey. `value` then is what was typed here, and comes back from a second box.
    Enter saves one line; a value of several stays several.
    """
    from servicedesk.tui.forms.prompt import Prompt

    several = (bool(draft_key) and not isinstance(draft_key, LineKey)) or "\n" in value
    first, typed = ("", value) if draft_key else (value, "")
    prompt = Prompt(title, first, multiline=several, check=check, hint=hint, draft_key=draft_key, typed=typed)
    app.push_screen(prompt, then)


def propose(app: App[Any], title: str, then: Answered, value: str, *, hint: str = "") -> None:
    """As `ask`, with a value of ours such as the name of a file: what is typed takes its place."""
    from servicedesk.tui.forms.prompt import Prompt

    prompt = Prompt(title, value, hint=hint)
    prompt.proposed = True
    app.push_screen(prompt, then)


def choose(
    app: App[Any],
    title: str,
    choices: Sequence[Choice],
    then: Answered,
    *,
    typing: bool = False,
    free: bool = False,
    reads: "Reads | None" = None,
) -> None:
    """Offer choices in a Picker; `then` gets the value of the line taken, or None.

    With `typing` there is a field that narrows them; with `free` what was typed is a line, too, and with
    `reads` what it means.
    """
    from servicedesk.tui.forms.picker import Picker

    app.push_screen(Picker(title, choices, typing=typing, free=free, reads=reads), then)


def echoed(example: str, echo: Callable[[str], str]) -> Hint:
    """A hint that says what will be saved of what was typed, and gives an example while there is nothing."""
    return lambda text: (echo(text) if text else "") or example


def needed(fault: str = "") -> Check:
    """A check for words that may not be left out; `fault` is said then."""
    return lambda text: None if text else fault or _("Write something.")


def refusal_of(read: Callable[[str], object]) -> Check:
    """A check that says why `read` refuses a text; there is nothing wrong with none."""

    def check(text: str) -> str | None:
        try:
            if text:
                read(text)
        except ServiceDeskError as error:
            return sentences(error.message, error.hint)
        return None

    return check
