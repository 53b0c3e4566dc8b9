"""Two ways to put a question to the user in a popup, from wherever the app is at hand.

    ask(self.app, _("Solved: how?"), then=self._solve, multiline=True)
    choose(self.app, _("Order by"), choices, then=self._order_by)

The popups are imported when they open, for the first picture needs none.
"""

from collections.abc import Callable, Sequence
from typing import Any

from textual.app import App

from servicedesk.tui.forms.choice import Choice

Answered = Callable[[str | None], None]


def ask(
    app: App[Any],
    title: str,
    then: Answered,
    *,
    value: str = "",
    multiline: bool = False,
    check: Callable[[str], str | None] | None = None,
    hint: str = "",
) -> None:
    """Ask for words in a Prompt; `then` gets them, or None after Esc."""
    from servicedesk.tui.forms.prompt import Prompt

    app.push_screen(Prompt(title, value, multiline=multiline, check=check, hint=hint), then)


def choose(
    app: App[Any],
    title: str,
    choices: Sequence[Choice],
    then: Answered,
    *,
    typing: bool = False,
    free: bool = False,
) -> None:
    """Offer choices in a Picker; `then` gets the value taken (what was typed, if `free`), or None.

    With `typing` there is a field that narrows them; then their keys take none.
    """
    from servicedesk.tui.forms.picker import Picker

    app.push_screen(Picker(title, choices, typing=typing, free=free), then)
