"""Cases with another department: hand off, back."""

from typing import Annotated

from servicedesk.cli.case.noun import cases
from servicedesk.cli.frame import moments
from servicedesk.cli.record.changing import Act
from servicedesk.cli.record.options import At, option
from servicedesk.i18n import N_


@cases.verb(
    N_("Hand cases to another department, until they come back."),
    N_("Handed off {numbers}."),
    "servicedesk case handoff C-231 after-sales --due 'fri 17:00' --words 'check the pump'",
    name="handoff",
)
def hand_off(
    department: Annotated[str, option("--to", N_("The department."), "DEPARTMENT")],
    *,
    due: Annotated[str, option("--due", N_("By when it is to come back."), "TIME")] = "",
    words: Annotated[str, option("--words", N_("What they are asked."))] = "",
    at: At = "",
) -> Act:
    due_at = moments.read(due, "18:00") if due else None
    moment = moments.past(at)
    return lambda desk, ids: desk.handoffs.hand_off(ids, department, due_at=due_at, words=words, at=moment)


@cases.verb(
    N_("Cases have come back from the department."),
    N_("{numbers} came back."),
    "servicedesk case back C-231 'pump replaced'",
)
def back(words: Annotated[str, option("--words", N_("What they found or did."))], *, at: At = "") -> Act:
    moment = moments.past(at)
    return lambda desk, ids: desk.handoffs.back(ids, words, at=moment)
