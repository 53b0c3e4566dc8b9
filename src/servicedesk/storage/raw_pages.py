"""Rows read off the pages of a damaged file, without the tree that leads to them.

A page that is lost takes more along than its own rows: those of every page that only it led to, and with a
page of the schema all there is. The leaves themselves are still there. What a leaf holds names no table; the
caller tells by its checksum which row it is. Format: SQLite's own "Database File Format".
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

Value = int | float | str | None
_LEAF = 0x0D
_HEADER = 100
_MAGIC = b"SQLite format 3\x00"
_SIZES = tuple(1 << bits for bits in range(9, 17))
_LOOKED_AT = 500
"""So many pages, spread over the file, tell how large they are."""
_LARGEST_RECORD = 1 << 24
"""Bytes; a length that is damage is not to fill the memory."""


_opened: dict[tuple[int, int], int] = {}
"""Files that are open until the process ends, by what each is on its device."""


def opened(path: Path) -> BinaryIO:
    """The bytes of a database, from the beginning.

    The file itself is never closed: where a connection of this process has it open as well, that would drop
    its locks.
    """
    told = path.stat()
    key = (told.st_dev, told.st_ino)
    if key not in _opened:
        _opened[key] = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    file = os.fdopen(_opened[key], "rb", closefd=False)
    file.seek(0)
    return file


class _TornError(Exception):
    """This is no record, or one that was damaged."""


def records(path: Path, longest: int = _LARGEST_RECORD) -> Iterator[tuple[int, Sequence[Value]]]:
    """Every record of a table that stands whole on some leaf of the file: its number and its values.

    Those of more than `longest` bytes are passed over.

    """
    file = opened(path)
    size, reserved = _shape(file)
    pages = _Pages(file, size, size - reserved, min(longest, _LARGEST_RECORD))
    for number in range(1, pages.count + 1):
        yield from pages.leaf(number)


def _shape(file: BinaryIO) -> tuple[int, int]:
    """The size of a page and what of it is left free, by how the leaves look: the header may be lost.

    The first row of a leaf is written to its very end.
    """
    header = file.read(_HEADER)
    told = int.from_bytes(header[16:18], "big")
    free = header[20] if header.startswith(_MAGIC) and len(header) == _HEADER else 0
    end = file.seek(0, 2)
    votes: dict[tuple[int, int], int] = {}
    for size in _SIZES:
        step = max(end // size // _LOOKED_AT, 1) * size
        for start in range(0, end - size + 1, step):
            file.seek(start)
            page = file.read(size)
            for reserved in {0, free}:
                if page[0] == _LEAF and _is_filled(page, size - reserved):
                    votes[size, reserved] = votes.get((size, reserved), 0) + step
    if votes:
        return max(votes, key=lambda shape: votes[shape])
    return (told if told in _SIZES else 65536 if told == 1 else 4096), 0


def _is_filled(page: bytes, usable: int) -> bool:
    """Whether the last of the cells of this leaf ends where the page does."""
    cells = int.from_bytes(page[3:5], "big")
    if not 0 < cells <= usable // 6:
        return False
    last = max(int.from_bytes(page[place : place + 2], "big") for place in range(8, 8 + 2 * cells, 2))
    try:
        length, place = _varint(page, last)
        _rowid, place = _varint(page, place)
    except IndexError:
        return False
    local = _local(length, usable)
    return place + local + (4 if local < length else 0) == usable


def _local(length: int, usable: int) -> int:
    """How much of a record of that length stands on its leaf; the rest is on pages of its own."""
    at_most = usable - 35
    if length <= at_most:
        return length
    least = (usable - 12) * 32 // 255 - 23
    local = least + (length - least) % (usable - 4)
    return local if local <= at_most else least


class _Pages:
    def __init__(self, file: BinaryIO, size: int, usable: int, longest: int) -> None:
        self._file, self._size, self._usable, self._longest = file, size, usable, longest
        self.count = file.seek(0, 2) // size

    def leaf(self, number: int) -> Iterator[tuple[int, Sequence[Value]]]:
        page = self._page(number)
        start = _HEADER if number == 1 else 0
        if page[start] != _LEAF:
            return
        cells = int.from_bytes(page[start + 3 : start + 5], "big")
        for place in range(start + 8, min(start + 8 + 2 * cells, self._usable - 1), 2):
            try:
                yield self._cell(page, int.from_bytes(page[place : place + 2], "big"))
            except (_TornError, IndexError, ValueError):
                continue

    def _page(self, number: int) -> bytes:
        if not 0 < number <= self.count:
            raise _TornError
        self._file.seek((number - 1) * self._size)
        return self._file.read(self._size)

    def _cell(self, page: bytes, place: int) -> tuple[int, Sequence[Value]]:
        length, place = _varint(page, place)
        rowid, place = _varint(page, place)
        if length > self._longest:
            raise _TornError
        local = _local(length, self._usable)
        payload = page[place : place + local]
        if local < length:
            payload += self._overflow(
                int.from_bytes(page[place + local : place + local + 4], "big"), length - local
            )
        if len(payload) != length:
            raise _TornError
        return _signed(rowid), _values(payload)

    def _overflow(self, number: int, length: int) -> bytes:
        parts: list[bytes] = []
        while length > 0:
            page = self._page(number)
            parts.append(page[4 : 4 + min(length, self._usable - 4)])
            length -= self._usable - 4
            number = int.from_bytes(page[:4], "big")
        return b"".join(parts)


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for turn in range(8):
        byte = data[place + turn]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + turn + 1
    return value << 8 | data[place + 8], place + 9


def _signed(value: int) -> int:
    return value - (1 << 64) if value >= 1 << 63 else value


_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""How many bytes an integer of each serial type has."""
_MOST_COLUMNS = 200


def _values(payload: bytes) -> Sequence[Value]:
    end, place = _varint(payload, 0)
    data = end
    found: list[Value] = []
    while place < end:
        kind, place = _varint(payload, place)
        if kind in {0, 8, 9}:
            found.append(None if kind == 0 else kind - 8)
            continue
        # BLOBs and floating points stand in no table of ours.
        if kind in _INTEGERS:
            length = _INTEGERS[kind]
        elif kind >= 13 and kind % 2:
            length = (kind - 13) // 2
        else:
            raise _TornError
        part = payload[data : data + length]
        if len(part) != length or len(found) > _MOST_COLUMNS:
            raise _TornError
        found.append(part.decode("utf-8") if kind >= 13 else int.from_bytes(part, "big", signed=True))
        data += length
    if data != len(payload):
        raise _TornError
    return found
