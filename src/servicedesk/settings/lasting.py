"""Whether what was written stays: files and the names they got, written out to the disk itself.

They stand here because this is the lowest room that touches the disk: storage and exchange write such files,
too.
"""

import errno
import os
from pathlib import Path
from typing import NamedTuple

from servicedesk.domain.text import clean_line, sentences
from servicedesk.i18n import _

_CANNOT_BE_ASKED = frozenset({errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EACCES})
"""What file systems say that know no such thing for folders, and folders that may be written and not read."""


def sync(path: Path) -> None:
    """Have the system write the file or folder out; never the live database. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def require_names(folder: Path) -> None:
    """Raise the OSError of a disk that was asked and did not confirm that the names in `folder` will stay.

    Asked once: a disk that failed to write forgets that it did, and would confirm the second time.
    """
    try:
        sync(folder)
    except OSError as error:
        if error.errno not in _CANNOT_BE_ASKED:
            raise


def is_name_sure(folder: Path) -> bool:
    """Whether a name that was given in `folder` will stay, as far as the disk can say.

    False as require_names() raises: the name is there, and may be gone after a loss of power.
    """
    try:
        require_names(folder)
    except OSError:
        return False
    return True


def unsure_words() -> str:
    """What people are told of a name that the disk did not confirm."""
    return _("It is written, but the disk did not confirm its name. Run `servicedesk doctor`.")


class Written(NamedTuple):
    """A file that was written, and whether the disk has confirmed its name."""

    path: Path
    is_sure: bool

    def in_words(self) -> str:
        """What people are told."""
        done = _("Wrote {path}.").format(path=clean_line(str(self.path)))
        return sentences(done, "" if self.is_sure else unsure_words())
