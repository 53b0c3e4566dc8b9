"""Repeats of follow-ups: `every 2 weeks`, `monthly on the 24th`, 每周一, 每季度 ↔ RRULE text (RFC 5545).

A rule has no start of its own: the next date is counted from the follow-up that is being held. Rules that
repeat within a day are refused, so is COUNT, which would need that start; UNTIL says when to stop.
"""

from datetime import date, datetime

from servicedesk.domain.date_format import format_month_day, weekday_name
from servicedesk.domain.date_words import add_months, fold
from servicedesk.domain.errors import ServiceDeskError, UsageError
from servicedesk.domain.repeat_words import DAY_CODES, rule_in_words
from servicedesk.domain.text import clean_line, half_width
from servicedesk.i18n import N_, _

MAX_LENGTH = 200
MAX_INTERVAL = {"DAILY": 1000, "WEEKLY": 260, "MONTHLY": 120, "YEARLY": 20}
# No rule that can be written here skips longer than this, and an impossible one is not searched for ever.
HORIZON_YEARS = 41

_KEYS = ("FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST", "UNTIL")


def parse_repeat(text: str) -> str:
    """The RRULE text for a repeat in words, or for an RRULE. Raises UsageError."""
    written = fold(half_width(clean_line(text)))
    if len(written) > MAX_LENGTH:
        raise _not_understood()
    if "freq=" in written:
        return _checked(written.upper().removeprefix("RRULE:"))
    rule = rule_in_words(written.replace("的", ""))
    if rule is None:
        raise _not_understood()
    return _checked(rule)


def next_date(rrule: str, after: date) -> date | None:
    """The first date of the rule after `after`, from which it is counted; None when it has ended."""
    parts = _parts(rrule)
    until = parts.pop("UNTIL", None)
    interval = int(parts.get("INTERVAL", "1"))
    try:
        if set(parts) <= {"FREQ", "INTERVAL", "WKST"} and parts["FREQ"] in {"MONTHLY", "YEARLY"}:
            # The 31st repeats on the last day of a shorter month; RFC 5545 would skip that month.
            found: date | None = add_months(after, interval * (12 if parts["FREQ"] == "YEARLY" else 1))
        else:
            found = _search(parts, after)
    except (ValueError, OverflowError):
        return None
    if found is None or (until and found > _until(until)):
        return None
    return found


def _search(parts: dict[str, str], after: date) -> date | None:
    from dateutil.rrule import rrulestr

    start = datetime(after.year, after.month, after.day)  # noqa: DTZ001 - a rule of dates has no zone
    end = min(after.year + HORIZON_YEARS, 9998)
    rule = rrulestr(f"{_joined(parts)};UNTIL={end}1231", dtstart=start)
    found = rule.after(start, inc=False)
    return found.date() if found else None


def _parts(rrule: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in rrule.strip().removeprefix("RRULE:").strip(";").split(";")]
    return {key.strip().upper(): value.strip() for key, _equals, value in pairs}


def _joined(parts: dict[str, str]) -> str:
    return ";".join(f"{key}={parts[key]}" for key in _KEYS if key in parts)


def _until(value: str) -> date:
    return datetime.strptime(value[:8], "%Y%m%d").date()  # noqa: DTZ007 - only the day of it counts


def _checked(rrule: str) -> str:
    """The rule in a fixed order of keys, when it is one that can be kept. Raises UsageError."""
    parts = _parts(rrule)
    limit = MAX_INTERVAL.get(parts.get("FREQ", ""))
    if limit is None:
        raise _refused(_("A follow-up repeats by days, weeks, months or years."))
    if "COUNT" in parts:
        raise _refused(_("COUNT is not supported."), _("Say with UNTIL=YYYYMMDD when the repeat ends."))
    if not set(parts) <= set(_KEYS) or not all(parts.values()):
        raise _not_understood()
    try:
        if not 1 <= int(parts.get("INTERVAL", "1")) <= limit:
            raise _refused(_("A repeat by this unit is every 1 to {limit} of them.").format(limit=limit))
        if "UNTIL" in parts:
            _until(parts["UNTIL"])
        if parts.get("INTERVAL") == "1":
            del parts["INTERVAL"]
        rule = _joined(parts)
        if _search({key: value for key, value in parts.items() if key != "UNTIL"}, date(2024, 1, 1)) is None:
            raise _refused(_("There is no day on which this repeat falls."))
    except (ValueError, OverflowError, TypeError, IndexError, KeyError, AttributeError):
        raise _not_understood() from None
    return rule


def _refused(message: str, hint: str = "") -> UsageError:
    error = UsageError(message, hint)
    error.code = "repeat"
    return error


def _not_understood() -> UsageError:
    return _refused(
        _("That repeat is not understood."),
        _("Write it like {examples}.").format(examples="every 2 weeks, monthly, every mon, 每月24日, 每周一"),
    )


def describe_repeat(rrule: str) -> str:
    """The rule in the active language: every 2 weeks on Mon, Fri; every month on day 24."""
    parts = _parts(rrule)
    if "," in parts.get("BYMONTH", "") or ("BYMONTH" in parts and "BYMONTHDAY" not in parts):
        return rrule
    said = _frequency(parts.get("FREQ", ""), int(parts.get("INTERVAL", "1")))
    known = {"FREQ", "INTERVAL", "WKST", "UNTIL"}
    if days := parts.get("BYDAY"):
        known.add("BYDAY")
        said += " " + _("on {days}").format(days=", ".join(map(_weekday, days.split(","))))
    if month_days := parts.get("BYMONTHDAY"):
        known |= {"BYMONTHDAY", "BYSETPOS", "BYMONTH"}
        said += " " + _month_day(parts.get("BYMONTH"), month_days, clamped="BYSETPOS" in parts)
    if not set(parts) <= known:
        return rrule
    if until := parts.get("UNTIL"):
        said += " " + _("until {day}").format(day=_until(until).isoformat())
    return said


def repeat_in_words(rule: str) -> str:
    """A repeat as it is said; as it is stored when nobody can say it."""
    try:
        return describe_repeat(rule)
    except (ServiceDeskError, ValueError, KeyError, IndexError):
        return rule


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
    if last == "-1":
        return _("on the last day")
    if clamped:
        return _("on day {day} or the last").format(day=last)
    return _("on day {days}").format(days=days.replace(",", ", "))
