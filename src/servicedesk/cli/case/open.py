"""`servicedesk case open`."""

from typing import Annotated, Any

from servicedesk.cli.case.edit import OPTIONS, field_meant
from servicedesk.cli.case.intake import read_note, tell_open_cases
from servicedesk.cli.case.noun import verb
from servicedesk.cli.frame import context, diagnostics, moments, output
from servicedesk.cli.record import targets
from servicedesk.cli.record.options import CaseKind, Labels, Text, argument, option, takes
from servicedesk.domain.numbers import format_number
from servicedesk.domain.text import sentences
from servicedesk.i18n import N_, _

_TAKEN = (
    "customer_id priority label owner due_at received_at description category channel department product"
    " remedy_wanted on_behalf_of source source_ref source_at"
)
_OWN = {"label": Labels, "due_at": Annotated[Text, option("--due", N_("When it is to be solved."), "TIME")]}
NEW = {name: (OPTIONS | _OWN)[name] for name in _TAKEN.split()}
"""The options beside the kind: those of `edit`, in an order of their own."""


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
@takes(NEW)
def open_(
    subject: Annotated[list[str], argument("SUBJECT", N_("What is the matter, in one line."))],
    *,
    kind: CaseKind = "complaint",
    **given: Any,
) -> None:
    from dataclasses import replace

    from servicedesk.cli.record.choices import meant
    from servicedesk.services.case_rows import NewCase

    first, _break, rest = targets.words_or_input(subject).strip().partition("\n")
    note = read_note(first)
    labels, due = given.pop("label") or [], given.pop("due_at")
    new = NewCase(
        "\n".join(part for part in (note.text, rest) if part),
        kind=meant("case", "kind", "complaint" if targets.narrowing("case") else kind),
        priority=note.priority or 2,
        labels=[*note.labels, *(name.lstrip("+") for name in labels)],
        due_at=moments.read(due) if due else note.due.at if note.due else None,
    )
    with context.open_desk(create=True) as desk:
        said = {name: field_meant(desk, name, text) for name, text in given.items() if text}
        said = {"owner": targets.owner(desk, note.owner or "")} | said
        change = desk.cases.open(
            replace(new, **{name: value for name, value in said.items() if value is not None})
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
    output.saved([shown], sentences(*words), number=shown, action=change.action)
