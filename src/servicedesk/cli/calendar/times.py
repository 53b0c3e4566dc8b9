"""`calendar time` and `calendar deadline`: working time counted, and each stretch of it with the reason."""

from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Annotated, Any

from servicedesk.cli.frame import context, diagnostics, moments, output
from servicedesk.cli.frame.cells import pad
from servicedesk.cli.record.options import argument, flag
from servicedesk.cli.record.year_doubts import warn_of
from servicedesk.domain.clock_words import length_words
from servicedesk.domain.date_format import weekday_name
from servicedesk.domain.date_words import fold
from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import clean_line
from servicedesk.domain.worktime import Segment
from servicedesk.domain.worktime_rules import REASON_LABELS
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.domain.policies.reading import Duration

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
        doubts = desk.clocks.doubts(*_each_year(first, last))
    seconds = calendar.worked(first, last)
    segments = calendar.segments(first, last) if explain else []
    values: dict[str, Any] = {"from": first, "to": last, "seconds": seconds}
    if explain:
        values["segments"] = [segment_values(segment) for segment in segments]
    lines = [segment_line(segment, calendar.zone) for segment in segments]
    # What was understood: mon 10:00 has many readings.
    diagnostics.say(f"{moments.said(first)} – {moments.said(last)}")
    output.record(values, lambda: "\n".join([*lines, length_words(seconds)]))
    warn_of(doubts)


def count_deadline(
    start: Moment,
    length: Annotated[
        str,
        argument(
            "LENGTH", N_("30m, 4h, 1h30m, 2d; a day is a working day. '3 working days' ends with a day.")
        ),
    ],
) -> None:
    """Print when so much working time has passed."""
    from servicedesk.domain.date_format import format_long

    first, duration = moments.read(start, moments.MIDNIGHT), _length(length)
    if duration is None and not _names_working_days(length):
        raise UsageError(
            _("“{word}” is not a length of time.").format(word=clean_line(length[:40])),
            _("Write 30m, 4h, 1h30m or 2d."),
        )
    with context.open_desk() as desk:
        calendar = desk.clocks.calendar()
        if duration is None:
            # So many whole days of work: until the last of them ends.
            found = moments.read_when(length, now=first).at
            seconds = calendar.worked(first, found)
        else:
            seconds = duration.seconds(calendar.day_seconds)
            found = calendar.deadline(first, seconds)
        doubts = desk.clocks.doubts(*_each_year(first, found))
    output.record(
        {"from": first, "seconds": seconds, "deadline": found}, lambda: format_long(found, calendar.zone)
    )
    warn_of(doubts)


def _length(text: str) -> "Duration | None":
    """The length of time that `text` says, as for a promise: 90m, 一个半小时, two hours."""
    from servicedesk.domain.promise_words import read_time
    from servicedesk.domain.timestamps import DateError

    try:
        return read_time(text, context.now(), context.reading_times()).length
    except DateError:
        return None


def _names_working_days(text: str) -> bool:
    """Whether it says them by their name: 3个工作日, 3 working days."""
    return any(name in fold(clean_line(text)) for name in ("工作日", "工作天", "working day", "business day"))


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


def _each_year(one: datetime, other: datetime) -> list[datetime]:
    """Both times, and one of each year between."""
    start, end = sorted((one, other))
    return [start, *(datetime(year, 7, 1, tzinfo=UTC) for year in range(start.year + 1, end.year)), end]
