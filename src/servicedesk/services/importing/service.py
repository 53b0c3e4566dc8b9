"""The import service: from a file to a run, in one transaction; and the runs there were."""

import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from servicedesk.domain.errors import NotFoundError, ServiceDeskError, UsageError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.history import Change
from servicedesk.domain.rows.runs import RunRow
from servicedesk.domain.text import brief, clean_line
from servicedesk.exchange.columns import require_not_redacted
from servicedesk.exchange.converter import Converter, converter_for
from servicedesk.exchange.evidence import require_most, require_nothing_else, require_ours, require_time
from servicedesk.exchange.formats import FORMATS
from servicedesk.exchange.header_places import is_own_file
from servicedesk.exchange.mapping import build_mapping, detect_kind
from servicedesk.exchange.own_files import Written, kind_by_numbers, written_by_us
from servicedesk.exchange.profile import Profile
from servicedesk.exchange.readers import Table, open_rows
from servicedesk.exchange.rejects import RejectsFile
from servicedesk.exchange.rows import ReadOptions
from servicedesk.exchange.value_context import ValueContext
from servicedesk.i18n import _, ngettext
from servicedesk.services.context import Service
from servicedesk.services.importing.file_row import Came, Setting
from servicedesk.services.importing.history import history
from servicedesk.services.importing.profile_choice import named_profile, profile_of, with_defaults
from servicedesk.services.importing.rejects_place import place_of_rejects
from servicedesk.services.importing.request import (
    AUTO,
    CONFLICT_RULES,
    FileLook,
    ImportReport,
    ImportRequest,
    Preview,
)
from servicedesk.services.importing.run import OrderDoubtError, Run
from servicedesk.services.importing.sources import source_of
from servicedesk.services.undo import UndoService
from servicedesk.services.values import kind_or
from servicedesk.settings import room
from servicedesk.settings.places import reading_from, require_readable
from servicedesk.storage import runs
from servicedesk.storage.bulk import BulkLoader, room_for_loading
from servicedesk.storage.transaction import Transaction

Progress = Callable[[int], None]

GROWTH = 20
"""So many times its bytes may the rows of a file take: with search words, history and sums the desk grew by
12 times a file of long rows, by 30 times one of short ones, and its log as much again until it is folded in.
"""
MANY_ROWS = 1000
"""After so many rows the log of the file is folded in, so that it does not stay as long as the import was."""


class _NothingImportedError(Exception):
    """Takes the whole transaction back; never leaves this module."""


