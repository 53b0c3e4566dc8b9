"""Cases that are one: merge, unmerge, duplicate."""

from typing import Annotated

from servicedesk.cli.case.noun import change_cases, verb
from servicedesk.cli.record import targets
from servicedesk.cli.record.options import Cases, Yes, option
from servicedesk.domain.numbers import format_number, parse_number
from servicedesk.i18n import N_, _


@verb(
    N_(
        "Merge cases into another; nothing is deleted and unmerge takes it back.\n\n"
        "The fields of the other case stand and blanks are filled; --take takes fields from this one."
    ),
    "servicedesk case merge C-231 C-240 --into C-229\n"
    "servicedesk case merge C-240 --into C-229 --take subject,priority",
)
def merge(
    cases: Cases,
    *,
    into: Annotated[str, option("--into", N_("The case that stays."), "CASE")],
    take: Annotated[str, option("--take", N_("Fields to take from the merged case."), "FIELDS")] = "",
    reason: Annotated[str, option("--reason", N_("Why, if it is asked for."))] = "",
    yes: Yes = False,
) -> None:
    target_id = parse_number(into, "case")
    fields = targets.pieces(take)
    into_words = _("Into {number}.").format(number=format_number("case", target_id))
    change_cases(
        cases,
        yes,
        N_("Merged {numbers}."),
        lambda desk, ids: desk.merging.merge(ids, target_id, take=fields, reason=reason),
        into_words,
    )


@verb(N_("Take cases out of the case they were merged into."), "servicedesk case unmerge C-240")
def unmerge(cases: Cases, *, yes: Yes = False) -> None:
    change_cases(cases, yes, N_("Unmerged {numbers}."), lambda desk, ids: desk.merging.unmerge(ids))


@verb(N_("End cases as duplicates of another."), "servicedesk case duplicate C-240 --of C-229")
def duplicate(
    cases: Cases, *, of: Annotated[str, option("--of", N_("The first of them."), "CASE")], yes: Yes = False
) -> None:
    first_id = parse_number(of, "case")
    change_cases(
        cases,
        yes,
        N_("Ended {numbers} as duplicates."),
        lambda desk, ids: desk.links.mark_duplicate(ids, first_id),
    )
