"""A working calendar whose hours have changed: each stretch of time is counted by the hours of its time."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from servicedesk.domain.worktime import (
    LONGEST_WAY,
    NoWorkingTimeError,
    Segment,
    WorkingCalendar,
    moment_of,
    seconds_of,
)
from servicedesk.domain.worktime_rules import DayHours

_DAY = timedelta(days=1)


class HoursSince(NamedTuple):
    """The calendar that holds from `start` on, in seconds since 1970; None is from the beginning."""

    start: int | None
    calendar: WorkingCalendar


class HoursInTime(WorkingCalendar):
    """Several calendars, one after another; to who asks it is one.

    `zone` is that of the last one. A day on which the hours change is shown with the later ones, and counted
    with each until and from the very second.
    """

    __slots__ = ("_pieces", "_starts")

    def __init__(self, pieces: Sequence[HoursSince]) -> None:
        """`pieces` in order of time, the first from the beginning on."""
        last = pieces[-1].calendar
        super().__init__(last.rules, last.zone, day_seconds=last.day_seconds, doubt_of=last.doubt_of)
        self._pieces = tuple(piece.calendar for piece in pieces)
        self._starts = tuple(piece.start for piece in pieces[1:] if piece.start is not None)

    def day_seconds_at(self, moment: int) -> int:
        """How much working time a day had then."""
        return self._pieces[bisect_right(self._starts, moment)].day_seconds

    def hours(self, day: date) -> DayHours:
        """The working hours of a date, and why they are so."""
        return self._on(day).hours(day)

    def next_workday(self, day: date) -> date:
        """`day` itself when it is worked, else the next date that is. Raises NoWorkingTimeError."""
        found = day
        while not self.hours(found).intervals:
            found += _DAY
            if (found - day) // _DAY * 86_400 > LONGEST_WAY:
                raise NoWorkingTimeError((day - date(1970, 1, 1)) // _DAY * 86_400)
        return found

    def worked_s(self, start: int, end: int) -> int:
        """`worked` for seconds since 1970."""
        if end < start:
            return -self.worked_s(end, start)
        return sum(calendar.worked_s(first, last) for calendar, first, last in self._parts(start, end))

    def deadline_s(self, start: int, seconds: int) -> int:
        """`deadline` for seconds since 1970."""
        if seconds <= 0:
            return start
        begun, left = start, seconds
        at = bisect_right(self._starts, begun)
        for calendar, change in zip(self._pieces[at:], self._starts[at:], strict=False):
            worked = calendar.worked_s(begun, change)
            if worked >= left:
                break
            begun, left = change, left - worked
        found = self._pieces[bisect_right(self._starts, begun)].deadline_s(begun, left)
        if found > start + LONGEST_WAY:
            raise NoWorkingTimeError(start)
        return found

    def is_working(self, moment: datetime) -> bool:
        """Whether the moment is working time."""
        return self._pieces[bisect_right(self._starts, seconds_of(moment))].is_working(moment)

    def next_working_s(self, moment: int) -> int:
        """`next_working` for seconds since 1970."""
        begun = moment
        at = bisect_right(self._starts, begun)
        for calendar, change in zip(self._pieces[at:], self._starts[at:], strict=False):
            if calendar.worked_s(begun, change):
                return calendar.next_working_s(begun)
            begun = change
        found = self._pieces[-1].next_working_s(begun)
        if found > moment + LONGEST_WAY:
            raise NoWorkingTimeError(moment)
        return found

    def segments(self, start: datetime, end: datetime) -> list[Segment]:
        """The time from `start` to `end`, cut wherever it starts or stops to count or the reason changes."""
        found: list[Segment] = []
        for calendar, first, last in self._parts(seconds_of(start), seconds_of(end)):
            for segment in calendar.segments(moment_of(first), moment_of(last)):
                before = found[-1] if found else None
                if before is not None and before.why == segment.why:
                    found[-1] = Segment(before.start, segment.end, *segment.why)
                else:
                    found.append(segment)
        return found

    def _parts(self, start: int, end: int) -> Iterator[tuple[WorkingCalendar, int, int]]:
        """The time from `start` to `end` by the calendar of each part."""
        begun = start
        for at in range(bisect_right(self._starts, start), len(self._pieces)):
            change = self._starts[at] if at < len(self._starts) else end
            if begun < end:
                yield self._pieces[at], begun, min(change, end)
            begun = change

    def _on(self, day: date) -> WorkingCalendar:
        """The calendar of a date: the last one that begins on it or before."""
        changed = [moment_of(start).astimezone(self.zone).date() for start in self._starts]
        return self._pieces[bisect_right(changed, day)]
