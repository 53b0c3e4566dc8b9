"""What was done to the desk rules, in words that the command line and the screens share."""

from typing import TYPE_CHECKING

from servicedesk.domain.policies import POLICIES
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


def same_already() -> str:
    """That a change of rules was none."""
    return _("Nothing was changed: the rules say that already.")


def shipped_again(label: str) -> str:
    """That the desk's own rules are gone."""
    return _("The shipped rules hold again: {name}.").format(name=label)


def odd_pauses(reasons: "WaitingReasons") -> str:
    """Which waiting reasons stop the clock of the solution for others than the customer; '' for none."""
    names = reasons.odd_pauses()
    if not names:
        return ""
    words = _("The clock of the solution stands still for: {names}; the customer is not the one awaited.")
    return words.format(names=", ".join(names))


def odd_pauses_in(name: str, text: str) -> str:
    """The same of the document of that name; '' for a faulty one, which says so itself where it is read."""
    from servicedesk.domain.policies.reading import PolicyError

    try:
        return odd_pauses(POLICIES[name].parse(text)) if name == "waiting" else ""
    except PolicyError:
        return ""
