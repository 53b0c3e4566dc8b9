"""`servicedesk calendar`: the working calendar shown and changed, and working time counted with it."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from servicedesk.cli.calendar.rules import Hours, change_duty, change_range
from servicedesk.cli.calendar.times import count_deadline, count_time
from servicedesk.cli.frame import context, diagnostics, moments, output
from servicedesk.cli.policies import DryRun, Since, To, report, take_in, valid, valid_since, write_out
from servicedesk.cli.record.options import Encoding, File, Force, argument, flag, option
from servicedesk.domain.errors import UsageError
from servicedesk.domain.policy_words import not_announced, seeded_words
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.domain.worktime_rules import Intervals
    from servicedesk.services.desk import Desk

app = typer.Typer(
    help=N_(
        "The working calendar: hours of each weekday, holidays, make-up days, seasons, duty.\n\n"
        "Every deadline is counted in it. A day by date stands above duty, duty above a range, a range above"
        " the week. What is changed here writes the text anew, without comments of your own; undo brings them"
        " back."
    ),
    epilog=N_(
        "servicedesk calendar show 2026\n"
        "servicedesk calendar seed CN 2027\n"
        "servicedesk calendar day 2026-02-14 --open --name 调休\n"
        "servicedesk calendar week sat 09:00-12:00\n"
        "servicedesk calendar range add summer --from 06-15 --to 09-15 --hours '08:30-12:00, 14:00-18:00'\n"
        "servicedesk calendar duty add weekend --weekday sat --every 2 --hours 09:00-12:00\n"
        "servicedesk calendar deadline 'fri 17:00' 4h"
    ),
)

NAME = "calendar"

Day = Annotated[str, argument("DATE", N_("A day, such as 2026-02-14 or next sat."))]


@app.command(
    help=N_("Print a year, or a month with each of its days, with signs for what is special."),
    epilog=N_(
        "servicedesk calendar show\nservicedesk calendar show 2026-02\nservicedesk calendar show 2027 --json"
    ),
)
def show(
    period: Annotated[str, argument("YEAR|MONTH", N_("2026 or 2026-02; this year if not given."))] = "",
) -> None:
    from servicedesk.cli.calendar import sheet as calendar_sheet
    from servicedesk.domain.calendar_days import calendar_days
    from servicedesk.domain.dates import parse_span
    from servicedesk.domain.worktime_rules import require_year

    today = moments.today()
    span = parse_span(period or str(today.year), today)
    require_year(span.start)
    count = (span.end - span.start).days
    with context.open_desk() as desk:
        policy, zone = desk.policies.parsed(NAME), str(desk.clocks.calendar().zone)
    days = calendar_days(policy, span.start, count)
    if context.current().format == "csv":
        output.objects([calendar_sheet.day_values(day) for day in days])
        return
    sheet = calendar_sheet.month_sheet if count <= 31 else calendar_sheet.year_sheet
    at: Any = span.start if count <= 31 else span.start.year
    output.record(calendar_sheet.calendar_values(policy, days, zone), lambda: sheet(policy, at, zone))


@app.command(
    help=N_("Take over the public holidays and make-up days of a country; what you set by hand stays."),
    epilog=N_(
        "servicedesk calendar seed CN 2027\nservicedesk calendar seed DE-BY\nservicedesk calendar seed none"
    ),
)
def seed(
    country: Annotated[
        str,
        argument(
            "COUNTRY", N_("CN, DE-BY ...; none: none are needed; the region of the settings if not given.")
        ),
    ] = "",
    year: Annotated[int, argument("YEAR", N_("This year if not given."))] = 0,
) -> None:
    if country.isdecimal() and not year:
        country, year = "", int(country[:5])
    with context.open_desk(create=True) as desk:
        found = desk.policies.seed(country or desk.settings.region, year or moments.today().year)
        report(
            desk,
            found.change,
            seeded_words(found.country, found.year, found.holidays, found.make_up_days),
            country=found.country,
            year=found.year,
            holidays=found.holidays,
            make_up_days=found.make_up_days,
            announced=found.announced,
        )
    if found.announced is False:
        diagnostics.warn(not_announced(found.year))


@app.command(
    help=N_("Give one date hours of its own, close it, or take its rule away."),
    epilog=N_(
        "servicedesk calendar day 2026-02-14 --open --name 调休\n"
        "servicedesk calendar day 'next fri' --closed --name 'stock-taking'\n"
        "servicedesk calendar day 2026-12-24 --half --hours 09:00-12:00\n"
        "servicedesk calendar day 2026-12-24 --clear"
    ),
)
def day(
    when: Day,
    *,
    open_: Annotated[
        bool, flag("--open", N_("A make-up working day: the hours of a working day, or --hours."))
    ] = False,
    like: Annotated[
        str, option("--like", N_("A make-up day with the hours of that weekday."), "WEEKDAY")
    ] = "",
    holiday: Annotated[bool, flag("--holiday", N_("A public holiday."))] = False,
    closed: Annotated[bool, flag("--closed", N_("The desk is closed."))] = False,
    half: Annotated[bool, flag("--half", N_("A half day: the morning, or --hours."))] = False,
    hours: Hours = "",
    name: Annotated[str, option("--name", N_("Its name."))] = "",
    clear: Annotated[bool, flag("--clear", N_("Remove the rule of the date."))] = False,
) -> None:
    from servicedesk.domain.calendar_words import read_weekdays
    from servicedesk.domain.policies.calendar import parse_hours
    from servicedesk.domain.worktime_rules import DayRule

    kinds = {
        "make_up": open_ or bool(like),
        "holiday": holiday,
        "closed": closed,
        "half": half,
        "clear": clear,
    }
    chosen = [kind for kind, wanted in kinds.items() if wanted] or (["other"] if hours else [])
    if len(chosen) != 1:
        raise UsageError(
            _("What is that day to be?"),
            _("Give one of --open, --closed, --holiday, --half, --hours, --clear."),
        )
    (kind,) = chosen
    intervals = parse_hours(hours)
    works_as = read_weekdays(like)[0] if like else None
    with context.open_desk(create=True) as desk:
        the_day = moments.read_day(when)
        if kind == "clear":
            change = desk.policies.clear_day(the_day)
        else:
            if kind == "half" and not intervals:
                intervals = _morning(desk, the_day)
            change = desk.policies.set_day(DayRule(the_day, kind, name, intervals, works_as))
        report(desk, change, _("{day}: {what}.").format(day=the_day, what=_what(desk, the_day)), date=the_day)


@app.command(
    help=N_("Give weekdays their hours, or make them days off."),
    epilog=N_(
        "servicedesk calendar week sat 09:00-12:00\n"
        "servicedesk calendar week mon-fri 08:30-12:00 13:30-17:30\n"
        "servicedesk calendar week 周六 --closed --from 2027-01-01"
    ),
)
def week(
    weekdays: Annotated[str, argument("WEEKDAYS", N_("sat, mon-fri ..."))],
    hours: Annotated[list[str] | None, argument("HOURS", N_("09:00-12:00, or several."))] = None,
    *,
    closed: Annotated[bool, flag("--closed", N_("A day off."))] = False,
    since: Since = "",
) -> None:
    from servicedesk.domain.calendar_words import read_weekdays
    from servicedesk.domain.date_format import weekday_name
    from servicedesk.domain.policies.calendar import parse_hours

    numbers = read_weekdays(weekdays)
    if bool(hours) == closed:
        raise UsageError(_("Which hours?"), _("Give hours such as 09:00-12:00, or --closed."))
    intervals = parse_hours(", ".join(hours or []))
    begins = valid_since(since, NAME)
    with context.open_desk(create=True) as desk:
        change = desk.policies.set_week(numbers, intervals, since=begins)
        names = ", ".join(weekday_name(number) for number in numbers)
        said = ", ".join(map(str, intervals)) or _("day off")
        words = _("{day}: {what}.").format(day=names, what=said)
        report(desk, change, f"{words} {valid(desk, NAME, since)}".strip())


app.command(
    "range",
    help=N_("Add or remove dates with hours of their own: a season of every year, or of one year."),
    epilog=N_(
        "servicedesk calendar range add summer --from 06-15 --to 09-15 --hours '08:30-12:00, 14:00-18:00'\n"
        "servicedesk calendar range add stocktaking --from 2026-12-28 --to 2026-12-31 --closed\n"
        "servicedesk calendar range remove summer"
    ),
)(change_range)

app.command(
    "duty",
    help=N_("Add or remove a weekday that is worked every so many weeks."),
    epilog=N_(
        "servicedesk calendar duty add weekend --weekday sat --every 2 --hours 09:00-12:00\n"
        "servicedesk calendar duty remove weekend"
    ),
)(change_duty)


@app.command(help=N_("Write the calendar to a file, whole or not at all."))
def export(*, to: To = "-", force: Force = False) -> None:
    write_out(NAME, to, force=force)


@app.command(
    "import",
    help=N_("Take the calendar from a file in place of the one that holds; a faulty one changes nothing."),
)
def import_(file: File, *, since: Since = "", dry_run: DryRun = False, encoding: Encoding = "") -> None:
    take_in(NAME, file, since=since, dry_run=dry_run, encoding=encoding)


app.command(
    "time",
    help=N_("Print how much working time lies between two times; with --explain each stretch and why."),
    epilog=N_("servicedesk calendar time '2026-02-13 17:00' '2026-02-14 10:00' --explain"),
)(count_time)

app.command(
    "deadline",
    help=N_("Print when so much working time has passed since a time."),
    epilog=N_("servicedesk calendar deadline 'fri 17:00' 4h\nservicedesk calendar deadline now 2d"),
)(count_deadline)


def _morning(desk: "Desk", the_day: date) -> "Intervals":
    """The first hours that the date would have by its weekday."""
    from servicedesk.domain.calendar_days import calendar_days, without_own_rule

    (found,) = calendar_days(without_own_rule(desk.policies.parsed(NAME), the_day), the_day, 1) or (None,)
    return found.intervals[:1] if found else ()


def _what(desk: "Desk", the_day: date) -> str:
    from servicedesk.domain.calendar_days import calendar_days

    (found,) = calendar_days(desk.policies.parsed(NAME), the_day, 1)
    return "  ".join(part for part in (found.words, found.hours) if part)
