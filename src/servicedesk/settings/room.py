"""Whether a disk has room for what is to be written, asked before anything is.

It stands here because this is the lowest room that touches the disk: storage, exchange and services write,
too.
"""

import errno
import shutil
from pathlib import Path

from servicedesk.domain.errors import NoSpaceError
from servicedesk.domain.text import clean_line
from servicedesk.i18n import _

SPARE = 1 << 20
"""Bytes that are left to others: logs, the journal, the words that a screen keeps."""


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def is_full(error: OSError) -> bool:
    """Whether the system refused to write because there is no room: of the disk, of a quota, for one file."""
    return error.errno in _FULL


def none_left(path: Path) -> NoSpaceError:
    """The error for what the disk has no room for; nothing came of it."""
    return NoSpaceError(
        _("The disk is full: {name} was not written.").format(name=clean_line(path.name)),
        _("Free some space and try again; nothing was changed."),
    )


def free(folder: Path) -> int | None:
    """The bytes that this user may still write to the disk of `folder`, or of what is there above it.

    None where nobody can tell.
    """
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def require(folder: Path, needed: int) -> None:
    """Raise NoSpaceError unless `needed` bytes can be written into `folder`.

    Of a disk that tells nothing it is not asked.
    """
    there = free(folder)
    if there is not None and there < needed + SPARE:
        raise NoSpaceError(
            _("The disk has {free} MB free, about {needed} MB are needed; nothing was written.").format(
                free=megabytes(there), needed=megabytes(needed + SPARE)
            ),
            _("Free some space and try again, or use another disk."),
        )


def megabytes(size: int) -> str:
    """A number of bytes as people read it, without the unit."""
    return f"{size / 1_000_000:.1f}" if size < 10_000_000 else f"{size // 1_000_000}"
