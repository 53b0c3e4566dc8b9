"""What is owed now, and what was begun."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servicedesk.domain.rows.calls import CallRow
    from servicedesk.domain.rows.followups import FollowUpRow


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A call that was begun and neither saved nor thrown away; `body` is the form's own text by field."""

    id: int
    kind: str
    actor: str
    started_at: datetime
    updated_at: datetime
    body: dict[str, str]


@dataclass(frozen=True, slots=True)
class TodayBoard:
    """What is owed now. The counts open their lists; `counted_to` bounds a count (1000: or more)."""

    overdue: int
    due_today: int
    told_pending: int
    new_cases: int
    followups: "tuple[FollowUpRow, ...]"
    overdue_followups: int
    calls: "tuple[CallRow, ...]"
    drafts: tuple[DraftRow, ...]
    counted_to: int
