"""Today in words, the same on the screen and in the shell: counts, headings, what is late."""

from typing import NamedTuple

from servicedesk.domain.rows.today import TodayBoard
from servicedesk.domain.rows.views import Counted
from servicedesk.domain.today_parts import TodaySection
from servicedesk.i18n import _, ngettext


class Heading(NamedTuple):
    """What stands above the rows of a section; `counted` and `late` are empty for none."""

    title: str
    counted: str
    late: str


def counted(number: int, board: TodayBoard) -> str:
    """`12`, `1000+`."""
    return Counted(number, number < board.counted_to).shown


def heading(section: TodaySection, board: TodayBoard) -> Heading:
    """`Promises owed`, `7`, `! 1 overdue`."""
    count, late = section.count_of(board), section.late_of(board)
    words = ngettext("! {count} overdue", "! {count} overdue", late)
    return Heading(
        _(section.title),
        counted(count, board) if count else "",
        words.format(count=counted(late, board)) if late else "",
    )
