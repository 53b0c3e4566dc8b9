"""`servicedesk nightly`: the set of each night, its check, and the lines that let a machine begin it."""

import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from servicedesk.cli.frame import context, diagnostics, output
from servicedesk.cli.record.options import argument, flag, option
from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import sentences
from servicedesk.exchange.formats import WRITTEN_CHOICES
from servicedesk.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from servicedesk.services.nightly import Checked, Night, NightlyService

app = typer.Typer()


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
        "servicedesk nightly /srv/desk --install-hint"
    ),
)
def nightly(
    folder: Annotated[str, argument("FOLDER", N_("Where the sets stand; it must be there."))],
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
    verify: Annotated[
        bool, flag("--verify", N_("Write nothing: bring the backup of a set back aside, and compare all."))
    ] = False,
    install_hint: Annotated[
        bool, flag("--install-hint", N_("Print the lines for cron and for systemd that run this each night."))
    ] = False,
) -> None:
    from servicedesk.services.nightly import NightlyService, NightPlan

    if name and not verify:
        raise UsageError(_("A set is named with --verify only."))
    if install_hint:
        more = [*(["--incremental"] if incremental else []), *(["--keep", str(keep)] if keep != 14 else [])]
        more += ["--format", file_format] if file_format != "jsonl" else []
        _print_hint(Path(folder), more)
        return
    service = NightlyService(context.settings())
    if verify:
        _verify(service, Path(folder), name)
        return
    night = service.run(NightPlan(Path(folder), file_format.lower(), incremental, keep))
    if context.current().format:
        output.record(_values(night), str)
    elif sys.stderr.isatty():
        diagnostics.say(_in_words(night))
    if not night.is_well:
        diagnostics.warn(sentences(*_faults(night)))
        raise typer.Exit(diagnostics.INCOMPLETE)


def _verify(service: "NightlyService", folder: Path, name: str) -> None:
    checked = service.verify(folder, name)
    values = {
        "set": checked.kept.name,
        "files": checked.files,
        "rows": checked.rows,
        "compared": list(checked.compared),
        "change_number": checked.kept.told.change_number,
        "desk": checked.live,
        "changes_since": checked.changes_since,
    }
    output.record(values, lambda: _checked_in_words(checked))


def _values(night: "Night") -> dict[str, Any]:
    told = night.kept.told
    return {
        "set": night.kept.name,
        "path": str(night.kept.path),
        **output.picked(told, "kind after change_number rows format is_sound counts"),
        "bytes": told.size,
        "forgotten": list(night.forgotten),
        "stayed": list(night.stayed),
        "unmoved": list(night.unmoved),
        "is_sure": night.is_sure,
        "unlike": night.unlike,
        "damaged": night.marked,
    }


def _in_words(night: "Night") -> str:
    rows = ngettext("{count} row", "{count} rows", night.kept.told.rows).format(count=night.kept.told.rows)
    words = _("The set is whole: {path}, {rows}.").format(path=night.kept.path, rows=rows)
    if not night.forgotten:
        return words
    gone = ngettext("{n} older set was deleted.", "{n} older sets were deleted.", len(night.forgotten))
    return sentences(words, gone.format(n=len(night.forgotten)))


def _faults(night: "Night") -> list[str]:
    """What is to be looked at, in the sentences of one line; the set itself is there."""
    found = [_("The set {name} is written.").format(name=night.kept.name)]
    if not night.is_sure:
        found.append(_("The disk did not confirm its name, so latest stays and nothing older is deleted."))
    if night.unlike:
        words = ngettext(
            "{count} row of the desk is not as servicedesk wrote it: run `servicedesk doctor --full`.",
            "{count} rows of the desk are not as servicedesk wrote them: run `servicedesk doctor --full`.",
            night.unlike,
        )
        found.append(words.format(count=night.unlike))
    if night.marked:
        words = ngettext(
            "{count} row holds damaged values, marked in the file.",
            "{count} rows hold damaged values, marked in the file.",
            night.marked,
        )
        found.append(words.format(count=night.marked))
    if night.unmoved:
        found.append(
            _("Not moved on to it, because something else has the name: {names}.").format(
                names=", ".join(night.unmoved)
            )
        )
    if night.stayed:
        words = _("Older sets that could not be deleted: {names}.")
        found.append(words.format(names=", ".join(night.stayed)))
    return found


