"""The demo desk's year: how busy each day is, when people are at work, and times as they are stored.

Moments are whole seconds of UTC here: a year of history makes millions of them.
"""

from bisect import bisect_right
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = 60, 3600, 86_400
OPENS, CLOSES = 9 * HOUR, 18 * HOUR
YEAR = 365
SUNDAY = 6
_BEFORE, _AFTER = 30, 500

_WEEKDAYS = (1.3, 1.1, 1.0, 1.0, 1.05, 0.75, 0.3)
_MONTHS = (0.85, 0.6, 0.9, 0.9, 1.0, 1.3, 1.5, 1.45, 1.05, 0.95, 1.25, 1.0)
"""Hot summers, the sales of June and November, a quiet Spring Festival."""
_HOURS = (6, 11, 10, 4, 5, 9, 9, 8, 5)
"""How calls spread over 9:00 to 18:00: after the morning coffee and in the afternoon, few at lunch."""
_HOUR_CHOICES = tuple(hour for hour, weight in enumerate(_HOURS, 9) for _each in range(weight))


class DeskDays:
    """The days up to `today`, in the desk's zone. `now` is the first second of today: history ends before it.

    A desk filled twice on one day must be the same, so nothing depends on the hour of filling.
    """

    def __init__(self, today: date, zone: ZoneInfo) -> None:
        self.today = today
        self._zone = zone
        self._weekday = today.weekday()
        first = today - timedelta(days=YEAR + _BEFORE)
        days = range(YEAR + _BEFORE + _AFTER)
        self._midnights = [self._epoch(first + timedelta(days=day)) for day in days]
        self.now = self._midnights[YEAR + _BEFORE]

    def _epoch(self, day: date) -> int:
        return int(datetime.combine(day, time(), self._zone).timestamp())

    def at(self, day: int, second_of_day: int) -> int:
        """The moment on the day `day` days from today (negative for the past)."""
        return self._midnights[YEAR + _BEFORE + day] + second_of_day

    def on(self, day: date, second_of_day: int) -> int:
        """The moment on a date."""
        return self.at((day - self.today).days, second_of_day)

    def day_of(self, moment: int) -> int:
        """The day of a moment, counted from today."""
        return bisect_right(self._midnights, moment) - 1 - YEAR - _BEFORE

    def date_of(self, moment: int) -> date:
        """The date of a moment in the desk's zone."""
        return self.today + timedelta(days=self.day_of(moment))

    def second_of_day(self, moment: int) -> int:
        """Seconds since local midnight."""
        return moment - self.at(self.day_of(moment), 0)

    def working(self, moment: int, rng: Random) -> int:
        """`moment`, or a little after the next opening when nobody is at work then."""
        place = bisect_right(self._midnights, moment) - 1
        day, second = place - YEAR - _BEFORE, moment - self._midnights[place]
        if second >= CLOSES:
            day, second = day + 1, 0
        if (self._weekday + day) % 7 == SUNDAY and rng.random() < 0.8:
            day, second = day + 1, 0
        if second < OPENS:
            return self.at(day, OPENS + int(rng.random() * 2.5 * HOUR))
        return self.at(day, second)

    def calling_time(self, day: int, rng: Random) -> int:
        """A moment of day `day` at which a customer may call."""
        hour = _HOUR_CHOICES[int(rng.random() * len(_HOUR_CHOICES))]
        return self.at(day, hour * HOUR + int(rng.random() * HOUR))

    def weights(self, rng: Random, rush: float) -> list[float]:
        """How busy each of the 365 days before today is, the last three weeks `rush` times as usual."""
        found = []
        for number in range(YEAR):
            day = self.today - timedelta(days=YEAR - number)
            weight = _WEEKDAYS[day.weekday()] * _MONTHS[day.month - 1] * (0.6 + 0.8 * rng.random())
            left = YEAR - number
            if left <= 21:
                weight *= rush if left > 7 else 1 + (rush - 1) * 1.5
            found.append(weight)
        return found


@lru_cache(maxsize=1024)
def _date_text(day: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()


_MINUTES = tuple(f"T{hour:02d}:{minute:02d}:" for hour in range(24) for minute in range(60))
_SECONDS = tuple(f"{second:02d}Z" for second in range(60))


@lru_cache(maxsize=4096)
def stored(moment: int) -> str:
    """The moment as the database keeps it."""
    day, second = divmod(moment, DAY)
    return _date_text(day) + _MINUTES[second // MINUTE] + _SECONDS[second % MINUTE]
