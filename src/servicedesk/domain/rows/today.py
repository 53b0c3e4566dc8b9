"""What is owed now, and what was begun."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from servicedesk.domain.promises import KeptRate
    from servicedesk.domain.rows.calls import CallRow
    from servicedesk.domain.rows.cases import CaseRow
    from servicedesk.domain.rows.complaints import Remedy
    from servicedesk.domain.rows.followups import FollowUpRow
    from servicedesk.domain.rows.promises import PromiseRow
    from servicedesk.domain.worktime_rules import YearDoubt


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A call that was begun and neither saved nor thrown away; `body` is the form's own text by field."""

    id: int
    kind: str
    actor: str
    started_at: datetime
    updated_at: datetime
    body: dict[str, str]

    @property
    def form(self) -> str:
        """The form that was left with these words, such as `case.note`; empty for a call."""
        return self.key.partition(" ")[0]

    @property
    def record_ids(self) -> list[int]:
        """The records that the form is about."""
        return [int(part) for part in self.marks if part.isdecimal()]

    @property
    def marks(self) -> list[str]:
        """What stands behind its name, as the form wrote it."""
        return self.key.split(" ")[1:]

    @property
    def key(self) -> str:
        """The form and its records, as it keeps its words; empty for a call."""
        return self.kind.removeprefix("form ") if self.kind.startswith("form ") else ""


class UnpaidRow(NamedTuple):
    """A case whose customer has not got a remedy that was decided: the one decided first."""

    case: "CaseRow"
    remedy: "Remedy"

    @property
    def id(self) -> int:
        """The number of the case."""
        return self.case.id

    @property
    def case_id(self) -> int:
        """The number of the case, as rows that belong to one have it."""
        return self.case.id

    @property
    def customer_id(self) -> int | None:
        """Whose case it is."""
        return self.case.customer_id


@dataclass(frozen=True, slots=True)
class TodayBoard:
    """What is owed now. The counts open their lists; `counted_to` bounds a count (1000: or more)."""

    overdue: int
    cases: "tuple[CaseRow, ...]"
    """The first of the overdue, in the order of the queue."""
    overdue_waiting: int
    """Those of the overdue that wait for somebody."""
    due_today: int
    told_pending: int
    new_cases: int
    came_back: int
    """Closed cases whose customer has turned to us again, and waits for a word."""
    kept: "KeptRate"
    """Of the promises told for a time of the last KEPT_DAYS days."""
    promises: "tuple[PromiseRow, ...]"
    """What is owed, the first told time first: lapsed ones lead."""
    overdue_promises: int
    followups: "tuple[FollowUpRow, ...]"
    overdue_followups: int
    calls: "tuple[CallRow, ...]"
    drafts: tuple[DraftRow, ...]
    counted_to: int
    form_drafts: tuple[DraftRow, ...] = ()
    """What this person typed into forms other than a call's."""
    unpaid: int = 0
    """Cases with a remedy that was decided and that the customer has not got."""
    unpaid_cases: "tuple[UnpaidRow, ...]" = ()
    """The first of them, in the order of the queue."""
    missed_calls: int = 0
    """Whom to call back: the callers whom nobody has spoken to since they were missed."""
    calls_to_return: "tuple[CallRow, ...]" = ()
    """The last missed call of each, the newest first."""
    promises_owed: int = 0
    followups_owed: int = 0
    """Planned, whether they are late or not."""
    calls_logged: int = 0
    doubts: "tuple[YearDoubt, ...]" = ()
    """The years of the days ahead whose public holidays are not known for sure."""
