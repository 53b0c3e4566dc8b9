"""The lines of a text, none longer than a table has them: what swallows the memory is refused in words."""

from collections.abc import Iterator
from typing import TextIO

from servicedesk.domain.errors import UsageError
from servicedesk.i18n import _

LINE_LIMIT = 4 << 20
"""Characters of a line, and of a cell with several lines; far beyond any cell that is taken."""
RECORD_LIMIT = 4 * LINE_LIMIT
"""Characters of a row whose cells have several lines."""


class Room:
    """What has been read since the last row ended; whoever cuts the lines into rows sets it to 0."""

    def __init__(self) -> None:
        self.taken = 0


def limited(stream: TextIO, room: Room | None = None) -> Iterator[str]:
    """The lines of `stream` with their ends; UsageError for one that is too long, or for a row that is."""
    room = room or Room()
    for number, line in enumerate(iter(lambda: stream.readline(LINE_LIMIT + 1), ""), start=1):
        room.taken += len(line)
        if len(line) > LINE_LIMIT or room.taken > RECORD_LIMIT:
            raise UsageError(
                _("Line {line} is longer than {limit} characters.").format(line=number, limit=LINE_LIMIT)
                if len(line) > LINE_LIMIT
                else _("The row that ends at line {line} or later is longer than {limit} characters.").format(
                    line=number, limit=RECORD_LIMIT
                ),
                _("Nothing was imported. Is it the right file, and are its lines ended?"),
            )
        # Files put one behind the other bring the mark of each along.
        yield line.lstrip("\ufeff") if line[0] == "\ufeff" else line