class ImportService(Service):
    """Files into the desk: one run is one transaction and one action."""

    def run(self, request: ImportRequest, progress: Progress | None = None) -> ImportReport:
        """Import one file; `progress` hears how many rows were read; what it raises takes all back.

        Raises UsageError or NotFoundError when the file cannot be understood; nothing is imported then. A
        report with `failure` tells that too much was rejected, and that nothing was imported either.
        """
        report = self._run(request, progress, rows_shown=0)[0]
        if report.read > MANY_ROWS:
            with suppress(ServiceDeskError):
                # It is saved, whatever becomes of the room that it took.
                self.desk.store.fold_log()
        return report

    def preview(self, request: ImportRequest, rows: int = 10, progress: Progress | None = None) -> Preview:
        """What an import would do, with the first rows; nothing is kept. `progress` as of run()."""
        report, run = self._run(replace(request, dry_run=True, max_rejects=None), progress, rows_shown=rows)
        rows_shown = tuple(sorted(run.shown, key=lambda row: row.line))
        return Preview(report, rows_shown, run.converter.mapping)

    def runs(self, limit: int = 50) -> list[RunRow]:
        """The newest runs, newest first."""
        with self.desk.reading() as db:
            return runs.newest(db, limit)

    def get(self, run_id: int) -> RunRow:
        """One run; NotFoundError if there is none."""
        with self.desk.reading() as db:
            return runs.run(db, run_id)

    def undo(self, run_id: int) -> Change:
        """Take back what a run did.

        Raises NotFoundError when there is no such run or nothing of it stands, RefusedError when something
        newer stands on its rows.
        """
        with self.desk.reading() as db:
            action = runs.run(db, run_id).action
            standing = None if action is None else runs.standing_action(db, action)
        if standing is None:
            raise NotFoundError(
                _("{number} changed nothing, or was already undone.").format(
                    number=format_number("run", run_id)
                )
            )
        return UndoService(self.desk).undo(standing)

    @contextmanager
    def opened(self, request: ImportRequest, *, looks_at_all: bool = False) -> Iterator["OpenFile"]:
        """The file of the request, read as far as its columns; UsageError when it cannot be understood.

        With `looks_at_all` its rows are read through for the order of day and month before any is taken;
        without, OrderDoubtError may come on the way.
        """
        _require_room(self.desk.store.path, request.path)
        named = named_profile(request, self.desk.settings.config)
        with reading_from(request.path), self._open(request, named) as table:
            told: list[str] = []
            profile = profile_of(request, table, named, self.desk.settings.config, told)
            converter = self._converter(request, table, profile, looks_at_all=looks_at_all)
            rejects = _rejects(request, table, self.desk.store.path)
            yield OpenFile(request, table, converter, profile, rejects, tuple(told))

    def look(self, request: ImportRequest, rows: int = 10) -> FileLook:
        """The file as it stands, with its first rows, whatever its columns are; UsageError as of opened()."""
        named = named_profile(request, self.desk.settings.config)
        with self._open(request, named) as table:
            sample = tuple(tuple(cells) for cells in table.sample(rows))
            mapping = None
            with suppress(ServiceDeskError):
                profile = profile_of(request, table, named, self.desk.settings.config)
                mapping = self._converter(request, table, profile).mapping
            told = (table.format, table.encoding, table.delimiter, table.notes)
            return FileLook(table.headers, sample, *told, mapping)

    def _open(self, request: ImportRequest, named: Profile | None) -> Table:
        """The rows of the file, as the user and a named profile say that it is read."""
        _require_known(request)
        if str(request.path) != "-":
            require_readable(Path(request.path))
        options = ReadOptions(
            request.encoding,
            request.delimiter,
            request.has_header,
            request.skip_rows,
            request.header_row,
            request.sheet,
            request.kind,
            request.identity,
        )
        return open_rows(request.path, request.format, with_defaults(options, request, named))

    def begin(self, transaction: Transaction, file: "OpenFile", came: Came | None = None) -> tuple[int, Run]:
        """A run for the file, with its number; `came` is what the files of one folder share."""
        run_id, run = self._begin(transaction, file.request, file.converter, came)
        run.sink = file.rejects
        return run_id, run

    def _run(
        self, request: ImportRequest, progress: Progress | None, *, rows_shown: int
    ) -> tuple[ImportReport, Run]:
        with self.opened(request) as file:
            try:
                return self._take(file, progress, rows_shown=rows_shown)
            except OrderDoubtError:
                return self._take(self.looked_through(file), progress, rows_shown=rows_shown)

    def _take(
        self, file: "OpenFile", progress: Progress | None, *, rows_shown: int
    ) -> tuple[ImportReport, Run]:
        request = file.request
        try:
            with self.desk.writing() as transaction, room_for_loading(transaction.connection):
                run_id, run = self.begin(transaction, file)
                run.to_show = rows_shown
                file.take(run, request.max_rejects, progress)
                report = file.report(run_id, run, _failure(run.counts, request))
                runs.finish(
                    transaction.connection,
                    run_id,
                    run.counts,
                    transaction.change().action,
                    report.notes,
                )
                _require_kept(report)
        except _NothingImportedError:
            pass
        return file.with_rejects(report), run

    def looked_through(self, file: "OpenFile") -> "OpenFile":
        """The file with what all its rows show of the order of day and month in its dates."""
        converter = self._converter(file.request, file.table, file.profile, looks_at_all=True)
        return replace(
            file, converter=converter, rejects=_rejects(file.request, file.table, self.desk.store.path)
        )

    def _converter(
        self, request: ImportRequest, table: Table, profile: Profile | None, *, looks_at_all: bool = False
    ) -> Converter:
        try:
            return self._found_converter(request, table, profile, looks_at_all=looks_at_all)
        except UsageError as error:
            # Of headers in the wrong encoding none is known.
            error.hint = table.encoding_doubt or error.hint
            raise

    def _found_converter(
        self, request: ImportRequest, table: Table, profile: Profile | None, *, looks_at_all: bool
    ) -> Converter:
        require_not_redacted(table.headers)
        is_open = request.kind == AUTO and not (profile or request.columns or is_own_file(table.headers))
        if is_open:
            require_nothing_else(table.headers)
        kind = (
            (
                profile.kind
                if profile
                else kind_by_numbers(table.headers, table.sample()) or detect_kind(table.headers)
            )
            if request.kind == AUTO
            else request.kind
        )
        mapping = build_mapping(
            table.headers, kind, request.columns, table.sample(), profile, _written(request, table, kind)
        )
        if is_open and not mapping.is_own:
            require_ours(mapping.kind, mapping.used, table.headers, table.sample(20))
            require_most(mapping, table.sample())
        if request.kind == AUTO and not (mapping.is_own or profile):
            require_time(mapping.kind, mapping.used, table.headers)
        context = ValueContext(
            request.region or self.desk.settings.region,
            ZoneInfo(profile.zone) if profile and profile.zone else self.desk.zone,
            request.date_order or (profile and profile.date_order) or self.desk.settings.date_order,
            self.desk.clock.now(),
            is_order_said=request.date_order is not None,
            from_1904=table.from_1904,
        )
        return converter_for(table, mapping, context, looks_at_all=looks_at_all)

    def _begin(
        self, transaction: Transaction, request: ImportRequest, converter: Converter, came: Came | None
    ) -> tuple[int, Run]:
        mapping = converter.mapping
        named = clean_line(request.source)
        source = source_of(named, mapping)
        file_name = clean_line(Path(request.path).name)[:200]
        described = {"kind": mapping.kind, "source": source, "file_name": file_name}
        run_id = runs.begin(transaction.connection, described, transaction.actor, transaction.now)
        setting = Setting(
            transaction=transaction,
            came=came,
            loader=BulkLoader(transaction, run_id),
            source=source,
            region=converter.context.region,
            is_own=mapping.is_own,
            blank_clears=request.blank_clears,
            mapped=mapping.targets,
            named_source=named,
            is_by_numbers=mapping.is_by_numbers,
            asks_numbers=not (mapping.are_numbers_said or mapping.profile or named),
            replaces=request.on_conflict == "replace",
            history=history(mapping.kind, request.state, request.closed_before),
        )
        return run_id, Run(setting, converter, request.on_conflict)


