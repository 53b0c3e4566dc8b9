"""`servicedesk case list` and `show`."""

from typing import Annotated

from servicedesk.cli.case.noun import app, verb
from servicedesk.cli.frame import context, output
from servicedesk.cli.record.listing import add_list
from servicedesk.cli.record.options import Force, argument, flag, option
from servicedesk.domain.errors import UsageError
from servicedesk.domain.numbers import parse_number
from servicedesk.i18n import N_, _

add_list(
    app,
    "case",
    help=N_("List cases: all from the newest on, or those that a query means, most urgent first."),
    epilog=N_(
        "servicedesk case list 'kind:complaint due:<fri -state:waiting'\n"
        "servicedesk case list is:overdue --json --columns number,subject,due_at\n"
        "servicedesk case list +leak --sort due --limit 10"
    ),
)


@verb(
    N_(
        "Show one case whole, with its history.\n\n"
        "With --dossier it is laid out by the nine stages of a complaint, with what is missing of each:"
        " as text, markdown or html. Nothing is changed."
    ),
    N_(
        "servicedesk case show C-231\n"
        "servicedesk case show C-231 --dossier\n"
        "servicedesk case show C-231 --dossier html -o C-231.html --mask names"
    ),
    name="show",
)
def show_(
    case: Annotated[
        list[str], argument("CASE", N_("The number of a case; then text, markdown or html for a dossier."))
    ],
    *,
    dossier: Annotated[bool, flag("--dossier", N_("By the nine stages, with what is missing."))] = False,
    to: Annotated[str, option("--output", N_("Write the dossier to a file."), "FILE|-", also="-o")] = "",
    mask: Annotated[
        str,
        option(
            "--mask",
            N_("What of the customer the dossier hides: none, phones, contact, names or all."),
            "MASK",
        ),
    ] = "",
    masked: Annotated[
        bool, flag("--masked", N_("As --mask contact: hide how to reach the customer."))
    ] = False,
    force: Force = False,
) -> None:
    if dossier:
        from servicedesk.cli.case import dossier as case_dossier

        case_id, layout = case_dossier.number_and_layout(case)
        case_dossier.show(
            case_id, layout, to, mask=case_dossier.mask_called(mask, masked=masked), force=force
        )
        return
    if len(case) > 1:
        raise UsageError(_("There are more words than this command takes."), _("A layout needs --dossier."))
    if to or mask or masked or force:
        raise UsageError(
            _("A layout, a file and masking belong to a dossier."),
            _("Add --dossier: servicedesk case show C-231 --dossier html -o C-231.html"),
        )
    from servicedesk.cli.case.sheet import case_values, case_words
    from servicedesk.cli.record.fields import program_row
    from servicedesk.cli.record.sheet import damage_words, with_damage

    case_id = parse_number(case[0], "case")
    with context.open_desk() as desk:
        found = desk.cases.dossier(case_id)
        explained = desk.clocks.explain(case_id)
        waiting = desk.moves.wait_of(case_id)
        columns = with_damage(desk, "case", case_id, program_row(desk, "case", case_id))
    output.record(
        case_values(found, explained, waiting) | columns,
        lambda: case_words(found, explained, waiting) + damage_words("case", columns),
    )


@verb(
    N_("Show what happened with a case, newest first; with --json every field that changed."),
    N_("servicedesk case history C-231\nservicedesk case history C-231 --json"),
)
def history(case: Annotated[str, argument("CASE", N_("The number of a case."))]) -> None:
    from servicedesk.cli.record.history_lines import dossier_lines, dossier_value

    with context.open_desk() as desk:
        found = desk.cases.dossier(parse_number(case, "case")).history[::-1]
    output.sentences(found, dossier_value, dossier_lines)
