"""Whether a row and the record that has its outside id are about the same thing.

An id that would give a case to another customer, or a card another name and another number, is a conflict:
the row is rejected unless the user has asked for it. What was changed here by hand is none: the history of
the record and of the card tells whom they were about before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from servicedesk.domain.numbers import format_number
from servicedesk.domain.records.by_kind import FIELDS
from servicedesk.domain.search_terms import segment
from servicedesk.exchange.rows import RowError
from servicedesk.i18n import _
from servicedesk.services.importing.customers import digits_of_numbers
from servicedesk.services.importing.file_row import Setting, moment_text
from servicedesk.services.importing.links import CustomerLinks
from servicedesk.storage import matching

_TELLING = {
    "case": ("subject", "received_at"),
    "call": ("rang_at", "summary"),
    "followup": ("due_at", "purpose"),
    "promise": ("text", "due_at"),
}
"""By which fields, beside its customer, a record is told from another: one that is equal is enough."""


class Sameness:
    """Compares the rows of one run with the records that have their ids."""

    def __init__(self, setting: Setting, kind: str, customers: CustomerLinks | None) -> None:
        self.setting = setting
        self.kind = kind
        self.customers = customers

    def require_no_conflict(self, values: Mapping[str, Any], held: Mapping[str, Any]) -> None:
        """Raise RowError when the id of a row is here that of somebody else's record."""
        number = format_number(self.kind, held["id"])
        if self.kind == "customer":
            if self._is_another_card(values, held):
                raise RowError(
                    "conflict",
                    _("Its id is that of {number}, which has another name and another number.").format(
                        number=number
                    ),
                )
        elif not self._is_of_customer(values, held):
            raise RowError(
                "conflict",
                _("Its id is that of {number}, which is another customer's.").format(number=number),
            )

    def is_alike(self, values: Mapping[str, Any], held: Mapping[str, Any]) -> bool:
        """Whether a row of one file speaks of the record that has its id from another file."""
        if self.kind == "customer":
            same_name = segment(values.get("name") or "") == segment(held["name"]) or _is_unnamed(held)
            mine, theirs = self._reached(values), self._reached_at(held["id"])
            return not mine.isdisjoint(theirs) or (same_name and not (mine and theirs))
        if not self._is_of_customer(values, held):
            return False
        pairs = self._pairs(values, held)
        return not pairs or any(said == here for said, here in pairs)

    def _pairs(self, values: Mapping[str, Any], held: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        """What the row says in the fields by which records are told apart, and what the record has there."""
        return [
            (moment_text(said) if isinstance(said, datetime) else said, held[field.name])
            for field in FIELDS[self.kind]
            if field.name in _TELLING[self.kind]
            and (said := values.get(field.file or field.name)) is not None
            and held[field.name]
        ]

    def tells(self, values: Mapping[str, Any], held: Mapping[str, Any]) -> bool | None:
        """Whether a row shows that it speaks of the record with its number; None where it does not tell.

        What many records share (a state, a department) tells nothing, nor does another number.
        """
        created = values.get("created_at")
        if created is not None and moment_text(created) == held["created_at"]:
            return True
        if self.kind == "customer":
            mine, name = self._reached(values), segment(values.get("name") or "")
            if name == segment(held["name"]) or not mine.isdisjoint(self._reached_at(held["id"])):
                return True
            return False if name or mine else None
        pairs = self._pairs(values, held)
        if any(said == here for said, here in pairs):
            return True
        named = self.customers.named(values) if self.customers else None
        named = named and replace(named, number=None)
        if named and (named.name or named.is_reachable or named.external_id) and held["customer_id"]:
            return self.customers is not None and self.customers.still_fits(held["customer_id"], named)
        return False if pairs else None

    def is_corrected(self, values: Mapping[str, Any], held: Mapping[str, Any]) -> bool:
        """Whether a row may be a later state of the record that came under its id from such a file.

        As is_alike(); but a card of the same name may have got another number.
        """
        is_name = self.kind == "customer" and segment(values.get("name") or "") == segment(held["name"])
        return is_name or self.is_alike(values, held)

    def _is_of_customer(self, values: Mapping[str, Any], held: Mapping[str, Any]) -> bool:
        """Whether the customer that the row names may be the one of the record, now or earlier."""
        if self.customers is None or held["customer_id"] is None:
            return True
        named = self.customers.named(values)
        if named is None or self.customers.still_fits(held["customer_id"], named):
            return True
        if self.customers.was(held["customer_id"], named):
            return True
        earlier = matching.values_before(self.setting.db, self.kind, held["id"], "customer_id")
        return any(
            self.customers.still_fits(one, named) or self.customers.was(one, named) for one in set(earlier)
        )

    def _is_another_card(self, values: Mapping[str, Any], held: Mapping[str, Any]) -> bool:
        name = segment(values.get("name") or "")
        mine = self._reached(values)
        if not name or not mine or name == segment(held["name"]) or _is_unnamed(held):
            return False
        if not mine.isdisjoint(self._reached_at(held["id"])):
            return False
        earlier = matching.values_before(self.setting.db, "customer", held["id"], "name")
        return name not in map(segment, earlier)

    def _reached(self, values: Mapping[str, Any]) -> set[str]:
        """The numbers and addresses of a row, as cards keep them."""
        numbers = [*(values.get("mobile") or ()), *(values.get("phone") or ())]
        return {
            *digits_of_numbers(numbers, self.setting.region),
            *(address.casefold() for address in values.get("email") or ()),
        }

    def _reached_at(self, customer_id: int) -> set[str]:
        held = (
            matching.owned_rows(self.setting.db, table, "customer", [customer_id]).get(customer_id, ())
            for table in ("customer_phones", "customer_emails")
        )
        return {text for rows in held for row in rows for text in _digits_and_addresses(row)}


def _is_unnamed(held: Mapping[str, Any]) -> bool:
    """Whether of a customer no more was known than an id, which a card made for a case is called by."""
    return bool(held["external_id"]) and held["name"] == held["external_id"]


def _digits_and_addresses(row: Mapping[str, Any]) -> Iterable[str]:
    return (row[name] for name in ("digits", "folded") if row.get(name))
