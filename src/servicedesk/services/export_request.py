"""What an export is asked: which records in which form and where to, and what of that cannot be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from servicedesk import i18n
from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.domain.query_fields import FIELDS_BY_KIND
from servicedesk.domain.records.by_kind import in_files
from servicedesk.domain.text import clean_line
from servicedesk.exchange import encrypted
from servicedesk.exchange.column import Column, header_key
from servicedesk.exchange.columns import COLUMNS_BY_KIND, DELETED_AT, REDACTED
from servicedesk.exchange.csv_writing import ENCODINGS
from servicedesk.exchange.formats import FORMATS, FileFormat, format_named, format_of_file, require_written
from servicedesk.exchange.rows import Sink
from servicedesk.i18n import _, in_every_language
from servicedesk.services.export_progress import RowsHeard
from servicedesk.settings.places import require_apart

ALL = "all"
STANDARD_OUTPUT = "-"


class Stream(Sink, Protocol):
    """Standard output, or what stands in for it."""

    def flush(self) -> Any:
        """Pass on what is written."""


@dataclass(frozen=True)
class ExportRequest:
    """What is to go out, and where to.

    `output` is a file, `-` for `stream`, or for the kind `all` a folder or a workbook. `since` and `cursor`
    leave out what has not changed: since a moment, or since the last export under that name. `raw` writes
    cells as they are, without making them harmless for spreadsheets.
    """

    kind: str
    output: Path | str
    format: str | None = None
    query: str = ""
    since: datetime | None = None
    cursor: str = ""
    columns: Sequence[str] = ()
    encoding: str | None = None
    raw: bool = False
    force: bool = False
    language: str = ""
    """That of headers and names of sheets, `en` or `zh`; that of the program if blank."""
    keys: Sequence[str] = ()
    """Public keys, or files of them, to which the files are encrypted; their names get .age behind them."""
    redact: str = ""
    """What is hidden of the people in it, one of the masks of dossiers; blank for nothing."""
    desk_times: bool = False
    """Times of CSV and TSV in the desk's zone, as spreadsheets read them; those of workbooks always are."""
    stream: Stream | None = None
    after: int | None = None
    """Leave out what has not changed since this change number: for who keeps count outside of the desk."""
    heard: RowsHeard | None = None
    """Who waits for it, and may end it: then nothing is left of it."""

    @property
    def changes_only(self) -> bool:
        """Whether it is an export of changes, which tells of deletions, too."""
        return bool(self.cursor or self.since) or self.after is not None


def require_language(name: str) -> None:
    """Raise UsageError for a language that the program does not speak; blank is that of the program."""
    if name and i18n.match(name) is None:
        raise UsageError(
            _("There is no language {name}.").format(name=clean_line(name)[:40]),
            _("Use one of: {names}.").format(names="en, zh"),
        )


def format_of(request: ExportRequest) -> FileFormat:
    """As it says itself, else by the name of the file, else CSV; UsageError for what is not written."""
    if request.format:
        return require_written(format_named(request.format))
    by_name = _by_name(request)
    if request.kind == ALL and by_name is not None and not (by_name.has_sheets and by_name.writer):
        # A folder is named after what it is for: its dots mean nothing.
        by_name = None
    return require_written(by_name or FORMATS["csv"])


def encoding_of(request: ExportRequest, file_format: FileFormat) -> str:
    """What Excel opens by a double click, for tables in files; plain UTF-8 elsewhere."""
    if not file_format.has_encodings:
        if request.encoding not in {None, "utf-8"}:
            raise UsageError(_("{format} is always UTF-8.").format(format=file_format.name.upper()))
        return "utf-8"
    if request.encoding is not None and request.encoding not in ENCODINGS:
        raise UsageError(
            _("There is no encoding {name}.").format(name=clean_line(request.encoding)[:40]),
            _("Use one of: {names}.").format(names=", ".join(ENCODINGS)),
        )
    return request.encoding or ("utf-8" if str(request.output) == STANDARD_OUTPUT else "utf-8-sig")


def cursor_name(name: str) -> str:
    """The name as it is kept; UsageError for a long one, or one with a colon."""
    line = clean_line(name)
    if len(line) > 100 or ":" in line:
        raise UsageError(_("The name of a cursor is short and has no colon."))
    return line


