"""Working time: how much lies between two moments, and when a target is reached.

A moment is working exactly when its local wall time lies in one of the hours of its local date. So an hour
that the clock goes through twice counts twice, and an hour that it leaves out counts nothing.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from time import gmtime
from typing import NamedTuple

from servicedesk.domain.errors import RefusedError
from servicedesk.domain.worktime_rules import DayHours, HoursRules, YearDoubt, doubts, require_year, year_in
from servicedesk.i18n import _

HORIZON_YEARS = 10

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = _EPOCH.toordinal()
_SECOND = timedelta(seconds=1)
_DAY = 86_400
LONGEST_WAY = HORIZON_YEARS * 365 * _DAY + 3 * _DAY
"""Seconds within which a target must be reached."""
# No zone turns its clock twice within so short a time, so that the second turn could hide the first.
_PROBE = _DAY


class NoWorkingTimeError(RefusedError, code="no_working_time"):
    """The calendar offers too little working time to reach a target."""

    def __init__(self, after: int) -> None:
        super().__init__(
            _("The calendar has too little working time in the {years} years after {day}.").format(
                years=HORIZON_YEARS, day=moment_of(after).date()
            ),
            _("Look at the weekly hours, the holidays and the target."),
        )


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of time that counts, or does not, for one reason (a key of REASON_LABELS)."""

    start: datetime
    end: datetime
    counted: bool
    reason: str
    name: str = ""
    """Of the holiday, the make-up day, the season or the duty; may be empty."""

    @property
    def why(self) -> tuple[bool, str, str]:
        """Whether it counts, and the reason."""
        return self.counted, self.reason, self.name

    @property
    def seconds(self) -> int:
        """How long it lasts."""
        return (self.end - self.start) // _SECOND


