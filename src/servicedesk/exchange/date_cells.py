"""Dates and times that only files hold: days counted by a spreadsheet, seconds since 1970, Chinese numerals.

What domain/timestamps.py reads comes first; what it does not is written anew in a form that it does. Numbers
alone are dates only where a column is one of dates, which whoever calls this knows.
"""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from servicedesk.domain.date_words import ENGLISH_MONTHS, NIGHT_PARTS, read_number
from servicedesk.domain.text import clean_line, half_width
from servicedesk.domain.timestamps import (
    MAX_LENGTH,
    DateError,
    OtherOrderError,
    UnclearDateError,
    full_year,
    parse_timestamp,
    typed_to_utc,
)

_SERIAL = re.compile(r"[1-7][0-9]{4}(?:\.[0-9]{1,15})?")
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 73_050
"""18 May 1927 and the last day of 2099: other numbers of five digits are counts or ids."""
_EPOCH_1900, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_SECONDS_OF_DAY = 86_400

_SINCE_1970 = re.compile(r"(?:/date\()?([1-4][0-9]{9})(?:\.[0-9]{1,9})?([0-9]{3})?(?:\)/)?")
_WHOLE = re.compile(r"([0-9]{8}|[0-9]{14})\.0+")

_NUMERALS = "〇○零一二三四五六七八九十廿卅"
_LONG_YEAR = re.compile(r"^([〇○零一二三四五六七八九]{4})(?=年)")
_SHORT_YEAR = re.compile(r"^([0-9]{2})(?=年)")
_REPUBLIC = re.compile(r"^(?:中[华華])?民[国國]\s*([0-9]{1,3}|[一二三四五六七八九十百]{1,5}|元)\s*[年/.-]")
_BARE_REPUBLIC = re.compile(r"\s*([0-9]{3})(?=\s*[年/.-]\s*[0-9]{1,2}\s*[月/.-]\s*[0-9]{1,2}(?![0-9]))")
_NUMERAL = re.compile(rf"[{_NUMERALS}]{{1,3}}(?=[月日号時时点點分秒])")
_WEEKDAY = re.compile(r"[(\[]?\s*(?:星期|周|週|礼拜)\s*[一二三四五六日天1-7]\s*[)\]]?")
_ENGLISH_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}[.,]*\s+(?=\d)")
_GERMAN_WEEKDAY = re.compile(
    r"^(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|(?:mo|di|mi|do|fr|sa|so)\b)[.,\s]*"
)
_GERMAN_MONTHS = {
    "januar": "january", "jänner": "january", "februar": "february", "märz": "march", "maerz": "march",
    "mrz": "march", "mär": "march", "mai": "may", "juni": "june", "juli": "july", "oktober": "october",
    "okt": "october", "dezember": "december", "dez": "december",
}  # fmt: skip
_GERMAN_MONTH = re.compile(rf"\b(?:{'|'.join(sorted(_GERMAN_MONTHS, key=len, reverse=True))})\b")
_MONTHS = "|".join(sorted(ENGLISH_MONTHS, key=len, reverse=True))
_SLASHED_MONTH = re.compile(rf"^(\d{{1,2}})/({_MONTHS})/(\d{{4}}|\d{{2}})[:\s]?")
_YEAR_LAST = re.compile(
    rf"^(?:[a-z]{{3,9}}\.?,?\s+)?({_MONTHS})\s+(\d{{1,2}})\s+(\d{{1,2}}:\d{{2}}(?::\d{{2}})?)(\s+[+-]\d{{4}})?\s+(\d{{4}})$"
)
_NAMED_ZONE = re.compile(
    r"(?<=[+-]\d{2}:\d{2}|.[+-]\d{4})\s*(?:\([^()]*\)|\[[^\[\]]*\])$|(?<=z)\[[^\[\]]*\]$"
)
_NIGHT = "晚上|晚间|夜里|夜间|深夜|半夜|午夜|晚|夜"
_PART_OF_DAY = re.compile(rf"(早上|早晨|清晨|凌晨|中午|傍晚|{_NIGHT})\s*([0-9]{{1,2}})(?![0-9])")
_BESIDE_A_DAY = re.compile(rf"(?<=[0-9])(?=上午|下午|早上|早晨|清晨|凌晨|中午|傍晚|{_NIGHT})")
_EVENING = NIGHT_PARTS | {"傍晚"}
_SMALL_HOUR = re.compile(rf"(?:{_NIGHT})\s*(12|0?[0-4])(?![0-9])")
"""The end of that evening and what follows: of the day after, as in what is typed (domain/time_rules.py)."""
_ON_DAY = re.compile(r"(?<=[0-9])[号號]")
_WHOLE_HOUR = re.compile(r"(?<=[0-9])[点时][钟整]?(?![0-9])")
_COMPACT = re.compile(r"^((?:19|20)\d{6})[\s_t-]+(\d{1,2}:\d{2}(?::\d{2})?|\d{4}|\d{6})$")


def read_date(text: str, order: str | None, zone: tzinfo) -> datetime | date:
    """The day, or with a time the moment in UTC, in a cell of dates; `order` is that of day and month.

    Raises as domain.timestamps.parse_timestamp does.
    """
    try:
        return parse_timestamp(text, order, zone)
    except (UnclearDateError, OtherOrderError):
        raise
    except DateError as error:
        written = half_width(clean_line(text)).lower()
        if len(written) <= MAX_LENGTH:
            if (counted := _counted(written, zone)) is not None:
                return counted
            anew, is_after_midnight = _SMALL_HOUR.subn(
                lambda match: f"上午{int(match[1]) % 12}", _anew(written)
            )
            if anew not in {"", written}:
                found = parse_timestamp(anew, order, zone)
                return _a_day_later(found, zone) if is_after_midnight else found
        raise error from None


