"""Calls, and the drafts of calls not yet saved."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from servicedesk.domain.words.calls import DIRECTIONS, OUTCOMES
from servicedesk.storage.tables import columns as col
from servicedesk.storage.term_sql import MISSED


class CallRecord(col.Record, table=True):
    """One conversation with a customer on any channel."""

    __tablename__ = "calls"
    __table_args__ = (
        *col.of_record("calls", "rang_at", "answered_at", "ended_at", "voided_at"),
        col.is_one_of("direction", DIRECTIONS.values),
        col.is_one_of("outcome", ("", *OUTCOMES.values)),
        Index("calls_newest", "rang_at", "id"),
        Index("calls_by_customer", "customer_id", "rang_at"),
        col.if_any("calls_by_case", "case_id"),
        Index("calls_by_ending", "digits_reversed", "rang_at", **col.only_where("digits_reversed <> ''")),
        Index("calls_missed", "rang_at", **col.only_where(MISSED)),
        col.STRICT,
    )

    direction: str = col.text("in")
    channel: str = col.text("phone")
    customer_id: int | None = col.reference("customers.id")
    case_id: int | None = col.reference("cases.id")
    phone: str = col.text()
    digits_reversed: str = col.text()
    rang_at: str = col.moment()
    answered_at: str | None = col.optional_moment()
    ended_at: str | None = col.optional_moment()
    handler: str = col.text()
    category: str = col.text()
    summary: str = col.text()
    outcome: str = col.text()
    voided_at: str | None = col.optional_moment()
    void_reason: str = col.text()
    external_source: str = col.text()
    external_id: str = col.text()


class DraftRecord(SQLModel, table=True):
    """What has been typed into a form and not saved: the form's own text by field, as JSON."""

    __tablename__ = "drafts"
    __table_args__ = (*col.is_moment("started_at", "updated_at"), col.STRICT)

    id: int | None = col.primary_key()
    kind: str = col.text("call")
    actor: str = col.text()
    started_at: str = col.moment()
    updated_at: str = col.moment()
    body: str = col.text("{}")
