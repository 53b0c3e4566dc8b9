"""`servicedesk recurring`: cases that are opened again and again."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from servicedesk.cli.frame import context, diagnostics, moments, output
from servicedesk.cli.record import targets
from servicedesk.cli.record.changing import so_already
from servicedesk.cli.record.options import CaseKind, CaseOwner, Customer, Labels, argument, option
from servicedesk.domain.errors import DamagedError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.text import sentences
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from servicedesk.domain.rows.history import Change
    from servicedesk.services.desk import Desk

app = typer.Typer(
    help=N_("Cases that come again and again: the filter to change, the contract to check."),
    epilog=N_(
        "servicedesk recurring add 'check the fire extinguishers' --every '每月24日' --from 'tomorrow 9:00'\n"
        "servicedesk recurring list\n"
        "servicedesk recurring run"
    ),
)

Plan = Annotated[int, argument("PLAN", N_("Its number in the list."), min=1)]


@app.command(
    help=N_("Open such a case from a time on, again and again."),
    epilog=N_("servicedesk recurring add 'check the filters' --every 'every 2 weeks' --from 'mon 9:00'"),
)
def add(
    subject: Annotated[list[str], argument("SUBJECT", N_("What each case is about."))],
    *,
    every: Annotated[str, option("--every", N_("every 2 weeks, monthly, quarterly ..."), "RULE")],
    first: Annotated[str, option("--from", N_("When the first is opened."), "TIME")],
    name: Annotated[str, option("--name", N_("A short name; else the subject."), "NAME")] = "",
    kind: CaseKind = "request",
    customer: Customer = "",
    owner: CaseOwner = "",
    category: Annotated[str, option("--category", N_("What it is about: a path such as repair/tap."))] = "",
    label: Labels = None,
) -> None:
    from servicedesk.cli.record.choices import meant
    from servicedesk.services.recurring import NewRecurringCase

    words = " ".join(subject)
    with context.open_desk(create=True) as desk:
        change = desk.recurring.add(
            NewRecurringCase(
                name or words,
                every,
                moments.read(first),
                words,
                kind=meant("case", "kind", kind),
                owner=targets.owner(desk, owner),
                category=category,
                labels=[one.lstrip("+") for one in label or []],
                customer_id=targets.customer(desk, customer) if customer else None,
            )
        )
        plan = desk.recurring.get(change.ids[0])
    said = _("Planned as {number}; the first is opened {when}. Undo with: servicedesk undo").format(
        number=plan.id, when=moments.said(plan.next_at) if plan.next_at else "–"
    )
    output.saved([str(plan.id)], said, number=plan.id, next_at=plan.next_at, action=change.action)


@app.command("list", help=N_("The cases that come again, the next first."))
def list_() -> None:
    with context.open_desk() as desk:
        found = desk.recurring.all()
    output.entries(found, _as_object, _in_words, _("No case comes again."))


@app.command(help=N_("Open nothing until it is resumed."))
def pause(plan: Plan) -> None:
    _change(plan, N_("Paused {number}."), lambda desk: desk.recurring.pause([plan]))


@app.command(help=N_("Go on from the next date to come."))
def resume(plan: Plan) -> None:
    _change(plan, N_("Resumed {number}."), lambda desk: desk.recurring.resume([plan]))


@app.command(help=N_("Take it away; the cases that came of it stay."))
def remove(plan: Plan) -> None:
    _change(plan, N_("Removed {number}."), lambda desk: desk.recurring.remove([plan]))


@app.command(
    help=N_("Open every case whose time has come; for cron. The screens do so by themselves."),
    epilog=N_("servicedesk recurring run -q"),
)
def run() -> None:
    damaged: list[int] = []
    with context.open_desk() as desk:
        opened = desk.recurring.run_due(damaged)
    error = DamagedError(
        _("These are damaged, and opened nothing: {numbers}.").format(
            numbers=_(", ").join(map(str, damaged))
        ),
        _("Run `servicedesk doctor`."),
    )
    if damaged and not opened:
        raise error
    numbers = [format_number("case", case_id) for case_id in opened]
    words = (
        _("Opened {numbers}.").format(numbers=targets.shown("case", opened))
        if opened
        else _("No case is due to come again.")
    )
    output.saved(numbers, words, numbers=numbers)
    if damaged:
        diagnostics.warn(sentences(error.message, error.hint))
        raise typer.Exit(diagnostics.INCOMPLETE)


def _in_words(plan: Any) -> str:
    when = _("paused") if plan.is_paused else moments.shown(plan.next_at) or _("ended")
    return "  ".join([str(plan.id), when, plan.name, plan.repeat])


def _as_object(plan: Any) -> dict[str, Any]:
    return {
        "number": plan.id,
        **output.picked(plan, "name repeat next_at"),
        "paused": plan.is_paused,
        **output.picked(plan, "subject kind owner category"),
        "labels": list(plan.labels),
        "customer": format_number("customer", plan.customer_id) if plan.customer_id else None,
    }


def _change(plan: int, done: str, act: "Callable[[Desk], Change]") -> None:
    with context.open_desk() as desk:
        change = act(desk)
    words = so_already(str(plan))
    if change.count:
        words = sentences(_(done).format(number=plan), _("Undo with: servicedesk undo"))
    output.saved([str(plan)], words, number=plan, action=change.action or None)
