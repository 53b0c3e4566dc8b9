"""The plots of Today in words, a line a value: on the screen, and in the shell."""

from typing import NamedTuple

from servicedesk.domain.rows.trends import AgeOfCases, Trends
from servicedesk.domain.rows.views import Counted
from servicedesk.domain.signs import percent_words
from servicedesk.i18n import _, ngettext

WEEKS = 5
"""Weeks of promises, this one the last."""
USUAL_WEEKS = 4
"""So many weeks back the same day makes what is usual, on a younger desk those there are."""


class PlotWords(NamedTuple):
    """A plot: its title, one fact beside it, and its values as (what, how many)."""

    title: str
    note: str
    lines: tuple[tuple[str, str], ...]


def plot_titles() -> tuple[str, str, str]:
    """What the plots are called, in the order of the screen."""
    return _("Calls by hour"), _("Open by age in days"), _("Promises kept by week")


def plot_words(trends: Trends) -> tuple[PlotWords, ...]:
    """The three plots, in the order of the screen."""
    hours = tuple((f"{hour:02}:00", f"{count}") for hour, count in trends.calls_by_hour)
    limit = trends.counted_to
    ages = tuple((age_words(age), _counted(age.cases, limit)) for age in trends.open_by_age)
    weeks = tuple(
        (week_words(week), f"{rate_words(kept, n):>5}{rate_sign(kept, n):<1} {kept}/{n}")
        for week, kept, n in trends.kept_by_week
    )
    cases = sum(age.cases for age in trends.open_by_age)
    calls_title, ages_title, weeks_title = plot_titles()
    is_exact = all(age.cases < limit for age in trends.open_by_age)
    return (
        PlotWords(calls_title, calls_words(trends), hours),
        PlotWords(
            ages_title,
            _backlog_words(Counted(cases, is_exact), Counted(trends.asleep, trends.asleep < limit)),
            ages,
        ),
        PlotWords(weeks_title, target_words(), weeks),
    )


def _backlog_words(cases: Counted, asleep: Counted) -> str:
    """`40 cases, 3 of them asleep`, which the views of open cases leave out."""
    words = ngettext("{count} case", "{count} cases", cases.number).format(count=cases.shown)
    if not asleep.number:
        return words
    return _("{cases}, {count} of them asleep").format(cases=words, count=asleep.shown)


def calls_words(trends: Trends) -> str:
    """`12, usually 10`; of which weeks, where they are not the usual ones; without any the number alone."""
    count, usual, weeks = trends.calls_today, trends.calls_usual, trends.usual_weeks
    if usual is None:
        return _("{count} today").format(count=count)
    if weeks < USUAL_WEEKS:
        words = _("{count}, usually {usual} ({weeks} weeks)")
        return words.format(count=count, usual=usual, weeks=weeks)
    return _("{count}, usually {usual}").format(count=count, usual=usual)


def _counted(cases: int, limit: int) -> str:
    return Counted(cases, cases < limit).shown


def age_words(age: AgeOfCases) -> str:
    """A part of the backlog: 0–1, 8–14, 15+."""
    return f"{age.least}+" if age.most is None else f"{age.least}–{age.most}"


def target_words() -> str:
    """What the rate of promises kept is to be: `target 90 %`."""
    from servicedesk.domain.promises import KEPT_TARGET

    return _("target {rate}").format(rate=percent_words(KEPT_TARGET))


def rate_sign(kept: int, n: int) -> str:
    """A sign of a rate below the target, and another one of a poor rate: what no colour alone may tell."""
    from servicedesk.domain.promises import percent, rate_standing

    return {"met": "", "below": ":", "poor": "!"}[rate_standing(percent(kept / n))] if n else ""


def week_words(week: int) -> str:
    """The number of a week in few cells."""
    return _("W{number}").format(number=week)


def rate_words(kept: int, n: int) -> str:
    """A rate, a dash where nothing was due."""
    from servicedesk.domain.promises import percent

    return percent_words(percent(kept / n)) if n else "–"
