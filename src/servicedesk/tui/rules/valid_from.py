"""From when a change of rules holds: the choice on the screens of the rules."""

from collections.abc import Callable
from datetime import datetime, time
from functools import partial
from typing import Any

from textual.app import App

from servicedesk.domain.dates import parse_when
from servicedesk.i18n import _
from servicedesk.services.policy_versions import BEGINNING
from servicedesk.tui.forms.asking import ask, choose, refusal_of
from servicedesk.tui.forms.choice import Choice
from servicedesk.tui.front import Front, front_of

Since = Callable[[datetime | None], None]
"""Gets from when it holds; None is from now on."""


def ask_since(app: App[Any], then: Since) -> None:
    """Ask from when; Esc changes nothing."""
    choices = [
        Choice("now", _("from now on"), "n", _("what was before stays as it was judged")),
        Choice("day", _("from a day or time"), "d", _("what was before stays as it was judged")),
        Choice("beginning", _("from the beginning"), "b", _("the past is judged by it, too")),
    ]
    read = partial(_moment, front_of(app))

    def taken(choice: str | None) -> None:
        if choice == "now":
            then(None)
        elif choice == "beginning":
            then(BEGINNING)
        elif choice == "day":
            hint = _("2027-01-01, mon, 下周一")
            ask(app, _("From which day?"), named, check=refusal_of(read), hint=hint)

    def named(text: str | None) -> None:
        if text:
            then(read(text))

    choose(app, _("From when does it hold?"), choices, taken)


def _moment(front: Front, text: str) -> datetime:
    """What is typed; a day is its midnight. Raises DateError."""
    desk = front.desk
    return parse_when(
        text,
        desk.clock.now(),
        zone=desk.zone,
        default_time=time(),
        date_order=desk.settings.date_order,
    )
