"""What this machine last saw of each desk, so that a copy which lacks something can be told from the desk.

A note is a number under the number of the desk: nothing of what stands in it.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from servicedesk.settings.private import create_private, make_private_folder

KEPT = 40
"""So many desks are remembered, those that were written to last."""


NEWEST, CHECKED = "desks", "checks"
"""What is noted of a desk: the number of its newest change; the day (YYYYMMDD) it was looked through last."""


def write(desk: int, told: int, what: str = NEWEST) -> None:
    """Note a number of the desk; where that is not possible, do without."""
    with suppress(OSError):
        folder = _folder(what)
        make_private_folder(folder)
        temporary = folder / f".{secrets.token_hex(6)}"
        with os.fdopen(create_private(temporary), "w", encoding="ascii") as file:
            file.write(str(told))
        temporary.replace(folder / str(desk))
        if len(notes := list(folder.iterdir())) > KEPT:
            for old in sorted(notes, key=lambda note: note.stat().st_mtime)[:-KEPT]:
                old.unlink(missing_ok=True)


def read(desk: int, what: str = NEWEST) -> int | None:
    """The number that was noted of the desk; None if there is none."""
    with suppress(OSError, ValueError):
        return int((_folder(what) / str(desk)).read_text(encoding="ascii"))
    return None


def _folder(what: str) -> Path:
    import platformdirs

    return Path(platformdirs.user_state_dir("servicedesk", appauthor=False)) / what
