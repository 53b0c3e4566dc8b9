"""The noun `case`, and `complaint` beside it; the files of this folder give it its verbs."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from servicedesk.cli.record.changing import Asked, change_records
from servicedesk.i18n import N_

if TYPE_CHECKING:
    from servicedesk.domain.rows.history import Change
    from servicedesk.services.desk import Desk

Verb = TypeVar("Verb", bound=Callable[..., Any])

app = typer.Typer(
    help=N_("Cases: what must be worked after the call ends."),
    epilog=N_(
        "servicedesk case open 'invoice charged twice !high @fri +billing' --customer 'Ann Lee'\n"
        "servicedesk case list 'is:open owner:me'\n"
        "servicedesk case snooze '+leak' --until fri\n"
        "servicedesk case solve C-231 part replaced"
    ),
)

complaints = typer.Typer(
    help=N_("Complaints: cases whose kind is complaint. The commands are those of case."),
    epilog=N_(
        "servicedesk complaint open 'the tap drips again !high' --customer 'Ann Lee'\n"
        "servicedesk complaint list is:overdue"
    ),
)
complaints.registered_commands = app.registered_commands


def verb(words: str, example: str, *, name: str | None = None) -> Callable[[Verb], Verb]:
    """Make a function a verb of the noun, under its own name or `name`, with its help and an example."""
    return app.command(name, help=words, epilog=example)


def change_cases(
    words: Sequence[str], yes: bool, done: str, act: Callable[["Desk", list[int]], "Change"], more: str = ""
) -> None:
    """Act on the cases that the words mean and say `done`, which names them; `more` follows it."""
    change_records(Asked("case", words, yes, done), act, more)
