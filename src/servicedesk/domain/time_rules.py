"""Rules for times of the day (下午三点, 3:30 pm) and for offsets from now (2h, 半小时后)."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import cache

from servicedesk.domain.date_words import (
    ENGLISH_NUMBERS,
    MORNING_PARTS,
    NIGHT_PARTS,
    NOON_PARTS,
    NUMBER,
    PART_HOURS,
    one_of,
    read_number,
)

# ---- times of the day

_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45, "1刻": 15, "3刻": 45, "整": 0, "钟": 0}
_PART = rf"(?P<part>{one_of(PART_HOURS)})"
_AT = r"\s*(?:at\s+)?"
_AFTER = r"\s*(?P<after>am|pm|a\.m\.|p\.m\.)(?![a-z])"
_DIGITAL = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?![\d:])"
_NUMBERS = "|".join(name for name in ENGLISH_NUMBERS if name not in {"a", "an"})
_HOUR = rf"\d{{1,2}}|(?:{_NUMBERS})(?![a-z])|(?:{_NUMBERS})(?=ish)"
_AFTER_LIMIT = (
    "(?:" + "|".join(rf"(?<=\b{word}\s)" for word in ("at", "by", "before", "until", "till", "after")) + ")"
)
"""Behind such a word an hour may stand alone, as before o'clock: fri before 12, at three."""
_UNITS = "h|hrs?|hours?|m|mins?|minutes?|d|days?|w|weeks?|months?|years?|people|of"
_BEFORE = rf"(?P<part>{one_of(PART_HOURS)})?差(?P<less>一刻|两分|{NUMBER}分)(?:钟)?(?P<hour>{NUMBER})点"
_CLOCKS = (
    _BEFORE,
    rf"(?P<share>half|(?:a\s+)?quarter)\s+(?P<to_or_past>past|to)\s+(?P<hour>{_HOUR})(?:{_AFTER})?(?![\d:a-z])",
    rf"{_AT}(?P<hour>{_HOUR})(?::(?P<minute>\d{{2}}))?(?P<loose>\s*o'clock|-?ish)(?:{_AFTER})?(?![a-z])",
    rf"(?:{_PART})?{_AT}{_DIGITAL}(?:{_AFTER})?",
    rf"(?:{_PART})?\s*(?P<hour>{NUMBER})[点时](?P<minute>半|[一三13]刻|整|钟|{NUMBER}分?)?",
    rf"{_AT}(?P<hour>\d{{1,2}}){_AFTER}",
    rf"(?P<part>morning|afternoon|evening|tonight){_AT}(?P<hour>\d{{1,2}})(?![\d:./-])",
    rf"{_AFTER_LIMIT}(?P<loose>)(?P<hour>{_HOUR})(?![\d:./%a-z-]|\s*(?:{_UNITS})(?![a-z]))",
    _PART,
)
_SAID = rf"(?:{_PART})?\s*(?P<hour>{NUMBER})(?:[点时](?P<minute>半|[一三13]刻|整|钟|{NUMBER}分?)?)?"
_LAST_PART = _PART.replace("<part>", "<last_part>")
_FIRST_AFTER = r"(?:\s*(?P<first_after>am|pm|a\.m\.|p\.m\.))?"
_TO = r"\s*(?:到|至|-|~|–|—|to\s)\s*"
_AT_NIGHT = r"0?[0-3]:\d{2}-\d{2}:\d{2}"
"""01:00-05:00 is an hour that comes twice, with its distance from UTC; nobody comes between one and five."""
_LAST_DIGITAL = r"(?P<last_hour>\d{1,2}):(?P<last_minute>\d{2})"
_WINDOWS = (
    (
        f"{_SAID}{_TO}(?:{_LAST_PART})?"
        rf"(?P<last_hour>{NUMBER})[点时](?P<last_minute>半|[一三13]刻|整|钟|{NUMBER}分?)?"
    ),
    (
        rf"(?:{_PART})?\s*(?!{_AT_NIGHT})(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}}){_TO}(?:{_LAST_PART})?\s*"
        rf"{_LAST_DIGITAL}(?:{_AFTER})?(?![\d:])"
    ),
    rf"(?:(?:between|from)\s+)?(?P<hour>\d{{1,2}})(?::(?P<minute>\d{{2}}))?{_FIRST_AFTER}"
    r"\s*(?:-|~|–|—|to\s|and\s|until\s)\s*(?P<last_hour>\d{1,2})(?::(?P<last_minute>\d{2}))?" + _AFTER,
)


