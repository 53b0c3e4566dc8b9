"""What a row of another program says of its customer completes the card, where the card is blank.

A ticket, a call or an entry of a register often is all that is known of somebody. What a card says already
is never touched: the card is what the desk itself has written, or what came with the customers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from servicedesk.domain.phones import split_phones
from servicedesk.i18n import ngettext
from servicedesk.services.importing.customers import CustomerPlan
from servicedesk.services.importing.file_row import Setting
from servicedesk.storage import matching

TEXTS = {"company": "customer_company", "address": "customer_address", "wechat": "customer_wechat"}
"""Fields of a card and the columns of a row that fill them."""
_OF_CARD = ("region", "industry", "company_size", "website", "birthday")
"""Further fields that a row of several records fills; see exchange/part_columns.py."""
_MOST_KEPT = 200_000


def numbers_of(values: Mapping[str, Any], *, is_own: bool) -> list[str]:
    """The numbers by which a row names its customer: other programs put several into one cell."""
    numbers = values.get("phone") or []
    if not isinstance(numbers, str):
        return list(numbers)
    return [numbers] if is_own else split_phones(numbers)


def said_of_customer(values: Mapping[str, Any], *, is_own: bool) -> dict[str, Any]:
    """The fields of a card that a row of something else fills."""
    said: dict[str, Any] = {
        "phone": numbers_of(values, is_own=is_own),
        "email": list(values.get("email") or ()),
    }
    said |= {name: values.get(column) for name, column in TEXTS.items()}
    said |= values.get("card") or {}
    return {name: value for name, value in said.items() if value}


@dataclass
class CardFills:
    """Collects what rows say of the customers they name; `filled` counts the cards that were completed."""

    setting: Setting
    plan: CustomerPlan
    filled: int = 0
    _wanted: dict[int, dict[str, Any]] = field(default_factory=dict)
    _seen: set[tuple[Any, ...]] = field(default_factory=set)

    def add(self, customer_id: int, said: Mapping[str, Any]) -> None:
        """Note what a row says of this customer; what comes first holds."""
        if not said or self.is_known(customer_id, said):
            return
        wanted = self._wanted.setdefault(customer_id, {})
        for name, value in said.items():
            wanted.setdefault(name, value)

    def is_known(self, customer_id: int, said: Mapping[str, Any]) -> bool:
        """Whether the same was said of the customer before in this run; it is remembered now."""
        key = (customer_id, *(str(value) for value in said.values()))
        if key in self._seen:
            return True
        if len(self._seen) > _MOST_KEPT:
            self._seen.clear()
        self._seen.add(key)
        return False

    def flush(self) -> None:
        """Complete the cards that rows have named since the last time; their stubs must be written."""
        if not self._wanted:
            return
        wanted, self._wanted = self._wanted, {}
        held = matching.rows(self.setting.db, "customers", wanted)
        self.plan.prepare(list(wanted))
        self.setting.loader.forget_numbers()
        for customer_id, said in wanted.items():
            if customer_id in held and self._fill(held[customer_id], said):
                self.filled += 1
        self.setting.loader.forget_numbers()

    def notes(self) -> list[str]:
        """How many cards were completed, in words."""
        if not self.filled:
            return []
        return [
            ngettext(
                "{count} customer card was completed where it was blank.",
                "{count} customer cards were completed where they were blank.",
                self.filled,
            ).format(count=self.filled)
        ]

    def _fill(self, card: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
        transaction, customer_id = self.setting.transaction, card["id"]
        changes = {name: said[name] for name in (*TEXTS, *_OF_CARD) if name in said and not card[name]}
        lists = {
            name: said[name]
            for name, table in (("phone", "customer_phones"), ("email", "customer_emails"))
            if name in said and not self.plan.held(table, customer_id)
        }
        if changes:
            transaction.update("customers", customer_id, changes)
        owned = bool(lists) and self.plan.change_owned(customer_id, lists)
        if changes or owned:
            transaction.record("customer.import", "customer", customer_id, run_id=self.setting.loader.run_id)
        return bool(changes or owned)
