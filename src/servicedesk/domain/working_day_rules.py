"""Rules for days that are counted in working days or from another day, or told by a feast or by the moon."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from servicedesk.domain.date_words import (
    CHINESE_WEEKDAYS,
    DAYS_FROM_TODAY,
    ENGLISH_MONTHS,
    ENGLISH_NUMBERS,
    ENGLISH_WEEKDAYS,
    FEASTS,
    NUMBER,
    add_months,
    month_end,
    one_of,
    read_number,
)
from servicedesk.domain.day_context import Context, DayRule, Found, month_day
from servicedesk.domain.lunar import FEAST_NAMES, feast, lunar_day, lunar_day_number, lunar_month
from servicedesk.domain.timestamps import no_holiday
from servicedesk.domain.working_days import Days, is_holiday, is_worked, next_holiday, working_day

YEARS_FROM_NOW = {"今年": 0, "明年": 1, "后年": 2, "去年": -1}


def _count(text: str) -> int:
    return ENGLISH_NUMBERS.get(text) or read_number(text)


def _working_days(match: re.Match[str], context: Context) -> Found | None:
    """两个工作日内, 3-5个工作日, in 3 working days: with no word for after until the end of that day."""
    count = _count(match["count"])
    way = (match["way"] or "").strip()
    if not count:
        return None
    if way in {"前", "之前", "以前", "ago"} or (context.lean < 0 and not way):
        return Found(working_day(context.days, context.today, -count))
    is_later = way in {"后", "之后", "以后", "later", "from now"} or match[0].startswith(("in ", "+"))
    return Found(working_day(context.days, context.today, count), by=not is_later)


def _next_working_day(_match: re.Match[str], context: Context) -> date:
    return working_day(context.days, context.today, 1)


def _edge_working_day(match: re.Match[str], context: Context) -> date:
    """本月最后一个工作日, first working day of next month."""
    is_first = match["edge"] in {"first", "第一"}

    def of(first: date) -> date:
        if is_first:
            return working_day(context.days, first - timedelta(days=1), 1)
        return working_day(context.days, month_end(first) + timedelta(days=1), -1)

    return _in_month(match, context, of) or of(context.today.replace(day=1))


def _weeks_from(match: re.Match[str], context: Context) -> date:
    """A week from Friday, two weeks from tomorrow: counted from the next such day."""
    word = match["day"]
    if word in DAYS_FROM_TODAY:
        start = context.today + timedelta(days=DAYS_FROM_TODAY[word])
    else:
        ahead = (ENGLISH_WEEKDAYS[word] - context.today.weekday()) % 7
        start = context.today + timedelta(days=ahead)
    return start + timedelta(weeks=_count(match["count"]))


def _nth_weekday(match: re.Match[str], context: Context) -> date | None:
    """third Sunday of June, 6月第三个周日, last Friday of the month."""
    name = match["weekday"]
    weekday = CHINESE_WEEKDAYS[name] if name in CHINESE_WEEKDAYS else ENGLISH_WEEKDAYS[name]
    number = _ORDINALS.get(match["edge"].removeprefix("第")) or read_number(match["edge"].removeprefix("第"))

    def of(first: date) -> date:
        if number < 0:
            last = month_end(first)
            return last - timedelta(days=(last.weekday() - weekday) % 7)
        found = first + timedelta(days=(weekday - first.weekday()) % 7, weeks=number - 1)
        if found.month != first.month:
            raise ValueError(number)
        return found

    return _in_month(match, context, of)


def _in_month(match: re.Match[str], context: Context, of: Callable[[date], date]) -> date | None:
    """The day `of` the month that is named; of a named one without a year the next that is not past."""
    this = context.today.replace(day=1)
    named, shift = match["month"], match["shift"]
    if named:
        month = ENGLISH_MONTHS.get(named) or read_number(named)
        if match["year"]:
            return of(date(int(match["year"]), month, 1))
        found = of(this.replace(month=month))
        if (found - context.today).days * context.lean < 0:
            found = of(date(this.year + context.lean, month, 1))
        return found
    if shift in {"next", "last"} or (shift and shift[0] in "上下"):
        return of(add_months(this, {"next": 1, "last": -1}.get(shift, shift.count("下") - shift.count("上"))))
    found = of(this)
    # 月底最后一个工作日, once it is past, is the one of the next month.
    if not shift and (found - context.today).days * context.lean < 0:
        found = of(add_months(this, context.lean))
    return found


def _feast_day(name: str, year: int | None, context: Context) -> date:
    if year is not None:
        return feast(name, year) if name in FEAST_NAMES else date(year, *FEASTS[name])
    if name not in FEAST_NAMES:
        return month_day(*FEASTS[name], context)
    for number in range(context.today.year - 1, context.today.year + 3)[:: context.lean]:
        found = feast(name, number)
        if (found - context.today).days * context.lean >= 0:
            return found
    raise ValueError(name)


def _year(match: re.Match[str], context: Context) -> int | None:
    return context.today.year + YEARS_FROM_NOW[match["year"]] if match["year"] else None


def _feast(match: re.Match[str], context: Context) -> date:
    return _feast_day(match["feast"], _year(match, context), context)


_TO_NEW_YEAR = timedelta(days=92)
"""From October on the next holiday of which a calendar may not know is one of next year."""


def _around_feast(match: re.Match[str], context: Context) -> Found:
    """十一之前 is the last working day before the holiday, 国庆后 and after new year the first after it."""
    name = {"年": "春节", "过年": "春节", "十一": "国庆"}.get(match["feast"], match["feast"])
    day, days = _feast_day(name, _year(match, context), context), context.days
    if match["way"].endswith(("前", "before")):
        return Found(working_day(days, day, -1), by=True)
    if name in _STATUTORY and not _is_known(days, day):
        raise no_holiday(day.year)
    return Found(_after_holiday(context, day))


def _is_known(days: Days, day: date) -> bool:
    """Whether the days off around `day` are those of a holiday: a free Saturday may stand before it."""
    while not is_worked(days, day):
        if is_holiday(days, day):
            return True
        day += timedelta(days=1)
    return False


def _after_next_holiday(_match: re.Match[str], context: Context) -> date:
    found = next_holiday(context.days, context.today)
    if found is None:
        raise no_holiday((context.today + _TO_NEW_YEAR).year)
    return _after_holiday(context, found)


def _before_next_holiday(_match: re.Match[str], context: Context) -> Found:
    ahead = context.today
    if is_holiday(context.days, ahead):
        ahead = _after_holiday(context, ahead)
    found = next_holiday(context.days, ahead)
    if found is None:
        raise no_holiday((context.today + _TO_NEW_YEAR).year)
    return Found(working_day(context.days, found, -1), by=True)


def _after_holiday(context: Context, day: date) -> date:
    """The first working day after the holiday of `day`; one on duty within it does not end it."""
    while True:
        day = working_day(context.days, day, 1)
        is_inside = is_holiday(context.days, day + timedelta(days=1))
        if not is_inside or context.days.hours(day).reason != "duty":
            return day


def _lunar(match: re.Match[str], context: Context) -> date | None:
    """农历八月十五, 腊月二十三, 闰六月初一: the next one, or that of the lunar year that is named."""
    month, day = lunar_month(match["month"]), lunar_day_number(match["day"])
    leap = bool(match["leap"])
    if match["year"]:
        return lunar_day(context.today.year + YEARS_FROM_NOW[match["year"]], month, day, leap=leap)
    for number in range(context.today.year - 1, context.today.year + 3)[:: context.lean]:
        found = lunar_day(number, month, day, leap=leap)
        if (found - context.today).days * context.lean >= 0:
            return found
    return None


_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
             "last": -1, "最后一": -1}  # fmt: skip
_STATUTORY = frozenset(
    {
        "春节",
        "清明",
        "清明节",
        "五一",
        "劳动节",
        "端午",
        "端午节",
        "中秋",
        "中秋节",
        "国庆",
        "国庆节",
        "spring festival",
        "chinese new year",
        "lunar new year",
        "mid-autumn festival",
        "dragon boat festival",
        *(name for name, day in FEASTS.items() if day == (1, 1)),
    }
)
"""Feasts of which the days off are announced year by year."""
_YEAR = rf"(?P<year>{'|'.join(YEARS_FROM_NOW)})?(?:的)?"
_FEASTS = one_of(dict.fromkeys((*FEAST_NAMES, *FEASTS), 0))
_MONTHS = "|".join(sorted(ENGLISH_MONTHS, key=len, reverse=True))
_WEEKDAYS = "|".join(sorted(ENGLISH_WEEKDAYS, key=len, reverse=True))
_OF_MONTH = (
    rf"\s+(?:of|in)\s+(?:(?P<shift>this|next|last)\s+month|(?:the\s+)?month|(?P<month>{_MONTHS})(?![a-z])"
    r"(?:\s+(?P<year>\d{4})(?![\d:]))?)"
)
_CHINESE_MONTH = (
    rf"(?:(?:(?P<year>\d{{4}})年)?(?P<month>{NUMBER})月份?|(?P<shift>[上下本这]+)个?月份?|月)(?:底|末)?的?"
)
_RANGE = rf"(?:{NUMBER}\s*(?:-|~|到|至|to\s)\s*)?"
_COUNT = rf"(?P<count>{NUMBER}|(?:{'|'.join(ENGLISH_NUMBERS)})(?=\s))"

_WAY = "以后|之后|后|之内|内|以内|以前|之前|前"
_NTH = "first|second|third|fourth|last|1st|2nd|3rd|4th"
_LUNAR_NUMBER = "[一二三四五六七八九十廿卅]"
_THEN = "(?:的?第?一个工作[日天])?"

RULES: tuple[tuple[str, DayRule], ...] = (
    (rf"{_RANGE}(?P<count>{NUMBER})个?工作[日天](?P<way>{_WAY})?", _working_days),
    (
        (
            rf"(?:in\s+|within\s+|[+]\s*)?{_RANGE}{_COUNT}\s*(?:working|business)\s+days?"
            r"(?P<way>\s+(?:ago|later|from now))?(?![a-z])"
        ),
        _working_days,
    ),
    (
        (
            rf"(?:in\s+)?{_COUNT}\s+weeks?\s+(?:from|on|after)\s+"
            rf"(?P<day>{_WEEKDAYS}|today|tomorrow|yesterday)(?![a-z])"
        ),
        _weeks_from,
    ),
    (r"下一?个工作[日天]|(?:the\s+)?next\s+(?:working|business)\s+day(?![a-z])", _next_working_day),
    (rf"(?:the\s+)?(?P<edge>first|last)\s+(?:working|business)\s+day{_OF_MONTH}", _edge_working_day),
    (rf"{_CHINESE_MONTH}(?P<edge>第一|最后一)个工作[日天]", _edge_working_day),
    (rf"(?:the\s+)?(?P<edge>{_NTH})\s+(?P<weekday>{_WEEKDAYS}){_OF_MONTH}", _nth_weekday),
    (
        (
            rf"{_CHINESE_MONTH}(?P<edge>第{NUMBER}|最后一)个?(?:周|星期|礼拜)"
            rf"(?P<weekday>[{''.join(CHINESE_WEEKDAYS)}])"
        ),
        _nth_weekday,
    ),
    (
        (
            rf"{_YEAR}(?P<feast>{_FEASTS}|十一(?!月|点|[号日])|过?年)节?"
            rf"(?P<way>之前|以前|前|之后|以后|后)(?!天|[面台]){_THEN}"
        ),
        _around_feast,
    ),
    (rf"(?P<way>before|after)\s+(?:the\s+)?{_YEAR}(?P<feast>{_FEASTS})", _around_feast),
    (rf"(?:放假|假期|节)(?:之后|以后|后){_THEN}|after\s+(?:the\s+)?holidays?(?![a-z])", _after_next_holiday),
    (
        r"(?:放假|假期|节)(?:之前|以前|前)|before\s+(?:the\s+)?holidays?(?![a-z])",
        _before_next_holiday,
    ),
    (
        (
            rf"{_YEAR}(?:农历|阴历)(?P<leap>闰)?(?P<month>正|冬|腊|{NUMBER})月"
            rf"(?P<day>初?{_LUNAR_NUMBER}{{1,3}})[日号]?"
        ),
        _lunar,
    ),
    (rf"{_YEAR}(?P<leap>闰)?(?P<month>正|冬|腊)月(?P<day>初?{_LUNAR_NUMBER}{{1,3}})", _lunar),
    (rf"{_YEAR}(?P<leap>闰)?(?P<month>{NUMBER})月(?P<day>初[一二三四五六七八九十])", _lunar),
    (rf"{_YEAR}(?P<feast>{_FEASTS})", _feast),
)
