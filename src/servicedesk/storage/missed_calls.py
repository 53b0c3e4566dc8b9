"""Which calls that nobody took owe a call back, as SQL.

It is owed to the customer, or to a number that nobody knows, until somebody spoke to them; of several calls
that were missed the last one stands for all. Who can be told by neither is owed nothing. A number that two
customers share tells nothing of which of them was spoken to: it counts only where one of the two calls is
nobody's.
"""

from datetime import datetime

from servicedesk.domain.call_backs import OWED_FOR
from servicedesk.domain.case_history import NOT_REACHED
from servicedesk.storage.moments import stored
from servicedesk.storage.term_sql import MISSED, Asked, Condition

_UNHEARD = ", ".join(f"'{outcome}'" for outcome in sorted(NOT_REACHED))
_SPOKEN = (
    "later.rang_at >= calls.rang_at AND later.voided_at IS NULL"
    f" AND later.outcome NOT IN ({_UNHEARD}) AND (later.answered_at IS NOT NULL OR later.channel <> 'phone')"
)
_AGAIN = (
    "later.outcome = 'abandoned' AND later.direction = 'in' AND later.voided_at IS NULL"
    " AND (later.rang_at, later.id) > (calls.rang_at, calls.id)"
)


def _nobody_since(same: str) -> str:
    return (
        f"NOT EXISTS (SELECT 1 FROM calls AS later WHERE {same}"
        f" AND later.id <> calls.id AND ({_SPOKEN} OR {_AGAIN}))"
    )


_CUSTOMER = "later.customer_id = calls.customer_id AND later.rang_at >= calls.rang_at"
_NUMBER = (
    "later.digits_reversed = calls.digits_reversed AND later.digits_reversed <> ''"
    " AND later.rang_at >= calls.rang_at AND (later.customer_id IS NULL OR calls.customer_id IS NULL)"
)
_OWED = (
    f"{MISSED} AND rang_at >= ? AND (customer_id IS NOT NULL OR digits_reversed <> '')"
    f" AND {_nobody_since(_CUSTOMER)} AND {_nobody_since(_NUMBER)}"
)


def to_call_back(context: Asked) -> Condition:
    """The last call of each caller who was missed and whom nobody has spoken to since."""
    since = datetime.fromisoformat(context.now) - OWED_FOR
    return Condition(f"({_OWED})", [stored(since)])
