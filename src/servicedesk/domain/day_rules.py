"""Rules for days: each gives a day, with the number of days after which it comes again, or None."""

import re
from datetime import date, timedelta
from functools import cache

from servicedesk import i18n
from servicedesk.domain.date_words import (
    DAYS_FROM_TODAY,
    ENGLISH_MONTHS,
    ENGLISH_NUMBERS,
    ENGLISH_ORDINALS,
    ENGLISH_SHIFT,
    NUMBER,
    add_months,
    monday_of,
    month_end,
    one_of,
    read_number,
)
from servicedesk.domain.day_context import Context, DayRule, Found, month_day
from servicedesk.domain.month_rules import MONTH, MONTH_RULES, day_of_month
from servicedesk.domain.timestamps import ambiguous
from servicedesk.domain.week_rules import CHINESE_WEEK, WEEK_RULES
from servicedesk.domain.working_day_rules import RULES, YEARS_FROM_NOW
from servicedesk.domain.working_days import end_of_week


def _full_date(match: re.Match[str], _context: Context) -> date:
    return date(int(match[1]), int(match[2]), int(match[3]))


def _numeric_with_year(match: re.Match[str], context: Context) -> date | None:
    return _in_order(int(match[1]), int(match[2]), int(match[3]), context)


def _numeric(match: re.Match[str], context: Context) -> date | None:
    first, second = int(match[1]), int(match[2])
    if context.date_order is None and first <= 12 and i18n.language().startswith("zh"):
        # Chinese write the month first; which one is meant has to be asked in English only.
        return month_day(first, second, context)
    return _in_order(first, second, None, context)


def _with_a_dot(match: re.Match[str], context: Context) -> date | None:
    """12.5上门 is Chinese, whatever the language of the program."""
    if match.string[match.end() : match.end() + 1] > "\u2fff":
        return month_day(int(match[1]), int(match[2]), context)
    return _numeric(match, context)


def _in_order(first: int, second: int, year: int | None, context: Context) -> date | None:
    """3/14 and 14/3 can only be one day; 03/04 is asked about unless the desk has said its order."""
    if first > 12 or (context.date_order == "dmy" and second <= 12):
        first, second = second, first
    elif second <= 12 and first != second and context.date_order is None:
        raise ambiguous()
    if year is not None:
        return date(year, first, second)
    return month_day(first, second, context)


def _month_and_day(match: re.Match[str], context: Context) -> date:
    return month_day(int(match[1]), int(match[2]), context)


def _chinese_month_day(match: re.Match[str], context: Context) -> date:
    return month_day(read_number(match[1]), read_number(match[2]), context)


def _named_month_day(match: re.Match[str], context: Context) -> date:
    said = match["day"]
    month, day = ENGLISH_MONTHS[match["month"]], ENGLISH_ORDINALS.get(said) or int(said)
    return date(int(match["year"]), month, day) if match["year"] else month_day(month, day, context)


def _end_of_period(match: re.Match[str], context: Context) -> Found:
    """end of next week is its last working day, end of next month its last day."""
    shift = ENGLISH_SHIFT[match[1]] or 0
    if match[2] == "month":
        return Found(month_end(add_months(context.today.replace(day=1), shift)), by=True)
    return Found(end_of_week(context.days, monday_of(context.today) + timedelta(weeks=shift)), by=True)


def _short_year(match: re.Match[str], _context: Context) -> date:
    """27-01-31, as the calendar shows a day of another year."""
    return date(2000 + int(match[1]), int(match[2]), int(match[3]))


def _month_day_of_year(match: re.Match[str], context: Context) -> date:
    year = context.today.year + YEARS_FROM_NOW[match[1]]
    return date(year, read_number(match[2]), read_number(match[3]))


