"""CalendarBoard: the days that the calendar shows, and its agenda; read in a thread, then frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from servicedesk.domain.rows.followups import AgendaDay, FollowUpRow
from servicedesk.keys import signs

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk

GRID_DAYS = 42
"""Six weeks: every month fits in, whatever weekday it begins with."""

AGENDA_DAYS = 42
"""Days that the agenda goes on behind the last one of the grid."""

MOST_OVERDUE = 500

ENDED = frozenset({"held", "missed"})


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """A follow-up as a line of the agenda."""

    row: FollowUpRow
    is_overdue: bool = False

    @property
    def id(self) -> int:
        """The follow-up's own."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class CalendarBoard:
    """All follow-ups of some weeks by day, and all that are overdue, as of one moment."""

    days: tuple[AgendaDay, ...]
    overdue: tuple[FollowUpRow, ...]
    now: datetime
    zone: tzinfo
    by_day: Mapping[date, tuple[FollowUpRow, ...]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The desk's day at that moment."""
        return self.now.astimezone(self.zone).date()

    def day_of(self, row: FollowUpRow) -> date:
        """The day of a follow-up in the desk's zone."""
        return row.due_at.astimezone(self.zone).date()

    def covers(self, day: date) -> bool:
        """Whether `day` is one of the weeks of the grid."""
        return bool(self.days) and self.days[0].day <= day < self.days[0].day + timedelta(days=GRID_DAYS)

    def is_overdue(self, row: FollowUpRow) -> bool:
        """Whether it was overdue at that moment."""
        return row.is_overdue(self.now, self.zone)

    def planned(self, day: date) -> int:
        """How many follow-ups are planned for a day."""
        return sum(row.state == "planned" for row in self.by_day.get(day, ()))

    def sign(self, day: date) -> str:
        """What a calendar shows beside a day: `!` something is overdue, `.` something is planned."""
        rows = self.by_day.get(day, ())
        if any(self.is_overdue(row) for row in rows):
            return signs.DAY_LATE.glyph
        return signs.PLANNED.glyph if any(row.state == "planned" for row in rows) else ""

    def shown(self, day: date) -> list[FollowUpRow]:
        """What is planned for a day, whole days first; up to today also what was held or not, behind it."""
        rows = self.by_day.get(day, ())
        planned = sorted((row for row in rows if row.state == "planned"), key=lambda row: not row.all_day)
        return planned + [row for row in rows if row.state in ENDED and day <= self.today]

    def lines(self, chosen: date) -> list[AgendaLine]:
        """What is overdue first, then the days from the chosen one on."""
        lines = [AgendaLine(row, is_overdue=True) for row in self.overdue]
        for day in self.days:
            if day.day >= chosen:
                lines += [AgendaLine(row) for row in self.shown(day.day) if not self.is_overdue(row)]
        return lines


def first_of_grid(day: date) -> date:
    """The Monday with which the six weeks around the month of `day` begin."""
    first = day.replace(day=1)
    return first - timedelta(days=first.weekday())


def read_board(desk: "Desk", day: date) -> CalendarBoard:
    """The weeks around the month of `day`, and what is overdue."""
    now = desk.clock.now()
    days = desk.followups.agenda(
        first_of_grid(day), GRID_DAYS + AGENDA_DAYS, states=("planned", *sorted(ENDED))
    )
    board = CalendarBoard(
        tuple(days), (), now, desk.zone, {agenda_day.day: agenda_day.followups for agenda_day in days}
    )
    late = tuple(desk.followups.overdue(MOST_OVERDUE))
    return CalendarBoard(board.days, late, now, desk.zone, board.by_day)
