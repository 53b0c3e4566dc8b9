"""Times as the database keeps them: UTC text to the second, which sorts as it reads."""

from datetime import UTC, datetime
from functools import lru_cache


def stored(moment: datetime) -> str:
    """`moment` (aware) as stored text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stored_or_none(moment: datetime | None) -> str | None:
    """As stored(), None for None."""
    return None if moment is None else stored(moment)


@lru_cache(maxsize=4096)
def loaded(text: str) -> datetime:
    """Stored text as an aware time in UTC."""
    return datetime.fromisoformat(text)


def loaded_or_none(text: str | None) -> datetime | None:
    """As loaded(), None for NULL."""
    return None if text is None else loaded(text)
