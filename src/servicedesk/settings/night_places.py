"""How the sets of the nights are known on a disk: nothing but a night writes among them.

Here, because all that writes can ask it; what stands in a set is told in services.night_sets.
"""

import os
from contextlib import suppress
from pathlib import Path

MANIFEST = "manifest.json"
LOCK = ".nightly.lock"
PROGRAM = "servicedesk nightly"
LATEST, LATEST_LINK = "latest.json", "latest"
"""What leads to the newest set of a folder."""
_HEAD = 4096


def is_in_set(place: Path) -> bool:
    """Whether the real path `place` is a night's set, or stands in one, or would."""
    return any(is_set(folder) for folder in (place, *place.parents))


def is_pointer(target: Path) -> bool:
    """Whether the name is that of what leads to the newest set of a folder, or of the lock of the nights."""
    with suppress(OSError, ValueError):
        place = Path(os.path.realpath(target.parent))
        return target.name in {LATEST, LATEST_LINK, LOCK} and (place / LOCK).is_file()
    return False


def is_set(folder: Path) -> bool:
    """Whether the folder is a night's set, be it whole or not: other programs have such manifests, too."""
    manifest = folder / MANIFEST
    with suppress(OSError, ValueError):
        # A pipe of that name would keep us waiting.
        if manifest.is_file():
            with manifest.open("rb") as file:
                return PROGRAM.encode() in file.read(_HEAD)
    return False
