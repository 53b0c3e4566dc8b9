"""The checklist of a case: `servicedesk case step`."""

from typing import Annotated, Any

from servicedesk.cli.case.noun import verb
from servicedesk.cli.frame import context, output
from servicedesk.cli.record import targets
from servicedesk.cli.record.changing import tell_changed
from servicedesk.cli.record.options import Case, argument, flag, option
from servicedesk.domain.errors import NotFoundError, UsageError
from servicedesk.domain.numbers import parse_number
from servicedesk.i18n import N_, _


@verb(
    N_("The checklist: list it, add a step, tick steps off by their numbers in the list."),
    "servicedesk case step C-231\nservicedesk case step C-231 'photo of the damage' --required\n"
    "servicedesk case step C-231 --done 2",
)
def step(
    case: Case,
    text: Annotated[list[str] | None, argument("STEP", N_("A step to add."))] = None,
    *,
    required: Annotated[bool, flag("--required/--optional", N_("Whether closing waits for it."))] = True,
    done: Annotated[str, option("--done", N_("Tick these steps off: 1,3."), "N")] = "",
    undone: Annotated[str, option("--undone", N_("Untick it."), "N")] = "",
    remove: Annotated[int | None, option("--remove", N_("Remove this step."), "N", min=1)] = None,
) -> None:
    case_id = parse_number(case, "case")
    with context.open_desk() as desk:
        held = desk.checklists.of_case(case_id)
        if text:
            change = desk.checklists.add([case_id], " ".join(text), required=required)
        elif done or undone:
            wanted = [_at(held, place).id for place in _places(done or undone)]
            change = desk.checklists.tick(case_id, wanted, done=bool(done))
        elif remove is not None:
            change = desk.checklists.remove(case_id, _at(held, remove).id)
        else:
            _list_steps(held)
            return
    tell_changed("case", case_id, _("Changed the checklist of {number}."), change)


def _list_steps(held: list[Any]) -> None:
    from servicedesk.cli.case import parts

    output.numbered(held, parts.step_value, parts.step, _("There is no checklist."))


def _places(text: str) -> list[int]:
    words = targets.pieces(text)
    if not all(word.isascii() and word.isdigit() and len(word) < 6 for word in words):
        raise UsageError(_("Steps are named by their numbers in the list, such as 1,3."))
    return [int(word) for word in words]


def _at(held: list[Any], place: int) -> Any:
    if not 1 <= place <= len(held):
        raise NotFoundError(_("The checklist has no step {place}.").format(place=place))
    return held[place - 1]
