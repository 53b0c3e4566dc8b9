"""What went on lately, in few numbers: the plots of Today."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class HourOfCalls(NamedTuple):
    """The calls that rang within an hour of today, in the desk's zone."""

    hour: int
    calls: int


class AgeOfCases(NamedTuple):
    """Open cases that came so many days ago, today being 0; `most` is None in the last part."""

    least: int
    most: int | None
    cases: int
    """Counted no further than `counted_to` of Trends."""
    query: str
    """The list of cases that was counted."""


class WeekOfPromises(NamedTuple):
    """Of the `n` promises whose told time lay in a week, those kept."""

    week: int
    kept: int
    n: int


class FiguresOfDay(NamedTuple):
    """How many cases figures of Today had at the end of a working day; on the last day as of now."""

    day: date
    told_pending: int
    new_cases: int


@dataclass(frozen=True, slots=True)
class Trends:
    """All of it, as of one moment."""

    calls_by_hour: tuple[HourOfCalls, ...]
    calls_today: int
    calls_usual: int | None
    """The mean of the same day in the weeks before; None as long as there are fewer than two of them."""
    usual_weeks: int
    """How many weeks that is the mean of: the desk may be young."""
    open_by_age: tuple[AgeOfCases, ...]
    kept_by_week: tuple[WeekOfPromises, ...]
    """The oldest first, this week last."""
    new_by_day: tuple[int, ...]
    """Cases received, a day each, today last."""
    figures_by_day: tuple[FiguresOfDay, ...]
    """The last working days, those of which the history tells; today last."""
    asleep: int = 0
    """How many of the open cases are snoozed; counted no further than `counted_to`."""
    counted_to: int = 1000
