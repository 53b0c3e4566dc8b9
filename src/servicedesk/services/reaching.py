"""Log an outgoing contact that reached the customer as a call on the case."""

from collections.abc import Mapping
from typing import Any

from servicedesk.domain.phones import parse_phone
from servicedesk.services.calls import call_values
from servicedesk.storage import customers
from servicedesk.storage.moments import stored
from servicedesk.storage.transaction import Transaction


def log_outgoing(transaction: Transaction, row: Mapping[str, Any], how: str, words: str, region: str) -> int:
    """Log a call on the case of `row` that we made now by the channel `how`, and record it; its id.

    `region` reads the customer's number."""
    now = stored(transaction.now)
    values = call_values(
        {
            "summary": words,
            "category": row["category"],
            "direction": "out",
            "channel": how,
            "handler": transaction.actor,
            "outcome": "answered",
        }
    )
    values |= {"customer_id": row["customer_id"], "case_id": row["id"]}
    values |= {"rang_at": now, "answered_at": now, "ended_at": now}
    if phone := _phone(transaction, row):
        values |= {"phone": phone, "digits_reversed": parse_phone(phone, region).digits[::-1]}
    call_id = transaction.insert("calls", values)
    transaction.record("call.log", "call", call_id)
    return call_id


def _phone(transaction: Transaction, row: Mapping[str, Any]) -> str:
    if row["customer_id"] is None:
        return ""
    phones = customers.card(transaction.connection, row["customer_id"]).phones
    return phones[0].raw if phones else ""
