"""Frozen read models: what storage hands out and screens show. All times are aware and in UTC."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from servicedesk.domain.cases import OPEN_STATES, UNSOLVED_STATES


@dataclass(frozen=True, slots=True)
class CustomerPhone:
    """A number as it was given, with the digits that find it."""

    raw: str
    digits: str
    kind: str = "phone"


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at a company customer."""

    name: str
    role: str = ""
    phone: str = ""
    email: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A line of the roster, also a candidate for a caller."""

    id: int
    name: str
    kind: str
    tier: str
    company: str
    phone: str
    region: str
    banner: str
    tags: tuple[str, ...]
    owner: str
    open_cases: int
    last_call_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """Everything on the customer card; `fields` are the single-valued ones by their canonical name."""

    id: int
    uid: str
    version: int
    created_at: datetime
    updated_at: datetime
    fields: dict[str, str]
    phones: tuple[CustomerPhone, ...]
    emails: tuple[str, ...]
    contacts: tuple[Contact, ...]
    tags: tuple[str, ...]
    open_cases: int
    last_call_at: datetime | None

    @property
    def name(self) -> str:
        """The name on the card."""
        return self.fields["name"]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A line of the queue."""

    id: int
    version: int
    kind: str
    subject: str
    state: str
    waiting_reason: str
    priority: int
    owner: str
    customer_id: int | None
    customer_name: str
    customer_tier: str
    received_at: datetime
    due_at: datetime | None
    snoozed_until: datetime | None
    updated_at: datetime
    labels: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether the case is still in the queue."""
        return self.state in OPEN_STATES

    def is_overdue(self, now: datetime) -> bool:
        """Whether the trouble is still there after the time it was due."""
        return self.due_at is not None and self.due_at < now and self.state in UNSOLVED_STATES

    def is_snoozed(self, now: datetime) -> bool:
        """Whether the case is hidden from the queue at `now`."""
        return self.snoozed_until is not None and self.snoozed_until > now


@dataclass(frozen=True, slots=True)
class Case:
    """One case whole; `fields` hold every stored field by its canonical name."""

    row: CaseRow
    uid: str
    created_at: datetime
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CallRow:
    """A line of the call log."""

    id: int
    version: int
    direction: str
    channel: str
    customer_id: int | None
    customer_name: str
    case_id: int | None
    phone: str
    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    handler: str
    category: str
    summary: str
    outcome: str
    voided_at: datetime | None

    @property
    def talk_seconds(self) -> int | None:
        """Seconds from answering to hanging up, None while or when there was no conversation."""
        if self.answered_at is None or self.ended_at is None:
            return None
        return int((self.ended_at - self.answered_at).total_seconds())


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A line of the calendar."""

    id: int
    version: int
    customer_id: int | None
    customer_name: str
    phone: str
    case_id: int | None
    due_at: datetime
    all_day: bool
    method: str
    owner: str
    purpose: str
    state: str
    result: str
    reason_skipped: str
    repeat: str
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Note:
    """A note on a case."""

    at: datetime
    actor: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one action did: `action` is the number that undo takes, `ids` the records it touched."""

    action: int
    verb: str
    ids: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many records were touched."""
        return len(self.ids)

    @property
    def id(self) -> int:
        """The one record that was touched (the first, of several)."""
        return self.ids[0]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """Before and after of one field; None means empty."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class EventLine:
    """One line of the append-only history."""

    id: int
    at: datetime
    actor: str
    verb: str
    kind: str
    subject_id: int | None
    action: int
    run_id: int | None
    undoes: int | None
    annulled_by: int | None
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of a dossier: a call, a note, a follow-up or a change, in order of time.

    `what` is `call`, `note`, `followup` or an event's verb; `text` is the customer's or the desk's own words;
    `changes` are given for events only.
    """

    at: datetime
    actor: str
    what: str
    text: str
    record_id: int | None = None
    direction: str = ""
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case with all that belongs to it, newest line last."""

    case: Case
    customer: CustomerCard | None
    history: tuple[HistoryLine, ...]
    followups: tuple[FollowUpRow, ...]


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """A customer card with its history, cases, calls and follow-ups, newest first."""

    card: CustomerCard
    history: tuple[HistoryLine, ...]
    cases: tuple[CaseRow, ...]
    calls: tuple[CallRow, ...]
    followups: tuple[FollowUpRow, ...]


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
    """What is owed now. The counts open their lists; `counted_to` bounds a count (1000 means 1000 or more)."""

    overdue: int
    due_today: int
    told_pending: int
    new_cases: int
    followups: tuple[FollowUpRow, ...]
    overdue_followups: int
    calls: tuple[CallRow, ...]
    drafts: tuple[DraftRow, ...]
    counted_to: int


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """A day of the calendar with its follow-ups in order of time."""

    day: date
    followups: tuple[FollowUpRow, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A saved view: a name and the query behind it. Built-in views have `id` None."""

    id: int | None
    kind: str
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One record that a search found."""

    kind: str
    id: int
    title: str
    detail: str
    at: datetime | None


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
