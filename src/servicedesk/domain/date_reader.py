"""The reader behind dates.py: it takes a day and a time from a text, in either order, where a rule fits."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from servicedesk.domain.day_rules import Context, day_rules
from servicedesk.domain.time_rules import clock_of, clock_rules, offset_rules

END_OF_WORK = time(18, 0)
_GAP = re.compile(r"(?:[\s,]|的|(?:at|on|by|in the)(?=\s))*")
_BY = re.compile(r"(?:by|before|until)\s+(?:the\s+)?|最晚|最迟|不晚于")
"""Before a day or a time: it is meant until then."""
_ABOUT = re.compile(r"(?:around|about|roughly)\s+|大概|大约|差不多|约")
_UNTIL = re.compile(r"(?:之前|以前|前|之内|以内|内|为止)(?![面台后往])|左右|前后|多(?![\w])")
"""Behind one: 周五前, 5点前, 今天之内; 左右 and 多 say that it is about then."""
_ABOUT_THEN = frozenset({"左右", "前后", "多"})


@dataclass(slots=True)
class Reading:
    """What has been found: an offset from now, or a day, a time of the day, or both.

    `repeats` is after how many days the named day comes again, 0 when it does not.
    """

    day: date | None = None
    repeats: int = 0
    clock: timedelta | None = None
    offset: timedelta | None = None
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
        local = datetime.combine(self.day or context.today, time()) + clock
        if (local - context.now) * context.lean < timedelta():
            local += timedelta(days=self.repeats if self.day else 1) * context.lean
        return local

    def _clock_of_the_day(self, context: Context, default_time: time) -> timedelta:
        """The default time; once that has passed, `today` means before the day ends."""
        clocks = [END_OF_WORK if self.is_deadline else default_time]
        if self.day == context.today and not self.repeats and context.lean > 0:
            clocks += [END_OF_WORK, time(23, 59)]
        clock = next((clock for clock in clocks if clock >= context.now.time()), clocks[0])
        if self.day != context.today:
            clock = clocks[0]
        return timedelta(hours=clock.hour, minutes=clock.minute)


def read(text: str, context: Context) -> Reading:
    """Read what stands at the beginning of folded `text`. ValueError or OverflowError for 31 February."""
    reading = Reading()
    if not _take_offset(text, reading):
        _take_before(text, reading)
        while (
            _take_day(text, reading, context)
            or _take_clock(text, reading)
            or _take_again(text, reading, context)
            or _take_after(text, reading)
        ):
            pass
    return reading


def _take_before(text: str, reading: Reading) -> None:
    """`by fri`, 大概5点: words that stand before the time."""
    for pattern in (_BY, _ABOUT):
        if match := pattern.match(text, reading.end):
            reading.end = match.end()
            reading.is_deadline |= pattern is _BY


def _take_after(text: str, reading: Reading) -> bool:
    """周五前, 5点左右: words that stand behind it, once."""
    if reading.day is None and reading.clock is None:
        return False
    match = _UNTIL.match(text, reading.end)
    if match is None:
        return False
    reading.end = match.end()
    reading.is_deadline |= match[0] not in _ABOUT_THEN
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
        day, repeats = found if isinstance(found, tuple) else (found, 0)
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
    for pattern, day_of in day_rules():
        match = pattern.match(text, start)
        if match is None or (found := day_of(match, context)) is None:
            continue
        reading.day, reading.repeats = found if isinstance(found, tuple) else (found, 0)
        reading.end = match.end()
        return True
    return False


def _take_clock(text: str, reading: Reading) -> bool:
    if reading.clock is not None:
        return False
    start = _after_gap(text, reading.end)
    for pattern in clock_rules():
        if match := pattern.match(text, start):
            reading.clock = clock_of(match)
            reading.end = match.end()
            return True
    return False


def _after_gap(text: str, position: int) -> int:
    gap = _GAP.match(text, position)
    return gap.end() if gap else position
