"""The handling of complaints: acknowledged, assessed, its cause found, made good, handed off, answered.

Source of the steps: ISO 10002. Every method that takes ids works on all of them, or on none.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial

from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.domain.moves import Row, Values
from servicedesk.domain.moves import handling as moves
from servicedesk.domain.moves.cases import require_standing
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.history import Change
from servicedesk.domain.words.calls import CHANNELS
from servicedesk.domain.words.complaints import COMPLAINT_OUTCOMES
from servicedesk.i18n import _
from servicedesk.services.case_rows import case_values, edited_values
from servicedesk.services.changes import add_note, change_each, move_each
from servicedesk.services.context import Service
from servicedesk.services.values import cleaned, one_of, one_of_or_none
from servicedesk.storage import policies
from servicedesk.storage.complaints import reopening
from servicedesk.storage.moments import stored, stored_or_none
from servicedesk.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Assessment:
    """The initial assessment, by the scales of domain.assessment; None leaves what stands."""

    severity: int | None = None
    safety: bool | None = None
    complexity: int | None = None
    impact: int | None = None
    immediate_action: str | None = None


class ComplaintService(Service):
    """What is done with a complaint besides its moves."""

    def acknowledge(
        self, case_ids: Sequence[int], *, how: str = "", by: str = "", at: datetime | None = None
    ) -> Change:
        """The customer knows that we have it, from the actor and now unless said.

        RefusedError for a case that was acknowledged already, unless `at` corrects when.
        """
        channel = one_of_or_none("case", "acknowledged_how", how, CHANNELS)
        name = cleaned("case", "acknowledged_by", by)
        acknowledged = partial(moves.acknowledged, how=channel, by=name, corrects=at is not None)
        return move_each(self.desk, "case.acknowledge", case_ids, acknowledged, at=at)

    def reach(self, case_ids: Sequence[int], how: str, words: str = "") -> Change:
        """The customer has been reached by `how` (a channel), now: each case is acknowledged.

        One that was acknowledged before gets an outgoing call instead, which is the next contact.
        """
        from servicedesk.services.calls import log_outgoing

        one_of("case", "channel", how, CHANNELS)
        note = cleaned("note", "text", words)
        with self.desk.writing() as transaction:
            for case_id in dict.fromkeys(case_ids):
                row = transaction.row("cases", case_id)
                require_standing(row)
                if row["acknowledged_at"]:
                    log_outgoing(transaction, row, how, words, self.desk.settings.region)
                    continue
                transaction.update("cases", case_id, moves.acknowledged(row, transaction.act, how))
                if note:
                    add_note(transaction, case_id, note)
                transaction.record("case.acknowledge", "case", case_id)
            return transaction.change()

    def assess(
        self,
        case_ids: Sequence[int],
        assessment: Assessment,
        *,
        version: int | None = None,
        at: datetime | None = None,
    ) -> Change:
        """Assess the cases, by the actor and now unless said; StaleError if one has changed since `version`.

        The priority is raised where the assessment suggests a higher one; it is never lowered, for it may
        have been set by hand.
        """
        values = case_values({name: value for name, value in asdict(assessment).items() if value is not None})
        if not values:
            raise UsageError(_("The assessment says nothing."), _("Give at least one of its fields."))

        assessed = partial(moves.assessed, values=values)
        return move_each(self.desk, "case.assess", case_ids, assessed, version=version, at=at)

    def causes(self) -> tuple[str, ...]:
        """The causes of the desk's list, as "area / cause"; empty where every text is a cause."""
        with self.desk.reading() as db:
            paths: tuple[str, ...] = policies.current(db, "causes").paths()
            return paths

    def set_cause(
        self,
        case_ids: Sequence[int],
        cause: str,
        *,
        version: int | None = None,
        at: datetime | None = None,
    ) -> Change:
        """Why it happened; empty takes it back. UsageError for a cause that is not in the desk's list."""
        values = case_values({"cause": cause})

        def changes(transaction: Transaction, row: Row) -> Values:
            require_standing(row)
            return edited_values(transaction, row, values)

        return change_each(self.desk, "case.cause", case_ids, changes, version=version, at=at)

    def set_outcome(
        self, case_ids: Sequence[int], outcome: str, *, version: int | None = None, at: datetime | None = None
    ) -> Change:
        """How the complaint was found, one of COMPLAINT_OUTCOMES; empty takes it back."""
        found = one_of_or_none("case", "outcome", outcome, COMPLAINT_OUTCOMES)
        values = case_values({"outcome": found})

        def changes(_transaction: Transaction, row: Row) -> Values:
            require_standing(row)
            return values

        return change_each(self.desk, "case.outcome", case_ids, changes, version=version, at=at)

    def set_source(
        self,
        case_ids: Sequence[int],
        source: str,
        *,
        reference: str | None = None,
        sent_at: datetime | None = None,
        version: int | None = None,
    ) -> Change:
        """Who sent the complaint, by the desk's list; their reference and the time of their receipt.

        UsageError for a source that is not in the list. What is None stays as it is.
        """
        given = {"source": source, "source_ref": reference, "source_at": sent_at}
        values = case_values({name: value for name, value in given.items() if value is not None})

        def changes(transaction: Transaction, row: Row) -> Values:
            require_standing(row)
            return edited_values(transaction, row, values)

        return change_each(self.desk, "case.source", case_ids, changes, version=version)

    def sources(self) -> tuple[str, ...]:
        """The sources of the desk's list; empty where every text is one."""
        with self.desk.reading() as db:
            names: tuple[str, ...] = policies.current(db, "sources").names()
            return names

    def extend_limit(
        self,
        case_ids: Sequence[int],
        to: datetime,
        reason: str,
        *,
        told_at: datetime | None = None,
        at: datetime | None = None,
    ) -> Change:
        """Who sent it wants the answer by `to` only; the customer was told of that at `told_at`.

        UsageError without a reason, and for a time that has passed.
        """
        said = cleaned("case", "limit_reason", reason)
        extended = partial(moves.limit_extended, to=stored(to), reason=said, told_at=stored_or_none(told_at))
        return move_each(self.desk, "case.extend", case_ids, extended, at=at)

    def cause_before(self, case_id: int) -> str:
        """The cause with which the case was closed before it was reopened; '' where there is none."""
        with self.desk.reading() as db:
            return reopening(db, case_id).cause

    def confirm_cause(self, case_ids: Sequence[int], *, at: datetime | None = None) -> Change:
        """The cause is the one with which the case was closed before; RefusedError where there is none."""

        def changes(transaction: Transaction, row: Row) -> Values:
            require_standing(row)
            cause = reopening(transaction.connection, row["id"]).cause
            if not cause:
                raise RefusedError(
                    _("{number} has no cause from before a reopening.").format(
                        number=format_number("case", row["id"])
                    )
                )
            return {"cause": cause}

        return change_each(self.desk, "case.cause", case_ids, changes, at=at)

    def answer(
        self,
        case_ids: Sequence[int],
        accepted: bool,
        *,
        options: str = "",
        handling: int | None = None,
        at: datetime | None = None,
    ) -> Change:
        """Whether the customer accepts the result, what else was offered, how content with the handling.

        That is from 0 to 100, else UsageError; empty and None leave what stands.
        """
        offered = cleaned("case", "options_offered", options)
        case_values({"handling_satisfaction": handling})
        answered = partial(moves.answered, accepted=accepted, options=offered, handling=handling)
        return move_each(self.desk, "case.answer", case_ids, answered, at=at)

    def thank(self, case_ids: Sequence[int], at: datetime | None = None) -> Change:
        """The customer has been thanked for telling us, at `at` if not now."""

        return move_each(self.desk, "case.thank", case_ids, moves.thanked, at=at)

    def followup_at(self) -> datetime | None:
        """When to ask a customer how it went whose case is closed now; None where the rules name no time."""
        from servicedesk.services.gates import followup_at

        with self.desk.reading() as db:
            return followup_at(db, self.desk.store.zone, self.desk.clock.now())

    def book_followup(self, case_ids: Sequence[int], due_at: datetime | None = None) -> Change:
        """Book, for the owner of each case, the contact in which the customer is asked how it went.

        Without `due_at` it is when the desk's rules say, see followup_at(); UsageError where they do not.
        A case that has one planned keeps it.
        """
        from servicedesk.services.followups import NewFollowUp, insert_followup
        from servicedesk.services.gates import followup_at

        with self.desk.writing() as transaction:
            at = due_at or followup_at(transaction.connection, transaction.zone, transaction.now)
            if at is None:
                raise UsageError(_("The desk has no rule for when to ask."), _("Name a time to come."))
            if at <= transaction.now:
                raise UsageError(_("That time has passed."), _("Name a time to come."))
            for case_id in dict.fromkeys(case_ids):
                row = transaction.row("cases", case_id)
                require_standing(row)
                if _has_planned(transaction, case_id):
                    continue
                new = NewFollowUp(at, case_id=case_id, purpose=_("ask how it went"), owner=row["owner"])
                transaction.record("followup.book", "followup", insert_followup(transaction, new))
            return transaction.change()

    def waive_followup(self, case_ids: Sequence[int], reason: str) -> Change:
        """The customer is not to be asked again after closing; UsageError without a reason."""
        waived = partial(moves.followup_waived, reason=cleaned("case", "followup_waived", reason))
        return move_each(self.desk, "case.waive_followup", case_ids, waived)


def _has_planned(transaction: Transaction, case_id: int) -> bool:
    # One that was booked for a closing since taken back is for that one.
    sql = "SELECT 1 FROM followups WHERE case_id = ? AND state = 'planned' AND created_at >= ? LIMIT 1"
    return bool(transaction.rows(sql, (case_id, reopening(transaction.connection, case_id).at)))
