"""Refuse a database on a network drive, where SQLite's locks and write-ahead log do not hold."""

import os
import re
from contextlib import suppress
from pathlib import Path

from servicedesk.domain.errors import NoDatabaseError, UsageError
from servicedesk.i18n import _
from servicedesk.settings import room
from servicedesk.settings.places import require_outside_sets
from servicedesk.settings.private import create_private, make_private_folder
from servicedesk.storage import second_names
from servicedesk.storage.failures import no_space

NETWORK_TYPES = frozenset({
    "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "afs", "ceph", "ncpfs", "fuse.sshfs",
    "fuse.s3fs", "davfs",
})  # fmt: skip
MOUNTS = Path("/proc/self/mounts")
LOCKS = Path("/proc/locks")
_ESCAPED = r"\\([0-7]{3})"


def is_network_path(path: Path, mounts: Path | None = None) -> bool:
    """Whether `path` (which need not exist) lies on a network file system. False where it cannot be told."""
    try:
        lines = (mounts or MOUNTS).read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    place = Path(os.path.realpath(path))
    best_length, best_type = -1, ""
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        mount_point = fields[1]
        if "\\" in mount_point:
            mount_point = re.sub(_ESCAPED, lambda escape: chr(int(escape[1], 8)), mount_point)
        if place.is_relative_to(mount_point) and len(mount_point) >= best_length:
            best_length, best_type = len(mount_point), fields[2]
    return best_type in NETWORK_TYPES


def is_locked_elsewhere(path: Path, locks: Path | None = None) -> bool:
    """Whether another process holds a lock on `path`, without opening it. False where it cannot be told."""
    return bool(lock_holders(path, locks))


def lock_holders(path: Path, locks: Path | None = None) -> frozenset[str]:
    """The numbers of the other processes with a lock on `path`, without opening it; none where unknown."""
    try:
        lines = (locks or LOCKS).read_text(encoding="ascii", errors="replace").splitlines()
        status = path.stat()
    except OSError:
        return frozenset()
    name = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
    own = str(os.getpid())
    # "1: POSIX  ADVISORY  READ 4711 fe:00:123 0 EOF"; what waits for a lock has an arrow more.
    found = [fields for line in lines if (fields := line.replace("-> ", "").split()) and name in fields]
    return frozenset(fields[4] for fields in found if own not in fields[4:5] and len(fields) > 4)


def usable_place(path: Path, *, create: bool) -> Path:
    """The real path of the file, which is made, for its owner alone, if it is new.

    Raises UsageError, also for a new file among the sets of the nights, NoDatabaseError when there is none
    and `create` is False, NoSpaceError.
    """
    try:
        # A link is followed here: -wal and -shm stand beside the file itself.
        place = Path(os.path.realpath(path.expanduser()))
        if is_network_path(place):
            raise UsageError(
                _("This folder is on a network drive, where a database in use is not safe."),
                _("Keep the desk on a local disk; copy backups to the drive instead."),
            )
        if place.is_dir():
            raise UsageError(
                _("--db names a folder, not a file."), _("Name a file, for example desk.db, in that folder.")
            )
        if place.exists():
            if not place.is_file():
                raise UsageError(_("--db does not name a file."), _("Name a file, for example desk.db."))
            second_names.require_own_name(place)
            return place
        if not create:
            raise no_desk()
        require_outside_sets(place)
        make_private_folder(place.parent)
        # 0600 before SQLite writes to it: -wal and -shm take their mode from the file.
        with suppress(FileExistsError):
            os.close(create_private(place))
    except OSError as error:
        if room.is_full(error):
            raise no_space() from error
        raise _cannot_be_made(error.strerror or type(error).__name__) from error
    except (ValueError, RuntimeError) as error:
        # A NUL in the name, a home folder that nobody has.
        raise _cannot_be_made(type(error).__name__) from error
    return place


def _cannot_be_made(reason: str) -> UsageError:
    return UsageError(
        _("The database file cannot be made: {reason}.").format(reason=reason),
        _("Name a folder you may write to with --db."),
    )


def no_desk() -> NoDatabaseError:
    """The error for a desk that was never made."""
    return NoDatabaseError(
        _("There is no desk yet."),
        _("`servicedesk` or `servicedesk call add` makes one; `servicedesk demo` shows one."),
    )
