"""Break lines as they are read: Textual knows blanks alone, and leaves half a line of Chinese empty.

    break_as_read()                    # once, before anything is drawn: holds for every text of every widget
    offsets("请在周五 前回电", 10)      # where the lines of a text begin but for the first

Read in Textual 8.2: `Content._wrap_and_format`, the one place that asks where lines break.
"""

from itertools import pairwise

import textual.content
from rich._wrap import divide_line
from rich.cells import cell_len, chop_cells

from servicedesk.domain.line_breaks import is_chinese, pieces_of


def break_as_read() -> None:
    """Let Textual break lines so."""
    vars(textual.content)["divide_line"] = offsets


def offsets(text: str, width: int, fold: bool = True) -> list[int]:
    """Where to break `text` into lines of at most `width` cells; longer words are broken too with `fold`."""
    if not is_chinese(text):
        return divide_line(text, width, fold)
    found: list[int] = []
    at = used = 0
    for piece in pieces_of(text):
        word = piece.rstrip()
        needed = cell_len(word)
        if used + needed > width:
            if used:
                found.append(at)
            parts = chop_cells(word, width) if fold and needed > width else [word]
            for part in parts[:-1]:
                at += len(part)
                found.append(at)
            used, left = 0, piece[len(word) - len(parts[-1]) :]
        else:
            left = piece
        used += cell_len(left)
        at += len(left)
    return found


def lines_of(text: str, width: int) -> list[str]:
    """`text`, one line, in lines of at most `width` cells, without the blanks at their ends."""
    places = [0, *offsets(text, width), len(text)]
    return [text[begin:end].rstrip() for begin, end in pairwise(places)]