@dataclass(frozen=True)
class OpenFile:
    """A file that is read as far as its columns, and where its rejected rows go; None for a dry run."""

    request: ImportRequest
    table: Table
    converter: Converter
    profile: Profile | None
    rejects: RejectsFile | None
    told: tuple[str, ...] = ()
    """What is to be said of profiles that were passed over."""

    def take(self, run: Run, max_rejects: int | None, progress: Progress | None) -> None:
        """Have the run take in all rows of the file."""
        with self.rejects or nullcontext():
            run.take(self.table, max_rejects, progress)

    def report(self, run_id: int, run: Run, failure: str) -> ImportReport:
        """What the run came to; `failure` is why nothing of it may stay, '' when it may."""
        report = _report(run_id, run, self.table, self.request, failure)
        return replace(report, notes=(*self.told, *report.notes)) if self.told else report

    def with_rejects(self, report: ImportReport) -> ImportReport:
        """The report with where the rejected rows are."""
        if not (self.rejects and self.rejects.count):
            return report
        return replace(report, rejects_file=self.rejects.path, are_rejects_sure=self.rejects.is_sure)


def _rejects(request: ImportRequest, table: Table, desk: Path) -> RejectsFile | None:
    if request.dry_run:
        return None
    is_encrypted = table.is_encrypted
    place = place_of_rejects(request.path, request.rejects, desk, is_encrypted=is_encrypted)
    rejects = RejectsFile(place, table.headers, request.identity if is_encrypted else "")
    rejects.require_free()
    return rejects


