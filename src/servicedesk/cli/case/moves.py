"""The steps of cases: work, solve, tell, close, reopen, cancel."""

from typing import TYPE_CHECKING, Annotated

from servicedesk.cli.case.noun import cases
from servicedesk.cli.frame import diagnostics, moments
from servicedesk.cli.record import targets
from servicedesk.cli.record.changing import Act
from servicedesk.cli.record.choices import meant_or_none
from servicedesk.cli.record.options import At, By, How, flag, option
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.domain.rows.history import Change
    from servicedesk.services.desk import Desk

Reason = Annotated[str, option("--reason", N_("Why, as a note."))]


@cases.verb(
    N_("Start work; unassigned cases become yours."),
    N_("Started work on {numbers}."),
    "servicedesk case work C-240",
)
def work(*, at: At = "") -> Act:
    moment = moments.past(at)
    return lambda desk, ids: desk.moves.work(ids, at=moment)


@cases.verb(
    N_("The trouble is dealt with; the customer is still to be told."),
    N_("Solved {numbers}."),
    "servicedesk case solve C-231 part replaced",
)
def solve(result: Annotated[str, option("--result", N_("What was done about it."))], *, at: At = "") -> Act:
    moment = moments.past(at)
    return lambda desk, ids: desk.moves.solve(ids, result, at=moment)


@cases.verb(
    N_("The customer has been told the result."),
    N_("Told the customer of {numbers}."),
    "servicedesk case tell C-231 'called her, she is content'\n"
    "servicedesk case tell C-231 'called her, she is content' --how phone",
)
def tell(
    words: Annotated[str, option("--words", N_("What was said."))],
    *,
    how: How = "",
    by: By = "",
    at: At = "",
    solved_too: Annotated[
        bool, flag("--solved-too", N_("It was solved by then, too, whatever was recorded."))
    ] = False,
) -> Act:
    channel = meant_or_none("case", "channel", how) or ""
    moment = moments.past(at)
    return lambda desk, ids: desk.moves.tell(ids, words, how=channel, by=by, at=moment, solved_too=solved_too)


@cases.verb(
    N_("Close cases whose customers were told."),
    N_("Closed {numbers}."),
    "servicedesk case close C-231\nservicedesk case close C-231 --override 'moved away, cannot be reached'",
)
def close(
    *,
    override: Annotated[str, option("--override", N_("Why, although something is missing."))] = "",
    at: At = "",
) -> Act:
    moment = moments.past(at)
    return lambda desk, ids: desk.moves.close(ids, override=override, at=moment)


@cases.verb(
    N_("Take cases back to work."),
    N_("Reopened {numbers}."),
    "servicedesk case reopen C-231 it drips again",
    of_ended=True,
)
def reopen(
    reason: Reason,
    *,
    due: Annotated[str, option("--due", N_("The new due time, where the old one has passed."), "TIME")] = "",
    at: At = "",
) -> Act:
    moment = moments.past(at)
    due_at = moments.read(due, "18:00") if due else None

    def act(desk: "Desk", ids: list[int]) -> "Change":
        passed = [] if due_at is not None else desk.moves.past_due(ids)
        change = desk.moves.reopen(ids, reason, due_at=due_at, at=moment)
        if passed:
            words = _("The due time of {numbers} had passed and was taken off; set a new one with --due.")
            diagnostics.say(words.format(numbers=targets.shown("case", passed)))
        return change

    return act


@cases.verb(
    N_("End cases that were opened by mistake."),
    N_("Cancelled {numbers}."),
    "servicedesk case cancel C-231 opened twice",
)
def cancel(reason: Reason) -> Act:
    return lambda desk, ids: desk.moves.cancel(ids, reason)
