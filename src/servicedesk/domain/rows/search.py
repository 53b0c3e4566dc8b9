"""What a search found."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One record that a search found."""

    kind: str
    id: int
    title: str
    detail: str
    at: datetime | None
