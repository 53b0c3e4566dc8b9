"""What Today is made of, in order: its figures and its sections, and the list that each counts and opens.

The screen and `servicedesk today` are both made from this; names are attributes of TodayBoard.
"""

from typing import NamedTuple

from servicedesk.domain.call_backs import TO_CALL_BACK
from servicedesk.domain.records.case import CAME_BACK, DUE_TODAY, NEW_VIEW, OVERDUE, TO_TELL, UNPAID
from servicedesk.domain.records.followup import PLANNED
from servicedesk.domain.rows.today import TodayBoard
from servicedesk.i18n import N_


class TodayFigure(NamedTuple):
    """A number, and the list of cases that it counts."""

    name: str
    label: str
    query: str
    only_if_any: bool = False


class TodaySection(NamedTuple):
    """Rows under a title, and the list whose first rows they are.

    One that is empty is left out, unless it has words for that.
    """

    name: str
    title: str
    rows: str
    counted: str = ""
    """How many there are; without it `rows` are all."""
    late: str = ""
    """How many of them are overdue."""
    kind: str = ""
    query: str = ""
    empty: str = ""
    way: str = ""
    """What to press for the first row."""

    def rows_of(self, board: TodayBoard) -> "tuple[object, ...]":
        """The first rows of it."""
        found: tuple[object, ...] = getattr(board, self.rows)
        return found

    def count_of(self, board: TodayBoard) -> int:
        """How many there are, counted no further than `counted_to`."""
        return int(getattr(board, self.counted)) if self.counted else len(self.rows_of(board))

    def late_of(self, board: TodayBoard) -> int:
        """How many of them are overdue; 0 where that says nothing beside the count."""
        return int(getattr(board, self.late)) if self.late else 0

    def is_shown(self, board: TodayBoard) -> bool:
        """Whether it has rows, or says that it has none."""
        return bool(self.empty or self.rows_of(board))


FIGURES = (
    TodayFigure("overdue", N_("overdue"), OVERDUE),
    TodayFigure("due_today", N_("due today"), DUE_TODAY),
    TodayFigure("told_pending", N_("to tell"), TO_TELL),
    TodayFigure("new_cases", N_("new"), NEW_VIEW),
    TodayFigure("came_back", N_("came back after closing"), CAME_BACK, only_if_any=True),
)
"""Each is called as the view is that it opens. Behind them stands the rate of promises kept. A deadline is
the nearest of target, promise and time set by hand."""

SECTIONS = (
    TodaySection("case", N_("Cases overdue"), "cases", "overdue", kind="case", query=OVERDUE),
    TodaySection(
        "promise",
        N_("Promises owed"),
        "promises",
        "promises_owed",
        "overdue_promises",
        kind="promise",
        query="is:open",
    ),
    TodaySection(
        "missed", N_("To call back"), "calls_to_return", "missed_calls", kind="call", query=TO_CALL_BACK
    ),
    TodaySection(
        "unpaid", N_("Remedies not carried out"), "unpaid_cases", "unpaid", kind="case", query=UNPAID
    ),
    TodaySection(
        "followup",
        N_("Follow-ups owed"),
        "followups",
        "followups_owed",
        "overdue_followups",
        kind="followup",
        query=PLANNED,
        empty=N_("None is planned."),
        way=N_("5, then n books one."),
    ),
    TodaySection(
        "call",
        N_("Last calls"),
        "calls",
        "calls_logged",
        kind="call",
        empty=N_("No call yet."),
        way=N_("F2 logs one."),
    ),
    TodaySection("draft", N_("Calls to finish"), "drafts"),
    TodaySection("form", N_("Words typed and not saved"), "form_drafts"),
)


def is_empty(board: TodayBoard) -> bool:
    """Whether there is nothing to show at all."""
    figures = [getattr(board, one.name) for one in FIGURES]
    return not any((*figures, board.kept.n, *(one.rows_of(board) for one in SECTIONS)))
