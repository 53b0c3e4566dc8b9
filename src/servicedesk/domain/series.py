"""Series of repeating follow-ups: what they are anchored to, and which of their dates comes next.

A follow-up that repeats is an occurrence of its series. `planned_for` is the date of the rule that it stands
for and never changes, `due_at` is when it is to be held; moving it changes that alone. `anchor` is the date
that the rule is counted from, with time of day and zone. *From plan* the next one is the rule's first date
after the planned one and after today; *from contact* it is counted from the day of the contact.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from servicedesk.domain.errors import ServiceDeskError, UsageError
from servicedesk.domain.repeat_words import DAY_CODES, by_month_day
from servicedesk.domain.rule_dates import (
    count_between,
    first_date,
    is_each_working_day,
    joined,
    next_date,
    parts_of,
)
from servicedesk.domain.timestamps import to_utc
from servicedesk.domain.whole_days import due_of
from servicedesk.i18n import _

Row = Mapping[str, Any]
_LONGEST_BREAK = 60
"""Days that are looked back for a working day: no holiday is longer."""
_ANCHOR = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?))?\[([A-Za-z0-9_+/-]+)\]")


class Workdays(Protocol):
    """The part of a working calendar that plans need."""

    def next_workday(self, day: date) -> date:
        """`day` itself when it is worked, else the next date that is."""
        ...


class Anchor(NamedTuple):
    """What a series is counted from: a day, with the time of day unless whole days are meant, in a zone."""

    day: date
    at: time | None
    zone: tzinfo

    def __str__(self) -> str:
        """`2026-01-31T09:00[Asia/Shanghai]`, as it is stored; without `T09:00` for whole days."""
        at = "" if self.at is None else f"T{self.at.isoformat('seconds' if self.at.second else 'minutes')}"
        return f"{self.day.isoformat()}{at}[{self.zone}]"


class Occurrence(NamedTuple):
    """The date of a rule, and the day on which it is to be held: another one where it is a day off.

    `passed` dates of the rule went by since the occurrence before it; they count once, with that one.
    """

    planned: date
    day: date
    passed: int = 0


def read_anchor(text: str) -> Anchor | None:
    """The stored anchor; None for what is none."""
    match = _ANCHOR.fullmatch(text)
    if match is None:
        return None
    try:
        at = time.fromisoformat(match[2]) if match[2] else None
        return Anchor(date.fromisoformat(match[1]), at, ZoneInfo(match[3]))
    except (KeyError, ValueError, OSError):
        return None


def anchor_in_words(text: str) -> str:
    """The stored anchor as people read it: day and time of day, then the zone. Empty for none."""
    anchor = read_anchor(text)
    if anchor is None:
        return ""
    clock = "" if anchor.at is None else f" {anchor.at:%H:%M}"
    return f"{anchor.day.isoformat()}{clock} {anchor.zone}"


def anchor_at(moment: datetime, zone: tzinfo, *, all_day: bool) -> Anchor:
    """The anchor of a series that begins then."""
    local = moment.astimezone(zone)
    return Anchor(local.date(), None if all_day else local.time(), zone)


def _anchor_here(row: Row, zone: tzinfo) -> Anchor:
    """The anchor of a series that begins with the follow-up of `row`, when it is due."""
    return anchor_at(due_of(row, zone), zone, all_day=bool(row["all_day"]))


def anchor_of(row: Row, zone: tzinfo) -> Anchor:
    """What the series of a follow-up is counted from; where nothing is kept, from this one.

    A desk of an earlier schema has a moment for it, which is one of its zone.
    """
    kept = read_anchor(row["anchor"])
    if kept is not None:
        return kept
    if row["anchor"].endswith("Z"):
        return anchor_at(datetime.fromisoformat(row["anchor"]), zone, all_day=bool(row["all_day"]))
    return _anchor_here(row, zone)


def planned_day(planned_for: datetime, anchor: str, zone: tzinfo) -> date:
    """The day that a whole day stands for: of a series of whole days, that of the zone it is counted in."""
    series = read_anchor(anchor)
    is_of_days = series is not None and series.at is None
    return planned_for.astimezone(series.zone if series and is_of_days else zone).date()


def begun(row: Row, zone: tzinfo) -> dict[str, Any]:
    """What a repeating follow-up has of its series; where it does not say, it begins with this one."""
    return {
        "series": row["series"] or row["uid"],
        "planned_for": row["planned_for"] or row["due_at"],
        "anchor": str(anchor_of(row, zone)),
    }


def at(day: date, clock: time, zone: tzinfo) -> datetime:
    """The moment in UTC of that time of day, on the clock of the zone."""
    return to_utc(datetime.combine(day, clock), zone)


def is_from_contact(rule: str) -> bool:
    """Whether the rule is counted from the last real contact, not from its plan."""
    return parts_of(rule).get("X-FROM") == "CONTACT"


def shifted(day: date, rule: str, workdays: Callable[[], Workdays]) -> date:
    """The day on which the rule's date `day` is to be held: that day, or a working day beside it."""
    way = parts_of(rule).get("X-DAYOFF")
    if way is None:
        return day
    try:
        calendar = workdays()
        later = calendar.next_workday(day)
        if later == day or way == "NEXT":
            return later
        earlier = _workday_before(day, calendar)
    except ServiceDeskError:
        # A year that no calendar counts, or a desk that never works: the date stays as it is.
        return day
    if earlier is None or (way == "NEAREST" and later - day <= day - earlier):
        return later
    return earlier


