"""What passes between the desk and the customer: acknowledged, answered, thanked."""

from typing import Annotated

from servicedesk.cli.case.noun import change_cases, verb
from servicedesk.cli.frame import context, moments
from servicedesk.cli.record import targets
from servicedesk.cli.record.choices import meant_or_none, yes_or_no
from servicedesk.cli.record.options import At, By, Cases, How, Text, Yes, option
from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import clean_line
from servicedesk.i18n import N_, _


@verb(N_("The customer knows that we have it."), "servicedesk case acknowledge C-231 --how phone --at 9:40")
def acknowledge(cases: Cases, *, how: How = "", by: By = "", at: At = "", yes: Yes = False) -> None:
    channel = meant_or_none("case", "channel", how) or ""
    moment = moments.past(at)
    change_cases(
        cases,
        yes,
        N_("Acknowledged {numbers}."),
        lambda desk, ids: desk.complaints.acknowledge(ids, how=channel, by=by, at=moment),
        _to_say("acknowledgement"),
    )


@verb(
    N_("Whether the customer accepted the decision."),
    "servicedesk case answer C-231 no --options 'consumer association, call 12315'",
)
def answer(
    cases: Cases,
    *,
    accepted: Annotated[
        Text, option("--accepted", N_("Whether the decision was accepted."), "YES|NO")
    ] = None,
    options: Annotated[str, option("--options", N_("What else the customer can do."))] = "",
    at: At = "",
    yes: Yes = False,
) -> None:
    words, said = targets.split(cases, accepted)
    is_accepted = yes_or_no("accepted", said)
    if is_accepted is None:
        raise UsageError(_("Did the customer accept?"), _("Write yes or no after the case."))
    moment = moments.past(at)
    change_cases(
        words,
        yes,
        N_("Noted the customer's answer on {numbers}."),
        lambda desk, ids: desk.complaints.answer(ids, is_accepted, options=options, at=moment),
    )


@verb(N_("The customer was thanked."), "servicedesk case thank C-231")
def thank(cases: Cases, *, at: At = "", yes: Yes = False) -> None:
    moment = moments.past(at)
    change_cases(
        cases,
        yes,
        N_("Thanked the customer of {numbers}."),
        lambda desk, ids: desk.complaints.thank(ids, moment),
        _to_say("thanks"),
    )


def _to_say(name: str) -> str:
    """The desk's own words for the occasion, as a sentence for the echo; nothing where it has none."""
    with context.open_desk() as desk:
        words = clean_line(getattr(desk.policies.parsed("handling"), name))
    return _("Words: {words}").format(words=words) if words else ""
