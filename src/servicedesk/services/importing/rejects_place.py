"""Where the rejected rows of an import go: never among files that are whole, and known by their sums."""

import os
from contextlib import suppress
from pathlib import Path

from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import clean_line
from servicedesk.exchange.encrypted import with_ending
from servicedesk.exchange.rejects import STANDARD_INPUT, rejects_path
from servicedesk.i18n import _
from servicedesk.services import export_folder
from servicedesk.settings import night_places

_LEVELS = 3
"""So deep stands what belongs to an export: in it, in a folder of it, in one of that."""


def place_of_rejects(
    source: Path | str, named: Path | None, desk: Path, *, is_encrypted: bool = False
) -> Path:
    """The file for the rejects of `source`: as `named`, else beside it; beside the desk if it is of a set.

    What is encrypted has a name that says so. UsageError where the name that was given stands within a set.
    """
    if named is not None:
        if is_of_a_set(named):
            raise UsageError(
                _("{name} would stand in an export, which must stay as it was written.").format(
                    name=clean_line(named.name)
                ),
                _("Choose another folder with --rejects."),
            )
        return with_ending(named) if is_encrypted and named.name else named
    beside = str(source) != STANDARD_INPUT and is_of_a_set(Path(source))
    return rejects_path(source, desk.parent if beside else None, is_encrypted=is_encrypted)


def folder_of_rejects(folder: Path, desk: Path) -> Path:
    """Where the rejects of a whole `folder` go: beside it, or beside the desk where it is part of a set."""
    return desk.parent if is_of_a_set(folder) else folder.parent


def is_of_a_set(path: Path) -> bool:
    """Whether `path` stands, or would, in a night's set or in the folder of an export of all kinds."""
    with suppress(OSError, ValueError):
        place = Path(os.path.realpath(path))
        above = place.parents[:_LEVELS]
        return night_places.is_in_set(place) or any((one / export_folder.NAME).is_file() for one in above)
    return False
