"""Cases that wait or are out of sight: wait, nudge, nudges, handed off and back, snooze, wake."""

from typing import TYPE_CHECKING, Annotated

from servicedesk.cli.case.noun import cases, verb
from servicedesk.cli.frame import context, moments, output
from servicedesk.cli.record.changing import Act, Told
from servicedesk.cli.record.options import option
from servicedesk.domain.errors import UsageError
from servicedesk.domain.numbers import format_number
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.services.waiting import NudgeLine


@cases.verb(
    N_("Wait for somebody or something."),
    N_("{numbers} waiting."),
    "servicedesk case wait C-231 the supplier",
)
def wait(
    reason: Annotated[str, option("--reason", N_("Whom or what the case waits for."), also="--for")],
) -> Act:
    return lambda desk, ids: desk.moves.wait(ids, reason)


@cases.verb(
    N_("Whom the case waits for was asked again."),
    N_("Asked again on {numbers}."),
    "servicedesk case nudge C-231 'mailed the supplier again'",
)
def nudge(words: Annotated[str, option("--words", N_("How they were asked."))]) -> Act:
    return lambda desk, ids: desk.moves.nudge(ids, words)


@verb(
    N_("Whom to ask again now, and which waiting cases are proposed for closing."), "servicedesk case nudges"
)
def nudges() -> None:
    with context.open_desk() as desk:
        found = desk.moves.to_nudge()
        rows = desk.lists.rows("case", [line.case_id for line in found])

    def words(line: "NudgeLine") -> str:
        what = _("proposed for closing") if line.proposes_close else _("ask again")
        subject = rows[line.case_id].subject if line.case_id in rows else ""
        parts = [format_number("case", line.case_id), moments.shown(line.due_at), what, line.reason, subject]
        return "  ".join(parts)

    output.entries(
        found,
        lambda line: (
            {"number": format_number("case", line.case_id)}
            | output.picked(line, "reason due_at proposes_close")
        ),
        words,
        _("Nobody is to be asked again now."),
    )


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
) -> Act:
    due_at = moments.read(due, "18:00") if due else None
    return lambda desk, ids: desk.handoffs.hand_off(ids, department, due_at=due_at, words=words)


@cases.verb(
    N_("Cases have come back from the department."),
    N_("{numbers} came back."),
    "servicedesk case back C-231 'pump replaced'",
)
def back(words: Annotated[str, option("--words", N_("What they found or did."))]) -> Act:
    return lambda desk, ids: desk.handoffs.back(ids, words)


@cases.verb(
    N_("Hide cases from the queue until a time."),
    N_("Snoozed {numbers}."),
    "servicedesk case snooze '+leak' --until fri",
)
def snooze(
    when: Annotated[str, option("--until", N_("A day, at the desk's morning, or a time."), "TIME")],
) -> Told:
    if not when:
        raise UsageError(_("Until when?"), _("Give --until, such as fri, 'tomorrow 15:00' or +3d."))
    until = moments.read(when, context.settings().snooze_morning)
    words = _("Until {when}.").format(when=moments.said(until))
    return lambda desk, ids: desk.cases.snooze(ids, until), words


@cases.verb(N_("End the snooze."), N_("Woke {numbers}."), "servicedesk case wake C-231")
def wake() -> Act:
    return lambda desk, ids: desk.cases.wake(ids)
