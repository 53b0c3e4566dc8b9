"""`servicedesk keys`: the keys of the screens, and a check of the user's own."""

from typing import Annotated

import typer

from servicedesk.cli.frame import context, diagnostics, output
from servicedesk.cli.frame.output import Field
from servicedesk.cli.record.options import Columns, flag
from servicedesk.i18n import N_, _, ngettext

app = typer.Typer()

FIELDS: tuple[Field, ...] = (
    Field("action", N_("Name"), lambda row: row[0].id),
    Field("keys", N_("Keys"), lambda row: row[1]),
    Field("scope", N_("Where"), lambda row: row[0].scope.value, lambda row: row[2]),
    Field("help", N_("Meaning"), lambda row: _(row[0].help)),
)


@app.command(
    help=N_(
        "The keys of the screens, your own laid over them; with --check what is wrong in your keymap file."
    ),
    epilog=N_("servicedesk keys\nservicedesk keys --check"),
)
def keys(
    *,
    check: Annotated[bool, flag("--check", N_("Check the keymap file; exit with 2 on a fault."))] = False,
    columns: Columns = "",
) -> None:
    from servicedesk.keys.actions import ACTIONS, SCOPE_NAMES, Keys
    from servicedesk.keys.keymap import load

    path = context.settings().keymap
    found = load(path)
    if check:
        _report(path.exists(), [str(fault) for fault in found.faults])
        return
    table = Keys(found.overrides)
    rows = [(action, table.shown(action), _(SCOPE_NAMES[action.scope])) for action in ACTIONS]
    output.listing(FIELDS, rows, default=("keys", "scope", "action", "help"), shape=output.Shape(columns))
    if found.faults:
        diagnostics.warn(_("The keymap file has faults. See: servicedesk keys --check"))


def _report(exists: bool, faults: list[str]) -> None:
    path = str(context.settings().keymap)
    if context.current().format:
        output.record({"path": path, "faults": faults}, str)
    elif not exists:
        diagnostics.say(
            _("There is no keymap file; the keys are the shipped ones. It would be {path}").format(path=path)
        )
    else:
        for fault in faults:
            diagnostics.warn(fault)
        if not faults:
            diagnostics.say(_("The keymap file is sound."))
    if faults:
        words = ngettext("{count} fault in {path}", "{count} faults in {path}", len(faults))
        diagnostics.warn(words.format(count=len(faults), path=path))
        raise typer.Exit(2)
