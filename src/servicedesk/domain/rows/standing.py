"""How it stands with a customer: what we owe them, and what the desk has had with them in numbers."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from servicedesk.domain.promises import KeptRate


class OwedRow(NamedTuple):
    """Something that the customer waits for."""

    id: int
    """Its place in the list: what is owed is of several kinds, each with numbers of its own."""
    kind: str
    """promise, followup, tell (solved, and the customer has not been told) or remedy."""
    record_id: int
    """The promise or the follow-up; of the others the case."""
    case_id: int | None
    due_at: datetime | None
    all_day: bool
    is_late: bool
    text: str


@dataclass(frozen=True, slots=True)
class CustomerStanding:
    """What is owed, the late and then the nearest first, and the numbers."""

    owed: tuple[OwedRow, ...]
    calls: int
    """Those that count: not the ones that were marked as a mistake."""
    calls_by_month: tuple[int, ...]
    """Of the last twelve months, this one last."""
    cases: int
    open_cases: int
    late_cases: int
    kept: KeptRate
    satisfaction: int | None
    """The mean of what they said, in per cent; None where nobody asked."""

    @property
    def late(self) -> int:
        """How many of the things owed are late."""
        return sum(row.is_late for row in self.owed)
