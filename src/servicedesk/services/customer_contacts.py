"""What becomes of a case when its customer turns to us: the wait for her ends, a snoozed case wakes.

It follows from a call on the case, however the call came here: logged, edited, or imported.
"""

import json
from collections.abc import Sequence

from servicedesk.domain.case_history import NOT_REACHED
from servicedesk.domain.moves import Row
from servicedesk.domain.moves import cases as moves
from servicedesk.storage import policies
from servicedesk.storage.moments import loaded
from servicedesk.storage.transaction import Transaction

VERB = "case.customer_came"


def customer_came(transaction: Transaction, call_id: int) -> bool:
    """Let the case of a call that the customer made, and we took, follow; whether anything changed.

    Who hung up before we answered is still awaited, but waits for a word: the clock of the next contact runs.
    """
    call = transaction.row("calls", call_id)
    if call["case_id"] is None or not _has_spoken(call):
        return False
    row = transaction.row("cases", call["case_id"])
    reason = policies.current(transaction.connection, "waiting").find(row["waiting_reason"])
    wakes = policies.current(transaction.connection, "handling").contact_wakes
    values = moves.customer_came(row, call["rang_at"], was_awaited=reason.is_for_customer, wakes=wakes)
    if not transaction.update("cases", row["id"], values):
        return False
    return transaction.record(VERB, "case", row["id"], happened=loaded(call["rang_at"]))


def customers_came(transaction: Transaction, call_ids: Sequence[int]) -> None:
    """As customer_came(), for many calls in order of time; only those that can matter are looked at."""
    found = transaction.rows(
        "SELECT calls.id FROM calls JOIN cases ON cases.id = calls.case_id"
        " WHERE calls.id IN (SELECT value FROM json_each(?)) AND direction = 'in'"
        " AND (cases.state = 'waiting' OR cases.snoozed_until IS NOT NULL) ORDER BY rang_at, calls.id",
        (json.dumps(list(call_ids)),),
    )
    for (call_id,) in found:
        customer_came(transaction, call_id)


def _has_spoken(call: Row) -> bool:
    is_reached = call["answered_at"] is not None or call["channel"] != "phone"
    return (
        call["direction"] == "in"
        and call["voided_at"] is None
        and call["outcome"] not in NOT_REACHED
        and is_reached
    )