def _boundary(match: re.Match[str], context: Context) -> date:
    """eow, som, 月底: a boundary of the running period; a start is the next one but when leaning back."""
    today = context.today
    word = _BOUNDARIES[match["edge"]]
    sunday = monday_of(today) + timedelta(days=6)
    last_worked = end_of_week(context.days, monday_of(today))
    ends = {
        "eow": sunday,
        "eoww": last_worked if last_worked >= today or context.lean < 0 else sunday,
        "eom": month_end(today),
        "eoy": date(today.year, 12, 31),
    }
    if word in ends:
        return ends[word]
    start, after = {
        "sow": (monday_of(today), monday_of(today) + timedelta(weeks=1)),
        "som": (today.replace(day=1), add_months(today.replace(day=1), 1)),
        "soy": (date(today.year, 1, 1), date(today.year + 1, 1, 1)),
    }[word]
    return start if context.lean < 0 or start == today else after


def _relative_day(match: re.Match[str], context: Context) -> date:
    return context.today + timedelta(days=DAYS_FROM_TODAY[match[0]])


def _part_of_today(match: re.Match[str], context: Context) -> date:
    return context.today + timedelta(days=_SHORT_DAYS[match[0].strip()])


def _english_days(match: re.Match[str], context: Context) -> date:
    sign, way = match["sign"].strip(), (match["way"] or "").strip()
    backward = sign == "-" or way == "ago" or (context.lean < 0 and not sign and not way)
    count = ENGLISH_NUMBERS.get(match["count"]) or int(match["count"])
    if match["unit"].startswith("f"):
        return _counted(context.today, 2 * count * (-1 if backward else 1), "w")
    unit = "mo" if match["unit"].startswith("m") else match["unit"][0]
    return _counted(context.today, count * (-1 if backward else 1), unit)


def _range_of_days(match: re.Match[str], context: Context) -> Found:
    """1-2天, 3到5天, 2 to 3 days: the later end is what can be told."""
    return Found(
        _counted(context.today, read_number(match["count"]), match["unit"][0].translate(_UNITS)), by=True
    )


def _days_and_a_half(match: re.Match[str], context: Context) -> Found:
    """两天半: within the day on which they end."""
    ends = context.now + timedelta(days=read_number(match[1]), hours=12)
    return Found(ends.date(), by=True)


def _chinese_days(match: re.Match[str], context: Context) -> date | None:
    backward = match["sign"] == "-" or (match["way"] or "").endswith("前")
    sign = -1 if backward else 1
    if match["count"] == "半":
        half = {"月": (15, "d"), "年": (6, "mo")}.get(match["unit"])
        return _counted(context.today, sign * half[0], half[1]) if half else None
    unit = {"天": "d", "日": "d", "周": "w", "星期": "w", "礼拜": "w", "月": "mo", "年": "y"}[match["unit"]]
    return _counted(context.today, sign * read_number(match["count"]), unit)


def _counted(today: date, count: int, unit: str) -> date:
    if unit in {"mo", "y"}:
        return add_months(today, count * (12 if unit == "y" else 1))
    return today + timedelta(days=count * (7 if unit == "w" else 1))


_UNITS = str.maketrans("天周星礼", "dwww")
_YEAR_WORD = "|".join(YEARS_FROM_NOW)
_BOUNDARIES = {
    "eow": "eow", "eoww": "eoww", "eom": "eom", "eoy": "eoy", "sow": "sow", "som": "som", "soy": "soy",
    "end of week": "eoww", "end of the week": "eoww", "end of month": "eom", "end of the month": "eom",
    "end of year": "eoy", "end of the year": "eoy",
    "月底": "eom", "月末": "eom", "月初": "som", "年底": "eoy", "年末": "eoy", "年初": "soy",
}  # fmt: skip
_SHORT_DAYS = {"今": 0, "明": 1, "昨": -1, "后": 2, "this": 0, "last": -1, "": 0}
_NAMED_DAY = (
    rf"(?:(?P<day>\d{{1,2}}|{'|'.join(sorted(ENGLISH_ORDINALS, key=len, reverse=True))})(?:st|nd|rd|th)?)"
)
_YEAR = r"(?:,?\s+(?P<year>\d{4})(?![\d:]))?"
_CHINESE_UNIT = rf"天|日|{CHINESE_WEEK}|月|年"
_CHINESE_WAY = r"(?P<way>以后|之后|后|之内|内|以内|以前|之前|前)"
_ENGLISH_COUNT = rf"(?P<count>\d{{1,4}}|(?:{'|'.join(ENGLISH_NUMBERS)})(?=\s))"
_ENGLISH_UNIT = r"(?P<unit>days?|d|weeks?|w|fortnights?|months?|mo|years?|y)(?![a-z])"
_ENGLISH_WAY = r"(?P<way>\s+(?:ago|later|from now|from today))?"
_AFTER_A_DOT = r"(?:\.(?=\s|$)|(?![\d.%]|小时|[个天元块万折倍米度]|公|千|k|h))"

