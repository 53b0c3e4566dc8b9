"""Reading the times that people type for follow-ups, by the desk's settings."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from servicedesk.i18n import _
from servicedesk.tui.forms.typed_times import no_time, skipped, time_of

if TYPE_CHECKING:
    from servicedesk.domain.dates import When
    from servicedesk.services.desk import Desk


def meant_time(desk: "Desk", text: str, day: date | None = None) -> "When | None":
    """What `text` means; a time alone is on `day` if that is still to come. None when it names no time."""
    if day is not None and skipped(desk, f"{day.isoformat()} {text}"):
        return None
    found = _parsed(desk, f"{day.isoformat()} {text}") if day is not None and text else None
    if found is not None and found.at > desk.clock.now():
        return found
    return _parsed(desk, text)


def fault_of_no_time(desk: "Desk", text: str, day: date | None = None) -> str:
    """Why `text` means no time, on that day."""
    return (skipped(desk, f"{day.isoformat()} {text}") if day else "") or no_time(desk, text)


def _parsed(desk: "Desk", text: str) -> "When | None":
    return time_of(desk, text, desk.settings.followup_hour)


def time_fault(desk: "Desk", text: str, day: date | None = None) -> str | None:
    """What is wrong with a time that is typed for a follow-up to come, in words."""
    found = meant_time(desk, text, day)
    if found is None:
        return fault_of_no_time(desk, text, day)
    return _("That time has passed.") if has_passed(desk, found) else None


def has_passed(desk: "Desk", when: "When") -> bool:
    """Whether it is too late for that; a day alone is so only when it is over."""
    now = desk.clock.now()
    if when.has_time:
        return when.at <= now
    return when.at.astimezone(desk.zone).date() < now.astimezone(desk.zone).date()


def on_day(desk: "Desk", day: date) -> datetime:
    """The time of a follow-up that is booked for a day alone."""
    return datetime.combine(day, time.fromisoformat(desk.settings.followup_hour), desk.zone)
