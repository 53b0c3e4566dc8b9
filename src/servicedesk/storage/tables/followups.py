"""Follow-ups."""

from sqlalchemy import Index

from servicedesk.domain.words.followups import FOLLOWUP_STATES, METHODS
from servicedesk.storage.tables import columns as col


class FollowUpRecord(col.Record, table=True):
    """A planned contact with a customer."""

    __tablename__ = "followups"
    __table_args__ = (
        *col.of_record("followups", "due_at", "done_at"),
        col.is_one_of("state", FOLLOWUP_STATES.values),
        col.is_one_of("method", METHODS.values),
        Index("followups_planned", "due_at", "id", **col.only_where("state = 'planned'")),
        Index("followups_due", "due_at", "id"),
        Index("followups_by_customer", "customer_id", "due_at"),
        col.if_any("followups_by_case", "case_id"),
        Index("followups_of_series", "series", "planned_for", **col.only_where("series <> ''")),
        col.STRICT,
    )

    customer_id: int | None = col.reference("customers.id")
    case_id: int | None = col.reference("cases.id")
    due_at: str = col.moment()
    all_day: int = col.integer(0)
    method: str = col.text("call")
    owner: str = col.text()
    purpose: str = col.text()
    state: str = col.text("planned")
    result: str = col.text()
    reason_skipped: str = col.text()
    repeat: str = col.text()
    done_at: str | None = col.optional_moment()
    external_source: str = col.text()
    external_id: str = col.text()
    planned_for: str | None = col.added_moment("planned_for")
    anchor: str = col.text()
    series: str = col.text()
    on_day: str | None = col.added_day("on_day")