# Compiled when the first date is read: most runs of the program read none.
_RULES: tuple[tuple[str, DayRule], ...] = (
    *RULES,
    (r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)日?", _full_date),
    (r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)", _numeric_with_year),
    (r"(\d{2})-(\d{1,2})-(\d{1,2})(?![\d-])", _short_year),
    (
        (rf"{NUMBER}\s*(?:-|~|到|至|to\s)\s*(?P<count>{NUMBER})(?:\s+(?=[dw]))?"
        r"(?P<unit>days?|weeks?|天|周|星期|礼拜)(?:之内|以内|内)?(?![a-z])"),
        _range_of_days,
    ),
    (rf"({NUMBER})天半(?:之内|以内|内)?", _days_and_a_half),
    (rf"(?P<sign>)(?P<count>半|{NUMBER})个?(?P<unit>{_CHINESE_UNIT}){_CHINESE_WAY}", _chinese_days),
    (rf"(?P<sign>[+-])\s*(?P<count>{NUMBER})\s*个?(?P<unit>{_CHINESE_UNIT})(?P<way>)", _chinese_days),
    (rf"({_YEAR_WORD})({NUMBER})月(?:份)?({NUMBER})(?:日|号)?", _month_day_of_year),
    (rf"({NUMBER})月(?:份)?({NUMBER})(?:日|号)?", _chinese_month_day),
    *MONTH_RULES,
    *WEEK_RULES,
    (one_of(DAYS_FROM_TODAY), _relative_day),
    (
        (r"(?:今|明|昨|后)(?=早|晚|夜|晨)|this\s+(?=morning|afternoon|evening)|last\s+(?=night)"
        r"|(?=tonight)"),
        _part_of_today,
    ),
    (rf"(?:at\s+)?(?:the\s+)?(?P<edge>{one_of(dict.fromkeys(_BOUNDARIES, 0))})", _boundary),
    (r"(?:the\s+)?end\s+of\s+(this|next|last)\s+(week|month)(?![a-z])", _end_of_period),
    (rf"{MONTH}\s*{_NAMED_DAY}(?![\d:a-z]){_YEAR}", _named_month_day),
    (rf"(?:the\s+)?{_NAMED_DAY}\s*(?:of\s+)?{MONTH}{_YEAR}", _named_month_day),
    (rf"(?P<sign>in\s+|within\s+|[+-]\s*|){_ENGLISH_COUNT}\s*{_ENGLISH_UNIT}{_ENGLISH_WAY}", _english_days),
    (r"(\d{1,2})-(\d{1,2})(?![\d-])", _month_and_day),
    (r"(\d{1,2})/(\d{1,2})(?![\d/])", _numeric),
    # 12.5 as Chinese write the month and the day; 1.5小时 is a length, 12.5元 a price, 1.05 neither.
    (rf"(1[0-2]|[1-9])\.(3[01]|[12]\d|[1-9]){_AFTER_A_DOT}", _with_a_dot),
    (rf"(1[0-2]|0[1-9])\.(3[01]|[12]\d|0[1-9]){_AFTER_A_DOT}", _with_a_dot),
    (rf"(3[01]|2\d|1[3-9])\.(1[0-2]|0?[1-9]){_AFTER_A_DOT}", _numeric),
    (r"(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)(?![a-z])", day_of_month),
    (rf"({NUMBER})[号日](?![楼院店线])", day_of_month),
)  # fmt: skip


@cache
def day_rules() -> list[tuple[re.Pattern[str], DayRule]]:
    """The rules in the order in which they are tried."""
    return [(re.compile(pattern), rule) for pattern, rule in _RULES]
