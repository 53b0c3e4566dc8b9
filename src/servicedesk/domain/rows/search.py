"""What a search found."""

from dataclasses import dataclass
from datetime import datetime

from servicedesk.domain.excerpts import Excerpt


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One record that a search found."""

    kind: str
    id: int
    title: str
    detail: str
    at: datetime | None
    excerpt: Excerpt | None = None
    """The piece of its other texts that matches, where neither `title` nor `detail` does."""
