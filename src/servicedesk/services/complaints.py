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
from servicedesk.services.case_moves import require_case_move
from servicedesk.services.case_rows import (
    Row,
    add_note,
    assessment_values,
    case_values,
    edited_values,
    past_moment,
    require_standing,
)
from servicedesk.services.remedies import NewRemedy, RemedyChanges
from servicedesk.services.values import cleaned, one_of
from servicedesk.services.waiting import department_reason, left_waiting
from servicedesk.storage import complaints, policies
from servicedesk.storage.moments import stored, stored_or_none
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


class ComplaintService(RemedyChanges):
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

    def hand_off(
        self, case_ids: Sequence[int], department: str, *, due_at: datetime | None = None, words: str = ""
    ) -> Change:
        """Hand the cases to another department, which is to be done by `due_at`.

        The case waits until it is taken back; one that is handed on is back from where it was first.
        """
        name, said = cleaned("department", department), cleaned("words", words)
        if not name:
            raise UsageError(_("To which department?"), _("Name it."))
        if due_at is not None and due_at <= self.desk.clock.now():
            raise UsageError(_("That time has passed."), _("Name a time to come."))

        def values(transaction: Transaction, row: Row) -> Row:
            require_case_move(row, "waiting")
            now = stored(transaction.now)
            for handoff_id in _open_handoffs(transaction, row["id"]):
                transaction.update("case_handoffs", handoff_id, {"back_at": now})
            transaction.insert(
                "case_handoffs",
                {
                    "case_id": row["id"],
                    "department": name,
                    "words": said,
                    "out_at": now,
                    "out_by": transaction.actor,
                    "due_at": stored_or_none(due_at),
                },
            )
            return {
                "state": "waiting",
                "waiting_reason": department_reason(transaction),
                "waiting_since": now,
                "nudges": 0,
                "nudged_at": None,
                "department": name,
                "handoff_due_at": stored_or_none(due_at),
            }

        return self._each("case.hand_off", case_ids, values)

    def take_back(self, case_ids: Sequence[int], words: str = "") -> Change:
        """The cases are back from the other department; `words` say with what.

        A case that was out when it was merged into one of these comes back with it. RefusedError for a case
        that is with no other department.
        """
        said = cleaned("back_words", words)
        with self.desk.writing() as transaction:
            for case_id in dict.fromkeys(case_ids):
                row = transaction.row("cases", case_id)
                require_standing(row)
                merged = complaints.merged_into(transaction.connection, case_id)
                back = [of_id for of_id in (case_id, *merged) if _take_back(transaction, of_id, said)]
                if not back:
                    raise RefusedError(
                        _("{number} is with no other department.").format(
                            number=format_number("case", case_id)
                        )
                    )
                # A case into which one was merged that is out may have taken over when it is due.
                transaction.update("cases", case_id, {"handoff_due_at": None})
                transaction.record("case.take_back", "case", case_id)
            return transaction.change()

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

    def waive_followup(self, case_ids: Sequence[int], reason: str) -> Change:
        """The customer is not to be asked again after closing; UsageError without a reason."""
        words = cleaned("followup_waived", reason)
        if not words:
            raise UsageError(_("Why is no follow-up needed?"), _("Give a reason."))

        def values(_transaction: Transaction, row: Row) -> dict[str, Any]:
            require_standing(row)
            return {"followup_waived": words}

        return self._each("case.waive_followup", case_ids, values)


def _open_handoffs(transaction: Transaction, case_id: int) -> list[int]:
    found = transaction.rows(
        "SELECT id FROM case_handoffs WHERE case_id = ? AND back_at IS NULL ORDER BY id", (case_id,)
    )
    return [row[0] for row in found]


def _take_back(transaction: Transaction, case_id: int, words: str) -> bool:
    """Take one case back and tell so; False, and nothing, when it is not out."""
    handoffs = _open_handoffs(transaction, case_id)
    for handoff_id in handoffs:
        back = {"back_at": stored(transaction.now), "back_words": words}
        transaction.update("case_handoffs", handoff_id, back)
    if handoffs:
        row = transaction.row("cases", case_id)
        values = {"handoff_due_at": None, "department": "", **left_waiting(row)}
        if row["state"] == "waiting":
            values["state"] = "working"
        transaction.update("cases", case_id, values)
        transaction.record("case.take_back", "case", case_id)
    return bool(handoffs)
