"""What is done with a complaint besides its moves: acknowledge, assess, find the cause, hand off, answer."""

from typing import Annotated, Any

import typer

from servicedesk.cli.case.moves import narrowing
from servicedesk.cli.frame import context, moments
from servicedesk.cli.record import targets
from servicedesk.cli.record.changing import Asked, change_records
from servicedesk.cli.record.choices import meant_or_none
from servicedesk.cli.record.options import At, By, Cases, How, Text, Yes, option
from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import clean_line
from servicedesk.i18n import N_, _


def register(app: typer.Typer) -> None:
    """Add the verbs to the noun."""
    for function, words, example in (
        (
            acknowledge,
            N_("The customer knows that we have it."),
            "servicedesk case acknowledge C-231 --how phone --at 9:40",
        ),
        (
            assess,
            N_("Assess severity, safety, complexity and impact."),
            "servicedesk case assess C-231 --severity serious --safety yes --action 'supply shut off'",
        ),
        (
            cause,
            N_("Why it happened, from the desk's list."),
            (
                "servicedesk case cause C-231 'delivery / damaged on the way'\n"
                "servicedesk case cause C-231 物流 / 运输破损"
            ),
        ),
        (
            hand_off,
            N_("Hand cases to another department, until they come back."),
            "servicedesk case handoff C-231 after-sales --due 'fri 17:00' --words 'check the pump'",
        ),
        (
            back,
            N_("Cases have come back from the department."),
            "servicedesk case back C-231 'pump replaced'",
        ),
        (
            answer,
            N_("Whether the customer accepted the decision."),
            "servicedesk case answer C-231 no --options 'consumer association, call 12315'",
        ),
        (thank, N_("The customer was thanked."), "servicedesk case thank C-231"),
        (
            followup,
            N_(
                "Book the follow-up in which the customer is asked how it went.\n\n"
                "Without --at it is when the desk's rules say: `servicedesk policy show handling`."
            ),
            "servicedesk case followup C-231\nservicedesk case followup C-231 --at 'mon 10:00'",
        ),
        (
            waive,
            N_("No follow-up is needed, with the reason."),
            "servicedesk case waive C-231 'customer asked not to be called'",
        ),
        (
            nudge,
            N_("Whom the case waits for was asked again."),
            "servicedesk case nudge C-231 'mailed the supplier again'",
        ),
    ):
        app.command(NAMES.get(function.__name__, function.__name__), help=words, epilog=example)(function)


NAMES = {"hand_off": "handoff"}
CHINESE_LEVELS = {
    "severity": "轻微 一般 严重 特别严重",
    "complexity": "简单 一般 复杂",
    "impact": "个别 多个 大量",
}
"""The levels from 1 on as Chinese forms name them, in whatever language the program speaks."""


def _asked(ctx: typer.Context, words: list[str], yes: bool, done: str) -> Asked:
    return Asked("case", words, yes, done, narrowing(ctx))


def acknowledge(
    ctx: typer.Context, cases: Cases, *, how: How = "", by: By = "", at: At = "", yes: Yes = False
) -> None:
    channel = meant_or_none("case", "channel", how) or ""
    moment = moments.read_past(at) if at else None
    asked = _asked(ctx, cases, yes, N_("Acknowledged {numbers}."))
    change_records(
        asked,
        lambda desk, ids: desk.complaints.acknowledge(ids, how=channel, by=by, at=moment),
        _to_say("acknowledgement"),
    )


def assess(
    ctx: typer.Context,
    cases: Cases,
    *,
    severity: Annotated[str, option("--severity", N_("minor, moderate, serious or critical."), "LEVEL")] = "",
    safety: Annotated[str, option("--safety", N_("Whether health or safety is touched."), "YES|NO")] = "",
    complexity: Annotated[str, option("--complexity", N_("simple, involved or complex."), "LEVEL")] = "",
    impact: Annotated[str, option("--impact", N_("one, several or many customers."), "LEVEL")] = "",
    action: Annotated[Text, option("--action", N_("What was done at once."))] = None,
    yes: Yes = False,
) -> None:
    from servicedesk.domain import assessment as scales
    from servicedesk.services.complaints import Assessment

    found = Assessment(
        _level("severity", severity, scales.SEVERITY_BY_NAME, scales.SEVERITY_LABELS),
        _flag("safety", safety),
        _level("complexity", complexity, scales.COMPLEXITY_BY_NAME, scales.COMPLEXITY_LABELS),
        _level("impact", impact, scales.IMPACT_BY_NAME, scales.IMPACT_LABELS),
        action,
    )
    if found == Assessment():
        raise UsageError(
            _("Nothing to assess was given."),
            _("Give --severity, --safety, --complexity, --impact or --action."),
        )
    asked = _asked(ctx, cases, yes, N_("Assessed {numbers}."))
    change_records(asked, lambda desk, ids: desk.complaints.assess(ids, found))


