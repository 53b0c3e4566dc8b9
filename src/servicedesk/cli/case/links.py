"""Cases that belong together: merge, split, link, duplicate, follow; and the checklist and macros."""

from typing import Annotated, Any

import typer

from servicedesk.cli.case.moves import narrowing
from servicedesk.cli.frame import context, output
from servicedesk.cli.record.changing import Asked, change_records
from servicedesk.cli.record.options import Case, Cases, Yes, argument, option
from servicedesk.domain.errors import NotFoundError, UsageError
from servicedesk.domain.numbers import format_number, parse_number
from servicedesk.i18n import N_, _


def register(app: typer.Typer) -> None:
    """Add the verbs to the noun."""
    for function, words, example in (
        (
            merge,
            N_(
                "Merge cases into another; nothing is deleted and unmerge takes it back.\n\n"
                "The fields of the other case stand and blanks are filled; --take takes fields from this one."
            ),
            (
                "servicedesk case merge C-231 C-240 --into C-229\n"
                "servicedesk case merge C-240 --into C-229 --take subject,priority"
            ),
        ),
        (unmerge, N_("Take cases out of the case they were merged into."), "servicedesk case unmerge C-240"),
        (
            split,
            N_("Make a case of its own from some calls of a case."),
            "servicedesk case split C-231 'the invoice is wrong too' --calls CL-9,CL-12",
        ),
        (
            link,
            N_("Link two cases: related, parent, duplicate or follows."),
            "servicedesk case link C-231 C-229 --as parent",
        ),
        (unlink, N_("Take the links between two cases away."), "servicedesk case unlink C-231 C-229"),
        (
            duplicate,
            N_("End cases as duplicates of another."),
            "servicedesk case duplicate C-240 --of C-229",
        ),
        (
            follow,
            N_("Open a case that follows one that has ended."),
            "servicedesk case follow C-199 'it drips again'",
        ),
        (
            step,
            N_("The checklist: list it, add a step, tick steps off by their numbers in the list."),
            (
                "servicedesk case step C-231\nservicedesk case step C-231 'photo of the damage' --required\n"
                "servicedesk case step C-231 --done 2"
            ),
        ),
        (
            macro,
            N_("Run one of the desk's macros; without a name, list them."),
            "servicedesk case macro C-231 C-232 --name 'Ask for photographs'",
        ),
    ):
        app.command(help=words, epilog=example)(function)


def merge(
    ctx: typer.Context,
    cases: Cases,
    *,
    into: Annotated[str, option("--into", N_("The case that stays."), "CASE")],
    take: Annotated[str, option("--take", N_("Fields to take from the merged case."), "FIELDS")] = "",
    reason: Annotated[str, option("--reason", N_("Why, if it is asked for."))] = "",
    yes: Yes = False,
) -> None:
    target_id = parse_number(into, "case")
    fields = [name for name in take.replace("，", ",").replace(",", " ").split() if name]
    into_words = _("Into {number}.").format(number=format_number("case", target_id))
    asked = Asked("case", cases, yes, N_("Merged {numbers}."), narrowing(ctx))
    change_records(
        asked, lambda desk, ids: desk.merging.merge(ids, target_id, take=fields, reason=reason), into_words
    )


def unmerge(ctx: typer.Context, cases: Cases, *, yes: Yes = False) -> None:
    asked = Asked("case", cases, yes, N_("Unmerged {numbers}."), narrowing(ctx))
    change_records(asked, lambda desk, ids: desk.merging.unmerge(ids))


def split(
    case: Case,
    subject: Annotated[list[str], argument("SUBJECT", N_("What the new case is about."))],
    *,
    calls: Annotated[str, option("--calls", N_("Which calls go to it: CL-9,CL-12."), "CALLS")],
) -> None:
    from servicedesk.services.case_rows import NewCase

    case_id = parse_number(case, "case")
    numbers = [parse_number(name, "call") for name in calls.replace("，", ",").replace(",", " ").split()]
    with context.open_desk() as desk:
        row = desk.cases.get(case_id).row
        change = desk.merging.split(case_id, numbers, NewCase(" ".join(subject), kind=row.kind))
    _tell(change.id, _("Opened {number} with these calls."), change.action)


