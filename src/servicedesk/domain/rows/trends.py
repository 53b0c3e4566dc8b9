"""What went on lately, in few numbers: the plots of Today."""

from dataclasses import dataclass
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
    query: str
    """The list of cases that was counted."""


class WeekOfPromises(NamedTuple):
    """Of the `n` promises whose told time lay in a week, those kept."""

    week: int
    kept: int
    n: int


@dataclass(frozen=True, slots=True)
class Trends:
    """All of it, as of one moment."""

    calls_by_hour: tuple[HourOfCalls, ...]
    calls_today: int
    calls_usual: int
    """The mean of the same day in the weeks before."""
    open_by_age: tuple[AgeOfCases, ...]
    kept_by_week: tuple[WeekOfPromises, ...]
    """The oldest first, this week last."""
    new_by_day: tuple[int, ...]
    """Cases received, a day each, today last."""
