"""Dates and times as other programs write them, for imports: numeric, ISO, English and Chinese forms.

The order of day and month is never guessed: where both readings are dates, AmbiguousDateError asks for it.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache

from servicedesk.domain.date_words import ENGLISH_MONTHS
from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import clean_line, half_width
from servicedesk.i18n import _

ORDERS = ("dmy", "mdy", "ymd")
MAX_LENGTH = 80


class DateError(UsageError, code="date"):
    """A text that is not understood as a date or a time."""


class UnclearDateError(DateError, code="unclear"):
    """Words for a time of which one has to ask which it is."""


class AmbiguousDateError(UnclearDateError, code="ambiguous"):
    """A date of which nobody can tell the day from the month."""


class OtherOrderError(DateError, code="date_order"):
    """A date that is one only with day and month in another order than the one that was said."""


class SkippedTimeError(UnclearDateError, code="skipped_time"):
    """A local time that does not exist: the clock goes forward over it."""


_TIME = (
    r"(?:[t,\s]\s*|(?<=[日号]))(?:(?P<before>上午|下午|am|pm)\s*)?(?P<hour>\d{1,2})"
    r"(?:[:.时点](?P<minute>\d{1,2})分?(?:[:.]?(?P<second>\d{1,2})秒?(?:[.,]\d{1,9})?)?)?"
    r"\s*(?P<after>am|pm|a\.m\.|p\.m\.|上午|下午)?"
    r"\s*(?P<zone>z|utc|gmt|(?:utc|gmt)?[+-]\d{2}(?::?\d{2})?)?"
)
_WHOLE_TIME = f"(?:{_TIME})?"
_MONTH_NAMES = "|".join(sorted(ENGLISH_MONTHS, key=len, reverse=True))
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+|)"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_SEPARATED = r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{1,2})"


@cache
def _pattern(form: str) -> re.Pattern[str]:
    """The pattern of a form, compiled when it is first needed."""
    return re.compile(
        {
            "year first": rf"(\d{{4}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})日?{_WHOLE_TIME}",
            "year last": _SEPARATED + _WHOLE_TIME,
            "compact": r"((?:19|20)\d\d)(\d\d)(\d\d)(?:t?(\d\d)(\d\d)(\d\d)?(z)?)?",
            "day and name": (
                rf"{_WEEKDAY}{_DAY}[-\s./]+({_MONTH_NAMES})[-\s./,]+(\d{{4}}|\d{{2}}){_WHOLE_TIME}"
            ),
            "name and day": rf"{_WEEKDAY}({_MONTH_NAMES})[.\s]+{_DAY},?\s+(\d{{4}}){_WHOLE_TIME}",
        }[form]
    )


def parse_timestamp(text: str, date_order: str | None, zone: tzinfo) -> datetime | date:
    """The date, or with a time the moment in UTC, that `text` writes; times are in `zone` unless they say.

    Raises AmbiguousDateError (code `ambiguous`) when `date_order` (`dmy`, `mdy`, `ymd`) is None and needed,
    OtherOrderError when the text is a date in another order only, and DateError when it is no date: a bare
    spreadsheet serial number is none.
    """
    if (moment := _plain_iso(text, zone)) is not None:
        return moment
    written = half_width(clean_line(text)).lower()
    if len(written) > MAX_LENGTH:
        raise not_understood()
    try:
        return _parse(written, date_order, zone)
    except (ValueError, OverflowError):
        raise not_understood() from None


def _plain_iso(text: str, zone: tzinfo) -> datetime | None:
    """The moment of a common ISO form, read by the standard library, as most cells of an import are."""
    if (
        not 16 <= len(text) <= 32
        or text[4] != "-"
        or text[7] != "-"
        or text[10] not in "T "
        or not text.isascii()
    ):
        return None
    try:
        moment = datetime.fromisoformat(text).replace(microsecond=0)
        return typed_to_utc(moment, zone) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _parse(written: str, date_order: str | None, zone: tzinfo) -> datetime | date:
    if match := _pattern("year first").fullmatch(written):
        return _with_time(date(int(match[1]), int(match[2]), int(match[3])), match, zone)
    if match := _pattern("year last").fullmatch(written):
        return _with_time(_ordered((match[1], match[2], match[3]), date_order), match, zone)
    if match := _pattern("compact").fullmatch(written):
        day = date(int(match[1]), int(match[2]), int(match[3]))
        if match[4] is None:
            return day
        clock = timedelta(hours=int(match[4]), minutes=int(match[5]), seconds=int(match[6] or 0))
        return _moment(day, clock, UTC if match[7] else zone)
    if match := _pattern("day and name").fullmatch(written):
        return _with_time(date(full_year(match[3]), ENGLISH_MONTHS[match[2]], int(match[1])), match, zone)
    if match := _pattern("name and day").fullmatch(written):
        return _with_time(date(int(match[3]), ENGLISH_MONTHS[match[1]], int(match[2])), match, zone)
    raise ValueError(written)


def full_year(text: str) -> int:
    """The year that two or four digits mean: 00 to 69 are in this century, 70 to 99 in the last."""
    year = int(text)
    if len(text) == 4:
        return year
    return year + (2000 if year < 70 else 1900)


@lru_cache(maxsize=8192)
def _ordered(parts: tuple[str, str, str], date_order: str | None) -> date:
    """The date that the three numbers are in `date_order`, or else in the only order that makes them one."""
    year_last = len(parts[2]) == 4
    orders = ORDERS[:2] if year_last else ORDERS
    candidates = {order: day for order in orders if (day := _try_order(parts, order)) is not None}
    if date_order and candidates and date_order not in candidates:
        raise other_order(date_order)
    if date_order:
        candidates = {order: day for order, day in candidates.items() if order == date_order}
    days = set(candidates.values())
    if len(days) > 1:
        raise ambiguous()
    if not days:
        raise ValueError(parts)
    return days.pop()


def _try_order(parts: tuple[str, str, str], order: str) -> date | None:
    named = dict(zip(order, parts, strict=True))
    if len(named["y"]) == 1:
        return None
    try:
        return date(full_year(named["y"]), int(named["m"]), int(named["d"]))
    except ValueError:
        return None


def _with_time(day: date, match: re.Match[str], zone: tzinfo) -> datetime | date:
    if match["hour"] is None:
        return day
    half = (match["before"] or match["after"] or "").replace(".", "")
    if match["minute"] is None and not half and "时" not in match[0] and "点" not in match[0]:
        raise ValueError(match[0])
    clock = clock_time(int(match["hour"]), int(match["minute"] or 0), half)
    clock += timedelta(seconds=min(int(match["second"] or 0), 60))
    return _moment(day, clock, _offset(match["zone"]) or zone)


def clock_time(hour: int, minute: int, half: str) -> timedelta:
    """Time since midnight; `half` is am, pm, 上午, 下午 or nothing. Raises ValueError for 25:00."""
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise ValueError(hour, minute)
    if half in {"pm", "下午"} and hour < 12:
        hour += 12
    elif half in {"am", "上午"} and hour == 12:
        hour = 0  # so spreadsheets write the half hour after midnight: 上午12:30
    elif half == "am" and hour > 12:
        raise ValueError(hour, half)
    return timedelta(hours=hour, minutes=minute)


def _offset(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    sign_at = max(text.find("+"), text.find("-"))
    if sign_at < 0:
        return UTC
    digits = text[sign_at + 1 :].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[sign_at] == "-" else offset)


def _moment(day: date, clock: timedelta, zone: tzinfo) -> datetime:
    local = datetime(day.year, day.month, day.day) + clock  # noqa: DTZ001 - the zone follows
    return typed_to_utc(local, zone)


def typed_to_utc(local: datetime, zone: tzinfo) -> datetime:
    """The moment of a naive local time that somebody wrote; of two it is the first.

    Raises SkippedTimeError for one that the clock skips; midnight alone is then the beginning of its day.
    """
    at = to_utc(local, zone)
    there = at.astimezone(zone).replace(tzinfo=None)
    if there != local and (local.hour or local.minute or local.second):
        raise SkippedTimeError(
            _("There is no {time} on {day}: the clock goes forward over it.").format(
                time=f"{local:%H:%M}", day=local.date()
            ),
            _("Write it like {examples}.").format(examples=f"{there:%H:%M}"),
        )
    return at


def turns_on(day: date, zone: tzinfo) -> bool:
    """Whether the clock is set forward or back on that day."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return midnight.utcoffset() != (midnight + timedelta(days=1)).utcoffset()


