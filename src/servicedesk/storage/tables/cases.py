"""Cases with their labels and notes."""

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlmodel import SQLModel

from servicedesk.domain import case_states
from servicedesk.domain.words.cases import CASE_KINDS, CASE_STATES, DEFAULT_PRIORITY
from servicedesk.domain.words.complaints import COMPLAINT_OUTCOMES
from servicedesk.storage.tables import columns as col
from servicedesk.storage.term_sql import CAME_BACK

IS_OPEN = sql(f"state IN {case_states.OPEN_STATES}")
"""The queue's condition, word for word as in every query: a partial index serves only the same words."""

BY_DEADLINE = ("coalesce(deadline_at, '9999')", "id")
QUEUE_TERMS = tuple(sql(term) for term in ("urgency DESC", *BY_DEADLINE))
DEADLINE_TERMS = tuple(sql(term) for term in BY_DEADLINE)
FILTERED = ("snoozed_until", "state", "owner")
"""What the views of the queue ask for: with these in its index, a list never reads the cases themselves."""


class CaseRecord(col.Record, table=True):
    """Anything that must be worked after the call ends."""

    __tablename__ = "cases"
    __table_args__ = (
        *col.of_record(
            "cases",
            *(
                "received_at",
                "due_at",
                "first_reply_at",
                "solved_at",
                "told_at",
                "closed_at",
                "snoozed_until",
            ),
            *("assessed_at", "acknowledged_at", "accepted_at", "thanked_at"),
            *("waiting_since", "nudged_at", "handoff_due_at", "deadline_at", "clock_until", "nudge_at"),
        ),
        col.is_one_of("kind", CASE_KINDS.values),
        col.is_one_of("state", CASE_STATES.values),
        col.is_step("priority", 4),
        CheckConstraint("satisfaction BETWEEN 0 AND 100", name="satisfaction_is_in_hundredths"),
        col.is_step("severity", 4),
        col.is_yes_no("safety"),
        col.is_step("complexity", 3),
        col.is_step("impact", 3),
        col.is_yes_no("accepted"),
        CheckConstraint("merged_into <> id", name="not_merged_into_itself"),
        Index("cases_queue", *QUEUE_TERMS, "kind", *FILTERED, **col.only_where(IS_OPEN)),
        Index("cases_queue_by_kind", "kind", *QUEUE_TERMS, *FILTERED, **col.only_where(IS_OPEN)),
        Index("cases_by_deadline", *DEADLINE_TERMS, "kind", *FILTERED, **col.only_where(IS_OPEN)),
        col.if_any("cases_clock", "clock_until"),
        col.if_any("cases_due", "due_at", "state"),
        col.if_any("cases_to_nudge", "nudge_at"),
        Index("cases_came_back", "deadline_at", **col.only_where(CAME_BACK)),
        Index("cases_overridden", "id", **col.only_where("close_override <> ''")),
        col.if_any("cases_merged", "merged_into"),
        Index("cases_by_state", "state", "id"),
        Index("cases_by_customer", "customer_id", "state"),
        col.if_any("cases_waiting_for", "waiting_case_id"),
        col.if_any("cases_by_call", "call_id"),
        col.if_any("cases_by_plan", "plan_id"),
        Index("cases_received", "received_at"),
        col.STRICT,
    )

    kind: str = col.text("complaint")
    subject: str = col.text()
    description: str = col.text()
    category: str = col.text()
    channel: str = col.text()
    priority: int = col.integer(DEFAULT_PRIORITY)
    state: str = col.text(case_states.NEW)
    waiting_reason: str = col.text()
    owner: str = col.text()
    department: str = col.text()
    cause: str = col.text()
    result: str = col.text()
    satisfaction: int | None = col.optional_integer()
    customer_id: int | None = col.reference("customers.id")
    call_id: int | None = col.reference("calls.id")
    received_at: str = col.moment()
    due_at: str | None = col.optional_moment()
    first_reply_at: str | None = col.optional_moment()
    solved_at: str | None = col.optional_moment()
    told_at: str | None = col.optional_moment()
    told_by: str = col.text()
    told_words: str = col.text()
    closed_at: str | None = col.optional_moment()
    snoozed_until: str | None = col.optional_moment()
    external_source: str = col.text()
    external_id: str = col.text()
    # Receipt and acknowledgement
    on_behalf_of: str = col.text()
    product: str = col.text()
    remedy_wanted: str = col.text()
    acknowledged_at: str | None = col.optional_moment()
    acknowledged_by: str = col.text()
    acknowledged_how: str = col.text()
    # Assessment and investigation; NULL is not yet assessed
    severity: int | None = col.optional_integer()
    safety: int | None = col.optional_integer()
    complexity: int | None = col.optional_integer()
    impact: int | None = col.optional_integer()
    immediate_action: str = col.text()
    assessed_at: str | None = col.optional_moment()
    assessed_by: str = col.text()
    facts: str = col.text()
    # Decision, acceptance, and what is learnt
    told_how: str = col.text()
    accepted: int | None = col.optional_integer()
    accepted_at: str | None = col.optional_moment()
    options_offered: str = col.text()
    competitor: str = col.text()
    lesson: str = col.text()
    thanked_at: str | None = col.optional_moment()
    followup_waived: str = col.text()
    close_override: str = col.text()
    close_missing: str = col.text()
    # Waiting
    waiting_since: str | None = col.optional_moment()
    nudges: int = col.integer()
    nudged_at: str | None = col.optional_moment()
    handoff_due_at: str | None = col.optional_moment()
    # Other cases
    merged_into: int | None = col.reference("cases.id")
    plan_id: int | None = col.reference("case_plans.id")
    # What the service clock comes to: computed from the history, refreshed with every change (clock_cache.py)
    deadline_at: str | None = col.optional_moment()
    deadline_kind: str = col.text()
    clock_level: int = col.integer()
    urgency: int = col.integer()
    clock_until: str | None = col.optional_moment()
    nudge_at: str | None = col.optional_moment()
    waiting_until: str | None = col.added_moment("waiting_until")
    outcome: str = col.added_choice("outcome", COMPLAINT_OUTCOMES.values)
    # Who else sent it, and the extension of their limit
    source: str = col.text()
    source_ref: str = col.text()
    source_at: str | None = col.added_moment("source_at")
    limit_at: str | None = col.added_moment("limit_at")
    limit_reason: str = col.text()
    limit_told_at: str | None = col.added_moment("limit_told_at")
    handling_satisfaction: int | None = col.added_percent("handling_satisfaction")
    waiting_case_id: int | None = col.added_reference(
        "cases.id", CheckConstraint("waiting_case_id <> id", name="not_waiting_for_itself")
    )


class CaseLabelRecord(SQLModel, table=True):
    """A label on a case."""

    __tablename__ = "case_labels"
    __table_args__ = (
        Index("case_labels_by_case", "case_id"),
        Index("case_labels_by_label", "folded", "case_id"),
        col.STRICT,
    )

    id: int | None = col.primary_key()
    case_id: int = col.reference("cases.id", required=True)
    position: int = col.integer()
    label: str = col.text()
    folded: str = col.text()


class CaseNoteRecord(SQLModel, table=True):
    """A note on a case, in the desk's own words; never edited."""

    __tablename__ = "case_notes"
    __table_args__ = (*col.is_moment("at"), Index("case_notes_by_case", "case_id", "at"), col.STRICT)

    id: int | None = col.primary_key()
    case_id: int = col.reference("cases.id", required=True)
    at: str = col.moment()
    actor: str = col.text()
    text: str = col.text()
