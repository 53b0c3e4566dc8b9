"""`servicedesk case evidence` and `case statement`: what an investigation rests on, what each side says."""

from typing import TYPE_CHECKING, Annotated, Any

from servicedesk.cli.case.noun import verb
from servicedesk.cli.frame import context, moments, output
from servicedesk.cli.record.changing import tell_changed
from servicedesk.cli.record.options import Case, argument, option
from servicedesk.domain.errors import NotFoundError, UsageError
from servicedesk.domain.numbers import format_number, parse_number
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

Remove = Annotated[int | None, option("--remove", N_("Remove this one."), "N", min=1)]


@verb(
    N_(
        "What the investigation rests on: take down a piece of evidence, list them, take one off.\n\n"
        "Without words they are listed with the numbers that --remove takes."
    ),
    N_(
        "servicedesk case evidence C-231 'photo of the seal' --from 王芳 --kept 'shelf 3'\n"
        "servicedesk case evidence C-231"
    ),
    name="evidence",
)
def evidence(
    case: Case,
    what: Annotated[str, argument("WHAT", N_("What it is: a photo, a receipt, a recording."))] = "",
    *,
    from_whom: Annotated[str, option("--from", N_("From whom it came."), "NAME")] = "",
    kept: Annotated[str, option("--kept", N_("Where it is kept."))] = "",
    got: Annotated[str, option("--got", N_("When it came; now if not said."), "TIME")] = "",
    remove: Remove = None,
) -> None:
    from servicedesk.cli.case import parts
    from servicedesk.services.evidence import NewEvidence

    case_id = _one_thing(case, what, remove)
    with context.open_desk() as desk:
        if what:
            new = NewEvidence(what, from_whom, kept, moments.past(got))
            change, sentence = desk.evidence.add([case_id], new), _("Took down evidence on {number}.")
        else:
            held = desk.cases.dossier(case_id).evidence
            if remove is None:
                output.numbered(held, parts.evidence_value, parts.evidence, _("No evidence was taken down."))
                return
            change = desk.evidence.remove(case_id, _held(held, case_id, remove))
            sentence = _("Removed evidence from {number}.")
    tell_changed("case", case_id, sentence, change)


@verb(
    N_(
        "What each side says: take down a statement, list them, take one off.\n\n"
        "Without words they are listed with the numbers that --remove takes."
    ),
    N_(
        "servicedesk case statement C-231 'it dripped from the first day' --side customer\n"
        "servicedesk case statement C-231 '安装时试过水' --side 员工 --by 李师傅\n"
        "servicedesk case statement C-231"
    ),
    name="statement",
)
def statement(
    case: Case,
    words: Annotated[str, argument("WORDS", N_("What was said."))] = "",
    *,
    side: Annotated[
        str, option("--side", N_("Who says it: customer, employee, department, desk or other."), "SIDE")
    ] = "customer",
    by: Annotated[str, option("--by", N_("Who spoke for that side."), "NAME")] = "",
    said: Annotated[str, option("--said", N_("When it was said; now if not given."), "TIME")] = "",
    remove: Remove = None,
) -> None:
    from servicedesk.cli.case import parts
    from servicedesk.cli.record.choices import meant
    from servicedesk.services.evidence import NewStatement

    case_id = _one_thing(case, words, remove)
    with context.open_desk() as desk:
        if words:
            new = NewStatement(meant("statement", "side", side), words, by, moments.past(said))
            change, sentence = desk.evidence.say([case_id], new), _("Took down a statement on {number}.")
        else:
            held = desk.cases.dossier(case_id).statements
            if remove is None:
                output.numbered(
                    held, parts.statement_value, parts.statement, _("No statement was taken down.")
                )
                return
            change = desk.evidence.unsay(case_id, _held(held, case_id, remove))
            sentence = _("Removed a statement from {number}.")
    tell_changed("case", case_id, sentence, change)


def _one_thing(case: str, words: str, remove: int | None) -> int:
    if words and remove is not None:
        raise UsageError(_("One thing at a time: a new one, or --remove."))
    return parse_number(case, "case")


def _held(held: "Sequence[Any]", case_id: int, place: int) -> int:
    if place > len(held):
        raise NotFoundError(
            _("There is no entry {place} on {number}.").format(
                place=place, number=format_number("case", case_id)
            )
        )
    return int(held[place - 1].id)
