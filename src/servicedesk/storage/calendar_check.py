"""What `doctor` has to say of the working calendar: years whose public holidays are not known for sure."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from servicedesk.domain.policy_words import doubt_words, outdated_words, seed_command, seed_hint
from servicedesk.domain.worktime_rules import NO_COUNTRY, UNSEEDED
from servicedesk.storage import clock_cache, driver, policies

DAYS_AHEAD = timedelta(days=30)


def warnings(
    connection: driver.Connection, now: datetime, *, needs_holidays: bool
) -> Iterator[tuple[str, str]]:
    """Each with what to do: for this year, for that of the days ahead, for later ones taken over already."""
    policy = policies.current(connection, "calendar")
    held = clock_cache.stamp(connection)
    calendar = clock_cache.working_calendar(connection, held.zone if held else "UTC")
    country_by_year = {taken.year: taken.country for taken in policy.seeded}
    this, ahead = (moment.astimezone(calendar.zone).year for moment in (now, now + DAYS_AHEAD))
    years = sorted({this, ahead, *(year for year in country_by_year if year > this)})
    for doubt in calendar.doubts(years):
        if doubt.doubt == UNSEEDED and not needs_holidays:
            continue
        known = country_by_year.get(doubt.year) or next(reversed(country_by_year.values()), "CN")
        yield doubt_words(doubt), seed_hint(doubt.year, known)
    for year in sorted(country_by_year.keys() & set(years)):
        if country_by_year[year] == NO_COUNTRY:
            continue
        from servicedesk.domain.policies.holiday_seed import outdated

        if changed := outdated(policy, year):
            yield outdated_words(year, changed), seed_command(year, country_by_year[year])
