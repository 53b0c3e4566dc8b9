"""The steps of cases: work, solve, tell, close, reopen, cancel."""

from typing import Annotated

from servicedesk.cli.case.noun import change_cases, verb
from servicedesk.cli.frame import moments
from servicedesk.cli.record import targets
from servicedesk.cli.record.choices import meant_or_none
from servicedesk.cli.record.options import At, By, Cases, How, Text, Yes, option
from servicedesk.i18n import N_

Reason = Annotated[Text, option("--reason", N_("Why, as a note."))]


@verb(N_("Begin work; cases of nobody become yours."), "servicedesk case work C-231")
def work(cases: Cases, *, yes: Yes = False) -> None:
    change_cases(cases, yes, N_("Began work on {numbers}."), lambda desk, ids: desk.moves.work(ids))


@verb(
    N_("The trouble is dealt with; the customer is still to be told."),
    "servicedesk case solve C-231 part replaced",
)
def solve(
    cases: Cases,
    *,
    result: Annotated[Text, option("--result", N_("What was done about it."))] = None,
    at: At = "",
    yes: Yes = False,
) -> None:
    words, said = targets.split(cases, result)
    moment = moments.past(at)
    change_cases(
        words, yes, N_("Solved {numbers}."), lambda desk, ids: desk.moves.solve(ids, said, at=moment)
    )


@verb(
    N_("The customer has been told the result."),
    "servicedesk case tell C-231 'called her, she is content' --how phone --at 10:05",
)
def tell(
    cases: Cases,
    *,
    text: Annotated[Text, option("--words", N_("What was said."))] = None,
    how: How = "",
    by: By = "",
    at: At = "",
    yes: Yes = False,
) -> None:
    words, said = targets.split(cases, text)
    channel = meant_or_none("case", "channel", how) or ""
    moment = moments.past(at)
    change_cases(
        words,
        yes,
        N_("Told the customer of {numbers}."),
        lambda desk, ids: desk.moves.tell(ids, said, how=channel, by=by, at=moment),
    )


@verb(N_("Close cases whose customers were told."), "servicedesk case close state:told --yes")
def close(
    cases: Cases,
    *,
    override: Annotated[str, option("--override", N_("Why, although something is missing."))] = "",
    yes: Yes = False,
) -> None:
    change_cases(
        cases, yes, N_("Closed {numbers}."), lambda desk, ids: desk.moves.close(ids, override=override)
    )


@verb(N_("Take cases back to work."), "servicedesk case reopen C-231 it drips again")
def reopen(cases: Cases, *, reason: Reason = None, yes: Yes = False) -> None:
    words, said = targets.split(cases, reason)
    change_cases(words, yes, N_("Reopened {numbers}."), lambda desk, ids: desk.moves.reopen(ids, said))


@verb(N_("End cases that were opened by mistake."), "servicedesk case cancel C-231 opened twice")
def cancel(cases: Cases, *, reason: Reason = None, yes: Yes = False) -> None:
    words, said = targets.split(cases, reason)
    change_cases(words, yes, N_("Cancelled {numbers}."), lambda desk, ids: desk.moves.cancel(ids, said))
