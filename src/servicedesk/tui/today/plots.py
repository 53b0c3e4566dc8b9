"""The plots of Today: columns and bars of block characters, or the same as text."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from rich.cells import cell_len

from servicedesk.domain.promises import KEPT_TARGET, percent, rate_standing
from servicedesk.domain.rows.trends import Trends
from servicedesk.domain.rows.views import Counted
from servicedesk.domain.trend_words import (
    WEEKS,
    PlotWords,
    age_words,
    plot_titles,
    plot_words,
    rate_sign,
    rate_words,
    target_words,
    week_words,
)
from servicedesk.i18n import _
from servicedesk.tui.base.glyphs import glyphs
from servicedesk.tui.lists.list_columns import fitted
from servicedesk.tui.today.board_lines import Pieces, Plot

AXIS = 5
"""Cells of the numbers at the left of columns."""
FOOT = 2
"""Lines below columns: the base, and what they are called."""
LABELLED_FROM = 4
"""Lines of columns from which a number stands half the way up."""
LATE_AGES = (0, 0, 1, 2, 2)
"""How much a part of the backlog has to worry: nothing, something, much."""
_RATE_STYLES = {"met": "$text-success", "below": "$text-warning", "poor": "$text-error"}
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
    draw_calls = (
        partial(columns, calls) if trends.calls_today else partial(_in_words, _("No call yet today."))
    )
    draw_weeks = (
        partial(_weeks, trends)
        if any(one.n for one in trends.kept_by_week)
        else partial(_in_words, _("No promise has come due yet."))
    )
    return (
        Plot(words[0].title, words[0].note, draw_calls),
        Plot(words[1].title, words[1].note, partial(columns, ages, counted_to=trends.counted_to)),
        Plot(words[2].title, words[2].note, draw_weeks, weeks),
    )


def plots_to_come() -> tuple[Plot, ...]:
    """The places of the plots before anything is counted."""
    calls, ages, weeks = plot_titles()
    return Plot(calls, "", _blank), Plot(ages, "", _blank), Plot(weeks, target_words(), _blank, WEEKS)


def _blank(_width: int, _height: int) -> list[Pieces]:
    return []


def _in_words(words: str, width: int, height: int) -> list[Pieces]:
    """What stands in place of columns that would all be empty."""
    above: list[Pieces] = [[] for _line in range(max(0, (height - 1) // 2))]
    return [*above, [(_centred(words, width), "$text-muted")]]


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
    middle = _middle(most, rows)
    lines: list[Pieces] = []
    for line in reversed(range(rows)):
        label = top if line == rows - 1 else middle.get(line, "")
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


def _middle(most: int, rows: int) -> dict[int, str]:
    """A whole number about half the way up, by its line; none where no line ends at one."""
    half = [line for line in range(1, rows - 1) if most * (line + 1) % rows == 0]
    line = min(half, key=lambda one: abs(2 * (one + 1) - rows), default=None)
    return {} if line is None or rows < LABELLED_FROM else {line: f"{most * (line + 1) // rows}"}


def _centred(name: str, width: int) -> str:
    left = max(0, width - 1 - cell_len(name)) // 2
    return fitted(" " * left + name, width)


def _weeks(trends: Trends, width: int, _height: int) -> list[Pieces]:
    """A bar a week, whose number is what counts."""
    lines: list[Pieces] = []
    for week, kept, n in trends.kept_by_week:
        tail = f"{rate_words(kept, n):>6}{rate_sign(kept, n):<1} {f'{kept}/{n}':>7}"
        cells = max(5, width - AXIS - cell_len(tail) - 1)
        rate = percent(kept / n) if n else 0
        style = _RATE_STYLES[rate_standing(rate)] if n else ""
        lines.append(
            [
                (fitted(week_words(week), AXIS), "$text-muted"),
                *_marked_bar(rate, cells, style),
                (f" {tail}", style if rate_sign(kept, n) else ""),
            ]
        )
    return lines


def _marked_bar(rate: int, cells: int, style: str) -> Pieces:
    """A line filled up to `rate` per cent, with the target marked on it; what is below does not touch it."""
    place = min(cells - 1, cells * KEPT_TARGET // 100)
    used = round(cells * rate / 100)
    used = max(used, place + 1) if rate >= KEPT_TARGET else min(used, place - 1)
    line = [(glyphs().used, style)] * used + [(glyphs().free, "$border-blurred")] * (cells - used)
    line[place] = (glyphs().mark, style if place < used else "$text-muted")
    return [(sign * len(list(same)), look) for (sign, look), same in groupby(line)]


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
