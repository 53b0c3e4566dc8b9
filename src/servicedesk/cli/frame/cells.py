"""Widths in terminal cells: a Chinese character takes two, a combining mark none."""

from functools import lru_cache
from unicodedata import category, east_asian_width

from servicedesk.domain.line_breaks import pieces_of

ELLIPSIS = "…"


def width(text: str) -> int:
    """How many cells `text` takes."""
    return len(text) if text.isascii() else sum(map(_cells, text))


@lru_cache(maxsize=4096)
def _cells(character: str) -> int:
    if east_asian_width(character) in "WF":
        return 2
    return 0 if category(character) in {"Mn", "Me", "Cf"} else 1


def cut(text: str, cells: int) -> str:
    """`text` in at most `cells` cells, with an ellipsis where something is missing."""
    if width(text) <= cells:
        return text
    kept, used = [], 0
    for character in text:
        used += _cells(character)
        if used > cells - 1:
            break
        kept.append(character)
    return "".join(kept) + ELLIPSIS if cells > 0 else ""


def pad(text: str, cells: int, *, right: bool = False) -> str:
    """`text` filled up with blanks to `cells` cells; longer text stays as it is."""
    blanks = " " * max(cells - width(text), 0)
    return blanks + text if right else text + blanks


def wrap(text: str, cells: int) -> list[str]:
    """`text` in lines of at most `cells` cells, broken at blanks and between Chinese characters."""
    lines = [""]
    for piece in pieces_of(text):
        if width(lines[-1] + piece.rstrip()) > cells and lines[-1]:
            lines.append(piece.lstrip())
        else:
            lines[-1] += piece
    return [line.rstrip() for line in lines if line.strip()]
