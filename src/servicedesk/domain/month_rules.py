"""Rules for parts of a month: 12月底, mid december, 下个月5号, next month."""

import re
from datetime import date

from servicedesk.domain.date_words import (
    ENGLISH_MONTHS,
    ENGLISH_SHIFT,
    NUMBER,
    add_months,
    chinese_shift,
    month_end,
    read_number,
)
from servicedesk.domain.day_context import Context, DayRule, Found, month_day
from servicedesk.domain.working_day_rules import YEARS_FROM_NOW

MONTH = rf"(?P<month>{'|'.join(sorted(ENGLISH_MONTHS, key=len, reverse=True))})(?![a-z])\.?"
"""A pattern for a month by its English name."""
_EARLY_ENDS = 10
"""The day of the month until which it is early: 上旬 is its first ten days."""
_EARLY = frozenset({"early", "beginning of", "start of"})


def day_of_month(match: re.Match[str], context: Context) -> date | None:
    """The next month's, or the last one's, that has the day, in the last group of the match."""
    day = read_number(match[match.lastindex or 1])
    month = context.today.replace(day=1)
    for _ in range(14):
        if 1 <= day <= month_end(month).day:
            found = month.replace(day=day)
            if (found - context.today).days * context.lean >= 0:
                return found
        month = add_months(month, context.lean)
    return None


def _in_month(match: re.Match[str], context: Context) -> date | None:
    shift = ENGLISH_SHIFT.get(match[1])
    shift = chinese_shift(match[1]) or 0 if shift is None else shift
    first = add_months(context.today.replace(day=1), shift)
    named = match["day"] or ""
    if named in {"底", "末"}:
        return month_end(first)
    if not named and context.by:
        return month_end(first)
    if not named:
        # 本月 with no day is today: the month has begun.
        return first if shift else context.today
    if named == "初":
        return first
    day = 15 if named == "中" else read_number(named.rstrip("号日"))
    return first.replace(day=day)


def _month_edge(match: re.Match[str], context: Context) -> date:
    """12月底, 12月初, 12月中旬: the next one."""
    if match[2] in {"中", "中旬"}:
        return month_day(read_number(match[1]), 15, context)
    first = month_day(read_number(match[1]), 1, context)
    if first.month == context.today.month and match[2] not in {"初", "上旬"} and context.lean > 0:
        first = context.today.replace(day=1)
    if match[2] in {"底", "末", "下旬"}:
        return month_end(first)
    return first.replace(day=_EARLY_ENDS) if match[2] == "上旬" and context.by else first


def _month_of_year(match: re.Match[str], context: Context) -> date:
    """明年一月 is its first day, until its end where a limit is meant; 明年3月底."""
    first = date(context.today.year + YEARS_FROM_NOW[match["year"]], read_number(match["month"]), 1)
    part = match["part"] or ("底" if context.by else "初")
    if part in {"底", "末", "下旬"}:
        return month_end(first)
    return first if part in {"初", "上旬"} else first.replace(day=15)


def _end_of_quarter(match: re.Match[str], context: Context) -> Found:
    """季度末, 下季度末, end of the quarter: its last day."""
    shift = chinese_shift(match["chinese"]) or ENGLISH_SHIFT.get(match["english"] or match["also"] or "") or 0
    first = context.today.replace(day=1)
    return Found(month_end(add_months(first, (-first.month) % 3 + 3 * shift)), by=True)


def _named_month_part(match: re.Match[str], context: Context) -> date | Found:
    """early december is its first day, mid next month its 15th; end of december means until its end."""
    if match["shift"]:
        first = add_months(context.today.replace(day=1), ENGLISH_SHIFT[match["shift"]] or 0)
    else:
        month = ENGLISH_MONTHS[match["month"]]
        if match["part"] == "mid" and not match["year"]:
            return month_day(month, 15, context)
        first = month_day(month, 1, context)
        if match["year"]:
            first = first.replace(year=int(match["year"]))
        elif month == context.today.month and match["part"] not in _EARLY and context.lean > 0:
            first = context.today.replace(day=1)
    if match["part"].startswith(("late", "end", "last")):
        return Found(month_end(first), by=True)
    if match["part"] == "early" and context.by:
        return first.replace(day=_EARLY_ENDS)
    return first if match["part"] in _EARLY else first.replace(day=15)


def _middle_of_month(_match: re.Match[str], context: Context) -> date:
    middle = context.today.replace(day=15)
    if (middle - context.today).days * context.lean < 0:
        middle = add_months(middle, context.lean)
    return middle


MONTH_RULES: tuple[tuple[str, DayRule], ...] = (
    (rf"({NUMBER})月(?:份)?(底|末|初|中旬|上旬|下旬|中)", _month_edge),
    (r"月中(?:旬)?", _middle_of_month),
    (rf"([上下本这]+)个?月(?:份)?(?P<day>底|末|初|中|{NUMBER}[号日])?旬?", _in_month),
    (
        (
            r"(?:in\s+)?(?:the\s+)?(?P<part>early|mid|late|end of|last day of|beginning of|start of)[\s-]+"
            rf"(?:(?P<shift>this|next|last)\s+month(?![a-z])|{MONTH}(?:\s+(?P<year>\d{{4}})(?![\d:])|(?!\s*\d)))"
        ),
        _named_month_part,
    ),
    (r"mid[\s-]?month(?![a-z])", _middle_of_month),
    (
        (
            rf"(?P<year>{'|'.join(YEARS_FROM_NOW)})的?(?P<month>{NUMBER})月(?:份)?"
            rf"(?P<part>底|末|初|中旬|上旬|下旬|中)?(?!{NUMBER})"
        ),
        _month_of_year,
    ),
    (
        (
            r"(?P<chinese>[上下本这]*)个?季度?(?:末|底)"
            r"|(?:the\s+)?end\s+of\s+(?:(?P<english>this|next|last)|the)\s+quarter(?![a-z])"
            r"|(?:(?P<also>this|next|last)\s+)?quarter[\s-]end(?![a-z])|eoq(?![a-z])"
        ),
        _end_of_quarter,
    ),
    (r"(this|next|last)\s+month(?![a-z])(?P<day>)", _in_month),
)
"""Patterns and their rules, as in day_rules."""