def cause(
    ctx: typer.Context,
    cases: Cases,
    *,
    to: Annotated[Text, option("--cause", N_("The area and the cause."), "CAUSE")] = None,
    yes: Yes = False,
) -> None:
    words, found = targets.split(cases, to)
    asked = _asked(ctx, words, yes, N_("Set the cause of {numbers}."))
    change_records(asked, lambda desk, ids: desk.complaints.set_cause(ids, found))


def hand_off(
    ctx: typer.Context,
    cases: Cases,
    *,
    to: Annotated[Text, option("--to", N_("The department."), "DEPARTMENT")] = None,
    due: Annotated[str, option("--due", N_("By when it is to come back."), "TIME")] = "",
    words: Annotated[str, option("--words", N_("What they are asked."))] = "",
    yes: Yes = False,
) -> None:
    named, department = targets.split(cases, to)
    due_at = moments.read(due, "18:00") if due else None
    asked = _asked(ctx, named, yes, N_("Handed off {numbers}."))
    change_records(
        asked, lambda desk, ids: desk.complaints.hand_off(ids, department, due_at=due_at, words=words)
    )


def back(
    ctx: typer.Context,
    cases: Cases,
    *,
    text: Annotated[Text, option("--words", N_("What they found or did."))] = None,
    yes: Yes = False,
) -> None:
    words, said = targets.split(cases, text)
    asked = _asked(ctx, words, yes, N_("{numbers} came back."))
    change_records(asked, lambda desk, ids: desk.complaints.back(ids, said))


def answer(
    ctx: typer.Context,
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
    is_accepted = _flag("accepted", said)
    if is_accepted is None:
        raise UsageError(_("Did the customer accept?"), _("Write yes or no after the case."))
    moment = moments.read_past(at) if at else None
    asked = _asked(ctx, words, yes, N_("Noted the customer's answer on {numbers}."))
    change_records(
        asked, lambda desk, ids: desk.complaints.answer(ids, is_accepted, options=options, at=moment)
    )


def thank(ctx: typer.Context, cases: Cases, *, at: At = "", yes: Yes = False) -> None:
    moment = moments.read_past(at) if at else None
    asked = _asked(ctx, cases, yes, N_("Thanked the customer of {numbers}."))
    change_records(asked, lambda desk, ids: desk.complaints.thank(ids, moment), _to_say("thanks"))


def followup(
    ctx: typer.Context,
    cases: Cases,
    *,
    at: Annotated[str, option("--at", N_("When to ask."), "TIME")] = "",
    yes: Yes = False,
) -> None:
    due_at = moments.read(at) if at else None
    asked = _asked(ctx, cases, yes, N_("Booked a follow-up of {numbers}."))
    change_records(asked, lambda desk, ids: desk.complaints.book_followup(ids, due_at))


def waive(
    ctx: typer.Context,
    cases: Cases,
    *,
    reason: Annotated[Text, option("--reason", N_("Why none is needed."))] = None,
    yes: Yes = False,
) -> None:
    words, said = targets.split(cases, reason)
    asked = _asked(ctx, words, yes, N_("Waived the follow-up of {numbers}."))
    change_records(asked, lambda desk, ids: desk.complaints.waive_followup(ids, said))


def nudge(
    ctx: typer.Context,
    cases: Cases,
    *,
    text: Annotated[Text, option("--words", N_("How they were asked."))] = None,
    yes: Yes = False,
) -> None:
    words, said = targets.split(cases, text)
    asked = _asked(ctx, words, yes, N_("Asked again on {numbers}."))
    change_records(asked, lambda desk, ids: desk.cases.nudge(ids, said))


def _to_say(name: str) -> str:
    """The desk's own words for the occasion, as a sentence for the echo; nothing where it has none."""
    with context.open_desk() as desk:
        words = clean_line(getattr(desk.policies.parsed("handling"), name))
    return _("Words: {words}").format(words=words) if words else ""


def _level(name: str, text: str, by_name: dict[str, int], labels: dict[int, str]) -> int | None:
    """The level that a name in either language or a number stands for; None for an option not given."""
    from servicedesk.domain.wording import field_label

    folded = text.strip().casefold()
    if not folded:
        return None
    known: dict[str, Any] = {str(level): level for level in labels} | by_name
    known |= {_(label).casefold(): level for level, label in labels.items()}
    known |= {word: level for level, word in enumerate(CHINESE_LEVELS[name].split(), 1)}
    if folded in known:
        return int(known[folded])
    raise UsageError(
        _("{field} must be one of: {values}.").format(field=field_label(name), values=", ".join(by_name))
    )


def _flag(name: str, text: str) -> bool | None:
    from servicedesk.domain.wording import field_label

    folded = text.strip().casefold()
    if not folded:
        return None
    if folded in {"yes", "y", "true", "1", "是", "有", "接受", "认可"}:
        return True
    if folded in {"no", "n", "false", "0", "否", "无", "不接受", "不认可"}:
        return False
    raise UsageError(_("{field} must be one of: {values}.").format(field=field_label(name), values="yes, no"))
