"""What people type for the working calendar: weekdays (mon-fri, 周六), ends of a season (06-15)."""

import re
from datetime import date

from servicedesk.domain.date_words import CHINESE_WEEKDAYS, ENGLISH_WEEKDAYS
from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import clean_line, half_width
from servicedesk.domain.worktime_rules import YearDay
from servicedesk.i18n import _

LONGEST = 100
_CHINESE_WEEK = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_TO = re.compile(r"\s*(?:-|–|~|\.\.|至|到)\s*")
_YEAR_DAY = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)


def read_weekdays(text: str) -> tuple[int, ...]:
    """The weekdays that `text` names, Monday being 0: sat, mon-fri, 周一至周五. Raises UsageError."""
    line = half_width(clean_line(text[:LONGEST])).casefold()
    found: list[int] = []
    for part in re.split(r"[,，、;\s]+", _TO.sub("-", line)):
        first, *more = (_weekday(name, text) for name in part.split("-"))
        if len(more) > 1:
            raise _no_weekday(text)
        last = more[0] if more else first
        found += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return tuple(dict.fromkeys(found))


def read_year_day(text: str) -> date | YearDay:
    """A date with its year, or a day of every year: 2026-06-15, 06-15, 6月15日. Raises UsageError."""
    match = _YEAR_DAY.fullmatch(half_width(clean_line(text[:LONGEST])))
    if match:
        year, month, day = match.groups()
        try:
            # A day of every year may be 29 February.
            found = date(int(year or 2024), int(month), int(day))
        except ValueError:
            pass
        else:
            return found if year else YearDay(found.month, found.day)
    raise UsageError(
        _("“{word}” is not a date.").format(word=clean_line(text[:40])),
        _("Write 06-15 for every year, or 2026-06-15."),
    )


def _weekday(name: str, text: str) -> int:
    if match := _CHINESE_WEEK.fullmatch(name):
        return CHINESE_WEEKDAYS[match[1]]
    if name in ENGLISH_WEEKDAYS:
        return ENGLISH_WEEKDAYS[name]
    raise _no_weekday(text)


def _no_weekday(text: str) -> UsageError:
    return UsageError(
        _("“{word}” is not a weekday.").format(word=clean_line(text[:40])),
        _("Write mon, tue, wed, thu, fri, sat or sun; several as mon-fri or sat,sun."),
    )
