"""The demo desk's year: how busy each day is, when people are at work, and times as they are stored.

Moments are whole seconds of UTC here: a year of history makes millions of them.
"""

from bisect import bisect_right
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

from servicedesk.domain.policies.calendar_policy import CalendarPolicy, build

MINUTE, HOUR, DAY = 60, 3600, 86_400
OPENS, CLOSES = 9 * HOUR, 18 * HOUR
YEAR = 365
NOON = 12 * HOUR
BEFORE, _AFTER = 30, 500
"""Days that are known before the year of history, and after today."""

_WEEKDAYS = (1.3, 1.1, 1.0, 1.0, 1.05, 0.6, 0.3)
_MONTHS = (0.85, 0.6, 0.9, 0.9, 1.0, 1.3, 1.5, 1.45, 1.05, 0.95, 1.25, 1.0)
"""Hot summers, the sales of June and November, a quiet Spring Festival."""
_HOURS = (6, 11, 10, 4, 5, 9, 9, 8, 5)
"""How calls spread over 9:00 to 18:00: after the morning coffee and in the afternoon, few at lunch."""
_LATE = 25 * MINUTE
"""So long after closing somebody may still be there."""

Spans = tuple[tuple[int, int], ...]
"""The working hours of a day, in seconds since local midnight."""


class DeskDays:
    """The days up to `today`, in the desk's zone. `now` is the first second of today: history ends before it.

    A desk filled twice on one day must be the same, so nothing depends on the hour of filling.
    """

    def __init__(self, today: date, zone: ZoneInfo, policy: CalendarPolicy) -> None:
        self.today = today
        self.policy = policy
        self.calendar = build(policy, zone)
        self.zone = zone
        first = today - timedelta(days=YEAR + BEFORE)
        dates = [first + timedelta(days=day) for day in range(YEAR + BEFORE + _AFTER)]
        self._midnights = [self._epoch(day) for day in dates]
        self._spans = [self._hours(day) for day in dates]
        self.now = self._midnights[YEAR + BEFORE]
        self._full = [day for day in range(-YEAR - BEFORE, 0) if self._is_full(day)]
        last = next(day for day in range(-1, -YEAR - BEFORE, -1) if self.spans(day))
        self.last_closing = self.at(last, self.spans(last)[-1][1])
        """The end of the last day that was worked."""

    def _epoch(self, day: date) -> int:
        return int(datetime.combine(day, time(), self.zone).timestamp())

    def _hours(self, day: date) -> Spans:
        return tuple((span.start * MINUTE, span.end * MINUTE) for span in self.calendar.hours(day).intervals)

    def at(self, day: int, second_of_day: int) -> int:
        """The moment on the day `day` days from today (negative for the past)."""
        return self._midnights[YEAR + BEFORE + day] + second_of_day

    def on(self, day: date, second_of_day: int) -> int:
        """The moment on a date."""
        return self.at((day - self.today).days, second_of_day)

    def spans(self, day: int) -> Spans:
        """The working hours of the day `day` days from today."""
        return self._spans[YEAR + BEFORE + day]

    def _is_full(self, day: int) -> bool:
        spans = self.spans(day)
        return bool(spans) and spans[-1][1] >= CLOSES

    def workday(self, number: int) -> int:
        """The `number`th day worked in full before (negative) or after today; 0 is today or the next one."""
        if number < 0:
            return self._full[max(number, -len(self._full))]
        day = 0
        while number or not self._is_full(day):
            number -= self._is_full(day)
            day += 1
        return day

    def workday_of(self, day: int) -> int:
        """Which full worked day before today (negative) the day is, or the one before it if it is none."""
        return bisect_right(self._full, day) - 1 - len(self._full)

    def day_of(self, moment: int) -> int:
        """The day of a moment, counted from today."""
        return bisect_right(self._midnights, moment) - 1 - YEAR - BEFORE

    def date_of(self, moment: int) -> date:
        """The date of a moment in the desk's zone."""
        return self.today + timedelta(days=self.day_of(moment))

    def second_of_day(self, moment: int) -> int:
        """Seconds since local midnight."""
        return moment - self.at(self.day_of(moment), 0)

    def working(self, moment: int, rng: Random) -> int:
        """`moment`, or a little after work goes on when nobody is at work then."""
        place = bisect_right(self._midnights, moment) - 1
        second = moment - self._midnights[place]
        for start, end in self._spans[place]:
            if second < start:
                # After lunch soon, in the morning when the first calls are through.
                return (
                    self._midnights[place] + start + int(rng.random() * (HOUR if start < NOON else HOUR / 3))
                )
            if second < end:
                return moment
        place += 1
        while not self._spans[place]:
            place += 1
        return self._midnights[place] + self._spans[place][0][0] + int(rng.random() * 2 * HOUR)

    def after(self, moment: int, worked: int) -> int:
        """The moment at which so many seconds have been worked since `moment`."""
        return self.calendar.deadline_s(moment, worked)

    def hurried(self, moment: int) -> int:
        """A moment soon after `moment`, while somebody is still there on the last day that was worked."""
        left = self.last_closing - moment
        if left <= 0:
            return min(moment + 2 * MINUTE, self.now - 1)
        chosen = moment + left // 2
        second = chosen - self.at(self.day_of(chosen), 0)
        if any(start <= second < end for start, end in self.spans(self.day_of(chosen))):
            return chosen
        return min(self.next_opening(chosen), self.last_closing + _LATE)

    def next_opening(self, moment: int) -> int:
        """`moment` if it is worked, else when work goes on."""
        return self.calendar.next_working_s(moment)

    def calling_time(self, day: int, rng: Random) -> int:
        """A moment of a worked day `day` at which a customer may call."""
        hours = _hour_choices(self.spans(day))
        hour = hours[int(rng.random() * len(hours))]
        return self.at(day, hour * HOUR + int(rng.random() * HOUR))

    def weights(self, rng: Random, rush: float) -> list[float]:
        """How busy each of the 365 days before today is, the last three weeks `rush` times as usual."""
        found = []
        for number in range(YEAR):
            day = self.today - timedelta(days=YEAR - number)
            weight = _WEEKDAYS[day.weekday()] * _MONTHS[day.month - 1] * (0.6 + 0.8 * rng.random())
            left = YEAR - number
            if not self.spans(-left):
                # Nobody answers on a day off.
                weight = 0.0
            if left <= 21:
                weight *= rush if left > 7 else 1 + (rush - 1) * (2.5 if left > 3 else 4)
            found.append(weight)
        return found


@lru_cache(maxsize=64)
def _hour_choices(spans: Spans) -> tuple[int, ...]:
    """The hours that are worked, each as often as calls come in it."""
    first = OPENS // HOUR
    return tuple(
        hour
        for hour, weight in enumerate(_HOURS, first)
        if any(start <= hour * HOUR and (hour + 1) * HOUR <= end for start, end in spans)
        for _each in range(weight)
    ) or (spans[0][0] // HOUR,)


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
