"""Import runs."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RunRow:
    """An import run with its counts; new + updated + unchanged + rejected = read."""

    id: int
    at: datetime
    actor: str
    kind: str
    source: str
    file_name: str
    read: int
    new: int
    updated: int
    unchanged: int
    rejected: int
    action: int | None
    undone: bool
    notes: tuple[str, ...] = field(default=())
