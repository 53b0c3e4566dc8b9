"""Repeats of follow-ups: `every 2 weeks`, `monthly on the 24th`, 每周一, 每季度 ↔ RRULE text (RFC 5545).

Behind the parts of RFC 5545 a rule may say what it is counted from (`monthly from contact`: X-FROM=CONTACT)
and what becomes of a date on a day off (`next working day`: X-DAYOFF=NEXT); domain.series follows it.
Rules that repeat within a day are refused, so is COUNT: UNTIL says when to stop.
"""

import re

from servicedesk.domain.date_format import format_month_day, month_name, weekday_name
from servicedesk.domain.date_words import fold
from servicedesk.domain.errors import ServiceDeskError, UsageError
from servicedesk.domain.lunar import LONGEST_LUNAR_MONTH
from servicedesk.domain.repeat_words import DAY_CODES, rule_in_words
from servicedesk.domain.rule_dates import (
    KEYS,
    OWN_KEYS,
    is_each_working_day,
    is_ever,
    joined,
    parts_of,
    until_of,
)
from servicedesk.domain.series_words import day_off_in_words, mode_in_words, take_series_words
from servicedesk.domain.text import clean_line, half_width
from servicedesk.domain.wording import listed, said_with
from servicedesk.i18n import N_, _

MAX_LENGTH = 200
_BLANK_IN_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff])\s+|\s+(?=[\u4e00-\u9fff])")
_UNTIL = re.compile(r"[\s,]*(?:until|till|直?到|至)\s*(\d{4})[-年](\d{1,2})[-月](\d{1,2})日?(?:为止|止)?$")
_OWN_VALUES = {"X-FROM": ("CONTACT",), "X-DAYOFF": ("NEXT", "PREVIOUS", "NEAREST")}
_USUAL = {"INTERVAL": "1", "X-FROM": "PLAN", "X-DAYOFF": "NONE"}
"""What holds where a rule says nothing, and so is not kept."""
MAX_INTERVAL = {"DAILY": 1000, "WEEKLY": 260, "MONTHLY": 120, "YEARLY": 20}


def parse_repeat(text: str) -> str:
    """The RRULE text for a repeat in words, or for an RRULE. Raises UsageError."""
    written = fold(half_width(clean_line(text)))
    if len(written) > MAX_LENGTH:
        raise _not_understood()
    if "freq=" in written:
        return _checked(written.upper().removeprefix("RRULE:"))
    words, of_series = take_series_words(_BLANK_IN_CHINESE.sub("", written).replace("的", ""))
    if match := _UNTIL.search(words):
        words = words[: match.start()]
        of_series["UNTIL"] = "".join(part.zfill(2) for part in match.groups())
    rule = rule_in_words(words)
    if rule is None:
        raise _not_understood()
    parts = parts_of(rule) | of_series
    if parts.get("X-FROM") == "CONTACT":
        # Counted from a contact a date falls on any day: people are called on working days.
        parts.setdefault("X-DAYOFF", "NEXT")
    return _checked(joined(parts))


def _checked(rrule: str) -> str:
    """The rule in a fixed order of keys, when it is one that can be kept. Raises UsageError."""
    parts = {key: value for key, value in parts_of(rrule).items() if value != _USUAL.get(key)}
    limit = MAX_INTERVAL.get(parts.get("FREQ", ""))
    if limit is None:
        raise _refused(_("A follow-up repeats by days, weeks, months or years."))
    if "COUNT" in parts:
        raise _refused(_("COUNT is not supported."), _("Say with UNTIL=YYYYMMDD when the repeat ends."))
    if not set(parts) <= {*KEYS, *OWN_KEYS} or not all(parts.values()):
        raise _not_understood()
    if "RSCALE" in parts and not _is_lunar_day(parts):
        raise _not_understood()
    if any(parts.get(key, values[0]) not in values for key, values in _OWN_VALUES.items()):
        raise _not_understood()
    try:
        if not 1 <= int(parts.get("INTERVAL", "1")) <= limit:
            raise _refused(_("A repeat by this unit is every 1 to {limit} of them.").format(limit=limit))
        if "UNTIL" in parts:
            until_of(parts["UNTIL"])
        rule = joined(parts)
        if not is_ever(rule):
            raise _refused(_("There is no day on which this repeat falls."))
    except (ValueError, OverflowError, TypeError, IndexError, KeyError, AttributeError):
        raise _not_understood() from None
    return rule


def is_rule(text: str) -> bool:
    """Whether it is RRULE text as parse_repeat() gives it."""
    try:
        return bool(_checked(text))
    except UsageError:
        return False


def _is_lunar_day(parts: dict[str, str]) -> bool:
    """Whether it is one day of each lunar year, the only lunar rule there is."""
    month, day = parts.get("BYMONTH", ""), parts.get("BYMONTHDAY", "")
    return (
        (parts["RSCALE"], parts["FREQ"]) == ("CHINESE", "YEARLY")
        and set(parts) <= {"RSCALE", "FREQ", "BYMONTH", "BYMONTHDAY", "UNTIL", *OWN_KEYS}
        and month.isdecimal()
        and day.isdecimal()
        and int(month) in range(1, 13)
        and int(day) in range(1, LONGEST_LUNAR_MONTH + 1)
    )


