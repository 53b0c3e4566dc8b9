"""Owner, labels and priority of cases, and notes: assign, label, priority, note."""

from typing import Annotated

from servicedesk.cli.case.noun import cases, verb
from servicedesk.cli.frame import moments
from servicedesk.cli.record import targets
from servicedesk.cli.record.changing import Act
from servicedesk.cli.record.options import At, Cases, Text, Yes, option
from servicedesk.domain.errors import UsageError
from servicedesk.i18n import N_, _


@cases.verb(
    N_("Give cases to somebody; nobody takes them back."),
    N_("Assigned {numbers}."),
    "servicedesk case assign C-231 me\nservicedesk case assign 'is:open +leak' --owner me",
)
def assign(name: Annotated[str, option("--owner", N_("Who; me is you."), "NAME", also="--to")]) -> Act:
    if not name:
        raise UsageError(_("Who is to have the cases?"), _("Give --owner, and nobody to take them back."))
    return lambda desk, ids: desk.cases.assign(ids, targets.owner(desk, name))


@verb(
    N_("Put labels on cases and take them off."),
    "servicedesk case label C-231 +leak\nservicedesk case label C-231 +leak --remove old",
)
def label(
    words: Cases,
    *,
    add: Annotated[list[str] | None, option("--add", N_("A label to put on."), "LABEL")] = None,
    remove: Annotated[list[str] | None, option("--remove", N_("A label to take off."), "LABEL")] = None,
    yes: Yes = False,
) -> None:
    # Only where options say which labels, a + in the words can be a part of a query.
    is_query = add or (remove and not any(map(targets.is_number, words)))
    named, rest = targets.split(words, "" if is_query else None)
    said = rest.split()
    wanted = [name.lstrip("+＋") for name in [*(add or []), *said] if not name.startswith("-")]
    unwanted = [
        name.lstrip("+＋-") for name in [*(remove or []), *(name for name in said if name.startswith("-"))]
    ]
    cases.change(
        named,
        yes,
        N_("Labelled {numbers}."),
        lambda desk, ids: desk.cases.label(ids, add=wanted, remove=unwanted),
    )


@verb(N_("Set the priority: low, normal, high or urgent."), "servicedesk case priority C-231 C-232 urgent")
def priority(
    words: Cases,
    *,
    to: Annotated[Text, option("--to", N_("low, normal, high or urgent."), "LEVEL")] = None,
    yes: Yes = False,
) -> None:
    from servicedesk.cli.record.choices import meant

    # The last word is the level, for it may be a number too: `case priority C-231 4`.
    named, level = (words, to) if to is not None else (words[:-1], words[-1])
    if not named:
        raise UsageError(_("Which priority?"), _("Give it last: low, normal, high or urgent."))
    value = meant("case", "priority", level)
    cases.change(
        named,
        yes,
        N_("Changed the priority of {numbers}."),
        lambda desk, ids: desk.cases.set_priority(ids, value),
    )


@cases.verb(
    N_("Write a note."),
    N_("Noted on {numbers}."),
    "servicedesk case note C-231 'the part is ordered'\nservicedesk case note C-231 - < mail.txt",
)
def note(
    text: Annotated[str, option("--text", N_("The note; - reads standard input."))], *, at: At = ""
) -> Act:
    body = targets.words_or_input([text])
    moment = moments.past(at)
    return lambda desk, ids: desk.cases.note(ids, body, at=moment)
