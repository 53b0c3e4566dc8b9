"""The handling of complaints: acknowledged, assessed, its cause found, made good, handed off, answered.

Source of the steps: ISO 10002 (peers.md 4.2). Every method that takes ids works on all of them, or on none.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from servicedesk.domain import calls as call_rules
from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows import Change
from servicedesk.i18n import _
from servicedesk.services.case_rows import (
    Row,
    add_note,
    assessment_values,
    case_values,
    edited_values,
    past_moment,
    require_standing,
)
from servicedesk.services.handing_off import HandOffChanges
from servicedesk.services.remedies import NewRemedy, RemedyChanges
from servicedesk.services.values import cleaned, one_of
from servicedesk.storage import policies
from servicedesk.storage.moments import stored
from servicedesk.storage.transaction import Transaction

__all__ = ["Assessment", "ComplaintService", "NewRemedy"]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The initial assessment, by the scales of domain.assessment; None leaves what stands."""

    severity: int | None = None
    safety: bool | None = None
    complexity: int | None = None
    impact: int | None = None
    immediate_action: str | None = None


class ComplaintService(HandOffChanges, RemedyChanges):
    """What is done with a complaint besides its moves."""

    def acknowledge(
        self, case_ids: Sequence[int], *, how: str = "", by: str = "", at: datetime | None = None
    ) -> Change:
        """The customer knows that we have it, from the actor and now unless said.

        RefusedError for a case that was acknowledged already, unless `at` corrects when.
        """
        said = {
            "acknowledged_how": one_of("acknowledged_how", how, (*call_rules.CHANNELS, "")),
            "acknowledged_by": cleaned("acknowledged_by", by) or self.desk.actor,
        }

        def values(transaction: Transaction, row: Row) -> Row:
            require_standing(row)
            if row["acknowledged_at"] and at is None:
                raise RefusedError(
                    _("{number} was acknowledged already.").format(number=format_number("case", row["id"])),
                    _("To correct when, give the time."),
                )
            return {"acknowledged_at": past_moment(transaction, row, at), **said}

        return self._each("case.acknowledge", case_ids, values)

    def reach(self, case_ids: Sequence[int], how: str, words: str = "") -> Change:
        """The customer has been reached by `how` (a channel), now: each case is acknowledged.

        One that was acknowledged before gets an outgoing call instead, which is the next contact.
        """
        from servicedesk.services.reaching import log_outgoing

        said = {"acknowledged_how": one_of("channel", how, call_rules.CHANNELS)}
        said["acknowledged_by"] = self.desk.actor
        note = cleaned("text", words)
        with self.desk.writing() as transaction:
            for case_id in dict.fromkeys(case_ids):
                row = transaction.row("cases", case_id)
                require_standing(row)
                if row["acknowledged_at"]:
                    log_outgoing(transaction, row, how, words, self.desk.settings.region)
                    continue
                transaction.update("cases", case_id, {"acknowledged_at": stored(transaction.now), **said})
                if note:
                    add_note(transaction, case_id, note)
                transaction.record("case.acknowledge", "case", case_id)
            return transaction.change()

    def assess(
        self, case_ids: Sequence[int], assessment: Assessment, *, version: int | None = None
    ) -> Change:
        """Assess the cases, now and by the actor; StaleError if one has changed since `version`.

        The priority is raised where the assessment suggests a higher one; it is never lowered, for it may
        have been set by hand.
        """
        values = case_values({name: value for name, value in asdict(assessment).items() if value is not None})
        if not values:
            raise UsageError(_("The assessment says nothing."), _("Give at least one of its fields."))

        def assessed(transaction: Transaction, row: Row) -> Row:
            require_standing(row)
            return assessment_values(transaction, row, values)

        return self._each("case.assess", case_ids, assessed, version=version)

    def causes(self) -> tuple[str, ...]:
        """The causes of the desk's list, as "area / cause"; empty where every text is a cause."""
        with self.desk.reading() as db:
            paths: tuple[str, ...] = policies.current(db, "causes").paths()
            return paths

    def set_cause(self, case_ids: Sequence[int], cause: str, *, version: int | None = None) -> Change:
        """Why it happened; empty takes it back. UsageError for a cause that is not in the desk's list."""
        values = case_values({"cause": cause})

        def changes(transaction: Transaction, row: Row) -> Row:
            require_standing(row)
            return edited_values(transaction, row, values)

        return self._each("case.cause", case_ids, changes, version=version)

    def answer(
        self, case_ids: Sequence[int], accepted: bool, *, options: str = "", at: datetime | None = None
    ) -> Change:
        """Whether the customer accepts the result, and what else was offered; empty leaves what stands."""
        offered = cleaned("options_offered", options)

        def values(transaction: Transaction, row: Row) -> Row:
            require_standing(row)
            return {
                "accepted": int(accepted),
                "accepted_at": past_moment(transaction, row, at),
                "options_offered": offered or row["options_offered"],
            }

        return self._each("case.answer", case_ids, values)

    def thank(self, case_ids: Sequence[int], at: datetime | None = None) -> Change:
        """The customer has been thanked for telling us, at `at` if not now."""

        def values(transaction: Transaction, row: Row) -> Row:
            require_standing(row)
            return {"thanked_at": past_moment(transaction, row, at)}

        return self._each("case.thank", case_ids, values)

    def followup_at(self) -> datetime | None:
        """When to ask a customer how it went whose case is closed now; None where the rules name no time."""
        from servicedesk.services.closing import followup_at

        with self.desk.reading() as db:
            return followup_at(db, self.desk.store.zone, self.desk.clock.now())

    def book_followup(self, case_ids: Sequence[int], due_at: datetime | None = None) -> Change:
        """Book, for the owner of each case, the contact in which the customer is asked how it went.

        Without `due_at` it is when the desk's rules say, see followup_at(); UsageError where they do not.
        A case that has one planned keeps it.
        """
        from servicedesk.services.closing import followup_at
        from servicedesk.services.followups import NewFollowUp, insert_followup

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
        words = cleaned("followup_waived", reason)
        if not words:
            raise UsageError(_("Why is no follow-up needed?"), _("Give a reason."))

        def values(_transaction: Transaction, row: Row) -> dict[str, Any]:
            require_standing(row)
            return {"followup_waived": words}

        return self._each("case.waive_followup", case_ids, values)


def _has_planned(transaction: Transaction, case_id: int) -> bool:
    sql = "SELECT 1 FROM followups WHERE case_id = ? AND state = 'planned' LIMIT 1"
    return bool(transaction.rows(sql, (case_id,)))
