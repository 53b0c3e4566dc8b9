"""The bar of a clock of a case, with its number, for preview and clock popup."""

from typing import TYPE_CHECKING

from servicedesk.i18n import _
from servicedesk.tui.cases.history_lines import ACCENT, ERROR, MUTED, WARNING, Piece
from servicedesk.tui.lists.bars import level_kind, percent, time_bar

if TYPE_CHECKING:
    from servicedesk.domain.clock_readings import ClockReading

STYLES = {"error": ERROR, "warning": WARNING, "accent": ACCENT, "": ""}


def clock_bar(reading: "ClockReading") -> list[Piece]:
    """How much of the target is used: `━━━━━━━━╋━━━━╋──┤───  86 %`."""
    share = percent(reading.used_seconds, reading.target_seconds)
    style = STYLES[level_kind(share)]
    used, free = time_bar(share)
    number = _("{number} %").format(number=share)
    return [(used, style), (free, MUTED), (f" {number:>5}", style)]
