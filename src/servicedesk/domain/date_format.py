"""Days and times in words: short for lists, long for the echo of what was typed."""

from datetime import date, datetime, tzinfo
from typing import NamedTuple

from servicedesk import i18n
from servicedesk.domain.unreadable import UNREADABLE, marked


class _Wording(NamedTuple):
    """How one language writes days; the patterns take the parts of the day by name."""

    near: dict[int, str]
    weekdays: tuple[str, ...]
    long_weekdays: tuple[str, ...]
    months: tuple[str, ...]
    long_months: tuple[str, ...]
    month_day: str
    this_year: str
    other_year: str
    long: str
    long_year: str
    near_and_long: str
    letters: tuple[str, ...]
    month: str
    week_day: str
    ages: tuple[str, str, str, str, str]


_LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
# Names of days and months are a table of each language, not messages: the pattern decides their order.
_ENGLISH = _Wording(
    near={0: "today", 1: "tomorrow", -1: "yesterday"},
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    long_weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    long_months=_LONG_MONTHS,
    month_day="{day} {month}",
    this_year="{weekday} {day} {month}",
    other_year="{day} {month} {year}",
    long="{long_weekday} {day} {long_month}",
    long_year="{long_weekday} {day} {long_month} {year}",
    near_and_long="{near}, {long}",
    letters=("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"),
    month="{long_month} {year}",
    week_day="{weekday} {day}",
    ages=("now", "{count} min", "{count} h", "{count} d", "{count} y"),
)
_CHINESE_MONTHS = tuple(f"{month}月" for month in range(1, 13))
_CHINESE = _Wording(
    near={0: "今天", 1: "明天", -1: "昨天", 2: "后天", -2: "前天"},
    weekdays=tuple(f"周{day}" for day in "一二三四五六日"),
    long_weekdays=tuple(f"星期{day}" for day in "一二三四五六日"),
    months=_CHINESE_MONTHS,
    long_months=_CHINESE_MONTHS,
    month_day="{month}{day}日",
    this_year="{month}{day}日 {weekday}",
    other_year="{year}年{month}{day}日",
    long="{long_month}{day}日 {long_weekday}",
    long_year="{year}年{long_month}{day}日 {long_weekday}",
    near_and_long="{near} {long}",
    letters=tuple("一二三四五六日"),
    month="{year}年{long_month}",
    week_day="{day}日{weekday}",
    ages=("刚刚", "{count} 分钟", "{count} 小时", "{count} 天", "{count} 年"),
)


_DAY = 86400


def _wording(language: str | None) -> _Wording:
    return _CHINESE if (language or i18n.language()).startswith("zh") else _ENGLISH


def in_zone(at: datetime, zone: tzinfo) -> datetime:
    """The moment in the zone; at the very ends of the years, where no zone reaches, as it stands."""
    try:
        return at.astimezone(zone)
    except OverflowError:
        return at


def clock_text(local: datetime) -> str:
    """A time of day: 15:00; with its distance from UTC where it comes twice that night: 02:30+02:00."""
    shown = f"{local:%H:%M}"
    if local.replace(fold=1 - local.fold).utcoffset() != local.utcoffset():
        sign = f"{local:%z}"
        return f"{shown}{sign[:3]}:{sign[3:5]}"
    return shown


def format_day(day: date, today: date, language: str | None = None) -> str:
    """A day for lists: today, Fri 27 Nov, 27 Nov 2025."""
    wording = _wording(language)
    if near := wording.near.get((day - today).days):
        return near
    return _fill(wording, wording.this_year if day.year == today.year else wording.other_year, day)


def format_date(day: date, language: str | None = None) -> str:
    """A day whatever today is, its year being known: Fri 27 Nov, 11月27日 周五."""
    wording = _wording(language)
    return _fill(wording, wording.this_year, day)


def short_day(day: date, today: date, language: str | None = None) -> str:
    """A day in a column: today, yesterday, 27 Nov, 27 Nov 2025; 今天, 前天, 11月27日, 2025年11月27日."""
    wording = _wording(language)
    if near := wording.near.get((day - today).days):
        return near
    return _fill(wording, wording.month_day if day.year == today.year else wording.other_year, day)


def format_when(
    at: datetime, now: datetime, zone: tzinfo, language: str | None = None, *, with_time: bool = True
) -> str:
    """A moment for lists, in the desk's zone: today 15:00, Fri 27 Nov 15:00, 11月27日 周五 15:00."""
    if at == UNREADABLE:
        return marked()
    local = in_zone(at, zone)
    shown = format_day(local.date(), now.astimezone(zone).date(), language)
    return f"{shown} {clock_text(local)}" if with_time else shown


