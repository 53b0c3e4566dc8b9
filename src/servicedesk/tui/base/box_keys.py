"""The keys of a box, in the frame below it: `Enter take · Esc leave`.

    name_keys(self.query_one(Vertical), _("a add  D remove  Esc close"))

In the catalogue they stand as in a footer, two blanks apart.
"""

from textual.content import Content
from textual.widget import Widget

from servicedesk.tui.base.safe import plain

CORNERS = 4
"""Cells of the two corners, and of a blank beside each end of the words."""


def name_keys(box: Widget, words: str) -> None:
    """Put the keys into the frame of `box`, and make it wide enough for them where the window is."""
    line = Content(plain(" · ".join(piece.strip() for piece in words.split("  ") if piece.strip())))
    box.border_subtitle = line
    box.styles.min_width = min(line.cell_length + CORNERS + 2, box.app.size.width)
