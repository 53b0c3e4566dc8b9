"""The words of days and times in both languages, as tables and patterns for dates.py."""

import re
from datetime import date, timedelta

_WEEKDAY_NAMES = (
    "monday mon", "tuesday tues tue", "wednesday weds wed", "thursday thurs thur thu", "friday fri",
    "saturday sat", "sunday sun",
)  # fmt: skip
_MONTH_NAMES = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sept sep", "october oct", "november nov", "december dec",
)  # fmt: skip


def _numbered(table: tuple[str, ...], first: int) -> dict[str, int]:
    return {name: number for number, names in enumerate(table, first) for name in names.split()}


ENGLISH_WEEKDAYS = _numbered(_WEEKDAY_NAMES, 0)
ENGLISH_MONTHS = _numbered(_MONTH_NAMES, 1)
_NUMBER_NAMES = (
    "a an one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_ORDINAL_NAMES = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth",
)  # fmt: skip
ENGLISH_NUMBERS = {**_numbered(_NUMBER_NAMES, 1), "fifteen": 15, "twenty": 20, "thirty": 30}
_FIRST_ORDINALS = _numbered(_ORDINAL_NAMES, 1)
ENGLISH_ORDINALS = {
    **_FIRST_ORDINALS,
    **{f"twenty-{name}": 20 + number for name, number in _FIRST_ORDINALS.items() if number < 10},
    "thirtieth": 30, "thirty-first": 31,
}  # fmt: skip
"""Days of a month in words."""
CHINESE_WEEKDAYS = _numbered(("一 1", "二 2", "三 3", "四 4", "五 5", "六 6 末", "日 天 7"), 0)
DAYS_FROM_TODAY = {
    "today": 0, "tod": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "tom": 1, "yesterday": -1,
    "day after tomorrow": 2, "the day after tomorrow": 2, "day before yesterday": -2,
    "今天": 0, "今日": 0, "今儿": 0, "明天": 1, "明日": 1, "明儿": 1, "后天": 2, "后日": 2, "大后天": 3,
    "昨天": -1, "昨日": -1, "前天": -2, "前日": -2, "大前天": -3,
    "当天": 0, "当日": 0, "次日": 1, "第二天": 1, "隔天": 2, "后儿": 2, "明后天": 2,
}  # fmt: skip

# The hour that a part of the day stands for when no hour follows.
PART_HOURS = {
    "凌晨": 5, "清晨": 7, "早上": 9, "早晨": 9, "上午": 9, "早": 9, "中午": 12, "午间": 12, "下午": 15,
    "午后": 15, "晨": 9, "一大早": 9, "一早": 9, "上班后": 9, "一上班": 9, "上班": 9, "午饭后": 14,
    "午休后": 14, "午饭": 12, "上班时": 9, "下班": 18, "下班后": 18, "半夜": 24, "午夜": 24,
    "first thing": 9, "end of business": 18, "close of business": 18, "eob": 18, "end of day": 18,
    "end of the day": 18, "eod": 18, "cob": 18, "midnight": 24,
    "after lunch": 14, "lunchtime": 12, "lunch": 12, "下午一上班": 14, "傍晚": 18, "晚上": 19, "晚间": 19,
    "夜里": 22, "夜间": 22, "深夜": 23, "晚": 19, "夜": 22, "morning": 9, "noon": 12, "midday": 12,
    "afternoon": 15, "evening": 19, "tonight": 19, "night": 19, "am": 9, "pm": 15,
}  # fmt: skip
TONIGHT = frozenset({"tonight", "this evening", "今晚", "今天晚上"})
"""The words for the evening of today, for which a desk may have an hour of its own."""
PART_ENDS = {
    "早上": 12, "早晨": 12, "上午": 12, "早": 12, "morning": 12, "am": 12, "中午": 14, "午间": 14, "下午": 18,
    "午后": 18, "afternoon": 18, "pm": 18, "晚上": 22, "晚间": 22, "晚": 22, "evening": 22, "night": 22,
}  # fmt: skip
"""The hour at which a part of the day is over: 上午, said at 10:20, is until noon."""
STARTS_OF_WORK = frozenset({"上班时", "一大早", "一早", "上班后", "一上班", "上班", "first thing"})
ENDS_OF_WORK = frozenset(
    {
        "下班",
        "下班后",
        "end of business",
        "close of business",
        "eob",
        "cob",
        "end of day",
        "end of the day",
        "eod",
    }
)
FEASTS = {
    "元旦节": (1, 1), "元旦": (1, 1), "情人节": (2, 14), "五一": (5, 1), "劳动节": (5, 1), "国庆节": (10, 1),
    "国庆": (10, 1), "双十一": (11, 11), "双11": (11, 11), "双十二": (12, 12), "圣诞节": (12, 25),
    "圣诞": (12, 25), "平安夜": (12, 24), "christmas eve": (12, 24), "christmas": (12, 25),
    "new year's eve": (12, 31),
    "new year's day": (1, 1), "new years day": (1, 1), "new year's": (1, 1), "new years": (1, 1),
    "new year": (1, 1),
}  # fmt: skip
"""Days of every year that have a name, by month and day."""
MORNING_PARTS = frozenset({"am", "morning", "凌晨", "清晨", "早上", "早晨", "上午", "早"})
NOON_PARTS = frozenset({"中午", "午间", "noon", "midday"})
NIGHT_PARTS = frozenset(
    {"晚上", "晚间", "夜里", "夜间", "深夜", "半夜", "午夜", "晚", "夜", "evening", "tonight", "night"}
)
"""What goes on past midnight: 晚上2点 is two o'clock after that evening."""

