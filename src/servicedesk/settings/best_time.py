"""The best time that anybody took for the twenty acts of the tutor, on this machine."""

import os
import secrets
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from servicedesk.settings.private import create_private, make_private_folder

LONGEST = 24 * 3600
"""Seconds: what is longer was no race, or is damage."""


def read() -> timedelta | None:
    """The best time so far; None where there is none, or what is kept of it cannot be read."""
    with suppress(OSError, ValueError):
        seconds = int(_place().read_bytes()[:16])
        if 0 < seconds <= LONGEST:
            return timedelta(seconds=seconds)
    return None


def keep(time: timedelta) -> None:
    """Keep `time`, in whole seconds, if it is better than what is kept; where nothing can be, do without."""
    seconds, best = int(time.total_seconds()), read()
    if not 0 < seconds <= LONGEST or (best is not None and best <= timedelta(seconds=seconds)):
        return
    place = _place()
    temporary = place.with_name(f".{secrets.token_hex(6)}")
    with suppress(OSError):
        make_private_folder(place.parent)
        with os.fdopen(create_private(temporary), "w", encoding="ascii") as file:
            file.write(str(seconds))
        temporary.replace(place)


def _place() -> Path:
    import platformdirs

    return Path(platformdirs.user_state_dir("servicedesk", appauthor=False)) / "best-time"