def to_utc(local: datetime, zone: tzinfo) -> datetime:
    """The moment of a naive local time: one the clock skips moves forward, of two it is the first."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def not_understood() -> DateError:
    """The error for a text that is no date, with examples."""
    return DateError(
        _("That date or time is not understood."),
        _("Write it like {examples}.").format(examples=_("fri 15:00, tomorrow, 3d, 2026-12-01")),
    )


def said(error: DateError) -> str:
    """What is wrong with a time, and what to do, as one line of a screen."""
    return f"{error.message} {error.hint}".strip()


def no_holiday(year: int) -> UnclearDateError:
    """The error for 节后 where the calendar knows no holiday of `year`."""
    return UnclearDateError(
        _("No holiday is known then."),
        _("Name the day, or run: {command}").format(command=f"servicedesk calendar seed CN {year}"),
    )


def vague(word: str) -> UnclearDateError:
    """The error for words that name no time that could be kept: 尽快, soon."""
    return UnclearDateError(
        _("{word} is no time that anybody can keep or check.").format(word=word),
        _("Name a day or a time, such as {examples}.").format(examples=_("fri, 'tomorrow 15:00' or 2h")),
    )


def other_order(order: str) -> OtherOrderError:
    """The error for 03/14/2026 where the day comes first."""
    return OtherOrderError(_("Its day and month do not stand in the order {order}.").format(order=order))


def ambiguous() -> AmbiguousDateError:
    """The error for a date such as 03/04."""
    return AmbiguousDateError(
        _("Day and month of that date can be taken for one another."),
        _("Write it like {examples}.").format(examples="2026-04-03")
        + " "
        + _("Or say the order once: {command}; for an import: {options}.").format(
            command="servicedesk config set date_order dmy|mdy", options="--date-order dmy|mdy|ymd"
        ),
    )
