"""Read models of what belongs to a case: remedies, hand-offs, checklist steps, links and merges."""

from dataclasses import dataclass
from datetime import datetime

from servicedesk.i18n import _


@dataclass(frozen=True, slots=True)
class Remedy:
    """What is done to make good; `cost_cents` in hundredths of `currency`."""

    id: int
    kind: str
    words: str
    cost_cents: int
    currency: str
    decided_at: datetime
    decided_by: str
    approver: str
    approved_at: datetime | None
    done_at: datetime | None

    @property
    def in_words(self) -> str:
        """`refund ¥80.00`."""
        from servicedesk.domain.money import format_money
        from servicedesk.domain.words.complaints import REMEDIES

        kind = _(REMEDIES.labels.get(self.kind, self.kind))
        return f"{kind} {format_money(self.cost_cents, self.currency)}" if self.cost_cents else kind


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence."""

    id: int
    what: str
    from_whom: str
    got_at: datetime
    kept_where: str
    recorded_by: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What one of SIDES says; `speaker` spoke for it, `recorded_by` took it down."""

    id: int
    side: str
    speaker: str
    words: str
    said_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class Handoff:
    """A case handed to another department; `back_at` is None until it comes back."""

    id: int
    department: str
    words: str
    out_at: datetime
    out_by: str
    due_at: datetime | None
    back_at: datetime | None
    back_words: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the checklist of a case."""

    id: int
    text: str
    required: bool
    done_at: datetime | None
    done_by: str


@dataclass(frozen=True, slots=True)
class CaseLink:
    """Another case that this one is linked with.

    `relation` is parent, duplicate, related or follows; with `is_outward` this case is the child, the
    duplicate or the later one, else the other is.
    """

    id: int
    relation: str
    is_outward: bool
    case_id: int
    subject: str
    state: str


@dataclass(frozen=True, slots=True)
class Merge:
    """A case that was merged into another and may be taken out again."""

    id: int
    case_id: int
    subject: str
    target_id: int
    at: datetime
    actor: str
    reason: str
