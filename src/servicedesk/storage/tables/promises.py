"""Promises: what a customer was told we would do, and by when."""

from sqlalchemy import Index

from servicedesk.domain.words.followups import PROMISE_STATES
from servicedesk.storage.tables import columns as col


class PromiseRecord(col.Record, table=True):
    """One time that a customer was told. `estimate_at` is our own; a promise told anew is another row."""

    __tablename__ = "promises"
    __table_args__ = (
        *col.of_record("promises", "made_at", "estimate_at", "due_at", "ended_at"),
        col.is_one_of("state", PROMISE_STATES.values),
        Index("promises_open", "due_at", "id", **col.only_where("state = 'open'")),
        Index("promises_due", "due_at", "id"),
        col.if_any("promises_by_case", "case_id"),
        Index("promises_by_customer", "customer_id", "due_at"),
        # Undoing a call or a promise asks which promises name it.
        col.if_any("promises_by_call", "call_id"),
        col.if_any("promises_following", "follows_id"),
        col.STRICT,
    )

    customer_id: int | None = col.reference("customers.id")
    case_id: int | None = col.reference("cases.id")
    call_id: int | None = col.reference("calls.id")
    owner: str = col.text()
    made_at: str = col.moment()
    estimate_at: str | None = col.optional_moment()
    due_at: str = col.moment()
    state: str = col.text("open")
    ended_at: str | None = col.optional_moment()
    follows_id: int | None = col.reference("promises.id")
    reason: str = col.text()
    external_source: str = col.text()
    external_id: str = col.text()
    text: str = col.text()
    told_how: str = col.text()
    told_words: str = col.text()
