"""`servicedesk history`, `undo` and `redo`: the append-only log, and taking actions back."""

from typing import TYPE_CHECKING, Annotated

import typer

from servicedesk.cli.frame import context, moments, output
from servicedesk.cli.frame.output import Field
from servicedesk.cli.record.history_lines import changes, event_value, event_words
from servicedesk.cli.record.options import Columns, FailEmpty, argument, option
from servicedesk.domain.errors import UsageError
from servicedesk.domain.numbers import parse_any_number
from servicedesk.domain.reversal_words import reversal_words
from servicedesk.domain.text import sentences
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.domain.rows.history import Change

app = typer.Typer()

FIELDS: tuple[Field, ...] = (
    Field("id", N_("Change"), lambda line: line.id, right=True),
    Field("action", N_("Action"), lambda line: line.action, right=True),
    Field("at", N_("Time"), lambda line: line.at, lambda line: moments.shown(line.at)),
    Field("actor", N_("Who"), lambda line: line.actor),
    Field("verb", N_("What was done"), lambda line: line.verb, event_words),
    Field("kind", N_("Kind"), lambda line: line.kind),
    Field("number", N_("Number"), lambda line: event_value(line)["number"]),
    Field("undoes", N_("Undoes"), lambda line: line.undoes),
    Field("annulled_by", N_("Undone by"), lambda line: line.annulled_by),
    Field(
        "changes",
        N_("Changes"),
        lambda line: event_value(line)["changes"],
        lambda line: changes(line.changes),
    ),
)
TABLE = ("action", "at", "actor", "verb")


@app.command(
    help=N_("What was done, newest first: everything, or what was done to one record."),
    epilog=N_("servicedesk history --limit 20\nservicedesk history C-231"),
)
def history(
    number: Annotated[str, argument("NUMBER", N_("A record's number, such as C-231."))] = "",
    *,
    limit: Annotated[int, option("--limit", N_("At most so many lines."), "N", also="-n", min=1)] = 50,
    before: Annotated[
        int | None, option("--before", N_("Only what is older than this change."), "CHANGE")
    ] = None,
    columns: Columns = "",
    fail_empty: FailEmpty = False,
) -> None:
    record = parse_any_number(number) if number else None
    if number and record is None:
        raise UsageError(
            _("That is not the number of a record."), _("Write it with its letters, like C-231.")
        )
    with context.open_desk() as desk:
        if record is None:
            lines = desk.history.newest(limit, before)
        else:
            lines = list(reversed(desk.history.of(*record)))[:limit]
    output.listing(FIELDS, lines, default=TABLE, shape=output.Shape(columns, fail_empty))


@app.command(
    help=N_("Take back your last action, or the action with this number, as a whole.\n\nredo does it again."),
    epilog=N_("servicedesk undo\nservicedesk undo 412"),
)
def undo(
    action: Annotated[
        int | None, argument("ACTION", N_("The number of an action, from the history."), min=1)
    ] = None,
) -> None:
    with context.open_desk() as desk:
        change = desk.undo.undo(action)
    _report(change)


@app.command(help=N_("Do again what you undid last."))
def redo() -> None:
    with context.open_desk() as desk:
        change = desk.undo.redo()
    _report(change)


def _report(change: "Change") -> None:
    if change.verb.startswith("undo "):
        back = _("`servicedesk redo` brings it back.")
    else:
        back = _("`servicedesk undo` takes it back.")
    output.saved(
        [str(change.action)],
        sentences(reversal_words(change), back),
        action=change.action,
        verb=change.verb,
        count=change.count,
        counts=dict(change.kinds),
    )
