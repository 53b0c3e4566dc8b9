"""Rules for weeks and their days: 下周三, mon 30, monday week, weekend, 本周内, mid next week."""

import re
from datetime import date, timedelta

from servicedesk.domain.date_words import (
    CHINESE_WEEKDAYS,
    ENGLISH_MONTHS,
    ENGLISH_SHIFT,
    ENGLISH_WEEKDAYS,
    chinese_shift,
    monday_of,
)
from servicedesk.domain.day_context import Context, DayRule, Found
from servicedesk.domain.month_rules import day_of_month
from servicedesk.domain.timestamps import not_understood
from servicedesk.domain.working_days import end_of_week

CHINESE_WEEK = r"(?:周|星期|礼拜)"
_WEEKDAYS = "|".join(sorted(ENGLISH_WEEKDAYS, key=len, reverse=True))
_NO_DAY = rf"(?:[ap]\.?m|o'clock|{'|'.join(ENGLISH_MONTHS)})"


def _weekday(number: int, shift: int | None, context: Context) -> date | Found:
    """The weekday `shift` weeks from this one; without `shift` the nearest one not past."""
    if shift is not None:
        return monday_of(context.today) + timedelta(days=number, weeks=shift)
    ahead = (number - context.today.weekday()) % 7
    if context.lean < 0:
        return Found(context.today - timedelta(days=-ahead % 7), 7)
    return Found(context.today + timedelta(days=ahead), 7)


def _english_weekday(match: re.Match[str], context: Context) -> date | Found:
    return _weekday(ENGLISH_WEEKDAYS[match[2]], ENGLISH_SHIFT.get(match[1] or ""), context)


def _chinese_weekday(match: re.Match[str], context: Context) -> date | Found:
    return _weekday(CHINESE_WEEKDAYS[match[2]], chinese_shift(match[1]), context)


def _bare_week(match: re.Match[str], context: Context) -> date:
    shift = ENGLISH_SHIFT.get(match[1])
    shift = chinese_shift(match[1]) if shift is None else shift
    monday = monday_of(context.today) + timedelta(weeks=shift or 0)
    if context.by:
        # 下周给答复 is owed until that week is over; 本周, said on its free Saturday, is past.
        return _until_its_end(monday, context)
    # 本周 with no day is today: the week has begun.
    return monday if shift else context.today


def _part_of_week(match: re.Match[str], context: Context) -> date | Found:
    """early next week is its Monday, mid next week its Wednesday, late next week until its Friday."""
    shift = ENGLISH_SHIFT.get(match["english"] or "") or chinese_shift(match["chinese"]) or 0
    monday = monday_of(context.today) + timedelta(weeks=shift)
    if match["part"] == "late":
        return Found(end_of_week(context.days, monday), by=True)
    found = monday + timedelta(days=0 if match["part"] == "early" else 2)
    if not shift and found < context.today and context.lean > 0:
        raise not_understood()
    return found


def _weekend(match: re.Match[str], context: Context) -> date | Found:
    """The Saturday; 周末前 is until its Sunday."""
    shift = ENGLISH_SHIFT.get(match["english"] or "") or chinese_shift(match["chinese"]) or 0
    monday = monday_of(context.today) + timedelta(weeks=shift)
    saturday, sunday = monday + timedelta(days=5), monday + timedelta(days=6)
    if not shift and context.lean < 0 and saturday > context.today:
        return saturday - timedelta(weeks=1)
    if context.by or match["before"] is not None:
        return Found(sunday, by=True)
    return context.today if context.today == sunday else saturday


def _weekday_with_its_day(match: re.Match[str], context: Context) -> date | None:
    """Mon 30, as the calendar shows it: where the next 30th is a Monday."""
    found = day_of_month(match, context)
    return found if found is not None and found.weekday() == ENGLISH_WEEKDAYS[match["weekday"]] else None


def _weekday_week(match: re.Match[str], context: Context) -> date:
    """monday week: a week after the next Monday."""
    found = _weekday(ENGLISH_WEEKDAYS[match["weekday"]], None, context)
    return (found.day if isinstance(found, Found) else found) + timedelta(weeks=1)


def _week_after_next(_match: re.Match[str], context: Context) -> date:
    monday = monday_of(context.today) + timedelta(weeks=2)
    return end_of_week(context.days, monday) if context.by else monday


def _edge_of_week(match: re.Match[str], context: Context) -> date:
    """下周初 is its Monday, 本周内 until its Friday."""
    monday = monday_of(context.today) + timedelta(weeks=chinese_shift(match[1]) or 0)
    return monday if match[2] else _until_its_end(monday, context)


def _until_its_end(monday: date, context: Context) -> date:
    ends = end_of_week(context.days, monday)
    if ends < context.today and context.lean > 0:
        raise not_understood()
    return ends


WEEK_RULES: tuple[tuple[str, DayRule], ...] = (
    (rf"([上下本这]+)个?{CHINESE_WEEK}(初|(?=之内|以内|内))", _edge_of_week),
    (
        (
            r"(?P<chinese>[上下本这]+)?个?周末(?P<before>(?=之前|以前|前))?"
            r"|(?:(?P<english>this|next|last|the)\s+)?weekend(?![a-z])"
        ),
        _weekend,
    ),
    (
        (
            r"(?:in\s+)?(?:the\s+)?(?P<part>early|mid|late)[\s-]+(?P<english>this|next|last)\s+week(?![a-z])"
            r"|mid[\s-]?week(?![a-z])|(?P<chinese>[上下本这]*)个?周中"
        ),
        _part_of_week,
    ),
    (rf"(?P<weekday>{_WEEKDAYS})\s+week(?![a-z])", _weekday_week),
    (rf"(?P<weekday>{_WEEKDAYS})\s+(3[01]|[12]\d|[1-9])(?![\d:./a-z-]|\s*{_NO_DAY})", _weekday_with_its_day),
    (rf"([上下本这]+)?个?{CHINESE_WEEK}([{''.join(CHINESE_WEEKDAYS)}])", _chinese_weekday),
    (rf"([上下本这]+)个?{CHINESE_WEEK}", _bare_week),
    (r"(?:the\s+)?week\s+after\s+next(?![a-z])", _week_after_next),
    (r"(this|next|last)\s+week(?![a-z])", _bare_week),
    (rf"(?:(this|next|last|coming)\s+)?({_WEEKDAYS})(?![a-z])", _english_weekday),
)
"""Patterns and their rules, as in day_rules."""
