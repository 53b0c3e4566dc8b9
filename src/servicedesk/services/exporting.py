"""Exports: records of one kind, or of all, into files that are whole or not there, as of one moment."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from servicedesk import i18n
from servicedesk.domain.errors import NotFoundError, RefusedError, ServiceDeskError, UsageError
from servicedesk.domain.records import RECORDS
from servicedesk.domain.text import clean_line
from servicedesk.exchange import encrypted
from servicedesk.exchange.atomic_file import AtomicFile
from servicedesk.exchange.atomic_folder import AtomicFolder
from servicedesk.exchange.column import Column, header_key, join_list
from servicedesk.exchange.columns import COLUMNS_BY_KIND, DELETED_AT, REDACTED
from servicedesk.exchange.csv_writing import ENCODINGS
from servicedesk.exchange.formats import FORMATS, FileFormat, format_named, format_of_file, require_written
from servicedesk.exchange.rows import Sink, TextRow, WriteOptions
from servicedesk.i18n import _, in_language
from servicedesk.services import export_folder, setup_files
from servicedesk.services.context import Service
from servicedesk.services.export_folder import FolderPlan, Manifest
from servicedesk.services.export_progress import RowsHeard
from servicedesk.services.export_redacting import Redaction, mask_called
from servicedesk.services.lists import ListService
from servicedesk.services.values import kind_or
from servicedesk.settings.places import reading_from, require_apart
from servicedesk.settings.table import FLAG
from servicedesk.storage import driver, events, exporting, query_sql, setup
from servicedesk.storage.exporting import Cursor, Selection
from servicedesk.storage.moments import stored
from servicedesk.storage.term_sql import Condition

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


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file written; `path` is None for standard output."""

    kind: str
    path: Path | None
    rows: int
    damaged: int = 0
    """Rows of them with a value that cannot be, which is marked."""
    is_sure: bool = True
    """Whether the disk has confirmed the name; that of a file in a folder is the folder's to say."""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export wrote. `change_number` is the last change that it holds."""

    files: tuple[ExportedFile, ...]
    format: str
    encoding: str
    change_number: int
    unmoved: ServiceDeskError | None = None
    """Why the cursor stands where it stood, though the files are there: the next run begins there again."""
    is_sure: bool = True
    """Whether the disk has confirmed the names; if not, the cursor was not moved either."""

    @property
    def rows(self) -> int:
        """How many rows were written in all."""
        return sum(file.rows for file in self.files)

    @property
    def damaged(self) -> int:
        """How many of them hold a value that cannot be."""
        return sum(file.damaged for file in self.files)


class ExportService(Service):
    """Records out to files."""

    def run(self, request: ExportRequest) -> ExportReport:
        """Write the files. The cursor moves only when all of them have their names for sure.

        Raises UsageError, RefusedError for a file that exists already, NoSpaceError.
        """
        with reading_from(*request.keys):
            return self._run(request)

    def _run(self, request: ExportRequest) -> ExportReport:
        kind_or(request.kind, ALL)
        _require_language(request.language)
        request = _with_keys(replace(request, redact=mask_called(request.redact)))
        file_format = _format(request)
        encoding = _encoding(request, file_format)
        cursor = _cursor_name(request.cursor)
        kinds = tuple(RECORDS) if request.kind == ALL else (request.kind,)
        columns = {kind: _columns(kind, request) for kind in kinds}
        if request.kind == ALL:
            _require_no_file_of_one_kind(request)
        if request.kind == ALL and _is_one_file(request):
            files, newest = self._write_book(request, columns)
        elif request.kind == ALL:
            files, newest = self._write_folder(request, columns, encoding)
        else:
            place = _place(request)
            with self.desk.reading() as db:
                newest = events.newest_change_number(db)
                since = self._since(db, request.kind, request)
                target = (place, columns[request.kind], encoding)
                files = (self._write(db, request.kind, request, since, target),)
        # A file whose name is lost with the power would take along what nobody writes out again.
        is_sure = all(file.is_sure for file in files)
        unmoved = self._why_unmoved(cursor, kinds, newest) if cursor and is_sure else None
        return ExportReport(files, file_format.name, encoding, newest, unmoved, is_sure)

    def records(self, kind: str, ids: Sequence[int]) -> dict[str, dict[str, Any]]:
        """Whole records by their number, in the canonical columns, as a JSON export holds them."""
        from servicedesk.exchange.json_rows import json_record

        columns = COLUMNS_BY_KIND[kind]
        condition = Condition(f"id IN ({', '.join('?' * len(ids))})", list(ids))
        selection = Selection(kind, [column.name for column in columns], condition)
        number = exporting.number_column(kind)
        with self.desk.reading() as db:
            found = [json_record(columns, row) for row in exporting.rows(db, selection, join_list)]
        return {record[number]: record for record in found}

    def cursors(self) -> list[Cursor]:
        """How far each named export has gone."""
        with self.desk.reading() as db:
            return exporting.cursors(db)

    def set_cursor(self, name: str, change_number: int, kinds: Sequence[str] = tuple(RECORDS)) -> None:
        """Let the next export under `name` begin behind that change number."""
        name = _cursor_name(name)
        if not name:
            raise UsageError(_("A cursor needs a name."))
        if change_number < 0:
            raise UsageError(_("A change number is 0 or more."))
        with self.desk.reading() as db:
            newest = events.newest_change_number(db)
        if change_number > newest:
            raise UsageError(_("The newest change is {number}.").format(number=newest))
        self._move(name, kinds, change_number)

    def reset_cursor(self, name: str) -> None:
        """Forget how far the exports under `name` have gone; NotFoundError if there were none."""
        name = _cursor_name(name)
        with self.desk.writing() as transaction:
            if not exporting.forget_cursor(transaction.connection, name):
                raise NotFoundError(
                    _("There is no cursor of that name."), _("See: servicedesk export cursors list")
                )

    def _write_folder(
        self, request: ExportRequest, columns: dict[str, list[Column]], encoding: str
    ) -> tuple[tuple[ExportedFile, ...], int]:
        """Write a file for each kind; the files, and the newest change that they hold."""
        _require_folder(request)
        folder, cursor = Path(request.output), _cursor_name(request.cursor)
        written = _format(request).name + (encrypted.SUFFIX if request.keys else "")
        # A redacted folder never takes the place of a full one.
        told = f"{written}{export_folder.MASK}{request.redact}" if request.redact else written
        plan = FolderPlan(told, cursor, request.changes_only, request.force)
        names = {kind: f"{RECORDS[kind].file}.{written}" for kind in columns}
        target = AtomicFolder(folder, plan.require_replaceable)
        with target as temporary, self.desk.reading() as db:
            newest = events.newest_change_number(db)
            begins = plan.earliest(folder, {kind: self._since(db, kind, request) for kind in columns})
            files = {
                kind: self._write(
                    db, kind, request, begins[kind], (temporary / name, columns[kind], encoding)
                )
                for kind, name in names.items()
            }
            counts = {names[kind]: written_file.rows for kind, written_file in files.items()}
            if not request.redact:
                # Nothing is hidden in what the desk has set up: recurring cases say whom they are for.
                own = setup_files.write(temporary, setup.setup_of(db), request.keys)
                name = next(iter(own))
                names[setup_files.SETUP] = name
                files[setup_files.SETUP] = ExportedFile(setup_files.SETUP, None, own[name])
                counts |= own
            sums = export_folder.digests(temporary, list(counts))
            manifest = Manifest(told, cursor, request.changes_only, begins, newest, counts, sums)
            export_folder.write(temporary, manifest)
        placed = tuple(
            replace(file, path=folder / names[kind], is_sure=target.is_sure) for kind, file in files.items()
        )
        return placed, newest

    def _write_book(
        self, request: ExportRequest, columns: dict[str, list[Column]]
    ) -> tuple[tuple[ExportedFile, ...], int]:
        """Write all kinds as sheets of one workbook; what each sheet holds, and the newest change in it."""
        from servicedesk.exchange.xlsx_writing import Sheet, write_book

        _require_no_query(request)
        place = _place(request)
        damaged: dict[str, list[int]] = {kind: [] for kind in columns}
        with self.desk.reading() as db:
            newest = events.newest_change_number(db)
            options = {kind: self._options(kind, request, "utf-8") for kind in columns}
            sheets = (
                Sheet(
                    options[kind].title,
                    its,
                    self._rows(db, request, (kind, its, self._since(db, kind, request)), damaged[kind]),
                )
                for kind, its in columns.items()
            )
            sure: list[bool] = []
            with _sink(place, request, sure) as sink:
                counts = write_book(sink, sheets, next(iter(options.values())))
        return tuple(
            ExportedFile(kind, place, count, len(damaged[kind]), all(sure))
            for kind, count in zip(columns, counts, strict=True)
        ), newest

    def _write(
        self,
        db: driver.Connection,
        kind: str,
        request: ExportRequest,
        since: int | None,
        target: tuple[Path | None, Sequence[Column], str],
    ) -> ExportedFile:
        place, columns, encoding = target
        options = self._options(kind, request, encoding)
        damaged: list[int] = []
        found = self._rows(db, request, (kind, columns, since), damaged)
        sure: list[bool] = []
        with _sink(place, request, sure) as sink:
            if (file_format := _format(request)).is_page:
                from servicedesk.services import export_pages

                rows = export_pages.write(sink, (kind, file_format.name, columns), found, options)
            else:
                rows = file_format.write(sink, columns, found, options)
        return ExportedFile(kind, place, rows, len(damaged), all(sure))

    def _rows(
        self,
        db: driver.Connection,
        request: ExportRequest,
        what: tuple[str, Sequence[Column], int | None],
        damaged: list[int],
    ) -> Iterator[TextRow]:
        """The rows of a kind with these columns, since that change; `damaged` as of storage.exporting."""
        kind, columns, since = what
        redaction = Redaction(db, kind, columns, request.redact) if request.redact else None
        query = ListService(self.desk).query(kind, request.query)
        selection = Selection(
            kind,
            [column.name for column in (redaction.read if redaction else columns)],
            query_sql.condition(
                kind,
                query,
                self.desk.now_here(),
                self.desk.actor,
                self.desk.settings.region,
                came_back=query_sql.came_back(db, kind, query),
            ),
            since,
        )
        found = exporting.rows(db, selection, join_list, damaged)
        found = redaction.rows(found) if redaction else found
        return request.heard.through(found) if request.heard else found

    def _options(self, kind: str, request: ExportRequest, encoding: str) -> WriteOptions:
        language = i18n.match(request.language) or i18n.language()
        has_dates, is_page = _format(request).has_dates, _format(request).is_page
        # What an import elsewhere would read in its own zone says in which one it is.
        is_asked = self.desk.settings.origins.get("timezone") == FLAG
        return WriteOptions(
            language,
            request.raw,
            encoding,
            title=in_language(RECORDS[kind].plural, language).capitalize(),
            all_columns=not request.columns,
            zone=self.desk.zone if has_dates or is_page or request.desk_times else None,
            zone_note=self.desk.settings.timezone if has_dates and is_asked else "",
        )

    def _since(self, db: driver.Connection, kind: str, request: ExportRequest) -> int | None:
        if request.cursor:
            return exporting.cursor_at(db, _cursor_name(request.cursor), kind)
        if request.since is not None:
            return exporting.change_number_at(db, stored(request.since))
        return request.after

    def _why_unmoved(self, name: str, kinds: Sequence[str], change_number: int) -> ServiceDeskError | None:
        """Move the cursor; what kept us from it. The files are there by now, so it is no failure."""
        try:
            self._move(name, kinds, change_number)
        except ServiceDeskError as error:
            return error
        return None

    def _move(self, name: str, kinds: Sequence[str], change_number: int) -> None:
        at = self.desk.clock.now()
        with self.desk.writing() as transaction:
            for kind in kinds:
                exporting.move_cursor(transaction.connection, Cursor(name, kind, change_number, at))


def _require_language(name: str) -> None:
    if name and i18n.match(name) is None:
        raise UsageError(
            _("There is no language {name}.").format(name=clean_line(name)[:40]),
            _("Use one of: {names}.").format(names="en, zh"),
        )


def _format(request: ExportRequest) -> FileFormat:
    if request.format:
        return require_written(format_named(request.format))
    by_name = _by_name(request)
    if request.kind == ALL and by_name is not None and not (by_name.has_sheets and by_name.writer):
        # A folder is named after what it is for: its dots mean nothing.
        by_name = None
    return require_written(by_name or FORMATS["csv"])


def _encoding(request: ExportRequest, file_format: FileFormat) -> str:
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


def _cursor_name(name: str) -> str:
    line = clean_line(name)
    if len(line) > 100 or ":" in line:
        raise UsageError(_("The name of a cursor is short and has no colon."))
    return line


def _columns(kind: str, request: ExportRequest) -> list[Column]:
    known = {column.name: column for column in COLUMNS_BY_KIND[kind]}
    if request.changes_only:
        known[DELETED_AT.name] = DELETED_AT
    by_header = {
        header_key(word): column.name
        for column in known.values()
        for word in (column.header, column.header_zh)
    }
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


def _by_name(request: ExportRequest) -> FileFormat | None:
    """The format of the name, or of what is left of it without .age."""
    name = Path(request.output).name
    return format_of_file(name.removesuffix(encrypted.SUFFIX) if request.keys else name)


def _with_keys(request: ExportRequest) -> ExportRequest:
    """The request with the keys themselves, and with .age behind the name of its file."""
    if not request.keys:
        return request
    request = replace(request, keys=encrypted.recipients(request.keys))
    is_file = request.kind != ALL or _is_one_file(request)
    place = Path(request.output)
    if str(place) == STANDARD_OUTPUT or not is_file or place.suffix == encrypted.SUFFIX:
        return request
    return replace(request, output=place.with_name(place.name + encrypted.SUFFIX))


def _is_one_file(request: ExportRequest) -> bool:
    """Whether all kinds go into one file: its name ends as a workbook's does, or there is but one stream.

    A folder that is there already stays one.
    """
    if not _format(request).has_sheets:
        return False
    if str(request.output) == STANDARD_OUTPUT:
        return True
    by_name = _by_name(request)
    return by_name is not None and by_name.has_sheets and not Path(request.output).is_dir()


def _require_no_file_of_one_kind(request: ExportRequest) -> None:
    """UsageError for a name that would be taken for a file, and would become a folder."""
    place = Path(request.output)
    by_name = _by_name(request)
    if by_name is not None and not _is_one_file(request) and not place.is_dir():
        raise UsageError(
            _("All kinds do not go into one {format} file.").format(format=by_name.name.upper()),
            _("Name a folder, or a workbook such as desk.xlsx, or export one kind."),
        )


def _require_folder(request: ExportRequest) -> None:
    if str(request.output) == STANDARD_OUTPUT:
        raise UsageError(_("All kinds go into a folder."), _("Name one with -o, or export one kind."))
    _require_no_query(request)


def _require_no_query(request: ExportRequest) -> None:
    if request.query:
        raise UsageError(_("A query is for one kind at a time."))


def _place(request: ExportRequest) -> Path | None:
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


@contextmanager
def _sink(place: Path | None, request: ExportRequest, sure: list[bool]) -> Iterator[Sink]:
    """Where the bytes go; `sure` gets whether the disk has confirmed the name of a file."""
    if place is not None:
        in_folder = request.kind == ALL and not _is_one_file(request)
        file = AtomicFile(place, force=request.force, in_folder=in_folder)
        with file, encrypted.to_keys(file, request.keys) as sink:
            yield sink
        sure.append(file.is_sure)
    else:
        assert request.stream is not None  # noqa: S101 - whoever asks for `-` hands it in
        with encrypted.to_keys(request.stream, request.keys) as sink:
            yield sink
        request.stream.flush()
