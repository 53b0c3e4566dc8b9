"""Follow-ups."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from servicedesk.domain.words.followups import FOLLOWUP_STATES, METHODS
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


class FollowUpRecord(SQLModel, table=True):
    """A planned contact with a customer."""

    __tablename__ = "followups"
    __table_args__ = (
        *is_moment("created_at", "updated_at", "due_at", "done_at"),
        is_one_of("state", FOLLOWUP_STATES.values),
        is_one_of("method", METHODS.values),
        Index("followups_uid", "uid", unique=True),
        Index(
            "followups_external",
            "external_source",
            "external_id",
            unique=True,
            **only_where("external_id <> ''"),
        ),
        Index("followups_planned", "due_at", "id", **only_where("state = 'planned'")),
        Index("followups_due", "due_at", "id"),
        Index("followups_by_customer", "customer_id", "due_at"),
        Index("followups_by_case", "case_id", **only_where("case_id IS NOT NULL")),
        STRICT,
    )

    id: int | None = primary_key()
    uid: str = text()
    version: int = integer(1)
    created_at: str = moment()
    updated_at: str = moment()
    customer_id: int | None = reference("customers.id")
    case_id: int | None = reference("cases.id")
    due_at: str = moment()
    all_day: int = integer(0)
    method: str = text("call")
    owner: str = text()
    purpose: str = text()
    state: str = text("planned")
    result: str = text()
    reason_skipped: str = text()
    repeat: str = text()
    done_at: str | None = optional_moment()
    external_source: str = text()
    external_id: str = text()
