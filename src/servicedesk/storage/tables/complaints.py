"""Tables of a case's remedies, hand-offs, checklist steps, links and merges, and of recurring cases."""

from sqlalchemy import CheckConstraint, Index
from sqlmodel import SQLModel

from servicedesk.domain.case_states import NEW
from servicedesk.domain.words.cases import RELATIONS
from servicedesk.domain.words.complaints import REMEDIES
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


class CaseRemedyRecord(SQLModel, table=True):
    """What is done to make good, with its cost in hundredths of the currency and who approved it."""

    __tablename__ = "case_remedies"
    __table_args__ = (
        *is_moment("decided_at", "approved_at", "done_at"),
        is_one_of("kind", REMEDIES.values),
        CheckConstraint("cost_cents >= 0", name="cost_is_not_negative"),
        Index("case_remedies_by_case", "case_id"),
        STRICT,
    )

    id: int | None = primary_key()
    case_id: int = reference("cases.id", required=True)
    position: int = integer()
    kind: str = text("other")
    words: str = text()
    cost_cents: int = integer()
    currency: str = text()
    decided_at: str = moment()
    decided_by: str = text()
    approver: str = text()
    approved_at: str | None = optional_moment()
    done_at: str | None = optional_moment()


class CaseHandoffRecord(SQLModel, table=True):
    """A case handed to another department, until it comes back."""

    __tablename__ = "case_handoffs"
    __table_args__ = (
        *is_moment("out_at", "due_at", "back_at"),
        Index("case_handoffs_by_case", "case_id"),
        STRICT,
    )

    id: int | None = primary_key()
    case_id: int = reference("cases.id", required=True)
    department: str = text()
    words: str = text()
    out_at: str = moment()
    out_by: str = text()
    due_at: str | None = optional_moment()
    back_at: str | None = optional_moment()
    back_words: str = text()


class CaseStepRecord(SQLModel, table=True):
    """A step of the checklist of a case; a required one that is not done keeps the case from closing."""

    __tablename__ = "case_steps"
    __table_args__ = (
        *is_moment("done_at"),
        CheckConstraint("required IN (0, 1)", name="required_is_yes_or_no"),
        Index("case_steps_by_case", "case_id"),
        STRICT,
    )

    id: int | None = primary_key()
    case_id: int = reference("cases.id", required=True)
    position: int = integer()
    required: int = integer(1)
    done_at: str | None = optional_moment()
    done_by: str = text()
    text: str = text()


class CaseLinkRecord(SQLModel, table=True):
    """`case_id` is the child, the duplicate, the later one; `other_id` the parent, the first, the earlier."""

    __tablename__ = "case_links"
    __table_args__ = (
        *is_moment("at"),
        is_one_of("relation", RELATIONS.values),
        CheckConstraint("case_id <> other_id", name="not_linked_with_itself"),
        Index("case_links_by_case", "case_id", "other_id", "relation", unique=True),
        Index("case_links_by_other", "other_id"),
        STRICT,
    )

    id: int | None = primary_key()
    case_id: int = reference("cases.id", required=True)
    other_id: int = reference("cases.id", required=True)
    relation: str = text("related")
    at: str = moment()
    actor: str = text()


class CaseMergeRecord(SQLModel, table=True):
    """A case merged into another: a redirect with each choice that was made, so that it can be unmade."""

    __tablename__ = "case_merges"
    __table_args__ = (
        *is_moment("at", "unmerged_at"),
        Index("case_merges_by_case", "case_id"),
        Index("case_merges_by_target", "target_id"),
        STRICT,
    )

    id: int | None = primary_key()
    case_id: int = reference("cases.id", required=True)
    target_id: int = reference("cases.id", required=True)
    at: str = moment()
    actor: str = text()
    reason: str = text()
    source_state: str = text(NEW)
    choices: str = text("[]")
    unmerged_at: str | None = optional_moment()


class CasePlanRecord(SQLModel, table=True):
    """A case that comes again and again: what to open, by which rule, and when next."""

    __tablename__ = "case_plans"
    __table_args__ = (
        *is_moment("next_at"),
        CheckConstraint("paused IN (0, 1)", name="paused_is_yes_or_no"),
        Index("case_plans_next", "next_at", **only_where("next_at IS NOT NULL AND paused = 0")),
        STRICT,
    )

    id: int | None = primary_key()
    name: str = text()
    repeat: str = text()
    next_at: str | None = optional_moment()
    paused: int = integer()
    body: str = text("{}")
