"""ImportScreen: a file before it is taken in: columns, the first rows as they would stand, rejected ones.

Each change reads the file anew in a dry run, which changes nothing; Esc stops one that takes long.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from servicedesk.domain.date_format import format_when
from servicedesk.domain.errors import ServiceDeskError, WrongKeyError
from servicedesk.exchange.column import header_key
from servicedesk.i18n import _
from servicedesk.keys.actions import Action, Scope
from servicedesk.services.import_words import counts_words, how_read
from servicedesk.services.importing import FileLook, ImportRequest, Preview
from servicedesk.services.importing.folder import FolderImport, FolderReport, is_export
from servicedesk.tui.base.bindings import bindings_for
from servicedesk.tui.base.handler import Acts
from servicedesk.tui.base.safe import plain, styled
from servicedesk.tui.files.file_picker import FilePicker
from servicedesk.tui.files.import_lines import COLUMNS, FILES, PARTS, READING, ImportLine, lines_of, parts_of
from servicedesk.tui.files.import_settings import SettingQuestions
from servicedesk.tui.files.import_state import ImportState
from servicedesk.tui.files.import_work import ImportWork
from servicedesk.tui.files.places import Places, fault_of, places_of, shown_path
from servicedesk.tui.files.work_popup import StoppedError, rows_words
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.lists.list_columns import fitted

OFTEN = 0.2
"""Seconds from one picture of the progress to the next."""
ROWS = 10


class _Reading:
    """One reading of the file; `tell` hears how far it is, and ends one that nobody waits for."""

    def __init__(self) -> None:
        self.count = 0
        self.is_stopped = False

    def tell(self, count: int) -> None:
        """In the thread that reads."""
        if self.is_stopped:
            raise StoppedError
        self.count = count


class ImportScreen(DeskScreen):
    """The screen, for one file at a time."""

    NAME = "import"
    SCOPES = (Scope.IMPORT,)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.IMPORT)
    DEFAULT_CSS = """
    ImportScreen #import-head { height: auto; max-height: 5; padding: 0 1; }
    ImportScreen #import-parts { height: 1; padding: 0 1; color: $text-muted; }
    ImportScreen #import-body { height: 1fr; layout: vertical; }
    ImportScreen #import-list {
        height: 1fr; width: 1fr; border: none; padding: 0 1; background: transparent;
    }
    ImportScreen #import-list:focus { border: none; }
    /* A calm ground: what is muted or a warning is read on it, too. */
    ImportScreen #import-list > .option-list--option-highlighted { background: $primary 25%; color: $text; }
    ImportScreen VerticalScroll { height: 7; padding: 0 1; border-top: solid $border-blurred; }
    ImportScreen.-wide #import-body { layout: horizontal; }
    ImportScreen.-wide VerticalScroll {
        height: 1fr; width: 38%; border-top: none; border-left: solid $border-blurred;
    }
    """

    def __init__(self, path: str) -> None:
        """Nothing is read yet."""
        super().__init__()
        self.state = ImportState(ImportRequest(Path(path)))
        self.part = COLUMNS
        self.work = ImportWork(self, self._take_request, self._tell_fault)
        self.questions = SettingQuestions(self, self._set)
        self._reading: _Reading | None = None
        self._lines: Sequence[ImportLine] = ()

    def compose_body(self) -> ComposeResult:
        """What the file is; the parts; a list, and more of the line under the cursor."""
        yield Static("", id="import-head", markup=False)
        yield Static("", id="import-parts", markup=False)
        with Container(id="import-body"):
            yield OptionList(id="import-list", markup=False)
            with VerticalScroll(can_focus=False):
                yield Static("", id="import-more", markup=False)

    def on_mount(self) -> None:
        """Keys go to the list; read the file, as it was said to be read when it was looked at before."""
        self.list.focus()
        self.state.request = self.places.requests.get(self.state.path, self.state.request)
        self.set_interval(OFTEN, self._draw_progress)
        self.read()

    def on_unmount(self) -> None:
        """Nobody waits for the reading any more."""
        self._stop()

    @property
    def places(self) -> Places:
        """The files of this window."""
        return places_of(self.app)

    def keep_words(self) -> None:
        """The program is about to end."""
        self._stop()

    @property
    def list(self) -> OptionList:
        """The lines of the part."""
        return self.query_one(OptionList)

    # Reading

    @property
    def is_reading(self) -> bool:
        """Whether the file is being read."""
        return self._reading is not None

    def _stop(self) -> None:
        if self._reading is not None:
            self._reading.is_stopped = True
            self._reading = None

    def read(self) -> None:
        """Read the file as the request says; what was known of it stays until then."""
        self._stop()
        reading = self._reading = _Reading()
        self._draw()
        self.app.run_worker(self._read(reading, self.state.request), group="import", exit_on_error=False)

    async def _read(self, reading: _Reading, request: ImportRequest) -> None:
        found, lacks = ImportState(request), ""
        try:
            if await asyncio.to_thread(is_export, Path(request.path)):
                found.folder = await self._dry_run(partial(self._try_folder, request, reading))
            else:
                found.look = await asyncio.to_thread(self.desk.importing.look, request)
                found.sure = await asyncio.to_thread(_named_by, found.look, self.desk.settings.config)
                if reading is self._reading and self.part not in {"rows", "rejected"}:
                    # The columns at once: to look at all rows may take a while.
                    self.state = found
                    self._draw()
                found.preview = await self._dry_run(partial(self._try, request, reading))
        except StoppedError:
            return
        except ServiceDeskError as error:
            found.fault = fault_of(error)
            found.needs_key = isinstance(error, WrongKeyError)
            lacks = "identity" if found.needs_key else "date_order" if "--date-order" in error.hint else ""
        except Exception as error:
            found.fault = _("The file could not be read.")
            self.desk_app.report(error)
        if reading is self._reading and self.is_attached:
            self._reading, self.state = None, found
            if self.part not in parts_of(found):
                self.part = next(iter(parts_of(found)))
            if found.fault and found.look is None and found.folder is None:
                self.part = READING
            self._draw()
            if lacks:
                self._go_to_setting(lacks)

    def _go_to_setting(self, name: str) -> None:
        """Where the one answer is given that the file lacks."""
        self.part = READING
        self._draw()
        keys = [line.key for line in self._lines]
        self.list.highlighted = keys.index(name) if name in keys else 0

    async def _dry_run(self, call: Any) -> Any:
        # Among the changes of the window: for it the file is locked as for one of them.
        return await asyncio.get_running_loop().run_in_executor(self.desk_app.writing, call)

    def _try(self, request: ImportRequest, reading: _Reading) -> Preview:
        reading.tell(0)
        return self.desk.importing.preview(request, ROWS, reading.tell)

    def _try_folder(self, request: ImportRequest, reading: _Reading) -> FolderReport:
        reading.tell(0)
        return FolderImport(self.desk).run(replace(request, dry_run=True, max_rejects=None), reading.tell)

    def _take_request(self, request: ImportRequest) -> None:
        self.state.request = self.places.requests[self.state.path] = request
        self.read()

    def _set(self, name: str, value: Any) -> None:
        changed: dict[str, Any] = {name: value}
        if name == "kind":
            # What was said of its columns was said of the fields of another kind.
            changed["columns"] = {}
        self._take_request(replace(self.state.request, **changed))

    def _tell_fault(self, words: str) -> None:
        self.state.fault = words
        self._draw_head()

    # Drawing

    def _draw(self) -> None:
        if not self.is_attached:
            return
        self._draw_head()
        self._draw_parts()
        self._draw_list()
        self.show_what_can_be_done()

    def _draw_progress(self) -> None:
        if self.is_reading:
            self._draw_head()

    def _draw_head(self) -> None:
        state = self.state
        folder = shown_path(state.path.parent, is_folder=True)
        name = plain(state.path.name)
        room = max(self.size.width - 4 - cell_len(name), 0)
        parts = [(name, "bold"), (f"  {fitted(folder, room).rstrip()}" if room else "", "$text-muted")]
        report = state.preview.report if state.preview else None
        if state.fault:
            parts.append((f"\n{plain(state.fault)}", "$text-error"))
        elif report:
            parts.append((f"\n{plain(how_read(report))}", ""))
        if self._reading is not None:
            words = _("Reading: {rows}  Esc stop").format(rows=rows_words(self._reading.count))
            parts.append((f"\n{words}", "$text-warning"))
        elif state.fault:
            parts.append(
                (
                    f"\n{_('Change how it is read, or what a column is; nothing is imported yet.')}",
                    "$text-muted",
                )
            )
        elif report:
            parts.append((f"\n{counts_words(report)}", "$text-accent"))
            if report.notes:
                others = f"+{len(report.notes) - 1}: {_(PARTS[READING])}"
                more = f"  ({others})" if len(report.notes) > 1 else ""
                note = fitted(report.notes[0], max(self.size.width - 2 - cell_len(more), 10)).rstrip()
                parts.append((f"\n{note}{more}", "$text-muted"))
        elif state.folder:
            parts.append((f"\n{_folder_words(state.folder)}", "$text-accent"))
        self.query_one("#import-head", Static).update(styled(*parts))

    def _draw_parts(self) -> None:
        pieces: list[tuple[str, str]] = []
        for name, count in parts_of(self.state).items():
            words = _(PARTS[name]) + (f" {count}" if count is not None else "")
            pieces.append(
                (
                    f"[{words}]" if name == self.part else f" {words} ",
                    "bold $text-primary" if name == self.part else "",
                )
            )
            pieces.append((" ", ""))
        pieces.append(("  [ ]", ""))
        self.query_one("#import-parts", Static).update(styled(*pieces))

    def _draw_list(self) -> None:
        options, at = self.list, self.list.highlighted or 0
        width = max(options.size.width - 3, 20)
        self._lines = lines_of(self.part, self.state, width, self._shown)
        with self.prevent(OptionList.OptionHighlighted):
            options.clear_options()
            options.add_options([Option(line.words) for line in self._lines])
            options.highlighted = min(at, len(self._lines) - 1) if self._lines else None
        self._draw_more()

    def _draw_more(self) -> None:
        line = self.line
        more = (
            line.more
            if line
            else Content(_EMPTY[self.part]() if self.part in _EMPTY and not self.is_reading else "")
        )
        self.query_one("#import-more", Static).update(more)
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def _shown(self, at: Any) -> str:
        return format_when(at, self.desk.clock.now(), self.desk.zone)

    @property
    def line(self) -> ImportLine | None:
        """The line under the cursor."""
        place = self.list.highlighted
        return self._lines[place] if place is not None and place < len(self._lines) else None

    @on(OptionList.OptionHighlighted)
    def _other(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._draw_more()

    @on(OptionList.OptionSelected)
    def _open(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_import_change()

    def on_resize(self, event: events.Resize) -> None:
        """Cut the lines anew, once their widget has its new size."""
        del event
        self.call_after_refresh(self._draw)

    # Actions

    @cached_property
    def acts(self) -> Acts:
        """What takes one line."""
        return {
            "import.start": lambda: self.work.start(self.state),
            "import.save_profile": lambda: self.work.save_profile(self.state),
            "import.leave_out": lambda: self.work.leave_out(self.state, self._place),
            "import.read_again": self.read,
            "import.next_part": partial(self._step, 1),
            "import.previous_part": partial(self._step, -1),
            "import.down": lambda: self.query_one(OptionList).action_cursor_down(),
            "import.up": lambda: self.query_one(OptionList).action_cursor_up(),
            "import.text_down": partial(self._scroll, 1),
            "import.text_up": partial(self._scroll, -1),
        }

    @property
    def _place(self) -> int:
        return int(self.line.key) if self.line else 0

    def action_import_change(self) -> None:
        """Change what the line says: the field of a column, how the file is read."""
        line = self.line
        if line is None or not line.key:
            return
        if self.part == COLUMNS:
            self.work.ask_field(self.state, self._place)
        elif self.part == READING:
            self.questions.ask(line.key, self.state)

    def action_import_file(self) -> None:
        """Choose another file."""

        def taken(path: str | None) -> None:
            if path:
                known = self.places.requests.get(Path(path))
                self.state = ImportState(known or ImportRequest(Path(path)))
                self.part = COLUMNS
                self.read()

        self.app.push_screen(FilePicker(_("Import which file?"), self.places), taken)

    def _step(self, step: int) -> None:
        names = list(parts_of(self.state))
        place = names.index(self.part) if self.part in names else 0
        self.part = names[(place + step) % len(names)]
        self.list.highlighted = 0 if self.list.option_count else None
        self._draw()

    def _scroll(self, way: int) -> None:
        text = self.query_one(VerticalScroll)
        text.scroll_relative(y=way * max(1, text.size.height // 2), animate=False)

    def why_not(self, action: Action) -> str:
        """Nothing is imported that could not be read."""
        state = self.state
        if action.id in {"import.start", "import.save_profile"}:
            if self.is_reading:
                return _("The file is still being read.")
            if not state.can_start or (action.id == "import.save_profile" and state.preview is None):
                return _("First the file must be read without a fault.")
        if action.id == "import.save_profile" and state.folder is not None:
            return _("A folder of servicedesk needs no profile.")
        if action.id == "import.leave_out" and (self.part != COLUMNS or not self._lines):
            return _("That is for columns.")
        if action.id == "import.change" and self.part not in {COLUMNS, READING}:
            return _("Nothing can be changed here: the columns say what the rows are.")
        return ""

    def level_out(self) -> bool:
        """Esc stops the reading first."""
        if self.is_reading:
            self._stop()
            self.state.fault = _(
                "Looking through the rows was stopped; r begins anew, ctrl+s imports the file all the same."
            )
            self._draw()
            return True
        return super().level_out()


def _folder_words(report: FolderReport) -> str:
    counts = {name: report.total(name) for name in ("new", "updated", "unchanged", "rejected")}
    words = _("A whole desk: {new} new, {updated} updated, {unchanged} unchanged, {rejected} rejected.")
    return words.format(**counts)


def _named_by(look: FileLook, config: Path) -> frozenset[str]:
    """The headers that the profile names by which the file is read."""
    profile = look.mapping.profile_name if look.mapping else ""
    if not profile:
        return frozenset()
    from servicedesk.exchange.profile_files import own_folder, profile_named

    read = profile_named(profile, own_folder(config))
    ruled = [header for rule in read.fields.values() for header in rule.headers]
    return frozenset(map(header_key, [*read.columns, *ruled]))


_EMPTY = {
    COLUMNS: lambda: _("No columns are known. How it is read says why; o chooses another file."),
    FILES: lambda: _("The folder holds no files of records."),
    "rows": lambda: _("No rows stand below the names of the columns."),
    "rejected": lambda: _("No row would be rejected."),
}
