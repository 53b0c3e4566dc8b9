"""`servicedesk export`: records into files, and how far the regular exports have come."""

import os
import re
import shlex
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servicedesk.cli.frame import context, diagnostics, moments, output
from servicedesk.cli.frame.commands import DEFAULT
from servicedesk.cli.frame.output import Field
from servicedesk.cli.record.choices import kind_meant
from servicedesk.cli.record.options import Columns, Force, ToKey, argument, flag, option
from servicedesk.domain.errors import UsageError
from servicedesk.domain.records import RECORDS
from servicedesk.domain.text import brief, clean_line, sentences
from servicedesk.domain.wording import listed
from servicedesk.exchange.formats import FORMATS, WRITTEN_CHOICES
from servicedesk.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from servicedesk.services.exporting import ExportReport, Stream

app = typer.Typer(
    help=N_(
        "Write customers, cases, calls, follow-ups or promises to a file, or all of them into a folder or a"
        " workbook.\n\n"
        "A file or folder is there whole or not at all, holds one moment of the desk, and can be imported"
        " again. The same export all can be run again into the folder that it wrote. Cells"
        " that a spreadsheet would take for formulas are made harmless; --raw leaves them as they are."
    ),
    epilog=N_(
        "servicedesk export case 'kind:complaint is:open' -o cases.csv\n"
        "servicedesk export all -o backup-2026-11-21\n"
        "servicedesk export all -o desk.xlsx\n"
        "servicedesk export case -o open.html --query is:open --columns number,subject,owner,due_at\n"
        "servicedesk export case -o new.jsonl --since last:nightly\n"
        "servicedesk export customer -o - --format jsonl | head\n"
        "servicedesk export cursors list"
    ),
)

LAST = "last:"
_AGO = re.compile(r"(\d{1,5})\s*([hdw])")
_OTHER_SUFFIXES = frozenset({".age", ".htm", ".html", ".md", ".txt", ".zip"})
"""Of files that people name beside those of the formats."""
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def _standard_output(encoding: str, file_format: str, *, is_encrypted: bool) -> "Stream":
    """Where `-` leads; what is no UTF-8 is for no terminal, and goes out as it is."""
    known = FORMATS.get(file_format)
    if is_encrypted or (known is not None and known.has_sheets):
        if sys.stdout.isatty():
            raise UsageError(
                _("That is nothing that a terminal can show."), _("Name a file with -o, or pipe it on.")
            )
        return sys.stdout.buffer
    return output.Utf8() if encoding.lower() in {"", "utf-8", "utf8"} else sys.stdout.buffer


CURSOR_FIELDS: tuple[Field, ...] = (
    Field("name", N_("Name"), lambda cursor: cursor.name),
    Field("kind", N_("Kind"), lambda cursor: cursor.kind),
    Field("change_number", N_("Change"), lambda cursor: cursor.change_number, right=True),
    Field(
        "at",
        N_("Time"),
        lambda cursor: cursor.at,
        lambda cursor: moments.shown(cursor.at),
    ),
)


@app.command(DEFAULT, help=N_("Write one kind of record to a file, or all into a folder or a workbook."))
def write(
    kind: Annotated[
        str, argument("KIND|all", N_("customer, case, call, followup, promise, or all of them."))
    ],
    only: Annotated[
        list[str] | None, argument("QUERY", N_("Only these, in the words of the filter bar; as --query."))
    ] = None,
    *,
    to: Annotated[
        str,
        option(
            "--output",
            N_("The file, a folder or workbook for all, - for standard output."),
            "FILE|-",
            also="-o",
        ),
    ] = "-",
    file_format: Annotated[
        str, option("--format", N_("Write that; else by the file's name."), WRITTEN_CHOICES)
    ] = "",
    query: Annotated[str, option("--query", N_("Only these, in the words of the filter bar."), "QUERY")] = "",
    since: Annotated[
        str,
        option(
            "--since",
            N_("Only what changed since a time, 7d, or the last export under that name; deletions too."),
            "TIME|last:NAME",
        ),
    ] = "",
    columns: Columns = "",
    encoding: Annotated[
        str, option("--encoding", N_("utf-8-sig (for files), utf-8, gb18030 or utf-16."), "NAME")
    ] = "",
    language: Annotated[
        str, option("--language", N_("The language of the headers: en or zh."), "LANGUAGE")
    ] = "",
    to_key: ToKey = None,
    redact: Annotated[
        str,
        option(
            "--redact",
            N_("Hide people, in free text too: phones, contact, names or all, as dossiers do."),
            "PROFILE",
        ),
    ] = "",
    raw: Annotated[bool, flag("--raw", N_("Write cells as they are, formulas too."))] = False,
    force: Force = False,
) -> None:
    from servicedesk.services.exporting import ExportRequest

    run = context.current()
    to_stream = to == "-"
    if to_stream:
        _refuse_file_names(kind, only or [])
    chosen = kind_meant(kind, "all")
    query = " ".join([query, *(only or [])]).strip()
    if kind.strip().lower() in {"complaint", "complaints", "投诉"}:
        query = f"kind:complaint {query}".strip()
    asked = ExportRequest(
        kind=chosen,
        output=to if to_stream else Path(to),
        format=file_format.lower() or (run.format if to_stream else "") or None,
        query=query,
        since=None if since.startswith(LAST) or not since else _moment(since),
        cursor=_cursor(since),
        columns=[name.strip() for name in columns.replace("，", ",").split(",") if name.strip()],
        encoding=encoding.lower() or None,
        raw=raw,
        force=force,
        language=language,
        desk_times=run.given.desk_times,
        keys=to_key or (),
        redact=redact,
        stream=_standard_output(encoding, file_format.lower(), is_encrypted=bool(to_key))
        if to_stream
        else None,
    )
    with context.open_desk() as desk:
        report = desk.exporting.run(asked)
    output.say_of_labels()
    if run.format and not to_stream:
        output.record(_values(report), str)
    else:
        _say(report)
    if report.damaged:
        diagnostics.warn(sentences(diagnostics.marked(report.damaged), _("Run `servicedesk doctor`.")))
    if report.unmoved is not None:
        words = _("It is written, but how far it goes could not be kept: the next one begins where it began.")
        diagnostics.warn(sentences(words, report.unmoved.message))
        raise typer.Exit(diagnostics.INCOMPLETE)
    so = _("The next one begins where this one began.") if asked.cursor else ""
    diagnostics.require_sure(is_sure=report.is_sure, so=so)


