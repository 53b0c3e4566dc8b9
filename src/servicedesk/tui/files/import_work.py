"""What is done on the screen of an import: a column is given a field, the columns are kept as a profile."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from servicedesk.domain.errors import RefusedError, ServiceDeskError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.records import KINDS
from servicedesk.domain.wording import before_value
from servicedesk.exchange.column_labels import column_label
from servicedesk.exchange.columns import READ_BY_KIND
from servicedesk.exchange.part_names import CARD, PART_KINDS
from servicedesk.i18n import _
from servicedesk.services.import_words import counts_words, kind_words
from servicedesk.services.importing import ImportReport, ImportRequest
from servicedesk.services.importing.folder import FolderImport, FolderReport
from servicedesk.services.importing.request import AUTO
from servicedesk.settings.lasting import unsure_words
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.files.import_state import LEFT_OUT, ImportState
from servicedesk.tui.files.places import fault_of, shown_path
from servicedesk.tui.files.result_popup import ResultPopup
from servicedesk.tui.files.work_popup import Counted, Tell, WorkPopup
from servicedesk.tui.forms.asking import choose, needed, refusal_of
from servicedesk.tui.forms.choice import Choice

SAMPLES = 3
"""Values of a column that stand above the fields it may fill."""
_SAMPLE = 40

Changed = Callable[[ImportRequest], object]


class ImportWork(Handler):
    """Works on the file of an import screen; `changed` gets the request as it is to be."""

    def __init__(self, screen: Any, changed: Changed, told: Callable[[str], object]) -> None:
        """`told` puts a fault into its place on the screen."""
        super().__init__(screen)
        self.changed = changed
        self.told = told

    # Columns

    def ask_field(self, state: ImportState, place: int) -> None:
        """Ask which field a column fills."""
        if state.look is None:
            return
        if state.kind not in READ_BY_KIND:
            self._ask_kind(state, place)
            return
        header = state.look.headers[place]
        targets = state.targets()
        filled = {name: state.look.headers[at] for at, names in targets.items() for name in names}
        own = targets.get(place, [])
        choices = [Choice(LEFT_OUT, _("leave out"), on=not own)]
        for name in _fields(state.kind):
            note = f"← {filled[name]}" if name in filled and name not in own else ""
            choices.append(Choice(name, column_label(name, state.kind), note=note, on=name in own))
        samples = " · ".join(
            f"{one[:_SAMPLE]}" for _n, one in zip(range(SAMPLES), state.samples(place), strict=False)
        )
        title = f"{before_value(header or _('(no name)'))}{samples or _('(blank)')}"

        def taken(name: str | None) -> None:
            if name is not None:
                self.give(state, header, name)

        choose(self.app, title, choices, taken, typing=True)

    def _ask_kind(self, state: ImportState, place: int) -> None:
        """Fields are those of a kind of records."""
        choices = [Choice(kind, kind_words(kind)) for kind in READ_BY_KIND]

        def taken(kind: str | None) -> None:
            if kind is not None:
                state.request = replace(state.request, kind=kind)
                self.ask_field(state, place)

        choose(self.app, _("What are the rows of the file?"), choices, taken)

    def give(self, state: ImportState, header: str, name: str) -> None:
        """Let a column fill that field; a field that another column was given by hand goes over to it."""
        columns = {
            one: told for one, told in state.request.columns.items() if told != name or name == LEFT_OUT
        }
        # The kind that was found must stay it: what is said of the columns is said of its fields.
        kind = state.kind if state.request.kind == AUTO else state.request.kind
        self.changed(replace(state.request, kind=kind, columns={**columns, header: name}))

    def leave_out(self, state: ImportState, place: int) -> None:
        """Leave a column out; take what was said of it back if it is out already."""
        if state.look is None:
            return
        header = state.look.headers[place]
        if state.told(header) == LEFT_OUT:
            columns = {one: told for one, told in state.request.columns.items() if one != header}
            self.changed(replace(state.request, columns=columns))
        elif state.targets().get(place):
            self.give(state, header, LEFT_OUT)

    # Profiles

    def save_profile(self, state: ImportState) -> None:
        """Ask for a name and keep the columns under it."""
        if state.preview is None:
            self.told(_("First the file must be read without a fault."))
            return
        from servicedesk.tui.forms.prompt import Prompt

        def taken(name: str | None) -> None:
            if name:
                self._save(state, name, force=False)

        prompt = Prompt(
            _("Save the columns as a profile: under which name?"),
            state.request.profile or "",
            check=_name_fault,
            hint=_("letters, digits, - and _"),
        )
        prompt.proposed = True
        self.app.push_screen(prompt, taken)

    def _save(self, state: ImportState, name: str, *, force: bool) -> None:
        from servicedesk.services.importing import own_profiles

        preview, request = state.preview, state.request
        assert preview is not None  # noqa: S101 - asked before
        config = self.desk.settings.config

        def saved(file: Any) -> None:
            words = _("The profile is in {path}.").format(path=shown_path(file.path))
            self.desk_app.say(words if file.is_sure else f"{words} {unsure_words()}", timeout=8)

        def failed(error: Exception) -> None:
            if isinstance(error, RefusedError) and not force:
                choices = [Choice("keep", _("keep it"), key="k"), Choice("replace", _("replace it"), key="r")]
                again = partial(self._save, state, name, force=True)
                choose(
                    self.app, error.message, choices, lambda taken: again() if taken == "replace" else None
                )
            else:
                self._say_not_saved(error)

        self.run_service(
            lambda: own_profiles.save(name, config, request, preview, force=force),
            then=saved,
            failed=failed,
            group="profile",
        )

    def _say_not_saved(self, error: Exception) -> None:
        # Not in the head: what stands there is told of the file, which has no fault by that.
        if isinstance(error, ServiceDeskError):
            self.desk_app.say(fault_of(error), severity="error", timeout=8)
        else:
            self.desk_app.report(error)

    # The import

    def start(self, state: ImportState) -> None:
        """Import the file as it is shown."""
        request, desk = state.request, self.desk
        is_folder = state.folder is not None
        total = (
            state.folder.total("read") if state.folder else state.preview.report.read if state.preview else 0
        )

        def call(tell: Tell) -> ImportReport | FolderReport:
            return FolderImport(desk).run(request, tell) if is_folder else desk.importing.run(request, tell)

        popup = WorkPopup(
            _("Importing {name} …").format(name=state.path.name),
            call,
            Counted(total),
            then=self._done,
            failed=self.fail,
            writes=True,
        )
        self.app.push_screen(popup)

    def _done(self, report: ImportReport | FolderReport) -> None:
        files = report.files if isinstance(report, FolderReport) else (report,)
        lines = [(report.failure, "$text-error")] if report.failure else []
        for file in files:
            head = before_value(kind_words(file.kind)) if isinstance(report, FolderReport) else ""
            lines.append((f"{head}{counts_words(file)}", ""))
            if file.rejects_file:
                words = _("The rejected rows are in {path}.").format(path=shown_path(file.rejects_file))
                lines.append((words, "$text-warning"))
            if not file.are_rejects_sure:
                lines.append((unsure_words(), "$text-warning"))
        title = _("Nothing was imported")
        if report.run is not None:
            title = _("Imported as {number}").format(number=format_number("run", report.run))
        undo = None
        if report.run is not None and any(file.changed for file in files):
            undo = partial(self.desk.importing.undo, report.run)
        self.app.push_screen(ResultPopup(title, lines, undo=undo))

    def fail(self, error: Exception) -> None:
        """Say what is wrong where the screen has room for it."""
        if isinstance(error, ServiceDeskError):
            self.told(fault_of(error))
        else:
            self.desk_app.report(error)


def _name_fault(name: str) -> str | None:
    """What keeps a profile from being called so, said while the name still stands in the box."""
    from servicedesk.exchange.profile_files import require_name

    return needed()(name) or refusal_of(require_name)(name)


def _fields(kind: str) -> list[str]:
    """Every field that a column may fill: of the records themselves, then of those beside them in a row."""
    found = [column.name for column in READ_BY_KIND[kind]]
    for part in (CARD, *PART_KINDS):
        if kind not in {part, CARD} and part in KINDS:
            found += [
                f"{part}.{column.name}" for column in READ_BY_KIND[part] if column.type not in {"id", "ref"}
            ]
    return found
