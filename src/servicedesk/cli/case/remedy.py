"""`servicedesk case remedy`: what a customer is given for what went wrong, its cost and who approved it."""

from typing import Annotated, Any

from servicedesk.cli.case.noun import verb
from servicedesk.cli.frame import context, moments, output
from servicedesk.cli.record.changing import tell_changed
from servicedesk.cli.record.options import At, Case, argument, option
from servicedesk.domain.errors import NotFoundError, UsageError
from servicedesk.domain.numbers import format_number, parse_number
from servicedesk.i18n import N_, _


@verb(
    N_(
        "What the customer is given: decide a remedy, list those decided, approve one, mark it done.\n\n"
        "Without a kind they are listed with the numbers that --approve, --done and --remove take."
    ),
    N_(
        "servicedesk case remedy C-231 refund --cost 80 --words 'second visit'\n"
        "servicedesk case remedy C-231 compensation --cost 800 --approver 王芳\n"
        "servicedesk case remedy C-231\n"
        "servicedesk case remedy C-231 --done 1"
    ),
    name="remedy",
)
def remedy(
    case: Case,
    kind: Annotated[
        str, argument("KIND", N_("refund, exchange, repair, apology ...; none: not upheld."))
    ] = "",
    *,
    words: Annotated[str, option("--words", N_("What exactly."))] = "",
    cost: Annotated[str, option("--cost", N_("What it costs, such as 80."), "MONEY")] = "",
    approver: Annotated[str, option("--approver", N_("Who approved it."), "NAME")] = "",
    approve: Annotated[int | None, option("--approve", N_("Approve this one."), "N", min=1)] = None,
    done: Annotated[int | None, option("--done", N_("This one was carried out."), "N", min=1)] = None,
    remove: Annotated[int | None, option("--remove", N_("Remove this one."), "N", min=1)] = None,
    at: At = "",
) -> None:
    case_id = parse_number(case, "case")
    chosen = [place for place in (approve, done, remove) if place is not None]
    if len(chosen) + bool(kind) > 1:
        raise UsageError(_("One thing at a time: a new remedy, --approve, --done or --remove."))
    if not chosen and not kind:
        _list(case_id)
        return
    with context.open_desk() as desk:
        if kind:
            change = desk.remedies.add([case_id], _new(kind, words, cost, approver, desk))
            sentence = _("Decided a remedy on {number}.")
        else:
            held = _held(desk, case_id, chosen[0])
            if approve is not None:
                change = desk.remedies.approve(case_id, held.id, approver or desk.actor)
                sentence = _("Approved a remedy on {number}.")
            elif done is not None:
                moment = moments.past(at)
                change = desk.remedies.finish(case_id, held.id, moment)
                sentence = _("A remedy on {number} was carried out.")
            else:
                change = desk.remedies.remove(case_id, held.id)
                sentence = _("Removed a remedy from {number}.")
    tell_changed("case", case_id, sentence, change)


def _new(kind: str, words: str, cost: str, approver: str, desk: Any) -> Any:
    from servicedesk.cli.record.choices import meant
    from servicedesk.domain.money import parse_money
    from servicedesk.services.remedies import NewRemedy

    code = meant("remedy", "kind", kind)
    currency = desk.policies.parsed("handling").currency
    return NewRemedy(code, words, parse_money(cost, currency) if cost else 0, approver)


def _held(desk: Any, case_id: int, place: int) -> Any:
    remedies = desk.cases.dossier(case_id).remedies
    if place > len(remedies):
        raise NotFoundError(
            _("There is no remedy {place} on {number}.").format(
                place=place, number=format_number("case", case_id)
            )
        )
    return remedies[place - 1]


def _list(case_id: int) -> None:
    from servicedesk.cli.case import parts

    with context.open_desk() as desk:
        found = desk.cases.dossier(case_id).remedies
    output.numbered(found, parts.remedy_value, parts.remedy, _("No remedy has been decided."))
