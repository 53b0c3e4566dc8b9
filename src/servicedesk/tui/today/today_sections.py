"""What Today shows of a TodayBoard: figures, sections that share the height, words for an empty desk."""

from collections.abc import Sequence
from datetime import datetime

from servicedesk.domain.numbers import format_number
from servicedesk.domain.policy_words import doubt_words
from servicedesk.domain.promises import KeptRate, percent, rate_standing
from servicedesk.domain.rows.promises import PromiseRow
from servicedesk.domain.rows.today import TodayBoard
from servicedesk.domain.rows.trends import FiguresOfDay, Trends
from servicedesk.domain.signs import percent_words
from servicedesk.domain.text import sentences
from servicedesk.domain.today_parts import FIGURES, SECTIONS
from servicedesk.domain.today_words import counted, heading
from servicedesk.domain.words.followups import PROMISE_OUTCOMES
from servicedesk.i18n import _
from servicedesk.keys import signs
from servicedesk.tui.today.board_lines import Figure, Look, Section
from servicedesk.tui.today.today_columns import COLUMNS

MOST_ROWS = 60
"""Rows of a section that one can step through; its heading opens all of them."""
MOST_CALLS = 20
MOST = {"draft": 9, "form": 5}
FEWEST = 3
"""Rows of a section that has so many, unless the window is too low for that; one then."""
KEPT = "kept"
PAST = frozenset(FiguresOfDay._fields[1:])
"""The figures whose past days are known."""
_RATE_KINDS = {"met": "accent", "below": "warning", "poor": "error"}
KINDS = {"overdue": "error", "new_cases": "accent"}
"""The colours of figures that are not what should be done soon."""


def welcome() -> list[str]:
    """How to begin."""
    return [
        "",
        _("Nothing here yet. Three ways to begin:"),
        "",
        _("  F2                                   log the first call"),
        _("  servicedesk import customer FILE     bring your customers, from CSV or JSON"),
        _("  servicedesk demo                     look round in a desk that is at work"),
        "",
        _("? shows the keys of a screen, 1 to 5 change screens, ctrl+q leaves."),
    ]


def notes_of(state: TodayBoard) -> list[str]:
    """What must be known of the calendar of the days ahead."""
    return [f"{signs.OVERDUE.glyph} {doubt_words(doubt)}" for doubt in state.doubts]


def figures_of(state: TodayBoard, trends: Trends | None = None) -> list[Figure]:
    """The numbers, each with a sign where colour alone would tell, and its past where that is known."""
    figures = []
    known = trends.figures_by_day if trends is not None else ()
    for one in FIGURES:
        count: int = getattr(state, one.name)
        if one.only_if_any and not count:
            continue
        kind = KINDS.get(one.name, "warning")
        # A sign of its own: what is late must not be told by colour alone.
        sign = signs.OVERDUE.glyph if one.name == "overdue" and count else ""
        words = short = _(one.label)
        if one.name == "overdue" and state.overdue_waiting:
            words = _("overdue ({count} waiting)").format(count=counted(state.overdue_waiting, state))
        days = [getattr(day, one.name) for day in known] if one.name in PAST else []
        # A single day is no past, and a line of zeros says nothing.
        past = days if len(days) > 1 and any(days) else ()
        number = counted(count, state) + sign
        figures.append(Figure(one.name, number, words, kind if count else "muted", short, past))
    figures.append(_kept_figure(state.kept))
    return figures


def _kept_figure(kept: KeptRate) -> Figure:
    if kept.share is None:
        return Figure(KEPT, signs.NOBODY.glyph, _("promises kept"), "muted")
    label = _("of {count} promises kept").format(count=kept.n)
    short = _("kept of {count}").format(count=kept.n)
    rate = percent(kept.share)
    return Figure(KEPT, percent_words(rate), label, _RATE_KINDS[rate_standing(rate)], short)


def outcome_line(row: PromiseRow, now: datetime) -> str:
    """What became of a promise, for the menu of the rate."""
    of = format_number("promise" if row.case_id is None else "case", row.case_id or row.id)
    outcome = _(PROMISE_OUTCOMES.labels[row.outcome(now)])
    return "  ".join(part for part in (outcome, of, row.customer_name, row.text) if part)


def sections_of(state: TodayBoard, look: Look, height: int) -> list[Section]:
    """The lists, as many rows of each in sight as `height` has room for."""
    parts = [one for one in SECTIONS if one.is_shown(state)]
    rows = [one.rows_of(state)[: MOST.get(one.name, MOST_ROWS)] for one in parts]
    heads = [heading(one, state) for one in parts]
    room = height - look.head - look.heading * len(parts)
    shares = _shared([len(some) for some in rows], room)
    return [
        Section(
            one.name,
            head.title,
            COLUMNS[one.name],
            some,
            head.late,
            sentences(_(one.empty), _(one.way)) if one.empty else "",
            shown=share,
            count=head.counted,
        )
        for one, head, some, share in zip(parts, heads, rows, shares, strict=True)
    ]


def _shared(counts: Sequence[int], room: int) -> list[int]:
    """How many rows each section shows: FEWEST if there is room, then the rest is dealt out one by one."""
    fewest = max(1, min(FEWEST, room // max(1, sum(map(bool, counts)))))
    shown = [min(count, fewest) for count in counts]
    # An empty section says so in one line.
    left = room - sum(max(1, count) for count in shown)
    while left > 0 and shown != list(counts):
        for place, count in enumerate(counts):
            if shown[place] < count and left > 0:
                shown[place] += 1
                left -= 1
    return shown
