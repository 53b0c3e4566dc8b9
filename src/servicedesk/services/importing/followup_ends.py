"""Whether and when a follow-up of another program was held, where its row does not say so in a word."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from servicedesk.domain.words.foreign import NO, YES, read_any
from servicedesk.domain.words.reading import fold_word

_ENDS = frozenset({"held", "missed"})
_CLAUSE = re.compile(r"[,;.，；。、(（\n]")
_ANSWERS = frozenset(map(fold_word, (*YES, *NO)))
"""States to a list of states; as a result of a contact they are answers of the customer."""


def tell_state(values: dict[str, Any], now: datetime) -> None:
    """Give `values` the state that they tell of: one of the past with a result was held.

    It was missed where the result says so in a word of the list of states (未接通). Without a result it stays
    planned, and is overdue; so does one that repeats, for the next date of it hangs on this one.
    """
    if values.get("state") is None and not values.get("repeat") and (state := _state(values, now)):
        values["state"], values["state_is_guessed"] = state, True


def tell_time(values: dict[str, Any], now: datetime) -> None:
    """One that was held or missed, and does not say when, was so at its time."""
    due_at = values.get("due_at")
    if due_at and due_at <= now and values.get("state") in _ENDS and values.get("done_at") is None:
        values["done_at"], values["done_at_is_guessed"] = due_at, True


def _state(values: Mapping[str, Any], now: datetime) -> str:
    """What the values say of the state; '' for nothing."""
    if values.get("reason_skipped"):
        return "missed"
    result, due_at, is_done = values.get("result"), values.get("due_at"), bool(values.get("done_at"))
    if not is_done and not (result and due_at and due_at <= now):
        return ""
    if not result or fold_word(result) in _ANSWERS:
        return "held"
    said = read_any("followup_state", result) or read_any("followup_state", _CLAUSE.split(result, 1)[0])
    return "held" if said is None or (is_done and said == "planned") else str(said)
