"""Cases with their labels and notes."""

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlmodel import SQLModel

from servicedesk.domain import case_states
from servicedesk.domain.words.cases import CASE_KINDS, CASE_STATES, DEFAULT_PRIORITY
from servicedesk.storage.tables.columns import (
    STRICT,
    integer,
    is_moment,
    is_one_of,
    moment,
    only_where,
    optional_integer,
    optional_moment,
    primary_key,
    reference,
    text,
)

IS_OPEN = sql(f"state IN {case_states.OPEN_STATES}")
"""The queue's condition, word for word as in every query: a partial index serves only the same words."""

BY_DEADLINE = ("coalesce(deadline_at, '9999')", "id")
QUEUE_TERMS = tuple(sql(term) for term in ("urgency DESC", *BY_DEADLINE))
DEADLINE_TERMS = tuple(sql(term) for term in BY_DEADLINE)
FILTERED = ("snoozed_until", "state", "owner")
"""What the views of the queue ask for: with these in its index, a list never reads the cases themselves."""


class CaseRecord(SQLModel, table=True):
    """Anything that must be worked after the call ends."""

    __tablename__ = "cases"
    __table_args__ = (
        *is_moment(
            "created_at",
            "updated_at",
            "received_at",
            "due_at",
            "first_reply_at",
            "solved_at",
            "told_at",
            "closed_at",
            "snoozed_until",
            "assessed_at",
            "acknowledged_at",
            "accepted_at",
            "thanked_at",
            "waiting_since",
            "nudged_at",
            "handoff_due_at",
            "deadline_at",
            "clock_until",
            "nudge_at",
        ),
        is_one_of("kind", CASE_KINDS.values),
        is_one_of("state", CASE_STATES.values),
        CheckConstraint("priority BETWEEN 1 AND 4", name="priority_is_known"),
        CheckConstraint("satisfaction BETWEEN 0 AND 100", name="satisfaction_is_in_hundredths"),
        CheckConstraint("severity BETWEEN 1 AND 4", name="severity_is_known"),
        CheckConstraint("safety IN (0, 1)", name="safety_is_yes_or_no"),
        CheckConstraint("complexity BETWEEN 1 AND 3", name="complexity_is_known"),
        CheckConstraint("impact BETWEEN 1 AND 3", name="impact_is_known"),
        CheckConstraint("accepted IN (0, 1)", name="accepted_is_yes_or_no"),
        CheckConstraint("merged_into <> id", name="not_merged_into_itself"),
        Index("cases_uid", "uid", unique=True),
        Index(
            "cases_external",
            "external_source",
            "external_id",
            unique=True,
            **only_where("external_id <> ''"),
        ),
        Index("cases_queue", *QUEUE_TERMS, "kind", *FILTERED, **only_where(IS_OPEN)),
        Index("cases_queue_by_kind", "kind", *QUEUE_TERMS, *FILTERED, **only_where(IS_OPEN)),
        Index("cases_by_deadline", *DEADLINE_TERMS, "kind", *FILTERED, **only_where(IS_OPEN)),
        Index("cases_clock", "clock_until", **only_where("clock_until IS NOT NULL")),
        Index("cases_due", "due_at", "state", **only_where("due_at IS NOT NULL")),
        Index("cases_to_nudge", "nudge_at", **only_where("nudge_at IS NOT NULL")),
        Index("cases_overridden", "id", **only_where("close_override <> ''")),
        Index("cases_merged", "merged_into", **only_where("merged_into IS NOT NULL")),
        Index("cases_by_state", "state", "id"),
        Index("cases_by_customer", "customer_id", "state"),
        Index("cases_by_call", "call_id", **only_where("call_id IS NOT NULL")),
        Index("cases_by_plan", "plan_id", **only_where("plan_id IS NOT NULL")),
        Index("cases_received", "received_at"),
        STRICT,
    )

    id: int | None = primary_key()
    uid: str = text()
    version: int = integer(1)
    created_at: str = moment()
    updated_at: str = moment()
    kind: str = text("complaint")
    subject: str = text()
    description: str = text()
    category: str = text()
    channel: str = text()
    priority: int = integer(DEFAULT_PRIORITY)
    state: str = text(case_states.NEW)
    waiting_reason: str = text()
    owner: str = text()
    department: str = text()
    cause: str = text()
    result: str = text()
    satisfaction: int | None = optional_integer()
    customer_id: int | None = reference("customers.id")
    call_id: int | None = reference("calls.id")
    received_at: str = moment()
    due_at: str | None = optional_moment()
    first_reply_at: str | None = optional_moment()
    solved_at: str | None = optional_moment()
    told_at: str | None = optional_moment()
    told_by: str = text()
    told_words: str = text()
    closed_at: str | None = optional_moment()
    snoozed_until: str | None = optional_moment()
    external_source: str = text()
    external_id: str = text()
    # Receipt and acknowledgement
    on_behalf_of: str = text()
    product: str = text()
    remedy_wanted: str = text()
    acknowledged_at: str | None = optional_moment()
    acknowledged_by: str = text()
    acknowledged_how: str = text()
    # Assessment and investigation; NULL is not yet assessed
    severity: int | None = optional_integer()
    safety: int | None = optional_integer()
    complexity: int | None = optional_integer()
    impact: int | None = optional_integer()
    immediate_action: str = text()
    assessed_at: str | None = optional_moment()
    assessed_by: str = text()
    facts: str = text()
    # Decision, acceptance, and what is learnt
    told_how: str = text()
    accepted: int | None = optional_integer()
    accepted_at: str | None = optional_moment()
    options_offered: str = text()
    competitor: str = text()
    lesson: str = text()
    thanked_at: str | None = optional_moment()
    followup_waived: str = text()
    close_override: str = text()
    close_missing: str = text()
    # Waiting
    waiting_since: str | None = optional_moment()
    nudges: int = integer()
    nudged_at: str | None = optional_moment()
    handoff_due_at: str | None = optional_moment()
    # Other cases
    merged_into: int | None = reference("cases.id")
    plan_id: int | None = reference("case_plans.id")
    # What the service clock comes to: computed from the history, refreshed with every change (clock_cache.py)
    deadline_at: str | None = optional_moment()
    deadline_kind: str = text()
    clock_level: int = integer()
    urgency: int = integer()
    clock_until: str | None = optional_moment()
    nudge_at: str | None = optional_moment()


class CaseLabelRecord(SQLModel, table=True):
    """A label on a case."""

    __tablename__ = "case_labels"
    __table_args__ = (
        Index("case_labels_by_case", "case_id"),
        Index("case_labels_by_label", "folded", "case_id"),
        STRICT,
    )

    id: int | None = primary_key()
    case_id: int = reference("cases.id", required=True)
    position: int = integer()
    label: str = text()
    folded: str = text()


class CaseNoteRecord(SQLModel, table=True):
    """A note on a case, in the desk's own words; never edited."""

    __tablename__ = "case_notes"
    __table_args__ = (*is_moment("at"), Index("case_notes_by_case", "case_id", "at"), STRICT)

    id: int | None = primary_key()
    case_id: int = reference("cases.id", required=True)
    at: str = moment()
    actor: str = text()
    text: str = text()
