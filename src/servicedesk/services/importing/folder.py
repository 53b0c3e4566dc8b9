"""A whole desk in again: the folder that an export of all kinds wrote, in one transaction and one action.

First what moves clocks, the rules; then the records, what is named before what names it; last what names
customers and cases, the recurring cases, and the views. Each file is a run of its own in the list of runs; an
undo of any of them takes the whole folder back, for all of it is one action.

Files that were mended by hand since are taken in and named; one that is missing stops the import. A workbook
of all kinds is taken in the same way, sheet by sheet; it has no rules, recurring cases and views.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from servicedesk.domain.errors import NotFoundError, RefusedError, ServiceDeskError, UsageError
from servicedesk.domain.records import RECORDS
from servicedesk.domain.text import brief_list, clean_line
from servicedesk.exchange.decrypted import bare_name, need_identity
from servicedesk.exchange.encrypted import SUFFIX
from servicedesk.exchange.own_sheets import OwnSheet, own_sheets
from servicedesk.i18n import _, ngettext
from servicedesk.services import export_folder, night_sets
from servicedesk.services.context import Service
from servicedesk.services.export_folder import Manifest
from servicedesk.services.importing.file_row import Came
from servicedesk.services.importing.rejects_place import folder_of_rejects
from servicedesk.services.importing.request import ImportReport, ImportRequest
from servicedesk.services.importing.run import Run
from servicedesk.services.importing.service import MANY_ROWS, ImportService, OpenFile, Progress
from servicedesk.services.importing.setup import SetupReport, SetupRun, read_setup
from servicedesk.services.lists import ListService
from servicedesk.services.setup_files import NAME, SETUP, SetupFiles, is_setup_file
from servicedesk.settings import night_places
from servicedesk.storage import runs
from servicedesk.storage.bulk import BulkLoader, room_for_loading
from servicedesk.storage.transaction import Transaction


class _TakenBackError(Exception):
    """Takes the whole transaction back; never leaves this module."""


@dataclass(frozen=True, slots=True)
class FolderReport:
    """What the import of a folder came to, all files together and each for itself.

    `run` is the run by which it is taken back, None when nothing was imported or nothing differed. `setup` is
    None where the folder has none. `changed` are files that are not as they were written.
    """

    run: int | None
    files: tuple[ImportReport, ...]
    setup: SetupReport | None
    changed: tuple[str, ...]
    notes: tuple[str, ...]
    dry_run: bool
    failure: str = ""

    def total(self, name: str) -> int:
        """The count of that name, records and setup together."""
        own = getattr(self.setup, name) if self.setup else 0
        return int(own + sum(getattr(file, name) for file in self.files))

    @property
    def exit_code(self) -> int:
        """0 clean, 3 done with rejects, 1 nothing imported."""
        if self.failure:
            return 1
        return 3 if self.total("rejected") else 0


class FolderImport(Service):
    """Folders of whole desks into this one."""

    def run(self, request: ImportRequest, progress: Progress | None = None) -> FolderReport:
        """Import the folder at `request.path`; `progress` hears how many rows were read.

        Raises NotFoundError for a folder that is not there or lacks a file, UsageError for one that is no
        export or cannot be understood; nothing is imported then.
        """
        folder, desk = Path(request.path), self.desk.store.path
        changed: tuple[str, ...] = ()
        manifest: Manifest | None = None
        if sheets := own_sheets(folder, request.identity):
            _require_plain(request)
            requests, notes = _of_workbook(request, folder, desk, sheets.ours), sheets.notes()
        else:
            manifest = _manifest(folder)
            _require_all_there(folder, manifest)
            _require_plain(request)
            changed = _changed(folder, manifest)
            names, left = _names(manifest)
            requests = [_of_file(request, folder, kind, name, desk) for kind, name in names.items()]
            words = _("Not a file of records, and left out: {names}.")
            notes = [words.format(names=brief_list(left))] if left else []
        importing = ImportService(self.desk)
        with ExitStack() as stack:
            setup = _setup(folder, manifest, request.identity)
            said = read_setup(setup) if setup else None
            files = [stack.enter_context(importing.opened(one, looks_at_all=True)) for one in requests]
            work = _Work(request, setup, files, said, importing)
            report: FolderReport | None = None
            with suppress(_TakenBackError), self.desk.writing() as transaction:
                with room_for_loading(transaction.connection):
                    report = work.take(transaction, ListService(self.desk), progress)
                if report.failure or request.dry_run:
                    raise _TakenBackError
            assert report is not None  # noqa: S101 - else another error has left
            placed = tuple(file.with_rejects(one) for file, one in zip(files, report.files, strict=True))
        if report.total("read") > MANY_ROWS:
            with suppress(ServiceDeskError):
                # It is saved, whatever becomes of the room that it took.
                self.desk.store.fold_log()
        return replace(report, files=placed, changed=changed, notes=tuple(notes))


class _Work:
    """One folder being taken in."""

    def __init__(
        self,
        request: ImportRequest,
        setup: SetupFiles | None,
        files: Sequence[OpenFile],
        said: Mapping[str, object] | None,
        importing: ImportService,
    ) -> None:
        self._request = request
        self._setup = setup
        self._files = files
        self._said = said
        self._importing = importing
        self._rejected = self._read = 0

    def take(self, transaction: Transaction, lists: ListService, progress: Progress | None) -> FolderReport:
        """Take everything in; the report, by which the caller keeps or drops it."""
        own, own_id = None, 0
        if self._setup is not None and self._said is not None:
            described = {"kind": SETUP, "source": "", "file_name": NAME}
            own_id = runs.begin(transaction.connection, described, transaction.actor, transaction.now)
            loader = BulkLoader(transaction, own_id)
            own = SetupRun(self._setup, self._said, loader, lists, self._request.on_conflict)
            own.take_rules()
        came = Came()
        done: list[tuple[OpenFile, int, Run]] = []
        for file in self._files:
            run_id, run = self._importing.begin(transaction, file, came)
            self._rejected += own.report.rejected if own and not done else 0
            self._take_file(file, run, progress)
            done.append((file, run_id, run))
        if own is not None:
            own.take_rest()
        return self._finish(transaction, done, (own.report, own_id) if own else None)

    def _take_file(self, file: OpenFile, run: Run, progress: Progress | None) -> None:
        most = self._request.max_rejects
        left = None if most is None else most - self._rejected
        # Too much was rejected already: the rest is only looked through, for the rejects to be complete.
        run.checks_only = left is not None and left < 0
        before = self._read
        file.take(run, left, progress and partial(_add, progress, before))
        self._read += run.counts["read"]
        self._rejected += run.counts["rejected"]

    def _finish(
        self,
        transaction: Transaction,
        done: list[tuple[OpenFile, int, Run]],
        own: tuple[SetupReport, int] | None,
    ) -> FolderReport:
        report, own_id = own or (None, 0)
        rejected = sum(run.counts["rejected"] for _file, _id, run in done) + (
            report.rejected if report else 0
        )
        read = sum(run.counts["read"] for _file, _id, run in done) + (report.read if report else 0)
        failure = _failure(read, rejected, self._request)
        reports = tuple(file.report(run_id, run, failure) for file, run_id, run in done)
        action, taken_back_by = transaction.change().action, None
        told = [
            (run_id, run.counts, one.notes, one.customers_new)
            for (_f, run_id, run), one in zip(done, reports, strict=True)
        ]
        if report is not None:
            counts = {name: getattr(report, name) for name in runs.COUNTS}
            told.append((own_id, counts, tuple(report.notes), 0))
        for run_id, counts, notes, made in sorted(told):
            differs = counts["new"] + counts["updated"] + made > 0
            runs.finish(transaction.connection, run_id, counts, action if differs else 0, notes)
            if differs and taken_back_by is None:
                taken_back_by = run_id
        if failure and report is not None:
            report.taken_back()
        kept = None if failure or self._request.dry_run else taken_back_by
        return FolderReport(kept, reports, report, (), (), self._request.dry_run, failure)


def _setup(folder: Path, manifest: Manifest | None, identity: str) -> SetupFiles | None:
    """Where setup.json and the documents of rules stand; None where the folder has none."""
    if manifest and NAME in manifest.sha256:
        return SetupFiles(folder)
    if manifest is None or f"{NAME}{SUFFIX}" not in manifest.sha256:
        return None
    if not identity:
        raise need_identity(folder.name)
    return SetupFiles(folder, identity)


def is_export(path: Path) -> bool:
    """Whether `path` is a folder that says of itself that it is an export of all kinds."""
    return path.is_dir() and (path / export_folder.NAME).is_file()


def _add(progress: Progress, before: int, rows: int) -> None:
    progress(before + rows)


def _manifest(folder: Path) -> Manifest:
    if not folder.exists():
        raise NotFoundError(
            _("There is no folder {name}.").format(name=clean_line(folder.name)),
            _("Check the name and the place."),
        )
    if not folder.is_dir():
        raise UsageError(
            _("All kinds come from a folder or a workbook, and that is another file."),
            _("Name one that `servicedesk export all` wrote, or import one kind."),
        )
    manifest = export_folder.read(folder)
    if manifest is None and night_places.is_set(folder):
        # Not taken by itself: that of an incremental set holds what changed, not the whole desk.
        raise UsageError(
            _("That is the set of a night; its export is a folder within it."),
            _("Name {name}.").format(name=clean_line(str(folder / night_sets.EXPORT))),
        )
    if manifest is None:
        raise UsageError(
            _("That folder does not say that it is an export: {name} is missing or damaged.").format(
                name=export_folder.NAME
            ),
            _("Name a folder that `servicedesk export all` wrote, or import its files one by one."),
        )
    return manifest


def _require_all_there(folder: Path, manifest: Manifest) -> None:
    missing = sorted(name for name in manifest.sha256 if not (folder / name).is_file())
    if missing:
        raise NotFoundError(
            _("Of this export files are missing: {names}.").format(names=brief_list(missing)),
            _("Nothing was imported. Import the files that are there one by one, or find the others."),
        )


def _changed(folder: Path, manifest: Manifest) -> tuple[str, ...]:
    try:
        found = export_folder.digests(folder, list(manifest.sha256))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ServiceDeskError(_("The file cannot be read: {reason}.").format(reason=reason)) from None
    return tuple(sorted(name for name, digest in manifest.sha256.items() if found[name] != digest))


def _names(manifest: Manifest) -> tuple[dict[str, str], list[str]]:
    """The file of each kind that the folder has, in the order of import; and what is none of ours."""
    by_stem = {name.partition(".")[0]: name for name in manifest.sha256 if not is_setup_file(name)}
    found = {kind: by_stem.pop(about.file) for kind, about in RECORDS.items() if about.file in by_stem}
    return found, sorted(by_stem.values())


def _require_plain(request: ImportRequest) -> None:
    if request.columns or request.source or request.format or request.sheet or not request.has_header:
        raise UsageError(
            _("The files of a whole desk say themselves what is in them."),
            _("Leave out --map, --source, --format, --sheet and --no-header, or import one kind."),
        )


def _of_workbook(
    request: ImportRequest, path: Path, desk: Path, sheets: Sequence[OwnSheet]
) -> list[ImportRequest]:
    """A request for each of our sheets."""
    if not sheets:
        raise UsageError(
            _("No sheet of the workbook is one that servicedesk wrote."),
            _("Name one that `servicedesk export all` wrote, or import one kind."),
        )
    _require_place(request)
    beside = request.rejects or folder_of_rejects(path.resolve(), desk)
    return [
        replace(
            request,
            kind=one.kind,
            sheet=str(one.number),
            rejects=beside / f"{bare_name(path.name)}-{RECORDS[one.kind].file}-{one.number}.rejects.csv",
            max_rejects=None,
        )
        for one in sheets
    ]


def _of_file(request: ImportRequest, folder: Path, kind: str, name: str, desk: Path) -> ImportRequest:
    """The request for one file of the folder. Rejects go beside the folder: what stands in it is whole."""
    place = folder.resolve()
    beside = request.rejects or folder_of_rejects(place, desk)
    _require_place(request)
    return replace(
        request,
        path=folder / name,
        kind=kind,
        rejects=beside / f"{place.name}-{bare_name(name)}.rejects.csv",
        max_rejects=None,
    )


def _require_place(request: ImportRequest) -> None:
    if request.rejects and request.rejects.exists() and not request.rejects.is_dir():
        raise RefusedError(
            _("The rejects of a whole desk go into a folder, and that is a file."),
            _("Name a folder with --rejects."),
        )


def _failure(read: int, rejected: int, request: ImportRequest) -> str:
    """Why nothing may be imported; '' when it may."""
    if request.max_rejects is not None and rejected > request.max_rejects:
        return ngettext(
            "{count} row is rejected, more than allowed ({limit}); nothing was imported.",
            "{count} rows are rejected, more than allowed ({limit}); nothing was imported.",
            rejected,
        ).format(count=rejected, limit=request.max_rejects)
    if rejected and rejected == read and not request.dry_run:
        return _("Every row is rejected; nothing was imported.")
    return ""
