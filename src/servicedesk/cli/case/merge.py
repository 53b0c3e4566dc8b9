"""Merge cases, take one out again, end one as a duplicate: merge, unmerge, duplicate."""

from typing import TYPE_CHECKING, Annotated

from servicedesk.cli.case.noun import cases
from servicedesk.cli.frame import moments
from servicedesk.cli.record import targets
from servicedesk.cli.record.changing import Act, Told
from servicedesk.cli.record.options import At, argument, option
from servicedesk.domain.numbers import format_number, parse_number
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.domain.rows.history import Change
    from servicedesk.services.desk import Desk

Other = Annotated[str, argument("OTHER", N_("The number of the other case."))]


@cases.verb(
    N_(
        "Merge cases into another; nothing is deleted and unmerge takes it back.\n\n"
        "The fields of the other case stand and blanks are filled; --take takes fields from this one."
    ),
    N_("Merged {numbers}."),
    "servicedesk case merge C-231 C-240 --into C-229\n"
    "servicedesk case merge C-240 --into C-229 --take subject,priority",
)
def merge(
    *,
    into: Annotated[str, option("--into", N_("The case that stays."), "CASE")],
    take: Annotated[str, option("--take", N_("Fields to take from the merged case."), "FIELDS")] = "",
    reason: Annotated[str, option("--reason", N_("Why, if it is asked for."))] = "",
    at: At = "",
) -> Told:
    target_id = parse_number(into, "case")
    fields = targets.pieces(take)
    words = _("Into {number}.").format(number=format_number("case", target_id))
    moment = moments.past(at)

    def act(desk: "Desk", ids: list[int]) -> "Change":
        return desk.merging.merge(ids, target_id, take=fields, reason=reason, at=moment)

    return act, words


@cases.verb(
    N_("Take cases out of the case they were merged into."),
    N_("Unmerged {numbers}."),
    "servicedesk case unmerge C-240",
    of_ended=True,
)
def unmerge() -> Act:
    return lambda desk, ids: desk.merging.unmerge(ids)


@cases.verb(
    N_("End cases as duplicates of another."),
    N_("Ended {numbers} as duplicates."),
    "servicedesk case duplicate C-240 --of C-229",
)
def duplicate(*, of: Annotated[str, option("--of", N_("The first of them."), "CASE")]) -> Act:
    first_id = parse_number(of, "case")
    return lambda desk, ids: desk.links.mark_duplicate(ids, first_id)