@cache
def clock_rules() -> list[re.Pattern[str]]:
    """The rules for times of the day, in the order in which they are tried."""
    return [re.compile(pattern) for pattern in _CLOCKS]


@cache
def window_rules() -> list[re.Pattern[str]]:
    """The rules for two times of one day: 下午2-4点, 14:00-16:00, between 2 and 4pm."""
    return [re.compile(pattern) for pattern in _WINDOWS]


def window_of(match: re.Match[str]) -> tuple[timedelta, timedelta]:
    """Times since midnight of the two ends that a rule for windows found; an end is after its start.

    What stands at one end says it of both: 下午2-4点, 2-4pm. Raises ValueError for what are no times.
    """
    groups = match.groupdict()
    last_part = (groups.get("last_part") or groups.get("after") or "").replace(".", "")
    first_part = (groups.get("part") or groups.get("first_after") or "").replace(".", "")
    spoken = "点" in match[0] or "时" in match[0]
    last = _clock(groups["last_hour"], groups["last_minute"], last_part or first_part, spoken=spoken)
    first = _clock(groups["hour"], groups["minute"], first_part, spoken=spoken and not last_part)
    if not first_part and last_part:
        # 10-2pm begins in the morning, 2-4pm does not.
        later = _clock(groups["hour"], groups["minute"], last_part, spoken=spoken)
        first = later if later < last else first
    if last <= first and last + timedelta(hours=12) > first and not last_part:
        last += timedelta(hours=12)
    if last <= first:
        raise ValueError(match[0])
    return first, last


def _clock(hour: str, minute: str | None, part: str, *, spoken: bool) -> timedelta:
    minutes = _QUARTERS.get(minute or "0")
    minutes = read_number((minute or "0").rstrip("分")) if minutes is None else minutes
    hours = ENGLISH_NUMBERS.get(hour) or read_number(hour)
    if hours > 24 or minutes > 59 or (hours == 24 and minutes):
        raise ValueError(hour, minute)
    return timedelta(hours=_full_hour(hours, part, spoken=spoken), minutes=minutes)


def clock_of(match: re.Match[str]) -> timedelta:
    """Time since midnight of what a rule found; beyond 24 hours for the small hours of 晚上.

    Raises ValueError for 25:00.
    """
    groups = match.groupdict()
    part = (groups.get("part") or groups.get("after") or "").replace(".", "")
    if groups.get("hour") is None:
        return timedelta(hours=PART_HOURS[part])
    is_loose = bool(groups.get("to_or_past")) or groups.get("loose") is not None
    spoken = "点" in match[0] or "时" in match[0] or is_loose
    found = _clock(groups["hour"] or "", groups.get("minute"), part, spoken=spoken)
    found += timedelta(seconds=min(int(groups.get("second") or 0), 59))
    if to_or_past := groups.get("to_or_past"):
        quarter = timedelta(minutes=30 if match["share"] == "half" else 15)
        found += quarter if to_or_past == "past" else -quarter
    if less := groups.get("less"):
        found -= timedelta(minutes=15 if less == "一刻" else read_number(less.rstrip("分")))
    return found


def _full_hour(hour: int, part: str, *, spoken: bool) -> int:
    if part in MORNING_PARTS:
        return 0 if hour == 12 and part in {"am", "凌晨"} else hour
    if part in NOON_PARTS:
        return hour + 12 if hour < 4 else hour
    if part in NIGHT_PARTS and (hour < 5 or hour == 12):
        return 24 + hour % 12
    if (part and hour < 12) or (spoken and 1 <= hour <= 6):
        return hour + 12
    return hour


# ---- offsets from now, in hours and minutes

