"""What no cell of a workbook can hold, a text of more than 32,767 signs: in pieces on a sheet of its own.

The cell itself has the beginning and says where all of it stands. Read back the two are put together again;
a beginning whose rest is not there, or is another's, is no value: see is_cut().
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from servicedesk.i18n import N_, in_every_language, in_language

CELL_LIMIT = 32_767
"""UTF-16 units that a cell of Excel holds."""
_PIECE = 16_000
"""Signs of a piece: however many units each takes, it fits."""
_LONGEST = 1_000_000
"""Signs of a row that are read."""
_MOST_TEXT = 1 << 30
"""Signs of all texts together that are kept."""
_TITLE = N_("Long texts")
_PART, _TEXT = 3, 4
_MARK = N_("… [the whole: sheet Long texts, from row {row}]")
_HEADERS = (N_("Sheet"), N_("Row"), N_("Column"), N_("Part"), N_("Text"))


def is_cut(cell: str) -> bool:
    """Whether the cell is the beginning of a text that stands elsewhere in the workbook."""
    return len(cell) > _PIECE and _marks().search(cell, len(cell) - 80) is not None


@cache
def _marks() -> re.Pattern[str]:
    forms = (re.escape(words).replace(r"\{row\}", "([0-9]+)") for words in in_every_language(_MARK))
    return re.compile(rf"(?:{'|'.join(forms)})\Z")


def is_title(name: str) -> bool:
    """Whether a sheet of that name holds the texts, in whatever language it was written."""
    return name.strip() in in_every_language(_TITLE)


class Pieces:
    """The texts of such a sheet, to be put where their beginnings stand; packed, for they may be many."""

    def __init__(self, headers: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> None:
        self._pieces: dict[int, tuple[str, bytes]] = {}
        known = [set(in_every_language(words)) for words in _HEADERS]
        if len(headers) < len(known) or not all(map(set.__contains__, known, headers)):
            return
        room = _MOST_TEXT
        for number, cells in rows:
            room -= len(cells[_TEXT])
            if room < 0:
                return
            self._pieces[number] = (
                cells[_PART].strip(),
                zlib.compress(cells[_TEXT].encode("utf-8", "surrogatepass")),
            )

    def whole(self, cell: str) -> str:
        """The text of which `cell` is the beginning; the cell itself where it is none."""
        found = _marks().search(cell, len(cell) - 80) if len(cell) > _PIECE else None
        if found is None:
            return cell
        row, part, pieces = int(next(filter(None, found.groups()))), 1, []
        while (piece := self._pieces.get(row)) is not None and piece[0] == str(part):
            pieces.append(zlib.decompress(piece[1]).decode("utf-8", "surrogatepass"))
            row, part = row + 1, part + 1
        text = "".join(pieces)
        # Whoever sorted that sheet, or wrote into the cell, must not get another's text.
        is_its = text.startswith(cell[: found.start()]) and len(text) > found.start()
        return text if is_its and len(text) <= _LONGEST else cell


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
        return in_language(_TITLE, self._language) if self._kept else ""

    def headers(self) -> list[str]:
        """The headers of the sheet."""
        return [in_language(words, self._language) for words in _HEADERS]

    def rows(self) -> Iterator[tuple[str, str, str, str, str]]:
        """A row for each piece: sheet, row and column of its cell, its number, the piece."""
        for sheet, row, column, packed in self._kept:
            text = zlib.decompress(packed).decode("utf-8", "surrogatepass")
            for part, start in enumerate(range(0, len(text), _PIECE), start=1):
                yield sheet, str(row), column, str(part), text[start : start + _PIECE]