def _written(request: ImportRequest, table: Table, kind: str) -> Written | None:
    """How servicedesk wrote the file; None when it did not, or the user names another program."""
    if request.source or request.profile:
        return None
    has_sheets = FORMATS[table.format].has_sheets
    return written_by_us(table.headers, kind, table.sample(), is_table_of_text=not has_sheets)


def _require_known(request: ImportRequest) -> None:
    kind_or(request.kind, AUTO)
    if request.on_conflict not in CONFLICT_RULES:
        raise UsageError(
            _("There is no rule {name} for conflicts.").format(name=brief(request.on_conflict, 40)),
            _("Rules: {names}.").format(names=", ".join(CONFLICT_RULES)),
        )
    if request.date_order not in {None, "dmy", "mdy", "ymd"}:
        raise UsageError(_("The order of a date must be dmy, mdy or ymd."))
    if request.header_row is not None and (request.skip_rows is not None or not request.has_header):
        raise UsageError(
            _("--header-row says where the columns are named; --skip-rows and --no-header say otherwise."),
            _("Give one of them."),
        )


def _failure(counts: dict[str, int], request: ImportRequest) -> str:
    """Why nothing may be imported; '' when it may."""
    rejected = counts["rejected"]
    if request.max_rejects is not None and rejected > request.max_rejects:
        return ngettext(
            "{count} row is rejected, more than allowed ({limit}); nothing was imported.",
            "{count} rows are rejected, more than allowed ({limit}); nothing was imported.",
            rejected,
        ).format(count=rejected, limit=request.max_rejects)
    if rejected and rejected == counts["read"] and not request.dry_run:
        return _("Every row is rejected; nothing was imported.")
    return ""


def _report(run_id: int, run: Run, table: Table, request: ImportRequest, failure: str) -> ImportReport:
    counts, mapping = run.counts, run.converter.mapping
    return ImportReport(
        run=None if failure or request.dry_run else run_id,
        kind=mapping.kind,
        read=counts["read"],
        new=0 if failure else counts["new"],
        updated=0 if failure else counts["updated"],
        # What was not rejected has changed nothing when all is taken back.
        unchanged=counts["read"] - counts["rejected"] if failure else counts["unchanged"],
        rejected=counts["rejected"],
        customers_new=0 if failure else run.customers_new,
        rejects_file=None,
        rejects=tuple(run.rejects),
        format=table.format,
        encoding=table.encoding,
        delimiter=table.delimiter,
        mapping=mapping.used_by_all,
        ignored=mapping.ignored,
        notes=(*table.notes, *mapping.notes, *run.notes()),
        dry_run=request.dry_run,
        failure=failure,
        profile=mapping.profile_name,
        is_own=mapping.is_own,
        date_orders=run.converter.date_orders,
        related={} if failure else run.related,
        unlisted=tuple(run.converter.unlisted),
    )


def _require_kept(report: ImportReport) -> None:
    if report.run is None:
        raise _NothingImportedError


def _require_room(desk: Path, source: Path | str) -> None:
    """Raise NoSpaceError where the disk of the desk has clearly no room for what stands in the file."""
    with suppress(OSError, ValueError):
        found = Path(source).stat()
        if stat.S_ISREG(found.st_mode):
            room.require(desk.parent, GROWTH * found.st_size)
