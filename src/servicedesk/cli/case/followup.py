"""The follow-up of a case: booked or waived."""

from typing import Annotated

from servicedesk.cli.case.noun import change_cases, verb
from servicedesk.cli.frame import moments
from servicedesk.cli.record import targets
from servicedesk.cli.record.options import Cases, Text, Yes, option
from servicedesk.i18n import N_


@verb(
    N_(
        "Book the follow-up in which the customer is asked how it went.\n\n"
        "Without --at it is when the desk's rules say: `servicedesk policy show handling`."
    ),
    "servicedesk case followup C-231\nservicedesk case followup C-231 --at 'mon 10:00'",
)
def followup(
    cases: Cases, *, at: Annotated[str, option("--at", N_("When to ask."), "TIME")] = "", yes: Yes = False
) -> None:
    due_at = moments.read(at) if at else None
    change_cases(
        cases,
        yes,
        N_("Booked a follow-up of {numbers}."),
        lambda desk, ids: desk.complaints.book_followup(ids, due_at),
    )


@verb(
    N_("No follow-up is needed, with the reason."),
    "servicedesk case waive C-231 'customer asked not to be called'",
)
def waive(
    cases: Cases,
    *,
    reason: Annotated[Text, option("--reason", N_("Why none is needed."))] = None,
    yes: Yes = False,
) -> None:
    words, said = targets.split(cases, reason)
    change_cases(
        words,
        yes,
        N_("Waived the follow-up of {numbers}."),
        lambda desk, ids: desk.complaints.waive_followup(ids, said),
    )
