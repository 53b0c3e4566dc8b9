"""Columns of a RowList: what a cell says, how wide it is, which columns give way in a narrow window.

A column's `render` gets the row and a RenderContext and returns a text, or several (text, kind) where
kind is one of KINDS ("muted", "warning", "error", "accent", "strong", "") and picks a style of the theme.
Colour only underlines what the words already say.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from rich.cells import cell_len, set_cell_size

from servicedesk.domain.wording import labels_of
from servicedesk.i18n import _, language
from servicedesk.tui.base.glyphs import BLOCKS, glyphs
from servicedesk.tui.base.line_breaks import lines_of
from servicedesk.tui.base.safe import plain

KINDS = ("muted", "warning", "error", "accent", "strong")
GAP = 1
MIN_FLEX = 18
"""The last column holds the words: others give way before it gets narrower than this."""
ENOUGH_FLEX = 30
"""So many cells are enough for the words: what is left then goes to the columns that can use more."""
NAMES = frozenset({"customer", "name"})
"""Columns that tell who it is: others give way for a whole name."""
NAME_CELLS = 16
"""So much of a name is worth a column of less weight."""
CUT = BLOCKS.cut
"""Ends what was longer than its cell: a number or a name that lacks its end must not look whole."""

CellText = str | Sequence[tuple[str, str]]


class RenderContext(NamedTuple):
    """What a cell may need besides its row."""

    now: datetime = datetime.min.replace(tzinfo=UTC)
    zone: tzinfo = UTC
    actor: str = ""
    masked: bool = False
    """Whether phone numbers are shown as 138****1111."""
    region: str = "CN"
    """Where a number without a country code is at home."""
    sought: tuple[str, ...] = ()
    """The words that were looked for: they are underlined where they stand."""

    def shown_phone(self, number: str) -> str:
        """The number in groups, or masked."""
        from servicedesk.domain.phones import shown_phone

        return shown_phone(number, masked=self.masked, region=self.region)


class ListColumn(NamedTuple):
    """One column; `width` in cells, None shares what is left. It is never narrower than its header.

    Of the columns with a `priority` above 0 the highest is hidden first when the window is narrow. In a
    wide one a column grows up to `most` cells. `of` names the field of a closed list (`call.outcome`) whose
    labels it shows: it is as wide as the longest of them in the language of the screen.
    """

    id: str
    header: str
    width: int | None
    render: Callable[[Any, RenderContext], CellText]
    align: Literal["left", "right"] = "left"
    priority: int = 0
    most: int = 0
    of: str = ""
    least_list: int = 0
    """Cells of the list from which the column is shown at all."""

    @property
    def least(self) -> int:
        """The cells that it needs in the language of the screen."""
        if self.width is None:
            return MIN_FLEX
        return _least(self.width, self.header, self.of, language())


@lru_cache(maxsize=200)
def _least(width: int, header: str, of: str, _language: str) -> int:
    labels = labels_of(*of.split(".")) if of else []
    return max(width, *map(cell_len, (_(header), *labels)))


def placed(
    columns: Sequence[ListColumn], width: int, needs: Mapping[str, int] | None = None
) -> list[tuple[ListColumn, int]]:
    """The columns that fit into `width` cells, each with its width.

    `needs` are the cells of the longest text in sight by the id of a column, which then grows no further.
    """
    shown = [column for column in columns if column.least_list <= width]
    # A name says more than an age: for most of it all but the last to give way do so.
    named = {name: min(cells, NAME_CELLS) for name, cells in (needs or {}).items()}
    while _needed(shown, named) > width and _give_way(shown, 2):
        pass
    while _needed(shown) > width and _give_way(shown, 1):
        pass
    room = next((way for way in (needs, named) if _needed(shown, way) <= width), None)
    cells = [0 if column.width is None else _wanted(column, room) for column in shown]
    flexible = [place for place, column in enumerate(shown) if column.width is None]
    left = max(0, width - sum(cells) - GAP * max(0, len(shown) - 1))
    if room is None:
        # Not all of a name has room: what the words can spare is still its own.
        for place, column in enumerate(shown):
            spared = min(_wanted(column, named) - cells[place], left - MIN_FLEX * len(flexible))
            if column.width is not None and spared > 0:
                cells[place], left = cells[place] + spared, left - spared
    # A cell in turn to each that can use it, so that none grows alone.
    most = [min(column.most, (needs or {}).get(column.id, column.most)) for column in shown]
    growing = [place for place, enough in enumerate(most) if enough > cells[place]]
    while growing and left > ENOUGH_FLEX * len(flexible):
        place = growing.pop(0)
        cells[place], left = cells[place] + 1, left - 1
        if most[place] > cells[place]:
            growing.append(place)
    for turn, place in enumerate(flexible):
        cells[place] = left // len(flexible) + (turn < left % len(flexible))
    return list(zip(shown, cells, strict=True))


def _give_way(shown: list[ListColumn], least: int) -> bool:
    """Take out the weakest column if its priority is `least` or more, of equals the rightmost."""
    weakest = max((column.priority for column in shown), default=0)
    if weakest < least:
        return False
    shown.remove(next(column for column in reversed(shown) if column.priority == weakest))
    return True


def _needed(columns: Sequence[ListColumn], needs: Mapping[str, int] | None = None) -> int:
    """The cells that these columns take at the least, names in whole as far as `needs` tells."""
    return sum(_wanted(column, needs) for column in columns) + GAP * (len(columns) - 1)


def _wanted(column: ListColumn, needs: Mapping[str, int] | None) -> int:
    if needs is None or column.id not in NAMES:
        return column.least
    return max(column.least, min(column.most, needs.get(column.id, 0)))


def header_text(column: ListColumn, width: int) -> str:
    """The header of a column in exactly `width` cells."""
    return fitted(_(column.header), width, column.align)


def fitted(text: str, width: int, align: str = "left") -> str:
    """`text` in exactly `width` cells, cleaned; what does not fit ends in an ellipsis."""
    # Four characters a cell leave room for combining marks and keep a text of a megabyte off the screen.
    line = plain(text[: width * 4 + 4])
    size = cell_len(line)
    if size > width:
        return _cut(line, width)
    return " " * (width - size) + line if align == "right" else line + " " * (width - size)


def _cut(line: str, width: int) -> str:
    """The beginning of `line` in exactly `width` cells; a wide character that would be halved is left out."""
    if cell_len(line.rstrip()) <= width:
        return set_cell_size(line, width)
    cut = glyphs().cut
    if width <= len(cut) + 1:
        return set_cell_size(line, width)
    return set_cell_size(set_cell_size(line, width - len(cut)).rstrip() + cut, width)


def wrapped(words: str, width: int) -> list[str]:
    """`words`, already clean, in lines of at most `width` cells, broken between words or wide characters."""
    return lines_of(words, width)


def cell_pieces(cell: CellText, width: int, align: str) -> list[tuple[str, str]]:
    """A cell as (text, kind) that fill exactly `width` cells."""
    if isinstance(cell, str):
        return [(fitted(cell, width, align), "")]
    pieces: list[tuple[str, str]] = []
    left = width
    for place, (text, kind) in enumerate(cell):
        line = plain(text[: left * 4 + 4])
        size = cell_len(line)
        if size > left:
            rest = [(plain(more[: width * 4 + 4]), its_kind) for more, its_kind in cell[place:]]
            return _cut_in_pieces([*pieces, *rest], width)
        if line:
            pieces.append((line, kind))
        left -= size
    if left > 0:
        pieces.insert(0 if align == "right" else len(pieces), (" " * left, ""))
    return pieces


def _cut_in_pieces(pieces: Sequence[tuple[str, str]], width: int) -> list[tuple[str, str]]:
    """The beginning of a line in several styles, in exactly `width` cells."""
    rest = _cut("".join(text for text, _kind in pieces), width)
    found: list[tuple[str, str]] = []
    for text, kind in pieces:
        # The sign and the blank behind it have the style of what they stand for.
        length = len(text) if text == rest[: len(text)] and len(text) < len(rest) else len(rest)
        found.append((rest[:length], kind))
        rest = rest[length:]
        if not rest:
            break
    return found
