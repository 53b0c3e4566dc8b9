"""The days of a working calendar as people look at them: hours, a sign of one letter, words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from servicedesk.domain.date_format import weekday_name
from servicedesk.domain.policies.calendar_policy import CalendarPolicy
from servicedesk.domain.policy_words import doubt_words, none_needed
from servicedesk.domain.signs import in_brackets
from servicedesk.domain.text import clean_line
from servicedesk.domain.worktime_rules import (
    FIRST_YEAR,
    LAST_YEAR,
    NO_COUNTRY,
    REASON_LABELS,
    DayRule,
    DutyDays,
    HoursRules,
    Intervals,
    YearDoubt,
)
from servicedesk.i18n import _

WORKED, DAY_OFF = " ", "."
SIGNS = {
    "holiday": "H", "closed": "X", "make_up": "M", "half": "T", "duty": "D", "range": "S", "other": "O",
    "day_off": DAY_OFF,
}  # fmt: skip
"""What stands behind a day; one with the hours of the week has none. Letters: colour alone tells nobody."""

SPECIAL = frozenset({"holiday", "closed", "make_up", "half", "duty", "other"})
"""Kinds of days that are listed one by one; those of a season come by the dozen."""


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One date: its hours, and `kind`, which is a key of REASON_LABELS."""

    day: date
    kind: str
    intervals: Intervals
    name: str = ""
    rule: DayRule | None = None
    """The rule that this date has of its own."""

    @property
    def sign(self) -> str:
        """One letter for the kind."""
        return SIGNS.get(self.kind, WORKED)

    @property
    def minutes(self) -> int:
        """How long is worked."""
        return sum(interval.end - interval.start for interval in self.intervals)

    @property
    def is_special(self) -> bool:
        """Whether the day is to be listed by itself."""
        return self.kind in SPECIAL

    @property
    def hours(self) -> str:
        """The hours as they are written: 09:00-12:00, 13:00-18:00; empty when nothing is worked."""
        return hours_text(self.intervals)

    @property
    def words(self) -> str:
        """What the day is, with its name: make-up working day (instead of 2026-02-20)."""
        name = clean_line(self.name)
        label = kind_label(self.kind)
        return in_brackets(label, name) if name else label


@dataclass(frozen=True, slots=True)
class SpecialDays:
    """Dates one after another that are of one kind, with one name and the same hours."""

    first: CalendarDay
    last: date

    def holds(self, day: date) -> bool:
        """Whether `day` is one of them."""
        return self.first.day <= day <= self.last


def calendar_days(policy: CalendarPolicy, first: date, count: int) -> tuple[CalendarDay, ...]:
    """`count` days from `first` on; those outside the years of a calendar are left out."""
    rules = HoursRules(policy.week, policy.ranges, policy.duties, {rule.day: rule for rule in policy.days})
    found = []
    for number in range(first.toordinal(), first.toordinal() + count):
        day = date.fromordinal(number)
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            hours = rules.hours(day)
            kind = hours.reason
            if kind in {"week", "range"} and not hours.intervals:
                kind = "day_off"
            found.append(CalendarDay(day, kind, hours.intervals, hours.name, rules.days.get(day)))
    return tuple(found)


def without_own_rule(policy: CalendarPolicy, day: date) -> CalendarPolicy:
    """The calendar as if `day` had no rule of its own: what it would be by duty, season and week."""
    return replace(policy, days=tuple(rule for rule in policy.days if rule.day != day))


def year_days(policy: CalendarPolicy, year: int) -> tuple[CalendarDay, ...]:
    """All days of a year."""
    first = date(year, 1, 1)
    return calendar_days(policy, first, (date(year + 1, 1, 1) - first).days)


def special_days(days: tuple[CalendarDay, ...]) -> list[SpecialDays]:
    """The special ones of `days`, those that follow each other and are alike as one."""
    found: list[SpecialDays] = []
    for day in days:
        if not day.is_special:
            continue
        before = found[-1] if found else None
        if before and day.day - before.last == timedelta(days=1) and _alike(before.first, day):
            found[-1] = SpecialDays(before.first, day.day)
        else:
            found.append(SpecialDays(day, day.day))
    return found


def duty_when(duty: DutyDays) -> str:
    """On which days there is duty, in words: every other Sat."""
    weekday = weekday_name(duty.weekday)
    if duty.every == 1:
        return _("every {weekday}").format(weekday=weekday)
    if duty.every == 2:
        return _("every other {weekday}").format(weekday=weekday)
    return _("every {count} weeks on {weekday}").format(count=duty.every, weekday=weekday)


def duties_in(policy: CalendarPolicy, year: int) -> list[DutyDays]:
    """The duties that there are in a year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return [one for one in policy.duties if one.first() <= last and (one.end is None or one.end >= first)]


def week_groups(policy: CalendarPolicy) -> Iterator[tuple[str, str]]:
    """The weekdays and their hours in words; those one after another with the same hours together."""
    start = 0
    for weekday in range(1, 8):
        if weekday < 7 and policy.week[weekday] == policy.week[start]:
            continue
        names = weekday_name(start)
        if weekday - 1 != start:
            names += f"–{weekday_name(weekday - 1)}"
        yield names, hours_text(policy.week[start]) or kind_label("day_off")
        start = weekday


def year_notes(policy: CalendarPolicy, year: int) -> Iterator[str]:
    """What must be known of a year: whose holidays it has, and whether they are known for sure."""
    seeded = next((known for known in policy.seeded if known.year == year), None)
    if seeded is not None and seeded.announced is False:
        yield _(
            "{year}: the make-up days of {country} are not announced yet; take the year over again later."
        ).format(year=year, country=seeded.country)
    elif seeded is not None and seeded.country == "CN":
        yield _("{year}: public holidays of mainland China.").format(year=year)
    elif seeded is not None and seeded.country != NO_COUNTRY:
        yield _("{year}: public holidays of {country}.").format(year=year, country=seeded.country)
    elif doubt := policy.doubt_of(year):
        yield doubt_words(YearDoubt(year, doubt))
    else:
        yield none_needed(year)


def kind_label(kind: str) -> str:
    """The kind of a day in words."""
    return _(REASON_LABELS.get(kind, kind))


def hours_text(intervals: Intervals) -> str:
    """Hours as they are written: 09:00-12:00, 13:00-18:00."""
    return ", ".join(map(str, intervals))


def _alike(one: CalendarDay, other: CalendarDay) -> bool:
    return (one.kind, one.name, one.intervals) == (other.kind, other.name, other.intervals)
