"""Columns of a RowList: what a cell says, how wide it is, which columns give way in a narrow window.

A column's `render` gets the row and a RenderContext and returns a text, or several (text, kind) where
kind is one of KINDS ("muted", "warning", "error", "accent", "strong", "") and picks a style of the theme.
Colour only underlines what the words already say.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, Literal, NamedTuple

from rich.cells import cell_len, set_cell_size

from servicedesk.i18n import _
from servicedesk.tui.base.safe import plain

KINDS = ("muted", "warning", "error", "accent", "strong")
GAP = 1
MIN_FLEX = 20
"""The last column holds the words: others give way before it gets narrower than this."""

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

    def shown_phone(self, number: str) -> str:
        """The number in groups, or masked."""
        from servicedesk.domain.phones import shown_phone

        return shown_phone(number, masked=self.masked, region=self.region)


class ListColumn(NamedTuple):
    """One column; `width` in cells, None shares what is left.

    Of the columns with a `priority` above 0 the highest is hidden first when the window is narrow.
    """

    id: str
    header: str
    width: int | None
    render: Callable[[Any, RenderContext], CellText]
    align: Literal["left", "right"] = "left"
    priority: int = 0


def placed(columns: Sequence[ListColumn], width: int) -> list[tuple[ListColumn, int]]:
    """The columns that fit into `width` cells, each with its width."""
    shown = list(columns)
    while shown and _needed(shown) > width:
        weakest = max(shown, key=lambda column: column.priority)
        if weakest.priority == 0:
            break
        # The rightmost of equals goes first.
        shown.remove(next(column for column in reversed(shown) if column.priority == weakest.priority))
    flexible = sum(column.width is None for column in shown)
    fixed = sum(column.width or 0 for column in shown) + GAP * max(0, len(shown) - 1)
    share, rest = divmod(max(0, width - fixed), flexible) if flexible else (0, 0)
    result = []
    for column in shown:
        extra = 0
        if column.width is None and rest:
            extra, rest = 1, rest - 1
        result.append((column, share + extra if column.width is None else column.width))
    return result


def _needed(columns: Sequence[ListColumn]) -> int:
    return sum(MIN_FLEX if c.width is None else c.width for c in columns) + GAP * (len(columns) - 1)


def header_text(column: ListColumn, width: int) -> str:
    """The header of a column in exactly `width` cells."""
    return fitted(_(column.header), width, column.align)


def fitted(text: str, width: int, align: str = "left") -> str:
    """`text` in exactly `width` cells, cleaned; a wide character that would be halved becomes a space."""
    # Four characters a cell leave room for combining marks and keep a text of a megabyte off the screen.
    line = plain(text[: width * 4 + 4])
    if align == "right":
        line = " " * max(0, width - cell_len(line)) + line
    return set_cell_size(line, width)


def wrapped(words: str, width: int) -> list[str]:
    """`words`, already clean, in lines of at most `width` cells, broken between words or wide characters."""
    lines: list[str] = [""]
    for character in words:
        if cell_len(lines[-1]) + cell_len(character) > width:
            kept, _blank, begun = lines[-1].rpartition(" ")
            # A word is kept whole; in Chinese the last blank is too far back to break there.
            if kept and character != " " and cell_len(begun) <= width // 2:
                lines[-1:] = [kept, begun]
            else:
                lines.append("")
        if lines[-1] or character != " ":
            lines[-1] += character
    return lines


def cell_pieces(cell: CellText, width: int, align: str) -> list[tuple[str, str]]:
    """A cell as (text, kind) that fill exactly `width` cells."""
    if isinstance(cell, str):
        return [(fitted(cell, width, align), "")]
    pieces: list[tuple[str, str]] = []
    left = width
    for text, kind in cell:
        line = plain(text[: left * 4 + 4])
        size = cell_len(line)
        if size > left:
            line, size = set_cell_size(line, left), left
        if line:
            pieces.append((line, kind))
        left -= size
        if left <= 0:
            break
    if left > 0:
        pieces.insert(0 if align == "right" else len(pieces), (" " * left, ""))
    return pieces