def _refused(message: str, hint: str = "") -> UsageError:
    error = UsageError(message, hint)
    error.code = "repeat"
    return error


def _not_understood() -> UsageError:
    return _refused(
        _("That repeat is not understood."),
        _("Write it like {examples}.").format(examples=_("every 2 weeks, monthly, every mon")),
    )


def describe_repeat(rrule: str) -> str:
    """The rule in the active language: every 2 weeks on Mon, Fri; every month on day 24, from contact."""
    parts = parts_of(rrule)
    if is_each_working_day(rrule):
        return f"{_('every working day')} {_until_in_words(parts)}".strip()
    mode, way = parts.pop("X-FROM", ""), parts.pop("X-DAYOFF", "")
    if (parts.get("BYMONTHDAY"), way) in _WORKING_DAYS:
        known = joined({key: value for key, value in parts.items() if key != "BYMONTHDAY"})
        said = f"{_dates_in_words(known)} {_(_WORKING_DAYS[parts['BYMONTHDAY'], way])}"
    else:
        said = _dates_in_words(joined(parts))
        if way or mode:
            said = said_with(said, day_off_in_words(way))
    return said_with(said, mode_in_words({"X-FROM": mode})) if mode else said


def repeat_and_mode(rule: str) -> str:
    """As repeat_in_words(), and what it is counted from."""
    said = repeat_in_words(rule)
    return said if "X-FROM" in parts_of(rule) else said_with(said, mode_in_words({}))


def _dates_in_words(rrule: str) -> str:
    parts = parts_of(rrule)
    if "RSCALE" in parts:
        lunar = _("every year on day {day} of lunar month {month}")
        said = lunar.format(day=parts["BYMONTHDAY"], month=parts["BYMONTH"])
        return f"{said} {_until_in_words(parts)}".strip()
    month = parts.get("BYMONTH")
    by_day, by_month_day = parts.get("BYDAY"), parts.get("BYMONTHDAY")
    if month is not None and (parts["FREQ"] != "YEARLY" or (by_day is None) == (by_month_day is None)):
        return rrule
    said = _frequency(parts.get("FREQ", ""), int(parts.get("INTERVAL", "1")))
    known = {"FREQ", "INTERVAL", "WKST", "UNTIL"}
    clamped = parts.get("BYSETPOS") == "-1" and (by_month_day or "").startswith("28,")
    if month is not None and (by_day or "," in month or by_month_day == "-1"):
        known.add("BYMONTH")
        said += " " + _("in {months}").format(months=listed(month_name(int(one)) for one in month.split(",")))
        month = None
    if by_day:
        known.add("BYDAY")
        said += " " + _("on {days}").format(days=listed(map(_weekday, by_day.split(","))))
    if by_month_day:
        known |= {"BYMONTHDAY", "BYMONTH"} | ({"BYSETPOS"} if clamped else set())
        said += " " + _month_day(month, by_month_day, clamped=clamped)
    if not set(parts) <= known:
        return rrule
    return f"{said} {_until_in_words(parts)}".strip()


def _until_in_words(parts: dict[str, str]) -> str:
    until = parts.get("UNTIL")
    return _("until {day}").format(day=until_of(until).isoformat()) if until else ""


def repeat_in_words(rule: str) -> str:
    """A repeat as it is said; as it is stored when nobody can say it."""
    try:
        return describe_repeat(rule)
    except (ServiceDeskError, ValueError, KeyError, IndexError):
        return rule


_WORKING_DAYS = {
    ("-1", "PREVIOUS"): N_("on the last working day"),
    ("1", "NEXT"): N_("on the first working day"),
}
_NTH = {
    "1": N_("the first {day}"),
    "2": N_("the second {day}"),
    "3": N_("the third {day}"),
    "4": N_("the fourth {day}"),
    "-1": N_("the last {day}"),
}


def _frequency(frequency: str, interval: int) -> str:
    if frequency == "MONTHLY" and interval % 3 == 0 and interval < 12:
        if interval == 3:
            return _("every quarter")
        return _("every {count} months").format(count=interval)
    once, several = {
        "DAILY": (_("every day"), _("every {count} days")),
        "WEEKLY": (_("every week"), _("every {count} weeks")),
        "MONTHLY": (_("every month"), _("every {count} months")),
    }.get(frequency, (_("every year"), _("every {count} years")))
    return once if interval == 1 else several.format(count=interval)


def _weekday(code: str) -> str:
    """MO as Mon, 1MO as the first Mon, -1FR as the last Fri."""
    nth, day = code[:-2], weekday_name(DAY_CODES.index(code[-2:]))
    if not nth:
        return day
    pattern = _(_NTH[nth]) if nth in _NTH else _("{day} number {nth}")
    return pattern.format(day=day, nth=nth)


def _month_day(month: str | None, days: str, *, clamped: bool) -> str:
    last = days.rpartition(",")[2]
    if month is not None:
        return _("on {days}").format(days=format_month_day(int(month), int(last)))
    if days == "-1":
        return _("on the last day")
    if clamped:
        return _("on day {day} or the last").format(day=last)
    if last == "-1":
        days = days.removesuffix("-1") + "31"
    return _("on day {days}").format(days=listed(days.split(",")))
