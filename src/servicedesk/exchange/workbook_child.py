"""Read a workbook in a process of its own, which may be stopped or run out of memory without harm.

It knows the standard library and python-calamine, and nothing of this program but its two neighbours. It says
on standard output, a line of JSON each: what sheets there are, then, when standard input has named one, where
in the file of rows each block of rows stands, and that all are there; or what is wrong, as a code that the
parent puts in words.

A 1 kB workbook can make calamine ask for memory without end, at which the process is aborted and no exception
reaches Python; hence the limits, which the parent gives, and which are set before anything is read.
"""

import json
import os
import sys
from typing import Any, BinaryIO

from servicedesk.exchange.workbook_cells import rows_of
from servicedesk.exchange.workbook_kinds import Unreadable, is_encrypted_xls, kind_of
from servicedesk.exchange.workbook_marks import Marks, counts_from_1904

CELL_LIMIT = 1_000_000
"""Characters in a row; as in a CSV file."""

_BLOCK_ROWS = 500
_GRACE = 5
_BLOCK_CHARACTERS = 1 << 20
_HEAD_CHARACTERS = 8 << 20
"""That are told of all sheets together."""
_ROOM = 4 << 20
"""Bytes without which a fault is laid to the memory."""
_KEPT_CELLS = 4_000_000
"""Sheets of together so many cells are kept until one of them is chosen."""


def say(**values: Any) -> None:
    """Tell the parent one thing."""
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def limit(memory: int, seconds: int, disk: int) -> None:
    """Bound what this process may take: bytes of address space, seconds of the processor, bytes of rows."""
    try:
        import resource
    except ImportError:  # no POSIX: the parent's clock is all there is
        return
    bounds = {
        "RLIMIT_AS": memory,
        "RLIMIT_CPU": seconds,
        "RLIMIT_FSIZE": disk,
        "RLIMIT_CORE": 0,
    }
    for name, bound in bounds.items():
        what = getattr(resource, name, None)
        if what is None:
            continue
        try:
            hard = resource.getrlimit(what)[1]
            lower = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
            # Of the processor's time the first bound is a signal that tells why, the second is the end.
            last = lower + _GRACE if name == "RLIMIT_CPU" and hard == resource.RLIM_INFINITY else lower
            resource.setrlimit(what, (lower, last))
        except (OSError, ValueError):
            continue  # macOS takes no limit of the address space


