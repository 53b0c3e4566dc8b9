"""Say what kind of workbook a file is, before a library is asked: by what is in it, never by its name.

It runs in the process that reads workbooks, see workbook_child.
"""

import os
import re
import struct
import zipfile
from typing import Any, BinaryIO

MOST_BYTES = 256 << 20
"""Of a workbook file."""
MOST_MEMBERS = 10_000
MOST_UNPACKED = 4 << 30
"""Bytes of all members of a zip archive; they are read as they are unpacked, never held as a whole."""
SUSPECT_UNPACKED = 32 << 20
MOST_REPEATED = 100_000
"""Rows that an ODS file does not write, because they repeat the filled one before."""
MOST_BLANKS = 20_000_000
"""Blanks that an ODS file does not write, because a sign for many stands in their place."""
MOST_RATIO = 400
"""A member above SUSPECT_UNPACKED that was packed better than this is a bomb; no table of values is."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTITY = re.compile(rb"<!ENTITY|<!DOCTYPE[^>]{0,1000}\[")
_FIRST_MEMBERS = 1000
_PIECE = 1 << 20
_LONGEST_ROW = 16 << 20
_REPEATED_ROW = re.compile(
    rb"""<table:table-row\b[^<>]*?\btable:number-rows-repeated=["'](\d{1,20})["'][^<>]*(?<!/)>"""
)
_BLANKS = re.compile(rb"""\btext:c=["'](\d{1,20})["']""")
_SIGN = 40
"""Bytes of such a sign, about."""
_ROW_END = b"</table:table-row>"
_FILLED = re.compile(rb"<text:p\b[^<>]*>[^<]|<text:(?:span|a|s)\b|\boffice:(?:\w+-)?value=")


class Unreadable(Exception):  # noqa: N818 - it is no fault of the program
    """What is wrong with the workbook: a code, and what the words of the parent need."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.values = {"error": code, **values}


def kind_of(source: BinaryIO) -> str:
    """The format of the workbook in `source`; Unreadable for what is none, and for what is not to be read."""
    size = os.fstat(source.fileno()).st_size
    if size > MOST_BYTES:
        raise Unreadable("file_too_large", limit=MOST_BYTES >> 20)
    source.seek(0)
    head = source.read(8)
    if head == _OLE:
        return _kind_of_ole(source)
    try:
        return _kind_of_zip(source)
    except (zipfile.BadZipFile, EOFError, struct.error, NotImplementedError, ValueError, RuntimeError):
        raise Unreadable("damaged") from None


def _kind_of_zip(source: BinaryIO) -> str:
    with zipfile.ZipFile(source) as archive:
        members = archive.infolist()
        if len(members) > MOST_MEMBERS:
            raise Unreadable("bomb", why="members", count=len(members))
        names = {member.filename for member in members}
        if any(member.flag_bits & 1 for member in members):
            raise Unreadable("password")
        if sum(member.file_size for member in members) > MOST_UNPACKED:
            raise Unreadable("bomb", why="size", limit=MOST_UNPACKED >> 30)
        for member in members:
            packed = max(member.compress_size, 1)
            if member.file_size > SUSPECT_UNPACKED and member.file_size // packed > MOST_RATIO:
                raise Unreadable("bomb", why="ratio", size=member.file_size >> 20, packed=packed >> 10)
        kind = _kind_by_members(archive, names)
        for member in members[:_FIRST_MEMBERS]:
            if not member.filename.lower().endswith((".xml", ".rels")):
                continue
            with archive.open(member) as part:
                begin = part.read(4096)
            if begin[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in begin:
                begin = begin.replace(b"\0", b"")
            if _ENTITY.search(begin):
                raise Unreadable("bomb", why="entities")
        return kind


def _require_few_repeats(archive: zipfile.ZipFile) -> None:
    """Raise Unreadable where filled rows, or blanks, are repeated on and on: 1 kB stands for a million."""
    repeated, blanks, rest = 0, 0, b""
    with archive.open("content.xml") as part:
        while piece := part.read(_PIECE):
            block = rest + piece
            # A sign may stand across the end of the piece before.
            blanks += sum(int(match[1]) for match in _BLANKS.finditer(block, max(len(rest) - _SIGN, 0)))
            if blanks > MOST_BLANKS:
                raise Unreadable("bomb", why="blanks", limit=MOST_BLANKS)
            cut = block.rfind(_ROW_END)
            for match in _REPEATED_ROW.finditer(block, 0, max(cut, 0)):
                if _FILLED.search(block, match.end(), block.find(_ROW_END, match.end())):
                    repeated += int(match[1]) - 1
            if repeated > MOST_REPEATED:
                raise Unreadable("bomb", why="repeated", limit=MOST_REPEATED)
            rest = block[max(cut, 0) :]
            if len(rest) > _LONGEST_ROW:
                rest = b""


def _kind_by_members(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "content.xml" in names:
        manifest = _begin_of(archive, names, "META-INF/manifest.xml", 1 << 16)
        if b"encryption-data" in manifest:
            raise Unreadable("password")
        if "mimetype" not in names:
            raise Unreadable("damaged")
        told = _begin_of(archive, names, "mimetype", 200)
        if b"spreadsheet" not in told:
            raise Unreadable("not_a_workbook", what="odf")
        _require_few_repeats(archive)
        return "ods"
    folded = {name.lower().lstrip("/").replace("\\", "/") for name in names}
    if any(name.endswith("xl/workbook.bin") or name == "workbook.bin" for name in folded):
        return "xlsb"
    if "word/document.xml" in folded:
        raise Unreadable("not_a_workbook", what="word")
    if "ppt/presentation.xml" in folded:
        raise Unreadable("not_a_workbook", what="powerpoint")
    if "index/document.iwa" in folded or any(name.endswith(".iwa") for name in folded):
        raise Unreadable("not_a_workbook", what="numbers")
    if "[content_types].xml" in folded:
        return "xlsx"
    raise Unreadable("not_a_workbook", what="zip")


def _begin_of(archive: zipfile.ZipFile, names: set[str], name: str, size: int) -> bytes:
    if name not in names:
        return b""
    with archive.open(name) as part:
        return part.read(size)


def _kind_of_ole(source: BinaryIO) -> str:
    """An old workbook, or a new one that is encrypted, or something else of that container."""
    source.seek(0)
    whole = source.read()

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in whole

    if holds("EncryptedPackage"):
        raise Unreadable("password")
    if not (holds("Workbook") or holds("Book") or holds("WORKBOOK") or holds("BOOK")):
        if holds("WordDocument"):
            raise Unreadable("not_a_workbook", what="word")
        if holds("__properties_version"):
            raise Unreadable("not_a_workbook", what="mail")
        raise Unreadable("damaged")
    return "xls"


def is_encrypted_xls(source: BinaryIO) -> bool:
    """Whether a record FILEPASS follows the beginning of the workbook ([MS-XLS] 2.4.117)."""
    source.seek(0)
    whole = source.read()
    for match in re.finditer(rb"\x09\x08[\x08\x10]\0[\0-\x20][\x05\x06]", whole):
        at = match.start()
        for _record in range(40):
            if at + 4 > len(whole):
                break
            number, size = struct.unpack_from("<HH", whole, at)
            if number == 0x2F:
                return True
            if number in {0x0A, 0x85}:
                break
            at += 4 + size
    return False
