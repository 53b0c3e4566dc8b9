"""Days and times as people type them, in English and Chinese: `fri 15:00`, `+3d`, 下周二, 明天下午三点.

What cannot be told apart (03/04) is refused, never guessed. The rules of choice:
- a weekday, a day of the month or a time alone is the next one not past (leaning to the past: the last);
- `next tue` and 下周二 are in the week after this one; weeks begin on Monday;
- 1点 to 6点 without 上午 or 下午 are in the afternoon; 3:00 is at night, as a clock shows it;
- a time that the clock skips is refused; of one that it shows twice the first is meant, or 02:30+01:00.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from servicedesk.domain.date_reader import Reading, read
from servicedesk.domain.date_words import NUMBER, VAGUE, add_months, fold, monday_of, read_number
from servicedesk.domain.day_context import Context
from servicedesk.domain.text import clean_line, half_width
from servicedesk.domain.timestamps import (
    DateError,
    UnclearDateError,
    not_understood,
    parse_timestamp,
    to_utc,
    typed_to_utc,
    vague,
)
from servicedesk.domain.working_days import DaysSource, PlainWeek

MAX_LENGTH = 80
DEFAULT_TIME = time(9, 0)
YEARS = range(1900, 2200)

_TIMESTAMP = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:t|\s+)\d{1,2}:\d{2}[\d:.,]*z?"
    r"(?:\s*[ap]m(?![a-z])|\s*[+-]\d{2}:?\d{2})?"
)


_LENGTH_ALONE = re.compile(
    r"(?=.*(?:小[时時]|[钟鐘]))[\d.零〇一二两兩三四五六七八九十百俩倆半个個小时時分刻钟鐘头頭]{2,12}"
)
_OFFSET = re.compile(r"(?:utc|gmt)?([+-])(\d{2}):(\d{2})(?![\d:])")
"""Right behind a time: its distance from UTC, which tells apart the two of an hour that comes twice."""


@dataclass(frozen=True, slots=True)
class When:
    """A moment in UTC; `has_time` is False when only a day was named and the time is the default one."""

    at: datetime
    has_time: bool
    until: datetime | None = None
    """Where a stretch of time was named, 下午2-4点, its end."""


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days: from `start` to before `end`."""

    start: date
    end: date


def parse_when_or_day(
    text: str,
    now: datetime,
    *,
    zone: tzinfo,
    default_time: time | None = DEFAULT_TIME,
    date_order: str | None = None,
    lean: str = "future",
    days: DaysSource = PlainWeek,
) -> When:
    """The moment, in UTC, that `text` names, and whether a time was named.

    `lean` as for parse_day, the others as for read_when. A length of time alone, 半小时, is counted from now
    on. Raises DateError.
    """
    line = clean_line(text)
    if lean == "future":
        line = as_offset(line)
    found = read_when(
        line, now, zone=zone, default_time=default_time, date_order=date_order, lean=lean, days=days
    )
    if found is None or found[1] < len(line):
        raise not_understood()
    return found[0]


def as_offset(line: str) -> str:
    """半小时 and 90分钟 with the 后 that they are said without where only a length of time can be meant."""
    return f"{line}后" if _LENGTH_ALONE.fullmatch(line) else line


def read_when(
    text: str,
    now: datetime,
    *,
    zone: tzinfo,
    default_time: time | None = DEFAULT_TIME,
    date_order: str | None = None,
    lean: str = "future",
    days: DaysSource = PlainWeek,
) -> tuple[When, int] | None:
    """What the beginning of `text` (one cleaned line) names, and where that ends; None when it names no time.

    Without a `default_time` a day alone is meant until its work ends, a week or a month until its own end.
    `days` gives the calendar in which working days and holidays are looked up. Raises UnclearDateError for a
    day such as 03/04, for a time that the clock skips, for what the calendar does not know, and for words
    that only promise a time (尽快).
    """
    written = fold(half_width(text[:MAX_LENGTH]))
    found: datetime | date | None
    try:
        if stamp := _TIMESTAMP.match(written):
            found = parse_timestamp(stamp[0], date_order, zone)
            has_time, until, end = True, None, stamp.end()
        else:
            here = now.astimezone(zone).replace(tzinfo=None)
            context = Context(here, -1 if lean == "past" else 1, date_order, default_time is None, days)
            reading = read(written, context)
            found, until = _moment(reading, context, now, zone, default_time or DEFAULT_TIME)
            has_time, end = reading.offset is not None or reading.clock is not None, reading.end
            if reading.clock is not None and (said := _OFFSET.match(written, end)):
                local, end = reading.local(context, DEFAULT_TIME), said.end()
                found = local and local.replace(tzinfo=_distance(said)).astimezone(UTC)
    except UnclearDateError:
        raise
    except (DateError, ValueError, OverflowError):
        return None
    if not isinstance(found, datetime) or found.year not in YEARS:
        _refuse_vague(written)
        return None
    return When(found, has_time, until), end


def with_window(text: str, when: When | None, zone: tzinfo) -> str:
    """`text` with the stretch of time behind it that was named, as (14:00-16:00), so that no end is lost."""
    if when is None or when.until is None:
        return text
    ends = [at.astimezone(zone).strftime("%H:%M") for at in (when.at, when.until)]
    return f"{text} ({'-'.join(ends)})".lstrip()


def _refuse_vague(written: str) -> None:
    for word in VAGUE:
        # 回头客 is a customer who comes back, and no time.
        if re.match(rf"{word}(?![a-z客])", written):
            raise vague(word)


