"""`servicedesk case open`."""

from datetime import time
from typing import TYPE_CHECKING, Annotated

from servicedesk.cli.case.intake import tell_open_cases
from servicedesk.cli.case.noun import verb
from servicedesk.cli.frame import context, diagnostics, moments, output
from servicedesk.cli.record import targets
from servicedesk.cli.record.choices import meant_or_none
from servicedesk.cli.record.options import argument, option
from servicedesk.domain.numbers import format_number
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.domain.quick_note import QuickNote


@verb(
    N_(
        "Open a case.\n\n"
        "In the subject, !high sets the priority, +leak a label, >me the owner and @fri the time it is due."
    ),
    N_(
        "servicedesk case open 'invoice charged twice !high @fri +billing' --customer CU-12\n"
        "number=$(servicedesk complaint open 'the tap drips' -q)"
    ),
    name="open",
)
def open_(
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
    from servicedesk.cli.record.choices import meant
    from servicedesk.services.case_rows import NewCase

    note = _read_subject(targets.words_or_input(subject))
    with context.open_desk(create=True) as desk:
        change = desk.cases.open(
            NewCase(
                subject=note.text,
                kind=meant("case", "kind", "complaint" if targets.narrowing("case") else kind),
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
                due_at=moments.read(due) if due else note.due.at if note.due else None,
                received_at=moments.past(received),
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


def _read_subject(text: str) -> "QuickNote":
    """The quick note of the first line; the lines below it stay text."""
    from dataclasses import replace

    from servicedesk.domain.quick_note import parse_quick_note

    settings = context.settings()
    first, _break, rest = text.strip().partition("\n")
    hour = time.fromisoformat(settings.followup_hour)
    note = parse_quick_note(first, context.now(), settings.zone, hour)
    return replace(note, text="\n".join(part for part in (note.text, rest) if part))