def _a_day_later(found: datetime | date, zone: tzinfo) -> datetime | date:
    """The same time by the clock of the place, on the day after."""
    if not isinstance(found, datetime):
        return found + timedelta(days=1)
    return typed_to_utc(found.astimezone(zone).replace(tzinfo=None) + timedelta(days=1), zone)


def of_serial(serial: float, zone: tzinfo, *, from_1904: bool = False) -> datetime | date:
    """The day, or with a fraction the moment in UTC, that a spreadsheet keeps as days since 1900 or 1904.

    Raises OverflowError for one that no calendar has, DateError for a time that the clock skips.
    """
    days, seconds = divmod(round(serial * _SECONDS_OF_DAY), _SECONDS_OF_DAY)
    day = (_EPOCH_1904 if from_1904 else _EPOCH_1900) + timedelta(days=days)
    if not seconds:
        return day
    local = datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)  # noqa: DTZ001 - the zone follows
    return typed_to_utc(local, zone)


def since_1900(text: str) -> str:
    """A cell of dates of a workbook that counts days from 1904, with its number as the others count it."""
    written = text.strip()
    if not _SERIAL.fullmatch(written):
        return text
    whole, dot, part = written.partition(".")
    return f"{int(whole) + (_EPOCH_1904 - _EPOCH_1900).days}{dot}{part}"


def is_bare_republic(text: str) -> bool:
    """Whether a cell may be a date with a bare year of the Republic of China, 115/10/19; a column tells."""
    return _BARE_REPUBLIC.match(half_width(text)) is not None


def since_republic(text: str) -> str:
    """A cell of a column of such dates with the year as others count it; any other cell as it stands."""
    if not is_bare_republic(text):
        return text
    return _BARE_REPUBLIC.sub(lambda match: str(_republican(match[1])), half_width(text), 1)


def _counted(written: str, zone: tzinfo) -> datetime | date | None:
    """The day or moment that a number counts to; None for a number that is likely none."""
    if _SERIAL.fullmatch(written) and _FIRST_SERIAL <= float(written) <= _LAST_SERIAL:
        return of_serial(float(written), zone)
    if match := _SINCE_1970.fullmatch(written):
        return datetime.fromtimestamp(int(match[1]), UTC)
    return None


def _anew(written: str) -> str:
    """`written` in a form that other programs write, as far as it is understood; '' when it is none."""
    if match := _WHOLE.fullmatch(written):
        return match[1]
    if match := _YEAR_LAST.match(written):
        return f"{match[1]} {match[2]}, {match[5]} {match[3]}{(match[4] or '').strip()}"
    if match := _COMPACT.match(written):
        day, clock = match[1], match[2].replace(":", "").zfill(4)
        return f"{day}{clock}" if len(clock) in {4, 6} else f"{day}0{clock}"
    anew = _WEEKDAY.sub(" ", written)
    anew = _REPUBLIC.sub(lambda match: f"{_republican(match[1])}年", anew)
    anew = _LONG_YEAR.sub(lambda match: "".join(map(_digit, match[1])), anew)
    anew = _SHORT_YEAR.sub(lambda match: str(full_year(match[1])), anew)
    anew = _NUMERAL.sub(lambda match: str(read_number(match[0].replace("○", "〇"))), anew)
    anew = _ON_DAY.sub("日", anew).replace("點", "点").replace("時", "时")
    anew = _PART_OF_DAY.sub(_half_of_day, _BESIDE_A_DAY.sub(" ", anew)).replace("点半", "点30分")
    anew = _WHOLE_HOUR.sub(":00", anew)
    anew = _GERMAN_MONTH.sub(lambda match: _GERMAN_MONTHS[match[0]], _GERMAN_WEEKDAY.sub("", anew))
    anew = _ENGLISH_WEEKDAY.sub("", anew)
    anew = re.sub(r",?\s+at(?=\s+\d)|\s*uhr$|(?<=\d),(?=\s*\d{1,2}:)", "", anew)
    anew = _SLASHED_MONTH.sub(r"\1 \2 \3 ", anew)
    anew = _NAMED_ZONE.sub("", anew)
    return " ".join(anew.split())


@lru_cache(maxsize=64)
def _republican(text: str) -> int:
    """The year of a year of the Republic of China, whose first was 1912."""
    return 1911 + (1 if text == "元" else read_number(text))


def _half_of_day(match: re.Match[str]) -> str:
    """晚上8 as 下午8; 晚上2 and 晚上12 stay: they are of the day after."""
    part, hour = match[1], int(match[2])
    if part in _EVENING:
        return f"下午{hour}" if 5 <= hour < 12 or 16 < hour < 24 else match[0]
    if part == "中午":
        return f"{'上午' if hour in {10, 11} else '下午'}{hour}" if hour in {10, 11, 12, 1, 2} else match[0]
    return f"上午{hour % 12}" if hour <= 12 and (part == "凌晨" or hour < 12) else match[0]


def _digit(character: str) -> str:
    return str(max("〇一二三四五六七八九".find(character), 0))
