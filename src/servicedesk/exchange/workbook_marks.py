"""What calamine does not tell of the cells of an XLSX sheet: how a number is shown, what is an error.

It runs in the process that reads workbooks, see workbook_child. The XML of the sheet is looked through for
that alone: beside the rows only when the workbook has a format that changes what a number says (00000, 0%),
and for errors and formulas after the rows were handed over, when this process has nothing else to do.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO, NamedTuple
from xml.etree import ElementTree as ET

_PIECE = 1 << 20
_LONGEST_CELL = 4 << 20
_MOST_XML = 16 << 20
"""Bytes of the parts that are parsed whole: names of sheets and styles."""
_CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]*)>")
_STYLE = re.compile(rb'\bs="(\d{1,6})"')
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ERROR = re.compile(rb'<(?:\w+:)?c\s[^<>]*\bt="e"')
_UNCACHED = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^<>]*/>)(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></|</(?:\w+:)?c>)"
)
_ZEROS = re.compile(r"(0{2,20})(?:_.)?(?:;.*)?")
_PERCENT = re.compile(r"[#,]*0(?:\.(0{1,6}))?%(?:_.)?(?:;.*)?")
_BUILT_IN = {9: "0%", 10: "0.00%"}
"""Formats that a workbook names by number alone (ECMA-376, 18.8.30)."""


_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, ET.ParseError, KeyError, ValueError, EOFError, OSError, RuntimeError,
    StopIteration,
)  # fmt: skip
"""What a part may raise that calamine could read: then it tells nothing."""


_FROM_1904 = re.compile(rb"""<(?:\w+:)?workbookPr\b[^<>]*\bdate1904\s*=\s*["'](?:1|true|on)["']""")


def counts_from_1904(source: BinaryIO) -> bool:
    """Whether an XLSX workbook counts days from 1904: calamine says it of no plain number."""
    with suppress(*_UNREADABLE), zipfile.ZipFile(source) as archive, archive.open("xl/workbook.xml") as part:
        return _FROM_1904.search(part.read(_PIECE)) is not None
    return False


class Shown(NamedTuple):
    """How a number is shown: with so many digits (007), or as a percentage with so many decimals."""

    digits: int
    decimals: int


class Marks:
    """The marks of one sheet of the workbook in `source`; without any when it is written in an odd way."""

    def __init__(self, source: BinaryIO, sheet: str) -> None:
        self._part = ""
        self._styles: dict[bytes, Shown] = {}
        with suppress(*_UNREADABLE):
            self._archive = zipfile.ZipFile(source)
            self._part = self._part_of(sheet)
            self._styles = self._shown()

    @property
    def has_styles(self) -> bool:
        """Whether any number of the workbook may be shown in such a way."""
        return bool(self._styles and self._part)

    def cells(self) -> Iterator[tuple[int, int, Shown]]:
        """Row (from 1), column (from 0) and way of each cell that is shown in such a way, in their order."""
        styles = self._styles
        for piece in self._pieces():
            for cell in _CELL.finditer(piece):
                attributes = cell[1]
                style = _STYLE.search(attributes)
                if style is None or (shown := styles.get(style[1])) is None:
                    continue
                if place := _PLACE.search(attributes):
                    yield int(place[2]), _column(place[1]), shown

    def faults(self) -> tuple[int, int]:
        """How many cells hold an error, and how many a formula whose value was not saved."""
        errors = uncached = 0
        for piece in self._pieces() if self._part else ():
            if b't="e"' in piece:
                errors += len(_ERROR.findall(piece))
            if b"f>" in piece or b"<f" in piece:
                uncached += len(_UNCACHED.findall(piece))
        return errors, uncached

    def _pieces(self) -> Iterator[bytes]:
        """The XML of the sheet, cut between cells."""
        rest = b""
        with suppress(*_UNREADABLE), self._archive.open(self._part) as part:
            while block := part.read(_PIECE):
                block = rest + block
                cut = max(block.rfind(b"<c "), block.rfind(b"<row "))
                if cut <= 0 and len(block) > _LONGEST_CELL:
                    cut = len(block)
                rest = block[cut:] if cut > 0 else block
                if cut > 0:
                    yield block[:cut]
        yield rest

    def _part_of(self, sheet: str) -> str:
        """The part of the archive that holds a sheet."""
        book = self._parsed("xl/workbook.xml")
        number = next(
            value
            for one in book.iter()
            if _local(one.tag) == "sheet" and one.get("name") == sheet
            for name, value in one.attrib.items()
            if _local(name) == "id"
        )
        for one in self._parsed("xl/_rels/workbook.xml.rels").iter():
            if one.get("Id") == number:
                target = str(one.get("Target"))
                path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                self._archive.getinfo(path)
                return path
        raise KeyError(number)

    def _shown(self) -> dict[bytes, Shown]:
        """The way of each number of a style that has one."""
        styles = self._parsed("xl/styles.xml")
        codes: dict[int, str] = dict(_BUILT_IN)
        for one in styles.iter():
            if _local(one.tag) == "numFmt":
                codes[int(str(one.get("numFmtId")))] = str(one.get("formatCode"))
        found: dict[bytes, Shown] = {}
        formats = next((one for one in styles.iter() if _local(one.tag) == "cellXfs"), ())
        for place, one in enumerate(formats):
            code = codes.get(int(one.get("numFmtId") or 0), "")
            if zeros := _ZEROS.fullmatch(code):
                found[b"%d" % place] = Shown(len(zeros[1]), -1)
            elif percent := _PERCENT.fullmatch(code):
                found[b"%d" % place] = Shown(0, len(percent[1] or ""))
        return found

    def _parsed(self, name: str) -> ET.Element:
        with self._archive.open(name) as part:
            whole = part.read(_MOST_XML + 1)
        if len(whole) > _MOST_XML:
            raise ValueError(name)
        return ET.fromstring(whole)  # noqa: S314 - entities were refused before, see workbook_kinds


def as_shown(value: float, shown: Shown) -> str:
    """A number as its format shows it, as far as that changes what it says."""
    if shown.decimals >= 0:
        return f"{value * 100:.{shown.decimals}f}%" if abs(value) < 1e12 else ""
    whole = abs(value) < 2**53 and value == int(value) and value >= 0
    return str(int(value)).zfill(shown.digits) if whole else ""


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