class WorkingCalendar:
    """Which moments are working time, and the arithmetic on it.

    Moments are aware datetimes of any zone, counted in whole seconds, or seconds since 1970 in the methods
    that end in `_s`; results are in UTC. Years outside 1970 to 2200 raise UsageError.
    """

    __slots__ = ("_hours", "_recent", "_years", "day_seconds", "doubt_of", "rules", "zone")

    def __init__(
        self,
        rules: HoursRules,
        zone: tzinfo,
        *,
        day_seconds: int = 8 * 3600,
        doubt_of: Callable[[int], str] = lambda _year: "",
    ) -> None:
        self.zone = zone
        self.day_seconds = day_seconds
        """How much working time "1d" in a target means."""
        self.rules = rules
        self.doubt_of = doubt_of
        """Why a year is not known for sure, UNSEEDED or UNANNOUNCED; empty for one that is."""
        self._hours: dict[int, DayHours] = {}
        self._years: dict[int, _Year] = {}
        self._recent: _Year | None = None

    def day_seconds_at(self, _moment: int) -> int:
        """How much working time "1d" meant at a moment, in seconds since 1970."""
        return self.day_seconds

    def hours(self, day: date) -> DayHours:
        """The working hours of a date, and why they are so."""
        require_year(day)
        return self._hours_of(day.toordinal() - _EPOCH_ORDINAL)

    def next_workday(self, day: date) -> date:
        """`day` itself when it is worked, else the next date that is. Raises NoWorkingTimeError."""
        require_year(day)
        first = day.toordinal() - _EPOCH_ORDINAL
        for number in range(first, first + LONGEST_WAY // _DAY):
            if self._hours_of(number).intervals:
                return date.fromordinal(number + _EPOCH_ORDINAL)
        raise NoWorkingTimeError(first * _DAY)

    def doubts(self, years: Iterable[int]) -> tuple[YearDoubt, ...]:
        """Those of the years that are not known for sure, in order."""
        return doubts(self.doubt_of, years)

    def doubts_at(self, *moments: datetime) -> tuple[YearDoubt, ...]:
        """The same of the years in which these moments lie, in the zone of the calendar."""
        return self.doubts(year_in(moment, self.zone) for moment in moments)

    def worked(self, start: datetime, end: datetime) -> int:
        """Seconds of working time from `start` to `end`; negative when `end` is the earlier one."""
        return self.worked_s(seconds_of(start), seconds_of(end))

    def worked_s(self, start: int, end: int) -> int:
        """`worked` for seconds since 1970."""
        if end < start:
            return -self.worked_s(end, start)
        year = self._year_at(start)
        if end < year.end:
            return year.before(end) - year.before(start)
        total = -year.before(start)
        while end >= year.end:
            total += year.total
            year = self._year(year.number + 1)
        return total + year.before(end)

    def deadline(self, start: datetime, seconds: int) -> datetime:
        """The earliest moment, not before `start`, with that much working time since `start`.

        Raises NoWorkingTimeError when the calendar offers less than that within ten years.
        """
        if seconds <= 0:
            return start.astimezone(UTC)
        return moment_of(self.deadline_s(seconds_of(start), seconds))

    def deadline_s(self, start: int, seconds: int) -> int:
        """`deadline` for seconds since 1970."""
        if seconds <= 0:
            return start
        year = self._year_at(start)
        needed = year.before(start) + seconds
        while needed > year.total:
            needed -= year.total
            if year.end > start + LONGEST_WAY:
                raise NoWorkingTimeError(start)
            year = self._year(year.number + 1)
        found = year.reached(needed)
        if found > start + LONGEST_WAY:
            raise NoWorkingTimeError(start)
        return found

    def is_working(self, moment: datetime) -> bool:
        """Whether the moment is working time."""
        second = seconds_of(moment)
        return self._year_at(second).opening(second) == second

    def next_working(self, moment: datetime) -> datetime:
        """The moment itself when it is working time, else the next opening. Raises NoWorkingTimeError."""
        second = seconds_of(moment)
        found = self.next_working_s(second)
        return moment.astimezone(UTC) if found == second else moment_of(found)

    def next_working_s(self, moment: int) -> int:
        """`next_working` for seconds since 1970."""
        year = self._year_at(moment)
        while (found := year.opening(moment)) is None:
            if year.end > moment + LONGEST_WAY:
                raise NoWorkingTimeError(moment)
            year = self._year(year.number + 1)
        return found

    def segments(self, start: datetime, end: datetime) -> list[Segment]:
        """The time from `start` to `end`, cut wherever it starts or stops to count or the reason changes.

        Nothing when `end` is not after `start`.
        """
        first, last = seconds_of(start), seconds_of(end)
        if last <= first:
            return []
        self._year_at(first)
        self._year_at(last)
        cuts: list[_Stretch] = []
        for stretch in self._stretches(first, last):
            if cuts and cuts[-1][2:] == stretch[2:]:
                cuts[-1] = cuts[-1]._replace(end=stretch.end)
            else:
                cuts.append(stretch)
        return [Segment(moment_of(cut.start), moment_of(cut.end), *cut[2:]) for cut in cuts]

    def _stretches(self, first: int, last: int) -> Iterator["_Stretch"]:
        for piece in _pieces(self.zone, first, last):
            for number in piece.days():
                midnight = number * _DAY - piece.offset
                for start, end, counted, reason, name in _day_stretches(self._hours_of(number)):
                    begun = max(piece.start, midnight + start)
                    ended = min(piece.end, midnight + end)
                    if begun < ended:
                        yield _Stretch(begun, ended, counted, reason, name)

    def _hours_of(self, number: int) -> DayHours:
        """The hours of a date counted from 1970-01-01."""
        found = self._hours.get(number)
        if found is None:
            found = self._hours[number] = self.rules.hours(date.fromordinal(number + _EPOCH_ORDINAL))
        return found

    def _year_at(self, moment: int) -> "_Year":
        year = self._recent
        if year is None or not year.start <= moment < year.end:
            year = self._recent = self._year(gmtime(moment).tm_year)
        return year

    def _year(self, number: int) -> "_Year":
        found = self._years.get(number)
        if found is None:
            require_year(date(min(number, 9999), 1, 1))
            found = self._years[number] = self._build(number)
        return found

    def _build(self, number: int) -> "_Year":
        start, end = (_seconds_of_year(year) for year in (number, number + 1))
        spans: list[tuple[int, int]] = []
        for piece in _pieces(self.zone, start, end):
            for day in piece.days():
                midnight = day * _DAY - piece.offset
                for interval in self._hours_of(day).intervals:
                    begun = max(piece.start, midnight + interval.start * 60)
                    ended = min(piece.end, midnight + interval.end * 60)
                    if begun >= ended:
                        continue
                    if spans and spans[-1][1] == begun:
                        begun = spans.pop()[0]
                    spans.append((begun, ended))
        return _Year(number, start, end, spans)


class _Year:
    """The working time of one year of UTC as spans of seconds since 1970, with their running sums."""

    __slots__ = ("_ends", "_starts", "_sums", "end", "number", "start", "total")

    def __init__(self, number: int, start: int, end: int, spans: list[tuple[int, int]]) -> None:
        self.number, self.start, self.end = number, start, end
        self._starts = [begun for begun, _ended in spans]
        self._ends = [ended for _begun, ended in spans]
        self._sums: list[int] = []
        self.total = 0
        for begun, ended in spans:
            self.total += ended - begun
            self._sums.append(self.total)

    def before(self, moment: int) -> int:
        """Seconds worked from the start of the year to a moment in it."""
        at = bisect_right(self._starts, moment) - 1
        if at < 0:
            return 0
        left = self._ends[at] - moment
        return self._sums[at] - left if left > 0 else self._sums[at]

    def reached(self, seconds: int) -> int:
        """The first moment by which that many seconds, 1 to `total`, are worked."""
        at = bisect_left(self._sums, seconds)
        return self._ends[at] - (self._sums[at] - seconds)

    def opening(self, moment: int) -> int | None:
        """The first working moment of the year from `moment` on; None when there is none left."""
        at = bisect_right(self._ends, moment)
        return max(self._starts[at], moment) if at < len(self._starts) else None


class _Piece(NamedTuple):
    """A stretch of time in which the local clock keeps one distance, in seconds, from UTC."""

    start: int
    end: int
    offset: int

    def days(self) -> range:
        """The local dates it touches, counted from 1970-01-01."""
        return range((self.start + self.offset) // _DAY, (self.end - 1 + self.offset) // _DAY + 1)


class _Stretch(NamedTuple):
    start: int
    end: int
    counted: bool
    reason: str
    name: str


def seconds_of(moment: datetime) -> int:
    """Whole seconds from 1970 to an aware moment."""
    # Half the time of dividing by a second, and a case asks for twenty of them.
    since = moment - _EPOCH
    return since.days * _DAY + since.seconds


def moment_of(seconds: int) -> datetime:
    """The moment, in UTC, so many seconds after 1970."""
    return _EPOCH + timedelta(0, seconds)


def _seconds_of_year(number: int) -> int:
    return (date(number, 1, 1).toordinal() - _EPOCH_ORDINAL) * _DAY


def _pieces(zone: tzinfo, start: int, end: int) -> Iterator[_Piece]:
    """The time from `start` to `end` cut where the zone's distance from UTC changes."""
    offset, begun, known = _offset(zone, start), start, start
    while known < end:
        probed = min(known + _PROBE, end)
        if (changed := _offset(zone, probed)) != offset:
            low, high = known, probed
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if _offset(zone, middle) == offset else (low, middle)
            yield _Piece(begun, high, offset)
            begun, offset = high, changed
        known = probed
    if begun < end:
        yield _Piece(begun, end, offset)


def _offset(zone: tzinfo, moment: int) -> int:
    found = datetime.fromtimestamp(moment, zone).utcoffset()
    return 0 if found is None else found // _SECOND


def _day_stretches(hours: DayHours) -> Iterator[_Stretch]:
    """A whole day, in seconds of the local clock, in stretches that count or do not."""
    if not hours.intervals:
        is_named = hours.reason in {"holiday", "closed"}
        yield _Stretch(0, _DAY, False, *((hours.reason, hours.name) if is_named else ("day_off", "")))
        return
    done = 0
    for interval in hours.intervals:
        start, end = interval.start * 60, interval.end * 60
        if done < start:
            yield _Stretch(done, start, False, "break" if done else "outside", "")
        yield _Stretch(start, end, True, hours.reason, hours.name)
        done = end
    if done < _DAY:
        yield _Stretch(done, _DAY, False, "outside", "")
