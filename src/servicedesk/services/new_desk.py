"""What a desk begins with: the public holidays of its country, or a word that it has none.

The clocks count from the first case on, so this comes before whatever the desk was made for.
"""

from typing import TYPE_CHECKING

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.policy_words import begun_with, begun_without
from servicedesk.domain.worktime_rules import NO_COUNTRY
from servicedesk.services.policies import PolicyService

if TYPE_CHECKING:
    from servicedesk.services.context import DeskContext
    from servicedesk.settings import Settings

AUTO = "auto"


def needs_holidays(desk: "DeskContext") -> bool:
    """Whether the file was made just now, and its holidays are wanted."""
    return desk.store.is_new and desk.settings.holidays != NO_COUNTRY


def begin(desk: "DeskContext") -> str:
    """Take over the holidays of this year and the next where the desk needs them; what is to be said of it.

    It never fails: a desk without its holidays says so wherever time is counted.
    """
    if not needs_holidays(desk):
        return ""
    desk.store.is_new = False
    year, country = desk.now_here().year, country_of(desk.settings)
    if not country:
        return begun_without(year)
    had_written = desk.store.has_written
    try:
        doubts = PolicyService(desk).seed_years(country, (year, year + 1))
    except ServiceDeskError:
        return begun_without(year, country)
    # Nothing that was asked for: a command that fails after it has still changed nothing.
    desk.store.has_written = had_written
    return begun_with(country, (year, year + 1), doubts)


def country_of(settings: "Settings") -> str:
    """Whose holidays: the country that was set, for them or for phone numbers, else that of the time zone."""
    from servicedesk.settings.countries import country_of_zone
    from servicedesk.settings.table import DEFAULT

    if settings.holidays != AUTO:
        return settings.holidays
    if settings.origins["region"] != DEFAULT:
        return settings.region
    return country_of_zone(settings.timezone)