def link(
    case: Case,
    other: Annotated[str, argument("OTHER", N_("The number of the other case."))],
    *,
    relation: Annotated[
        str,
        option("--as", N_("related; or what the other is: parent, duplicate, follows."), "RELATION"),
    ] = "related",
) -> None:
    case_id, other_id = parse_number(case, "case"), parse_number(other, "case")
    with context.open_desk() as desk:
        change = desk.merging.link(case_id, other_id, relation.strip().casefold())
    _tell(case_id, _("Linked {number}."), change.action)


def unlink(
    case: Case,
    other: Annotated[str, argument("OTHER", N_("The number of the other case."))],
) -> None:
    case_id, other_id = parse_number(case, "case"), parse_number(other, "case")
    with context.open_desk() as desk:
        change = desk.merging.unlink(case_id, other_id)
    _tell(case_id, _("Took a link off {number}."), change.action)


def duplicate(
    ctx: typer.Context,
    cases: Cases,
    *,
    of: Annotated[str, option("--of", N_("The first of them."), "CASE")],
    yes: Yes = False,
) -> None:
    first_id = parse_number(of, "case")
    asked = Asked("case", cases, yes, N_("Ended {numbers} as duplicates."), narrowing(ctx))
    change_records(asked, lambda desk, ids: desk.merging.mark_duplicate(ids, first_id))


def follow(
    case: Case,
    subject: Annotated[list[str] | None, argument("SUBJECT", N_("What is the matter now."))] = None,
) -> None:
    case_id = parse_number(case, "case")
    with context.open_desk() as desk:
        change = desk.merging.follow(case_id, " ".join(subject or []))
    _tell(change.id, _("Opened {number}, which follows."), change.action)


def step(
    case: Case,
    text: Annotated[list[str] | None, argument("STEP", N_("A step to add."))] = None,
    *,
    required: Annotated[
        bool, typer.Option("--required/--optional", help=N_("Whether closing waits for it."))
    ] = True,
    done: Annotated[str, option("--done", N_("Tick these steps off: 1,3."), "N")] = "",
    undone: Annotated[str, option("--undone", N_("Take the tick away."), "N")] = "",
    remove: Annotated[int | None, option("--remove", N_("Take this step away."), "N", min=1)] = None,
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
    _tell(case_id, _("Changed the checklist of {number}."), change.action)


def macro(
    ctx: typer.Context,
    cases: Annotated[
        list[str] | None,
        argument("CASES", N_("Numbers such as C-231, or one query such as '+leak is:open'.")),
    ] = None,
    *,
    name: Annotated[str, option("--name", N_("Which macro."), "MACRO")] = "",
    yes: Yes = False,
) -> None:
    if not name:
        _list_macros()
        return
    if not cases:
        raise UsageError(_("Which cases?"), _("Name them before --name."))
    asked = Asked("case", cases, yes, N_("Ran the macro on {numbers}."), narrowing(ctx))
    change_records(asked, lambda desk, ids: desk.macros.apply(ids, name))


def _list_steps(held: list[Any]) -> None:
    from servicedesk.cli.case.sections import step as as_line

    if context.current().format:
        output.objects(
            [
                {
                    "place": place,
                    "text": one.text,
                    "required": one.required,
                    "done_at": one.done_at,
                    "done_by": one.done_by,
                }
                for place, one in enumerate(held, 1)
            ]
        )
        return
    for place, one in enumerate(held, 1):
        output.line(f"{place}  {as_line(one)}")
    if not held:
        output.line(_("There is no checklist."))


def _list_macros() -> None:
    with context.open_desk() as desk:
        found = desk.macros.all()
    if context.current().format:
        output.objects([{"name": one.name, "key": one.key} for one in found])
        return
    for one in found:
        output.line(f"{one.key or ' '}  {one.name}")
    if not found:
        output.line(_("The desk has no macros; `servicedesk policy edit macros` makes some."))


def _places(text: str) -> list[int]:
    words = text.replace("，", ",").replace(",", " ").split()
    if not all(word.isascii() and word.isdigit() and len(word) < 6 for word in words):
        raise UsageError(_("Steps are named by their numbers in the list, such as 1,3."))
    return [int(word) for word in words]


def _at(held: list[Any], place: int) -> Any:
    if not 1 <= place <= len(held):
        raise NotFoundError(_("The checklist has no step {place}.").format(place=place))
    return held[place - 1]


def _tell(case_id: int, sentence: str, action: int) -> None:
    shown = format_number("case", case_id)
    words = f"{sentence.format(number=shown)} {_('Undo with: servicedesk undo')}"
    output.saved([shown], words, number=shown, action=action)
