"""Whether the log beside a file (-wal) was written for another one: SQLite itself does not ask.

It holds pages of the file, the first of them perhaps among them; there stands the number by which each desk
is known. A log may also be known by the history, of which nothing is ever taken away or changed.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from servicedesk.storage import identity, raw_pages
from servicedesk.storage.opening import looking_into

_MAGIC = frozenset({0x377F0682, 0x377F0683})
_HEAD, _FRAME_HEAD = 32, 24
_COOKIE = 40
"""Where in the first page the count of its schema stands (SQLite's file format, 1.3 and 4.1)."""
_BEGINNING = b"SQLite format 3\0"


def is_foreign(source: Path, log: Path) -> bool:
    """Whether the first page in the log is of another desk than that of the file; False where none tells."""
    page = raw_pages.opened(source).read(_COOKIE + 4)
    if not page.startswith(_BEGINNING) or len(page) < _COOKIE + 4:
        return False
    own = _cookie(page)
    # Of a desk that was made just now even the schema may stand in its log alone.
    return own > 0 and any(not identity.is_same_desk(own, found) for found in _cookies(log))


def _cookie(page: bytes) -> int:
    return int(struct.unpack_from(">I", page, _COOKIE)[0])


def _cookies(log: Path) -> Iterator[int]:
    with log.open("rb") as file:
        head = file.read(_HEAD)
        if len(head) < _HEAD or struct.unpack_from(">I", head)[0] not in _MAGIC:
            return
        size, salt = struct.unpack_from(">I", head, 8)[0], head[16:24]
        while len(frame := file.read(_FRAME_HEAD)) == _FRAME_HEAD and frame[8:16] == salt:
            if struct.unpack_from(">I", frame)[0] == 1:
                page = file.read(_COOKIE + 4)
                if len(page) == _COOKIE + 4 and page.startswith(_BEGINNING):
                    yield _cookie(page)
                file.seek(size - len(page), 1)
            else:
                file.seek(size, 1)


def has_lost_history(whole: Path, alone: Path) -> bool:
    """Whether a saved file lacks a line of the history that another has, or tells it otherwise."""
    told = _history(whole)
    return any(told.get(number) != row for number, row in _history(alone).items())


def _history(path: Path) -> dict[int, tuple[object, ...]]:
    with looking_into(path) as db:
        return {row[0]: tuple(row) for row in db.execute("SELECT * FROM events").fetchall()}
