"""Copies of a file in use: VACUUM INTO a temporary name, fsync, check the copy, rename (R4)."""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from servicedesk.domain.errors import DamagedError, UsageError
from servicedesk.i18n import _
from servicedesk.storage import driver
from servicedesk.storage.failures import translated


def migration_backup_path(path: Path, version: int) -> Path:
    """Where the copy goes that is made before leaving schema `version`."""
    return path.with_name(f"{path.name}.before-v{version + 1}.bak")


def copy_to(connection: driver.Connection, target: Path, *, force: bool = False) -> None:
    """Write a complete, checked copy of the open database to `target`, 0600.

    Raises UsageError if `target` exists and `force` is not set, DamagedError if the copy does not pass its check.
    """
    if target.is_symlink() or (target.exists() and not force):
        raise UsageError(_("The backup file is there already."), _("Name another file, or use --force."))
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with translated():
            os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600))
            connection.execute("VACUUM INTO ?", (str(temporary),))
            _sync(temporary)
            require_sound(temporary)
            temporary.replace(target)
            _sync(target.parent)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def require_sound(path: Path) -> None:
    """Raise DamagedError unless the file, which nobody has open, passes integrity and foreign-key checks."""
    connection = driver.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        with translated():
            faults = [row[0] for row in connection.execute("PRAGMA integrity_check(1)") if row[0] != "ok"]
            strays = connection.execute("PRAGMA foreign_key_check").fetchone()
    finally:
        connection.close()
    if faults or strays is not None:
        raise DamagedError(_("The copy did not pass its check."), _("Run `servicedesk doctor`."))


def aside_path(path: Path, now: datetime) -> Path:
    """Where a replaced or damaged database is kept."""
    return path.with_name(f"{path.name}.replaced-{now:%Y%m%d-%H%M%S}")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
