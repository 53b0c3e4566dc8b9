"""Write a file so that it is there whole or not at all, readable by its owner alone."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from servicedesk.domain.errors import RefusedError, ServiceDeskError, UsageError
from servicedesk.domain.text import clean_line
from servicedesk.i18n import _
from servicedesk.settings import room, standing, unfinished
from servicedesk.settings.places import require_apart, require_no_database
from servicedesk.settings.private import OWNER_ONLY, create_private


class AtomicFile:
    """Writes to a temporary file beside `path`, which takes the name when the block ends without an error.

    Refuses a target that exists (unless `force`), a symbolic link and anything that is no plain file; also
    with `force` what settings.places keeps from being written over, and a database. `require_replaceable`
    takes the place of `force`: it is asked for a file that is there, and raises unless that may go. Raises
    NoSpaceError on a full disk. Whatever goes wrong, nothing is left behind and an earlier file stays as it
    was. Only the last step, in which the disk confirms the name, takes nothing back: `is_sure` tells of it.

    A file of an AtomicFolder (`in_folder`) is made sure of by that. `by_night` is for what a night says of
    its sets. What stands `beside` the work that was asked for does not mean that it is done.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        force: bool = False,
        in_folder: bool = False,
        by_night: bool = False,
        beside: bool = False,
        require_replaceable: Callable[[Path], object] | None = None,
    ) -> None:
        self.path = Path(path)
        self.force = force
        self.is_sure = True
        """Whether the disk has confirmed the name; known when the block has ended."""
        self._in_folder = in_folder
        self._by_night = by_night
        self._is_beside = beside
        self._require_replaceable = require_replaceable
        self._temporary: Path | None = None
        self._stream: BinaryIO | None = None
        self._noted = ExitStack()

    def __enter__(self) -> Self:
        self.require_free()
        with words_for_failures(self.path):
            temporary = unfinished.temporary_name(self.path)
            with unfinished.one_at_a_time(self.path.parent):
                unfinished.sweep(self.path.parent)
                # Noted first: one that is killed between the two must be named by doctor, too.
                self._noted.enter_context(unfinished.noted(temporary))
                try:
                    descriptor = create_private(temporary)
                except OSError:
                    self._noted.close()
                    raise
                unfinished.hold(descriptor)
            self._temporary = temporary
            self._stream = os.fdopen(descriptor, "wb", buffering=1 << 20)
        return self

    @property
    def stream(self) -> BinaryIO:
        """Where to write; open within the block."""
        if self._stream is None:
            raise ValueError(self.path)
        return self._stream

    def write(self, block: bytes) -> None:
        """Add `block` to the file."""
        with words_for_failures(self.path):
            self.stream.write(block)

    def digest(self) -> str:
        """The SHA-256 of what is written so far, read back from where it stands."""
        if self._temporary is None:
            raise ValueError(self.path)
        with words_for_failures(self.path):
            self.stream.flush()
            os.fsync(self.stream.fileno())
            with self._temporary.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
            elif isinstance(error, OSError):
                with words_for_failures(self.path):
                    raise error
        finally:
            self._clear()

    def require_free(self) -> None:
        """Raise unless the name can be taken; nothing is written for that."""
        require_apart(self.path, by_night=self._by_night)
        try:
            mode = self.path.lstat().st_mode
        except FileNotFoundError:
            require_no_database(self.path)
            return
        except (OSError, ValueError):
            raise UsageError(
                _("The file name cannot be used."), _("Choose another name or folder.")
            ) from None
        name = clean_line(self.path.name)
        if not stat.S_ISREG(mode):
            raise RefusedError(
                _("{name} is no plain file, so it is not written to.").format(name=name),
                _("Choose another name."),
            )
        require_no_database(self.path)
        if self._require_replaceable is not None:
            self._require_replaceable(self.path)
        elif not self.force:
            raise RefusedError(
                _("{name} exists already.").format(name=name),
                _("Use --force to replace it, or choose another name."),
            )

    def _finish(self) -> None:
        if self._temporary is None:
            return
        with words_for_failures(self.path):
            stream = self.stream
            stream.flush()
            os.fchmod(stream.fileno(), OWNER_ONLY)  # whatever the umask is
            os.fsync(stream.fileno())
            # Somebody may have put a file there meanwhile.
            self.require_free()
            # Closed later: as long as it has a temporary name it must be held, or somebody sweeps it.
            with nullcontext() if self._is_beside else standing.naming(self.path):
                self._temporary.replace(self.path)
            self._temporary = None
            stream.close()
            self.is_sure = self._in_folder or standing.is_sure(self.path)

    def _clear(self) -> None:
        if self._stream is not None:
            with suppress(OSError):
                self._stream.close()
        if self._temporary is not None:
            with suppress(OSError):
                self._temporary.unlink()
            self._temporary = None
        self._noted.close()


@contextmanager
def words_for_failures(path: Path) -> Iterator[None]:
    """Turn errors of the file system into words for the user. A broken pipe passes as it is."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if room.is_full(error):
            raise room.none_left(path) from None
        if isinstance(error, FileNotFoundError):
            raise UsageError(
                _("The folder for {name} does not exist.").format(name=clean_line(path.name))
            ) from None
        raise ServiceDeskError(
            _("{name} cannot be written: {reason}.").format(
                name=clean_line(path.name), reason=error.strerror or "?"
            )
        ) from None
