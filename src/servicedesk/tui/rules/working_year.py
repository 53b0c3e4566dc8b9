"""WorkingYear: a year of the working calendar as its screen shows it; read in a thread, then frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from servicedesk.domain.calendar_days import (
    CalendarDay,
    SpecialDays,
    calendar_days,
    duties_in,
    special_days,
    week_groups,
    without_own_rule,
    year_days,
    year_notes,
)
from servicedesk.domain.policies.calendar_policy import CalendarPolicy
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.domain.worktime_rules import DutyDays, Intervals
    from servicedesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class WorkingYear:
    """The days of one year, what is special in it, and the calendar that says so."""

    year: int
    policy: CalendarPolicy
    by_day: Mapping[date, CalendarDay]
    special: tuple[SpecialDays, ...]
    """Without the days of duty: they come by the dozen, and `duties` say when."""
    duties: "tuple[DutyDays, ...]"
    zone: str

    @property
    def notes(self) -> str:
        """Whose holidays it has, or what is still to be known."""
        return " ".join(year_notes(self.policy, self.year))

    @property
    def is_unsure(self) -> bool:
        """Whether its holidays or make-up days are not known."""
        return bool(self.policy.doubt_of(self.year))

    def week_words(self) -> str:
        """The hours of the week in short: Mon–Fri 09:00-12:00, 13:00-18:00; Sat–Sun day off."""
        return _("; ").join(f"{names} {hours}" for names, hours in week_groups(self.policy))

    def usual_hours(self, day: date) -> "Intervals":
        """The hours that a date would have without a rule of its own."""
        (usual,) = calendar_days(without_own_rule(self.policy, day), day, 1)
        return usual.intervals


def read_year(desk: "Desk", year: int) -> WorkingYear:
    """The year as the desk's calendar has it."""
    policy = desk.policies.parsed("calendar")
    days = year_days(policy, year)
    zone = str(desk.clocks.calendar().zone)
    special = tuple(one for one in special_days(days) if one.first.kind != "duty")
    duties = tuple(duties_in(policy, year))
    return WorkingYear(year, policy, {day.day: day for day in days}, special, duties, zone)
