"""A desk's file that was moved away and is at its place again: when it is safe to go on with it.

It is the same file, by device and number, or this is not asked. What could have happened to it meanwhile:
somebody opened it where it was and wrote (it then has another log, beside its other name), still has it open
there, or was killed and left a log there that did not come along. Two logs for one file would ruin it. So it
must be that nobody has it open, or only who opened it under this name, which the lock on the memory beside it
shows; that no log waits here which was not written by one of these, nor one beside it whose own file is gone,
which may be the log of its other name; that it holds no less than it did when it
went; and that SQLite finds it sound. What cannot be told for sure is refused, with the reason.
"""

import os
from contextlib import suppress
from pathlib import Path

from servicedesk.domain.errors import BusyError, ServiceDeskError
from servicedesk.i18n import _
from servicedesk.storage import driver, opening, second_names
from servicedesk.storage.filesystems import lock_holders
from servicedesk.storage.identity import Identity, ReplacedError

_FIRST_LOCK, _LOCKS = 0x40000000, 512
"""Where SQLite locks a file: one byte for who waits, one for who writes, the others for who reads."""


def require_settled(path: Path) -> None:
    """Raise ReplacedError unless nobody has the file open but under this name, and its log is none or theirs.

    To be asked while this process has no connection to it: closing what is opened here drops its locks.
    """
    if logs := second_names.stray_logs(path):
        # Who wrote to it under another name and was killed has left there what was saved.
        text = _("a log without its file lies beside it, which may belong to it: {names}.")
        raise _not_sure(text.format(names=second_names.in_words(logs)))
    holders = lock_holders(path)
    if holders - lock_holders(path.with_name(f"{path.name}-shm")):
        raise _opened_elsewhere()
    if holders:
        # They have asked the same, or never had it otherwise.
        return
    if not _is_free(path):
        raise _opened_elsewhere()
    with suppress(FileNotFoundError):
        if path.with_name(f"{path.name}-wal").stat().st_size:
            raise _not_sure(_("changes that may belong to it lie beside it unfinished."))


def require_whole(connection: driver.Connection, known: Identity, newest: int | None) -> None:
    """Raise ReplacedError unless the file is sound and holds all it held when it went, to the event `newest`.

    `known` is what was known of it; `connection` is a new one to it.
    """
    try:
        is_ours = opening.identify(connection) == opening.SCHEMA_VERSION and known.holds(connection, newest)
        is_sound = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
    except ServiceDeskError as error:
        raise _not_sure(error.message) from error
    if not is_ours:
        raise _not_sure(_("it does not hold what it held before."))
    if not is_sound:
        raise _not_sure(_("it is damaged. Run `servicedesk doctor`."))


def _is_free(path: Path) -> bool:
    """Whether nobody on this machine holds a lock on it; False where it cannot be told."""
    try:
        import fcntl

        descriptor = os.open(path, os.O_RDWR)
    except (ImportError, OSError):
        return False
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCKS, _FIRST_LOCK)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def _opened_elsewhere() -> ReplacedError:
    return _not_sure(_("another program has it open, perhaps under another name. Close that one."))


def _not_sure(why: str) -> ReplacedError:
    return ReplacedError(
        _("The desk's file is back and cannot be used yet: {why}").format(why=why),
        _("Nothing is saved until that is over; or leave, and open the desk again."),
    )


def not_yet(error: ServiceDeskError) -> ReplacedError:
    """What kept a file that is back from being opened."""
    return _not_sure(_("it is being written.") if isinstance(error, BusyError) else error.message)