def _moment(
    reading: Reading, context: Context, now: datetime, zone: tzinfo, default_time: time
) -> tuple[datetime | None, datetime | None]:
    """The moment, and where a stretch of time that begins then ends."""
    if reading.offset is not None:
        return (now + reading.offset).astimezone(UTC), None
    local = reading.local(context, default_time)
    if local is None:
        return None, None
    until = reading.until(local)
    found = to_utc(local, zone) if reading.clock is None else typed_to_utc(local, zone)
    return found, None if until is None else to_utc(until, zone)


def _distance(said: re.Match[str]) -> timezone:
    offset = timedelta(hours=int(said[2]), minutes=int(said[3]))
    return timezone(-offset if said[1] == "-" else offset)


def parse_day(
    text: str,
    today: date,
    *,
    lean: str = "future",
    date_order: str | None = None,
    days: DaysSource = PlainWeek,
) -> date:
    """The day that `text` names. Raises DateError, also when it names a time.

    `lean` "past" is for what has happened already: `fri` is the last Friday, `3d` three days ago.
    """
    written = fold(half_width(clean_line(text)))
    context = Context(datetime.combine(today, time()), -1 if lean == "past" else 1, date_order, source=days)
    try:
        reading = read(written[:MAX_LENGTH], context)
    except UnclearDateError:
        raise
    except (ValueError, OverflowError):
        raise not_understood() from None
    if reading.day is None or reading.clock is not None or reading.end < len(written):
        raise not_understood()
    if reading.day.year not in YEARS:
        raise not_understood()
    return reading.day


def parse_span(
    text: str,
    today: date,
    *,
    lean: str = "future",
    date_order: str | None = None,
    days: DaysSource = PlainWeek,
) -> Span:
    """The days that `text` names: one, or a week, month or year (`this week`, 上月, `2026-11`).

    三天内 is from today until that day. Raises DateError.
    """
    written = fold(half_width(clean_line(text)))
    try:
        if span := _period(written[:MAX_LENGTH], today, lean):
            return span
    except (ValueError, OverflowError):
        raise not_understood() from None
    day = parse_day(written, today, lean=lean, date_order=date_order, days=days)
    return Span(today if is_within(written) and day > today else day, day + timedelta(days=1))


def is_within(text: str) -> bool:
    """Whether it says a stretch that begins now: 三天内, within 2 hours."""
    return _WITHIN.search(fold(half_width(clean_line(text)))) is not None


_WITHIN = re.compile(r"^within\s|(?:之内|以内|内)$")


_PERIOD = re.compile(
    r"(this|next|last|[上下]+|本|这)\s*个?(week|month|quarter|year|周|星期|礼拜|月|季度|季|年)"
)
_LAST_DAYS = re.compile(
    rf"(?:最近|近|过去|last|past)\s*({NUMBER})\s*(?:个)?(days?|weeks?|天|日|周|星期|礼拜)"
)
_CHINESE_YEARS = {"今年": 0, "去年": -1, "明年": 1, "前年": -2}
_CHINESE_MONTH = re.compile(rf"({NUMBER})月(?:份)?")
_MONTH = re.compile(r"(\d{4})[-/年](\d{1,2})月?")
_YEAR = re.compile(r"(\d{4})年?")
_SHIFTS = {"this": 0, "本": 0, "这": 0, "next": 1, "last": -1}


def _period(written: str, today: date, lean: str) -> Span | None:
    if match := _PERIOD.fullmatch(written):
        shift = _SHIFTS.get(match[1], match[1].count("下") - match[1].count("上"))
        if match[2] in {"week", "周", "星期", "礼拜"}:
            start = monday_of(today) + timedelta(weeks=shift)
            return Span(start, start + timedelta(weeks=1))
        if match[2] in {"quarter", "季度", "季"}:
            first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
            return _months(add_months(first, 3 * shift), 3)
        if match[2] in {"month", "月"}:
            return _months(add_months(today.replace(day=1), shift), 1)
        return _months(date(today.year + shift, 1, 1), 12)
    if match := _LAST_DAYS.fullmatch(written):
        count = read_number(match[1]) * (1 if match[2] in {"day", "days", "天", "日"} else 7)
        # Today is the last of them.
        return Span(today - timedelta(days=count - 1), today + timedelta(days=1))
    if written in _CHINESE_YEARS:
        return _months(date(today.year + _CHINESE_YEARS[written], 1, 1), 12)
    if month := _named_month(written, today, -1 if lean == "past" else 1):
        return _months(month, 1)
    if (match := _YEAR.fullmatch(written)) and int(match[1]) in YEARS:
        return _months(date(int(match[1]), 1, 1), 12)
    return None


def _named_month(written: str, today: date, lean: int) -> date | None:
    """2026-11, 2026年11月; 11月 is the running month, else the next one to come, or to have been."""
    if match := _MONTH.fullmatch(written):
        return date(int(match[1]), int(match[2]), 1)
    if match := _CHINESE_MONTH.fullmatch(written):
        month = read_number(match[1])
        return date(today.year + (lean if (month - today.month) * lean < 0 else 0), month, 1)
    return None


def _months(start: date, count: int) -> Span:
    return Span(start, add_months(start, count))


def day_start(day: date, zone: tzinfo) -> datetime:
    """The first moment of `day` in `zone`, in UTC."""
    return to_utc(datetime.combine(day, time()), zone)
