"""Customer rows: the card, its numbers, addresses, tags and contacts."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from servicedesk.domain.labels import fold_label
from servicedesk.domain.phones import parse_phone, split_phones
from servicedesk.domain.pinyin import name_keys
from servicedesk.domain.text import clean_line
from servicedesk.services.customers import CONTACT_FIELDS, phone_values
from servicedesk.services.importing.file_row import Setting
from servicedesk.services.importing.plan import Plan
from servicedesk.storage import matching

_COMPANY = re.compile(
    r"公司|集团|[厂店社]$|银行|医院|学校|大学|委员会|事务所|\b(?:ltd|inc|llc|gmbh|corp|co|plc|company|limited)\b\.?$",
    re.IGNORECASE,
)
_PHONE = ("customer_id", "contact_id", "position", "kind", "raw", "e164", "digits", "digits_reversed")
_CONTACT = CONTACT_FIELDS


def is_company_name(name: str) -> bool:
    """Whether `name` says by itself that it is a company's."""
    return _COMPANY.search(name) is not None


class CustomerPlan(Plan):
    """Customer cards."""

    kind = "customer"
    required = "name"
    derived = ("name_pinyin", "name_initials")
    owned_columns: ClassVar = {
        "contacts": ("id", "customer_id", "position", *_CONTACT),
        "customer_phones": ("id", *_PHONE),
        "customer_emails": ("id", "customer_id", "position", "address", "folded"),
        "customer_tags": ("id", "customer_id", "position", "tag", "folded"),
    }

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._held: dict[str, dict[int, list[dict[str, Any]]]] = {}

    def complete(self, values: dict[str, Any]) -> None:
        """A foreign file tells a company by its name."""
        if self.setting.is_own:
            return
        name = values.get("name") or ""
        if values.get("kind") is None and (is_company_name(name) or name == values.get("company")):
            values["kind"] = "company"
        if values.get("contact") and not values.get("contacts") and values["contact"] != name:
            values["contacts"] = [{"name": values["contact"]}]

    def derive(self, row: dict[str, Any]) -> dict[str, Any]:
        """Pinyin and initials of the name."""
        if "name" not in row:
            return {}
        pinyin, initials = name_keys(row["name"])
        return {"name_pinyin": pinyin, "name_initials": initials}

    def owned(self, record_id: int, values: Mapping[str, Any]) -> None:
        """Contacts, numbers, addresses and tags of a new card."""
        contacts = [
            (
                self.own("contacts", record_id, position, *(contact.get(name, "") for name in _CONTACT)),
                contact,
            )
            for position, contact in enumerate(values.get("contacts") or ())
        ]
        numbers: list[tuple[int | None, dict[str, Any]]] = [(None, phone) for phone in self._phones(values)]
        numbers += [
            (contact_id, phone) for contact_id, contact in contacts for phone in self._contact_phones(contact)
        ]
        for position, (contact_id, phone) in enumerate(numbers):
            self.own(
                "customer_phones", record_id, contact_id, position, *(phone[name] for name in _PHONE[3:])
            )
        for position, address in enumerate(_distinct(values.get("email") or (), str.casefold)):
            self.own("customer_emails", record_id, position, address, address.casefold())
        for position, tag in enumerate(_distinct(values.get("tags") or (), fold_label)):
            self.own("customer_tags", record_id, position, tag, fold_label(tag))

    def prepare(self, ids: Sequence[int]) -> None:
        """Read what the cards `ids` own, for change_owned()."""
        db = self.setting.db
        self._held = {table: matching.owned_rows(db, table, "customer", ids) for table in self.owned_columns}

    def change_owned(self, record_id: int, values: Mapping[str, Any]) -> bool:
        """A foreign file adds to the lists of a card; a list in one of our own files replaces the card's."""
        changed = self._change_contacts(record_id, values)
        changed = self._change_phones(record_id, values, contacts_changed=changed) or changed
        changed = (
            self._change_list(record_id, values, ("customer_emails", "email", "address"), str.casefold)
            or changed
        )
        return self._change_list(record_id, values, ("customer_tags", "tags", "tag"), fold_label) or changed

    def _rows(self, table: str, record_id: int) -> list[dict[str, Any]]:
        return self._held[table].get(record_id, [])

    def _change_contacts(self, record_id: int, values: Mapping[str, Any]) -> bool:
        given = values.get("contacts")
        if given is None and not self.clears("contacts"):
            return False
        held = self._rows("contacts", record_id)
        wanted = [{name: contact.get(name, "") for name in _CONTACT} for contact in given or ()]
        if given is not None and not self.setting.is_own:
            known = {row["name"] for row in held}
            before = [{name: row[name] for name in _CONTACT} for row in held]
            wanted = before + [contact for contact in wanted if contact["name"] not in known]
        return self.sync("contacts", record_id, held, _in_order(wanted))

    def _change_phones(self, record_id: int, values: Mapping[str, Any], *, contacts_changed: bool) -> bool:
        held = self._rows("customer_phones", record_id)
        own = [{name: row[name] for name in _PHONE[3:]} for row in held if row["contact_id"] is None]
        wanted = self._phones(values)
        replaces = self.setting.is_own and {"phone", "mobile"} <= self.setting.mapped
        clears = self.clears("phone") or self.clears("mobile")
        if replaces and (wanted or clears):
            kept = wanted
        else:
            kept = [] if clears and not wanted else _merged(own, wanted)
        if kept == own and not contacts_changed:
            return False
        contacts = self.setting.transaction.rows(
            "SELECT id, phone FROM contacts WHERE customer_id = ? ORDER BY position, id", (record_id,)
        )
        rows = [phone | {"contact_id": None} for phone in kept]
        rows += [
            phone | {"contact_id": contact_id}
            for contact_id, number in contacts
            for phone in self._contact_phones({"phone": number})
        ]
        return self.sync("customer_phones", record_id, held, _in_order(rows))

    def _change_list(
        self, record_id: int, values: Mapping[str, Any], names: tuple[str, str, str], fold: Any
    ) -> bool:
        table, source, column = names
        given = values.get(source)
        if given is None and not self.clears(source):
            return False
        held = self._rows(table, record_id)
        before = [row[column] for row in held]
        wanted = list(given or ())
        if given is not None and not self.setting.is_own:
            wanted = before + wanted
        kept = _distinct(wanted, fold_label if source == "tags" else str.casefold)
        if kept == before:
            return False
        rows = [{column: value, "folded": fold(value)} for value in kept]
        return self.sync(table, record_id, held, _in_order(rows))

    def _phones(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The card's own numbers, mobiles first; what a number is, its column says, or else its digits."""
        kind_of_phone = "phone" if self.setting.is_own else None
        given: list[tuple[str, str | None]] = [(number, "mobile") for number in values.get("mobile") or ()]
        given += [(number, kind_of_phone) for number in values.get("phone") or ()]
        phones = [phone_values(number, self.setting.region, kind) for number, kind in given]
        return phones if self.setting.is_own else _merged([], phones)

    def _contact_phones(self, contact: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [
            phone_values(number, self.setting.region) for number in split_phones(contact.get("phone") or "")
        ]


def digits_of_numbers(numbers: Iterable[str], region: str) -> list[str]:
    """The digits by which `numbers` are found; those too short to be somebody's own are left out."""
    digits = (parse_phone(number, region).digits for number in numbers)
    return list(dict.fromkeys(found for found in digits if len(found) >= SHORTEST_OWN_NUMBER))


SHORTEST_OWN_NUMBER = 7
"""Hotlines such as 12345 stand in phone columns too, and are no person's number."""


def _merged(before: Sequence[dict[str, Any]], more: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    found = list(before)
    known = {phone["digits"] or clean_line(phone["raw"]) for phone in before}
    for phone in more:
        key = phone["digits"] or clean_line(phone["raw"])
        if key not in known:
            known.add(key)
            found.append(phone)
    return found


def _distinct(values: Iterable[str], key: Any) -> list[str]:
    first: dict[str, str] = {}
    for value in values:
        first.setdefault(key(value), value)
    return list(first.values())


def _in_order(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"position": position} for position, row in enumerate(rows)]
