"""What a working calendar holds, what it refuses and how it is changed; `calendar` reads and writes it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from itertools import combinations, pairwise

from servicedesk.domain.errors import NotFoundError
from servicedesk.domain.policies.reading import PolicyError, fold
from servicedesk.domain.text import clean_line
from servicedesk.domain.worktime import WorkingCalendar
from servicedesk.domain.worktime_rules import (
    DAY_KINDS,
    DAY_MINUTES,
    FIRST_YEAR,
    LAST_YEAR,
    NO_COUNTRY,
    UNANNOUNCED,
    UNSEEDED,
    WEEKDAYS,
    DayRule,
    DutyDays,
    HoursRange,
    HoursRules,
    Interval,
    Intervals,
    Week,
    clock,
    overlap,
)
from servicedesk.i18n import _

LONGEST_NAME = 100
MOST_RULES = 100
"""Date ranges, and duties, that a calendar may have."""

_OFFICE = (Interval(540, 720), Interval(780, 1080))
DEFAULT_WEEK: Week = (_OFFICE, _OFFICE, _OFFICE, _OFFICE, _OFFICE, (), ())


@dataclass(frozen=True, slots=True)
class SeededYear:
    """A year whose holidays were taken from the public ones of a country."""

    year: int
    country: str
    """NO_COUNTRY: none are needed, from this year on."""
    announced: bool | None = None
    """Whether its make-up days were known; None where holidays are not made up for."""


@dataclass(frozen=True, slots=True)
class CalendarPolicy:
    """The working calendar as the desk writes it; `build` makes it count."""

    week: Week = DEFAULT_WEEK
    timezone: str = ""
    """Empty: the zone of the desk."""
    day_minutes: int = 8 * 60
    """How much working time "1d" in a target means."""
    ranges: tuple[HoursRange, ...] = ()
    duties: tuple[DutyDays, ...] = ()
    days: tuple[DayRule, ...] = ()
    """In order of date."""
    seeded: tuple[SeededYear, ...] = ()
    """In order of year."""

    @property
    def day_hours(self) -> float:
        """How many working hours "1d" in a target means."""
        return self.day_minutes / 60

    def doubt_of(self, year: int) -> str:
        """Why the holidays of a year are not known for sure, UNSEEDED or UNANNOUNCED; empty if they are."""
        held = next((known for known in self.seeded if known.year == year), None)
        if held is None:
            before = [known.country for known in self.seeded if known.year < year]
            return "" if before and before[-1] == NO_COUNTRY else UNSEEDED
        return UNANNOUNCED if held.announced is False else ""

    def rule_of(self, day: date) -> DayRule | None:
        """The rule of a date, if it has one of its own."""
        return next((rule for rule in self.days if rule.day == day), None)


def build(policy: CalendarPolicy, default_zone: tzinfo) -> WorkingCalendar:
    """The calendar that counts, in the zone of the policy, else in `default_zone`."""
    zone = default_zone
    if policy.timezone:
        from zoneinfo import ZoneInfo

        zone = ZoneInfo(policy.timezone)
    return WorkingCalendar(
        _rules(policy), zone, day_seconds=policy.day_minutes * 60, doubt_of=policy.doubt_of
    )


def unannounced_years(policy: CalendarPolicy) -> list[int]:
    """The years that were seeded before their make-up days were announced."""
    return [year.year for year in policy.seeded if year.announced is False]


def with_day(
    policy: CalendarPolicy, day: date, kind: str, name: str = "", intervals: Iterable[Interval] = ()
) -> CalendarPolicy:
    """The policy with a rule for one date, instead of the one it may have. Raises PolicyError."""
    return with_rule(policy, DayRule(day, kind, name, tuple(intervals)))


def with_rule(policy: CalendarPolicy, rule: DayRule) -> CalendarPolicy:
    """`with_day` for a whole rule: what a make-up day works as, and who says so."""
    rule = replace(rule, name=_name(rule.name))
    _refuse(str(rule.day), day_fault(rule))
    days = [kept for kept in policy.days if kept.day != rule.day]
    return checked(replace(policy, days=in_order([*days, rule])))


def without_day(policy: CalendarPolicy, day: date) -> CalendarPolicy:
    """The policy without the rule of one date. Raises NotFoundError when there is none."""
    days = tuple(rule for rule in policy.days if rule.day != day)
    if len(days) == len(policy.days):
        raise NotFoundError(_("{day} has no rule of its own in the calendar.").format(day=day))
    return checked(replace(policy, days=days))


def with_week(policy: CalendarPolicy, weekday: int, intervals: Iterable[Interval]) -> CalendarPolicy:
    """The policy with other hours for a weekday (0 = Monday); none makes it a day off. Raises PolicyError."""
    hours = tuple(intervals)
    _refuse(WEEKDAYS[weekday], intervals_fault(hours))
    week = tuple(hours if at == weekday else old for at, old in enumerate(policy.week))
    return checked(replace(policy, week=week))


def with_range(policy: CalendarPolicy, span: HoursRange) -> CalendarPolicy:
    """The policy with a date range, instead of the one of that name. Raises PolicyError."""
    span = replace(span, name=_name(span.name))
    _refuse(span.name, range_fault(span))
    kept = (old for old in policy.ranges if fold(old.name) != fold(span.name))
    return checked(replace(policy, ranges=(*kept, span)))


def without_range(policy: CalendarPolicy, name: str) -> CalendarPolicy:
    """The policy without the date range of that name. Raises NotFoundError."""
    kept = tuple(span for span in policy.ranges if fold(span.name) != fold(name))
    _require_found(len(kept) < len(policy.ranges), name)
    return checked(replace(policy, ranges=kept))


def with_duty(policy: CalendarPolicy, duty: DutyDays) -> CalendarPolicy:
    """The policy with a duty, instead of the one of that name. Raises PolicyError."""
    duty = replace(duty, name=_name(duty.name))
    _refuse(duty.name, duty_fault(duty))
    kept = (old for old in policy.duties if fold(old.name) != fold(duty.name))
    return checked(replace(policy, duties=(*kept, duty)))


def without_duty(policy: CalendarPolicy, name: str) -> CalendarPolicy:
    """The policy without the duty of that name. Raises NotFoundError."""
    kept = tuple(duty for duty in policy.duties if fold(duty.name) != fold(name))
    _require_found(len(kept) < len(policy.duties), name)
    return checked(replace(policy, duties=kept))


def checked(policy: CalendarPolicy) -> CalendarPolicy:
    """The policy, unless its rules contradict each other or leave a year without work: PolicyError."""
    for names in ([span.name for span in policy.ranges], [duty.name for duty in policy.duties]):
        if len(names) > MOST_RULES:
            _refuse("", _("there are too many rules; keep {limit}.").format(limit=MOST_RULES))
        known = [fold(name) for name in names]
        if doubled := next((name for name in names if known.count(fold(name)) > 1), ""):
            _refuse(doubled, _("two rules have this name; give each its own."))
    for one, other in combinations(policy.ranges, 2):
        if overlap(one, other):
            words = _("it has days in common with {name}; a day can lie in one range only.")
            _refuse(one.name, words.format(name=other.name))
    rules = _rules(policy)
    for rule in policy.days:
        # A public make-up day stays what it is; who is off on the weekday it replaces has nothing to make up.
        if rule.source == "desk" and rule.works_as is not None and not rules.like(rule.day, rule.works_as):
            words = _("{weekday} has no hours, so that a day cannot work like it.")
            _refuse(str(rule.day), words.format(weekday=WEEKDAYS[rule.works_as]))
    _require_work(policy, rules)
    return policy


def intervals_fault(intervals: Intervals) -> str:
    """What is wrong with the hours of a day; empty when nothing is."""
    for one in intervals:
        if not (0 <= one.start <= DAY_MINUTES and 0 <= one.end <= DAY_MINUTES):
            return _("a day goes from 00:00 to 24:00.")
        if one.end == one.start:
            return _("{hours} ends when it begins.").format(hours=one)
        if one.end < one.start:
            words = _(
                "{hours} ends before it begins; hours past midnight belong to the next day: 00:00-{end}."
            )
            return words.format(hours=one, end=clock(one.end))
    for one, other in pairwise(intervals):
        if other.start < one.end:
            if other.end <= one.start:
                return _("{other} stands before {one}; write the earlier hours first.").format(
                    one=one, other=other
                )
            return _("{one} and {other} overlap.").format(one=one, other=other)
    return ""


def day_fault(rule: DayRule) -> str:
    """What is wrong with the rule of a date; empty when nothing is."""
    if not FIRST_YEAR <= rule.day.year <= LAST_YEAR:
        return _("the year must be from {first} to {last}.").format(first=FIRST_YEAR, last=LAST_YEAR)
    if rule.kind not in DAY_KINDS:
        return _("“{word}” is not known here; use one of: {names}.").format(
            word=clean_line(rule.kind)[:40], names=", ".join(DAY_KINDS)
        )
    if rule.kind in {"holiday", "closed"} and rule.intervals:
        return _("it is closed, so it cannot have hours; use half or other.")
    if rule.kind in {"half", "other"} and not rule.intervals:
        return _('its hours are missing; write hours = ["09:00-12:00"].')
    if rule.works_as is not None and (rule.kind != "make_up" or rule.intervals):
        return _("only a make-up day without hours of its own can work like a weekday.")
    return intervals_fault(rule.intervals)


def range_fault(span: HoursRange) -> str:
    """What is wrong with a date range; empty when nothing is."""
    if not span.name:
        return _("the range needs a name.")
    if isinstance(span.start, date) != isinstance(span.end, date):
        return _("both ends must have a year, or none of them.")
    if isinstance(span.start, date) and isinstance(span.end, date):
        if span.end < span.start:
            return _("{end} is before {start}.").format(start=span.start, end=span.end)
        if span.start.year < FIRST_YEAR or span.end.year > LAST_YEAR:
            return _("the year must be from {first} to {last}.").format(first=FIRST_YEAR, last=LAST_YEAR)
    if span.hours is None and all(hours is None for hours in span.week):
        return _('its hours are missing; write hours = ["09:00-12:00"].')
    return next(filter(None, (intervals_fault(hours or ()) for hours in (span.hours, *span.week))), "")


def duty_fault(duty: DutyDays) -> str:
    """What is wrong with a duty; empty when nothing is."""
    if not duty.name:
        return _("the duty needs a name.")
    if not 1 <= duty.every <= 52:
        return _("the weeks between must be from 1 to 52.")
    if not FIRST_YEAR <= duty.start.year <= LAST_YEAR or (duty.end and duty.end.year > LAST_YEAR):
        return _("the year must be from {first} to {last}.").format(first=FIRST_YEAR, last=LAST_YEAR)
    if duty.end and duty.end < duty.first():
        return _("{end} is before {start}.").format(start=duty.first(), end=duty.end)
    if not duty.intervals:
        return _('its hours are missing; write hours = ["09:00-12:00"].')
    return intervals_fault(duty.intervals)


def in_order(days: Iterable[DayRule]) -> tuple[DayRule, ...]:
    """The rules in order of date."""
    return tuple(sorted(days, key=lambda rule: rule.day))


def fault(place: str, words: str) -> PolicyError:
    """The error for one place of the calendar (empty: for the whole of it)."""
    if not place:
        return PolicyError(_("{document}: {fault}").format(document="calendar", fault=words))
    template = _("{document}: {place}: {fault}")
    return PolicyError(template.format(document="calendar", place=place, fault=words))


def _refuse(place: str, words: str) -> None:
    if words:
        raise fault(place, words)


def _name(text: str) -> str:
    name = clean_line(text)
    if len(name) > LONGEST_NAME:
        words = _("the text is too long; shorten it to {limit} characters.")
        raise fault("", words.format(limit=LONGEST_NAME))
    return name


def _require_found(found: bool, name: str) -> None:
    if not found:
        raise NotFoundError(_("The calendar has no rule “{name}”.").format(name=clean_line(name)[:40]))


def _rules(policy: CalendarPolicy) -> HoursRules:
    return HoursRules(policy.week, policy.ranges, policy.duties, {rule.day: rule for rule in policy.days})


def _require_work(policy: CalendarPolicy, rules: HoursRules) -> None:
    """Refuse a calendar with a year without any work, so that no clock ever waits in vain."""
    years = {rule.day.year for rule in policy.days} | {duty.first().year for duty in policy.duties}
    for span in policy.ranges:
        if isinstance(span.start, date) and isinstance(span.end, date):
            years.update(range(span.start.year, span.end.year + 1))
    # And one year that no rule names: the years to come.
    years.add(min(LAST_YEAR, max((*years, 2026, *(duty.end.year for duty in policy.duties if duty.end))) + 1))
    for year in sorted(year for year in years if FIRST_YEAR <= year <= LAST_YEAR):
        first = date(year, 1, 1).toordinal()
        if not any(rules.hours(date.fromordinal(first + day)).intervals for day in range(366)):
            words = _("no day of {year} would be a working day; give some days hours.")
            raise fault("", words.format(year=year))
