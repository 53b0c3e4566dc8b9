"""Whole-day follow-ups: each has a day, which is the same in every zone, beside the moment it is kept for.

`on_day` is that day; a follow-up with a time of day has none, for its moment is another day elsewhere. The
moment of a whole day only says where it lies among other times, in the zone in which it was booked.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from servicedesk.domain.unreadable import FIRST_YEAR, LAST_YEAR

Row = Mapping[str, Any]
_FARTHEST_WEST, _FARTHEST_EAST = timedelta(hours=12), timedelta(hours=14)
"""How far from UTC clocks are."""


def read_day(text: str | None) -> date | None:
    """The stored day; None for none, and for what is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        return None


@lru_cache(maxsize=4096)
def is_day(text: str) -> bool:
    """Whether it is a day as it is stored, of a year that can be."""
    day = read_day(text)
    return day is not None and day.isoformat() == text and FIRST_YEAR <= day.year <= LAST_YEAR


def begins(day: date, zone: tzinfo) -> datetime:
    """The first moment of the day in the zone, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def may_fall_on(day: date, moment: datetime) -> bool:
    """Whether there is a zone in which the moment falls on the day."""
    return (moment - _FARTHEST_WEST).date() <= day <= (moment + _FARTHEST_EAST).date()


def seen(moment: datetime, day: date | None, zone: tzinfo) -> datetime:
    """The moment, where it falls on `day` in the zone, or no day is meant; else the day's beginning there."""
    if day is None or moment.astimezone(zone).date() == day:
        return moment
    return begins(day, zone)


def due_of(row: Row, zone: tzinfo) -> datetime:
    """When the follow-up of a stored row is due, as seen in the zone."""
    return seen(datetime.fromisoformat(row["due_at"]), read_day(row.get("on_day")), zone)