class Book:
    """The open workbook and its sheets, as far as they have been read."""

    def __init__(self, source: BinaryIO, kind: str) -> None:
        import python_calamine

        self.kind = kind
        self._source = source
        try:
            self._book = python_calamine.CalamineWorkbook.from_filelike(source)
        except python_calamine.PasswordError:
            raise Unreadable("password") from None
        except MemoryError:
            raise
        except BaseException:
            # A panic of Rust is none of the ordinary exceptions.
            if kind == "xls" and is_encrypted_xls(source):
                raise Unreadable("password") from None
            raise Unreadable("damaged") from None
        self.sheets: list[dict[str, Any]] = [
            {"name": one.name, "hidden": one.visible != python_calamine.SheetVisibleEnum.Visible}
            for one in self._book.sheets_metadata
            if one.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        self._kept: dict[int, Any] = {}

    def sheet(self, place: int) -> Any:
        """One sheet, read; Unreadable when it is damaged."""
        if place in self._kept:
            return self._kept[place]
        try:
            sheet = self._book.get_sheet_by_name(self.sheets[place]["name"])
        except MemoryError:
            raise
        except BaseException:
            raise Unreadable("damaged_sheet", name=self.sheets[place]["name"]) from None
        cells = sum(one.height * one.width for one in self._kept.values())
        if cells + sheet.height * sheet.width > _KEPT_CELLS:
            self._kept.clear()
        self._kept[place] = sheet
        return sheet

    def wanted(self, named: str) -> int:
        """The place of the sheet that the user named, or numbered from 1."""
        names = [one["name"] for one in self.sheets]
        folded = [name.strip().casefold() for name in names]
        if named in names:
            return names.index(named)
        if folded.count(named.strip().casefold()) == 1:
            return folded.index(named.strip().casefold())
        if named.isascii() and named.isdigit() and 1 <= int(named[:6]) <= len(names):
            return int(named[:6]) - 1
        raise Unreadable("no_such_sheet", names=names[:100])

    def marks(self, place: int) -> Marks | None:
        """What calamine does not tell of a sheet; None for formats in which it cannot be found out."""
        return Marks(self._source, self.sheets[place]["name"]) if self.kind == "xlsx" else None

    def look(self, wanted: str | None, rows: int) -> None:
        """Look at the sheet that is wanted, else at all that can be seen: their size and their first rows."""
        chosen = None if wanted is None else self.wanted(wanted)
        for place, one in enumerate(self.sheets):
            if place == chosen or (chosen is None and not one["hidden"]):
                try:
                    one |= _head_of(self, place, rows)  # noqa: PLW2901 - it is the sheet's own
                except Unreadable as fault:
                    if chosen is not None:
                        raise
                    one |= fault.values  # noqa: PLW2901
        from_1904 = self.kind == "xlsx" and counts_from_1904(self._source)
        say(format=self.kind, sheets=self.sheets, chosen=chosen, from_1904=from_1904)


def _head_of(book: Book, place: int, rows: int) -> dict[str, Any]:
    head: list[tuple[int, list[str]]] = []
    room = _HEAD_CHARACTERS // len(book.sheets)
    sheet = book.sheet(place)
    for number, cells, size in rows_of(sheet, has_iso_times=book.kind == "ods"):
        while cells and not cells[-1]:
            cells.pop()
        head.append((number, cells))
        room -= size + len(cells)
        if len(head) >= rows or room < 0:
            break
    return {"rows": sheet.total_height + 1 if sheet.start else 0, "columns": sheet.width, "head": head}


def stream(book: Book, place: int, target: int, first: int, width: int) -> None:
    """Write the rows from the number `first` on, `width` cells each, and tell where each block stands."""
    lines: list[int] = []
    rows: list[list[str]] = []
    faults: list[tuple[int, int]] = []
    at = room = beyond = 0
    coming, has_blanks = first, False

    def flush() -> None:
        nonlocal at, room
        block = json.dumps([lines, rows, faults], ensure_ascii=False).encode("utf-8", "replace")
        _write(target, block)
        say(at=at, size=len(block))
        at += len(block)
        room = 0
        lines.clear()
        rows.clear()
        faults.clear()

    marks = book.marks(place)
    for number, whole, size in rows_of(book.sheet(place), marks, has_iso_times=book.kind == "ods"):
        if number < first:
            continue
        cells = whole
        has_blanks = has_blanks or number != coming or "" in cells
        coming = number + 1
        if len(cells) > width:
            beyond += sum(1 for cell in cells[width:] if cell.strip())
            del cells[width:]
            if not any(cells):
                continue
        elif len(cells) < width:
            cells += [""] * (width - len(cells))
        if size > CELL_LIMIT:
            faults.append((len(lines), size))
            cells = [cell if len(cell) <= 1000 else f"{cell[:200]}…" for cell in cells]
        lines.append(number)
        rows.append(cells)
        room += size + width
        if len(rows) >= _BLOCK_ROWS or room > _BLOCK_CHARACTERS:
            flush()
    if rows:
        flush()
    # Errors are blank here; to count them the whole sheet is unpacked once more.
    has_blanks = has_blanks or coming <= book.sheet(place).total_height + 1
    errors, uncached = marks.faults() if marks and has_blanks else (0, 0)
    say(end=True, beyond=beyond, errors=errors, uncached=uncached)


def _write(target: int, block: bytes) -> None:
    view = memoryview(block)
    while view:
        view = view[os.write(target, view) :]


def has_room() -> bool:
    """Whether there is memory left: a library that gets none may call the workbook damaged."""
    try:
        return len(bytearray(_ROOM)) == _ROOM
    except MemoryError:
        return False


def main() -> None:
    """Read the workbook of the file descriptor in the first argument, as the rest of the arguments say."""
    asked = json.loads(sys.argv[1])
    limit(asked["memory"], asked["seconds"], asked["disk"])
    try:
        with os.fdopen(asked["source"], "rb") as source:
            kind = kind_of(source)
            source.seek(0)
            book = Book(source, kind)
            book.look(asked["sheet"], asked["head"])
            answer = sys.stdin.readline()
            if not answer:
                return
            choice = json.loads(answer)
            stream(book, choice["sheet"], asked["target"], choice["first"], choice["width"])
    except Unreadable as fault:
        say(**(fault.values if has_room() else {"error": "memory"}))
    except MemoryError:
        say(error="memory")
    except ImportError:
        say(error="no_reader")
    except OSError as error:
        say(error="disk", number=error.errno or 0)
    except Exception as error:  # whatever a library does with a hostile file
        say(error="damaged" if has_room() else "memory", kind=type(error).__name__)


if __name__ == "__main__":
    main()