@app.command(help=N_("list, set or reset the cursors that last:NAME stands on."))
def cursors(
    action: Annotated[str, argument("list|set|reset", N_("set NAME CHANGE, reset NAME, or list."))] = "list",
    name: Annotated[str, argument("NAME", N_("The name of the export."))] = "",
    change: Annotated[int | None, argument("CHANGE", N_("A change number, from the history."), min=0)] = None,
) -> None:
    if action not in {"list", "set", "reset"}:
        raise UsageError(
            _("There is no command {name}.").format(name=action[:40]), _("Use list, set or reset.")
        )
    if action != "list" and not name:
        raise UsageError(_("Which cursor?"), _("Name it: servicedesk export cursors reset nightly"))
    if action == "set" and change is None:
        raise UsageError(_("To which change?"), _("servicedesk history shows the numbers."))
    with context.open_desk() as desk:
        if action == "set":
            desk.exporting.set_cursor(name, change or 0)
        elif action == "reset":
            desk.exporting.reset_cursor(name)
        found = desk.exporting.cursors()
    if action == "list":
        output.listing(CURSOR_FIELDS, found, default=("name", "kind", "change_number", "at"))
    else:
        words = _("{name} begins anew.") if action == "reset" else _("{name} goes on from change {change}.")
        output.saved([], words.format(name=name, change=change), name=name, change_number=change)


def _is_file_name(word: str) -> bool:
    """Whether a word is where a file is, and no word of a query."""
    if re.match(r"[-−+]|[^\W\d][\w-]*[:：](?![/\\])", word):
        return False
    path = Path(word)
    return (
        any(path.name.lower().endswith(suffix) for known in FORMATS.values() for suffix in known.suffixes)
        or path.suffix.lower() in _OTHER_SUFFIXES
        or word.startswith((".", "~", os.sep))
        or _is_in_folder(path)
    )


def _is_in_folder(path: Path) -> bool:
    """Whether a path leads into a folder that is there; a bare word is none, whatever file has its name."""
    try:
        return len(path.parts) > 1 and path.parent.is_dir()
    except OSError:
        return False


def _refuse_file_names(kind: str, words: list[str]) -> None:
    """UsageError for a word that names a file, which would else be looked for in the records."""
    named = next(filter(_is_file_name, (kind, *words)), None)
    if named is None:
        return
    if named == kind:
        stem = Path(named).name.partition(".")[0].lower().rstrip("s")
        kind = stem if stem in RECORDS else "case"
    rest = [shlex.quote(clean_line(word)) for word in words if word != named]
    like = " ".join(["servicedesk export", clean_line(kind), *rest, "-o", shlex.quote(clean_line(named))])
    raise UsageError(
        _("{name} looks like a file: say where to write with -o.").format(name=brief(clean_line(named), 60)),
        _("Like this: {command}").format(command=like),
    )


def _cursor(since: str) -> str:
    if not since.startswith(LAST):
        return ""
    name = since.removeprefix(LAST).strip()
    if not name:
        raise UsageError(_("Which export was the last one?"), _("Give it a name: --since last:nightly"))
    return name


def _moment(since: str) -> datetime:
    if match := _AGO.fullmatch(since.strip().lower()):
        return context.now() - timedelta(**{_UNITS[match[2]]: int(match[1])})
    return moments.read_past(since)


def _values(report: "ExportReport") -> dict[str, object]:
    return {
        **output.picked(report, "rows format encoding change_number damaged"),
        "files": [
            {"kind": file.kind, "path": None if file.path is None else str(file.path), "rows": file.rows}
            for file in report.files
        ],
    }


def _say(report: "ExportReport") -> None:
    places = {file.path for file in report.files}
    if len(report.files) > 1 and len(places) == 1 and (path := places.pop()) is not None:
        counts = listed(f"{_(RECORDS[file.kind].plural)} {file.rows}" for file in report.files)
        diagnostics.say(_("Wrote {path}: {counts}.").format(path=path, counts=counts))
        return
    for file in report.files:
        rows = ngettext("{count} row", "{count} rows", file.rows).format(count=file.rows)
        if file.path is not None:
            diagnostics.say(_("Wrote {path}: {rows}.").format(path=file.path, rows=rows))
