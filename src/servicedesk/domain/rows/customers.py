"""Customers: a line of the roster, the card, the whole file."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from servicedesk.domain.rows.calls import CallRow
    from servicedesk.domain.rows.cases import CaseRow
    from servicedesk.domain.rows.followups import FollowUpRow
    from servicedesk.domain.rows.history import HistoryLine
    from servicedesk.domain.rows.standing import CustomerStanding


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


class CustomerRow(NamedTuple):
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
class CustomerFile:
    """A customer card with its history, cases, calls and follow-ups, newest first, and what is owed."""

    card: CustomerCard
    history: "tuple[HistoryLine, ...]"
    cases: "tuple[CaseRow, ...]"
    calls: "tuple[CallRow, ...]"
    followups: "tuple[FollowUpRow, ...]"
    standing: "CustomerStanding"
