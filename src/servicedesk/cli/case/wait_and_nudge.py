"""Cases that wait: wait, nudge, nudges."""

from typing import TYPE_CHECKING, Annotated

from servicedesk.cli.case.noun import cases, verb
from servicedesk.cli.frame import context, moments, output
from servicedesk.cli.record import targets
from servicedesk.cli.record.changing import Told
from servicedesk.cli.record.options import At, option
from servicedesk.domain.case_states import WAITING
from servicedesk.domain.numbers import format_number, parse_number
from servicedesk.domain.text import sentences
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk
    from servicedesk.services.nudges import NudgeLine


@cases.verb(
    N_("Wait for somebody or something."),
    N_("{numbers} waiting."),
    "servicedesk case wait C-231 the supplier\nservicedesk case wait C-231 --case C-240",
)
def wait(
    reason: Annotated[str, option("--reason", N_("Whom or what the case waits for."), also="--for")],
    *,
    case: Annotated[str, option("--case", N_("The case that it waits for."), "CASE", also="--for-case")] = "",
    until: Annotated[str, option("--until", N_("When to take it up again, come what may."), "TIME")] = "",
    at: At = "",
) -> Told:
    moment = moments.past(at)
    end = moments.read(until) if until else None
    other = parse_number(case, "case") if case else None
    return (lambda desk, ids: desk.moves.wait(ids, reason, for_case=other, until=end, at=moment)), _what_comes


def _what_comes(desk: "Desk", ids: list[int]) -> str:
    from servicedesk.domain.wait_words import next_step, unlisted_words

    rows = desk.lists.rows("case", ids)
    if ended := [case_id for case_id in ids if case_id in rows and rows[case_id].state != WAITING]:
        words = _("The customer has come since then: the wait has ended, {numbers} at work again.")
        if desk.history.of("case", ended[0])[-1].verb == "case.wait_ended_by_merge":
            words = _("A case at work was merged in since then: the wait has ended, {numbers} at work again.")
        return words.format(numbers=targets.shown("case", ended))
    waiting = desk.moves.wait_of(ids[0])
    step = next_step(waiting, moments.shown) if waiting else ""
    coming = _("Next: {what}.").format(what=step) if step else ""
    unlisted = None
    if waiting is not None and waiting.case_id is None:
        unlisted = desk.policies.parsed("waiting").unlisted(waiting.reason.name)
    return sentences(unlisted_words(unlisted) if unlisted else "", coming)


@cases.verb(
    N_("Asked again whom the case waits for."),
    N_("Asked again on {numbers}."),
    "servicedesk case nudge C-231 'mailed the supplier again'",
)
def nudge(words: Annotated[str, option("--words", N_("How they were asked."))], *, at: At = "") -> Told:
    moment = moments.past(at)

    def said(desk: "Desk", ids: list[int]) -> str:
        early = desk.moves.are_of_earlier_waits(ids, moment)
        if not early:
            return ""
        words = _("Kept in the history of {numbers}, not counted: the present wait began only after that.")
        return words.format(numbers=targets.shown("case", early))

    return (lambda desk, ids: desk.moves.nudge(ids, words, at=moment)), said


WORDS = {
    "ask": N_("ask again"),
    "close": N_("proposed for closing"),
    "take_up": N_("take up again"),
}


@verb(
    N_("Whom to ask again now, and which waiting cases are proposed for closing."), "servicedesk case nudges"
)
def nudges() -> None:
    with context.open_desk() as desk:
        found = desk.moves.to_nudge()
        rows = desk.lists.rows("case", [line.case_id for line in found])

    def words(line: "NudgeLine") -> str:
        what = _(WORDS[line.what])
        subject = rows[line.case_id].subject if line.case_id in rows else ""
        parts = [format_number("case", line.case_id), moments.shown(line.due_at), what, line.reason, subject]
        return "  ".join(parts)

    output.entries(
        found,
        lambda line: (
            {"number": format_number("case", line.case_id)} | output.picked(line, "reason due_at what")
        ),
        words,
        _("Nobody is to be asked again now."),
    )
