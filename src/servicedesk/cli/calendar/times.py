"""`calendar time` and `calendar deadline`: working time counted, and each stretch of it with the reason."""

from datetime import datetime, tzinfo
from typing import Annotated, Any

from servicedesk.cli.frame import context, diagnostics, moments, output
from servicedesk.cli.frame.cells import pad
from servicedesk.cli.record.options import argument, flag
from servicedesk.domain.clock_words import length_words
from servicedesk.domain.date_format import weekday_name
from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import clean_line
from servicedesk.domain.worktime import Segment, WorkingCalendar
from servicedesk.domain.worktime_rules import REASON_LABELS
from servicedesk.i18n import N_, _

Moment = Annotated[str, argument("FROM", N_("A time, such as 'fri 17:00'."))]


def count_time(
    start: Moment,
    end: Annotated[str, argument("TO", N_("Another time; 'mon 10:00' is the first one after FROM."))],
    *,
    explain: Annotated[
        bool, flag("--explain", N_("Also each stretch of time, counted or not, and why."))
    ] = False,
) -> None:
    """Print the working time between two times."""
    first, last = moments.read_two(start, end)
    with context.open_desk() as desk:
        calendar = desk.clocks.calendar()
    seconds = calendar.worked(first, last)
    segments = calendar.segments(first, last) if explain else []
    values: dict[str, Any] = {"from": first, "to": last, "seconds": seconds}
    if explain:
        values["segments"] = [segment_values(segment) for segment in segments]
    lines = [segment_line(segment, calendar.zone) for segment in segments]
    output.record(values, lambda: "\n".join([*lines, length_words(seconds)]))
    _warn_of_years(calendar, first, last)


def count_deadline(
    start: Moment,
    length: Annotated[str, argument("LENGTH", N_("30m, 4h, 1h30m, 2d; a day is a working day."))],
) -> None:
    """Print when so much working time has passed."""
    from servicedesk.domain.date_format import format_long
    from servicedesk.domain.policies.reading import parse_duration

    first, duration = moments.read(start, "00:00"), parse_duration(length)
    if duration is None:
        raise UsageError(
            _("“{word}” is not a length of time.").format(word=clean_line(length[:40])),
            _("Write 30m, 4h, 1h30m or 2d."),
        )
    with context.open_desk() as desk:
        calendar = desk.clocks.calendar()
    seconds = duration.seconds(calendar.day_seconds)
    found = calendar.deadline(first, seconds)
    output.record(
        {"from": first, "seconds": seconds, "deadline": found}, lambda: format_long(found, calendar.zone)
    )
    _warn_of_years(calendar, first, found)


def segment_line(segment: Segment, zone: tzinfo) -> str:
    """One stretch: from when to when, how much of it counts, and why."""
    start, end = segment.start.astimezone(zone), segment.end.astimezone(zone)
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%m-%d %H:%M}"
    when = f"{start:%Y-%m-%d} {weekday_name(start.weekday())} {start:%H:%M} – {until}"
    counted = length_words(segment.seconds) if segment.counted else "–"
    name = clean_line(segment.name)
    reason = _(REASON_LABELS.get(segment.reason, segment.reason))
    return f"{pad(when, 36)}  {pad(counted, 11)}  {reason}" + (f" ({name})" if name else "")


def segment_values(segment: Segment) -> dict[str, Any]:
    """One stretch for programs."""
    names = "seconds counted reason name"
    return {"from": segment.start, "to": segment.end} | output.picked(segment, names)


def _warn_of_years(calendar: WorkingCalendar, *at: datetime) -> None:
    """Say which of these years the calendar knows only in part."""
    days = [moment.astimezone(calendar.zone).date() for moment in at]
    for year in sorted({day.year for day in days if calendar.is_provisional(day)}):
        diagnostics.say(_("The make-up days of {year} are not announced yet.").format(year=year))
