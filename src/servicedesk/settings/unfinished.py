"""What is being written under a temporary name: who holds it, and what killed runs have left.

A writer locks what it writes; the lock ends with the process, however it ends. So what nobody holds was left
by a run that was killed, and the next one that writes beside it takes it away. Where it stands is noted in a
folder of the user's own, so that `doctor` can name it.
"""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from servicedesk.settings.places import BESIDE
from servicedesk.settings.private import create_private, make_private_folder

_NAMED = re.compile(r"\..+\.[0-9a-f]{12}\.part", re.ASCII)


def temporary_name(target: Path) -> Path:
    """A new hidden name beside `target`. By chance and not by process: containers share process numbers."""
    return target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}.part")


def is_temporary(name: str) -> bool:
    """Whether a name is one that temporary_name() makes."""
    return _NAMED.fullmatch(name) is not None


def hold(descriptor: int) -> None:
    """Show others that this file or folder is being written, until the descriptor is closed."""
    with suppress(ImportError, OSError):
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_held(path: Path, *, if_unknown: bool = True) -> bool:
    """Whether somebody holds it; `if_unknown` where nobody can tell."""
    try:
        import fcntl

        descriptor = os.open(path, os.O_RDONLY)
    except (ImportError, OSError):
        return if_unknown
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Nobody else of us begins or sweeps in `folder` meanwhile; for moments only."""
    if _NAMED.fullmatch(folder.name):
        # Whoever writes this folder holds it, and nobody else writes into it.
        yield
        return
    descriptor = None
    with suppress(ImportError, OSError):
        import fcntl

        descriptor = os.open(folder, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def is_being_written(target: Path) -> bool:
    """Whether another run is writing what will be called `target`."""
    start = f".{target.name[:100]}."
    return any(
        path.name.startswith(start) and is_held(path, if_unknown=False) for path in _parts(target.parent)
    )


def sweep(folder: Path) -> None:
    """Delete what killed runs have left in `folder`."""
    for path in _parts(folder):
        if not is_held(path):
            remove(path)


def clear(folder: Path) -> None:
    """Delete what killed runs have left in `folder`, in which nothing is written just now."""
    with one_at_a_time(folder):
        sweep(folder)


def remove(path: Path) -> None:
    """Delete a file, or a folder of plain files and of folders of such; what else there is is none of ours.

    A folder that holds anything of that kind stays as it is.
    """
    with suppress(OSError):
        if path.is_symlink() or not path.is_dir():
            path.unlink()
            for ending in BESIDE:
                path.with_name(path.name + ending).unlink(missing_ok=True)
        elif _is_ours(path, DEEPEST):
            _remove_folder(path)


@contextmanager
def aside(target: Path) -> Iterator[Path]:
    """A new empty file under a temporary name beside `target`, held, and gone after the block.

    With it goes what SQLite leaves beside it. Raises OSError.
    """
    temporary = temporary_name(target)
    with ExitStack() as stack:
        with one_at_a_time(target.parent):
            # Whatever backups, exports, restores and climbs were killed in this folder.
            sweep(target.parent)
            # Noted first: one that is killed between the two must be named by doctor, too.
            stack.enter_context(noted(temporary))
            descriptor = create_private(temporary)
            stack.callback(os.close, descriptor)
            hold(descriptor)
        try:
            yield temporary
        finally:
            for ending in ("", *BESIDE):
                with suppress(OSError):
                    temporary.with_name(temporary.name + ending).unlink()


@contextmanager
def aside_folder(folder: Path) -> Iterator[Path]:
    """A new folder of our own under a temporary name in `folder`, held, and gone after the block.

    What killed runs of this user have left there goes, too: in a folder that others use it is known by the
    notes. Raises OSError.
    """
    for left in leftovers():
        if left.parent == folder.absolute():
            remove(left)
    temporary = temporary_name(folder / "servicedesk")
    with ExitStack() as stack:
        stack.enter_context(noted(temporary))
        temporary.mkdir(mode=0o700)
        stack.callback(remove, temporary)
        descriptor = os.open(temporary, os.O_RDONLY)
        stack.callback(os.close, descriptor)
        hold(descriptor)
        yield temporary


DEEPEST = 4
"""So many folders deep we write at the most: a night's set holds an export, which may hold folders."""


def _is_ours(path: Path, deep: int) -> bool:
    if path.is_symlink() or path.is_file():
        return True
    return deep > 0 and path.is_dir() and all(_is_ours(one, deep - 1) for one in path.iterdir())


def _remove_folder(path: Path) -> None:
    for one in path.iterdir():
        if one.is_dir() and not one.is_symlink():
            _remove_folder(one)
        else:
            one.unlink()
    path.rmdir()


def _parts(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if _NAMED.fullmatch(path.name)]
    except OSError:
        return []


def _notes() -> Path:
    import platformdirs

    return Path(platformdirs.user_state_dir("servicedesk", appauthor=False)) / "unfinished"


@contextmanager
def noted(temporary: Path) -> Iterator[None]:
    """Note where `temporary` stands while it is written; where that is not possible, do without."""
    note = None
    # What a folder is made of stands with it.
    if not _NAMED.fullmatch(temporary.parent.name):
        with suppress(OSError):
            folder = _notes()
            make_private_folder(folder)
            note = folder / secrets.token_hex(6)
            with os.fdopen(create_private(note), "w", encoding="utf-8", errors="surrogateescape") as file:
                file.write(str(temporary.absolute()))
    try:
        yield
    finally:
        if note is not None:
            with suppress(OSError):
                note.unlink()


def leftovers(*folders: Path) -> list[Path]:
    """What killed runs have left, wherever notes tell of it and in `folders`.

    Notes of what is gone are dropped.
    """
    found = {path.absolute() for folder in folders for path in _parts(folder) if not is_held(path)}
    with suppress(OSError):
        for note in _notes().iterdir():
            with suppress(OSError, ValueError):
                path = Path(note.read_text(encoding="utf-8", errors="surrogateescape"))
                if not _NAMED.fullmatch(path.name):
                    continue
                if not os.path.lexists(path):
                    note.unlink()
                elif not is_held(path):
                    found.add(path)
    return sorted(found)