_DIGITS = {**{character: number for number, character in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}

VAGUE = (
    "尽快", "尽早", "马上", "立刻", "立即", "稍后", "稍候", "待会儿", "待会", "一会儿", "一会",
    "改天", "改日", "过两天", "过几天", "这两天", "这几天", "三五天", "即日", "回头",
    "asap", "as soon as possible", "soon", "shortly", "sometime", "some time",
)  # fmt: skip
"""Words that promise a time and name none."""
NUMBER = r"(?:[0-9]{1,5}|[零〇一二两三四五六七八九十百廿卅]{1,5})"

_FOLDED = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ後週點兩禮號個時鐘內間這幾晨頭兒倆遲國慶聖誕節雙飯約’",
    "abcdefghijklmnopqrstuvwxyz后周点两礼号个时钟内间这几晨头儿俩迟国庆圣诞节双饭约'",
)


def fold(text: str) -> str:
    """`text` in small letters and simplified characters, as long as before, so that positions stay true."""
    return text.translate(_FOLDED)


ENGLISH_SHIFT = {"this": 0, "next": 1, "last": -1, "coming": None}
"""How many weeks or months from the running one a word means; None for the nearest."""


def chinese_shift(word: str | None) -> int | None:
    """As ENGLISH_SHIFT, of 上, 下, 下下; None for no word."""
    if not word:
        return None
    return word.count("下") - word.count("上")


def read_number(text: str) -> int:
    """An integer in digits or in Chinese numerals below a thousand: 12, 十二, 二十, 一百零五, 廿四."""
    if text.isdigit():
        return int(text)
    total = last = 0
    for character in text:
        if character in "十百":
            total += (last or 1) * (10 if character == "十" else 100)
            last = 0
        elif character in "廿卅":
            total += 20 if character == "廿" else 30
        else:
            last = _DIGITS[character]
    return total + last


def one_of(names: dict[str, int]) -> str:
    """A pattern for any of the names, the longest first, Latin ones as whole words."""
    ordered = sorted(names, key=len, reverse=True)
    latin = "|".join(name for name in ordered if name.isascii() and not name.isdigit())
    other = "|".join(re.escape(name) for name in ordered if not name.isascii() or name.isdigit())
    return "|".join(part for part in (f"(?:{latin})(?![a-z0-9])" if latin else "", other) if part)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    return min(first + timedelta(days=day.day - 1), month_end(first))


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def monday_of(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())
