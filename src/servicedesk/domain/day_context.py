"""What a rule for days looks at, and what it finds."""

import re
from calendar import isleap
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
    """That day of this year, or the nearest one before or after, whichever `lean` asks for.

    ValueError for a day that no year has.
    """
    year = context.today.year
    # 29 February may be eight years away.
    for other in range(year, year + 9 * context.lean, context.lean):
        if (month, day) == (2, 29) and not isleap(other):
            continue
        found = date(other, month, day)
        if (found - context.today).days * context.lean >= 0:
            return found
    raise ValueError(month, day)
