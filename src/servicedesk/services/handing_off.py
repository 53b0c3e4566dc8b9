"""Handing cases to another department, until they are taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows import Change
from servicedesk.i18n import _
from servicedesk.services.case_moves import require_case_move
from servicedesk.services.case_rows import CaseChanges, Row, require_standing
from servicedesk.services.values import cleaned
from servicedesk.services.waiting import NO_LONGER_WAITING, department_reason, left_waiting
from servicedesk.storage import complaints
from servicedesk.storage.moments import stored, stored_or_none
from servicedesk.storage.transaction import Transaction


class HandOffChanges(CaseChanges):
    """The part of the complaint service that waits on other departments."""

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
        elif row["state"] == "merged":
            values |= _waits_no_more_when_unmerged(transaction, case_id)
        transaction.update("cases", case_id, values)
        transaction.record("case.take_back", "case", case_id)
    return bool(handoffs)


def _waits_no_more_when_unmerged(transaction: Transaction, case_id: int) -> Mapping[str, Any]:
    """Let a case that waited when it was merged be worked on once it is unmerged; its changes."""
    waited = transaction.rows(
        "SELECT id FROM case_merges WHERE case_id = ? AND unmerged_at IS NULL AND source_state = 'waiting'",
        (case_id,),
    )
    for (merge_id,) in waited:
        transaction.update("case_merges", merge_id, {"source_state": "working"})
    return NO_LONGER_WAITING if waited else {}
