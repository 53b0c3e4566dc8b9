"""The reader behind dates.py: it takes a day and a time from a text, in either order, where a rule fits."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from servicedesk.domain.date_words import ENDS_OF_WORK, PART_ENDS, STARTS_OF_WORK
from servicedesk.domain.day_context import Context, Found
from servicedesk.domain.day_rules import day_rules
from servicedesk.domain.time_rules import (
    clock_of,
    clock_rules,
    offset_rules,
    window_of,
    window_rules,
)
from servicedesk.domain.working_days import end_of_work, start_of_work

_GAP = re.compile(r"(?:[\s,]|的|(?:at|on|by|in the|of(?=\s+the\s))(?=\s))*")
_BY = re.compile(r"(?:by|before|until)\s+(?:the\s+)?|最晚|最迟|不晚于|到|至")
"""Before a day or a time: it is meant until then. Before a holiday is a day that has its rule."""
_LIMIT = re.compile(r"(?:before|until|till|after(?=\s+\d))\s+")
"""Between a day and its time: fri before noon, tomorrow after 3pm."""
_ABOUT = re.compile(r"(?:around|about|roughly|after(?=\s+\d))\s+|大概|大约|差不多|约")
_UNTIL = re.compile(
    r"(?:\s(?:之前|以前|前|为止)|之前|以前|前|之内|以内|内|为止)(?![面台后往])|左右|前后|多(?![\w])"
)
_FROM = re.compile(r"(?:之后|以后|后)(?![面台来天])")
"""Behind one: 周五前, 5点前, 今天之内; 左右 and 多 say that it is about then."""
_ABOUT_THEN = frozenset({"左右", "前后", "多"})
"""And 下午3点后 is 15:00: one calls then, or a little later."""


@dataclass(slots=True)
class Reading:
    """What has been found: an offset from now, or a day, a time of the day, or both.

    `repeats` is after how many days the named day comes again, 0 when it does not.
    """

    day: date | None = None
    repeats: int = 0
    clock: timedelta | None = None
    offset: timedelta | None = None
    part: str = ""
    """The part of the day that stands alone, with no hour behind it: 上午, 下班."""
    window_end: timedelta | None = None
    """Where a stretch of time was said, 下午2-4点, the time at which it ends; `clock` is its beginning."""
    is_deadline: bool = False
    """Whether it is meant until then: a day alone until its work ends."""
    end: int = 0

    def local(self, context: Context, default_time: time) -> datetime | None:
        """The local time that day and clock come to: the next repetition of what is past already.

        Leaning to the past, it is the last repetition of what is still to come.
        """
        if self.day is None and self.clock is None:
            return None
        clock = self.clock
        if clock is None:
            clock = self._clock_of_the_day(context, default_time)
        elif self.part:
            clock = self._clock_of_the_part(context, clock)
        local = datetime.combine(self.day or context.today, time()) + clock
        if (local - context.now) * context.lean < timedelta():
            local += timedelta(days=self.repeats if self.day else 1) * context.lean
        return local

    def _clock_of_the_day(self, context: Context, default_time: time) -> timedelta:
        """The default time; once that has passed, `today` means before the day ends."""
        if not (self.is_deadline or context.by) and (self.day != context.today or context.lean < 0):
            return _since_midnight(default_time)
        day = self.day or context.today
        ends = end_of_work(context.days, day)
        clocks = [ends if self.is_deadline or context.by else default_time]
        if day == context.today and context.lean > 0:
            # A weekday that is today means today while its work goes on, then that of next week; one that is
            # meant from its midnight on has begun.
            later = [ends] if default_time > time() or context.by else []
            clocks += later if self.repeats else [ends, time(23, 59)]
            clocks = [clock for clock in clocks if clock >= context.now.time()] or clocks
        return _since_midnight(clocks[0])

    def _clock_of_the_part(self, context: Context, clock: timedelta) -> timedelta:
        """When the work of the day begins or ends; a part of today that has begun is until its end."""
        day = self.day or context.today
        if self.part in STARTS_OF_WORK:
            return _since_midnight(start_of_work(context.days, day))
        if self.part in ENDS_OF_WORK:
            return _since_midnight(end_of_work(context.days, day))
        ends = timedelta(hours=PART_ENDS.get(self.part, 0))
        since = _since_midnight(context.now.time())
        return ends if day == context.today and context.lean > 0 and clock < since < ends else clock

    def until(self, local: datetime) -> datetime | None:
        """Where a stretch of time that begins at `local` ends; None when only a moment was said."""
        if self.window_end is None or self.clock is None:
            return None
        return local + (self.window_end - self.clock)


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)


def read(text: str, context: Context) -> Reading:
    """Read what stands at the beginning of folded `text`. ValueError or OverflowError for 31 February."""
    reading = Reading()
    if not _take_offset(text, reading):
        _take_before(text, reading, context)
        while (
            _take_window(text, reading)
            or _take_day(text, reading, context)
            or _take_clock(text, reading)
            or _take_again(text, reading, context)
            or _take_after(text, reading)
        ):
            pass
    return reading


def read_offset(text: str) -> timedelta | None:
    """The offset from now with which folded `text` begins, 2h or 半小时后; None when it begins with none."""
    reading = Reading()
    _take_offset(text, reading)
    return reading.offset


def _take_before(text: str, reading: Reading, context: Context) -> None:
    """`by fri`, 大概5点: words that stand before the time."""
    if text.startswith("before") and _take_day(text, reading, context):
        return
    for pattern in (_BY, _ABOUT):
        if match := pattern.match(text, reading.end):
            reading.end = match.end()
            reading.is_deadline |= pattern is _BY


def _take_after(text: str, reading: Reading) -> bool:
    """周五前, 5点左右: words that stand behind it, once."""
    if reading.day is None and reading.clock is None:
        return False
    match = _UNTIL.match(text, reading.end)
    if match is not None:
        reading.is_deadline |= match[0] not in _ABOUT_THEN
    elif reading.clock is not None:
        match = _FROM.match(text, reading.end)
    if match is None:
        return False
    reading.end = match.end()
    return True


def _take_again(text: str, reading: Reading, context: Context) -> bool:
    """The same day said once more: 11月30日 周一, Mon 30 Nov, 下周一（11月30日）; another day is not."""
    if reading.day is None:
        return False
    start = _after_gap(text, reading.end)
    inside = start + (text[start : start + 1] == "(")
    for pattern, day_of in day_rules():
        match = pattern.match(text, inside)
        if match is None or (found := day_of(match, context)) is None:
            continue
        day, repeats, _by = found if isinstance(found, Found) else Found(found)
        end = match.end()
        if inside > start:
            if text[end : end + 1] != ")":
                continue
            end += 1
        # A weekday beside a date says it of that date; two dates must be one, two weekdays name none.
        is_weekday = bool(repeats) != bool(reading.repeats) and day.weekday() == reading.day.weekday()
        if (repeats and reading.repeats) or (day != reading.day and not is_weekday):
            continue
        if not repeats:
            reading.day, reading.repeats = day, 0
        elif not reading.repeats:
            repeats = 0
        reading.end = end
        return True
    return False


def _take_offset(text: str, reading: Reading) -> bool:
    for pattern, offset_of in offset_rules():
        match = pattern.match(text)
        if match and (offset := offset_of(match)) is not None:
            reading.offset = offset
            reading.end = match.end()
            return True
    return False


def _take_day(text: str, reading: Reading, context: Context) -> bool:
    if reading.day is not None:
        return False
    start = _after_gap(text, reading.end)
    if reading.is_deadline:
        context = replace(context, by=True)
    for pattern, day_of in day_rules():
        match = pattern.match(text, start)
        if match is None or (found := day_of(match, context)) is None:
            continue
        reading.day, reading.repeats, by = found if isinstance(found, Found) else Found(found)
        reading.is_deadline |= by
        reading.end = match.end()
        return True
    return False


def _take_window(text: str, reading: Reading) -> bool:
    if reading.clock is not None:
        return False
    start = _after_gap(text, reading.end)
    for pattern in window_rules():
        if match := pattern.match(text, start):
            try:
                reading.clock, reading.window_end = window_of(match)
            except ValueError:
                continue
            reading.end = match.end()
            return True
    return False


def _take_clock(text: str, reading: Reading) -> bool:
    if reading.clock is not None:
        return False
    start = _after_gap(text, reading.end)
    if reading.day is not None and (limit := _LIMIT.match(text, start)):
        start = limit.end()
    for pattern in clock_rules():
        if match := pattern.match(text, start):
            reading.clock = clock_of(match)
            reading.part = match[0].strip() if match.groupdict().get("hour") is None else ""
            reading.end = match.end()
            return True
    return False


def _after_gap(text: str, position: int) -> int:
    gap = _GAP.match(text, position)
    return gap.end() if gap else position
