"""Customer rows: the card, its numbers, addresses, tags and contacts."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from servicedesk.domain.phone_labels import labelled
from servicedesk.domain.phones import parse_phone, split_phones
from servicedesk.domain.pinyin import name_keys
from servicedesk.domain.text import clean_line, has_visible_name
from servicedesk.domain.wording import field_label
from servicedesk.domain.words.customers import ROLES
from servicedesk.exchange.column import LIST_SEPARATOR
from servicedesk.exchange.rows import RowError
from servicedesk.i18n import _
from servicedesk.services.customers import CONTACT_FIELDS, phone_values
from servicedesk.services.importing.plan import Plan
from servicedesk.services.owned_rows import EMAILS, TAGS

_COMPANY = re.compile(
    r"公司|集团|[厂店社]$|银行|医院|学校|大学|委员会|事务所|\b(?:ltd|inc|llc|gmbh|corp|co|plc|company|limited)\b\.?$",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[\d +()./;-]*").fullmatch
_NUMBER = ("kind", "raw", "e164", "digits", "digits_reversed")


def is_company_name(name: str) -> bool:
    """Whether `name` says by itself that it is a company's."""
    return _COMPANY.search(name) is not None


class CustomerPlan(Plan):
    """Customer cards."""

    kind = "customer"
    required = ("name",)
    derived = ("name_pinyin", "name_initials")
    parts = ("contact", "phone", "email", "tag")
    lists = (EMAILS, TAGS)

    def complete(self, values: dict[str, Any]) -> None:
        """A name can be read; a foreign file tells a company by it."""
        if values.get("name") and not has_visible_name(values["name"]):
            raise RowError("name", _("A name needs a letter or a digit."))
        if self.setting.is_own:
            return
        name = values.get("name") or ""
        if values.get("kind") is None and (is_company_name(name) or name == values.get("company")):
            values["kind"] = "company"
        role = values.get("contact_role")
        if values.get("contact") and not values.get("contacts") and values["contact"] != name:
            values["contacts"] = [{"name": values["contact"], "role": role and ROLES.read_or_keep(role)}]
        elif role:
            # What the customer is: the card has words for that, and no field.
            values["kept"] = [*(values.get("kept") or ()), ("", field_label("role", "contact"), role)]
        take_names(values)

    def derive(self, row: dict[str, Any]) -> dict[str, Any]:
        """Pinyin and initials of the name."""
        if "name" not in row:
            return {}
        pinyin, initials = name_keys(row["name"])
        return {"name_pinyin": pinyin, "name_initials": initials}

    def owned(self, record_id: int, values: Mapping[str, Any]) -> None:
        """Contacts, numbers, addresses and tags of a new card."""
        numbers: list[dict[str, Any]] = [phone | {"contact_id": None} for phone in self._phones(values)]
        for row in _in_order([_contact(one) for one in values.get("contacts") or ()]):
            numbers += self._contact_phones(self.own("contacts", record_id, row), row["phone"])
        for row in _in_order(numbers):
            self.own("customer_phones", record_id, row)
        super().owned(record_id, values)

    def change_owned(self, record_id: int, values: Mapping[str, Any]) -> bool:
        """A foreign file adds to the lists of a card; a list in one of our own files replaces the card's."""
        changed = self._change_contacts(record_id, values)
        changed = self._change_phones(record_id, values, contacts_changed=changed) or changed
        return super().change_owned(record_id, values) or changed

    def _change_contacts(self, record_id: int, values: Mapping[str, Any]) -> bool:
        given = values.get("contacts")
        if given is None and not self.clears("contacts"):
            return False
        held = self.held("contacts", record_id)
        wanted = [_contact(one) for one in given or ()]
        if given is not None and not self.setting.is_own:
            known = {row["name"] for row in held}
            roles = {contact["name"]: contact["role"] for contact in wanted}
            wanted = [
                *(_contact({**row, "role": row["role"] or roles.get(row["name"])}) for row in held),
                *(contact for contact in wanted if contact["name"] not in known),
            ]
        return self.sync("contacts", record_id, held, _in_order(wanted))

    def _change_phones(self, record_id: int, values: Mapping[str, Any], *, contacts_changed: bool) -> bool:
        held = self.held("customer_phones", record_id)
        own = [{name: row[name] for name in _NUMBER} for row in held if row["contact_id"] is None]
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
        for contact_id, number in contacts:
            rows += self._contact_phones(contact_id, number)
        return self.sync("customer_phones", record_id, held, _in_order(rows))

    def _phones(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The card's own numbers, mobiles first; what a number is, its column says, or else its digits.

        In one of our own files a mobile that stands among the phones has its place there.
        """
        kind_of_phone = "phone" if self.setting.is_own else None
        mobiles, numbers = values.get("mobile") or (), values.get("phone") or ()
        given: list[tuple[str, str | None]]
        if self.setting.is_own and mobiles and set(mobiles) <= set(numbers):
            given = [(number, "mobile" if number in mobiles else "phone") for number in numbers]
        else:
            given = [(number, "mobile") for number in mobiles]
            given += [(number, kind_of_phone) for number in numbers]
        phones = [phone_values(number, self.setting.region, kind) for number, kind in given]
        return phones if self.setting.is_own else _merged([], phones)

    def _contact_phones(self, contact_id: int, text: str) -> list[dict[str, Any]]:
        numbers = (phone_values(number, self.setting.region) for number in split_phones(text))
        return [phone | {"contact_id": contact_id} for phone in numbers]


def take_names(values: dict[str, Any]) -> None:
    """Whoever is named beside a number, 13800000006（王总）, is a contact; the number stays the card's."""
    found: dict[str, list[str]] = {}
    for field in ("mobile", "phone"):
        if all(_PLAIN(number) for number in values.get(field) or ()):
            continue
        each = [labelled(number) for number in values[field]]
        values[field] = [one.number for one in each]
        for one in each:
            if one.name:
                found.setdefault(one.name, []).append(one.number)
    known = {one["name"] for one in values.get("contacts") or ()} | {values.get("name")}
    more = [
        {"name": name, "phone": LIST_SEPARATOR.join(numbers)}
        for name, numbers in found.items()
        if name not in known
    ]
    if more:
        values["contacts"] = [*(values.get("contacts") or ()), *more]


def _contact(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: given.get(name) or "" for name in CONTACT_FIELDS}


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


def _in_order(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"position": position} for position, row in enumerate(rows)]