def columns_of(kind: str, request: ExportRequest) -> list[Column]:
    """The columns of a file of that kind, in their order; UsageError for one that there is not."""
    known = {column.name: column for column in COLUMNS_BY_KIND[kind]}
    if request.changes_only:
        known[DELETED_AT.name] = DELETED_AT
    by_header = _words_for(kind, known)
    marked = [REDACTED] if request.redact else []
    if not request.columns:
        return [*known.values(), *marked]
    if request.kind == ALL:
        raise UsageError(_("--columns is for one kind at a time."))
    chosen = [name if name in known else by_header.get(header_key(name), name) for name in request.columns]
    for name in chosen:
        if name not in known:
            raise UsageError(
                _("There is no column {name}.").format(name=clean_line(name)[:40]),
                _("Columns are: {names}").format(names=", ".join(known)),
            )
    return [*(known[name] for name in dict.fromkeys(chosen)), *marked]


def _words_for(kind: str, known: Mapping[str, Column]) -> dict[str, str]:
    """What people call the columns, folded, with their names: heads in both languages, surest first.

    Heads of the file, those of lists and sheets, other names in files, and what a query calls them.
    """
    fields = {name: field for name, field in in_files(kind).items() if name in known}
    asked = {name: _queried(kind, name) for name in known}
    ways = (
        {name: (column.header, column.header_zh) for name, column in known.items()},
        {name: in_every_language(field.label) for name, field in fields.items() if field.label},
        {name: column.aliases for name, column in known.items()},
        asked,
    )
    found: dict[str, str] = {}
    for way in ways:
        for name, words in way.items():
            for word in words:
                found.setdefault(header_key(word), name)
    return found


def _queried(kind: str, name: str) -> tuple[str, ...]:
    """What the query word for a column is called; its name may lack the ending of a time, or of several."""
    fields = FIELDS_BY_KIND[kind]
    field = fields.get(name) or fields.get(name.removesuffix("_at").removesuffix("s"))
    return (field.name, *field.aliases) if field is not None else ()


def _by_name(request: ExportRequest) -> FileFormat | None:
    """The format of the name, or of what is left of it without .age."""
    name = Path(request.output).name
    return format_of_file(name.removesuffix(encrypted.SUFFIX) if request.keys else name)


def with_keys(request: ExportRequest) -> ExportRequest:
    """The request with the keys themselves, and with .age behind the name of its file."""
    if not request.keys:
        return request
    request = replace(request, keys=encrypted.recipients(request.keys))
    is_file = request.kind != ALL or is_one_file(request)
    place = Path(request.output)
    if str(place) == STANDARD_OUTPUT or not is_file:
        return request
    return replace(request, output=encrypted.with_ending(place))


def is_one_file(request: ExportRequest) -> bool:
    """Whether all kinds go into one file: its name ends as a workbook's does, or there is but one stream.

    A folder that is there already stays one.
    """
    if not format_of(request).has_sheets:
        return False
    if str(request.output) == STANDARD_OUTPUT:
        return True
    by_name = _by_name(request)
    return by_name is not None and by_name.has_sheets and not Path(request.output).is_dir()


def require_no_file_of_one_kind(request: ExportRequest) -> None:
    """UsageError for a name that would be taken for a file, and would become a folder."""
    place = Path(request.output)
    by_name = _by_name(request)
    if by_name is not None and not is_one_file(request) and not place.is_dir():
        raise UsageError(
            _("All kinds do not go into one {format} file.").format(format=by_name.name.upper()),
            _("Name a folder, or a workbook such as desk.xlsx, or export one kind."),
        )


def require_folder(request: ExportRequest) -> None:
    """Raise UsageError where all kinds would go to standard output, or are to be chosen from."""
    if str(request.output) == STANDARD_OUTPUT:
        raise UsageError(_("All kinds go into a folder."), _("Name one with -o, or export one kind."))
    require_no_query(request)


def require_no_query(request: ExportRequest) -> None:
    """Raise UsageError for a query, whose fields are those of one kind."""
    if request.query:
        raise UsageError(_("A query is for one kind at a time."))


def place_of(request: ExportRequest) -> Path | None:
    """The file, None for standard output; raises before anything is written, AtomicFile asks again."""
    if str(request.output) == STANDARD_OUTPUT:
        return None
    place = Path(request.output)
    require_apart(place)
    if place.is_dir() and not request.force:
        raise UsageError(_("-o names a folder, not a file."), _("Name a file in it, or export all."))
    if place.exists() and not request.force:
        raise RefusedError(
            _("{name} exists already.").format(name=clean_line(place.name)),
            _("Use --force to replace it, or choose another name."),
        )
    return place
