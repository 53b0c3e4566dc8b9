"""What a file is by its first bytes, where its name says something else or nothing."""

import re
from typing import NamedTuple

from servicedesk.i18n import N_

WORKBOOK = "workbook"
"""A ZIP archive or an old container of Office: what is in it is found out where it is safe to look."""

_BINARY = (
    (b"PK\x03\x04", WORKBOOK),
    (b"PK\x05\x06", WORKBOOK),
    (b"\xd0\xcf\x11\xe0", WORKBOOK),
    (b"%PDF-", N_("a PDF file")),
    (b"\x1f\x8b", N_("a compressed file")),
    (b"7z\xbc\xaf\x27\x1c", N_("a compressed file")),
    (b"Rar!\x1a", N_("a compressed file")),
    (b"BZh", N_("a compressed file")),
    (b"\xfd7zXZ", N_("a compressed file")),
    (b"{\\rtf", N_("a text document (RTF)")),
    (b"SQLite format 3\0", N_("a database file")),
    (b"\x89PNG", N_("a picture")),
    (b"\xff\xd8\xff", N_("a picture")),
    (b"\x09\x00\x04\x00", N_("a workbook of Excel 4 or older")),
    (b"\x09\x02\x06\x00", N_("a workbook of Excel 4 or older")),
    (b"\x09\x04\x06\x00", N_("a workbook of Excel 4 or older")),
    (b"\x09\x08\x08\x00\x00\x05", N_("a workbook of Excel 5 without its container")),
)
_TEXT = (
    (r"<\?xml[^>]*>\s*(?:<\?mso-application[^>]*>|.{0,2000}urn:schemas-microsoft-com:office:spreadsheet)",
     N_("an XML workbook of Excel 2003")),
    (r"(?:<\?xml[^>]*>\s*)?(?:<!--.{0,1000}?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table|style)\b",
     N_("an HTML page")),
    (r"begin:vcard\b", N_("a vCard")),
    (r"begin:vcalendar\b", N_("a calendar")),
    (r"mime-version:.{0,2000}\btext/html\b", N_("a web page saved as one file (MHTML)")),
)  # fmt: skip
_PATTERNS = [(re.compile(pattern, re.IGNORECASE | re.DOTALL), name) for pattern, name in _TEXT]
_LONGEST = 4096


class Sign(NamedTuple):
    """What a file is: WORKBOOK, the name (to be translated) of something that is no table, or '' for text."""

    what: str
    is_text: bool
    """Whether it may hold a table in text at all."""


def sign_of(head: bytes) -> Sign:
    """What the file that begins with `head` is."""
    head = head[:_LONGEST]
    for begin, what in _BINARY:
        if head.startswith(begin):
            return Sign(what, is_text=False)
    text = _decoded(head)
    if text is None:
        return Sign("", is_text=False)
    begin_of_text = text.lstrip("\ufeff \t\r\n")
    for pattern, what in _PATTERNS:
        if pattern.match(begin_of_text):
            return Sign(what, is_text=True)
    return Sign("", is_text=True)


def _decoded(head: bytes) -> str | None:
    """`head` as far as its signs are ASCII; None for bytes that are no text."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(encoding, "replace")
    nuls = head.count(b"\0")
    if nuls:
        # Text in UTF-16 or UTF-32 has them in places of one kind; what is packed has them anywhere.
        places = {place % 4 for place, byte in enumerate(head) if not byte}
        if len(places) == 4:
            return None
        head = head.replace(b"\0", b"")
    if sum(1 for byte in head if byte < 32 and byte not in b"\t\n\r\f\x0b\x1b") * 20 > len(head):
        return None
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
