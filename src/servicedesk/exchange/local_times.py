"""Moments as files hold them, 2026-11-20T01:12:00Z, in a zone: for spreadsheets, whose times know no zone.

What comes twice, the hour after summer time, is written with its offset the second time: a time without one
is read as the first (domain/timestamps.typed_to_utc), and so every moment comes back as the same.
"""

import re
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_NOTE = re.compile(r"\(([A-Za-z]+(?:/[A-Za-z0-9_+\-]+)*)\)\s*\Z")
_HOUR = re.compile(r"\d{4}-\d\d-\d\dT\d\d", re.ASCII)
_HOURS = {f"T{hour:02}": hour * 3600 for hour in range(24)}
_WITHIN = {f":{minute:02}:{second:02}Z": minute * 60 + second for minute in range(60) for second in range(60)}
"""Seconds of the rest of a moment, by what is written; what is not among them is no moment."""
FIRST_DAY = date(1900, 3, 1)
"""Before it spreadsheets count a 29 February 1900 that never was."""
_ZERO = date(1899, 12, 30)
_DAY = 86_400


def day_number(day: date) -> int | None:
    """The day as spreadsheets count it; None for one that they count wrongly."""
    return (day - _ZERO).days if day >= FIRST_DAY else None


class LocalTimes:
    """Moments in one zone; what is found out about a day is kept, for a file repeats its days."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._days: dict[str, int | None] = {}
        """By the day of UTC the seconds from day 0 of spreadsheets to where it begins in the zone.

        None where the clock is put forward or back on that day: there each hour is looked at.
        """

    def serial(self, text: str) -> str | None:
        """The moment as spreadsheets count: days, with the time of day behind the point.

        None for what is no moment, comes twice, or lies before FIRST_DAY.
        """
        try:
            within = _HOURS[text[10:13]] + _WITHIN[text[13:]]
        except KeyError:
            return None
        day = text[:10]
        if day not in self._days:
            self._days[day] = self._begin(f"{day}T00", 24)
        begin = self._days[day]
        if begin is None:
            hour = self._begin(text[:13], 1)
            if hour is None:
                return None
            begin = hour - _HOURS[text[10:13]]
        return f"{(begin + within) / _DAY:.9f}"

    def written(self, text: str) -> str:
        """`2026-11-20 09:12:00`, with the offset behind it where that comes twice.

        What is no moment, or lies before FIRST_DAY (zones had odd seconds then), stays as it is.
        """
        try:
            at = datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
            local = None if at is None else at.astimezone(self._zone)
        except (ValueError, OverflowError):
            return text
        if local is None or local.date() < FIRST_DAY:
            return text
        return (local if _is_second(local) else local.replace(tzinfo=None)).isoformat(" ")

    def _begin(self, hour: str, hours: int) -> int | None:
        """Where an hour of UTC begins in the zone, if so many hours from there have one offset."""
        if not _HOUR.fullmatch(hour):
            return None
        try:
            begin = datetime.fromisoformat(f"{hour}:00:00+00:00")
            first, last = (
                at.astimezone(self._zone) for at in (begin, begin + timedelta(hours=hours, seconds=-1))
            )
        except (ValueError, OverflowError):
            return None
        day = day_number(first.date())
        if day is None or first.utcoffset() != last.utcoffset() or _is_second(first) or _is_second(last):
            return None
        return day * _DAY + first.hour * 3600 + first.minute * 60 + first.second


def noted_zone(header: str) -> tzinfo | None:
    """The zone that a header names at its end: `Received (UTC)`; None where it names none."""
    if match := _NOTE.search(header):
        try:
            return ZoneInfo(match[1])
        except (KeyError, ValueError, OSError):
            pass
    return None


def _is_second(local: datetime) -> bool:
    return local.fold == 1 and local.replace(fold=0).utcoffset() != local.utcoffset()
