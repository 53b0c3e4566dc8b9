"""A zip archive written from front to back into anything that takes bytes. The same content, the same bytes.

After APPNOTE.TXT of PKWARE: sizes and sums stand behind each member (general purpose bit 3), so that nothing
has to be gone back to. Unlike zipfile it writes nothing more after a fault: half an archive looks like half.
"""

import struct
import zlib

from servicedesk.domain.errors import UsageError
from servicedesk.exchange.rows import Sink
from servicedesk.i18n import _

MEMBER_LIMIT = 2 << 30
"""Bytes of a member before it is packed: what every program that opens workbooks can count."""
_ARCHIVE_LIMIT = 0xFFFF_FFFF
_LEVEL = 1
"""Of 9: the names of cells shrink to almost nothing at any level, and the others take twice the time."""
_VERSION, _FLAGS, _DEFLATED = 20, 0x0808, 8
"""Names in UTF-8, sizes behind."""
_TIME, _DATE = 0, (0 << 9) | (1 << 5) | 1
"""1980-01-01, the first day that the format knows: no run time stands in a file."""


class ZipStream:
    """Members one after the other: `begin`, `write` as often as needed, `end`; `close` ends the archive."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._offset = 0
        self._directory: list[bytes] = []
        self._name = b""
        self._start = self._sum = self.size = self._packed = 0
        self._packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)

    def begin(self, name: str) -> None:
        """Begin a member; `size` counts its bytes from here."""
        self._name = name.encode()
        self._start = self._offset
        self._sum = self.size = self._packed = 0
        self._packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._put(
            struct.pack(
                "<4s5H3L2H",
                b"PK\x03\x04",
                _VERSION,
                _FLAGS,
                _DEFLATED,
                _TIME,
                _DATE,
                0,
                0,
                0,
                len(self._name),
                0,
            )
            + self._name
        )

    def write(self, content: bytes) -> None:
        """Add to the member."""
        self._sum = zlib.crc32(content, self._sum)
        self.size += len(content)
        self._add(self._packer.compress(content))

    def end(self) -> None:
        """End the member."""
        self._add(self._packer.flush())
        sums = (self._sum, self._packed, self.size)
        self._put(struct.pack("<4s3L", b"PK\x07\x08", *sums))
        self._directory.append(
            struct.pack(
                "<4s6H3L5H2L", b"PK\x01\x02", _VERSION, _VERSION, _FLAGS, _DEFLATED, _TIME, _DATE, *sums,
                len(self._name), 0, 0, 0, 0, 0, self._start,
            )
            + self._name
        )  # fmt: skip

    def add(self, name: str, content: str) -> None:
        """A member as a whole."""
        self.begin(name)
        self.write(content.encode())
        self.end()

    def close(self) -> None:
        """Write the directory of the members."""
        start, count, directory = self._offset, len(self._directory), b"".join(self._directory)
        self._put(directory)
        self._put(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0))

    def _add(self, packed: bytes) -> None:
        if packed:
            self._packed += len(packed)
            self._put(packed)

    def _put(self, content: bytes) -> None:
        self._offset += len(content)
        if self._offset > _ARCHIVE_LIMIT:
            raise UsageError(
                _("It is more than a workbook can hold."),
                _("Choose fewer records, or write CSV or JSON Lines."),
            )
        self._sink.write(content)