OffsetRule = Callable[[re.Match[str]], timedelta | None]

_AND_A_HALF = r"\s+and\s+a\s+half"
_HOURS = (
    rf"(?P<hours>\d{{1,4}}(?:\.\d)?|(?:{_NUMBERS})(?=\s))(?P<and_half>{_AND_A_HALF})?"
    rf"\s*(?:h|hrs?|hours?)(?![a-z])(?P<also_half>{_AND_A_HALF}(?![a-z]))?"
)
_MINUTES = rf"(?P<minutes>\d{{1,5}}|(?:{_NUMBERS})(?=\s))\s*(?:m|mins?|minutes?)(?![a-z])"
_MORE_MINUTES = _MINUTES.replace("<minutes>", "<more>")
_SIGN = r"(?P<sign>in\s+|within\s+(?:the\s+next\s+)?|[+-]\s*|)"
_ONE_HOUR = rf"(?P<one>(?:an|one|(?<=within )the) hour(?P<one_half>{_AND_A_HALF}(?![a-z]))?)"
_ENGLISH_OFFSET = (
    rf"{_SIGN}(?:(?:{_HOURS}|(?P<half>half an hour)|{_ONE_HOUR})\s*(?:{_MORE_MINUTES})?|{_MINUTES})"
    r"(?P<way>\s*(?:ago|later|from now)|以后|之后|后)?"
)
_HOURS_AND_MINUTES = rf"{_SIGN}(?P<hours>\d{{1,4}})h(?P<more>\d{{1,2}})m?(?P<way>)(?![a-z\d])"
_CHINESE_OFFSET = (
    rf"(?:(?P<hours>半|俩|\d{{1,3}}\.\d|{NUMBER})个?(?P<half>半)?(?:小时|钟头|h(?=后|内|之|以))(?P<also>半)?)?"
    rf"(?:(?P<minutes>{NUMBER})(?P<unit>分钟?|刻钟))?"
    r"\s*(?P<way>以后|之后|后|之内|内|以内|以前|之前|前)"
)
_NOW = r"(?:just\s+)?now(?![a-z])|现在|刚才|刚刚"


def _english_offset(match: re.Match[str]) -> timedelta:
    groups = match.groupdict()
    hours = _number(groups.get("hours"))
    if groups.get("half"):
        hours = 0.5
    elif groups.get("one"):
        hours = 1
    if groups.get("and_half") or groups.get("also_half") or groups.get("one_half"):
        hours += 0.5
    minutes = int(_number(groups.get("minutes") or groups.get("more")))
    backward = match["sign"].strip() == "-" or "ago" in (match["way"] or "")
    return timedelta(hours=hours, minutes=minutes) * (-1 if backward else 1)


def _number(said: str | None) -> float:
    """2, 1.5 or two; 0 where nothing was said."""
    return ENGLISH_NUMBERS.get(said or "") or float(said or 0)


def _chinese_offset(match: re.Match[str]) -> timedelta | None:
    if match["hours"] is None and match["minutes"] is None:
        return None
    hours = 0.0
    if match["hours"]:
        said = {"半": 0.5, "俩": 2.0}.get(match["hours"])
        is_decimal = "." in match["hours"]
        hours = said or (float(match["hours"]) if is_decimal else read_number(match["hours"]))
        hours += 0.5 if match["half"] or match["also"] else 0
    minutes = read_number(match["minutes"] or "零") * (15 if match["unit"] == "刻钟" else 1)
    return timedelta(hours=hours, minutes=minutes) * (-1 if match["way"].endswith("前") else 1)


_OFFSETS: tuple[tuple[str, OffsetRule], ...] = (
    (_NOW, lambda _match: timedelta()),
    (_HOURS_AND_MINUTES, _english_offset),
    (_ENGLISH_OFFSET, _english_offset),
    (_CHINESE_OFFSET, _chinese_offset),
)


@cache
def offset_rules() -> list[tuple[re.Pattern[str], OffsetRule]]:
    """The rules for offsets from now, in the order in which they are tried."""
    return [(re.compile(pattern), rule) for pattern, rule in _OFFSETS]
