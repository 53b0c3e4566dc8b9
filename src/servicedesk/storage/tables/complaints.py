"""Tables of a case's remedies, hand-offs, waits, steps, links and merges, and of recurring cases."""

from sqlalchemy import CheckConstraint, Index
from sqlmodel import SQLModel

from servicedesk.domain.case_states import NEW, SOLVED_STATES
from servicedesk.domain.words.cases import RELATIONS
from servicedesk.domain.words.complaints import REMEDIES, SIDES
from servicedesk.storage.tables import columns as col
from servicedesk.storage.term_sql import REMEDY_OWED


class CaseRemedyRecord(SQLModel, table=True):
    """What is done to make good, with its cost in hundredths of the currency and who approved it."""

    __tablename__ = "case_remedies"
    __table_args__ = (
        *col.is_moment("decided_at", "approved_at", "done_at"),
        col.is_one_of("kind", REMEDIES.values),
        CheckConstraint("cost_cents >= 0", name="cost_is_not_negative"),
        Index("case_remedies_by_case", "case_id"),
        Index("case_remedies_owed", "case_id", **col.only_where(REMEDY_OWED)),
        col.STRICT,
    )

    id: int | None = col.primary_key()
    case_id: int = col.reference("cases.id", required=True)
    position: int = col.integer()
    kind: str = col.text("other")
    words: str = col.text()
    cost_cents: int = col.integer()
    currency: str = col.text()
    decided_at: str = col.moment()
    decided_by: str = col.text()
    approver: str = col.text()
    approved_at: str | None = col.optional_moment()
    done_at: str | None = col.optional_moment()


class CaseHandoffRecord(SQLModel, table=True):
    """A case handed to another department, until it comes back."""

    __tablename__ = "case_handoffs"
    __table_args__ = (
        *col.is_moment("out_at", "due_at", "back_at"),
        Index("case_handoffs_by_case", "case_id"),
        col.STRICT,
    )

    id: int | None = col.primary_key()
    case_id: int = col.reference("cases.id", required=True)
    department: str = col.text()
    words: str = col.text()
    out_at: str = col.moment()
    out_by: str = col.text()
    due_at: str | None = col.optional_moment()
    back_at: str | None = col.optional_moment()
    back_words: str = col.text()


class CaseWaitRecord(SQLModel, table=True):
    """A wait that ended before the case came here: a file told of it, the history of this desk does not.

    With a `state` it is a time in which it stood solved, told or closed until it was taken up again.
    """

    __tablename__ = "case_waits"
    __table_args__ = (
        *col.is_moment("since_at", "until_at"),
        Index("case_waits_by_case", "case_id"),
        col.STRICT,
    )

    id: int | None = col.primary_key()
    case_id: int = col.reference("cases.id", required=True)
    reason: str = col.text()
    since_at: str = col.moment()
    until_at: str = col.moment()
    state: str = col.added_choice("state", SOLVED_STATES)


class CaseEvidenceRecord(SQLModel, table=True):
    """A piece of evidence: what, from whom, when, where it is kept."""

    __tablename__ = "case_evidence"
    __table_args__ = (*col.is_moment("got_at"), Index("case_evidence_by_case", "case_id"), col.STRICT)

    id: int | None = col.primary_key()
    case_id: int = col.reference("cases.id", required=True)
    position: int = col.integer()
    what: str = col.text()
    from_whom: str = col.text()
    got_at: str = col.moment()
    kept_where: str = col.text()
    recorded_by: str = col.text()


class CaseStatementRecord(SQLModel, table=True):
    """What one side says of the matter."""

    __tablename__ = "case_statements"
    __table_args__ = (
        *col.is_moment("said_at"),
        col.is_one_of("side", SIDES.values),
        Index("case_statements_by_case", "case_id"),
        col.STRICT,
    )

    id: int | None = col.primary_key()
    case_id: int = col.reference("cases.id", required=True)
    position: int = col.integer()
    side: str = col.text("customer")
    speaker: str = col.text()
    words: str = col.text()
    said_at: str = col.moment()
    recorded_by: str = col.text()


class CaseStepRecord(SQLModel, table=True):
    """A step of the checklist of a case; a required one that is not done keeps the case from closing."""

    __tablename__ = "case_steps"
    __table_args__ = (
        *col.is_moment("done_at"),
        col.is_yes_no("required"),
        Index("case_steps_by_case", "case_id"),
        col.STRICT,
    )

    id: int | None = col.primary_key()
    case_id: int = col.reference("cases.id", required=True)
    position: int = col.integer()
    required: int = col.integer(1)
    done_at: str | None = col.optional_moment()
    done_by: str = col.text()
    text: str = col.text()


class CaseLinkRecord(SQLModel, table=True):
    """`case_id` is the child, the duplicate, the later one; `other_id` the parent, the first, the earlier."""

    __tablename__ = "case_links"
    __table_args__ = (
        *col.is_moment("at"),
        col.is_one_of("relation", RELATIONS.values),
        CheckConstraint("case_id <> other_id", name="not_linked_with_itself"),
        Index("case_links_by_case", "case_id", "other_id", "relation", unique=True),
        Index("case_links_by_other", "other_id"),
        col.STRICT,
    )

    id: int | None = col.primary_key()
    case_id: int = col.reference("cases.id", required=True)
    other_id: int = col.reference("cases.id", required=True)
    relation: str = col.text("related")
    at: str = col.moment()
    actor: str = col.text()


class CaseMergeRecord(SQLModel, table=True):
    """A case merged into another: a redirect with each choice that was made, so that it can be unmade."""

    __tablename__ = "case_merges"
    __table_args__ = (
        *col.is_moment("at", "unmerged_at"),
        Index("case_merges_by_case", "case_id"),
        Index("case_merges_by_target", "target_id"),
        col.STRICT,
    )

    id: int | None = col.primary_key()
    case_id: int = col.reference("cases.id", required=True)
    target_id: int = col.reference("cases.id", required=True)
    at: str = col.moment()
    actor: str = col.text()
    reason: str = col.text()
    source_state: str = col.text(NEW)
    choices: str = col.text("[]")
    unmerged_at: str | None = col.optional_moment()


class CasePlanRecord(SQLModel, table=True):
    """A case that comes again and again: what to open, by which rule, and when next."""

    __tablename__ = "case_plans"
    __table_args__ = (
        *col.is_moment("next_at"),
        col.is_yes_no("paused"),
        Index("case_plans_next", "next_at", **col.only_where("next_at IS NOT NULL AND paused = 0")),
        col.STRICT,
    )

    id: int | None = col.primary_key()
    name: str = col.text()
    repeat: str = col.text()
    next_at: str | None = col.optional_moment()
    paused: int = col.integer()
    body: str = col.text("{}")
