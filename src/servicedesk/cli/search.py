"""`servicedesk search`: anything by words, a number, or a record's own number."""

from typing import Annotated

import typer

from servicedesk.cli.frame import context, diagnostics, moments, output
from servicedesk.cli.frame.output import Field
from servicedesk.cli.record.choices import kinds_meant
from servicedesk.cli.record.fields import number
from servicedesk.cli.record.options import Columns, FailEmpty, argument, option
from servicedesk.domain.errors import UsageError
from servicedesk.domain.records import RECORDS
from servicedesk.i18n import N_, _

app = typer.Typer()

HITS: tuple[Field, ...] = (
    Field("number", N_("Number"), lambda hit: number(hit.kind, hit.id)),
    Field("kind", N_("Kind"), lambda hit: hit.kind, lambda hit: _(RECORDS[hit.kind].label)),
    Field("at", N_("Time"), lambda hit: hit.at, lambda hit: moments.shown(hit.at)),
    Field("detail", N_("Of"), lambda hit: hit.detail),
    Field("title", N_("Found"), lambda hit: hit.title),
    Field(
        "excerpt",
        N_("Where"),
        lambda hit: hit.excerpt and hit.excerpt.text,
        lambda hit: hit.excerpt.marked() if hit.excerpt else "",
    ),
)
TABLE = ("number", "kind", "at", "detail", "title", "excerpt")


@app.command(
    help=N_(
        "Find customers, cases, calls, follow-ups and promises.\n\n"
        "By words, one or two Chinese characters, any part of a phone number, pinyin or initials of a name, "
        "or a record's own number."
    ),
    epilog=N_(
        "servicedesk search leak\nservicedesk search 0123 --kind customer\nservicedesk search C-231 --json"
    ),
)
def search(
    text: Annotated[list[str], argument("TEXT", N_("What to look for."))],
    *,
    kind: Annotated[
        list[str] | None,
        option("--kind", N_("Only customer, case, call, followup or promise; may be repeated."), "KIND"),
    ] = None,
    limit: Annotated[int, option("--limit", N_("At most so many of each kind."), "N", also="-n", min=1)] = 20,
    columns: Columns = "",
    fail_empty: FailEmpty = False,
) -> None:
    words = " ".join(text).strip()
    if not words:
        raise UsageError(_("What is to be found?"))
    kinds = kinds_meant(kind or ())
    with context.open_desk() as desk:
        hits = desk.search.find(words, kinds, limit)
        # Programs get what was asked for, or nothing.
        if not hits and "customer" in kinds and not context.current().format and not fail_empty:
            hits = desk.search.sounding_like(words, limit)
            if hits:
                from servicedesk.domain.wording import sounding_like

                diagnostics.say(sounding_like(words))
    output.listing(HITS, hits, default=TABLE, shape=output.Shape(columns, fail_empty))
