"""Names beside a desk that can ruin it: a second name of its file, and a log whose file has gone.

SQLite keeps its log beside the name by which a file was opened. A file with two names that is opened by both
gets two logs, of which neither knows the other; a log whose file got another name is not read any more.
A restore that was killed leaves the first: it gives the old desk its second name before the new one is put
in its place.
"""

import os
import re
import stat
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import clean_line
from servicedesk.i18n import _
from servicedesk.settings import unfinished
from servicedesk.settings.places import BESIDE

_LOGS = ("-wal", "-journal")
"""What of that holds something."""
_KEPT = re.compile(r"(.+)\.replaced-\d{8}-\d{6}", re.ASCII | re.DOTALL)


def kept_name(path: Path, now: datetime) -> Path:
    """The name under which a restore keeps the desk that was at `path`."""
    return path.with_name(f"{path.name}.replaced-{now:%Y%m%d-%H%M%S}")


def require_own_name(place: Path) -> None:
    """Raise UsageError where `place` is the second name that an ended restore left of a desk in use."""
    if (desk := desk_behind(Path(os.path.realpath(place)))) is not None:
        path = clean_line(str(desk))
        raise UsageError(
            _("This is a second name of {path}, left by a restore that was ended.").format(path=path),
            _("Open {path}; `servicedesk doctor --fix` on it takes the second name away.").format(path=path),
        )


def desk_behind(place: Path) -> Path | None:
    """The desk whose file `place` is under the name that a restore gave it; None for a file of its own."""
    name = place.name
    while match := _KEPT.fullmatch(name):
        name = match[1]
        if is_same_file(place, desk := place.with_name(name)):
            return desk
    return None


def is_same_file(path: Path, other: Path) -> bool:
    """Whether both names are there and lead to one file, a link counting for itself."""
    try:
        one, two = path.lstat(), other.lstat()
    except OSError:
        return False
    return (one.st_dev, one.st_ino) == (two.st_dev, two.st_ino)


def left_of(path: Path) -> list[Path]:
    """The second names of the file at `path` that ended restores have left beside it."""
    if count_of(path) < 2:
        return []
    return [place for place in _beside(path) if place.name != path.name and desk_behind(place) == path]


def count_of(path: Path) -> int:
    """How many names the file has, wherever they are; 0 for none."""
    try:
        return path.lstat().st_nlink
    except OSError:
        return 0


def sweep(path: Path) -> None:
    """Take those second names away, but where SQLite keeps something beside one: it may be in use.

    To be called by who holds a lock on the sound desk: else it could be the name that a restore has given
    just now, the only one that the old desk will have.
    """
    for place in left_of(path):
        if not any(os.path.lexists(place.with_name(place.name + ending)) for ending in BESIDE):
            with suppress(OSError):
                place.unlink()


def stray_logs(path: Path) -> list[Path]:
    """Logs in the folder of the desk at `path` that hold something, and whose own file is not there."""
    found = []
    for place in _beside(path):
        main = next((place.name.removesuffix(end) for end in _LOGS if place.name.endswith(end)), "")
        # What a killed backup or restore leaves is swept with the rest of it.
        if not main or unfinished.is_temporary(main) or os.path.lexists(place.with_name(main)):
            continue
        with suppress(OSError):
            status = place.lstat()
            if stat.S_ISREG(status.st_mode) and status.st_size:
                found.append(place)
    return found


def in_words(places: list[Path]) -> str:
    """The names of the files, for a sentence."""
    return ", ".join(clean_line(place.name) for place in places)


def _beside(path: Path) -> list[Path]:
    try:
        return sorted(path.parent.iterdir())
    except OSError:
        return []
