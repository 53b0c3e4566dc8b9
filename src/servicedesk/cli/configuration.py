"""`servicedesk config`: where the settings are, what they are, and where each came from."""

from contextlib import suppress
from typing import Annotated

import typer

from servicedesk.cli.frame import context, diagnostics, output
from servicedesk.cli.frame.output import Field
from servicedesk.cli.record.options import Columns, argument, flag
from servicedesk.domain.errors import ServiceDeskError
from servicedesk.i18n import N_, _

app = typer.Typer(
    help=N_("Settings: those of flags, environment, your file, and the defaults, in this order."),
    epilog=N_(
        "servicedesk config show --origin\nservicedesk config set lang zh_CN\nservicedesk config get db"
    ),
)

FIELDS: tuple[Field, ...] = (
    Field("name", N_("Name"), lambda line: line.name),
    Field("value", N_("Value"), lambda line: line.value),
    Field("origin", N_("From"), lambda line: line.origin, lambda line: _(line.origin)),
    Field("variable", N_("Variable"), lambda line: line.variable),
    Field("help", N_("Meaning"), lambda line: line.help),
)
Name = Annotated[str, argument("NAME", N_("The name of the setting."))]


@app.command(help=N_("Print the path of the configuration file; `config get db` prints that of the desk."))
def path() -> None:
    from servicedesk.settings import config_path

    found = config_path(config=context.current().given.flags.get("config"))
    output.record({"path": str(found)}, lambda: str(found))
    if not found.exists():
        diagnostics.say(_("It is not there yet: config set writes it."))
    # Who asks where things are often means the desk; what a script reads is the path alone.
    with suppress(ServiceDeskError):
        diagnostics.say(_("The desk is {path}.").format(path=context.settings().db))


@app.command(help=N_("Print every setting; with --origin also where it came from."))
def show(
    *,
    origin: Annotated[bool, flag("--origin", N_("Also where each value came from."))] = False,
    columns: Columns = "",
) -> None:
    names = ("name", "value", "origin", "variable") if origin else ("name", "value", "help")
    output.listing(FIELDS, context.settings().describe(), default=names, shape=output.Shape(columns))


@app.command(help=N_("Print one setting."))
def get(name: Name) -> None:
    from servicedesk.settings.file import as_text

    value = context.settings().get(name)
    output.record({name: as_text(value)}, lambda: as_text(value))


@app.command("set", help=N_("Write one setting into your configuration file."))
def set_(name: Name, value: Annotated[str, argument("VALUE", N_("Its value."))]) -> None:
    from servicedesk.settings import config_path, set_value
    from servicedesk.settings.file import as_text

    file = config_path(config=context.current().given.flags.get("config"))
    kept = as_text(set_value(file, name, value))
    words = _("{key} is now {value}.").format(key=name, value=kept)
    output.saved([], words, **{name: kept})
