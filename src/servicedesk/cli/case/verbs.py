"""`servicedesk case` and `servicedesk complaint`: open, list, show, edit a case."""

from datetime import datetime, time
from typing import TYPE_CHECKING, Annotated

import typer

from servicedesk.cli.case import clock as case_clock
from servicedesk.cli.case import complaint as complaint_work
from servicedesk.cli.case import edit as case_edit
from servicedesk.cli.case import links as case_links
from servicedesk.cli.case import moves as case_moves
from servicedesk.cli.case import remedy as remedies
from servicedesk.cli.case import whatif as case_whatif
from servicedesk.cli.case.intake import tell_open_cases
from servicedesk.cli.frame import context, diagnostics, moments, output
from servicedesk.cli.record import targets
from servicedesk.cli.record.listing import Listing, show
from servicedesk.cli.record.options import Columns, FailEmpty, Limit, Query, Reverse, Sort, argument, option
from servicedesk.domain.errors import UsageError
from servicedesk.domain.numbers import format_number, parse_number
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.domain.quick_note import QuickNote

app = typer.Typer(
    help=N_("Cases: what must be worked after the call ends."),
    epilog=N_(
        "servicedesk case open 'invoice charged twice !high @fri +billing' --customer 'Ann Lee'\n"
        "servicedesk case list 'is:open owner:me'\n"
        "servicedesk case snooze '+leak' --until fri\n"
        "servicedesk case solve C-231 part replaced"
    ),
)


@app.command(
    "open",
    help=N_(
        "Open a case.\n\n"
        "In the subject, !high sets the priority, +leak a label, >me the owner and @fri the time it is due."
    ),
    epilog=N_(
        "servicedesk case open 'invoice charged twice !high @fri +billing' --customer CU-12\n"
        "number=$(servicedesk complaint open 'the tap drips' -q)"
    ),
)
def open_(
    ctx: typer.Context,
    subject: Annotated[list[str], argument("SUBJECT", N_("What is the matter, in one line."))],
    *,
    kind: Annotated[
        str, option("--kind", N_("complaint, request, enquiry or suggestion."), "KIND")
    ] = "complaint",
    customer: Annotated[str, option("--customer", N_("Number, phone number or name."), "CUSTOMER")] = "",
    priority: Annotated[str, option("--priority", N_("low, normal, high or urgent."), "LEVEL")] = "",
    label: Annotated[
        list[str] | None, option("--label", N_("A label; may be given several times."), "LABEL")
    ] = None,
    owner: Annotated[str, option("--owner", N_("Who looks after it; me is you."), "NAME")] = "",
    due: Annotated[str, option("--due", N_("When it is to be solved."), "TIME")] = "",
    received: Annotated[str, option("--received", N_("When the customer came with it."), "TIME")] = "",
    description: Annotated[str, option("--description", N_("The whole story; - reads standard input."))] = "",
    category: Annotated[str, option("--category", N_("What it is about: a path such as repair/tap."))] = "",
    channel: Annotated[str, option("--channel", N_("The way it came in."), "CHANNEL")] = "",
    department: Annotated[str, option("--department", N_("The department that must act."))] = "",
    product: Annotated[str, option("--product", N_("The product or service."))] = "",
    wanted: Annotated[str, option("--wanted", N_("The remedy that the customer wants."))] = "",
    behalf: Annotated[str, option("--on-behalf-of", N_("For whom the caller speaks."), "NAME")] = "",
) -> None:
    from servicedesk.cli.record.choices import meant, meant_or_none
    from servicedesk.services.case_rows import NewCase

    note = _read_subject(targets.words_or_input(subject))
    with context.open_desk(create=True) as desk:
        change = desk.cases.open(
            NewCase(
                subject=note.text,
                kind=meant("case", "kind", "complaint" if _narrowing(ctx) else kind),
                description=targets.words_or_input([description]) if description else "",
                customer_id=targets.customer(desk, customer) if customer else None,
                priority=meant("case", "priority", priority) if priority else note.priority or 2,
                labels=[*note.labels, *(name.lstrip("+") for name in label or [])],
                owner=targets.owner(desk, owner or note.owner or ""),
                category=category,
                channel=meant_or_none("case", "channel", channel) or "",
                department=department,
                product=product,
                remedy_wanted=wanted,
                on_behalf_of=behalf,
                due_at=_due(due) if due else note.due.at if note.due else None,
                received_at=moments.read_past(received) if received else None,
            )
        )
        row = desk.cases.get(change.id).row
        tell_open_cases(desk, row.customer_id, row.id)
    for fault in note.errors:
        diagnostics.say(fault)
    shown = format_number("case", change.id)
    words = [_("Opened {number}.").format(number=shown)]
    if row.due_at:
        words.append(_("Due {when}.").format(when=moments.said(row.due_at)))
    words.append(_("Undo with: servicedesk undo"))
    output.saved([shown], " ".join(words), number=shown, action=change.action)