_WEEK_DAYS = 6


def format_near(
    at: datetime, now: datetime, zone: tzinfo, language: str | None = None, *, with_time: bool = True
) -> str:
    """A moment in 15 cells at most: today 15:00, Fri 15:00 within a week, 27 Nov 15:00, 2025-11-27."""
    if at == UNREADABLE:
        return marked()
    local, today = in_zone(at, zone), in_zone(now, zone).date()
    away = abs((local.date() - today).days)
    if away <= 1:
        return format_when(at, now, zone, language, with_time=with_time)
    if away <= _WEEK_DAYS:
        day = weekday_name(local.weekday(), language)
    elif local.year == today.year:
        day = format_month_day(local.month, local.day, language)
    else:
        return f"{local.date()}"
    return f"{day} {local:%H:%M}" if with_time else day


def format_long(
    at: datetime,
    zone: tzinfo,
    language: str | None = None,
    *,
    now: datetime | None = None,
    with_time: bool = True,
) -> str:
    """A moment in full, for the echo of what was typed: Friday 27 November 2026 15:00.

    With `now` it is said as from today: tomorrow, Friday 27 November 15:00.
    """
    if at == UNREADABLE:
        return marked()
    wording = _wording(language)
    local = in_zone(at, zone)
    today = now.astimezone(zone).date() if now else date(1, 1, 1)
    shown = _fill(wording, wording.long if local.year == today.year else wording.long_year, local.date())
    if near := wording.near.get((local.date() - today).days):
        shown = wording.near_and_long.format(near=near, long=shown)
    return f"{shown} {clock_text(local)}" if with_time else shown


def _fill(wording: _Wording, pattern: str, day: date) -> str:
    return pattern.format(
        year=day.year,
        month=wording.months[day.month - 1],
        long_month=wording.long_months[day.month - 1],
        day=day.day,
        weekday=wording.weekdays[day.weekday()],
        long_weekday=wording.long_weekdays[day.weekday()],
    )


def format_month_day(month: int, day: int, language: str | None = None) -> str:
    """A day of every year: 1 Dec, 12月1日."""
    wording = _wording(language)
    return wording.month_day.format(day=day, month=wording.months[month - 1])


def month_name(month: int, language: str | None = None) -> str:
    """The short name of a month, January being 1."""
    return _wording(language).months[month - 1]


def format_month(day: date, language: str | None = None) -> str:
    """The month of a day, for the head of a calendar: November 2026, 2026年11月."""
    wording = _wording(language)
    return _fill(wording, wording.month, day)


def format_week_day(day: date, language: str | None = None) -> str:
    """A day where its month is known: Mon 23, 23日周一."""
    wording = _wording(language)
    return _fill(wording, wording.week_day, day)


def weekday_letters(number: int, language: str | None = None) -> str:
    """The name of a weekday in two cells, Monday being 0: Mo, 一."""
    return _wording(language).letters[number]


def weekday_name(number: int, language: str | None = None) -> str:
    """The short name of a weekday, Monday being 0."""
    return _wording(language).weekdays[number]


def format_duration(seconds: float) -> str:
    """A length of time as a clock shows it: 02:17, 1:02:17."""
    minutes, rest = divmod(max(int(seconds), 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def format_age(seconds: float, language: str | None = None) -> str:
    """A length of time in its largest unit: 5 min, 2 h, 3 d, 2 y; 5 分钟, 2 小时, 3 天.

    Of a moment that has passed format_since says how long ago it was.
    """
    now, minutes, hours, _days, _years = _wording(language).ages
    whole = max(int(seconds), 0)
    if whole < 60:
        return now
    if whole < 3600:
        return minutes.format(count=whole // 60)
    if whole < _DAY:
        return hours.format(count=whole // 3600)
    return _in_days(whole // _DAY, language)


def format_since(
    at: datetime, now: datetime, zone: tzinfo, language: str | None = None, *, whole_day: bool = False
) -> str:
    """How long ago it was: within 24 hours 5 min, 17 h; further back the days of the calendar in the zone.

    The day before yesterday is 2 d ago, whatever the time of day. Of a `whole_day` only days are told.
    """
    seconds = (now - at).total_seconds()
    if not whole_day and seconds < _DAY:
        return format_age(seconds, language)
    return _in_days((in_zone(now, zone).date() - in_zone(at, zone).date()).days, language)


def _in_days(days: int, language: str | None) -> str:
    _now, _minutes, _hours, some_days, years = _wording(language).ages
    if days < 2 * 365:
        return some_days.format(count=days)
    return years.format(count=days // 365)
