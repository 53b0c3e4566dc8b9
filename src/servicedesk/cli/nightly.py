"""`servicedesk nightly`: the set of each night, its check, and the lines that let a machine begin it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servicedesk.cli.frame import context, diagnostics, output
from servicedesk.cli.record.options import Identity, ToKey, argument, flag, option
from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import sentences
from servicedesk.exchange.formats import WRITTEN_CHOICES
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.services.nightly import NightlyService

app = typer.Typer()

EXAMPLE = "/srv/desk"
"""Stands in the lines of --install-hint where no folder was named, as in the examples."""


@app.command(
    help=N_(
        "Write all that the desk holds, as of one moment, into a new set in FOLDER.\n\n"
        "A set is a verified backup, an export of all kinds, the figures of the day and a manifest with"
        " checksums. It is there whole or not at all; latest.json and the link latest lead to the newest one."
        " The folder must be there. Nothing is printed as long as all is well, for cron mails what is."
    ),
    epilog=N_(
        "servicedesk nightly /srv/desk\n"
        "servicedesk nightly /srv/desk --incremental --keep 30\n"
        "servicedesk nightly /srv/desk --verify\n"
        "servicedesk nightly /srv/desk --to-key keys.txt\n"
        "servicedesk nightly /srv/desk --install-hint"
    ),
)
def nightly(
    folder: Annotated[str, argument("FOLDER", N_("Where the sets stand; it must be there."))] = "",
    name: Annotated[str, argument("SET", N_("With --verify: which set, if not the newest."))] = "",
    *,
    file_format: Annotated[
        str, option("--format", N_("The format of the export, jsonl if not told."), WRITTEN_CHOICES)
    ] = "jsonl",
    incremental: Annotated[
        bool, flag("--incremental", N_("Export what changed since the last set; every seventh is full."))
    ] = False,
    keep: Annotated[
        int, option("--keep", N_("Leave the newest N verified sets, delete older ones."), "N", min=1)
    ] = 14,
    to_key: ToKey = None,
    verify: Annotated[
        bool, flag("--verify", N_("Write nothing: bring the backup of a set back aside, and compare all."))
    ] = False,
    identity: Identity = "",
    install_hint: Annotated[
        bool, flag("--install-hint", N_("Print the lines for cron and for systemd that run this each night."))
    ] = False,
) -> None:
    from servicedesk.cli.night_words import night_faults, night_values, night_words
    from servicedesk.services.nightly import NightlyService, NightPlan

    if name and not verify:
        raise UsageError(_("A set is named with --verify only."))
    if identity and not verify:
        raise UsageError(_("A secret key is for --verify; to encrypt, name the public one with --to-key."))
    if install_hint:
        more = [*(["--incremental"] if incremental else []), *(["--keep", str(keep)] if keep != 14 else [])]
        more += ["--format", file_format] if file_format != "jsonl" else []
        more += [word for key in to_key or () for word in ("--to-key", _standing(key))]
        from servicedesk.cli.night_hint import print_hint

        print_hint(Path(folder or EXAMPLE), more)
        return
    if not folder:
        raise UsageError(_("Which folder?"), _("Name it: servicedesk nightly FOLDER"))
    service = NightlyService(context.settings())
    if verify:
        _verify(service, Path(folder), name, identity)
        return
    night = service.run(NightPlan(Path(folder), file_format.lower(), incremental, keep, to_key or ()))
    if context.current().format:
        output.record(night_values(night), str)
    elif is_watched():
        diagnostics.say(night_words(night))
    if not night.is_well:
        diagnostics.warn(sentences(*night_faults(night)))
        raise typer.Exit(diagnostics.INCOMPLETE)


def _verify(service: "NightlyService", folder: Path, name: str, identity: str) -> None:
    from servicedesk.cli.night_words import checked_words

    checked = service.verify(folder, name, identity)
    values = {
        "set": checked.kept.name,
        "files": checked.files,
        "rows": checked.rows,
        "compared": list(checked.compared),
        "change_number": checked.kept.told.change_number,
        "desk": checked.live,
        "is_opened": checked.is_opened,
        "changes_since": checked.changes_since,
    }
    output.record(values, lambda: checked_words(checked))


def is_watched() -> bool:
    """Whether somebody sees what is said; cron would mail it."""
    return sys.stderr.isatty()


def _standing(key: str) -> str:
    """A key as it stands; a file of keys by its whole path, for nobody knows where cron begins."""
    place = Path(key).expanduser()
    return str(place.absolute()) if place.is_file() else key
