"""What no cell of a workbook can hold, a text of more than 32,767 signs: in pieces on a sheet of its own.

The cell itself has the beginning and says where all of it stands. Read back that is no value: see is_cut().
"""

import re
import zlib
from collections.abc import Iterator
from functools import cache

from servicedesk.i18n import N_, in_every_language, in_language

CELL_LIMIT = 32_767
"""UTF-16 units that a cell of Excel holds."""
_PIECE = 16_000
"""Signs of a piece: however many units each takes, it fits."""
_MARK = N_("… [the whole: sheet Long texts, from row {row}]")
_HEADERS = (N_("Sheet"), N_("Row"), N_("Column"), N_("Part"), N_("Text"))


def is_cut(cell: str) -> bool:
    """Whether the cell is the beginning of a text that stands elsewhere in the workbook."""
    return len(cell) > _PIECE and _marks().search(cell, len(cell) - 80) is not None


@cache
def _marks() -> re.Pattern[str]:
    forms = (re.escape(words).replace(r"\{row\}", "[0-9]+") for words in in_every_language(_MARK))
    return re.compile(rf"(?:{'|'.join(forms)})\Z")


class LongTexts:
    """The texts that did not fit, in the order of their cells; packed, for they may be many."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._kept: list[tuple[str, int, str, bytes]] = []
        self._next_row = 2

    def shortened(self, text: str, place: tuple[str, int, str]) -> str:
        """What a cell shows of `text`: itself if it fits; `place` is sheet, row and column of the cell."""
        if len(text) <= _PIECE or len(text.encode("utf-16-le", "surrogatepass")) <= 2 * CELL_LIMIT:
            return text
        mark = in_language(_MARK, self._language).format(row=self._next_row)
        self._kept.append((*place, zlib.compress(text.encode("utf-8", "surrogatepass"))))
        self._next_row += -(-len(text) // _PIECE)
        return text[:_PIECE] + mark

    def title(self) -> str:
        """The name of the sheet; empty where every text fits."""
        return in_language(N_("Long texts"), self._language) if self._kept else ""

    def headers(self) -> list[str]:
        """The headers of the sheet."""
        return [in_language(words, self._language) for words in _HEADERS]

    def rows(self) -> Iterator[tuple[str, str, str, str, str]]:
        """A row for each piece: sheet, row and column of its cell, its number, the piece."""
        for sheet, row, column, packed in self._kept:
            text = zlib.decompress(packed).decode("utf-8", "surrogatepass")
            for part, start in enumerate(range(0, len(text), _PIECE), start=1):
                yield sheet, str(row), column, str(part), text[start : start + _PIECE]
