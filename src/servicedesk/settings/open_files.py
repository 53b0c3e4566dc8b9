"""How many files the program may have open at once: asked for before it needs them.

Where the system grants too few (`ulimit -n 16`), whatever comes first fails: the file of the desk, which then
seems damaged or read-only, or a module that was to tell what is wrong.
"""

import errno
import os
from contextlib import suppress

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.text import sentences
from servicedesk.i18n import _

FOR_A_COMMAND = 11
"""What a night takes, which has the most of them open."""
FOR_SCREENS = 32
"""Connections of readers and writers with two files each, the terminal, and an import at work beside them."""
EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE})


class FewFilesError(ServiceDeskError):
    """The system does not let the program have enough files open."""


def too_few(count: int = 0) -> FewFilesError:
    """The error for it; `count` is how many more are needed, 0 where that is not known."""
    words = _("The system lets this program have too few files open at once.")
    if count:
        needed = _("It needs {count} more than it has open now.").format(count=count)
        words = sentences(words, needed)
    return FewFilesError(words, _("Raise the limit, for example with `ulimit -n 256`, then try again."))


def require(count: int) -> None:
    """Raise FewFilesError unless so many more files can be opened now."""
    held: list[int] = []
    try:
        pair = os.pipe()
        held.extend(pair)
        while len(held) < count:
            held.append(os.dup(pair[0]))
    except OSError as error:
        if error.errno in EXHAUSTED:
            raise too_few(count) from None
    finally:
        for descriptor in held:
            with suppress(OSError):
                os.close(descriptor)
