"""What can be said of a file before it is imported: a line each, as the options of `import` say it."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from servicedesk.domain.records import RECORDS
from servicedesk.domain.words.lists import LISTS
from servicedesk.exchange.decrypted import bare_name
from servicedesk.exchange.formats import FORMATS
from servicedesk.exchange.readers import open_source
from servicedesk.i18n import N_, _
from servicedesk.services.import_words import ORDERS, kind_words
from servicedesk.services.importing import ImportRequest
from servicedesk.services.importing.profile_choice import NONE
from servicedesk.services.importing.request import AUTO, CONFLICT_RULES
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.files.import_state import ImportState
from servicedesk.tui.files.places import Places, shown_path
from servicedesk.tui.forms.asking import choose, propose
from servicedesk.tui.forms.choice import Choice
from servicedesk.tui.forms.typed_times import no_time, time_of

CONFLICTS = {
    "update": N_("take over what the file says"),
    "skip": N_("leave the record as it is"),
    "newest": N_("the newer of the two holds"),
    "fail": N_("import nothing"),
    "replace": N_("take over, also where an id then means somebody else"),
}
DELIMITERS = {",": ",", ";": ";", "\t": N_("tab"), "|": "|"}
_LISTS = {"case": "case_state", "followup": "followup_state", "promise": "promise_state"}
_ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "cp1252")
_FIRST = {one.name: one.default for one in fields(ImportRequest)}


class Setting(NamedTuple):
    """One thing that can be said; `name` is that of the field of the request."""

    name: str
    label: str
    help: str
    shown: Callable[[ImportState], str]
    is_for: Callable[[ImportState], bool] = lambda state: state.folder is None

    def is_said(self, state: ImportState) -> bool:
        """Whether the user has said it."""
        return bool(getattr(state.request, self.name) != _FIRST[self.name])


def _kind(state: ImportState) -> str:
    if state.kind in RECORDS:
        return kind_words(state.kind)
    return _("found by the columns")


def _profile(state: ImportState) -> str:
    if state.request.profile == NONE:
        return _("none")
    found = state.preview.report.profile if state.preview else ""
    return state.request.profile or found or _("none found by the columns")


def _sheet(state: ImportState) -> str:
    return state.request.sheet or _("the one that holds records")


def _encoding(state: ImportState) -> str:
    return state.request.encoding or (state.look.encoding if state.look else "") or _("not clear")


def _delimiter(state: ImportState) -> str:
    sign = state.request.delimiter or (state.look.delimiter if state.look else "")
    return _(DELIMITERS.get(sign, sign)) if sign else _("found in the file")


def _orders(state: ImportState) -> str:
    if state.request.date_order:
        return _(ORDERS[state.request.date_order])
    orders = state.preview.report.date_orders if state.preview else {}
    return ", ".join(f"{header}: {_(ORDERS[order])}" for header, order in orders.items()) or _(
        "as they stand"
    )


def _state(state: ImportState) -> str:
    if not state.request.state:
        return _("as each row says")
    labels = LISTS[_LISTS.get(state.kind, "case_state")].labels
    return _(labels.get(state.request.state, state.request.state))


def _closed_before(state: ImportState) -> str:
    at = state.request.closed_before
    return _("none of them") if at is None else f"{at:%Y-%m-%d}"


def _identity(state: ImportState) -> str:
    return shown_path(Path(state.request.identity)) if state.request.identity else _("none named")


def _is_encrypted(state: ImportState) -> bool:
    return state.needs_key or bool(state.request.identity)


def _has_state(state: ImportState) -> bool:
    return state.kind in _LISTS


def _is_book(state: ImportState) -> bool:
    return bool(state.look and FORMATS[state.look.format].has_sheets) or _suffix_is_book(state.path)


def _suffix_is_book(path: Path) -> bool:
    suffix = Path(bare_name(path.name)).suffix.lower()
    return any(suffix in one.suffixes for one in FORMATS.values() if one.has_sheets)


def _is_table(state: ImportState) -> bool:
    return (
        state.folder is None
        and not _is_book(state)
        and (state.look is None or state.look.format in {"csv", "tsv"})
    )


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "identity",
        N_("Secret key"),
        N_("The file with the secret key of what is encrypted."),
        _identity,
        _is_encrypted,
    ),
    Setting("kind", N_("Rows are"), N_("Which records the rows of the file are."), _kind),
    Setting("profile", N_("Profile"), N_("How the files of a program are read."), _profile),
    Setting(
        "source",
        N_("Source"),
        N_("The program whose ids stand in the file: ids of two programs never mean one record."),
        lambda state: state.request.source or _("told by the columns"),
    ),
    Setting("sheet", N_("Sheet"), N_("The sheet of the workbook."), _sheet, _is_book),
    Setting(
        "header_row",
        N_("Row of names"),
        N_("The row that names the columns; what stands above it is none of the table."),
        lambda state: str(state.request.header_row or _("found in the file")),
        lambda state: _is_book(state) or _is_table(state),
    ),
    Setting("encoding", N_("Encoding"), N_("How the letters are written in the file."), _encoding, _is_table),
    Setting("delimiter", N_("Between cells"), N_("What stands between two cells."), _delimiter, _is_table),
    Setting("date_order", N_("Dates"), N_("How 03/04/2026 is meant."), _orders),
    Setting(
        "state", N_("State of all"), N_("An old register is taken in as history: closed."), _state, _has_state
    ),
    Setting(
        "closed_before",
        N_("Closed before"),
        N_("Cases received before that day are closed: history."),
        _closed_before,
        lambda state: state.kind == "case",
    ),
    Setting(
        "on_conflict",
        N_("One that differs"),
        N_("What becomes of a record that is here already and differs."),
        lambda state: _(CONFLICTS[state.request.on_conflict]),
        lambda _state: True,
    ),
    Setting(
        "blank_clears",
        N_("Blank cells"),
        N_("Whether a blank cell empties the field of a record that is here."),
        lambda state: _("empty the field") if state.request.blank_clears else _("change nothing"),
    ),
    Setting(
        "max_rejects",
        N_("Rejected rows"),
        N_("Whether the other rows go in where some are rejected."),
        lambda state: _rejected_words(nothing=state.request.max_rejects == 0),
        lambda _state: True,
    ),
)


def _rejected_words(*, nothing: bool) -> str:
    return _("then nothing goes in") if nothing else _("the others go in")


Changed = Callable[[str, Any], object]


class SettingQuestions(Handler):
    """Asks for a setting, each in its own way; `changed` gets its name and what is to be."""

    def __init__(self, screen: Any, changed: Changed) -> None:
        """For the screen of an import."""
        super().__init__(screen)
        self.changed = changed

    def ask(self, name: str, state: ImportState) -> None:
        """Ask for the setting of that name."""
        getattr(self, f"_{name}")(state)

    def _pick(
        self, name: str, choices: Sequence[Choice], read: Callable[[str], Any] = str, *, free: bool = False
    ) -> None:
        setting = next(one for one in SETTINGS if one.name == name)

        def taken(value: str | None) -> None:
            if value is not None:
                self.changed(name, read(value))

        choose(self.app, _(setting.label), choices, taken, free=free, typing=free or len(choices) > 10)

    def _identity(self, state: ImportState) -> None:
        from servicedesk.tui.files.file_picker import FilePicker

        # Not among the files that are offered to be imported.
        places = Places()
        places.folder = Path(state.request.identity).parent if state.request.identity else places.folder

        def taken(path: str | None) -> None:
            if path is not None:
                self.changed("identity", path)

        self.app.push_screen(FilePicker(_("Which file holds the secret key?"), places), taken)

    def _kind(self, state: ImportState) -> None:
        choices = [Choice(AUTO, _("found by the columns"), on=state.request.kind == AUTO)]
        choices += [Choice(kind, kind_words(kind), on=kind == state.request.kind) for kind in RECORDS]
        self._pick("kind", choices)

    def _profile(self, state: ImportState) -> None:
        from servicedesk.services.importing.own_profiles import listed

        def offer(lines: Sequence[Any]) -> None:
            now = state.request.profile
            choices = [
                Choice("", _("found by the columns"), on=not now),
                Choice(NONE, _("none"), on=now == NONE),
            ]
            choices += [
                Choice(one.name, one.name, note=one.fault or one.program, on=one.name == now) for one in lines
            ]
            self._pick("profile", choices)

        config = self.desk.settings.config
        self.run_service(lambda: list(listed(config)), then=offer, group="profiles", opens=True)

    def _source(self, state: ImportState) -> None:
        self._words(
            "source", _("The program whose ids stand in the file; nothing for its columns to tell"), state
        )

    def _words(self, name: str, title: str, state: ImportState) -> None:
        def taken(text: str | None) -> None:
            if text is not None:
                self.changed(name, text)

        propose(self.app, title, taken, getattr(state.request, name))

    def _sheet(self, state: ImportState) -> None:
        from servicedesk.exchange.workbook_rows import sheets_of

        def read() -> Sequence[Any]:
            with open_source(state.path, state.request.identity)[0] as file:
                return sheets_of(file)

        def offer(sheets: Sequence[Any]) -> None:
            choices = [Choice("", _("the one that holds records"), on=not state.request.sheet)]
            for place, one in enumerate(sheets, 1):
                size = f"{one.rows} × {one.columns}"
                note = f"{size}  {_('hidden')}" if one.is_hidden else size
                choices.append(Choice(str(place), one.name, note=note, on=str(place) == state.request.sheet))
            self._pick("sheet", choices, lambda value: value or None)

        self.run_service(read, then=offer, group="sheets", opens=True)

    def _header_row(self, state: ImportState) -> None:
        def fault(text: str) -> str | None:
            is_number = text.isascii() and text.isdigit() and 0 < int(text[:9]) <= 10_000
            return None if is_number or not text else _("Write the number of a row, the first being 1.")

        from servicedesk.tui.forms.prompt import Prompt

        def taken(text: str | None) -> None:
            if text is not None:
                self.changed("header_row", int(text) if text else None)

        row = state.request.header_row
        prompt = Prompt(
            _("Which row names the columns?"), str(row or ""), check=fault, hint=_("1 is the first")
        )
        prompt.proposed = True
        self.app.push_screen(prompt, taken)

    def _encoding(self, state: ImportState) -> None:
        from servicedesk.exchange.encoding import likely_readings

        def read() -> dict[str, str]:
            with open_source(state.path, state.request.identity)[0] as file:
                return likely_readings(file)

        def offer(readings: dict[str, str]) -> None:
            now = state.request.encoding or ""
            choices = [Choice("", _("found in the file"), on=not now)]
            names = dict.fromkeys([*readings, *_ENCODINGS])
            choices += [Choice(name, name, note=readings.get(name, ""), on=name == now) for name in names]
            self._pick("encoding", choices, lambda value: value or None, free=True)

        self.run_service(read, then=offer, group="encodings", opens=True)

    def _delimiter(self, state: ImportState) -> None:
        now = state.request.delimiter
        choices = [Choice("", _("found in the file"), on=not now)]
        choices += [Choice(sign, _(words), on=sign == now) for sign, words in DELIMITERS.items()]
        self._pick("delimiter", choices, lambda value: value or None)

    def _date_order(self, state: ImportState) -> None:
        choices = [Choice("", _("as they stand"), on=not state.request.date_order)]
        choices += [Choice(order, _(words), note=order) for order, words in ORDERS.items()]
        self._pick("date_order", choices, lambda value: value or None)

    def _state(self, state: ImportState) -> None:
        words = LISTS[_LISTS[state.kind]]
        choices = [Choice("", _("as each row says"), on=not state.request.state)]
        choices += [Choice(str(value), _(label)) for value, label in words.labels.items()]
        self._pick("state", choices)

    def _closed_before(self, state: ImportState) -> None:
        from servicedesk.tui.forms.prompt import Prompt

        read = partial(time_of, self.desk, hour="00:00", lean="past")

        def taken(text: str | None) -> None:
            if text is not None:
                when = read(text) if text else None
                self.changed("closed_before", when.at if when else None)

        def fault(text: str) -> str | None:
            return no_time(self.desk, text) if text and read(text) is None else None

        title = _("Cases received before which day are closed? Nothing for none")
        shown = _closed_before(state) if state.request.closed_before else ""
        prompt = Prompt(title, shown, check=fault, hint="2025-01-01")
        prompt.proposed = True
        self.app.push_screen(prompt, taken)

    def _on_conflict(self, state: ImportState) -> None:
        now = state.request.on_conflict
        self._pick(
            "on_conflict", [Choice(rule, _(CONFLICTS[rule]), on=rule == now) for rule in CONFLICT_RULES]
        )

    def _blank_clears(self, state: ImportState) -> None:
        self.changed("blank_clears", not state.request.blank_clears)

    def _max_rejects(self, state: ImportState) -> None:
        self.changed("max_rejects", None if state.request.max_rejects == 0 else 0)
