"""Figures in large: digits of half blocks, four cells wide, three lines high."""

from servicedesk.tui.base.glyphs import BLOCKS, glyphs

LINES = 3
MOST_DIGITS = 3
"""A number that is longer is written in one line: it must never be cut."""

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
