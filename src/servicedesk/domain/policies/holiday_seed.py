"""Public holidays and make-up working days of a country and year, taken over offline from `holidays`.

The State Council of the PRC announces the make-up days of a year late in the year before, so a year
without any is one that the library does not know yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from servicedesk.domain.errors import UsageError
from servicedesk.domain.policies.calendar_policy import (
    LONGEST_NAME,
    CalendarPolicy,
    SeededYear,
    checked,
    in_order,
)
from servicedesk.domain.policies.reading import fold, nearest, shown
from servicedesk.domain.text import clean_line
from servicedesk.domain.worktime_rules import DayRule, require_year
from servicedesk.i18n import _

if TYPE_CHECKING:
    from holidays import HolidayBase

# Where every year has make-up days, and the first year in which the library knows them.
_ANNOUNCED_SINCE = {"CN": 2001}
_LANGUAGES = {"en": "en_US"}


@dataclass(frozen=True, slots=True)
class SeedResult:
    """What taking over a year brought; days that the desk set by hand are not counted."""

    policy: CalendarPolicy
    holidays: int
    make_up_days: int
    announced: bool | None
    """False: the make-up days of the year are not announced yet. None: the country has no such rule."""


def seed(policy: CalendarPolicy, country: str, year: int, language: str = "en") -> SeedResult:
    """The policy with the holidays of `country` (`CN`, or `DE-BY` for a part of it) in `year`.

    Names are in `language` where the library speaks it. What an earlier seeding brought for that year is
    replaced, what the desk set by hand stays. Raises UsageError for an unknown country or year.
    """
    require_year(date(min(max(year, 1), 9999), 1, 1))
    code, found = _public(country, year, language)
    kept = [rule for rule in policy.days if rule.day.year != year or rule.source == "desk"]
    by_hand = {rule.day for rule in kept}
    rule_by_day = {rule.day: rule for rule in (*_holidays(found, year), *_make_up(found, year))}
    brought = [rule for rule in rule_by_day.values() if rule.day not in by_hand]
    make_up_days = sum(rule.kind == "make_up" for rule in brought)
    announced = None
    if any(_worked_weekends(found, year)):
        announced = True
    elif year >= _ANNOUNCED_SINCE.get(code[:2], year + 1):
        announced = False
    years = [seeded for seeded in policy.seeded if seeded.year != year] + [SeededYear(year, code, announced)]
    seeded = tuple(sorted(years, key=lambda seeded: seeded.year))
    changed = checked(replace(policy, days=in_order([*kept, *brought]), seeded=seeded))
    return SeedResult(changed, len(brought) - make_up_days, make_up_days, announced)


def countries() -> list[str]:
    """The codes of the countries whose holidays are known, in order."""
    from holidays import list_supported_countries

    return sorted(list_supported_countries(include_aliases=False))


def _public(country: str, year: int, language: str) -> tuple[str, "HolidayBase"]:
    """The code as it is written, and the holidays of the country."""
    from holidays import country_holidays

    written, _dash, part = clean_line(country[:100]).partition("-")
    code = _country(written)
    parts = {name.upper(): name for name in country_holidays(code).subdivisions}
    if part and not parts:
        raise UsageError(_("{country} has no parts with holidays of their own.").format(country=code))
    if part and part.upper() not in parts:
        words = _("“{word}” is not a part of {country} that has holidays of its own; use one of: {names}.")
        names = ", ".join(list(parts.values())[:20])
        raise UsageError(words.format(word=shown(part), country=code, names=names))
    subdivision = parts[part.upper()] if part else None
    found = country_holidays(
        code, subdiv=subdivision, years=[year], language=_LANGUAGES.get(language, language)
    )
    return "-".join(filter(None, (code, subdivision))), found


def _country(written: str) -> str:
    """The code of a country given by its code of two or three letters or its English name."""
    from holidays.registry import COUNTRIES

    code_by_name = {fold(name).replace(" ", ""): names[1] for names in COUNTRIES.values() for name in names}
    name = fold(written).replace(" ", "")
    if name in code_by_name:
        return code_by_name[name]
    words = _("“{word}” is not a country whose holidays are known; did you mean {name}?")
    close = nearest(name, code_by_name)
    raise UsageError(
        words.format(word=shown(written), name=code_by_name.get(close, "CN")),
        _("Use the two letters of the country: CN, DE, US ..., or with a part of it: DE-BY."),
    )


def _holidays(found: "HolidayBase", year: int) -> Iterator[DayRule]:
    for day, name in found.items():
        if day.year == year:
            yield DayRule(day, "holiday", clean_line(name)[:LONGEST_NAME].strip(), source="seed")


def _make_up(found: "HolidayBase", year: int) -> Iterator[DayRule]:
    for day in _worked_weekends(found, year):
        # The day off that it is worked for says so in its name, in the manner of its language.
        written = (
            day.isoformat(),
            day.strftime("%m/%d/%Y"),
            day.strftime("%d.%m.%Y"),
            day.strftime("%d/%m/%Y"),
        )
        named = (off for off, name in found.items() if any(text in name for text in written))
        off = next(named, None)
        name = _("instead of {day}").format(day=off.isoformat()) if off else ""
        yield DayRule(day, "make_up", name, source="seed")


def _worked_weekends(found: "HolidayBase", year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    for number in range(366):
        day = first + timedelta(days=number)
        if day.year == year and day.weekday() in found.weekend and found.is_working_day(day):
            yield day
