"""`calendar range` and `calendar duty`: seasons, and weekdays worked every so many weeks."""

from typing import Annotated, Any

from servicedesk.cli.frame import context, moments
from servicedesk.cli.policies import SINCE_HELP, report, valid, valid_since
from servicedesk.cli.record.options import argument, flag, option
from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import clean_line
from servicedesk.i18n import N_, _

Hours = Annotated[str, option("--hours", N_("Such as 09:00-12:00, or several with commas between."), "HOURS")]
Since = Annotated[str, option("--valid-from", SINCE_HELP, "DATE")]
RuleName = Annotated[str, argument("NAME", N_("The name of the rule."))]
AddOrRemove = Annotated[str, argument("add|remove", N_("add or remove."))]


def change_range(
    action: AddOrRemove,
    name: RuleName,
    *,
    start: Annotated[
        str, option("--from", N_("The first day: 06-15 of every year, or with a year."), "DATE")
    ] = "",
    end: Annotated[str, option("--to", N_("The last day."), "DATE")] = "",
    hours: Hours = "",
    only: Annotated[
        str, option("--weekdays", N_("Only for these weekdays: mon-fri, sat ..."), "WEEKDAYS")
    ] = "",
    closed: Annotated[bool, flag("--closed", N_("Closed all the time."))] = False,
    since: Since = "",
) -> None:
    """Add or remove dates with hours of their own."""
    from servicedesk.domain.calendar_words import read_weekdays, read_year_day
    from servicedesk.domain.policies.calendar import parse_hours
    from servicedesk.domain.worktime_rules import HoursRange

    _require_action(action)
    begins = valid_since(since, "calendar")
    with context.open_desk(create=True) as desk:
        if action == "remove":
            change = desk.policies.clear_range(name, since=begins)
        else:
            _require_given({"--from": start, "--to": end, "--hours": hours or closed})
            intervals = parse_hours(hours)
            numbers = read_weekdays(only) if only else ()
            span = HoursRange(
                name,
                read_year_day(start),
                read_year_day(end),
                None if only else intervals,
                tuple(intervals if number in numbers else None for number in range(7)),
            )
            change = desk.policies.set_range(span, since=begins)
        report(desk, change, f"{_done(action, name)} {valid(desk, 'calendar', since)}".strip())


def change_duty(
    action: AddOrRemove,
    name: RuleName,
    *,
    weekday: Annotated[str, option("--weekday", N_("sat, mon ..."), "WEEKDAY")] = "",
    every: Annotated[int, option("--every", N_("Every so many weeks."), "WEEKS")] = 1,
    start: Annotated[str, option("--from", N_("On or after this day; today."), "DATE")] = "",
    end: Annotated[str, option("--to", N_("The last day, if it ends."), "DATE")] = "",
    hours: Hours = "",
    since: Since = "",
) -> None:
    """Add or remove a weekday that is worked every so many weeks."""
    from servicedesk.domain.calendar_words import read_weekdays
    from servicedesk.domain.policies.calendar import parse_hours
    from servicedesk.domain.worktime_rules import DutyDays

    _require_action(action)
    begins = valid_since(since, "calendar")
    with context.open_desk(create=True) as desk:
        if action == "remove":
            change = desk.policies.clear_duty(name, since=begins)
        else:
            _require_given({"--weekday": weekday, "--hours": hours})
            first, last = (
                moments.read_day(start) if start else moments.today(),
                moments.read_day(end) if end else None,
            )
            number = read_weekdays(weekday)[0]
            change = desk.policies.set_duty(
                DutyDays(name, number, first, parse_hours(hours), every, last), since=begins
            )
        report(desk, change, f"{_done(action, name)} {valid(desk, 'calendar', since)}".strip())


def _require_action(action: str) -> None:
    if action not in {"add", "remove"}:
        raise UsageError(
            _("There is no command {name}.").format(name=clean_line(action)[:40]), _("Use add or remove.")
        )


def _require_given(given: dict[str, Any]) -> None:
    if missing := [option for option, value in given.items() if not value]:
        raise UsageError(_("These are missing: {names}.").format(names=", ".join(missing)))


def _done(action: str, name: str) -> str:
    words = _("Added {name}.") if action == "add" else _("Removed {name}.")
    return words.format(name=clean_line(name))
