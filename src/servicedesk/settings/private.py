"""Files and folders that their owner alone may read: what customers said stands in them.

They stand here because this is the lowest room that touches the disk: storage, exchange and services make
such files, too.
"""

import os
from pathlib import Path

OWNER_ONLY = 0o600


def create_private(path: Path) -> int:
    """Make a new empty file, mode 0600 before its first byte is written; the descriptor to write to.

    Raises FileExistsError for whatever has that name already, also for a link that leads nowhere; OSError.
    """
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)


def make_private_folder(folder: Path) -> None:
    """Make `folder` and what is missing above it, open to its owner alone (mode 0700)."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)
