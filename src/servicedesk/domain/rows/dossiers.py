"""One case whole, and with all that belongs to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from servicedesk.domain.rows.cases import CaseRow
    from servicedesk.domain.rows.complaints import CaseLink, Evidence, Handoff, Merge, Remedy, Statement, Step
    from servicedesk.domain.rows.customers import CustomerCard
    from servicedesk.domain.rows.followups import FollowUpRow
    from servicedesk.domain.rows.history import HistoryLine
    from servicedesk.domain.rows.promises import PromiseRow


@dataclass(frozen=True, slots=True)
class Case:
    """One case whole; `fields` hold every stored field by its canonical name."""

    row: "CaseRow"
    uid: str
    created_at: datetime
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Note:
    """A note on a case."""

    at: datetime
    actor: str
    text: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case with all that belongs to it, newest line last."""

    case: Case
    customer: "CustomerCard | None"
    history: "tuple[HistoryLine, ...]"
    followups: "tuple[FollowUpRow, ...]"
    promises: "tuple[PromiseRow, ...]" = ()
    remedies: "tuple[Remedy, ...]" = ()
    evidence: "tuple[Evidence, ...]" = ()
    statements: "tuple[Statement, ...]" = ()
    handoffs: "tuple[Handoff, ...]" = ()
    steps: "tuple[Step, ...]" = ()
    links: "tuple[CaseLink, ...]" = ()
    merged: "tuple[Merge, ...]" = ()
    """The cases that stand merged into this one; their lines are part of the history."""
