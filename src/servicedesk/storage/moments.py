"""Times as the database keeps them, UTC text to the second, which sorts as it reads; and what is none."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from servicedesk.domain.errors import UsageError
from servicedesk.domain.unreadable import UNREADABLE, can_be
from servicedesk.i18n import _

_TWO_DIGITS = tuple(f"{number:02d}" for number in range(60))


def stored(moment: datetime) -> str:
    """`moment` (aware) as stored text; UsageError for one that no calendar holds in UTC."""
    if moment.tzinfo is not UTC:
        try:
            moment = moment.astimezone(UTC)
        except OverflowError:
            raise UsageError(_("That time is too far away.")) from None
    # A fifth of the time of isoformat(), and a row of a file has eight of them.
    day, two = _day(moment.toordinal()), _TWO_DIGITS
    return f"{day}T{two[moment.hour]}:{two[moment.minute]}:{two[moment.second]}Z"


@lru_cache(maxsize=8192)
def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def stored_or_none(moment: datetime | None) -> str | None:
    """As stored(), None for None."""
    return None if moment is None else stored(moment)


@lru_cache(maxsize=4096)
def loaded(text: str) -> datetime:
    """Stored text as an aware time in UTC; UNREADABLE for what is no time."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return UNREADABLE
    return moment if moment.tzinfo is not None and can_be(moment) else UNREADABLE


def loaded_or_none(text: str | None) -> datetime | None:
    """As loaded(), None for NULL."""
    return None if text is None else loaded(text)


def readable(value: object) -> str:
    """A value as text, whatever its type is."""
    if type(value) is str:
        return value
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def without_blobs(row: Sequence[Any]) -> Sequence[Any]:
    """The row of a statement with its BLOBs as text: no column of ours holds one."""
    if bytes not in map(type, row):
        return row
    return tuple(readable(value) if type(value) is bytes else value for value in row)
