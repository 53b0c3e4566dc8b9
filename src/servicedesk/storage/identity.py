"""Whether the file at the desk's path is still the one that was opened.

Somebody may move a backup over it, or remove it, while a window or an import has it open. SQLite notices
neither: it goes on writing to the file that has no name any more, and leaves its log beside a stranger, into
which the next one who opens it would play it. So the path is looked at before a write begins and before it is
committed, and when the screens ask for news.
"""

import os
from pathlib import Path

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.i18n import _


class ReplacedError(ServiceDeskError, code="replaced"):
    """The file at the path is another one than the one that was opened; nothing was saved."""


class Identity:
    """The file that was opened at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        found = os.stat(path)  # noqa: PTH116 - asked before every write: half the time of Path.stat()
        self._place = (found.st_dev, found.st_ino)

    def require_same(self) -> None:
        """Raise ReplacedError unless the path still leads to the file."""
        try:
            found = os.stat(self.path)  # noqa: PTH116 - as above
        except FileNotFoundError:
            raise _replaced(_("The desk's file has been removed.")) from None
        if (found.st_dev, found.st_ino) != self._place:
            raise _replaced(_("Another file has taken the place of the desk's."))


def _replaced(what: str) -> ReplacedError:
    return ReplacedError(
        what, _("Nothing was saved. Copy what you have typed, leave, and open the desk again.")
    )
