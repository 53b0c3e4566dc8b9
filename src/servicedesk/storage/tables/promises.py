"""Promises: what a customer was told we would do, and by when."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from servicedesk.domain.words.followups import PROMISE_STATES
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


class PromiseRecord(SQLModel, table=True):
    """One time that a customer was told. `estimate_at` is our own; a promise told anew is another row."""

    __tablename__ = "promises"
    __table_args__ = (
        *is_moment("created_at", "updated_at", "made_at", "estimate_at", "due_at", "ended_at"),
        is_one_of("state", PROMISE_STATES.values),
        Index("promises_uid", "uid", unique=True),
        Index(
            "promises_external",
            "external_source",
            "external_id",
            unique=True,
            **only_where("external_id <> ''"),
        ),
        Index("promises_open", "due_at", "id", **only_where("state = 'open'")),
        Index("promises_due", "due_at", "id"),
        Index("promises_by_case", "case_id", **only_where("case_id IS NOT NULL")),
        Index("promises_by_customer", "customer_id", "due_at"),
        # Undoing a call or a promise asks which promises name it.
        Index("promises_by_call", "call_id", **only_where("call_id IS NOT NULL")),
        Index("promises_following", "follows_id", **only_where("follows_id IS NOT NULL")),
        STRICT,
    )

    id: int | None = primary_key()
    uid: str = text()
    version: int = integer(1)
    created_at: str = moment()
    updated_at: str = moment()
    customer_id: int | None = reference("customers.id")
    case_id: int | None = reference("cases.id")
    call_id: int | None = reference("calls.id")
    owner: str = text()
    made_at: str = moment()
    estimate_at: str | None = optional_moment()
    due_at: str = moment()
    state: str = text("open")
    ended_at: str | None = optional_moment()
    follows_id: int | None = reference("promises.id")
    reason: str = text()
    external_source: str = text()
    external_id: str = text()
    text: str = text()