@app.command(
    "list",
    help=N_("List cases: all from the newest on, or those that a query means, most urgent first."),
    epilog=N_(
        "servicedesk case list 'kind:complaint due:<fri -state:waiting'\n"
        "servicedesk case list is:overdue --json --columns number,subject,due_at\n"
        "servicedesk case list +leak --sort due --limit 10"
    ),
)
def list_(
    ctx: typer.Context,
    *,
    query: Query = None,
    limit: Limit = None,
    sort: Sort = "",
    reverse: Reverse = False,
    columns: Columns = "",
    fail_empty: FailEmpty = False,
) -> None:
    show("case", Listing(query, limit, sort, reverse, columns, fail_empty), _narrowing(ctx))


@app.command(
    "show",
    help=N_(
        "Show one case whole, with its history.\n\n"
        "With --dossier it is laid out by the nine stages of a complaint, with what is missing of each:"
        " as text, markdown or html. Nothing is changed."
    ),
    epilog=N_(
        "servicedesk case show C-231\n"
        "servicedesk case show C-231 --dossier\n"
        "servicedesk case show C-231 --dossier html -o C-231.html --masked"
    ),
)
def show_(
    case: Annotated[
        list[str],
        argument("CASE", N_("The number of a case; then text, markdown or html for a dossier.")),
    ],
    *,
    dossier: Annotated[
        bool, typer.Option("--dossier", help=N_("By the nine stages, with what is missing."))
    ] = False,
    to: Annotated[str, option("--output", N_("Write the dossier to a file."), "FILE|-", also="-o")] = "",
    masked: Annotated[
        bool, typer.Option("--masked", help=N_("Make phone numbers in the dossier unreadable."))
    ] = False,
    force: Annotated[bool, typer.Option("--force", help=N_("Replace a file that is there."))] = False,
) -> None:
    if dossier:
        from servicedesk.cli.case import dossier as case_dossier

        case_id, layout = case_dossier.number_and_layout(case)
        case_dossier.show(case_dossier.DossierRequest(case_id, layout, to, masked, force))
        return
    if len(case) > 1:
        raise UsageError(_("There are more words than this command takes."), _("A layout needs --dossier."))
    if to or masked or force:
        raise UsageError(
            _("A layout, a file and masking belong to a dossier."),
            _("Add --dossier: servicedesk case show C-231 --dossier html -o C-231.html"),
        )
    from servicedesk.cli.case.sheet import case_values, case_words
    from servicedesk.cli.record import program_rows

    case_id = parse_number(case[0], "case")
    with context.open_desk() as desk:
        found = desk.cases.dossier(case_id)
        explained = desk.clocks.explain(case_id)
        columns = program_rows.one(desk, "case", case_id)
    output.record(case_values(found, explained) | columns, lambda: case_words(found, explained))


for module in (case_edit, case_moves, complaint_work, remedies, case_links, case_clock, case_whatif):
    module.register(app)

complaints = typer.Typer(
    help=N_("Complaints: cases whose kind is complaint. The commands are those of case."),
    epilog=N_(
        "servicedesk complaint open 'the tap drips again !high' --customer 'Ann Lee'\n"
        "servicedesk complaint list is:overdue"
    ),
)
complaints.registered_commands = app.registered_commands


def _narrowing(ctx: typer.Context) -> str:
    """What `complaint` adds to every query."""
    return case_moves.narrowing(ctx)


def _read_subject(text: str) -> "QuickNote":
    """The quick note of the first line; the lines below it stay text."""
    from dataclasses import replace

    from servicedesk.domain.quick_note import parse_quick_note

    settings = context.settings()
    first, _break, rest = text.strip().partition("\n")
    hour = time.fromisoformat(settings.followup_hour)
    note = parse_quick_note(first, context.now(), settings.zone, hour)
    return replace(note, text="\n".join(part for part in (note.text, rest) if part))


def _due(text: str) -> datetime:
    return moments.read(text)
