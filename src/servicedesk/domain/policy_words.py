"""What was done to the desk rules, in words that the command line and the screens share."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servicedesk.domain.policies import POLICIES
from servicedesk.domain.text import sentences
from servicedesk.domain.worktime_rules import NO_COUNTRY, UNANNOUNCED, YearDoubt
from servicedesk.i18n import _, ngettext

if TYPE_CHECKING:
    from servicedesk.domain.policies.waiting import WaitingReasons


def recounted(count: int) -> str:
    """How many open cases have had their clocks computed anew; empty for none."""
    if not count:
        return ""
    return ngettext(
        "The clocks of {count} open case were computed anew.",
        "The clocks of {count} open cases were computed anew.",
        count,
    ).format(count=count)


def seeded_words(country: str, year: int, holidays: int, make_up_days: int) -> str:
    """What taking over the public holidays of a year brought."""
    if country == NO_COUNTRY:
        return none_needed(year)
    return _("Took over {year} of {country}: {holidays}, {make_up_days}.").format(
        year=year,
        country=country,
        holidays=ngettext("{count} holiday", "{count} holidays", holidays).format(count=holidays),
        make_up_days=ngettext("{count} make-up day", "{count} make-up days", make_up_days).format(
            count=make_up_days
        ),
    )


def not_announced(year: int) -> str:
    """That a year must be taken over once more."""
    return _(
        "The make-up days of {year} are not announced yet: take the year over again when they are."
    ).format(year=year)


def none_needed(year: int) -> str:
    """That the desk keeps no public holidays."""
    return _("{year}: no public holidays are needed.").format(year=year)


def doubt_words(found: YearDoubt) -> str:
    """What is not known of a year, for all that counts in it."""
    if found.doubt == UNANNOUNCED:
        return not_announced(found.year)
    return _("The public holidays of {year} were not taken over: they count as working days.").format(
        year=found.year
    )


def seed_hint(year: int, country: str = "CN") -> str:
    """The command that takes a year over, or says that there is nothing to take over."""
    return _(
        "Run `servicedesk calendar seed {country} {year}`; `seed none {year}` if none are needed."
    ).format(country=country, year=year)


def seed_command(year: int, country: str) -> str:
    """The command that takes a year over once more."""
    return _("Run `servicedesk calendar seed {country} {year}`; what you set by hand stays.").format(
        country=country, year=year
    )


def begun_with(country: str, years: Sequence[int], doubts: Sequence[YearDoubt]) -> str:
    """Which holidays a new desk has."""
    words = _("The new desk has the public holidays of {country}: {years}.").format(
        country=country, years=_(", ").join(map(str, years))
    )
    return " ".join([words, *map(doubt_words, doubts)])


def begun_without(year: int, country: str = "") -> str:
    """That a new desk has none."""
    if country:
        words = _("The new desk has no public holidays: those of {country} could not be taken over.")
        return f"{words.format(country=country)} {seed_hint(year)}"
    words = _("The new desk has no public holidays: its time zone does not say of which country.")
    return sentences(words, seed_hint(year))


def outdated_words(year: int, count: int) -> str:
    """That what was taken over is not what would be taken over today."""
    return ngettext(
        "Taking {year} over again would change {count} day of the calendar.",
        "Taking {year} over again would change {count} days of the calendar.",
        count,
    ).format(year=year, count=count)


def same_already() -> str:
    """That a change of rules was none."""
    return _("Nothing was changed: the rules say that already.")


def past_judged_anew() -> str:
    """That a change of the calendar reaches back."""
    return _("It changes days that are over: what was due then is judged anew.")


def shipped_again(label: str) -> str:
    """That the desk's own rules are gone."""
    return _("The shipped rules hold again: {name}.").format(name=label)


def valid_words(valid_from: str) -> str:
    """From when a change of rules holds, shown as `valid_from`; empty: from the beginning."""
    if not valid_from:
        return _("They hold from the beginning: the past is judged by them, too.")
    return _("They hold from {when} on: what was before stays as it was judged.").format(when=valid_from)


def odd_pauses(reasons: "WaitingReasons") -> str:
    """Which waiting reasons stop the clock of the solution for others than the customer; '' for none."""
    names = reasons.odd_pauses()
    if not names:
        return ""
    words = _("The clock of the solution stands still for: {names}; the customer is not the one awaited.")
    return words.format(names=_(", ").join(names))


def odd_pauses_in(name: str, text: str) -> str:
    """The same of the document of that name; '' for a faulty one, which says so itself where it is read."""
    from servicedesk.domain.policies.reading import PolicyError

    try:
        return odd_pauses(POLICIES[name].parse(text)) if name == "waiting" else ""
    except PolicyError:
        return ""
