"""What a file that a user names may be: what nothing is written over, and what is read from.

One rule for every file that is written under a name of the user's: neither the desk in use nor what belongs
to it, nor what the run reads from, nor a night's set is written over, whatever name leads there (another
spelling, a link, a second name of the same file) and whatever `--force` says. Here, because all that writes
can ask it.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from weakref import WeakSet

from servicedesk.domain.errors import NotFoundError, ServiceDeskError, UsageError
from servicedesk.domain.text import clean_line
from servicedesk.i18n import _
from servicedesk.settings import night_places

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database."""
_SIGN = b"SQLite format 3\0"
_DESCRIPTORS = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")
"""Names of what the program was started with: a shell makes them of `<(...)`."""


class Claim:
    """A file that nothing is written over as long as this object lives: a desk in use, or settings."""

    def __init__(self, path: Path, *, is_desk: bool = True) -> None:
        self.path = path
        self.is_desk = is_desk
        _claims.add(self)

    def names(self) -> list[Path]:
        """The file under its real name, and what SQLite keeps beside a desk."""
        place = Path(os.path.realpath(self.path))
        return [place, *(place.with_name(place.name + end) for end in BESIDE if self.is_desk)]


_claims: WeakSet[Claim] = WeakSet()
_inputs: list[tuple[int, int]] = []
"""Device and number of the files that are being read from."""


@contextmanager
def reading_from(*sources: Path | str) -> Iterator[None]:
    """Nothing is written over these files until the block ends; `-` is standard input."""
    found = [one for source in sources if (one := _number(source)) is not None]
    _inputs.extend(found)
    try:
        yield
    finally:
        for one in found:
            _inputs.remove(one)


def require_apart(target: Path, *, by_night: bool = False) -> None:
    """Raise UsageError for a name under which nothing may be written, whoever agrees to it.

    That is a desk in use with what SQLite keeps beside it, settings and words of ours, what is read from, and
    the sets of the nights with what leads to the newest, which a night alone writes (`by_night`).
    No file is opened for it: SQLite loses its locks when somebody else closes the file.
    """
    place, number = _real(target), _number(target)
    name = clean_line(target.name)
    for claim in list(_claims):
        for theirs in claim.names():
            if place == theirs or (number is not None and number == _number(theirs)):
                raise _is_ours(name) if not claim.is_desk else _is_desk(name)
    if number is not None and number in _inputs:
        raise UsageError(
            _("{name} is what is read from, and is not written over.").format(name=name),
            _("Choose another name."),
        )
    if _is_kept_by_us(place):
        raise _is_ours(name)
    if not by_night:
        require_outside_sets(target)


def require_outside_sets(target: Path) -> None:
    """Raise UsageError for a name within a night's set, or one that leads to the newest of them."""
    if night_places.is_in_set(_real(target)) or night_places.is_pointer(target):
        raise UsageError(
            _("{name} belongs to the sets of the nights, which must stay as they were written.").format(
                name=clean_line(target.name)
            ),
            _("Choose another name."),
        )


def require_no_database(target: Path) -> None:
    """Raise UsageError where `target` is a database, or what SQLite keeps beside one.

    For what writes anything but databases; require_apart() was asked before, so it is none in use here.
    """
    mains = [target.with_name(target.name.removesuffix(end)) for end in BESIDE if target.name.endswith(end)]
    if any(_is_database(one) for one in (target, *mains)):
        raise UsageError(
            _("{name} is a database or belongs to one, and is not written over.").format(
                name=clean_line(target.name)
            ),
            _("Choose another name."),
        )


def require_readable(path: Path) -> None:
    """Raise unless it is a plain file, or one of the streams that the program was started with.

    A pipe of that name would keep us waiting for whoever writes into it, a device has no end. NotFoundError
    where nothing is, UsageError for what is no file and for the desk in use.
    """
    name = clean_line(path.name)
    try:
        found = path.stat()
    except FileNotFoundError:
        raise NotFoundError(
            _("There is no file {name}.").format(name=name), _("Check the name and the folder.")
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ServiceDeskError(_("The file cannot be read: {reason}.").format(reason=reason)) from None
    if stat.S_ISDIR(found.st_mode):
        raise UsageError(_("That is a folder, not a file."), _("Name one file at a time."))
    if not stat.S_ISREG(found.st_mode) and not str(path).startswith(_DESCRIPTORS):
        raise UsageError(
            _("{name} is no plain file, so it is not read.").format(name=name),
            _("Name a file; what comes out of a pipe is read from standard input."),
        )
    desks = [one for one in list(_claims) if one.is_desk]
    if any((found.st_dev, found.st_ino) == _number(theirs) for one in desks for theirs in one.names()):
        raise UsageError(
            _("{name} belongs to the desk in use, and is not read so.").format(name=name),
            _("`servicedesk export` writes what stands in it."),
        )


def open_plain(path: Path) -> BinaryIO:
    """The file, open to be read; raises as require_readable() does."""
    require_readable(path)
    try:
        return path.open("rb")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ServiceDeskError(_("The file cannot be read: {reason}.").format(reason=reason)) from None


def _is_desk(name: str) -> UsageError:
    return UsageError(
        _("{name} is the desk in use or belongs to it, and is not written over.").format(name=name),
        _("Choose another name."),
    )


def _is_ours(name: str) -> UsageError:
    return UsageError(
        _("{name} is a file in which servicedesk keeps something, and is not written over.").format(
            name=name
        ),
        _("Choose another name."),
    )


def _number(path: Path | str) -> tuple[int, int] | None:
    """Device and number of the file that a name leads to; None where nothing is."""
    with suppress(OSError, ValueError):
        found = os.fstat(0) if str(path) == "-" else os.stat(path)  # noqa: PTH116 - a string as well
        return found.st_dev, found.st_ino
    return None


def _real(path: Path) -> Path:
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):
        return path


def _is_kept_by_us(place: Path) -> bool:
    """Whether it stands, or would, where servicedesk keeps its notes, its log and words not yet saved."""
    import platformdirs

    from servicedesk.settings.log_file import log_path
    from servicedesk.settings.words_aside import folders

    state = Path(platformdirs.user_state_dir("servicedesk", appauthor=False))
    own = [_real(folder) for folder in (state, *folders())]
    return place == _real(log_path()) or any(folder in place.parents for folder in own)


def _is_database(path: Path) -> bool:
    with suppress(OSError, ValueError):
        if stat.S_ISREG(path.stat().st_mode):
            with path.open("rb") as file:
                return file.read(len(_SIGN)) == _SIGN
    return False
