"""Public holidays and make-up working days of a country and year, taken over offline from `holidays`.

The State Council of the PRC announces the make-up days of a year late in the year before, so a year
without any is one that the library does not know yet. Its notices name holidays from one day to another: the
weekend days between are off too, also for who works on Saturdays, and the library does not list them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
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
from servicedesk.domain.worktime_rules import NO_COUNTRY, DayRule, require_year
from servicedesk.i18n import _

if TYPE_CHECKING:
    from holidays import HolidayBase

# Where every year has make-up days, and the first year in which the library knows them.
_ANNOUNCED_SINCE = {"CN": 2001}
# Where the weekend days around and between holidays are part of them, and since when also those beside a
# single day: to 2024 the notices said that it "joins the weekend", which stays a weekend like any other.
_WHOLE_BLOCKS_SINCE = {"CN": 2025}
# As what a made-up Saturday or Sunday is worked where nobody says for which day: the nearest day of the week.
_NEAREST = {5: 4, 6: 0}
# The part that is meant where none is named: the whole alone would lack Easter Monday and the bank holiday of
# August, which its parts have.
_USUAL_PART = {"GB": "ENG"}
_NONE = frozenset({NO_COUNTRY, "无", "不需要"})
_BESIDE = timedelta(days=14)
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

    `GB` is taken for `GB-ENG`, and the result says so.

    NO_COUNTRY says that none are needed, in that year and from then on. Names are in `language` where the
    library speaks it. What an earlier seeding brought for that year is replaced, what the desk set by hand
    stays. Raises UsageError for an unknown country or year.
    """
    require_year(date(min(max(year, 1), 9999), 1, 1))
    kept = [rule for rule in policy.days if rule.day.year != year or rule.source == "desk"]
    if fold(country[:100]) in _NONE:
        return SeedResult(_with_year(policy, kept, SeededYear(year, NO_COUNTRY)), 0, 0, None)
    code, found = _public(country, year, language)
    by_hand = {rule.day for rule in kept}
    rules = (*_holidays(found, year), *_weekends(code, found, year), *_make_up(found, year))
    rule_by_day = {rule.day: rule for rule in rules}
    brought = [rule for rule in rule_by_day.values() if rule.day not in by_hand]
    make_up_days = sum(rule.kind == "make_up" for rule in brought)
    announced = _announced(code, found, year)
    changed = _with_year(policy, [*kept, *brought], SeededYear(year, code, announced))
    return SeedResult(changed, len(brought) - make_up_days, make_up_days, announced)


def _with_year(policy: CalendarPolicy, days: list[DayRule], taken: SeededYear) -> CalendarPolicy:
    years = [*(seeded for seeded in policy.seeded if seeded.year != taken.year), taken]
    seeded = tuple(sorted(years, key=lambda seeded: seeded.year))
    return checked(replace(policy, days=in_order(days), seeded=seeded))


def outdated(policy: CalendarPolicy, year: int) -> int:
    """How many days of a year that was taken over would be other ones if it were taken over again."""
    held = next((known for known in policy.seeded if known.year == year), None)
    if held is None:
        return 0
    try:
        again = seed(policy, held.country, year).policy
    except UsageError:
        return 0
    before, after = ({(rule.day, rule.kind, rule.works_as) for rule in one.days} for one in (policy, again))
    return len({day for day, _kind, _weekday in before ^ after})


def countries() -> list[str]:
    """The codes of the countries whose holidays are known, in order."""
    from holidays import list_supported_countries

    return sorted(list_supported_countries(include_aliases=False))


def _public(country: str, year: int, language: str) -> tuple[str, "HolidayBase"]:
    """The code as it is written, and the holidays of the country."""
    from holidays import country_holidays

    written, _dash, part = clean_line(country[:100]).partition("-")
    code = _country(written)
    part = part or _USUAL_PART.get(code, "")
    parts = {name.upper(): name for name in country_holidays(code).subdivisions}
    if part and not parts:
        raise UsageError(_("{country} has no parts with holidays of their own.").format(country=code))
    if part and part.upper() not in parts:
        words = _("“{word}” is not a part of {country} that has holidays of its own; use one of: {names}.")
        names = ", ".join(list(parts.values())[:20])
        raise UsageError(words.format(word=shown(part), country=code, names=names))
    subdivision = parts[part.upper()] if part else None
    found = country_holidays(
        # The years beside it too: holidays and the days that make up for them go over the turn of the year.
        code,
        subdiv=subdivision,
        years=[year - 1, year, year + 1],
        language=_LANGUAGES.get(language, language),
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
    for day in found:
        if day.year == year:
            yield DayRule(day, "holiday", _name(found, day), source="seed")


def _weekends(code: str, found: "HolidayBase", year: int) -> Iterator[DayRule]:
    """The weekend days that are part of an announced holiday without being a public one themselves."""
    since = _WHOLE_BLOCKS_SINCE.get(code[:2])
    if since is None:
        return

    def is_off(day: date) -> bool:
        return day in found or (day.weekday() in found.weekend and not found.is_working_day(day))

    for off, days in groupby(_days(date(year, 1, 1) - _BESIDE, date(year, 12, 31) + _BESIDE), is_off):
        block = list(days)
        public = [day for day in block if day in found]
        # A weekend alone, working days, a year nobody announced, a single day that only joins the weekend.
        if (
            not (off and public)
            or not all(_announced(code, found, day.year) for day in public)
            or (len(public) == 1 and public[0].year < since)
        ):
            continue
        for day in block:
            if day.year == year and day not in found:
                name = _name(found, _nearest_named(found, public, day))
                yield DayRule(day, "holiday", name, source="seed")


def _nearest_named(found: "HolidayBase", public: list[date], day: date) -> date:
    """The last of the days before, else the first after, that is off for its own sake."""
    own = [one for one in public if not any(char.isdigit() for char in found[one])] or public
    return max((one for one in own if one < day), default=min(own))


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
        works_as = off.weekday() if off else _NEAREST.get(day.weekday())
        yield DayRule(day, "make_up", name, works_as=works_as, source="seed")


def _announced(code: str, found: "HolidayBase", year: int) -> bool | None:
    """Whether the make-up days of the year are known; None where the country has no such rule."""
    if any(_worked_weekends(found, year)):
        return True
    return False if year >= _ANNOUNCED_SINCE.get(code[:2], year + 1) else None


def _worked_weekends(found: "HolidayBase", year: int) -> Iterator[date]:
    for day in _days(date(year, 1, 1), date(year, 12, 31)):
        if day.weekday() in found.weekend and found.is_working_day(day):
            yield day


def _days(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def _name(found: "HolidayBase", day: date) -> str:
    return clean_line(found[day])[:LONGEST_NAME].strip()
