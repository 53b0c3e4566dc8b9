"""What a complaint asks of the desk: acknowledge, assess, cause, answer, thank, follow up or waive that."""

from typing import Annotated

from servicedesk.cli.case.noun import cases
from servicedesk.cli.frame import context, moments
from servicedesk.cli.record.changing import Act, Told
from servicedesk.cli.record.choices import meant, meant_or_none, yes_or_no
from servicedesk.cli.record.options import At, By, How, Text, flag, option
from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import clean_line
from servicedesk.i18n import N_, _


@cases.verb(
    N_("The customer knows that we have it."),
    N_("Acknowledged {numbers}."),
    "servicedesk case acknowledge C-231 --how phone --at 9:40",
)
def acknowledge(*, how: How = "", by: By = "", at: At = "") -> Told:
    channel = meant_or_none("case", "channel", how) or ""
    moment = moments.past(at)
    return (
        lambda desk, ids: desk.complaints.acknowledge(ids, how=channel, by=by, at=moment),
        _to_say("acknowledgement"),
    )


@cases.verb(
    N_("Assess severity, safety, complexity and impact."),
    N_("Assessed {numbers}."),
    "servicedesk case assess C-231 --severity serious --safety yes --action 'supply shut off'",
)
def assess(
    *,
    severity: Annotated[str, option("--severity", N_("minor, moderate, serious or critical."), "LEVEL")] = "",
    safety: Annotated[str, option("--safety", N_("Whether health or safety is touched."), "YES|NO")] = "",
    complexity: Annotated[str, option("--complexity", N_("simple, involved or complex."), "LEVEL")] = "",
    impact: Annotated[str, option("--impact", N_("one, several or many customers."), "LEVEL")] = "",
    action: Annotated[Text, option("--action", N_("What was done at once."))] = None,
    at: At = "",
) -> Act:
    from servicedesk.services.complaints import Assessment

    found = Assessment(
        meant_or_none("case", "severity", severity),
        yes_or_no("safety", safety),
        meant_or_none("case", "complexity", complexity),
        meant_or_none("case", "impact", impact),
        action,
    )
    if found == Assessment():
        raise UsageError(
            _("Nothing to assess was given."),
            _("Give --severity, --safety, --complexity, --impact or --action."),
        )
    moment = moments.past(at)
    return lambda desk, ids: desk.complaints.assess(ids, found, at=moment)


@cases.verb(
    N_(
        "Who else sent the complaint, from the desk's list; it may have a limit of its own.\n\n"
        "The list and the limits: `servicedesk policy show sources`."
    ),
    N_("Set the source of {numbers}."),
    "servicedesk case source C-231 --from 12315 --ref 2026-0457 --received 'yesterday 10:00'",
)
def source(
    *,
    found: Annotated[str, option("--from", N_("12315, 12345, court, press ..."), "SOURCE")] = "",
    ref: Annotated[Text, option("--ref", N_("Its number there."))] = None,
    received: Annotated[str, option("--received", N_("When they received it."), "TIME")] = "",
) -> Act:
    # A word behind the numbers would not do: 12315 is the number of a case as well.
    if not found.strip():
        raise UsageError(_("Who sent it?"), _("Give --from SOURCE."))
    sent_at = moments.past(received)
    return lambda desk, ids: desk.complaints.set_source(ids, found, reference=ref, sent_at=sent_at)


@cases.verb(
    N_("Who sent it has given us more time, with the reason."),
    N_("Extended the limit of {numbers}."),
    "servicedesk case extend C-231 'the laboratory needs longer' --until 'fri 18:00' --told 9:30",
)
def extend(
    reason: Annotated[str, option("--reason", N_("Why it takes longer."))],
    *,
    until: Annotated[str, option("--until", N_("By when the answer is wanted now."), "TIME")] = "",
    told: Annotated[str, option("--told", N_("When the customer was told of it."), "TIME")] = "",
    at: At = "",
) -> Act:
    if not until:
        raise UsageError(_("Extended until when?"), _("Give --until TIME."))
    to, told_at, moment = moments.read(until, "18:00"), moments.past(told), moments.past(at)
    return lambda desk, ids: desk.complaints.extend_limit(ids, to, reason, told_at=told_at, at=moment)


