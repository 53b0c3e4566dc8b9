"""The log: a file of the user's own that notes faults with their place, and never a customer's data."""

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from servicedesk.settings.private import OWNER_ONLY, make_private_folder

LARGEST = 256 * 1024
"""Bytes after which the log begins anew; the one before is kept beside it."""


def log_path() -> Path:
    """Where the log is: in the folder that the platform has for such files, or below SERVICEDESK_LOG."""
    if chosen := os.environ.get("SERVICEDESK_LOG"):
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_log_dir("servicedesk", appauthor=False)) / "servicedesk.log"


def note(line: str) -> bool:
    """Write a line with the time, readable by its owner alone; whether that was possible."""
    path = log_path()
    with suppress(OSError):
        make_private_folder(path.parent)
        with suppress(FileNotFoundError):
            if path.stat().st_size > LARGEST:
                path.replace(path.with_name(f"{path.name}.1"))
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
        with os.fdopen(number, "a", encoding="utf-8", errors="replace") as file:
            file.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {line}\n")
        return True
    return False
