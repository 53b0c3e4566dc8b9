"""Repeats in words, in English and Chinese, as RRULE text: the grammar behind recurrence.py."""

import re
from collections.abc import Callable, Iterable

from servicedesk.domain.date_words import (
    CHINESE_WEEKDAYS,
    ENGLISH_MONTHS,
    ENGLISH_NUMBERS,
    ENGLISH_WEEKDAYS,
    NUMBER,
    read_number,
)
from servicedesk.domain.errors import UsageError
from servicedesk.domain.lunar import LUNAR_MONTHS, lunar_day_number, lunar_month
from servicedesk.i18n import _

DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def rule_in_words(written: str) -> str | None:
    """The rule that folded, half-width `written` says, not yet checked; None when it says none.

    UsageError for words with two readings.
    """
    for rule, pattern in _NAMED.items():
        if re.fullmatch(pattern, written):
            return rule
    for pattern, rule_of in _RULES:
        if match := re.fullmatch(pattern, written):
            return rule_of(match)
    return None


_FREQUENCY_WORDS = {
    "day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY",
    "天": "DAILY", "日": "DAILY", "周": "WEEKLY", "星期": "WEEKLY", "礼拜": "WEEKLY", "月": "MONTHLY",
    "年": "YEARLY",
}  # fmt: skip
_NAMED = {
    "FREQ=DAILY": "daily|every day|天天",
    "FREQ=WEEKLY": "weekly|every week",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR": "(every |on )?weekdays?",
    "FREQ=DAILY;X-DAYOFF=NEXT": "every (?:working|business|work) ?day|每个?工作日|工作日每天",
    "FREQ=WEEKLY;INTERVAL=2": "biweekly|fortnightly|every fortnight|隔周|双周",
    "FREQ=MONTHLY": "monthly|every month|once a month|按月",
    "FREQ=DAILY;INTERVAL=15": "每?半个?月(?:一次)?",
    "FREQ=MONTHLY;BYMONTHDAY=1,15": "(?:twice a|two times a|2 times a) month|每个?月(?:两|二|2)次",
    "FREQ=MONTHLY;INTERVAL=3": "quarterly|every quarter|once a quarter|按季",
    "FREQ=MONTHLY;INTERVAL=6": "half[- ]?yearly|every half year|twice a year|每?半年(?:一次)?|每年[两二2]次",
    "FREQ=YEARLY": "yearly|annually|every year|once a year|按年",
}
_EVERY = r"(?:every|each)\s+"
_COUNT = rf"(?P<count>[0-9]{{1,4}}|other|second|third|{'|'.join(ENGLISH_NUMBERS)})\s+"
_WEEKDAY_NAMES = "|".join(sorted(ENGLISH_WEEKDAYS, key=len, reverse=True))
_AND = r"(?:\s*,\s*and\s+|\s*,\s*|\s+and\s+|\s+|/)"
_WEEKDAY_LIST = rf"(?P<days>(?:{_WEEKDAY_NAMES})s?(?:{_AND}(?:{_WEEKDAY_NAMES})s?)*)"
_MONTH_NAMES = "|".join(sorted(ENGLISH_MONTHS, key=len, reverse=True))
_ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1,
    "一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4,
}  # fmt: skip
_NTH_WEEKDAY = rf"(?P<nth>first|1st|second|2nd|third|3rd|fourth|4th|last)\s+(?P<weekday>{_WEEKDAY_NAMES})"
_NUMBERED = r"\d{1,2}(?:st|nd|rd|th)?"
_ORDINAL_DAYS = rf"(?P<days>\d{{1,2}}(?:st|nd|rd|th)(?:{_AND}(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th))+)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s+or\s+the\s+last)?"
_DAYS = rf"(?:the\s+|day\s+)?(?P<days>{_NUMBERED}(?:{_AND}(?:the\s+)?{_NUMBERED})+)"
_MONTH = rf"(?P<month>{_MONTH_NAMES})"
_MONTHS = rf"(?P<months>(?:{_MONTH_NAMES})(?:{_AND}(?:{_MONTH_NAMES}))*)"
_EVERY_MONTH = (
    rf"(?:monthly|once a month|every\s+month|{_EVERY}{_COUNT}months|(?P<quarter>quarterly|every quarter))"
)
_OF_MONTH = r"\s+(?:of\s+)?(?:every|each|the|a)\s+month"
_WORKING_DAY = r"(?P<nth>first|1st|last)\s+(?:working|business|work)\s?day"
_YEARLY = r"(?:yearly|annually|every year|once a year)"
_CHINESE_DAYS = "".join(name for name in CHINESE_WEEKDAYS if name != "末")
_CHINESE_NTH = r"(?P<nth>第[一二三四1-4]|最后一)"
_LISTED = "、,和周星期礼拜"  # 每周一、周三
_CHINESE_WEEK = r"(?:周|星期|礼拜)"
_CHINESE_EVERY = rf"每(?P<gap>隔)?(?P<count>{NUMBER})?个?"
_CHINESE_MONTH = rf"{_CHINESE_EVERY}(?:月|(?P<quarter>季度?))"
_CHINESE_LIST = rf"(?P<days>{NUMBER}[日号]?(?:[、,和及]{NUMBER}[日号]?)+)[日号]?"
_LUNAR = "(?:农历|阴历|旧历)"
_CHINESE_MONTHS = rf"(?P<months>{NUMBER}月(?:份)?(?:[、,和及]{NUMBER}月(?:份)?)*)"


