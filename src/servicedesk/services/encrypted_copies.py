"""Backups that are encrypted to whoever may read them, and what is in them, plain for a moment.

The plain copy is made and checked beside the desk, where the same stands anyway, under a temporary name: only
what is encrypted reaches the place of the backup, a stick or the disk of somebody else. What of it a killed
run leaves the next one takes away, and `doctor` names it.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from servicedesk.domain.errors import DamagedError
from servicedesk.exchange import decrypted
from servicedesk.exchange.atomic_file import AtomicFile, words_for_failures
from servicedesk.exchange.encrypted import encrypting
from servicedesk.exchange.rows import Sink
from servicedesk.i18n import _
from servicedesk.settings import room, unfinished

_BLOCK = 1 << 20


def encrypt(
    plain: Path, target: Path, keys: Sequence[str], *, force: bool = False, in_folder: bool = False
) -> bool:
    """Write `plain`, which was checked, encrypted to `target`; whether the disk has confirmed its name.

    What stands on the disk is read back and compared with what was written before it gets its name: nobody
    but its readers can look into it. Raises NoSpaceError, RefusedError, DamagedError.
    """
    room.require(target.parent, plain.stat().st_size)
    file = AtomicFile(target, force=force, in_folder=in_folder)
    with file:
        written = _Hashed(file)
        with encrypting(written, keys) as sink, plain.open("rb") as source:
            shutil.copyfileobj(source, sink, _BLOCK)
        if file.digest() != written.sum.hexdigest():
            raise DamagedError(_("The copy did not pass its check."), _("Use another disk."))
    return file.is_sure


class _Hashed:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.sum = hashlib.sha256()

    def write(self, block: bytes, /) -> None:
        self.sum.update(block)
        self._sink.write(block)


def open_into(source: Path, target: Path, found: Sequence[Any]) -> None:
    """Write what the encrypted file holds to `target`, which is there, or is made.

    Raises WrongKeyError, DamagedError, NoSpaceError; then only a part of it may stand there.
    """
    with words_for_failures(target), target.open("wb") as file, source.open("rb") as read:
        decrypted.decrypt(read, file, found, source.name)


@contextmanager
def opened(source: Path, identity: Path | str, beside: Path | None = None) -> Iterator[Path]:
    """The file itself where it is plain; else what it holds, under a temporary name beside `beside`.

    Without that it stands in a folder of our own among the temporary files. Raises WrongKeyError also where
    no `identity` is named, UsageError, DamagedError, NoSpaceError.
    """
    if not decrypted.is_encrypted_file(source):
        yield source
        return
    if not str(identity):
        raise decrypted.need_identity(source.name)
    found = decrypted.identities(identity)
    folder = beside.parent if beside else Path(tempfile.gettempdir())
    room.require(folder, source.stat().st_size)
    with ExitStack() as stack:
        with words_for_failures(beside or folder):
            if beside:
                place = stack.enter_context(unfinished.aside(beside))
            else:
                place = stack.enter_context(unfinished.aside_folder(folder)) / "desk.db"
                place.touch(mode=0o600)
        open_into(source, place, found)
        yield place
