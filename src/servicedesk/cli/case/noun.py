"""The noun `case`, and `complaint` beside it; the files of this folder give it its verbs."""

from collections.abc import Callable
from typing import Any, TypeVar

import typer

from servicedesk.cli.record.changing import Noun
from servicedesk.cli.record.options import Cases
from servicedesk.i18n import N_

Verb = TypeVar("Verb", bound=Callable[..., Any])

app = typer.Typer(
    help=N_("Cases: what must be worked after the call ends."),
    epilog=N_(
        "servicedesk case open 'invoice charged twice !high @fri +billing' --customer 'Ann Lee'\n"
        "servicedesk case list 'is:open owner:me'\n"
        "servicedesk case snooze '+leak is:open' --until fri\n"
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


cases = Noun(app, "case", Cases, N_("No case matches; nothing was changed."))


def verb(words: str, example: str, *, name: str | None = None) -> Callable[[Verb], Verb]:
    """Make a function a verb of the noun, under its own name or `name`, with its help and an example."""
    return app.command(name, help=words, epilog=example)
