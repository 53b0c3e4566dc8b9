"""A case that waits for another case: until that one is closed, cancelled or ends as a duplicate.

We wait for ourselves then, not for the customer: the clock of the solution runs on. What ends the other case
wakes those that wait for it in the same action, so that to undo it puts the wait back.
"""

from collections.abc import Iterable

from servicedesk.domain.case_states import ENDED_STATES, MERGED, WAITING, WORKING
from servicedesk.domain.errors import RefusedError
from servicedesk.domain.moves.cases import NO_LONGER_WAITING, require_unmerged
from servicedesk.domain.numbers import format_number
from servicedesk.i18n import _
from servicedesk.storage.transaction import Transaction

_OVER = frozenset(ENDED_STATES) - {MERGED}
WOKEN = "case.awaited_ended"
LED_ON = "case.awaited_merged"


def require_awaitable(transaction: Transaction, case_id: int, other_id: int) -> None:
    """Raise RefusedError unless `case_id` may wait for `other_id`: another one, not ended, and in no ring."""
    number, other = format_number("case", case_id), format_number("case", other_id)
    if case_id == other_id:
        raise RefusedError(_("{number} cannot wait for itself.").format(number=number))
    row = transaction.row("cases", other_id)
    require_unmerged(row)
    if row["state"] in ENDED_STATES:
        raise RefusedError(
            _("{number} has ended: there is nothing to wait for.").format(number=other),
            _("Go on with the work, or reopen that one first."),
        )
    at, seen = row, {other_id}
    while at["state"] == WAITING and at["waiting_case_id"] is not None:
        if at["waiting_case_id"] == case_id:
            raise RefusedError(
                _("{other} waits for {number} itself: neither would ever go on.").format(
                    other=other, number=number
                ),
                _("End that wait first, or link the two cases."),
            )
        if at["waiting_case_id"] in seen:
            return
        seen.add(at["waiting_case_id"])
        at = transaction.row("cases", at["waiting_case_id"])


def wake_those_waiting(transaction: Transaction, ended_ids: Iterable[int]) -> None:
    """Back to work with every case that waits for one of these, which have ended."""
    for ended_id in ended_ids:
        for case_id in _waiting_for(transaction, ended_id):
            _wake(transaction, case_id)


def wake_if_ended(transaction: Transaction, case_id: int) -> None:
    """Back to work with a case that stood merged while what it waited for came to an end."""
    row = transaction.row("cases", case_id)
    if row["state"] != WAITING or row["waiting_case_id"] is None:
        return
    if transaction.row("cases", row["waiting_case_id"])["state"] in _OVER:
        _wake(transaction, case_id)


def follow_merge(transaction: Transaction, source_id: int, target_id: int) -> None:
    """Let who waits for a case that was merged wait for the one it stands in; that one waits no more."""
    for case_id in _waiting_for(transaction, source_id):
        if case_id == target_id:
            _wake(transaction, case_id)
            continue
        transaction.update("cases", case_id, {"waiting_case_id": target_id})
        transaction.record(LED_ON, "case", case_id)


def _waiting_for(transaction: Transaction, other_id: int) -> list[int]:
    found = transaction.rows(
        "SELECT id FROM cases WHERE waiting_case_id = ? AND state = ? ORDER BY id", (other_id, WAITING)
    )
    return [case_id for (case_id,) in found]


def _wake(transaction: Transaction, case_id: int) -> None:
    transaction.update("cases", case_id, {"state": WORKING, **NO_LONGER_WAITING})
    transaction.record(WOKEN, "case", case_id)