def _interval_of(word: str | None) -> int:
    if not word:
        return 1
    word = word.strip()
    if word in {"other", "second"}:
        return 2
    if word == "third":
        return 3
    return ENGLISH_NUMBERS.get(word) or read_number(word)


def _rule(frequency: str, interval: int = 1, by: str = "") -> str:
    return f"FREQ={frequency};INTERVAL={interval}" + (f";{by}" if by else "")


def _monthly(match: re.Match[str], by: str) -> str:
    """By months, or quarters, however many the words say."""
    groups = match.groupdict()
    count = _chinese_count(match) if "gap" in groups else _interval_of(groups.get("count"))
    return _rule("MONTHLY", count * (3 if groups.get("quarter") else 1), by)


def _every_so_many(match: re.Match[str]) -> str:
    return _rule(_FREQUENCY_WORDS[match["unit"].rstrip("s")], _interval_of(match["count"]))


def _english_weekdays(match: re.Match[str]) -> str:
    names = re.findall(_WEEKDAY_NAMES, match["days"])
    return _rule(
        "WEEKLY", _interval_of(match.groupdict().get("count")), _by_day(ENGLISH_WEEKDAYS[n] for n in names)
    )


def _by_day(numbers: Iterable[int]) -> str:
    return "BYDAY=" + ",".join(DAY_CODES[number] for number in sorted(set(numbers)))


def by_month_day(day: int) -> str:
    """The day of the month, or its last day in a shorter month."""
    if day in {29, 30, 31}:
        return f"BYMONTHDAY={','.join(map(str, range(28, day + 1)))};BYSETPOS=-1"
    return f"BYMONTHDAY={day}"


def _month_day(match: re.Match[str]) -> str | None:
    day = read_number(match["day"])
    return _monthly(match, by_month_day(day)) if 1 <= day <= 31 else None


def _month_days(match: re.Match[str]) -> str | None:
    """The 1st and 15th; the 31st is the last day. One that some months lack cannot be one of several."""
    days = sorted({read_number(day) for day in re.findall(NUMBER, match["days"])})
    if not days or not 1 <= days[0] <= days[-1] <= 31 or {29, 30} & set(days):
        return None
    return _monthly(match, "BYMONTHDAY=" + ",".join("-1" if day == 31 else str(day) for day in days))


def _last_day(match: re.Match[str]) -> str:
    return _monthly(match, "BYMONTHDAY=-1")


def _working_day(match: re.Match[str]) -> str:
    """The last day of a month, or its first, or the working day beside it."""
    if match["nth"].startswith(("last", "最")):
        return _monthly(match, "BYMONTHDAY=-1;X-DAYOFF=PREVIOUS")
    return _monthly(match, "BYMONTHDAY=1;X-DAYOFF=NEXT")


def _nth_weekday(match: re.Match[str]) -> str:
    return _monthly(match, "BYDAY=" + _nth_code(match))


def _nth_code(match: re.Match[str]) -> str:
    """3SU of "third sunday", -1FR of 最后一个周五."""
    nth = -1 if match["nth"].startswith("最后") else _ORDINALS[match["nth"].removeprefix("第")]
    day = match["weekday"]
    return f"{nth}{DAY_CODES[ENGLISH_WEEKDAYS[day] if day in ENGLISH_WEEKDAYS else CHINESE_WEEKDAYS[day]]}"


