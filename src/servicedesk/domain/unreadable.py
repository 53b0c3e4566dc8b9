"""What stands where a stored value cannot be one: a mark for people, and a time that no desk has.

A bit that flipped on a disk, or another program, may leave a month of 31 or a word where a number belongs.
One
such value must not hide the record it stands in, nor those beside it.
"""

from datetime import UTC, datetime

from servicedesk.i18n import N_, _

UNREADABLE = datetime(1900, 1, 1, 0, 0, 1, tzinfo=UTC)
"""Stands for a time that is stored and cannot be read: there was one, and nobody knows which."""

DAMAGED = N_("(damaged)")


def marked(text: str = "") -> str:
    """`text` with the mark of a damaged value before it; the mark alone without one."""
    return f"{_(DAMAGED)} {text}".rstrip()
