"""Calls, and the drafts of calls not yet saved."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from servicedesk.domain.words.calls import DIRECTIONS, OUTCOMES
from servicedesk.storage.tables.columns import (
    STRICT,
    integer,
    is_moment,
    is_one_of,
    moment,
    only_where,
    optional_moment,
    primary_key,
    reference,
    text,
)


class CallRecord(SQLModel, table=True):
    """One conversation with a customer on any channel."""

    __tablename__ = "calls"
    __table_args__ = (
        *is_moment("created_at", "updated_at", "rang_at", "answered_at", "ended_at", "voided_at"),
        is_one_of("direction", DIRECTIONS.values),
        is_one_of("outcome", OUTCOMES.values),
        Index("calls_uid", "uid", unique=True),
        Index(
            "calls_external",
            "external_source",
            "external_id",
            unique=True,
            **only_where("external_id <> ''"),
        ),
        Index("calls_newest", "rang_at", "id"),
        Index("calls_by_customer", "customer_id", "rang_at"),
        Index("calls_by_case", "case_id", **only_where("case_id IS NOT NULL")),
        Index("calls_by_ending", "digits_reversed", **only_where("digits_reversed <> ''")),
        STRICT,
    )

    id: int | None = primary_key()
    uid: str = text()
    version: int = integer(1)
    created_at: str = moment()
    updated_at: str = moment()
    direction: str = text("in")
    channel: str = text("phone")
    customer_id: int | None = reference("customers.id")
    case_id: int | None = reference("cases.id")
    phone: str = text()
    digits_reversed: str = text()
    rang_at: str = moment()
    answered_at: str | None = optional_moment()
    ended_at: str | None = optional_moment()
    handler: str = text()
    category: str = text()
    summary: str = text()
    outcome: str = text("answered")
    voided_at: str | None = optional_moment()
    void_reason: str = text()
    external_source: str = text()
    external_id: str = text()


class DraftRecord(SQLModel, table=True):
    """What has been typed into a form and not saved: the form's own text by field, as JSON."""

    __tablename__ = "drafts"
    __table_args__ = (*is_moment("started_at", "updated_at"), STRICT)

    id: int | None = primary_key()
    kind: str = text("call")
    actor: str = text()
    started_at: str = moment()
    updated_at: str = moment()
    body: str = text("{}")
