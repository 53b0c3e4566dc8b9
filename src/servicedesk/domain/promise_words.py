"""A promise on one line, as it is typed while the customer listens: `call back with the price 60m`.

The time stands first or last. A length of time (60m, 半小时) is our own estimate, in working time, and the
told time is made from it; a day, a time of day (15:30, 明天下午三点) or 两小时内 is what is told.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo

from servicedesk.domain.date_format import format_when
from servicedesk.domain.date_reader import read_offset
from servicedesk.domain.date_words import fold
from servicedesk.domain.dates import (
    MAX_LENGTH,
    When,
    as_offset,
    is_within,
    parse_when_or_day,
    read_when,
    with_window,
)
from servicedesk.domain.policies.reading import Duration, parse_duration
from servicedesk.domain.reading_times import ReadingTimes
from servicedesk.domain.search_terms import is_cjk
from servicedesk.domain.text import clean_line, half_width
from servicedesk.domain.timestamps import DateError, SkippedTimeError, UnclearDateError, said
from servicedesk.i18n import _

_WORKING = re.compile(r"(?:working|business)\s+(?=hours?|minutes?)|工作(?=小时|分钟)", re.IGNORECASE)
"""Which every length is of, said or not."""
_COMMAS = " ，,。、"
_LONGEST_GLUED = 20
_MOST_WORDS = 7
"""Words that a time is made of, at most."""
_ALIKE = 5 * 60
"""Seconds by which two times must differ to be told apart in words."""


@dataclass(frozen=True, slots=True)
class ToldTime:
    """A time as typed: what is told, or what we expect ourselves: a moment, or a length of working time."""

    at: datetime
    """The moment; of a length what it comes to on the wall."""
    is_estimate: bool
    length: Duration | None = None

    @property
    def due_at(self) -> datetime | None:
        """What is told; None where it is to be made from the estimate."""
        return None if self.is_estimate else self.at

    @property
    def estimate_at(self) -> datetime | None:
        """The moment that we expect ourselves; None where none was typed, but a length or the told time."""
        return self.at if self.is_estimate and self.length is None else None


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """What a line says; `time` is None while it names none."""

    text: str = ""
    time: ToldTime | None = None
    fault: str = ""
    """Why it names none though it seems to, and what would: 节后 without a known holiday, 03/04, 尽快."""


@dataclass(frozen=True, slots=True)
class TimedWords:
    """Words and a time; `time` is how that was written, `fault` as of PromiseLine."""

    text: str = ""
    when: When | None = None
    time: str = ""
    fault: str = ""


def read_time(text: str, now: datetime, times: ReadingTimes) -> ToldTime:
    """The time that `text` names; a day alone is meant until the end of its work, 下午2-4点 until 16:00.

    Raises DateError.
    """
    line = _WORKING.sub("", clean_line(text))
    if length := parse_duration(line):
        return _in_length(length, now)
    found = parse_when_or_day(line, now, default_time=None, **times.for_moments)
    return _told(found, line)


def read_estimate(text: str, now: datetime, times: ReadingTimes) -> ToldTime:
    """What we expect ourselves: a length of working time (60m, 2d, 半小时) or a moment. Raises DateError.

    两小时内 is what the customer heard, wherever it stands.
    """
    found = read_time(text, now, times)
    return found if is_within(text) else replace(found, is_estimate=True)


def _in_length(length: Duration, now: datetime) -> ToldTime:
    return ToldTime(now + timedelta(seconds=length.seconds()), is_estimate=True, length=length)


def read_promise(text: str, now: datetime, times: ReadingTimes) -> PromiseLine:
    """What the line promises, and by when. Never raises: a line without a time is all words."""
    line = read_timed(text, now, times)
    return PromiseLine(line.text, _told(line.when, line.time) if line.when else None, line.fault)


def read_anew(text: str, now: datetime, times: ReadingTimes) -> PromiseLine:
    """The time that is told now, and what was said to it, which may name other times; it may stand last, too.

    Raises UnclearDateError.
    """
    line = clean_line(text)
    found = read_when(line, now, default_time=None, **times.for_moments)
    if found is None:
        return read_promise(line, now, times)
    rest = with_window(line[found[1] :].strip(_COMMAS), found[0], times.zone)
    return PromiseLine(rest, _told(found[0], line[: found[1]]))


def read_timed(
    text: str,
    now: datetime,
    times: ReadingTimes,
    default_time: time | None = None,
) -> TimedWords:
    """The words of a line, and the time that stands last or first in it.

    A day alone is at `default_time`, without one until the end of its work. Never raises.
    """
    line, fault = clean_line(text), ""
    for words, rest in _splits(line):
        try:
            when = _moment_of(words, now, times, default_time)
            return TimedWords(with_window(rest, when, times.zone), when, words)
        except SkippedTimeError as error:
            # Fewer words would name another time.
            return TimedWords(line, fault=said(error))
        except UnclearDateError as error:
            fault = fault or said(error)
        except DateError:
            continue

    def beginning(of: str) -> tuple[When, int] | None:
        nonlocal fault
        try:
            return read_when(of, now, default_time=default_time, **times.for_moments)
        except UnclearDateError as error:
            fault = fault or said(error)
        return None

    # Nothing stands between a Chinese time and what it follows or what follows it: 15:30回电, 报价15:30.
    found = beginning(line)
    if found is not None and 0 < found[1] < len(line) and _is_glued(line, found[1]):
        rest = with_window(line[found[1] :].strip(_COMMAS), found[0], times.zone)
        return TimedWords(rest, found[0], line[: found[1]])
    for start in range(max(1, len(line) - _LONGEST_GLUED), len(line) - 1):
        if _is_glued(line, start) and (found := beginning(line[start:])) and start + found[1] == len(line):
            rest = with_window(line[:start].strip(_COMMAS), found[0], times.zone)
            return TimedWords(rest, found[0], line[start:])
    return TimedWords(line, fault=fault)


def _moment_of(words: str, now: datetime, times: ReadingTimes, default_time: time | None) -> When:
    """The time that `words` are; of a length alone, 3天, what it comes to on the wall. Raises DateError."""
    try:
        return parse_when_or_day(words, now, default_time=default_time, **times.for_moments)
    except DateError:
        length = parse_duration(_WORKING.sub("", words))
        if length is None:
            raise
        return When(_in_length(length, now).at, has_time=True)


def _is_glued(line: str, place: int) -> bool:
    """Whether Chinese ends or begins here, so that no blank is needed."""
    before, after = line[place - 1], line[place]
    return (is_cjk(before) and (is_cjk(after) or after.isdigit())) or (
        (before.isdigit() and is_cjk(after)) or before in _COMMAS
    )


def told_in_words(due_at: datetime, estimate_at: datetime | None, now: datetime, zone: tzinfo) -> str:
    """What to tell the customer, with our own estimate where it is another time."""
    told = format_when(due_at, now, zone)
    if estimate_at is None or abs(due_at - estimate_at) < timedelta(seconds=_ALIKE):
        return _("by {time}").format(time=told)
    expected = format_when(estimate_at, now, zone)
    return _("by {time} (we expect {estimate})").format(time=told, estimate=expected)


def _splits(line: str) -> Iterator[tuple[str, str]]:
    """(words that may be the time, the rest): the last words or the first, more of them before fewer."""
    words = line.split(" ")
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        for time_words, rest in ((words[-count:], words[:-count]), (words[:count], words[count:])):
            yield " ".join(time_words).strip(_COMMAS), " ".join(rest).strip(_COMMAS)


def _told(when: When, words: str) -> ToldTime:
    """A moment that these words name: what is told, unless they are a length of time to come."""
    length = _length(words)
    return ToldTime(when.until or when.at, is_estimate=length is not None, length=length)


def _length(text: str) -> Duration | None:
    """The length of time that this is; 两小时内 and within 2h are what the customer heard."""
    folded = fold(half_width(as_offset(text.strip())[:MAX_LENGTH])).strip()
    if folded.endswith("内") or folded.startswith("within"):
        return None
    if length := parse_duration(_WORKING.sub("", text)):
        # 2d as well as 60m; +2d and 两天后 name a day.
        return length
    try:
        offset = read_offset(folded)
    except (ValueError, OverflowError):
        return None
    return None if offset is None else Duration(int(offset.total_seconds()))