def _checked_in_words(checked: "Checked") -> str:
    files = ngettext(
        "The set {name} is whole: the checksum of {n} file is right.",
        "The set {name} is whole: the checksums of {n} files are right.",
        checked.files,
    )
    found = [files.format(name=checked.kept.name, n=checked.files)]
    if checked.compared:
        rows = ngettext(
            "{n} row is the same in the backup, which was brought back aside.",
            "{n} rows are the same in the backup, which was brought back aside.",
            checked.rows,
        )
        found.append(rows.format(n=checked.rows))
    else:
        found.append(
            _("An earlier version made it: the backup could be brought back, and its records were counted.")
        )
    return sentences(*found, _live_in_words(checked))


def _live_in_words(checked: "Checked") -> str:
    if checked.live == "same":
        return _("The desk is at the same change, and has as many records of each kind.")
    if checked.live == "behind":
        return ngettext(
            "The desk has gone on by {n} change since.",
            "The desk has gone on by {n} changes since.",
            checked.changes_since,
        ).format(n=checked.changes_since)
    if checked.live == "other":
        return _("The desk in use is another one, or an older backup was brought back to it.")
    return _("There is no desk in use to compare it with.")


CRON = "0 2 * * *  {command}"
SERVICE = """\
[Unit]
Description=servicedesk: the set of the night

[Service]
Type=oneshot
ExecStart={command}
"""
TIMER = """\
[Unit]
Description=servicedesk: each night at two

[Timer]
OnCalendar=*-*-* 02:00:00
Persistent=true

[Install]
WantedBy=timers.target
"""
UNIT = "servicedesk-nightly"


def _print_hint(folder: Path, more: list[str]) -> None:
    db = context.settings().db.expanduser().absolute()
    words = [_program(), "--db", str(db), "nightly", str(folder.expanduser().absolute()), *more]
    if any(not word.isprintable() for word in words):
        raise UsageError(_("A path with such characters can stand in no crontab."))
    cron = CRON.format(command=cron_command(words))
    service = SERVICE.format(command=systemd_command(words))
    output.record({"crontab": cron, "service": service, "timer": TIMER}, lambda: _hint(cron, service))


def _hint(cron: str, service: str) -> str:
    home = "~/.config/systemd/user"
    return "\n".join(
        [
            "# " + _("For cron: add this line with `crontab -e`. cron mails what the command prints."),
            cron,
            "",
            "# " + _("Or for systemd, which makes up for a night in which the machine was off:"),
            f"# {home}/{UNIT}.service",
            service,
            f"# {home}/{UNIT}.timer",
            TIMER,
            "# " + _("Then: {commands}").format(
                commands=f"systemctl --user enable --now {UNIT}.timer && loginctl enable-linger"
            ),
        ]
    )  # fmt: skip


def _program() -> str:
    """The program as it was called, by its whole path: neither cron nor systemd knows the user's PATH."""
    called = Path(sys.argv[0])
    if called.name == "servicedesk" and called.is_file():
        return str(called.absolute())
    beside = Path(sys.executable).with_name("servicedesk")
    return str(beside) if beside.is_file() else shutil.which("servicedesk") or str(beside)


def cron_command(words: list[str]) -> str:
    """The words as a line of a crontab: for the shell, and without the % that cron takes for a new line."""
    return " ".join(shlex.quote(word) for word in words).replace("%", r"\%")


def systemd_command(words: list[str]) -> str:
    """The words as systemd reads them, which is no shell: % and $ are doubled, \\ and " escaped."""
    return " ".join(_for_systemd(word) for word in words)


def _for_systemd(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if set(escaped) - _PLAIN else escaped


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+=:,@%$")
