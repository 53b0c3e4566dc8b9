"""Write a folder so that it is there whole or not at all, open to its owner alone."""

import os
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType

from servicedesk.domain.errors import BusyError, RefusedError
from servicedesk.domain.text import clean_line
from servicedesk.exchange.atomic_file import words_for_failures
from servicedesk.i18n import _
from servicedesk.settings import standing, unfinished
from servicedesk.settings.lasting import require_names
from servicedesk.settings.places import require_apart, require_no_database
from servicedesk.settings.private import make_private_folder

_AT_FDCWD = -100
_EXCHANGE = 2


class AtomicFolder:
    """A temporary folder beside `path`, which takes the name when the block ends without an error.

    A folder that stands there is replaced as a whole, if `require_replaceable` does not raise for it; it is
    asked before anything is written and once more at the end. RefusedError for a link, which is neither
    followed nor replaced; BusyError while another run writes the same folder. Whatever goes wrong, nothing is
    left behind and an earlier folder stays as it was. Only the last step, in which the disk confirms the
    name, takes nothing back: `is_sure` tells of it.
    """

    def __init__(self, path: Path, require_replaceable: Callable[[Path], object]) -> None:
        self._named = path
        self.path = Path(os.path.realpath(path))
        self._require_replaceable = require_replaceable
        self.is_sure = True
        """Whether the disk has confirmed the name; known when the block has ended."""
        self._temporary: Path | None = None
        self._made: list[Path] = []
        self._open = ExitStack()

    def __enter__(self) -> Path:
        """The folder to write into."""
        try:
            with words_for_failures(self.path):
                self._begin()
        except BaseException:
            self._clear()
            raise
        assert self._temporary is not None  # noqa: S101 - for mypy
        return self._temporary

    def _begin(self) -> None:
        require_apart(self.path)
        require_no_database(self.path)
        self._require_free()
        self._made = _missing(self.path.parent)
        make_private_folder(self.path.parent)
        temporary = unfinished.temporary_name(self.path)
        with unfinished.one_at_a_time(self.path.parent):
            if unfinished.is_being_written(self.path):
                raise BusyError(
                    _("Another export is writing {name}.").format(name=clean_line(self.path.name)),
                    _("Wait until it has ended, or choose another name."),
                )
            unfinished.sweep(self.path.parent)
            # Noted first: one that is killed between the two must be named by doctor, too.
            self._open.enter_context(unfinished.noted(temporary))
            temporary.mkdir(mode=0o700)
            self._temporary = temporary
            descriptor = os.open(temporary, os.O_RDONLY)
            self._open.callback(os.close, descriptor)
            unfinished.hold(descriptor)

    def _require_free(self) -> None:
        """Raise unless the name can be taken, or the folder that has it replaced."""
        if self._named.is_symlink() or self.path.is_symlink():
            raise RefusedError(
                _("{name} is a link, so nothing is written to where it leads.").format(
                    name=clean_line(self._named.name)
                ),
                _("Choose another name."),
            )
        self._require_replaceable(self.path)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
                self._made = []
        finally:
            self._clear()

    def _finish(self) -> None:
        if self._temporary is None:
            return
        with words_for_failures(self.path):
            self._temporary.chmod(0o700)  # whatever the umask is
            # Files that may be gone tomorrow must not take the place of those that are there.
            require_names(self._temporary)
            # Somebody may have put something there meanwhile.
            self._require_free()
            with standing.naming(self.path):
                if _is_filled(self.path):
                    # What now has the temporary name is the earlier folder; it goes with it.
                    exchange(self._temporary, self.path)
                else:
                    self._temporary.replace(self.path)
                    self._temporary = None
            self.is_sure = standing.is_sure(self.path)
            if not self.is_sure:
                # The earlier one may come back with a loss of power: it is not emptied until the next run.
                self._temporary = None

    def _clear(self) -> None:
        if self._temporary is not None:
            unfinished.remove(self._temporary)
            self._temporary = None
        self._open.close()
        for folder in reversed(self._made):
            with suppress(OSError):
                folder.rmdir()


def exchange(first: Path, second: Path) -> None:
    """Give each of two folders the name of the other, in one step; RefusedError where that cannot be done."""
    import ctypes

    names = (os.fsencode(first), os.fsencode(second))
    system = ctypes.CDLL(None, use_errno=True)
    linux, mac = getattr(system, "renameat2", None), getattr(system, "renamex_np", None)
    if linux is not None and linux(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _EXCHANGE) == 0:
        return
    if mac is not None and mac(*names, _EXCHANGE) == 0:
        return
    # Two renames would leave a moment without any folder, for a kill to make it last.
    raise RefusedError(
        _("This disk cannot replace the folder {name} in one step.").format(name=clean_line(second.name)),
        _("Choose a new name, or delete the folder first."),
    )


def _is_filled(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _missing(folder: Path) -> list[Path]:
    """What of this folder and those above it is not there yet, the highest first."""
    found: list[Path] = []
    while not folder.exists():
        found.insert(0, folder)
        folder = folder.parent
    return found
