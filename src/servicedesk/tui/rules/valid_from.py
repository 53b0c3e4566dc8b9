"""From when a change of rules holds: the choice on the screens of the rules."""

from collections.abc import Callable
from datetime import datetime, time
from functools import partial
from typing import Any

from textual.app import App

from servicedesk.domain.date_format import format_long
from servicedesk.domain.dates import parse_when_or_day
from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.text import sentences
from servicedesk.i18n import _
from servicedesk.services.policy_versions import BEGINNING
from servicedesk.tui.forms.asking import choose
from servicedesk.tui.forms.choice import Choice
from servicedesk.tui.front import Front, front_of

_NOW, _BEGINNING = "\0now", "\0beginning"
"""Values that nobody can type."""

Since = Callable[[datetime | None], None]
"""Gets from when it holds; None is from now on."""


def ask_since(app: App[Any], then: Since, left: Callable[[], object] | None = None) -> None:
    """Ask from when; Esc changes nothing and calls `left`, which leads back to what was typed before."""
    stays = _("what was before stays as it was judged")
    choices = [
        Choice(_NOW, _("from now on"), "n", stays),
        Choice(_BEGINNING, _("from the beginning"), "b", _("the past is judged by it, too")),
    ]
    front = front_of(app)
    read = partial(_moment, front)

    def meant(text: str) -> tuple[list[Choice], str]:
        try:
            at = read(text)
        except ServiceDeskError as error:
            return [], sentences(error.message, error.hint)
        when = _("from {when}").format(when=format_long(at, front.desk.zone))
        return [Choice(text, when, note=stays)], ""

    def taken(choice: str | None) -> None:
        if choice == _NOW:
            then(None)
        elif choice == _BEGINNING:
            then(BEGINNING)
        elif choice is not None:
            then(read(choice))
        elif left is not None:
            left()

    title = f"{_('From when does it hold?')} {_('Or type a day: 2027-01-01, mon, 3d')}"
    from servicedesk.tui.forms.picker import Reads

    choose(app, title, choices, taken, reads=Reads(meant, _("type a day, or words to find")))


def _moment(front: Front, text: str) -> datetime:
    """What is typed; a day is its midnight. Raises DateError."""
    desk = front.desk
    return parse_when_or_day(text, desk.clock.now(), default_time=time(), **desk.reading_times.for_moments).at
