"""What becomes of a case when its customer turns to us: the wait for her ends, a snoozed case wakes.

It follows from a call on the case, however the call came here: logged, edited, or imported, before or after
the wait was written down. A call that is
struck out, or moved to another case, ended nothing: the wait goes on, unless somebody did more with the case.
"""

import json
from collections.abc import Sequence

from servicedesk.domain.case_history import has_spoken
from servicedesk.domain.case_states import CLOSED, WAITING
from servicedesk.domain.moves import Row, Values
from servicedesk.domain.moves import cases as moves
from servicedesk.domain.wait_words import FOLLOW, REOPEN, CameBack
from servicedesk.storage import cases, driver, policies
from servicedesk.storage.complaints import end_of_merge, merged_into, wait_before
from servicedesk.storage.events import changed_at
from servicedesk.storage.moments import loaded, stored
from servicedesk.storage.transaction import Transaction

VERB = "case.customer_came"
WAITS_ON = "case.wait_goes_on"

DECIDING = frozenset({"case_id", "direction", "channel", "outcome"})
"""The fields of a call by which it is, or is not, a contact of the customer on a case."""


def customer_came(transaction: Transaction, call_id: int) -> bool:
    """Let the case of a call that the customer made, and we took, follow; whether anything changed.

    Who hung up before we answered is still awaited, but waits for a word: the clock of the next contact runs.
    """
    call = transaction.row("calls", call_id)
    if call["case_id"] is None or not _has_spoken(call):
        return False
    # What is merged is one with the case in which it stands: the customer answered that one.
    row = transaction.row("cases", end_of_merge(transaction.connection, call["case_id"]))
    if not transaction.update("cases", row["id"], _values(transaction.connection, row, call["rang_at"])):
        return False
    return transaction.record(VERB, "case", row["id"], happened=loaded(call["rang_at"]))


def would_end(db: driver.Connection, call: Row) -> CameBack | None:
    """What customer_came() would change by such a call, or that its case is closed; None for nothing."""
    if call["case_id"] is None:
        return None
    if closed := _after_closing(db, call):
        return closed
    if not _has_spoken(call):
        return None
    row = cases.before_contact(db, end_of_merge(db, call["case_id"]))
    values = _values(db, row, call["rang_at"]) if row else {}
    if not values:
        return None
    reason = row["waiting_reason"] if "state" in values else ""
    return CameBack(row["id"], reason, "snoozed_until" in values)


def _after_closing(db: driver.Connection, call: Row) -> CameBack | None:
    """That the case of the call was closed before it: the customer waits for a word again."""
    row = cases.before_contact(db, call["case_id"])
    if call["direction"] != "in" or call["voided_at"] is not None or call["outcome"] == "wrong_number":
        return None
    if not row or row["state"] != CLOSED or row["closed_at"] is None or call["rang_at"] <= row["closed_at"]:
        return None
    days = policies.current(db, "handling").reopen_days
    is_long = moves.is_long_closed(row["closed_at"], call["rang_at"], days)
    return CameBack(row["id"], closed=FOLLOW if is_long else REOPEN)


def has_come_since(transaction: Transaction, case_id: int, until: str = "") -> bool:
    """Let a wait that was entered late follow what the customer did after it began; whether anything changed.

    So it does not matter which of the two was written down first. `until` that stored time only; "" for now.
    """
    if transaction.happened >= transaction.now:
        return False
    return _came_after(transaction, case_id, transaction.act.now, until)


def has_not_come(transaction: Transaction, call: Row) -> bool:
    """Let the wait that a call of the customer ended, as it was until now, go on; whether anything changed.

    A case that has moved on since, or that a later call would have brought back too, stays at work.
    """
    if call["case_id"] is None or not _has_spoken(call):
        return False
    case_id = end_of_merge(transaction.connection, call["case_id"])
    before = wait_before(transaction.connection, case_id, VERB, call["rang_at"])
    if transaction.row("cases", case_id)["snoozed_until"] is not None:
        # Somebody has hidden it anew.
        before.pop("snoozed_until", None)
    if not before or not transaction.update("cases", case_id, before):
        return False
    transaction.record(WAITS_ON, "case", case_id, happened=loaded(call["rang_at"]))
    _came_after(transaction, case_id, before.get("waiting_since") or call["rang_at"])
    return True


def _came_after(transaction: Transaction, case_id: int, begun: str, until: str = "") -> bool:
    row = transaction.row("cases", case_id)
    if row["state"] != WAITING:
        return False
    family = [case_id, *merged_into(transaction.connection, case_id)]
    found = transaction.rows(
        "SELECT id FROM calls WHERE case_id IN (SELECT value FROM json_each(?)) AND direction = 'in'"
        " AND rang_at > ? AND rang_at <= ? ORDER BY rang_at, id",
        (json.dumps(family), begun, until or stored(transaction.now)),
    )
    # The call that opened the case brought what it waits for an answer to.
    return any(call_id != row["call_id"] and customer_came(transaction, call_id) for (call_id,) in found)


def customers_came(transaction: Transaction, call_ids: Sequence[int]) -> None:
    """As customer_came(), for many calls in order of time; only those that can matter are looked at."""
    found = transaction.rows(
        "SELECT calls.id FROM calls JOIN cases ON cases.id = calls.case_id"
        " WHERE calls.id IN (SELECT value FROM json_each(?)) AND direction = 'in'"
        " AND (cases.state IN ('waiting', 'merged') OR cases.snoozed_until IS NOT NULL)"
        " ORDER BY rang_at, calls.id",
        (json.dumps(list(call_ids)),),
    )
    for (call_id,) in found:
        customer_came(transaction, call_id)


def _values(db: driver.Connection, row: Row, at: str) -> Values:
    reason = policies.current(db, "waiting").find(row["waiting_reason"])
    wakes = False
    if row["snoozed_until"] is not None and policies.current(db, "handling").contact_wakes:
        # Who snoozed the case after she came knew of it.
        wakes = at >= (changed_at(db, "case", row["id"], "snoozed_until") or row["created_at"])
    return moves.customer_came(row, at, was_awaited=reason.is_for_customer, wakes=wakes)


def _has_spoken(call: Row) -> bool:
    is_answered = call["answered_at"] is not None
    return (
        call["direction"] == "in"
        and call["voided_at"] is None
        and has_spoken(call["channel"], call["outcome"], is_answered=is_answered)
    )
