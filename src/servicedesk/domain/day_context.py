"""What a rule for days looks at, and what it finds."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from servicedesk.domain.working_days import Days, DaysSource, PlainWeek


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may look at: the local time, and whether to lean to the future (1) or the past (-1)."""

    now: datetime
    lean: int = 1
    date_order: str | None = None
    by: bool = False
    """Whether a day alone is meant until its work ends, and a week or a month until its own end."""
    source: DaysSource = PlainWeek

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.date()

    @property
    def days(self) -> Days:
        """The working days of the desk."""
        return self.source()


class Found(NamedTuple):
    """The day that a rule found."""

    day: date
    repeats: int = 0
    """After how many days it comes again, 0 when it does not."""
    by: bool = False
    """Whether the words mean until then."""


DayRule = Callable[[re.Match[str], Context], date | Found | None]


def month_day(month: int, day: int, context: Context) -> date:
    """That day of this year, or of the year before or after, whichever `lean` asks for."""
    if month == 2 and day == 29:
        years = range(context.today.year, context.today.year + 9 * context.lean, context.lean)
        year = next(year for year in years if year % 4 == 0 and (year % 100 or year % 400 == 0))
        return date(year, month, day)
    found = date(context.today.year, month, day)
    if (found - context.today).days * context.lean < 0:
        found = found.replace(year=found.year + context.lean)
    return found
