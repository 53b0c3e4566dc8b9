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

DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def rule_in_words(written: str) -> str | None:
    """The rule that folded, half-width `written` says, not yet checked; None when it says none."""
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
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR": "(every |on )?weekdays?|every working day|每个?工作日",
    "FREQ=WEEKLY;INTERVAL=2": "biweekly|fortnightly|every fortnight|隔周|双周",
    "FREQ=MONTHLY": "monthly|every month|按月",
    "FREQ=MONTHLY;INTERVAL=3": "quarterly|every quarter|每个?季度?|按季",
    "FREQ=MONTHLY;INTERVAL=6": "half[- ]?yearly|every half year|twice a year|每半年",
    "FREQ=YEARLY": "yearly|annually|every year|按年",
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
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_MONTH = rf"(?P<month>{_MONTH_NAMES})"
_OF_MONTH = r"\s+(?:of\s+)?(?:every|each|the|a)\s+month"
_CHINESE_DAYS = "".join(name for name in CHINESE_WEEKDAYS if name != "末")
_CHINESE_NTH = r"(?P<nth>第[一二三四1-4]|最后一)"
_LISTED = "、,和周星期礼拜"  # 每周一、周三
_CHINESE_WEEK = r"(?:周|星期|礼拜)"


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


def _every_so_many(match: re.Match[str]) -> str:
    return _rule(_FREQUENCY_WORDS[match["unit"].rstrip("s")], _interval_of(match["count"]))


def _english_weekdays(match: re.Match[str]) -> str:
    names = re.findall(_WEEKDAY_NAMES, match["days"])
    return _rule(
        "WEEKLY", _interval_of(match.groupdict().get("count")), _by_day(ENGLISH_WEEKDAYS[n] for n in names)
    )


def _by_day(numbers: Iterable[int]) -> str:
    return "BYDAY=" + ",".join(DAY_CODES[number] for number in sorted(set(numbers)))


def _english_month_day(match: re.Match[str]) -> str:
    return _rule("MONTHLY", _interval_of(match.groupdict().get("count")), _by_month_day(int(match["day"])))


def _by_month_day(day: int) -> str:
    """The day of the month, or its last day in a shorter month."""
    if day in {29, 30, 31}:
        return f"BYMONTHDAY={','.join(map(str, range(28, day + 1)))};BYSETPOS=-1"
    return f"BYMONTHDAY={day}"


def _last_day(_match: re.Match[str]) -> str:
    return _rule("MONTHLY", 1, "BYMONTHDAY=-1")


def _english_nth_weekday(match: re.Match[str]) -> str:
    return _rule(
        "MONTHLY", 1, f"BYDAY={_ORDINALS[match['nth']]}{DAY_CODES[ENGLISH_WEEKDAYS[match['weekday']]]}"
    )


def _english_year_day(match: re.Match[str]) -> str:
    return _rule("YEARLY", 1, f"BYMONTH={ENGLISH_MONTHS[match['month']]};BYMONTHDAY={int(match['day'])}")


def _chinese_count(match: re.Match[str]) -> int:
    """每两周 is every second week, 每隔一周 too: 隔 counts what is left out."""
    return (read_number(match["count"]) if match["count"] else 1) + (1 if match["gap"] else 0)


def _chinese_every(match: re.Match[str]) -> str | None:
    count = _chinese_count(match)
    if match["gap"] and not match["count"]:
        count = 2
    unit = match["unit"]
    if unit in {"季", "季度"}:
        return _rule("MONTHLY", 3 * count)
    return _rule(_FREQUENCY_WORDS[unit], count)


def _chinese_weekdays(match: re.Match[str]) -> str:
    days = [CHINESE_WEEKDAYS[name] for name in match["days"] if name in CHINESE_WEEKDAYS]
    return _rule("WEEKLY", _chinese_count(match), _by_day(days))


def _chinese_month_day(match: re.Match[str]) -> str | None:
    day = read_number(match["day"])
    return _rule("MONTHLY", _chinese_count(match), _by_month_day(day)) if 1 <= day <= 31 else None


def _chinese_nth_weekday(match: re.Match[str]) -> str:
    nth = -1 if match["nth"] == "最后一" else _ORDINALS[match["nth"].removeprefix("第")]
    return _rule("MONTHLY", 1, f"BYDAY={nth}{DAY_CODES[CHINESE_WEEKDAYS[match['day']]]}")


def _chinese_year_day(match: re.Match[str]) -> str:
    return _rule("YEARLY", 1, f"BYMONTH={read_number(match['month'])};BYMONTHDAY={read_number(match['day'])}")


_CHINESE_EVERY = rf"每(?P<gap>隔)?(?P<count>{NUMBER})?个?"
_RULES: tuple[tuple[str, Callable[[re.Match[str]], str | None]], ...] = (
    (rf"{_EVERY}(?:{_COUNT})?(?P<unit>days?|weeks?|months?|years?)", _every_so_many),
    (rf"(?:{_EVERY}|weekly on\s+|on\s+){_WEEKDAY_LIST}", _english_weekdays),
    (rf"{_EVERY}(?:{_COUNT})?weeks?\s+on\s+{_WEEKDAY_LIST}", _english_weekdays),
    (rf"(?:monthly|every month)\s+(?:on\s+)?(?:the\s+)?(?:day\s+)?{_DAY}", _english_month_day),
    (rf"(?:every|(?:on\s+)?the)\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)(?:{_OF_MONTH})?", _english_month_day),
    (rf"(?:on\s+)?(?:the\s+)?(?:(?:last day|end){_OF_MONTH}|month end)|every month end", _last_day),
    (rf"(?:monthly on\s+|on\s+)?(?:every\s+|the\s+)?{_NTH_WEEKDAY}(?:{_OF_MONTH})?", _english_nth_weekday),
    (rf"(?:yearly|every year)\s+(?:on\s+)?{_MONTH}\s+{_DAY}", _english_year_day),
    (rf"(?:yearly|every year)\s+(?:on\s+)?{_DAY}\s+{_MONTH}", _english_year_day),
    (rf"{_CHINESE_EVERY}(?P<unit>天|日|{_CHINESE_WEEK}|月|年|季度?)(?:一次)?", _chinese_every),
    (rf"{_CHINESE_EVERY}{_CHINESE_WEEK}(?P<days>[{_CHINESE_DAYS}{_LISTED}]+)", _chinese_weekdays),
    (rf"{_CHINESE_EVERY}月(?P<day>{NUMBER})[日号]", _chinese_month_day),
    (r"每个?月(?:底|末|最后一天)", _last_day),
    (rf"每个?月{_CHINESE_NTH}个?{_CHINESE_WEEK}(?P<day>[{_CHINESE_DAYS}])", _chinese_nth_weekday),
    (rf"每年(?P<month>{NUMBER})月(?P<day>{NUMBER})[日号]", _chinese_year_day),
)  # fmt: skip
