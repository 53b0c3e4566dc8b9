"""Documents of rules in files of their own: read with a limit, written whole or not at all."""

import io
import sys
from pathlib import Path
from typing import BinaryIO

from servicedesk.domain.errors import ServiceDeskError, UsageError
from servicedesk.domain.policies.reading import LARGEST
from servicedesk.domain.text import clean
from servicedesk.exchange.atomic_file import AtomicFile
from servicedesk.exchange.encoding import read_text
from servicedesk.i18n import _
from servicedesk.settings.lasting import Written
from servicedesk.settings.places import open_plain

STANDARD_INPUT = "-"
MOST_BYTES = 4 * LARGEST + 8
"""What the longest document takes in the widest encoding; no more than that is read of any file."""


def read_rules(path: Path | str, encoding: str = "") -> str:
    """The text of the file at `path` (`-` is standard input), its encoding found as an import finds it.

    Raises NotFoundError, and UsageError for what is too large, no text, or in no clear encoding.
    """
    return rules_in(_bytes(path), encoding)


def rules_in(block: bytes, encoding: str = "") -> str:
    """The text that `block` holds, the beginning of a file up to one byte more than there may be.

    Raises UsageError as read_rules() does.
    """
    if len(block) > MOST_BYTES:
        raise UsageError(
            _("The file is too large for rules."), _("They take {limit} bytes.").format(limit=LARGEST)
        )
    decoded = read_text(io.BytesIO(block), encoding or None)
    try:
        text = decoded.open().read()
    finally:
        decoded.release()
    if "\0" in text:
        raise UsageError(
            _("That is no text file."), _("Rules are text, as `servicedesk policy export` writes it.")
        )
    return clean(text)


def write_rules(path: Path | str, text: str, *, force: bool = False) -> Written:
    """Write the text to the file at `path`, in UTF-8; RefusedError when it is there, unless `force`."""
    place = Path(path).expanduser()
    if place.is_dir():
        raise UsageError(_("That is a folder, not a file."), _("Name a file in it."))
    with AtomicFile(place, force=force) as file:
        file.write(text.encode("utf-8"))
    return Written(place, file.is_sure)


def _bytes(path: Path | str) -> bytes:
    """The beginning of the file, up to one byte more than there may be."""
    if str(path) == STANDARD_INPUT:
        return _all_of(sys.stdin.buffer)
    try:
        with open_plain(Path(path).expanduser()) as source:
            return _all_of(source)
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise ServiceDeskError(_("The file cannot be read: {reason}.").format(reason=reason)) from None


def _all_of(source: BinaryIO) -> bytes:
    """A pipe gives what it has at the moment, so it is asked until it has enough or ends."""
    found = bytearray()
    while len(found) <= MOST_BYTES and (block := source.read(MOST_BYTES + 1 - len(found))):
        found += block
    return bytes(found)
