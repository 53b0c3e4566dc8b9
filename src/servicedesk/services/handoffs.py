"""Handing cases to another department, until they are taken back."""

from collections.abc import Sequence
from datetime import datetime

from servicedesk.domain.case_states import WAITING, WORKING
from servicedesk.domain.errors import RefusedError
from servicedesk.domain.moves import Row, Values, is_before
from servicedesk.domain.moves import handling as moves
from servicedesk.domain.moves.cases import require_standing
from servicedesk.domain.moves.handling import HandOff
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.history import Change
from servicedesk.i18n import _
from servicedesk.services.changes import change_one, require_order
from servicedesk.services.context import Service
from servicedesk.services.merged_waits import has_ended_since
from servicedesk.services.nudges import department_reason, nudges_since
from servicedesk.services.values import cleaned
from servicedesk.storage import complaints
from servicedesk.storage.moments import stored_or_none
from servicedesk.storage.transaction import Transaction


class HandOffService(Service):
    """Cases that other departments have."""

    def hand_off(
        self,
        case_ids: Sequence[int],
        department: str,
        *,
        due_at: datetime | None = None,
        words: str = "",
        at: datetime | None = None,
    ) -> Change:
        """Hand the cases to another department, which is to be done by `due_at`.

        The case waits until it is taken back; one that is handed on is back from where it was first.
        """
        to = HandOff(
            cleaned("handoff", "department", department),
            cleaned("handoff", "words", words),
            stored_or_none(due_at),
        )

        def values(transaction: Transaction, row: Row) -> Values:
            case, handoff = moves.handed_off(row, transaction.act, to, department_reason(transaction))
            for handoff_id in _open_handoffs(transaction, row["id"]):
                transaction.update("case_handoffs", handoff_id, {"back_at": transaction.act.now})
            transaction.insert("case_handoffs", handoff)
            return case | nudges_since(transaction, row, case)

        with self.desk.writing(at) as transaction:
            for case_id in dict.fromkeys(case_ids):
                change_one(transaction, "case.hand_off", case_id, values)
                has_ended_since(transaction, case_id)
            return transaction.change()

    def back(self, case_ids: Sequence[int], words: str = "", *, at: datetime | None = None) -> Change:
        """The cases are back from the other department; `words` say with what.

        A case that was out when it was merged into one of these comes back with it. RefusedError for a case
        that is with no other department.
        """
        said = cleaned("handoff", "back_words", words)
        with self.desk.writing(at) as transaction:
            for case_id in dict.fromkeys(case_ids):
                row = transaction.row("cases", case_id)
                require_standing(row)
                merged = complaints.merged_into(transaction.connection, case_id)
                back = [of_id for of_id in (case_id, *merged) if _back(transaction, of_id, said)]
                if not back:
                    raise RefusedError(
                        _("{number} is with no other department.").format(
                            number=format_number("case", case_id)
                        )
                    )
                # A case into which one was merged that is out may have taken over when it is due.
                transaction.update("cases", case_id, {"handoff_due_at": None})
                transaction.record("case.back", "case", case_id)
            return transaction.change()


def _open_handoffs(transaction: Transaction, case_id: int) -> list[int]:
    found = transaction.rows(
        "SELECT id FROM case_handoffs WHERE case_id = ? AND back_at IS NULL ORDER BY id", (case_id,)
    )
    return [row[0] for row in found]


def _require_out(transaction: Transaction, handoffs: Sequence[int]) -> None:
    """Raise RefusedError for a return that is entered late and lies before the case went out."""
    for handoff_id in handoffs:
        out = transaction.row("case_handoffs", handoff_id)
        if is_before(transaction.act, out["out_at"]):
            raise RefusedError(
                _("{number} was handed off only after that.").format(
                    number=format_number("case", out["case_id"])
                ),
                _("Give a later time."),
            )


def _back(transaction: Transaction, case_id: int, words: str) -> bool:
    """Take one case back and tell so; False, and nothing, when it is not out."""
    handoffs = _open_handoffs(transaction, case_id)
    for handoff_id in handoffs:
        transaction.update("case_handoffs", handoff_id, moves.handoff_ended(transaction.act, words))
    if handoffs:
        row = transaction.row("cases", case_id)
        _require_out(transaction, handoffs)
        waited = _waited_when_merged(transaction, case_id)
        for merge_id in waited:
            # So that it is worked on once it is unmerged.
            transaction.update("case_merges", merge_id, {"source_state": WORKING})
        values = moves.came_back(row, waited_when_merged=bool(waited))
        require_order(transaction, row, values)
        transaction.update("cases", case_id, values)
        transaction.record("case.back", "case", case_id)
    return bool(handoffs)


def _waited_when_merged(transaction: Transaction, case_id: int) -> list[int]:
    found = transaction.rows(
        "SELECT id FROM case_merges WHERE case_id = ? AND unmerged_at IS NULL AND source_state = ?",
        (case_id, WAITING),
    )
    return [merge_id for (merge_id,) in found]
