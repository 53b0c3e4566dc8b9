"""Dates, times and durations in the cells of a file."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any, TypeVar
from unicodedata import normalize

from servicedesk.domain.dates import day_start
from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import clean_line
from servicedesk.domain.timestamps import (
    AmbiguousDateError,
    DateError,
    OtherOrderError,
    turns_on,
    typed_to_utc,
)
from servicedesk.domain.unreadable import FIRST_YEAR, LAST_YEAR, can_be
from servicedesk.exchange.birthdays import is_birthday, is_contact, is_no_day
from servicedesk.exchange.column import Column
from servicedesk.exchange.date_cells import read_date
from servicedesk.exchange.rows import RowError
from servicedesk.exchange.value_context import (
    LINE_LIMIT,
    ColumnFacts,
    Convert,
    ValueContext,
    Warn,
    is_placeholder,
    keep_odd,
    too_long,
)
from servicedesk.i18n import _

T = TypeVar("T")

_REMEMBERED = 32_768
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?:\.0+)?(?: ?([AaPp])\.?[Mm]\.?)?")
_NOON = re.compile(r"(?:12 ?)?(?:noon|midday)", re.IGNORECASE)
_DOTTED = re.compile(r"\A(\d{1,2})\.(\d{2})(?!\d)")
_COLONS = re.compile(r"(?:([0-9]{1,4}):)?([0-9]{1,4}):([0-9]{2})(?:[.,][0-9]{1,9})?")
_HOUR = r"(?:h|hr|hrs|hours?|std|stunden?|小时|小時|时|時)\.?"
_MINUTE = r"(?:m|min|mins|minutes?|minuten|分[钟鐘]?)\.?"
_SECOND = r"(?:s|secs?|seconds?|sek|sekunden?|秒[钟鐘]?)\.?"
_UNITS = re.compile(rf"(?:(\d+)\s*{_HOUR})?[\s,]*(?:(\d+)\s*{_MINUTE})?[\s,]*(?:(\d+)\s*(?:{_SECOND})?)?")
_SURE_SECONDS = 60
"""A fraction without a unit that is less may be one of minutes."""
_ISO_DURATION = re.compile(r"pt(?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)(?:[.,]\d{1,9})?s)?")
_PRIMES = re.compile(r"()(?:(\d+)\s*['′’])?\s*(?:(\d+)\s*(?:['′’]{2}|[\"”]))?")
"""3′20″; NFKC makes two of the sign for seconds."""
_FRACTION = re.compile(
    rf"(\d{{1,6}}\.\d{{1,6}}|\d{{1,6}},\d{{1,2}}(?=\s*[^\d\s]))\s*(?:({_HOUR})|({_MINUTE})|{_SECOND})?"
)
_COUNTED = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,6})?")
_LATEST = time(23, 59, 59)


def moment_reader(column: Column, context: ValueContext, facts: ColumnFacts, _warn: Warn) -> Convert:
    days: dict[str, date | None] = {}
    clocks: dict[str, time | None] = {}
    turning: dict[str, bool] = {}
    zone = context.zone
    order = facts.date_order
    # What is due on a day is not late before that day is over.
    at_end = column.name == "due_at" and facts.kind in {"case", "promise"} and not facts.has_midnights

    def read(text: str) -> datetime | None:
        day_text, _blank, clock_text = text.strip().partition(" ")
        if clock_text and (clock := _cached(clocks, clock_text, _clock_of)) is not None:
            day = _cached(days, day_text, day_of)
            if day is not None:
                turns = _cached(turning, day_text, lambda _text: turns_on(day, zone))
                return _joined(datetime.combine(day, clock), zone, may_be_skipped=turns)
        value = timestamp(text, order, zone)
        if isinstance(value, datetime) or value is None:
            return value
        return datetime.combine(value, _LATEST, zone).astimezone(UTC) if at_end else day_start(value, zone)

    def day_of(text: str) -> date | None:
        try:
            value = read_date(text, order, zone)
        except UsageError:
            return None
        return None if isinstance(value, datetime) else value

    return _ours_first(_within_calendar(read))


def _ours_first(read: Convert) -> Convert:
    """`read`, before which a time as in our own files is tried: with no call but one, for it is frequent."""

    def read_moment(text: str) -> datetime | None:
        if len(text) == 20 and text[10] == "T" and text[19] == "Z":
            try:
                at = datetime.fromisoformat(text)
                if FIRST_YEAR <= at.year <= LAST_YEAR:
                    return at
            except ValueError:
                pass
        moment: datetime | None = read(text)
        return moment

    return read_moment


def _joined(local: datetime, zone: tzinfo, *, may_be_skipped: bool) -> datetime:
    """The moment of a local time, of two the first. RowError for one that the clock skips."""
    if not may_be_skipped:
        return local.replace(tzinfo=zone).astimezone(UTC)
    try:
        return typed_to_utc(local, zone)
    except UsageError as error:
        raise RowError("date", error.message) from None


def _within_calendar(read: Convert) -> Convert:
    """`read`, which rejects the first and the last year that can be written: no zone can show their ends."""

    def guarded(text: str) -> Any:
        try:
            value = read(text)
            if not isinstance(value, datetime) or can_be(value):
                return value
        except OverflowError:
            pass
        raise RowError("date", _("That date or time is not understood."))

    return guarded


def _cached(known: dict[str, T], text: str, read: Callable[[str], T]) -> T:
    """`read(text)`, remembered: a file repeats its days and its words."""
    try:
        return known[text]
    except KeyError:
        value = read(text)
        if len(known) < _REMEMBERED:
            known[text] = value
        return value


def _clock_of(text: str) -> time | None:
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    hour, half = int(match[1]), (match[4] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, int(match[2]), int(match[3] or 0))
    except ValueError:
        return None


def with_colon(clock: str) -> str:
    """A time of day as it stands behind a day: `9.15am` as `9:15am`, noon as 12:00."""
    return "12:00" if _NOON.fullmatch(clock) else _DOTTED.sub(r"\1:\2", clock)


def timestamp(text: str, order: str | None, zone: tzinfo) -> datetime | date | None:
    line = clean_line(text)
    if not line or is_placeholder(line):
        return None
    try:
        return read_date(line, order, zone)
    except (AmbiguousDateError, OtherOrderError) as error:
        raise _in_doubt(error) from None
    except UsageError as error:
        raise RowError("date", error.message) from None


ORDER_DOUBTS = frozenset({"ambiguous_date", "date_order"})
"""Codes of rows that another order of day and month would let in."""


def _in_doubt(error: DateError) -> RowError:
    return RowError("date_order" if isinstance(error, OtherOrderError) else "ambiguous_date", error.message)


def is_whole_day(text: str, order: str | None, zone: tzinfo) -> bool:
    """Whether `text` names a day without a time."""
    try:
        return not isinstance(read_date(text, order, zone), datetime)
    except UsageError:
        return False


def moment_or_none(text: str, order: str | None, zone: tzinfo) -> datetime | None:
    """The moment that `text` writes, of a day its beginning; None for a blank. RowError for no date."""

    def read(text: str) -> datetime | None:
        value = timestamp(text, order, zone)
        return value if isinstance(value, datetime) or value is None else day_start(value, zone)

    moment: datetime | None = _within_calendar(read)(text)
    return moment


def day_reader(_column: Column, context: ValueContext, facts: ColumnFacts, _warn: Warn) -> Convert:
    def read(text: str) -> str | None:
        value = timestamp(text, facts.date_order, context.zone)
        return _local_day(value, context.zone) if value else None

    return _within_calendar(read)


def _local_day(value: datetime | date, zone: tzinfo) -> str:
    return (value.astimezone(zone).date() if isinstance(value, datetime) else value).isoformat()


def birthday_reader(column: Column, context: ValueContext, facts: ColumnFacts, warn: Warn) -> Convert:
    def read(text: str) -> str | None:
        line = clean_line(text)
        if not facts.is_own and is_no_day(line):
            return None
        try:
            value = read_date(line, facts.date_order, context.zone)
        except (AmbiguousDateError, OtherOrderError) as error:
            raise _in_doubt(error) from None
        except UsageError:
            # Lunar days, days without a year: kept in the customer's words.
            if len(line) > LINE_LIMIT:
                raise too_long() from None
            if facts.is_own or (is_birthday(line) if column.name == "birthday" else not is_contact(line)):
                return line or None
            keep_odd(line, _("no date"), warn)
            return None
        return _local_day(value, context.zone)

    return _within_calendar(read)


def duration_reader(_column: Column, _context: ValueContext, facts: ColumnFacts, _warn: Warn) -> Convert:
    unit = facts.unit

    def read(text: str) -> int | None:
        written = normalize("NFKC", clean_line(text)).casefold().removesuffix(".0")
        if not written or is_placeholder(written):
            return None
        if unit > 1 and _COUNTED.fullmatch(written):
            return round(float(written.replace(",", ".")) * unit)
        if match := _FRACTION.fullmatch(written):
            count = float(match[1].replace(",", "."))
            if count >= _SURE_SECONDS or match[1] != written:
                return round(count * (3600 if match[2] else 60 if match[3] else 1))
        forms = (_COLONS, _UNITS, _ISO_DURATION, _PRIMES)
        match = next((found for form in forms if (found := form.fullmatch(written))), None)
        if match is None or len(written) > 30:
            raise RowError("duration", _("It is no duration such as 3:20 or 200."))
        hours, minutes, seconds = (int(number or 0) for number in match.groups())
        return hours * 3600 + minutes * 60 + seconds

    return read
