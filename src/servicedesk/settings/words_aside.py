"""Words that were typed and could not be written to the desk's file when the program had to end.

They wait in a file of the user's own (0600) until that desk is opened in the screens again. What was typed
stands in it, in plain text. It lies beside the log; where nothing can be written there, as on a full disk, in
the system's folder for temporary files, which a restart of the machine may empty.
"""

import json
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from servicedesk.settings.lasting import is_name_sure
from servicedesk.settings.private import create_private, make_private_folder

_ENDING = ".words.json"
LARGEST = 64 << 20
"""Bytes of such a file that are read at most."""


class Aside(NamedTuple):
    """The text of one form, by field. Times are as the desk stores them."""

    kind: str
    """`call`, or `form` with the form and its record, as drafts have it."""
    actor: str
    started_at: str
    typed_at: str
    draft_id: int | None
    """The draft of the call that the desk held then."""
    body: Mapping[str, str]


class AsideFile(NamedTuple):
    """What one run of the program could not write; `desk` is the number of the desk that stood at `path`."""

    desk: int
    path: Path
    words: tuple[Aside, ...]


def write(held: AsideFile) -> Path:
    """Put the words into a new file; where it stands. Raises OSError when it cannot be written anywhere."""
    told = {
        "program": "servicedesk",
        "desk": held.desk,
        "path": str(held.path),
        "words": [words._asdict() | {"body": dict(words.body)} for words in held.words],
    }
    block = json.dumps(told, ensure_ascii=True).encode("ascii")
    failure: OSError | None = None
    for folder in folders():
        try:
            make_private_folder(folder)
            if _is_own(folder):
                return _written(folder / f"{secrets.token_hex(6)}{_ENDING}", block)
        except OSError as error:
            failure = failure or error
    raise failure or PermissionError


def waiting() -> list[Path]:
    """The files of all desks, the oldest first."""
    found = []
    for folder in folders():
        with suppress(OSError):
            if _is_own(folder):
                found += [(one.stat().st_mtime_ns, one) for one in folder.glob(f"*{_ENDING}")]
    return [path for _written_at, path in sorted(found)]


@contextmanager
def held(path: Path) -> Iterator[AsideFile | None]:
    """What stands in the file, which no other process takes in meanwhile; None if nothing is to be had."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        yield None
        return
    with os.fdopen(descriptor, "rb") as file:
        yield _read(file.read(LARGEST)) if _is_mine(descriptor) else None


def replace(path: Path, rest: AsideFile) -> None:
    """Leave in the file only `rest`; without any words it goes."""
    if rest.words:
        write(rest)
    path.unlink(missing_ok=True)


def _written(path: Path, block: bytes) -> Path:
    # Under another ending until it is whole: nobody takes in half of it.
    temporary = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(create_private(temporary), "wb") as file:
            file.write(block)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    is_name_sure(path.parent)
    return path


def _is_mine(descriptor: int) -> bool:
    """Whether no other process is taking the file in, or has."""
    with suppress(ImportError):
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return os.fstat(descriptor).st_nlink > 0


def _read(block: bytes) -> AsideFile | None:
    """None for what is not whole, or of another version of the program."""
    try:
        told: Any = json.loads(block)
        if told["program"] != "servicedesk":
            return None
        words = tuple(Aside(**one) for one in told["words"])
        path = Path(told["path"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    is_whole = type(told["desk"]) is int and all(map(_is_aside, words))
    return AsideFile(told["desk"], path, words) if is_whole else None


def _is_aside(words: Aside) -> bool:
    texts = (words.kind, words.actor, words.started_at, words.typed_at)
    if not isinstance(words.body, dict) or not all(isinstance(text, str) for text in texts):
        return False
    return (words.draft_id is None or type(words.draft_id) is int) and all(
        isinstance(text, str) for text in words.body.values()
    )


def folders() -> list[Path]:
    """Where such files are, the first that takes one."""
    import platformdirs

    state = Path(platformdirs.user_state_dir("servicedesk", appauthor=False))
    number = os.getuid() if hasattr(os, "getuid") else 0
    return [state / "words", Path(tempfile.gettempdir()) / f"servicedesk-words-{number}"]


def _is_own(folder: Path) -> bool:
    """Whether nobody else could have made it or can look into it: everybody may write beside it."""
    found = folder.lstat()
    is_mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return stat.S_ISDIR(found.st_mode) and is_mine and not stat.S_IMODE(found.st_mode) & 0o077