def _asked_nth_weekday(match: re.Match[str]) -> str:
    """Every second Friday is every other one, or one a month."""
    if match["nth"] in {"first", "1st", "last"}:
        return _nth_weekday(match)
    count, day = _ORDINALS[match["nth"]], match["weekday"]
    raise _two_readings(f"every {count} weeks on {day}", f"{match['nth']} {day} of the month")


def _year_day(match: re.Match[str]) -> str:
    month = ENGLISH_MONTHS.get(match["month"]) or read_number(match["month"])
    day = read_number(match["day"])
    by = "BYMONTHDAY=28,29;BYSETPOS=-1" if (month, day) == (2, 29) else f"BYMONTHDAY={day}"
    return _rule("YEARLY", 1, f"BYMONTH={month};{by}")


def _lunar_year_day(match: re.Match[str]) -> str | None:
    """每年正月初八, 每年农历八月十五; a month and a day without 农历 need a word of the lunar calendar."""
    month, day = match["month"], match["day"]
    is_lunar = bool(set("农阴旧") & set(match[0])) or "lunar" in match[0]
    if not (is_lunar or month in LUNAR_MONTHS or day.startswith(("初", "廿"))):
        return None
    return f"RSCALE=CHINESE;FREQ=YEARLY;BYMONTH={lunar_month(month)};BYMONTHDAY={lunar_day_number(day)}"


def _of_months(match: re.Match[str], by: str) -> str:
    months = {
        ENGLISH_MONTHS.get(name) or read_number(name)
        for name in re.findall(rf"{_MONTH_NAMES}|{NUMBER}", match["months"])
    }
    return _rule("YEARLY", 1, f"BYMONTH={','.join(map(str, sorted(months)))};{by}")


def _day_of_months(match: re.Match[str]) -> str:
    return _of_months(match, f"BYMONTHDAY={read_number(match['day'])}")


def _month_of_quarters(match: re.Match[str]) -> str:
    first = read_number(match["which"])
    months = ",".join(str(month) for month in range(first, 13, 3))
    return _rule("YEARLY", 1, f"BYMONTH={months};BYMONTHDAY={read_number(match['day'])}")


def _chinese_count(match: re.Match[str]) -> int:
    """每两周 is every second week, 每隔一周 too. 每隔两周 is that for most, for some every third."""
    count = read_number(match["count"]) if match["count"] else 1
    if not match["gap"]:
        return count
    if count > 1:
        unit = re.sub(rf"^每隔{NUMBER}", "", match[0])
        raise _two_readings(f"每{count}{unit}", f"每{count + 1}{unit}")
    return 2


def _two_readings(first: str, second: str) -> UsageError:
    error = UsageError(
        _("That repeat has two readings."),
        _("Write “{first}” or “{second}”.").format(first=first, second=second),
    )
    error.code = "repeat"
    return error


def _chinese_every(match: re.Match[str]) -> str | None:
    count = _chinese_count(match)
    unit = match["unit"]
    if unit in {"季", "季度"}:
        return _rule("MONTHLY", 3 * count)
    return _rule(_FREQUENCY_WORDS[unit], count)


def _once_in(match: re.Match[str]) -> str:
    count = read_number(match["count"])
    unit = match["unit"]
    return _rule("MONTHLY", 3 * count) if unit in {"季", "季度"} else _rule(_FREQUENCY_WORDS[unit], count)


def _chinese_weekdays(match: re.Match[str]) -> str:
    days = [CHINESE_WEEKDAYS[name] for name in match["days"] if name in CHINESE_WEEKDAYS]
    return _rule("WEEKLY", _chinese_count(match), _by_day(days))


