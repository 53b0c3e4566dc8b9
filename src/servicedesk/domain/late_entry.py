"""Late entry: what was written down later than it happened says so wherever it is read."""

from datetime import datetime, timedelta

from servicedesk.domain.date_format import format_age
from servicedesk.i18n import _

LATE_AFTER = timedelta(minutes=15)
"""Whoever writes down within so long what has just been done is not late."""


def is_late(happened_at: datetime | None, recorded_at: datetime | None) -> bool:
    """Whether it was written down late; not where either time is unknown."""
    return happened_at is not None and recorded_at is not None and recorded_at - happened_at >= LATE_AFTER


def late_words(happened_at: datetime | None, recorded_at: datetime | None) -> str:
    """`recorded 2 d later`; empty for what was written down at once."""
    if happened_at is None or recorded_at is None or not is_late(happened_at, recorded_at):
        return ""
    delay = (recorded_at - happened_at).total_seconds()
    return _("recorded {delay} later").format(delay=format_age(delay))