@cases.verb(
    N_("Why it happened, from the desk's list."),
    N_("Set the cause of {numbers}."),
    "servicedesk case cause C-231 'delivery / damaged on the way'\n"
    "servicedesk case cause C-231 物流 / 运输破损",
)
def cause(
    found: Annotated[str, option("--cause", N_("The area and the cause."), "CAUSE")],
    *,
    as_before: Annotated[
        bool, flag("--as-before", N_("The one with which it was closed before it was reopened."))
    ] = False,
    at: At = "",
) -> Act:
    moment = moments.past(at)
    if as_before:
        if found:
            raise UsageError(_("Give the cause, or --as-before, not both."))
        return lambda desk, ids: desk.complaints.confirm_cause(ids, at=moment)
    return lambda desk, ids: desk.complaints.set_cause(ids, found, at=moment)


@cases.verb(
    N_(
        "How the complaint was found, or ended otherwise.\n\n"
        "upheld, partly_upheld, not_upheld, withdrawn, transferred or mediated;"
        " `case edit --outcome none` takes it away."
    ),
    N_("Set the outcome of {numbers}."),
    "servicedesk case outcome C-231 partly_upheld\nservicedesk case outcome C-231 部分成立",
)
def outcome(
    found: Annotated[str, option("--outcome", N_("How it was found."), "OUTCOME")], *, at: At = ""
) -> Act:
    if not found.strip():
        raise UsageError(_("How was the complaint found?"), _("Write the outcome after the case."))
    chosen = meant("case", "outcome", found)
    moment = moments.past(at)
    return lambda desk, ids: desk.complaints.set_outcome(ids, chosen, at=moment)


@cases.verb(
    N_("Whether the customer accepted the decision."),
    N_("Noted the customer's answer on {numbers}."),
    "servicedesk case answer C-231 no --options 'consumer association, call 12315'",
)
def answer(
    accepted: Annotated[str, option("--accepted", N_("Whether the decision was accepted."), "YES|NO")],
    *,
    options: Annotated[str, option("--options", N_("What else the customer can do."))] = "",
    handling: Annotated[
        int | None, option("--handling", N_("How content with the handling: 0 to 100."), "N", min=0, max=100)
    ] = None,
    at: At = "",
) -> Act:
    is_accepted = yes_or_no("accepted", accepted)
    if is_accepted is None:
        raise UsageError(_("Did the customer accept?"), _("Write yes or no after the case."))
    moment = moments.past(at)
    return lambda desk, ids: desk.complaints.answer(
        ids, is_accepted, options=options, handling=handling, at=moment
    )


@cases.verb(
    N_("The customer was thanked."), N_("Thanked the customer of {numbers}."), "servicedesk case thank C-231"
)
def thank(*, at: At = "") -> Told:
    moment = moments.past(at)
    return lambda desk, ids: desk.complaints.thank(ids, moment), _to_say("thanks")


@cases.verb(
    N_(
        "Book the follow-up in which the customer is asked how it went.\n\n"
        "Without --at it is when the desk's rules say: `servicedesk policy show handling`."
    ),
    N_("Booked a follow-up of {numbers}."),
    "servicedesk case followup C-231\nservicedesk case followup C-231 --at 'mon 10:00'",
)
def followup(*, at: Annotated[str, option("--at", N_("When to ask."), "TIME")] = "") -> Act:
    due_at = moments.read(at) if at else None
    return lambda desk, ids: desk.complaints.book_followup(ids, due_at)


@cases.verb(
    N_("No follow-up is needed, with the reason."),
    N_("Waived the follow-up of {numbers}."),
    "servicedesk case waive C-231 'customer asked not to be called'",
)
def waive(reason: Annotated[str, option("--reason", N_("Why none is needed."))]) -> Act:
    return lambda desk, ids: desk.complaints.waive_followup(ids, reason)


def _to_say(name: str) -> str:
    """The desk's own words for the occasion, as a sentence for the echo; nothing where it has none."""
    with context.open_desk() as desk:
        words = clean_line(getattr(desk.policies.parsed("handling"), name))
    return _("Words: {words}").format(words=words) if words else ""
