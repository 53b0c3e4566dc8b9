"""Take back the making of a desk for a command that then changed nothing: a refused import leaves no desk."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.storage import driver
from servicedesk.storage.failures import translated
from servicedesk.storage.opening import claiming


def missing(path: Path) -> list[Path]:
    """What is not there of the file and the folders above it, the file first; [] where the file is there."""
    with suppress(OSError, ValueError, RuntimeError):
        place = Path(os.path.realpath(path.expanduser()))
        if not os.path.lexists(place):
            return [place, *(folder for folder in place.parents if not folder.exists())]
    return []


def unmake(made: Sequence[Path], newest_action: int) -> bool:
    """Remove the desk, the first of `made`, and the folders that were made for it; whether it is gone.

    It stays where somebody else has it open, or has saved anything in it: an action after `newest_action`,
    words of a form, a run.
    """
    path, *folders = made
    try:
        with translated(), claiming(path) as connection:
            if not _holds_nothing(connection, newest_action):
                return False
            # Before the lock is let go: nobody can have begun to read.
            path.unlink()
    except (ServiceDeskError, OSError):
        return False
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()
    return True


def _holds_nothing(connection: driver.Connection, newest_action: int) -> bool:
    newest = connection.execute("SELECT coalesce(max(action), 0) FROM events").fetchone()[0]
    written = connection.execute(
        "SELECT (SELECT count(*) FROM drafts) + (SELECT count(*) FROM import_runs)"
    ).fetchone()[0]
    return bool(newest == newest_action and written == 0)
