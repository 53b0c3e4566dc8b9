"""In sixteen colours the row under the cursor is reversed, in one colour.

Which of the sixteen is legible on which only the terminal knows; its own two colours, exchanged, always are.
A word in a colour of its own would be a patch of that ground.
"""

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from servicedesk.tui.base.themes import COLOURS, OWN, REVERSED, SIXTEEN


def _number(shade: str) -> int | None:
    return Color.parse(shade).rich_color.number


GROUND = _number(REVERSED["block-cursor-background"])
PRESSING = {_number(COLOURS[use][OWN.index(SIXTEEN)]) for use in ("error", "warning")}
"""Late and soon; without their colours such words are still bold, and a sign stands before them."""


class PlainReverse(LineFilter):
    """Reverses what stands on the ground of the cursor, and takes the colours of all that is reversed."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments in other styles."""
        del background
        return [
            Segment(one.text, _plain(one.style), one.control)
            if one.style is not None and _stands_out(one.style)
            else one
            for one in segments
        ]


def _stands_out(style: Style) -> bool:
    return bool(style.reverse) or (style.bgcolor is not None and style.bgcolor.number == GROUND)


def _plain(style: Style) -> Style:
    is_pressing = style.color is not None and style.color.number in PRESSING
    return style.without_color + Style(reverse=True, bold=True if is_pressing else None)
