"""`servicedesk import`: a file into the desk, a look at it before, and the runs there were."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from servicedesk.cli.frame import context, diagnostics, moments, output
from servicedesk.cli.frame.commands import DEFAULT
from servicedesk.cli.imports.folders import ALL, folder_meant, take_folder
from servicedesk.cli.imports.profiles import HELP as PROFILES_HELP
from servicedesk.cli.imports.profiles import profiles
from servicedesk.cli.imports.words import (
    RUN_FIELDS,
    RUN_TABLE,
    preview_values,
    preview_words,
    report_values,
    say_report,
)
from servicedesk.cli.record.choices import kind_meant
from servicedesk.cli.record.options import (
    Columns,
    Encoding,
    FailEmpty,
    File,
    Force,
    Identity,
    argument,
    flag,
    option,
    takes,
)
from servicedesk.domain.errors import ServiceDeskError, UsageError
from servicedesk.domain.numbers import format_number, parse_number
from servicedesk.domain.text import brief
from servicedesk.domain.wording import before_value, counted_records
from servicedesk.exchange.formats import FORMAT_CHOICES
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.services.importing import ImportRequest

app = typer.Typer(
    help=N_(
        "Take in customers, cases, calls, follow-ups and promises from workbooks (XLSX, XLS, XLSB,"
        " ODS), CSV, TSV, JSON or JSON Lines. A row that holds several makes all of them.\n\n"
        "One import is one step: all of it can be taken back. The same file again changes nothing. Rows that"
        " cannot be read go to FILE.rejects.csv with the reason, to be corrected and imported.\n\n"
        "Exit code 0: all in; 3: done, but with rejects; 1: nothing was imported."
    ),
    epilog=N_(
        "servicedesk import preview complaints.csv\n"
        "servicedesk import profiles\n"
        "servicedesk import profiles show zendesk\n"
        "servicedesk import auto complaints.csv --dry-run\n"
        "servicedesk import case export.csv --source zendesk --map 'Ticket form=category'\n"
        "servicedesk import case register.csv --map 'Callback on=followup.due_at'\n"
        "servicedesk import customer - < customers.jsonl\n"
        "servicedesk import all backup-folder\n"
        "servicedesk import all backup-folder --identity key.txt\n"
        "servicedesk import undo R-3"
    ),
)

Kind = Annotated[
    str,
    argument(
        "KIND|auto|all",
        N_("customer, case, call, followup, promise; auto looks at the columns; all a folder or a workbook."),
    ),
]
_MOST_ABOVE = 10_000
"""Rows above a table; a file with more is another sheet first."""

HOW: dict[str, Any] = {
    "source": Annotated[
        str,
        option("--source", N_("The program whose ids stand in the file; else its columns say so."), "NAME"),
    ],
    "columns": Annotated[
        list[str] | None,
        option(
            "--map",
            N_(
                "What a column is; COLUMN=- leaves it out, COLUMN=call.started_at or COLUMN=followup.due_at"
                " is of a further record in the row, #7=FIELD names the seventh. May be given several times."
            ),
            "COLUMN=FIELD",
        ),
    ],
    "file_format": Annotated[
        str, option("--format", N_("Read the file as that; else by its name or content."), FORMAT_CHOICES)
    ],
    "encoding": Encoding,
    "delimiter": Annotated[
        str, option("--delimiter", N_("What stands between the cells; tab for a tab."), "CHARACTER")
    ],
    "no_header": Annotated[
        bool, flag("--no-header", N_("The first line holds no names; --map 1=name names columns."))
    ],
    "skip_rows": Annotated[
        int | None,
        option(
            "--skip-rows",
            N_("Leave out so many rows at the top; the next names the columns."),
            "N",
            min=0,
            max=_MOST_ABOVE,
        ),
    ],
    "header_row": Annotated[
        int | None,
        option(
            "--header-row",
            N_("The row that names the columns, the first being 1."),
            "N",
            min=1,
            max=_MOST_ABOVE,
        ),
    ],
    "sheet": Annotated[
        str, option("--sheet", N_("The sheet of a workbook, by its name or its number."), "NAME|N")
    ],
    "date_order": Annotated[
        str, option("--date-order", N_("How 03/04/2026 is meant: dmy, mdy or ymd."), "ORDER")
    ],
    "profile": Annotated[
        str,
        option(
            "--profile",
            N_("How the files of a program are read: a name of `import profiles`, a file, or none."),
            "NAME|FILE",
        ),
    ],
    "region": Annotated[
        str, option("--region", N_("The country of phone numbers without a country code."), "CODE")
    ],
    "state": Annotated[
        str,
        option(
            "--state", N_("Take the rows in as history: closed, or another state they all have."), "STATE"
        ),
    ],
    "identity": Identity,
    "closed_before": Annotated[
        str, option("--closed-before", N_("Cases received before that day are closed: history."), "DAY")
    ],
}
"""What the user says about the file; what is not said is found out."""

Run = Annotated[str, argument("RUN", N_("The number of an import run, such as R-3."))]


@app.command(DEFAULT, help=N_("Import one file, or the folder of a whole desk."))
@takes(HOW, after="dry_run")
def take_in(
    kind: Kind,
    file: File = "",
    *,
    dry_run: Annotated[
        bool, flag("--dry-run", N_("Do all but keep it: the same counts, nothing changed."))
    ] = False,
    on_conflict: Annotated[
        str,
        option(
            "--on-conflict",
            N_(
                "What becomes of a record that is here and differs: update, skip, newest or fail; replace is"
                " update, also where an id then means somebody else, and of two rows with one id the last"
                " holds."
            ),
            "RULE",
        ),
    ] = "update",
    blank_clears: Annotated[
        bool, flag("--blank-clears", N_("A blank cell empties the field of the record."))
    ] = False,
    strict: Annotated[bool, flag("--strict", N_("Import nothing if any row is rejected."))] = False,
    max_rejects: Annotated[
        int | None, option("--max-rejects", N_("Import nothing if more rows are rejected."), "N", min=0)
    ] = None,
    rejects: Annotated[
        str, option("--rejects", N_("Where rejected rows go; beside the file if not given."), "FILE")
    ] = "",
    **how: Any,
) -> None:
    from dataclasses import replace

    from servicedesk.cli.frame.progress import Progress

    folder = folder_meant(kind, file)
    chosen, path = (ALL, str(folder)) if folder else _kind_and_file(kind, file)
    asked = replace(
        _request(chosen, path, how),
        on_conflict=on_conflict,
        blank_clears=blank_clears,
        max_rejects=0 if strict else max_rejects,
        rejects=Path(rejects) if rejects else None,
        dry_run=dry_run,
    )
    if folder:
        take_folder(asked)
    opened = context.open_desk_to_try() if dry_run else context.open_desk(create=True)
    with opened as desk, Progress(_("{count} rows read")) as progress:
        report = desk.importing.run(asked, progress)
        context.current().came_to_nothing = bool(report.failure)
    run = context.current()
    if run.format:
        output.record(report_values(report), str)
    elif run.quiet and report.run is not None:
        output.line(format_number("run", report.run))
    say_report(report)
    if report.failure:
        hint = (
            _("The rejected rows are in {path}.").format(path=report.rejects_file)
            if report.rejects_file
            else ""
        )
        raise typer.Exit(diagnostics.fail(ServiceDeskError(report.failure, hint)))
    raise typer.Exit(report.exit_code)


@app.command(help=N_("Show what an import would do, with the first rows; nothing is kept."))
@takes(HOW)
def preview(
    file: File,
    *,
    kind: Annotated[str, option("--kind", N_("customer, case, call, followup or promise."), "KIND")] = "auto",
    rows: Annotated[int, option("--rows", N_("How many rows."), "N", min=1, max=1000)] = 10,
    save_profile: Annotated[
        str, option("--save-profile", N_("Keep the mapping as a profile of your own."), "NAME")
    ] = "",
    force: Force = False,
    **how: Any,
) -> None:
    asked = _request(kind_meant(kind, "auto"), file, how)
    with context.open_desk_to_try() as desk:
        found = desk.importing.preview(asked, rows)
        config = desk.settings.config
    output.record(preview_values(found), lambda: preview_words(found))
    if save_profile:
        from servicedesk.services.importing import own_profiles

        file_ = own_profiles.save(save_profile, config, asked, found, force=force)
        diagnostics.say(_("The profile is in {path}.").format(path=file_.path))
        diagnostics.require_sure(is_sure=file_.is_sure)


app.command("profiles", help=PROFILES_HELP)(profiles)


@app.command(help=N_("List the import runs, newest first."))
def runs(
    *,
    limit: Annotated[int, option("--limit", N_("At most so many lines."), "N", also="-n", min=1)] = 50,
    columns: Columns = "",
    fail_empty: FailEmpty = False,
) -> None:
    with context.open_desk() as desk:
        found = desk.importing.runs(limit)
    output.listing(RUN_FIELDS, found, default=RUN_TABLE, shape=output.Shape(columns, fail_empty))


@app.command(help=N_("Show one import run."))
def show(number: Run) -> None:
    with context.open_desk() as desk:
        found = desk.importing.get(parse_number(number, "run"))
    values = {field.name: field.value(found) for field in RUN_FIELDS} | {"notes": list(found.notes)}

    def words() -> str:
        lines = [
            f"{before_value(_(field.title))}{field.shown(found) if field.shown else field.value(found)}"
            for field in RUN_FIELDS
        ]
        return "\n".join([*lines, *found.notes])

    output.record(values, words)


@app.command(help=N_("Take back all that an import run did, if nothing was changed on it since."))
def undo(number: Run) -> None:
    run_id = parse_number(number, "run")
    with context.open_desk() as desk:
        change = desk.importing.undo(run_id)
    records = counted_records(change.kinds)
    shown = format_number("run", run_id)
    output.saved(
        [shown],
        _("Took back {number}: {records}.").format(number=shown, records=records),
        number=shown,
        action=change.action,
        count=change.count,
        counts=dict(change.kinds),
    )


def _kind_and_file(kind: str, file: str) -> tuple[str, str]:
    """What to read and as what: a file alone is looked at."""
    if file:
        return kind_meant(kind, "auto"), file
    if kind == "-" or Path(kind).suffix or Path(kind).exists():
        return "auto", kind
    raise UsageError(_("Which file?"), _("Name it behind the kind; - reads standard input."))


def _request(kind: str, file: str, how: Mapping[str, Any]) -> "ImportRequest":
    from servicedesk.services.importing import ImportRequest
    from servicedesk.settings import values

    return ImportRequest(
        path=file if file == "-" else Path(file),
        kind=kind,
        source=how["source"] or "",
        columns=_mapping(how["columns"] or []),
        format=(how["file_format"] or "").lower() or None,
        encoding=how["encoding"] or None,
        delimiter=how["delimiter"] or None,
        has_header=not how["no_header"],
        skip_rows=how["skip_rows"],
        header_row=how["header_row"],
        sheet=how["sheet"] or None,
        date_order=(how["date_order"] or "").lower() or None,
        profile=how["profile"] or "",
        region=values.region(how["region"]) if how["region"] else None,
        identity=how["identity"] or "",
        state=how["state"] or "",
        closed_before=_day(how["closed_before"] or ""),
    )


def _day(text: str) -> datetime | None:
    """The beginning of the day in the desk's zone; None for an option that was not given."""
    return moments.read_when(text, moments.MIDNIGHT, "past").at if text.strip() else None


def _mapping(given: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in given:
        header, equals, field = pair.rpartition("=")
        if not equals or not header.strip():
            raise UsageError(
                _("{value} does not say which field the column is.").format(value=brief(f"--map {pair}")),
                _('Write it like --map "Ticket form=category".'),
            )
        found[header] = field.strip()
    return found
