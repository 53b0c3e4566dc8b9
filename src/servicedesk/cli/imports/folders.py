"""`servicedesk import all`: the folder of a whole desk, and what its import tells."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from servicedesk.cli.frame import context, diagnostics, output
from servicedesk.cli.imports.words import report_values, say_rejects
from servicedesk.domain.errors import ServiceDeskError, UsageError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.text import brief_list
from servicedesk.domain.wording import before_value
from servicedesk.i18n import _, ngettext
from servicedesk.services.import_words import counts_words, kind_words

if TYPE_CHECKING:
    from servicedesk.services.importing import ImportRequest
    from servicedesk.services.importing.folder import FolderReport

ALL, SETUP = "all", "setup"
COUNTS = ("read", "new", "updated", "unchanged", "rejected")
SHOWN = 5


def folder_meant(kind: str, file: str) -> Path | None:
    """The folder that is to be taken in as a whole desk; None where one file is meant.

    A folder that says of itself that it is an export needs no `all`.
    """
    from servicedesk.services.importing.folder import is_export

    word = kind.strip().lower()
    if word == ALL and not Path(kind).is_file():
        if not file:
            raise UsageError(_("Which folder?"), _("Name it: servicedesk import all FOLDER"))
        return Path(file)
    if file and word != "auto":
        return None
    path = Path(file or kind)
    return path if is_export(path) else None


def take_folder(request: "ImportRequest") -> None:
    """Take the folder in, tell what it came to, and leave with its exit code."""
    from servicedesk.cli.frame.progress import Progress
    from servicedesk.services.importing.folder import FolderImport

    opened = context.open_desk_to_try() if request.dry_run else context.open_desk(create=True)
    with opened as desk, Progress(_("{count} rows read")) as progress:
        report = FolderImport(desk).run(request, progress)
        context.current().came_to_nothing = bool(report.failure)
    run = context.current()
    if run.format:
        output.record(_values(report), str)
    elif run.quiet and report.run is not None:
        output.line(format_number("run", report.run))
    _say(report)
    if report.failure:
        raise typer.Exit(diagnostics.fail(ServiceDeskError(report.failure, _where(report))))
    raise typer.Exit(report.exit_code)


def _values(report: "FolderReport") -> dict[str, Any]:
    """The report for programs: the counts of all, then of each file."""
    own = report.setup
    return {
        "run": None if report.run is None else format_number("run", report.run),
        **{name: report.total(name) for name in (*COUNTS, "customers_new")},
        "files": [report_values(file) for file in report.files],
        "setup": None
        if own is None
        else {
            **{name: getattr(own, name) for name in COUNTS},
            "rejects": [{"what": one.what, "reason": one.reason} for one in own.rejects],
            "notes": own.notes,
        },
        "changed": list(report.changed),
        "notes": list(report.notes),
        "dry_run": report.dry_run,
        "failure": report.failure,
    }


def _say(report: "FolderReport") -> None:
    """The report for people, on standard error."""
    if report.changed:
        words = _("Changed since the folder was written, and taken in as they are now: {names}.")
        diagnostics.warn(words.format(names=brief_list(report.changed)))
    for note in report.notes:
        diagnostics.warn(note)
    for file in report.files:
        say_rejects(file)
        if not report.failure:
            diagnostics.say(f"{before_value(kind_words(file.kind))}{counts_words(file)}")
        for note in file.notes:
            diagnostics.say(f"  {note}")
    _say_setup(report)
    if report.failure:
        return
    rows = ngettext("{count} entry", "{count} entries", report.total("read"))
    words = _(
        "All together {rows}: {new} new, {updated} updated, {unchanged} unchanged, {rejected} rejected."
    )
    counts = {name: report.total(name) for name in COUNTS[1:]}
    diagnostics.say(words.format(rows=rows.format(count=report.total("read")), **counts))
    if where := _where(report):
        diagnostics.say(where)
    if report.dry_run:
        diagnostics.say(_("This was a dry run: nothing was changed."))
    elif report.run is not None:
        number = format_number("run", report.run)
        diagnostics.say(_("Take it all back with: servicedesk import undo {number}").format(number=number))


def _say_setup(report: "FolderReport") -> None:
    own = report.setup
    if own is None:
        return
    for one in own.rejects[:SHOWN]:
        words = _("{what} is rejected: {reason}")
        diagnostics.say(words.format(what=one.what, reason=one.reason))
    if (more := len(own.rejects) - SHOWN) > 0:
        diagnostics.say(ngettext("... and {count} more.", "... and {count} more.", more).format(count=more))
    if not report.failure:
        diagnostics.say(f"{before_value(kind_words(SETUP))}{counts_words(own)}")
    for note in own.notes:
        diagnostics.say(f"  {note}")


def _where(report: "FolderReport") -> str:
    """Where the rejected rows are; '' where there are none."""
    paths = [str(file.rejects_file) for file in report.files if file.rejects_file]
    return _("The rejected rows are in {path}.").format(path=_(", ").join(paths)) if paths else ""
