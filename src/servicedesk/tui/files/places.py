"""Where files were taken from and written to in this window: what is asked next begins there."""

import re
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from textual.app import App

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.text import clean_line, sentences
from servicedesk.services.importing import ImportRequest

MOST = 6
_OF_THE_SHELL = re.compile(r"--\w|-o\b|`?servicedesk \w")


class Places:
    """The files and folders that were used last, the newest first."""

    def __init__(self) -> None:
        """None yet."""
        self.files: list[Path] = []
        self.folder = Path.home()
        self.keys = ""
        """To whom the last file was encrypted, as it was typed."""
        self.requests: dict[Path, ImportRequest] = {}
        """What was said of a file: it stands there again when the file is looked at again."""

    def used(self, path: Path, *, to_read: bool = False) -> None:
        """This file or folder was used; one `to_read` is offered again."""
        self.folder = path if path.is_dir() and not to_read else path.parent
        if to_read:
            self.files = [path, *(one for one in self.files if one != path)][:MOST]


_PLACES: WeakKeyDictionary[App[Any], Places] = WeakKeyDictionary()


def places_of(app: App[Any]) -> Places:
    """Those of this window."""
    return _PLACES.setdefault(app, Places())


def path_meant(typed: str) -> Path:
    """The path that was typed; ~ is the home, and what is relative begins where the program was started."""
    return Path(typed).expanduser().absolute()


def shown_path(path: Path, *, is_folder: bool = False) -> str:
    """A path as one types it, the home as ~."""
    home = Path.home()
    text = str(path)
    if path == home or home in path.parents:
        text = str(Path("~") / path.relative_to(home))
    return clean_line(f"{text}/" if is_folder and not text.endswith("/") else text)


def fault_of(error: ServiceDeskError) -> str:
    """What is wrong, and what to do about it where that is no option of the command line."""
    return sentences(error.message, "" if _OF_THE_SHELL.search(error.hint) else error.hint)
