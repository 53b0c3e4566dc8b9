"""Run one of the desk's macros on cases, or list them."""

from typing import Annotated

from servicedesk.cli.case.noun import cases, verb
from servicedesk.cli.frame import context, output
from servicedesk.cli.record.options import Yes, argument, option
from servicedesk.domain.errors import UsageError
from servicedesk.i18n import N_, _


@verb(
    N_("Run one of the desk's macros; without a name, list them."),
    "servicedesk case macro C-231 C-232 --name 'Ask for photographs'",
)
def macro(
    words: Annotated[
        list[str] | None,
        argument("CASES", N_("Numbers such as C-231, or one query such as '+leak is:open'.")),
    ] = None,
    *,
    name: Annotated[str, option("--name", N_("Which macro."), "MACRO")] = "",
    yes: Yes = False,
) -> None:
    if name:
        if not words:
            raise UsageError(_("Which cases?"), _("Name them before --name."))
        cases.change(
            words, yes, N_("Ran the macro on {numbers}."), lambda desk, ids: desk.macros.apply(ids, name)
        )
        return
    with context.open_desk() as desk:
        found = desk.macros.all()
    output.entries(
        found,
        lambda one: output.picked(one, "name key"),
        lambda one: f"{one.key or ' '}  {one.name}",
        _("The desk has no macros; `servicedesk policy edit macros` makes some."),
    )
