"""The plots of Today: columns and bars of block characters, or the same as text."""

from collections.abc import Sequence
from functools import partial

from rich.cells import cell_len

from servicedesk.domain.rows.trends import Trends
from servicedesk.domain.rows.views import Counted
from servicedesk.domain.trend_words import PlotWords, age_words, plot_words, rate_words, week_words
from servicedesk.tui.base.glyphs import glyphs
from servicedesk.tui.lists.list_columns import fitted
from servicedesk.tui.today.board_lines import Pieces, Plot

AXIS = 5
"""Cells of the numbers at the left of columns."""
FOOT = 2
"""Lines below columns: the base, and what they are called."""
LATE_AGES = (0, 0, 1, 2, 2)
"""How much a part of the backlog has to worry: nothing, something, much."""
_AGE_STYLES = ("$text-success", "$text-warning", "$text-error")

Bar = tuple[str, int, str]
"""What a column is called, its value, its style."""


def plots_of(trends: Trends, hour: int, *, as_text: bool) -> tuple[Plot, ...]:
    """Calls, backlog, promises; the columns of `hour` and later are not whole yet."""
    words = plot_words(trends)
    weeks = len(trends.kept_by_week)
    if as_text:
        heights = (0, 0, weeks)
        return tuple(
            Plot(one.title, one.note, partial(_text, one), height)
            for one, height in zip(words, heights, strict=True)
        )
    calls = [
        (f"{one.hour}", one.calls, "$text-muted" if one.hour >= hour else "$text-success")
        for one in trends.calls_by_hour
    ]
    ages = [
        (age_words(one), one.cases, _AGE_STYLES[worry])
        for one, worry in zip(trends.open_by_age, LATE_AGES, strict=True)
    ]
    return (
        Plot(words[0].title, words[0].note, partial(columns, calls)),
        Plot(words[1].title, words[1].note, partial(columns, ages, counted_to=trends.counted_to)),
        Plot(words[2].title, words[2].note, partial(_weeks, trends), weeks),
    )


def columns(bars: Sequence[Bar], width: int, height: int, counted_to: int | None = None) -> list[Pieces]:
    """Columns of eight steps a line over a base line, whole numbers at the left, names below.

    A value that reaches `counted_to` is at least so much.
    """
    rows = max(1, height - FOOT)
    most = max([1, *(value for _name, value, _style in bars)])
    top = Counted(most, counted_to is None or most < counted_to).shown
    axis = max(AXIS, len(top) + 2)
    step = max(1, min(8, (width - axis) // max(1, len(bars))))
    wide = max(1, step - 1)
    heights = glyphs().columns
    eighths = [-(-value * rows * len(heights) // most) for _name, value, _style in bars]
    lines: list[Pieces] = []
    for line in reversed(range(rows)):
        label = top if line == rows - 1 else ""
        pieces: Pieces = [(f"{label:>{axis - 2}}  ", "$text-muted")]
        for (_name, _value, style), whole in zip(bars, eighths, strict=True):
            here = max(0, min(len(heights), whole - line * len(heights)))
            sign = heights[here - 1] if here else " "
            pieces += [(sign * wide, style), (" " * (step - wide), "")]
        lines.append(pieces)
    base = glyphs().base * (step * len(bars) - step + wide)
    lines.append([(f"{0:>{axis - 2}}  ", "$text-muted"), (base, "$border-blurred")])
    # Where names have no room each, every second or third is written.
    every = -(-3 // step)
    names = "".join(_centred(name, step * every) for name, _value, _style in bars[::every])
    lines.append([(" " * axis + names[: step * len(bars)], "$text-muted")])
    return lines


def _centred(name: str, width: int) -> str:
    left = max(0, width - 1 - cell_len(name)) // 2
    return fitted(" " * left + name, width)


def _weeks(trends: Trends, width: int, _height: int) -> list[Pieces]:
    """A bar a week, whose number is what counts."""
    lines: list[Pieces] = []
    for week, kept, n in trends.kept_by_week:
        tail = f"{rate_words(kept, n):>6}  {f'{kept}/{n}':>7}"
        cells = max(5, width - AXIS - cell_len(tail) - 1)
        used = round(cells * kept / n) if n else 0
        lines.append(
            [
                (fitted(week_words(week), AXIS), "$text-muted"),
                (glyphs().used * used, "$text-success"),
                (glyphs().free * (cells - used), "$border-blurred"),
                (f" {tail}", ""),
            ]
        )
    return lines


def _text(words: PlotWords, width: int, height: int) -> list[Pieces]:
    """A value a line, in as many columns as they need."""
    names = max((cell_len(name) for name, _value in words.lines), default=0)
    values = max((cell_len(value) for _name, value in words.lines), default=0)
    cell = names + values + 2
    across = max(1, min(-(-len(words.lines) // max(1, height)), (width + 3) // (cell + 3)))
    down = -(-len(words.lines) // across)
    lines: list[Pieces] = []
    for line in range(down):
        pieces: Pieces = []
        for name, value in words.lines[line::down]:
            pieces += [(fitted(name, names), "$text-muted"), (f"  {value:>{values}}   ", "")]
        lines.append(pieces)
    return lines
