"""`servicedesk doctor`, `backup` and `restore`: keeping the file well, also one that cannot be opened."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servicedesk.cli.frame import context, diagnostics, output
from servicedesk.cli.record.options import Identity, ToKey, argument, flag, option
from servicedesk.domain.errors import ServiceDeskError, UsageError
from servicedesk.domain.text import sentences
from servicedesk.domain.wording import before_value
from servicedesk.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from servicedesk.services.maintenance import Finding, MaintenanceService, Report

app = typer.Typer()

LEVELS = {"ok": N_("ok"), "warning": N_("warning"), "fault": N_("fault"), "damage": N_("damaged")}


@app.command(
    help=N_(
        "Look whether the file and this machine are sound. Nothing is changed without --fix.\n\n"
        "Ends with 13 if the file is damaged, 1 for any other fault; with --salvage 3 if anything is missing."
    ),
    epilog=N_("servicedesk doctor\nservicedesk doctor --full --json\nservicedesk doctor --salvage saved.db"),
)
def doctor(
    *,
    full: Annotated[bool, flag("--full", N_("Read every page and compare every search row."))] = False,
    fix: Annotated[bool, flag("--fix", N_("Write the search rows anew and keep the file private."))] = False,
    accept: Annotated[
        bool, flag("--accept", N_("Take the rows that another program changed for right, as they stand."))
    ] = False,
    salvage: Annotated[
        str, option("--salvage", N_("Save what a damaged file still holds into FILE."), "FILE")
    ] = "",
) -> None:
    from servicedesk.services import maintenance
    from servicedesk.services.maintenance import Finding

    found: list[Finding] = []
    try:
        service = _service()
    except ServiceDeskError as error:
        found = [Finding("settings", "fault", error.message, error.hint)]
    else:
        if salvage:
            report = service.salvage(Path(salvage))
            _report_salvage(report, salvage)
            is_whole = not (report.is_past_log or any(part.missing or part.changed for part in report))
            if not is_whole or not all(part.is_complete for part in report):
                raise typer.Exit(diagnostics.INCOMPLETE)
            return
        if accept:
            service.accept()
        found = [*service.doctor(full=full, fix=fix), *_examine_settings()]
    _report(found)
    if code := maintenance.exit_code(found):
        raise typer.Exit(code)


@app.command(
    help=N_(
        "Make a checked copy of the file, also while it is in use.\n\n"
        "Without a name it goes into the folder `backups` beside the file, under the time. With --to-key the"
        " checked copy is encrypted, and its name ends in .age; `restore --identity` brings it back."
    ),
    epilog=N_(
        "servicedesk backup\n"
        "servicedesk backup --keep 14\n"
        "servicedesk backup -o /mnt/stick/desk.db\n"
        "servicedesk backup -o /mnt/stick/ --to-key keys.txt"
    ),
)
def backup(
    target: Annotated[str, argument("FILE|FOLDER", N_("Where to; a folder gets a name with the time."))] = "",
    *,
    to: Annotated[
        str, option("--output", N_("The same, as export takes it."), "FILE|FOLDER", also="-o")
    ] = "",
    to_key: ToKey = None,
    force: Annotated[bool, flag("--force", N_("Replace a file of this name."))] = False,
    keep: Annotated[
        int | None, option("--keep", N_("Delete all but the newest N backups there."), "N", min=1)
    ] = None,
) -> None:
    service = _service()
    if target and to:
        raise UsageError(_("Where the backup goes is said twice."), _("Name it once, with -o or without."))
    target = target or to
    if target == "-":
        raise UsageError(
            _("A backup goes into a file or a folder."),
            _("Like this: {command}").format(command="servicedesk backup -o desk.db"),
        )
    made = service.backup(
        Path(target) if target else None,
        into_folder=target.endswith(os.sep),
        force=force,
        keep=keep,
        keys=to_key or (),
    )
    whole = _("The copy is whole: {path}")
    if to_key:
        whole = _("The copy passed its check and is encrypted: {path}")
    output.saved(
        [],
        whole.format(path=made.path),
        path=str(made.path),
        size=made.size,
        **made.counts,
        forgotten=[str(path) for path in made.forgotten],
    )
    if made.forgotten:
        diagnostics.say(
            ngettext(
                "{n} older backup was deleted.", "{n} older backups were deleted.", len(made.forgotten)
            ).format(n=len(made.forgotten))
        )
    if made.stayed:
        names = _(", ").join(path.name for path in made.stayed)
        diagnostics.warn(_("Older backups that could not be deleted: {names}.").format(names=names))
    diagnostics.require_sure(is_sure=made.is_sure)
    if made.stayed:
        raise typer.Exit(diagnostics.INCOMPLETE)


@app.command(
    help=N_(
        "Bring a backup back. It is checked first; the file in use until now is kept beside the new one.\n\n"
        "Close servicedesk everywhere before."
    ),
    epilog=N_(
        "servicedesk restore desk-20261121-090000.db --verify\n"
        "servicedesk restore desk.db --yes\n"
        "servicedesk restore desk.db.age --identity key.txt --yes"
    ),
)
def restore(
    source: Annotated[str, argument("FILE", N_("The backup."))],
    *,
    verify: Annotated[
        bool, flag("--verify", N_("Only check that the backup is whole; change nothing."))
    ] = False,
    identity: Identity = "",
    yes: Annotated[bool, flag("--yes", N_("Replace the file that is there."), also="-y")] = False,
) -> None:
    service = _service()
    if verify:
        counts = service.verify(Path(source), identity)
        output.record({"path": source, **counts}, lambda: _in_words(counts, _("The backup is whole.")))
        return
    restored = service.restore(Path(source), replace=yes, identity=identity)
    kept = str(restored.kept) if restored.kept else None
    words = _in_words(restored.counts, _("The backup is now the desk."))
    if kept:
        words += " " + _("The one before is kept: {path}").format(path=kept)
    output.saved([], words, path=str(restored.path), **restored.counts, kept=kept)
    diagnostics.require_sure(is_sure=restored.is_sure)


def _service() -> "MaintenanceService":
    from servicedesk.domain.worktime_rules import NO_COUNTRY
    from servicedesk.services.maintenance import MaintenanceService

    settings = context.settings()
    return MaintenanceService(
        settings.db, needs_holidays=settings.holidays != NO_COUNTRY, zone=settings.timezone
    )


def _examine_settings() -> "Iterator[Finding]":
    """The user's own files: that the settings can be read is known by now, the keys are looked at here."""
    from servicedesk.keys import keymap
    from servicedesk.services.maintenance import Finding

    settings = context.settings()
    yield Finding("settings", "ok", _("The settings can be read."))
    faults = keymap.check(settings.keymap)
    for fault in faults:
        yield Finding("keys", "fault", str(fault), _("Correct {path}.").format(path=settings.keymap))
    if not faults:
        yield Finding("keys", "ok", _("The keys fit together."))


