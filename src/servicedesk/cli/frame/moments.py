"""Times on the command line: shown in the desk's zone, read as people type them."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from servicedesk.cli.frame import context

if TYPE_CHECKING:
    from servicedesk.domain.dates import When

MIDNIGHT = "00:00"


def shown(at: datetime | None, *, all_day: bool = False) -> str:
    """A time for lists, or nothing."""
    if at is None:
        return ""
    from servicedesk.domain.date_format import format_when

    return format_when(at, context.now(), context.settings().zone, with_time=not all_day)


def said(at: datetime, *, all_day: bool = False) -> str:
    """A time in full, for the echo of what was saved."""
    from servicedesk.domain.date_format import format_long

    return format_long(at, context.settings().zone, with_time=not all_day)


def since(at: datetime) -> str:
    """A time from which something holds: as said(), the beginning of a day as the day."""
    here = at.astimezone(context.settings().zone)
    return said(at, all_day=here.time() == time())


def read(text: str, default: str = "") -> datetime:
    """The moment that `text` names; a day alone is at `default` (HH:MM). Raises DateError."""
    return read_when(text, default).at


def read_when(text: str, default: str = "", lean: str = "future", *, now: datetime | None = None) -> "When":
    """As read(), with whether a time of day was named; leaning to the "past", `fri` is the last Friday."""
    from servicedesk.domain.dates import When, day_start, parse_when_or_day

    settings = context.settings()
    found = parse_when_or_day(
        text,
        now or context.now(),
        default_time=time.fromisoformat(default or settings.followup_hour),
        lean=lean,
        **context.reading_times().for_moments,
    )
    day = found.at.astimezone(settings.zone).date()
    if default == MIDNIGHT and not found.has_time and day == today():
        # Where days are counted from their beginning, today has begun and is no deadline.
        return When(day_start(day, settings.zone), has_time=False)
    return found


def read_past(text: str) -> datetime:
    """A time that has been: `10:05` or `fri` is the last one, a day alone its midnight. Raises DateError."""
    return read_when(text, MIDNIGHT, "past").at


def read_two(start: str, end: str) -> tuple[datetime, datetime]:
    """The two ends of a stretch of time, a day alone at its midnight. Raises DateError.

    `mon 10:00` or `18:00` as the end is the first one after the start, as the start the last one before the
    end, so that what is meant does not depend on the day on which it is typed. Only an end that says its
    date, or `now` or `tomorrow`, may lie before the start.
    """
    first, last = read(start, MIDNIGHT), read(end, MIDNIGHT)
    if last >= first:
        # The last monday before this one may still be after the start.
        sooner = read_when(end, MIDNIGHT, now=first).at if read_past(end) != last else last
        return first, sooner if first <= sooner < last else last
    if read_past(end) != last:
        last = read_when(end, MIDNIGHT, now=first).at
    elif read_past(start) != first:
        first = read_when(start, MIDNIGHT, "past", now=last).at
    return first, last


def past(text: str | None) -> datetime | None:
    """As read_past(); None for an option that was not given."""
    return read_past(text) if text else None


def today() -> date:
    """Today in the desk's zone."""
    return context.now().astimezone(context.settings().zone).date()


def read_day(text: str, lean: str = "future") -> date:
    """The day that `text` names; leaning to the "past", `fri` is the last Friday. Raises DateError."""
    from servicedesk.domain.dates import parse_day

    return parse_day(text, today(), lean=lean, **context.reading_times().for_days)