_CHINESE_UNIT = rf"(?P<unit>天|日|{_CHINESE_WEEK}|月|年|季度?)"
_CHINESE_WEEKDAY = rf"{_CHINESE_NTH}个?{_CHINESE_WEEK}(?P<weekday>[{_CHINESE_DAYS}])"
_RULES: tuple[tuple[str, Callable[[re.Match[str]], str | None]], ...] = (
    (rf"{_EVERY}(?:{_COUNT})?(?P<unit>days?|weeks?|months?|years?)", _every_so_many),
    (rf"(?:{_EVERY}(?:(?P<count>other)\s+)?|weekly on\s+|on\s+){_WEEKDAY_LIST}", _english_weekdays),
    (rf"{_EVERY}(?:{_COUNT})?weeks?\s+on\s+{_WEEKDAY_LIST}", _english_weekdays),
    (rf"{_EVERY_MONTH}\s+(?:on\s+)?(?:the\s+)?(?:day\s+)?{_DAY}", _month_day),
    (rf"(?:every|(?:on\s+)?the)\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)(?:{_OF_MONTH})?", _month_day),
    (rf"{_EVERY_MONTH}\s+(?:on\s+)?{_DAYS}", _month_days),
    (rf"(?:on\s+)?(?:the\s+)?{_ORDINAL_DAYS}(?:{_OF_MONTH})?", _month_days),
    (rf"(?:on\s+)?(?:the\s+)?(?:(?:last day|end){_OF_MONTH}|month end)|every month end", _last_day),
    (rf"{_EVERY_MONTH}\s+on\s+the\s+last(?:\s+day)?", _last_day),
    (rf"(?:{_EVERY_MONTH}\s+)?(?:on\s+)?(?:the\s+)?{_WORKING_DAY}(?:{_OF_MONTH})?", _working_day),
    (rf"every\s+{_NTH_WEEKDAY}", _asked_nth_weekday),
    (rf"(?:{_EVERY_MONTH}\s+)?(?:on\s+)?(?:every\s+|the\s+)?{_NTH_WEEKDAY}(?:{_OF_MONTH})?", _nth_weekday),
    (rf"{_YEARLY}\s+(?:on\s+)?{_MONTH}\s+{_DAY}", _year_day),
    (rf"{_YEARLY}\s+(?:on\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}", _year_day),
    (
        rf"(?:{_YEARLY}\s+)?(?:on\s+)?(?:every\s+|the\s+)?{_NTH_WEEKDAY}\s+(?:of|in)\s+{_MONTHS}",
        lambda match: _of_months(match, f"BYDAY={_nth_code(match)}"),
    ),
    (
        rf"{_YEARLY}\s+in\s+{_MONTHS}\s+on\s+(?:the\s+)?{_NTH_WEEKDAY}",
        lambda match: _of_months(match, f"BYDAY={_nth_code(match)}"),
    ),
    (rf"{_YEARLY}\s+in\s+{_MONTHS}\s+on\s+(?:the\s+)?(?:day\s+)?{_DAY}", _day_of_months),
    (rf"{_CHINESE_EVERY}{_CHINESE_UNIT}(?:一次)?", _chinese_every),
    (rf"(?P<count>{NUMBER})个?{_CHINESE_UNIT}一次", _once_in),
    (rf"{_CHINESE_EVERY}{_CHINESE_WEEK}(?P<days>[{_CHINESE_DAYS}{_LISTED}]+)", _chinese_weekdays),
    (rf"{_CHINESE_MONTH}(?P<day>{NUMBER})[日号](?:或最后一天)?", _month_day),
    (rf"{_CHINESE_MONTH}{_CHINESE_LIST}", _month_days),
    (rf"{_CHINESE_MONTH}(?:底|末|最后一天)", _last_day),
    (rf"{_CHINESE_MONTH}(?P<nth>首|第一|第1|最后一|最后1|最后|最末)个?工作日", _working_day),
    (rf"{_CHINESE_MONTH}{_CHINESE_WEEKDAY}", _nth_weekday),
    (rf"每年(?P<month>{NUMBER})月(?:份)?(?P<day>{NUMBER})[日号]", _year_day),
    (rf"(?:每年)?{_LUNAR}(?P<month>[正冬腊]|{NUMBER})月(?P<day>初?{NUMBER})[日号]?", _lunar_year_day),
    (rf"每年(?P<month>[正冬腊]|{NUMBER})月(?P<day>初?{NUMBER})", _lunar_year_day),
    (rf"{_YEARLY} on day (?P<day>\d{{1,2}}) of lunar month (?P<month>\d{{1,2}})", _lunar_year_day),
    (rf"每个?季度?第(?P<which>[一二三123])个?月(?P<day>{NUMBER})[日号]", _month_of_quarters),
    (rf"每年{_CHINESE_MONTHS}(?P<day>{NUMBER})[日号]", _day_of_months),
    (
        rf"每年{_CHINESE_MONTHS}{_CHINESE_WEEKDAY}",
        lambda match: _of_months(match, f"BYDAY={_nth_code(match)}"),
    ),
)  # fmt: skip
