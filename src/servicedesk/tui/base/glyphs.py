"""The signs that pictures are drawn with: blocks and lines, or plain ASCII.

Some terminals make "…", "▌" and the lines of a border two cells wide, and some fonts have none of them:
the setting `glyphs` then says `ascii`. Like the language it holds for the whole process.
"""

from typing import NamedTuple

from servicedesk.keys.signs import CURSOR, CUT


class Glyphs(NamedTuple):
    """One set of signs; each string of several goes from least to most."""

    name: str
    pointer: str
    """In the first cell of the row under the cursor."""
    pointer_aside: str
    """The same in a pane that does not have the keys."""
    cut: str
    """Ends what was longer than its place."""
    rule: str
    used: str
    used_half: str
    free: str
    mark: str
    """On the line of time used, at a warning."""
    end: str
    """On the line of time used, where the time is over."""
    columns: str
    """Eight heights of a cell."""
    base: str
    """Below the columns of a plot."""
    border: str
    """The kind of border, as style sheets name it."""
    frame: str
    """Its four corners from the top left on, its upright line."""


BLOCKS = Glyphs(
    "blocks", CURSOR.glyph, "▏", CUT.glyph, "─", "━", "╸", "─", "┼", "┤", "▁▂▃▄▅▆▇█", "▔", "round", "╭╮╰╯│"
)
ASCII = Glyphs(
    "ascii", CURSOR.plain, "|", CUT.plain, "-", "=", "-", "-", "+", "|", "_.-:=+*#", "-", "ascii", "++++|"
)
SETS = {one.name: one for one in (BLOCKS, ASCII)}

_chosen = [BLOCKS]


def choose(name: str) -> None:
    """Draw with the set called `name` from now on; one that is not known changes nothing."""
    _chosen[0] = SETS.get(name, _chosen[0])


def glyphs() -> Glyphs:
    """The set that is drawn with."""
    return _chosen[0]
