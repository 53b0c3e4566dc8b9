"""The times that people type, read by the desk's settings; what reads them is dear to import."""

from datetime import datetime, time
from typing import TYPE_CHECKING

from servicedesk.domain.date_format import format_when
from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.text import clean_line
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.domain.dates import When
    from servicedesk.services.desk import Desk


def time_of(desk: "Desk", text: str, hour: str, lean: str = "future") -> "When | None":
    """What `text` means, a day alone at `hour`; None when it names no time. `lean` as of read_when()."""
    from servicedesk.domain.dates import parse_when_or_day

    try:
        return parse_when_or_day(
            text,
            desk.clock.now(),
            default_time=time.fromisoformat(hour),
            lean=lean,
            **desk.reading_times.for_moments,
        )
    except ServiceDeskError:
        return None


def skipped(desk: "Desk", text: str) -> str:
    """What is wrong with a time that the clock skips, in words; empty for any other text."""
    from servicedesk.domain.dates import parse_when_or_day
    from servicedesk.domain.timestamps import DateError, SkippedTimeError, said

    try:
        parse_when_or_day(text, desk.clock.now(), **desk.reading_times.for_moments)
    except SkippedTimeError as error:
        return said(error)
    except DateError:
        pass
    return ""


def no_time(desk: "Desk", text: str) -> str:
    """Why `text`, which time_of() does not read, is no time: 尽快 and 03/04 have a reason of their own."""
    from servicedesk.domain.dates import parse_when_or_day
    from servicedesk.domain.timestamps import DateError, UnclearDateError, said

    try:
        parse_when_or_day(text, desk.clock.now(), **desk.reading_times.for_moments)
    except UnclearDateError as error:
        return said(error)
    except DateError:
        pass
    return no_such_day(text) or _("No time is meant by that: fri 15:00, 3d, tomorrow 15:00.")


def no_such_day(text: str) -> str:
    """That a day which was typed does not exist, in words; empty where all do."""
    from servicedesk.domain.missing_days import missing_day

    day = missing_day(text)
    return _("There is no such day: {day}.").format(day=day) if day else ""


def time_and_words(desk: "Desk", text: str, hour: str) -> tuple[datetime, str]:
    """The time with which `text` begins or else ends, a day alone at `hour`, and the words.

    Raises DateError.
    """
    from servicedesk.domain.dates import read_when, with_window
    from servicedesk.domain.promise_words import read_timed
    from servicedesk.domain.timestamps import not_understood

    line, at_hour = clean_line(text), time.fromisoformat(hour)
    now, times = desk.clock.now(), desk.reading_times
    found = read_when(line, now, default_time=at_hour, **times.for_moments)
    if found is not None:
        return found[0].at, with_window(line[found[1] :].strip(" ,，:："), found[0], desk.zone)
    last = read_timed(line, now, times, at_hour)
    if last.when is None:
        raise not_understood()
    return last.when.at, last.text


def time_and_words_fault(desk: "Desk", text: str, hour: str, *, needed: bool = True) -> str | None:
    """What is wrong with a text that begins or ends with a time, in words.

    Not `needed`, it may have none; one that seems to begin with a time and names none (节后 without a
    known holiday, 03/04, 尽快, 2月30日) is refused all the same, lest it be saved as mere words.
    """
    from servicedesk.domain.timestamps import DateError, UnclearDateError, said

    try:
        time_and_words(desk, text, hour)
    except UnclearDateError as error:
        return said(error)
    except DateError:
        words = _("It neither begins nor ends with a time: fri 15:00, 3d, tomorrow 15:00.")
        return no_such_day(text) or (words if needed else None)
    return None


def echo_of(desk: "Desk", text: str, hour: str, due: str, no_time: str = "") -> str:
    """What will be saved of a time and words, for the line below them; nothing while there is nothing.

    `due` says what the time is, as in "back by {when}"; without a time `no_time` is said, if anything.
    """
    try:
        due_at, words = time_and_words(desk, text, hour)
    except ServiceDeskError:
        no_day = no_such_day(text)
        return no_day or (will_save(clean_line(text), no_time) if text and no_time else "")
    return will_save(words, due.format(when=format_when(due_at, desk.clock.now(), desk.zone)))


def will_save(*parts: str) -> str:
    """The line that says so."""
    return _("will save: ") + " · ".join(part for part in parts if part)