def _workday_before(day: date, calendar: Workdays) -> date | None:
    for back in range(1, _LONGEST_BREAK):
        found = day - timedelta(days=back)
        if calendar.next_workday(found) == found:
            return found
    return None


def first_occurrence(rule: str, day: date, workdays: Callable[[], Workdays]) -> Occurrence | None:
    """The rule's first date on `day` or after it; None for a rule that has ended by then."""
    planned = first_date(rule, day)
    if planned is None:
        return None
    held = shifted(planned, rule, workdays)
    return Occurrence(held if is_each_working_day(rule) else planned, held)


def on_first_date(due_at: datetime, rule: str, zone: tzinfo) -> datetime | None:
    """That time on the rule's first date from then on, days off not looked at; None for none."""
    local = due_at.astimezone(zone)
    day = first_date(rule, local.date())
    if day is None:
        return None
    return due_at if day == local.date() else at(day, local.time(), zone)


def next_occurrence(
    rule: str, anchor: date, planned: date, ended: date, workdays: Callable[[], Workdays]
) -> Occurrence | None:
    """What follows the occurrence planned for `planned` that ended on `ended`; None when the rule has ended.

    What the calendar moves onto the day of the ending, or before it, has been done with it.
    """
    contact = is_from_contact(rule)
    since = ended if contact else max(planned, anchor, ended)
    found = next_date(rule, since, None if contact else anchor)
    while found is not None and (day := shifted(found, rule, workdays)) <= ended:
        if contact:
            day = found
            break
        found = next_date(rule, found, anchor)
    if found is None:
        return None
    if is_each_working_day(rule):
        found = day
    return Occurrence(found, day, passed_between(rule, planned, found, anchor, workdays))


def passed_between(
    rule: str, after: date, before: date, anchor: date, workdays: Callable[[], Workdays]
) -> int:
    """How many dates of a series counted from `anchor` lie between two of them: they went by.

    Counted from contacts none does.
    """
    if is_from_contact(rule):
        return 0
    since = max(after, anchor)
    if not is_each_working_day(rule):
        return count_between(rule, since, before, anchor)
    days = (since + timedelta(days=number) for number in range(1, (before - since).days))
    return sum(shifted(day, rule, workdays) == day for day in days)


def following(row: Row, now: datetime, zone: tzinfo, workdays: Callable[[], Workdays]) -> dict[str, Any]:
    """The fields of its series that the next occurrence has, when this one ends now; empty for none.

    Its time of day is the anchor's, on the clock of the anchor's zone.
    """
    if not row["repeat"]:
        return {}
    of_series = begun(row, zone)
    anchor = anchor_of(row, zone)
    kept = row["planned_for"]
    planned = (datetime.fromisoformat(kept) if kept else due_of(row, zone)).astimezone(anchor.zone)
    # A whole day ends where it is held, not where its series was begun.
    ended = now.astimezone(anchor.zone if anchor.at else zone).date()
    found = next_occurrence(row["repeat"], anchor.day, planned.date(), ended, workdays)
    if found is None:
        return {}
    clock = planned.time() if anchor.at is None else anchor.at
    return of_series | {
        "planned_for": at(found.planned, clock, anchor.zone),
        "due_at": at(found.day, clock, anchor.zone),
        "all_day": int(anchor.at is None),
        "on_day": found.day.isoformat() if anchor.at is None else None,
    }


def rebegun(row: Row, zone: tzinfo) -> dict[str, Any]:
    """The rule and anchor of a series that goes on from where the follow-up of `row` is now."""
    anchor = _anchor_here(row, zone)
    return {"repeat": redated(row["repeat"], anchor.day), "anchor": str(anchor)}


def redated(rule: str, day: date) -> str:
    """The rule as it falls on `day`: every Monday becomes every Wednesday. UsageError for several days."""
    parts = parts_of(rule)
    if "RSCALE" in parts:
        raise UsageError(_("This repeat follows the lunar calendar."), _("Move this one alone."))
    if (
        len(parts.get("BYDAY", "").split(",")) > 1
        or ("," in parts.get("BYMONTHDAY", "") and "BYSETPOS" not in parts)
        or "," in parts.get("BYMONTH", "")
    ):
        raise UsageError(
            _("This repeat names several days."), _("Move this one alone, or write the repeat anew.")
        )
    if code := parts.get("BYDAY"):
        parts["BYDAY"] = _nth(code, day) + DAY_CODES[day.weekday()]
    if "BYMONTHDAY" in parts:
        named = parts.pop("BYMONTHDAY")
        parts.pop("BYSETPOS", None)
        is_last = named == "-1" and (day + timedelta(days=1)).day == 1
        parts |= parts_of("BYMONTHDAY=-1" if is_last else by_month_day(day.day))
        if named == "-1" and not is_last:
            parts.pop("X-DAYOFF", None)
    if "BYMONTH" in parts:
        parts["BYMONTH"] = str(day.month)
    return joined(parts)


def _nth(code: str, day: date) -> str:
    """The 1 of 1MO for another day: which of the weekdays of its month it is."""
    if not code[:-2]:
        return ""
    is_last = (day + timedelta(days=7)).month != day.month
    return "-1" if is_last and (code.startswith("-") or day.day > 28) else str((day.day - 1) // 7 + 1)
