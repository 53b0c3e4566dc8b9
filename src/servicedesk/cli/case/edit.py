"""`servicedesk case edit`: the fields of one case."""

from typing import TYPE_CHECKING, Annotated, Any

from servicedesk.cli.case.noun import verb
from servicedesk.cli.frame import context, moments
from servicedesk.cli.record import targets
from servicedesk.cli.record.changing import require_fields, tell_edited
from servicedesk.cli.record.options import Case, Text, of_the_rest, option, takes
from servicedesk.domain.numbers import parse_number
from servicedesk.domain.records.case import FIELDS
from servicedesk.i18n import N_

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk

OPTIONS: dict[str, Any] = {
    "subject": Annotated[Text, option("--subject", N_("What is the matter, in one line."))],
    "description": Annotated[Text, option("--description", N_("The whole story; - reads standard input."))],
    "kind": Annotated[Text, option("--kind", N_("complaint, request, enquiry or suggestion."), "KIND")],
    "customer_id": Annotated[Text, option("--customer", N_("Number, phone number or name."), "CUSTOMER")],
    "priority": Annotated[Text, option("--priority", N_("low, normal, high or urgent."), "LEVEL")],
    "owner": Annotated[Text, option("--owner", N_("Who looks after it; me is you."), "NAME")],
    "due_at": Annotated[Text, option("--due", N_("When it is to be solved; none takes it away."), "TIME")],
    "received_at": Annotated[Text, option("--received", N_("When the customer came with it."), "TIME")],
    "category": Annotated[Text, option("--category", N_("What it is about: a path such as repair/tap."))],
    "channel": Annotated[Text, option("--channel", N_("The way it came in."), "CHANNEL")],
    "department": Annotated[Text, option("--department", N_("The department that must act."))],
    "cause": Annotated[Text, option("--cause", N_("Why it happened."))],
    "outcome": Annotated[Text, option("--outcome", N_("How it was found; none takes it away."))],
    "result": Annotated[Text, option("--result", N_("What was done about it."))],
    "facts": Annotated[Text, option("--facts", N_("What the investigation found."))],
    "product": Annotated[Text, option("--product", N_("The product or service."))],
    "remedy_wanted": Annotated[Text, option("--wanted", N_("The remedy that the customer wants."))],
    "on_behalf_of": Annotated[Text, option("--on-behalf-of", N_("For whom the caller speaks."), "NAME")],
    "source": Annotated[Text, option("--source", N_("Who sent it: 12315, a court ..."), "SOURCE")],
    "source_ref": Annotated[Text, option("--source-ref", N_("Its number there."))],
    "source_at": Annotated[Text, option("--source-at", N_("When they received it."), "TIME")],
    "lesson": Annotated[Text, option("--lesson", N_("What the desk learns from it."))],
    "competitor": Annotated[Text, option("--competitor", N_("A competitor that was mentioned."))],
    "handling_satisfaction": Annotated[
        int | None,
        option("--handling", N_("How content with the handling: 0 to 100."), "N", min=0, max=100),
    ],
    "satisfaction": Annotated[int | None, option("--satisfaction", N_("0 to 100."), "N", min=0, max=100)],
}
_ELSEWHERE = ("limit_reason", "immediate_action", "options_offered", "told_words")
"""What other verbs record: extend, assess, answer, tell."""


@verb(
    N_("Change fields of a case."),
    N_("servicedesk case edit C-231 --due 'fri 15:00' --facts 'worn seal, two years old'"),
)
@takes(OPTIONS | of_the_rest(FIELDS, (*OPTIONS, *_ELSEWHERE)))
def edit(
    case: Case,
    *,
    reason: Annotated[str, option("--reason", N_("Why, where the time of the receipt is changed."))] = "",
    **given: Any,
) -> None:
    case_id = parse_number(case, "case")
    with context.open_desk() as desk:
        said = {name: field_meant(desk, name, value) for name, value in given.items() if value is not None}
        values = {name: value for name, value in said.items() if value is not None or name == "due_at"}
        require_fields("case", values)
        change = desk.cases.edit(case_id, values, reason=reason)
    tell_edited("case", case_id, change)


def field_meant(desk: "Desk", name: str, said: Any) -> Any:
    """What an option gives to its field; None for nothing."""
    from servicedesk.cli.record.choices import meant, meant_or_none

    is_taken_away = isinstance(said, str) and said.strip().casefold() in {"", "none", "-", "无"}
    if name == "outcome":
        return "" if is_taken_away else meant("case", name, said)
    if name in {"kind", "priority", "channel"}:
        return meant_or_none("case", name, said)
    if name == "description":
        return targets.words_or_input([said])
    if name == "owner":
        return targets.owner(desk, said)
    if name == "customer_id":
        return targets.customer(desk, said) if said else None
    if name in {"received_at", "source_at"}:
        return moments.past(said)
    if name == "due_at":
        return None if is_taken_away else moments.read(said)
    return said
