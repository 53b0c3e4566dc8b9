"""`servicedesk case edit`: the fields of one case."""

from typing import Annotated, Any

from servicedesk.cli.case.noun import verb
from servicedesk.cli.frame import context, moments, output
from servicedesk.cli.record import targets
from servicedesk.cli.record.options import Case, Text, option
from servicedesk.domain.errors import UsageError
from servicedesk.domain.numbers import format_number, parse_number
from servicedesk.i18n import N_, _


@verb(
    N_("Change fields of a case."),
    N_("servicedesk case edit C-231 --due 'fri 15:00' --facts 'worn seal, two years old'"),
)
def edit(
    case: Case,
    *,
    subject: Annotated[Text, option("--subject", N_("What is the matter, in one line."))] = None,
    description: Annotated[
        Text, option("--description", N_("The whole story; - reads standard input."))
    ] = None,
    kind: Annotated[Text, option("--kind", N_("complaint, request, enquiry or suggestion."), "KIND")] = None,
    customer: Annotated[Text, option("--customer", N_("Number, phone number or name."), "CUSTOMER")] = None,
    priority: Annotated[Text, option("--priority", N_("low, normal, high or urgent."), "LEVEL")] = None,
    owner: Annotated[Text, option("--owner", N_("Who looks after it; me is you."), "NAME")] = None,
    due: Annotated[Text, option("--due", N_("When it is to be solved; none takes it away."), "TIME")] = None,
    received: Annotated[Text, option("--received", N_("When the customer came with it."), "TIME")] = None,
    category: Annotated[
        Text, option("--category", N_("What it is about: a path such as repair/tap."))
    ] = None,
    channel: Annotated[Text, option("--channel", N_("The way it came in."), "CHANNEL")] = None,
    department: Annotated[Text, option("--department", N_("The department that must act."))] = None,
    cause: Annotated[Text, option("--cause", N_("Why it happened."))] = None,
    result: Annotated[Text, option("--result", N_("What was done about it."))] = None,
    facts: Annotated[Text, option("--facts", N_("What the investigation found."))] = None,
    product: Annotated[Text, option("--product", N_("The product or service."))] = None,
    wanted: Annotated[Text, option("--wanted", N_("The remedy that the customer wants."))] = None,
    behalf: Annotated[Text, option("--on-behalf-of", N_("For whom the caller speaks."), "NAME")] = None,
    lesson: Annotated[Text, option("--lesson", N_("What the desk learns from it."))] = None,
    competitor: Annotated[Text, option("--competitor", N_("A competitor that was mentioned."))] = None,
    satisfaction: Annotated[
        int | None, option("--satisfaction", N_("0 to 100."), "N", min=0, max=100)
    ] = None,
) -> None:
    from servicedesk.cli.record.choices import meant_or_none

    case_id = parse_number(case, "case")
    with context.open_desk() as desk:
        given: dict[str, Any] = {
            "subject": subject,
            "description": targets.words_or_input([description]) if description is not None else None,
            "kind": meant_or_none("case", "kind", kind),
            "customer_id": targets.customer(desk, customer) if customer else None,
            "priority": meant_or_none("case", "priority", priority),
            "owner": targets.owner(desk, owner) if owner is not None else None,
            "received_at": moments.past(received),
            "category": category,
            "channel": meant_or_none("case", "channel", channel),
            "department": department,
            "cause": cause,
            "result": result,
            "facts": facts,
            "product": product,
            "remedy_wanted": wanted,
            "on_behalf_of": behalf,
            "lesson": lesson,
            "competitor": competitor,
            "satisfaction": satisfaction,
        }
        values = {name: value for name, value in given.items() if value is not None}
        if due is not None:
            values["due_at"] = (
                None if due.strip().casefold() in {"", "none", "-", "无"} else moments.read(due)
            )
        if not values:
            raise UsageError(
                _("Nothing to change was given."),
                _("See: {command} --help").format(command="servicedesk case edit"),
            )
        change = desk.cases.edit(case_id, values)
    shown = format_number("case", case_id)
    words = _("Changed {number}. Undo with: servicedesk undo").format(number=shown)
    output.saved([shown], words, number=shown, action=change.action)