def _report(found: "list[Finding]") -> None:
    fields = (
        output.Field("topic", N_("Topic"), lambda finding: finding.topic),
        output.Field(
            "level", N_("State"), lambda finding: finding.level, lambda finding: _(LEVELS[finding.level])
        ),
        output.Field("text", N_("Finding"), lambda finding: finding.text),
        output.Field("hint", N_("What to do"), lambda finding: finding.hint),
    )
    if context.current().format:
        output.listing(fields, found, default=("topic", "level", "text", "hint"))
        return
    for finding in found:
        if finding.level == "ok" and context.current().quiet:
            continue
        words = sentences(finding.text, finding.hint)
        output.line(before_value(_(LEVELS[finding.level])) + words)


def _report_salvage(report: "Report", target: str) -> None:
    if report.is_past_log:
        words = _("The log beside the file (-wal) belongs to another one or is damaged, and was left out.")
        diagnostics.warn(words)
    rows = [part for part in report if part.saved or part.missing or not part.is_complete]
    output.listing(
        (
            output.Field("table", N_("Table"), lambda part: part.table),
            output.Field("saved", N_("Saved"), lambda part: part.saved, right=True),
            output.Field("missing", N_("Missing"), lambda part: part.missing, right=True),
            output.Field("detached", N_("References lost"), lambda part: part.detached, right=True),
            output.Field("changed", N_("Not as written"), lambda part: part.changed, right=True),
            output.Field(
                "complete",
                N_("Counted"),
                lambda part: part.is_complete,
                lambda part: "" if part.is_complete else _("perhaps more are missing"),
            ),
        ),
        rows,
        default=("table", "saved", "missing", "detached", "changed", "complete"),
    )
    diagnostics.say(
        _("What could be read is in {path}; bring it back with `servicedesk restore`.").format(path=target)
    )


def _in_words(counts: dict[str, int], words: str) -> str:
    return " ".join(
        [
            words,
            _("{customer} customers, {call} calls, {case} cases, {followup} follow-ups.").format(**counts),
        ]
    )
