"""Cases that belong together: split, link, unlink, follow."""

from typing import Annotated

from servicedesk.cli.case.noun import verb
from servicedesk.cli.frame import context
from servicedesk.cli.record import targets
from servicedesk.cli.record.changing import change_one, tell_changed
from servicedesk.cli.record.options import Case, argument, option
from servicedesk.domain.numbers import parse_number
from servicedesk.i18n import N_, _

Other = Annotated[str, argument("OTHER", N_("The number of the other case."))]


@verb(
    N_("Make a case of its own from some calls of a case."),
    "servicedesk case split C-231 'the invoice is wrong too' --calls CL-9,CL-12",
)
def split(
    case: Case,
    subject: Annotated[list[str], argument("SUBJECT", N_("What the new case is about."))],
    *,
    calls: Annotated[str, option("--calls", N_("Which calls go to it: CL-9,CL-12."), "CALLS")],
) -> None:
    from servicedesk.services.case_rows import NewCase

    case_id = parse_number(case, "case")
    numbers = [parse_number(name, "call") for name in targets.pieces(calls)]
    with context.open_desk() as desk:
        row = desk.cases.get(case_id).row
        change = desk.links.split(case_id, numbers, NewCase(" ".join(subject), kind=row.kind))
    tell_changed("case", change.id, _("Opened {number} with these calls."), change)


@verb(
    N_("Link two cases: related, parent, duplicate or follows."),
    "servicedesk case link C-231 C-229 --as parent",
)
def link(
    case: Case,
    other: Other,
    *,
    relation: Annotated[
        str, option("--as", N_("related; or what the other is: parent, duplicate, follows."), "RELATION")
    ] = "related",
) -> None:
    from servicedesk.cli.record.choices import meant

    case_id, other_id = parse_number(case, "case"), parse_number(other, "case")
    relation = meant("link", "relation", relation)
    change_one(
        "case", case_id, _("Linked {number}."), lambda desk: desk.links.link(case_id, other_id, relation)
    )


@verb(N_("Remove the links between two cases."), "servicedesk case unlink C-231 C-229")
def unlink(case: Case, other: Other) -> None:
    case_id, other_id = parse_number(case, "case"), parse_number(other, "case")
    change_one(
        "case", case_id, _("Removed a link from {number}."), lambda desk: desk.links.unlink(case_id, other_id)
    )


@verb(N_("Open a case that follows one that has ended."), "servicedesk case follow C-99 'it drips again'")
def follow(
    case: Case,
    subject: Annotated[list[str] | None, argument("SUBJECT", N_("What is the matter now."))] = None,
) -> None:
    case_id = parse_number(case, "case")
    with context.open_desk() as desk:
        change = desk.links.follow(case_id, " ".join(subject or []))
    tell_changed("case", change.id, _("Opened {number} to follow it."), change)
