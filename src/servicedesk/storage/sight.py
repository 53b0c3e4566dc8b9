"""How a file is looked at where nothing can be written beside it: a full disk, read-only media or folders.

SQLite's write-ahead log needs a file beside the desk even to read. Where that cannot be made, nobody else has
the desk open either, for they would need it too; so the file is read as one that does not change, and what
was read is thrown away with an error if it did change meanwhile. What a killed process left beside the file,
which such reading would pass over, is copied together with it to the system's folder for temporary files.
"""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from servicedesk.domain.errors import BusyError, ServiceDeskError
from servicedesk.i18n import _
from servicedesk.storage import driver
from servicedesk.storage.failures import no_space

_LOGS = ("-wal", "-journal")
_PLACE_FAULTS = ("readonly", "read-only", "unable to open", "disk i/o error", "disk is full")


def is_of_the_place(error: BaseException) -> bool:
    """Whether a driver's error says that the place cannot be written to."""
    return isinstance(error, driver.Error) and any(words in str(error).lower() for words in _PLACE_FAULTS)


class Sight:
    """The file at `path` as it was when nothing could be written beside it."""

    def __init__(self, path: Path) -> None:
        """Raises BusyError when it changes while it is copied, NoSpaceError when that has no room."""
        self._path = path
        self._state = _state(path)
        self._folder: Path | None = None
        if any(size for _name, size, _changed in self._state[1:]):
            self._folder = _copy(path)
            self.require_same()
            self.uri = f"file:{quote(str(self._folder / path.name))}?mode=rw"
        else:
            self.uri = f"file:{quote(str(path))}?mode=ro&immutable=1"

    def require_same(self) -> None:
        """Raise BusyError if somebody wrote after all."""
        if _state(self._path) != self._state:
            self.close()
            raise BusyError(
                _("Somebody wrote to the desk while it was read."), _("Do it again: it can be opened now.")
            )

    def close(self) -> None:
        """Remove the copy, if one was made."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def _state(path: Path) -> list[tuple[str, int, int]]:
    """Size and time of the last change of the file and of its logs; an empty log holds nothing."""
    found = []
    for name in (path.name, *(path.name + ending for ending in _LOGS)):
        size = changed = 0
        with suppress(OSError):
            status = (path.parent / name).stat()
            size = status.st_size
            changed = status.st_mtime_ns if size else 0
        found.append((name, size, changed))
    return found


def _copy(path: Path) -> Path:
    folder = None
    try:
        folder = Path(tempfile.mkdtemp(prefix="servicedesk-"))
        for name in (path.name, *(path.name + ending for ending in _LOGS)):
            with suppress(FileNotFoundError):
                shutil.copyfile(path.parent / name, folder / name)
                os.chmod(folder / name, 0o600)  # noqa: PTH101 - beside the other calls of the system
    except OSError as error:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        raise no_space() from error
    return folder


def held_back(error: ServiceDeskError) -> str:
    """What people are told beside what they see of such a file."""
    if error.exit_code == no_space().exit_code:
        return _("The disk is full or failing: this is what the file holds; nothing can be saved.")
    return _("The file is read-only: this is what it holds; nothing can be saved.")
