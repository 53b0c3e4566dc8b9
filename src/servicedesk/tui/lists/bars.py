"""Bars of one line: how much of a time is used, and how urgent something is.

    ━━━━━━━━╋━━━━╋──┤───  86 %

Heavy lines are used, light ones free, so that a bar is read without colour, too; marks stand at 50, 80 and
100 per cent, where warnings come. Beyond 125 per cent a bar stays full and the number says the rest.
A sparkline has a small column for each of a few values.
"""

from collections.abc import Sequence

from servicedesk.tui.base.glyphs import glyphs

CELLS = 20
"""Cells of a time bar, for 0 to 125 per cent."""
FULL = 125
USED, FREE = "━", "─"
MARKS = {8: ("╋", "┼"), 13: ("╋", "┼"), 16: ("┫", "┤")}
"""By their cells the marks at 50, 80 and 100 per cent: when they are passed, and before."""
LEVELS = ((100, "error"), (80, "warning"), (50, "accent"))
"""From how many per cent on a bar has which kind of list_columns.KINDS."""

POINT_CELLS = 5
"""Cells of a bar of urgency, for 0 to MOST_POINTS."""
MOST_POINTS = 200
HALF = "╸"
MOST_COLUMNS = 12
"""Columns of a sparkline."""


def percent(used_seconds: int, target_seconds: int) -> int:
    """How much of the target is used, rounded down: 100 stands for all of it."""
    return used_seconds * 100 // target_seconds if target_seconds > 0 else 100


def level_kind(share: int) -> str:
    """The kind (list_columns.KINDS) of what has used up `share` per cent of its time."""
    return next((kind for least, kind in LEVELS if share >= least), "")


def time_bar(share: int) -> tuple[str, str]:
    """The used and the free part of a bar for `share` per cent, CELLS together."""
    used = min(CELLS, (max(share, 0) * CELLS * 2 + FULL) // (2 * FULL))
    for cell, least in zip(MARKS, (50, 80, 100), strict=True):
        # The mark itself is passed with its per cent, not half a cell later.
        used = max(used, cell + 1) if share >= least else min(used, cell)
    cells = [MARKS.get(cell, (USED, FREE))[cell >= used] for cell in range(CELLS)]
    return "".join(cells[:used]), "".join(cells[used:])


def points_bar(points: int) -> str:
    """A bar of POINT_CELLS cells in steps of half a cell; blank for nothing."""
    halves = min(2 * POINT_CELLS, max(0, points) * 2 * POINT_CELLS // MOST_POINTS)
    if points > 0:
        halves = max(halves, 1)
    return USED * (halves // 2) + HALF * (halves % 2)


def sparkline(values: Sequence[int]) -> str:
    """A column a value, from zero; the last MOST_COLUMNS of them."""
    shown = values[-MOST_COLUMNS:]
    heights, most = glyphs().columns, max([1, *shown])
    return "".join(
        heights[-(-value * (len(heights) - 1) // most)] if value else heights[0] for value in shown
    )
