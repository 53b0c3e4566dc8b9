"""`servicedesk import profiles`: how the files of other programs are read."""

from pathlib import Path
from typing import Annotated, Any

from servicedesk.cli.frame import context, diagnostics, output
from servicedesk.cli.frame.output import Field
from servicedesk.cli.record.options import Columns, Force, argument, option
from servicedesk.domain.errors import UsageError
from servicedesk.domain.records import KINDS
from servicedesk.domain.text import brief
from servicedesk.i18n import N_, _

HELP = N_(
    "How the files of other programs are read: list, show NAME, copy NAME, path.\n\n"
    "A profile says which column is which field. It is found by the headers of a file, or named with"
    " --profile. A copy in your own folder goes before the one that comes with the program;"
    " docs/profiles.md explains every key."
)
ACTIONS = ("list", "show", "copy", "path")

FIELDS: tuple[Field, ...] = (
    Field("name", N_("Name"), lambda line: line.name),
    Field("program", N_("Program"), lambda line: line.program, lambda line: line.program or line.fault),
    Field("kind", N_("Kind"), lambda line: line.kind, lambda line: _kind_words(line.kind)),
    Field("own", N_("Yours"), lambda line: line.is_own, lambda line: _("yes") if line.is_own else ""),
    Field("rests_on", N_("Rests on"), lambda line: line.rests_on),
    Field("path", N_("File"), lambda line: str(line.path)),
    Field("fault", N_("Fault"), lambda line: line.fault),
)
TABLE = ("name", "program", "kind", "own")


def profiles(
    action: Annotated[str, argument("list|show|copy|path", N_("What to do; list if not given."))] = "list",
    name: Annotated[str, argument("NAME|FILE", N_("The name of a profile, or its file."))] = "",
    *,
    target: Annotated[
        str, option("--output", N_("Where the copy goes; your own folder if not given."), "FILE", also="-o")
    ] = "",
    force: Force = False,
    columns: Columns = "",
) -> None:
    """List, show and copy profiles."""
    config = _config()
    if action not in ACTIONS:
        raise UsageError(
            _("There is no command {name}.").format(name=brief(action, 40)),
            _("Commands are: {names}").format(names=", ".join(ACTIONS)),
        )
    if action in {"show", "copy"} and not name:
        raise UsageError(_("Which profile?"), _("`servicedesk import profiles` lists them."))
    from servicedesk.services.importing import own_profiles

    if action == "list":
        output.listing(FIELDS, own_profiles.listed(config), default=TABLE, shape=output.Shape(columns))
    elif action == "show":
        text = own_profiles.text_of(name, config)
        output.record({"name": name, "text": text}, lambda: text)
    elif action == "copy":
        # With all settings, so that it is known which file is the desk's.
        config = context.settings().config
        told_saved(own_profiles.copy(name, config, Path(target) if target else None, force=force))
    else:
        from servicedesk.exchange.profile_files import own_folder

        folder = str(own_folder(config))
        output.record({"path": folder}, lambda: folder)


def told_saved(file: Any) -> None:
    """Say where a profile was written."""
    path = str(file.path)
    output.saved([path], _("The profile is in {path}.").format(path=path), path=path)
    diagnostics.require_sure(is_sure=file.is_sure)


def _config() -> Path:
    from servicedesk.settings import config_path

    return config_path(config=context.current().given.flags.get("config"))


def _kind_words(kind: str) -> str:
    return _(KINDS[kind].plural) if kind in KINDS else ""
