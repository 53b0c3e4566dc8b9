"""FilePicker: which file, by its path: typing narrows the folder, Tab completes, Enter opens or takes."""

import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from servicedesk.exchange.decrypted import bare_name
from servicedesk.exchange.formats import FORMATS
from servicedesk.i18n import _
from servicedesk.tui.base.box_keys import name_keys
from servicedesk.tui.base.desk_modal import DeskModal
from servicedesk.tui.base.safe import content, plain
from servicedesk.tui.files.places import Places, path_meant, shown_path
from servicedesk.tui.forms.fields import LineField
from servicedesk.tui.forms.path_field import PathField

SHOWN = 200
"""Entries of a folder that are listed."""
LOOKED_AT = 5000
"""Entries of a folder that are looked at: one with more is narrowed by typing."""
_READ = {suffix for one in FORMATS.values() if one.reader for suffix in one.suffixes}


class Entry(NamedTuple):
    """One line: the path, and what stands behind its name."""

    path: Path
    is_folder: bool
    note: str = ""
    is_whole: bool = False
    """A folder that is taken in as a whole desk."""


class Listing(NamedTuple):
    """What a typed path leads to."""

    entries: Sequence[Entry]
    fault: str = ""
    typed: str = ""


class FilePicker(DeskModal[str]):
    """The popup; gives back a path."""

    DEFAULT_CSS = """
    FilePicker { align: center middle; }
    FilePicker > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 96%;
        border: round $primary; background: $surface; padding: 0 1;
    }
    FilePicker #file-title { text-style: bold; height: auto; }
    FilePicker OptionList { height: 59vh; border: none; padding: 0; }
    FilePicker OptionList:focus { border: none; }
    FilePicker #file-line { height: auto; color: $text-muted; }
    FilePicker #file-line.-fault { color: $text-error; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("down", "move(1)", ""),
        ("up", "move(-1)", ""),
        Binding("tab", "complete", priority=True, show=False),
    ]

    def __init__(self, title: str, places: Places) -> None:
        """Begin in the folder that was used last."""
        super().__init__()
        self.heading = title
        self.places = places
        self.entries: Sequence[Entry] = ()
        self._begins = shown_path(places.folder, is_folder=True)
        self._listed: str | None = None
        """What was typed when the entries were looked up."""
        self._put_here = ""
        """The folder that a line put into the field: its first line is marked."""
        self._waiting: Callable[[], object] | None = None
        """What a key does as soon as the list is that of the typed path."""

    def compose(self) -> ComposeResult:
        """Title, path, what is there, keys."""
        with Vertical():
            yield Static(content(self.heading), id="file-title", markup=False)
            yield PathField(self._begins, id="file-path")
            yield OptionList(id="file-list", markup=False)
            yield Static("", id="file-line", markup=False)

    def on_mount(self) -> None:
        """Type at once, behind the folder."""
        name_keys(self.query_one(Vertical), _("Tab complete  Enter open or take  Esc leave"))
        self.query_one(LineField).focus()
        self._look()

    @property
    def typed(self) -> str:
        """The path as it stands in the field."""
        return self.query_one(LineField).value.strip()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._waiting = None
        self._look()

    def _look(self) -> None:
        last = self.places.files if self.typed == self._begins else ()
        self.run_service(listing_of, self.typed, last, then=self._show, group="folder")

    def _show(self, found: Listing) -> None:
        self.entries, self._listed = found.entries, found.typed
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(_line(entry)) for entry in found.entries])
        # Of a folder that was typed no line is marked: Enter opens the folder, and takes nothing out of it.
        is_typed_folder = found.typed.endswith(os.sep) and found.typed not in {self._begins, self._put_here}
        options.highlighted = 0 if found.entries and not is_typed_folder else None
        self._say(found.fault)
        if self._waiting is not None and found.typed == self.typed:
            act, self._waiting = self._waiting, None
            act()

    def _say(self, fault: str) -> None:
        line = self.query_one("#file-line", Static)
        line.update(content(fault))
        line.set_class(bool(fault), "-fault")

    def action_move(self, step: int) -> None:
        """Move in the list while the field keeps the focus."""
        options = self.query_one(OptionList)
        (options.action_cursor_down if step > 0 else options.action_cursor_up)()

    def action_complete(self) -> None:
        """Put the entry under the cursor into the field."""
        self._once_listed(self._complete)

    def _complete(self) -> None:
        if entry := self._entry or next(iter(self.entries), None):
            self._put(entry)

    def _once_listed(self, act: Callable[[], object]) -> None:
        """Do it on the list of what is typed now, not on one of what was typed before."""
        if self._listed == self.typed:
            act()
        else:
            self._waiting = act

    @property
    def _entry(self) -> Entry | None:
        place = self.query_one(OptionList).highlighted
        return self.entries[place] if place is not None and place < len(self.entries) else None

    def _put(self, entry: Entry) -> None:
        field = self.query_one(LineField)
        field.value = self._put_here = shown_path(entry.path, is_folder=entry.is_folder)
        field.cursor_position = len(field.value)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._once_listed(self._enter)

    def _enter(self) -> None:
        entry = self._entry
        if entry is None and self.entries:
            self.query_one(OptionList).highlighted = 0
        elif entry is None:
            typed = path_meant(self.typed)
            self._say(_("There is no file {name}.").format(name=typed.name or shown_path(typed)))
        else:
            self._take(entry)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(self.entries[event.option_index])

    def _take(self, entry: Entry) -> None:
        if entry.is_folder and not entry.is_whole:
            self._put(entry)
            self.query_one(LineField).focus()
        else:
            self.places.used(entry.path, to_read=True)
            self.dismiss(str(entry.path))


def _line(entry: Entry) -> Content:
    name = shown_path(entry.path) if entry.note and not entry.is_whole else entry.path.name
    words = plain(f"{name}/" if entry.is_folder else name)
    note = f"  {plain(entry.note)}" if entry.note else ""
    return Content.assemble((words, "bold" if entry.is_folder else ""), (note, "$text-muted"))


def listing_of(asked: str, last: Sequence[Path]) -> Listing:
    """The entries of the folder that is typed, behind those used `last`; read in a thread."""
    from servicedesk.services.importing.folder import is_export

    typed = asked or f".{os.sep}"
    at_folder = typed.endswith(os.sep) or typed == "~"
    place = path_meant(typed)
    folder, begun = (place, "") if at_folder else (place.parent, place.name.casefold())
    entries: list[Entry] = []
    if at_folder:
        entries += [Entry(path, is_folder=path.is_dir(), note=_("used last")) for path in last]
        entries = [one._replace(is_whole=one.is_folder) for one in entries]
        if is_export(folder):
            entries.insert(0, Entry(folder, is_folder=True, note=_("take in the whole desk"), is_whole=True))
    try:
        found = _entries(folder, begun)
    except OSError as error:
        fault, reason = _("The folder {path} cannot be read: {reason}."), error.strerror or ""
        return Listing(entries, fault.format(path=shown_path(folder), reason=reason), asked)
    return Listing([*entries, *found][:SHOWN], "", asked)


def _entries(folder: Path, begun: str) -> list[Entry]:
    found = []
    with os.scandir(folder) as there:
        for place, one in enumerate(there):
            name = one.name.casefold()
            if place >= LOOKED_AT:
                break
            if begun not in name or (one.name.startswith(".") and not begun.startswith(".")):
                continue
            try:
                mode = one.stat().st_mode
            except OSError:
                continue
            if stat.S_ISDIR(mode) or stat.S_ISREG(mode):
                is_folder = stat.S_ISDIR(mode)
                rank = (
                    name != begun,
                    not name.startswith(begun),
                    not (is_folder or Path(bare_name(name)).suffix in _READ),
                    not is_folder,
                    name,
                )
                found.append((rank, Entry(folder / one.name, is_folder)))
    return [entry for _rank, entry in sorted(found, key=lambda pair: pair[0])]
