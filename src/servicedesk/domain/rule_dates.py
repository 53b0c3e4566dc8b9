"""The dates of a rule (RRULE text): always counted from the date that its series is anchored to.

A rule of months or years alone repeats on the day of its anchor, or on the last day of a month that is
shorter; RFC 5545 would skip that month. Parts that begin with X- are this program's own and name no dates.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from servicedesk.domain.date_words import add_months

# No rule that can be written here skips longer than this, and an impossible one is not searched for ever.
HORIZON_YEARS = 41
KEYS = ("RSCALE", "FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST", "UNTIL")
"""The parts of RFC 5545 that a rule may have, in the order in which they are kept; RSCALE is of RFC 7529."""
OWN_KEYS = ("X-FROM", "X-DAYOFF")
"""What is counted from, and what becomes of a date on a day off (domain.series)."""
_BARE = frozenset({"FREQ", "INTERVAL", "WKST"})
_MONTHS = {"MONTHLY": 1, "YEARLY": 12}


def parts_of(rule: str) -> dict[str, str]:
    """The parts of a rule by their names."""
    pairs = [part.partition("=") for part in rule.strip().removeprefix("RRULE:").strip(";").split(";")]
    return {key.strip().upper(): value.strip() for key, _equals, value in pairs}


def joined(parts: Mapping[str, str]) -> str:
    """The rule of these parts, in one order."""
    return ";".join(f"{key}={parts[key]}" for key in (*KEYS, *OWN_KEYS) if key in parts)


def is_each_working_day(rule: str) -> bool:
    """Whether the rule means every working day of the calendar, and so no date of its own on a day off."""
    parts = parts_of(rule)
    parts.pop("UNTIL", None)
    return parts == {"FREQ": "DAILY", "X-DAYOFF": "NEXT"}


def until_of(value: str) -> date:
    """The day of UNTIL. Raises ValueError."""
    return datetime.strptime(value[:8], "%Y%m%d").date()  # noqa: DTZ007 - only the day of it counts


def next_date(rule: str, after: date, anchor: date | None = None) -> date | None:
    """The first date of the rule after `after`, counted from `anchor`; None when it has ended.

    Without an anchor it is counted from `after` itself, as a contact begins its rhythm anew.
    """
    parts = parts_of(rule)
    until = parts.pop("UNTIL", None)
    try:
        found = next(_dates(parts, anchor or after, after), None)
    except (ValueError, OverflowError):
        return None
    if found is None or (until and found > until_of(until)):
        return None
    return found


def first_date(rule: str, day: date) -> date | None:
    """The first date of the rule on `day` or after it, from which a series is then counted; None for none.

    An interval counts from that date on, so it does not choose it: every 2 weeks on Monday, begun on a
    Wednesday, begins on the next Monday.
    """
    parts = parts_of(rule)
    if set(parts) - set(OWN_KEYS) <= _BARE | {"UNTIL"}:
        until = parts.get("UNTIL")
        return None if until and day > until_of(until) else day
    parts.pop("INTERVAL", None)
    return next_date(joined(parts), day - timedelta(days=1), day)


def is_ever(rule: str) -> bool:
    """Whether there is any date of the rule, were it not to end. Raises what comes of a part that is none."""
    parts = {key: value for key, value in parts_of(rule).items() if key != "UNTIL"}
    return next(_dates(parts, date(2024, 1, 1), date(2024, 1, 1)), None) is not None


def count_between(rule: str, after: date, before: date, anchor: date) -> int:
    """How many dates of the rule lie between the two, neither of them counted."""
    parts = parts_of(rule)
    until = parts.pop("UNTIL", None)
    end = min(before, until_of(until) + timedelta(days=1)) if until else before
    count = 0
    for found in _dates(parts, anchor, after):
        if found >= end:
            break
        count += 1
    return count


def _dates(parts: Mapping[str, str], anchor: date, after: date) -> Iterator[date]:
    """The dates after `after`, in order."""
    named = {key: value for key, value in parts.items() if key in KEYS}
    if "RSCALE" in named:
        from servicedesk.domain.lunar import each_lunar_year

        yield from each_lunar_year(int(named["BYMONTH"]), int(named["BYMONTHDAY"]), after, HORIZON_YEARS)
        return
    months = _MONTHS.get(named["FREQ"])
    if months is not None and set(named) <= _BARE:
        yield from _month_by_month(anchor, after, months * int(named.get("INTERVAL", "1")))
        return
    from dateutil.rrule import rrulestr

    start = datetime(anchor.year, anchor.month, anchor.day)  # noqa: DTZ001 - a rule of dates has no zone
    end = min(max(anchor, after).year + HORIZON_YEARS, 9998)
    dates = rrulestr(f"{joined(named)};UNTIL={end}1231", dtstart=start)
    since = datetime(after.year, after.month, after.day)  # noqa: DTZ001
    for found in dates.xafter(since, inc=False):
        yield found.date()


def _month_by_month(anchor: date, after: date, step: int) -> Iterator[date]:
    apart = (after.year - anchor.year) * 12 + after.month - anchor.month
    number = max(0, apart // step)
    while True:
        found = add_months(anchor, number * step)
        if found > after:
            yield found
        number += 1
