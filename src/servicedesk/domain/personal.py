"""What is known of a customer that a copy may have to hide: their numbers, addresses, accounts and names.

Which field holds what stands here once; what somebody wrote into a text of their own finds domain/masking.
"""

from collections.abc import Iterable
from types import MappingProxyType
from typing import NamedTuple

from servicedesk.domain.rows.customers import CustomerCard
from servicedesk.domain.rows.history import FieldChange

PHONE, MAIL, ACCOUNT, ADDRESS, DAY, NAME, COMPANY = (
    *("phone", "mail", "account", "address", "day", "name", "company"),
)

PERSONAL = MappingProxyType(
    {
        ("customer", "name"): NAME,
        ("customer", "company"): COMPANY,
        ("customer", "address"): ADDRESS,
        ("customer", "wechat"): ACCOUNT,
        ("customer", "website"): ACCOUNT,
        ("customer", "birthday"): DAY,
        ("phone", "raw"): PHONE,
        ("email", "address"): MAIL,
        ("contact", "name"): NAME,
        ("contact", "phone"): PHONE,
        ("contact", "email"): MAIL,
        ("case", "on_behalf_of"): COMPANY,
        ("call", "phone"): PHONE,
    }
)
"""By kind of record and field what it holds of a person."""
IMPERSONAL = frozenset(
    {
        *("kind", "tier", "industry", "company_size", "region", "source", "owner", "customer_since"),
        # What another program calls it.
        *("external_source", "external_id"),
        # Words of the desk about them: what is personal in these is found as in every text.
        *("banner", "note", "role", "position"),
    }
)
"""Texts of a card and of its contacts that alone tell nobody who it is."""

_PARTS = MappingProxyType({"phone": "raw", "email": "address", "contact": "name"})
"""A part of a card that was added or removed stands in the history under its kind, with this field."""


class Value(NamedTuple):
    """Something that is known of a person."""

    what: str
    text: str


def of_card(card: CustomerCard) -> set[Value]:
    """Every personal value on the card."""
    company = card.fields.get("kind") == "company"
    found = {
        Value(COMPANY if company and name == "name" else PERSONAL["customer", name], text)
        for name, text in card.fields.items()
        if ("customer", name) in PERSONAL
    }
    found |= {Value(PHONE, text) for phone in card.phones for text in (phone.raw, phone.digits)}
    found |= {Value(MAIL, address) for address in card.emails}
    for contact in card.contacts:
        found |= {Value(NAME, contact.name), Value(PHONE, contact.phone), Value(MAIL, contact.email)}
    return _told(found)


def of_changes(changes: Iterable[FieldChange]) -> set[Value]:
    """The same of what once stood there."""
    found = set()
    for change in changes:
        name = _PARTS.get(change.kind, "") if change.field == change.kind else change.field
        what = PERSONAL.get((change.kind, name))
        if what:
            found |= {Value(what, str(text)) for text in (change.before, change.after) if text}
    return _told(found)


def _told(values: Iterable[Value]) -> set[Value]:
    return {value for value in values if value.text.strip()}
