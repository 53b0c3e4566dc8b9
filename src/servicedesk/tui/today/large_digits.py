"""Figures in large: digits of half blocks, four cells wide, three lines high; and small columns."""

from collections.abc import Sequence

from servicedesk.tui.base.glyphs import BLOCKS, glyphs

LINES = 3
MOST_DIGITS = 3
"""A number that is longer is written in one line: it must never be cut."""
MOST_DAYS = 12

_SHAPES = {
    "0": ("█▀▀█", "█  █", "█▄▄█"),
    "1": ("▄█ ", " █ ", "▄█▄"),
    "2": ("▀▀▀█", "█▀▀▀", "█▄▄▄"),
    "3": ("▀▀▀█", " ▀▀█", "▄▄▄█"),
    "4": ("█  █", "▀▀▀█", "   █"),
    "5": ("█▀▀▀", "▀▀▀█", "▄▄▄█"),
    "6": ("█▀▀▀", "█▀▀█", "█▄▄█"),
    "7": ("▀▀▀█", "  █ ", "  █ "),
    "8": ("█▀▀█", "█▀▀█", "█▄▄█"),
    "9": ("█▀▀█", "▀▀▀█", "▄▄▄█"),
    "!": ("█", "█", "▄"),
    "%": ("█ ▄▀", " ▄▀ ", "▀  █"),
    "–": ("    ", "▄▄▄▄", "    "),
}


def large(number: str) -> tuple[str, ...] | None:
    """The lines of `number`; None where it has to stand in one line."""
    shapes = [_SHAPES.get(sign) for sign in number if sign != " "]
    digits = sum(sign.isdigit() for sign in number)
    if glyphs() is not BLOCKS or digits > MOST_DIGITS or not shapes or None in shapes:
        return None
    return tuple(" ".join(shape[line] for shape in shapes if shape) for line in range(LINES))


def sparkline(values: Sequence[int]) -> str:
    """A column a value, from zero; the last MOST_DAYS of them."""
    shown = values[-MOST_DAYS:]
    heights, most = glyphs().columns, max([1, *shown])
    return "".join(
        heights[-(-value * (len(heights) - 1) // most)] if value else heights[0] for value in shown
    )
