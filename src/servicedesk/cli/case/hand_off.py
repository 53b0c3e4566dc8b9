"""Handed to another department, and back."""

from typing import Annotated

from servicedesk.cli.case.noun import change_cases, verb
from servicedesk.cli.frame import moments
from servicedesk.cli.record import targets
from servicedesk.cli.record.options import Cases, Text, Yes, option
from servicedesk.i18n import N_


@verb(
    N_("Hand cases to another department, until they come back."),
    "servicedesk case handoff C-231 after-sales --due 'fri 17:00' --words 'check the pump'",
    name="handoff",
)
def hand_off(
    cases: Cases,
    *,
    to: Annotated[Text, option("--to", N_("The department."), "DEPARTMENT")] = None,
    due: Annotated[str, option("--due", N_("By when it is to come back."), "TIME")] = "",
    words: Annotated[str, option("--words", N_("What they are asked."))] = "",
    yes: Yes = False,
) -> None:
    named, department = targets.split(cases, to)
    due_at = moments.read(due, "18:00") if due else None
    change_cases(
        named,
        yes,
        N_("Handed off {numbers}."),
        lambda desk, ids: desk.handoffs.hand_off(ids, department, due_at=due_at, words=words),
    )


@verb(N_("Cases have come back from the department."), "servicedesk case back C-231 'pump replaced'")
def back(
    cases: Cases,
    *,
    text: Annotated[Text, option("--words", N_("What they found or did."))] = None,
    yes: Yes = False,
) -> None:
    words, said = targets.split(cases, text)
    change_cases(words, yes, N_("{numbers} came back."), lambda desk, ids: desk.handoffs.back(ids, said))
