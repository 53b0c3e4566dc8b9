"""Cases that wait or are out of sight: wait, nudge, nudges, snooze, wake."""

from typing import TYPE_CHECKING, Annotated

from servicedesk.cli.case.noun import change_cases, verb
from servicedesk.cli.frame import context, moments, output
from servicedesk.cli.record import targets
from servicedesk.cli.record.options import Cases, Text, Yes, option
from servicedesk.domain.errors import UsageError
from servicedesk.domain.numbers import format_number
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.services.waiting import NudgeLine


@verb(N_("Wait for somebody or something."), "servicedesk case wait C-231 the supplier")
def wait(
    cases: Cases,
    *,
    reason: Annotated[Text, option("--reason", N_("Whom or what the case waits for."), also="--for")] = None,
    yes: Yes = False,
) -> None:
    words, said = targets.split(cases, reason)
    change_cases(words, yes, N_("{numbers} waiting."), lambda desk, ids: desk.moves.wait(ids, said))


@verb(
    N_("Whom the case waits for was asked again."), "servicedesk case nudge C-231 'mailed the supplier again'"
)
def nudge(
    cases: Cases,
    *,
    text: Annotated[Text, option("--words", N_("How they were asked."))] = None,
    yes: Yes = False,
) -> None:
    words, said = targets.split(cases, text)
    change_cases(words, yes, N_("Asked again on {numbers}."), lambda desk, ids: desk.moves.nudge(ids, said))


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

    names = ("reason", "due_at", "proposes_close")
    output.entries(
        found,
        lambda line: (
            {"number": format_number("case", line.case_id)} | {name: getattr(line, name) for name in names}
        ),
        words,
        _("Nobody is to be asked again now."),
    )


@verb(N_("Hide cases from the queue until a time."), "servicedesk case snooze '+leak' --until fri")
def snooze(
    cases: Cases,
    *,
    until: Annotated[Text, option("--until", N_("A day, at the desk's morning, or a time."), "TIME")] = None,
    yes: Yes = False,
) -> None:
    words, when = targets.split(cases, until)
    if not when:
        raise UsageError(_("Until when?"), _("Give --until, such as fri, 'tomorrow 15:00' or +3d."))
    moment = moments.read(when, context.settings().snooze_morning)
    change_cases(
        words,
        yes,
        N_("Snoozed {numbers}."),
        lambda desk, ids: desk.cases.snooze(ids, moment),
        _("Until {when}.").format(when=moments.said(moment)),
    )


@verb(N_("End the snooze."), "servicedesk case wake C-231")
def wake(cases: Cases, *, yes: Yes = False) -> None:
    change_cases(cases, yes, N_("Woke {numbers}."), lambda desk, ids: desk.cases.wake(ids))
