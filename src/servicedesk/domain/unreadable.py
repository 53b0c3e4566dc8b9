"""What stands where a stored value cannot be one: a mark for people, and a time that no desk has.

A bit that flipped on a disk, or another program, may leave a month of 31 or a word where a number belongs.
One such value must not hide the record it stands in, nor those beside it.
"""

from datetime import MAXYEAR, MINYEAR, UTC, datetime

from servicedesk.i18n import N_, _

UNREADABLE = datetime(1900, 1, 1, 0, 0, 1, tzinfo=UTC)
"""Stands for a time that is stored and cannot be read: there was one, and nobody knows which."""

DAMAGED = N_("(damaged)")

FIRST_YEAR, LAST_YEAR = MINYEAR + 1, MAXYEAR - 1
"""The years of a time that can be stored. Of the first and the last year that can be written no zone can
show the ends, and no length can be added to or taken from them.
"""


def can_be(moment: datetime) -> bool:
    """Whether a time lies in those years."""
    return FIRST_YEAR <= moment.year <= LAST_YEAR


def marked(text: str = "") -> str:
    """`text` with the mark of a damaged value before it, once; the mark alone without a text."""
    mark = _(DAMAGED)
    return text if text.startswith(mark) else f"{mark} {text}".rstrip()
