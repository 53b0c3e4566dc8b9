"""Why it happened."""

from typing import Annotated

from servicedesk.cli.case.noun import change_cases, verb
from servicedesk.cli.record import targets
from servicedesk.cli.record.options import Cases, Text, Yes, option
from servicedesk.i18n import N_


@verb(
    N_("Why it happened, from the desk's list."),
    "servicedesk case cause C-231 'delivery / damaged on the way'\n"
    "servicedesk case cause C-231 物流 / 运输破损",
)
def cause(
    cases: Cases,
    *,
    to: Annotated[Text, option("--cause", N_("The area and the cause."), "CAUSE")] = None,
    yes: Yes = False,
) -> None:
    words, found = targets.split(cases, to)
    change_cases(
        words, yes, N_("Set the cause of {numbers}."), lambda desk, ids: desk.complaints.set_cause(ids, found)
    )
