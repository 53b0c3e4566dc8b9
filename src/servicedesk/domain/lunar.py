"""Days of the Chinese lunar calendar, for feasts, birthdays and what is agreed by them."""

from collections.abc import Iterator
from datetime import date, timedelta

from servicedesk.domain.date_words import read_number

LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}
LUNAR_FEASTS = {
    "春节": (1, 1), "元宵节": (1, 15), "元宵": (1, 15), "端午节": (5, 5), "端午": (5, 5), "七夕": (7, 7),
    "中秋节": (8, 15), "中秋": (8, 15), "重阳节": (9, 9), "重阳": (9, 9), "腊八": (12, 8), "小年": (12, 23),
    "spring festival": (1, 1), "chinese new year": (1, 1), "lunar new year": (1, 1),
    "mid-autumn festival": (8, 15), "dragon boat festival": (5, 5),
}  # fmt: skip
"""Lunar (month, day). 除夕, the day before 春节, and 清明 are no fixed lunar days: see feast()."""
EVE, QINGMING = ("除夕", "大年夜"), ("清明节", "清明")
FEAST_NAMES = (*LUNAR_FEASTS, *EVE, *QINGMING)


LONGEST_LUNAR_MONTH = 30


def lunar_month(word: str) -> int:
    """正 is 1, 腊 is 12, 八 is 8."""
    return LUNAR_MONTHS.get(word) or read_number(word)


def lunar_day_number(word: str) -> int:
    """初八 is 8, 廿三 is 23."""
    return read_number(word.removeprefix("初").replace("卅", "三十").replace("廿", "二十"))


def lunar_day(year: int, month: int, day: int, *, leap: bool = False) -> date:
    """The date of a day of the lunar `year`, which begins in January or February of the solar one.

    The 30th of a month of 29 days is the 29th; a leap month that the year lacks is the plain one. Raises
    ValueError for a month or a day that no lunar year has.
    """
    from lunar_python import Lunar, LunarMonth

    if not (1 <= month <= 12 and 1 <= day <= 30):
        raise ValueError(month, day)
    found = (LunarMonth.fromYm(year, -month) if leap else None) or LunarMonth.fromYm(year, month)
    solar = Lunar.fromYmd(year, found.getMonth(), min(day, found.getDayCount())).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def feast(name: str, year: int) -> date:
    """The date of a feast, one of FEAST_NAMES: of the lunar year that begins in `year`, 除夕 before it."""
    if name in EVE:
        return lunar_day(year, 1, 1) - timedelta(days=1)
    if name in QINGMING:
        from lunar_python import Solar

        found = Solar.fromYmd(year, 4, 5).getLunar().getJieQiTable()["清明"]
        return date(found.getYear(), found.getMonth(), found.getDay())
    return lunar_day(year, *LUNAR_FEASTS[name])


def each_lunar_year(month: int, day: int, after: date, years: int) -> Iterator[date]:
    """That day of each lunar year, after `after`, for so many years. Raises ValueError as lunar_day()."""
    for year in range(after.year - 1, after.year + years):
        found = lunar_day(year, month, day)
        if found > after:
            yield found
