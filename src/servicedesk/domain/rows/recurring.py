"""A case that comes again and again."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RecurringCase:
    """What to open, by which rule (RRULE text), and when next; `next_at` is None once the rule has ended."""

    id: int
    name: str
    repeat: str
    next_at: datetime | None
    is_paused: bool
    subject: str
    kind: str
    description: str
    category: str
    department: str
    owner: str
    priority: int
    labels: tuple[str, ...]
    customer_id: int | None
