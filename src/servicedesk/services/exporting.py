"""Exports: records of one kind, or of all, into files that are whole or not there, as of one moment."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from servicedesk import i18n
from servicedesk.domain.errors import NotFoundError, ServiceDeskError, UsageError
from servicedesk.domain.records import RECORDS
from servicedesk.exchange import encrypted
from servicedesk.exchange.atomic_file import AtomicFile
from servicedesk.exchange.atomic_folder import AtomicFolder
from servicedesk.exchange.column import Column, join_list
from servicedesk.exchange.columns import COLUMNS_BY_KIND
from servicedesk.exchange.rows import Objects, Sink, TextRow, WriteOptions
from servicedesk.i18n import _, in_language
from servicedesk.services import export_folder, setup_files
from servicedesk.services.context import Service
from servicedesk.services.export_folder import FolderPlan, Manifest
from servicedesk.services.export_request import (
    ALL,
    ExportRequest,
    Stream,
    columns_of,
    cursor_name,
    encoding_of,
    format_of,
    is_one_file,
    place_of,
    require_folder,
    require_language,
    require_no_file_of_one_kind,
    require_no_query,
    with_keys,
)
from servicedesk.services.lists import ListService
from servicedesk.services.values import kind_or
from servicedesk.settings import standing
from servicedesk.settings.places import reading_from
from servicedesk.settings.table import FLAG
from servicedesk.storage import driver, events, exporting, query_sql, setup
from servicedesk.storage.exporting import Cursor, Selection
from servicedesk.storage.moments import stored
from servicedesk.storage.term_sql import Condition

__all__ = ["ExportReport", "ExportRequest", "ExportService", "ExportedFile", "Stream"]


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
        require_language(request.language)
        request = with_keys(_with_mask(request))
        file_format = format_of(request)
        encoding = encoding_of(request, file_format)
        cursor = cursor_name(request.cursor)
        kinds = tuple(RECORDS) if request.kind == ALL else (request.kind,)
        columns = {kind: columns_of(kind, request) for kind in kinds}
        if request.kind == ALL:
            require_no_file_of_one_kind(request)
        if request.kind == ALL and is_one_file(request):
            files, newest = self._write_book(request, columns)
        elif request.kind == ALL:
            files, newest = self._write_folder(request, columns, encoding)
        else:
            place = place_of(request)
            with self._reading() as db:
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
        name = cursor_name(name)
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
        name = cursor_name(name)
        with standing.saving(), self.desk.writing() as transaction:
            if not exporting.forget_cursor(transaction.connection, name):
                raise NotFoundError(
                    _("There is no cursor of that name."), _("See: servicedesk export cursors list")
                )

    def _write_folder(
        self, request: ExportRequest, columns: dict[str, list[Column]], encoding: str
    ) -> tuple[tuple[ExportedFile, ...], int]:
        """Write a file for each kind; the files, and the newest change that they hold."""
        require_folder(request)
        folder, cursor = Path(request.output), cursor_name(request.cursor)
        written = format_of(request).name + (encrypted.SUFFIX if request.keys else "")
        # A redacted folder never takes the place of a full one.
        told = f"{written}{export_folder.MASK}{request.redact}" if request.redact else written
        plan = FolderPlan(told, cursor, request.changes_only, request.force)
        names = {kind: f"{RECORDS[kind].file}.{written}" for kind in columns}
        target = AtomicFolder(folder, plan.require_replaceable)
        with target as temporary, self._reading() as db:
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

        require_no_query(request)
        place = place_of(request)
        damaged: dict[str, list[int]] = {kind: [] for kind in columns}
        with self._reading() as db:
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
        what = (kind, columns, since)
        sure: list[bool] = []
        with _sink(place, request, sure) as sink:
            if (file_format := format_of(request)).is_page:
                from servicedesk.services import export_pages

                found = self._rows(db, request, what, damaged)
                rows = export_pages.write(sink, (kind, file_format.name, columns), found, options)
            elif file_format.objects_writer and not request.redact:
                rows = file_format.write_objects(sink, self._objects(db, request, what, damaged))
            else:
                rows = file_format.write(sink, columns, self._rows(db, request, what, damaged), options)
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
        redaction = None
        if request.redact:
            from servicedesk.services.export_redacting import Redaction

            redaction = Redaction(db, kind, columns, request.redact)
        selection = self._selection(db, request, (kind, redaction.read if redaction else columns, since))
        found = exporting.rows(db, selection, join_list, damaged)
        found = redaction.rows(found) if redaction else found
        return request.heard.through(found) if request.heard else found

    def _objects(
        self,
        db: driver.Connection,
        request: ExportRequest,
        what: tuple[str, Sequence[Column], int | None],
        damaged: list[int],
    ) -> Iterator[Objects]:
        """As _rows(), as lines of JSON objects."""
        from servicedesk.exchange import json_rows
        from servicedesk.storage.object_lines import Spelling, object_lines

        _kind, columns, _since = what
        spelling = Spelling(
            [json_rows.json_form(column) for column in columns],
            json_rows.encoded,
            partial(json_rows.objects_of, columns),
            join_list,
        )
        found = object_lines(db, self._selection(db, request, what), spelling, damaged)
        return request.heard.through_objects(found) if request.heard else found

    def _selection(
        self, db: driver.Connection, request: ExportRequest, what: tuple[str, Sequence[Column], int | None]
    ) -> Selection:
        kind, columns, since = what
        query = ListService(self.desk).query(kind, request.query)
        condition = query_sql.condition(
            kind,
            query,
            self.desk.now_here(),
            self.desk.actor,
            self.desk.settings.region,
            came_back=query_sql.came_back(db, kind, query),
        )
        return Selection(kind, [column.name for column in columns], condition, since)

    def _options(self, kind: str, request: ExportRequest, encoding: str) -> WriteOptions:
        language = i18n.match(request.language) or i18n.language()
        has_dates, is_page = format_of(request).has_dates, format_of(request).is_page
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

    @contextmanager
    def _reading(self) -> Iterator[driver.Connection]:
        """One moment of the desk, read from end to end."""
        with self.desk.reading() as db, exporting.in_little_room(db):
            yield db

    def _since(self, db: driver.Connection, kind: str, request: ExportRequest) -> int | None:
        if request.cursor:
            return exporting.cursor_at(db, cursor_name(request.cursor), kind)
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
        with standing.saving(), self.desk.writing() as transaction:
            for kind in kinds:
                exporting.move_cursor(transaction.connection, Cursor(name, kind, change_number, at))


def _with_mask(request: ExportRequest) -> ExportRequest:
    """The request with the name of its mask as it is kept; what hides people is loaded for no other."""
    if not request.redact:
        return request
    from servicedesk.services.export_redacting import mask_called

    return replace(request, redact=mask_called(request.redact))


@contextmanager
def _sink(place: Path | None, request: ExportRequest, sure: list[bool]) -> Iterator[Sink]:
    """Where the bytes go; `sure` gets whether the disk has confirmed the name of a file."""
    if place is not None:
        in_folder = request.kind == ALL and not is_one_file(request)
        file = AtomicFile(place, force=request.force, in_folder=in_folder)
        with file, encrypted.to_keys(file, request.keys) as sink:
            yield sink
        sure.append(file.is_sure)
    else:
        assert request.stream is not None  # noqa: S101 - whoever asks for `-` hands it in
        with encrypted.to_keys(request.stream, request.keys) as sink:
            yield sink
        request.stream.flush()
