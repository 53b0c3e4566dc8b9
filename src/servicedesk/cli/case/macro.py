"""The desk's macros: run or listed."""

from typing import Annotated

from servicedesk.cli.case.noun import change_cases, verb
from servicedesk.cli.frame import context, output
from servicedesk.cli.record.options import Yes, argument, option
from servicedesk.domain.errors import UsageError
from servicedesk.i18n import N_, _


@verb(
    N_("Run one of the desk's macros; without a name, list them."),
    "servicedesk case macro C-231 C-232 --name 'Ask for photographs'",
)
def macro(
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
    change_cases(
        cases, yes, N_("Ran the macro on {numbers}."), lambda desk, ids: desk.macros.apply(ids, name)
    )


def _list_macros() -> None:
    with context.open_desk() as desk:
        found = desk.macros.all()
    output.entries(
        found,
        lambda one: {"name": one.name, "key": one.key},
        lambda one: f"{one.key or ' '}  {one.name}",
        _("The desk has no macros; `servicedesk policy edit macros` makes some."),
    )
