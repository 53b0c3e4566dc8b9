"""What is set on cases: owner, labels, priority; and notes."""

from typing import Annotated

from servicedesk.cli.case.noun import change_cases, verb
from servicedesk.cli.record import targets
from servicedesk.cli.record.options import Cases, Text, Yes, option
from servicedesk.domain.errors import UsageError
from servicedesk.i18n import N_, _


@verb(
    N_("Give cases to somebody; nobody takes them back."),
    "servicedesk case assign 'is:open +leak' --owner me",
)
def assign(
    cases: Cases,
    *,
    owner: Annotated[Text, option("--owner", N_("Who; me is you."), "NAME", also="--to")] = None,
    yes: Yes = False,
) -> None:
    words, name = targets.split(cases, owner)
    if not name:
        raise UsageError(_("Who is to have the cases?"), _("Give --owner, and nobody to take them back."))
    change_cases(
        words,
        yes,
        N_("Assigned {numbers}."),
        lambda desk, ids: desk.cases.assign(ids, targets.owner(desk, name)),
    )


@verb(N_("Put labels on cases and take them off."), "servicedesk case label C-231 +leak --remove old")
def label(
    cases: Cases,
    *,
    add: Annotated[list[str] | None, option("--add", N_("A label to put on."), "LABEL")] = None,
    remove: Annotated[list[str] | None, option("--remove", N_("A label to take off."), "LABEL")] = None,
    yes: Yes = False,
) -> None:
    # Only where options say which labels, a + in the words can be a part of a query.
    words, rest = targets.split(
        cases, "" if add or (remove and not any(map(targets.is_number, cases))) else None
    )
    wanted = [name.lstrip("+＋") for name in [*(add or []), *rest.split()]]
    unwanted = [name.lstrip("+＋-") for name in remove or []]
    change_cases(
        words,
        yes,
        N_("Labelled {numbers}."),
        lambda desk, ids: desk.cases.label(ids, add=wanted, remove=unwanted),
    )


@verb(N_("Set the priority: low, normal, high or urgent."), "servicedesk case priority C-231 C-232 urgent")
def priority(
    cases: Cases,
    *,
    to: Annotated[Text, option("--to", N_("low, normal, high or urgent."), "LEVEL")] = None,
    yes: Yes = False,
) -> None:
    from servicedesk.cli.record.choices import meant

    # The last word is the level, for it may be a number too: `case priority C-231 4`.
    words, level = (cases, to) if to is not None else (cases[:-1], cases[-1])
    if not words:
        raise UsageError(_("Which priority?"), _("Give it last: low, normal, high or urgent."))
    value = meant("case", "priority", level)
    change_cases(
        words,
        yes,
        N_("Changed the priority of {numbers}."),
        lambda desk, ids: desk.cases.set_priority(ids, value),
    )


@verb(
    N_("Write a note."),
    "servicedesk case note C-231 'the part is ordered'\nservicedesk case note C-231 - < mail.txt",
)
def note(
    cases: Cases,
    *,
    text: Annotated[Text, option("--text", N_("The note; - reads standard input."))] = None,
    yes: Yes = False,
) -> None:
    words, said = targets.split(cases, text)
    body = targets.words_or_input([said])
    change_cases(words, yes, N_("Noted on {numbers}."), lambda desk, ids: desk.cases.note(ids, body))
