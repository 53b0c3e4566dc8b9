"""Customer cards: add, edit, the lists on a card, and finding who is calling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from servicedesk.domain.errors import UsageError
from servicedesk.domain.labels import fold_label
from servicedesk.domain.phones import parse_phone, split_phones
from servicedesk.domain.pinyin import name_keys
from servicedesk.domain.records.customer import FIELDS
from servicedesk.domain.records.field import has
from servicedesk.domain.records.parts import CONTACT
from servicedesk.domain.rows.calls import CallRow
from servicedesk.domain.rows.customers import Contact, CustomerCard, CustomerFile, CustomerRow
from servicedesk.domain.rows.history import Change
from servicedesk.domain.text import clean_line, has_visible_name, require_length
from servicedesk.domain.wording import field_label
from servicedesk.i18n import _
from servicedesk.services.context import Service
from servicedesk.services.customer_standing import customer_standing
from servicedesk.services.history import lines
from servicedesk.services.owned_rows import EMAILS, TAGS, WordList, replace_rows
from servicedesk.services.values import LINE_LIMIT, cleaned_values, distinct
from servicedesk.storage import calls, cases, customers, events, followups
from servicedesk.storage.transaction import Transaction

_WRITTEN = tuple(
    field for field in FIELDS if has(field, "edit") or field.name in {"external_source", "external_id"}
)
CONTACT_FIELDS = tuple(field.name for field in CONTACT if not field.excused)


@dataclass(frozen=True)
class NewCustomer:
    """A card to be made; `fields` by canonical name."""

    fields: Mapping[str, str]
    phones: Sequence[str] = ()
    emails: Sequence[str] = ()
    contacts: Sequence[Contact] = ()
    tags: Sequence[str] = ()


@dataclass(frozen=True)
class CardChange:
    """What is to become different on a card: None leaves a list as it is; `version` is the one shown."""

    fields: Mapping[str, str] = field(default_factory=dict)
    phones: Sequence[str] | None = None
    emails: Sequence[str] | None = None
    contacts: Sequence[Contact] | None = None
    tags: Sequence[str] | None = None
    version: int | None = None


class CustomerService(Service):
    """The roster and the cards."""

    def add(self, new: NewCustomer) -> Change:
        """Make a card; UsageError without a name and a number."""
        with self.desk.writing() as transaction:
            customer_id = insert_customer(transaction, new, self.desk.settings.region)
            transaction.record("customer.add", "customer", customer_id)
            return transaction.change()

    def alike(self, new: NewCustomer) -> list[CustomerRow]:
        """The customers who have the very name and one of the numbers of a card to be made."""
        name, region = clean_line(new.fields.get("name", "")), self.desk.settings.region
        with self.desk.reading() as db:
            named = set(customers.named(db, name)) if name else set()
            numbers = [parse_phone(one, region).digits for text in new.phones for one in split_phones(text)]
            found = {one for digits in numbers for one in customers.with_number(db, digits) if one in named}
            return [customers.rows(db, [one])[one] for one in sorted(found)]

    def edit(self, customer_id: int, change: CardChange) -> Change:
        """Change fields and lists of a card in one step; StaleError if somebody else did since `version`."""
        values = customer_values(change.fields)
        if "name" in values and not values["name"]:
            raise UsageError(_("A customer needs a name."))
        with self.desk.writing() as transaction:
            transaction.require_version("customers", customer_id, change.version, values)
            transaction.update("customers", customer_id, values)
            region = self.desk.settings.region
            if change.contacts is not None:
                _replace_contacts(transaction, customer_id, change.contacts)
            if change.phones is not None or change.contacts is not None:
                given = change.phones
                if given is None:
                    given = [
                        phone.raw for phone in customers.card(transaction.connection, customer_id).phones
                    ]
                _replace_phones(transaction, customer_id, given, region)
            if change.emails is not None:
                _replace_words(transaction, customer_id, EMAILS, change.emails)
            if change.tags is not None:
                _replace_words(transaction, customer_id, TAGS, change.tags)
            transaction.record("customer.edit", "customer", customer_id)
            return transaction.change()

    def tag(
        self, customer_ids: Sequence[int], *, add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> Change:
        """Put tags on the customers and take tags off."""
        wanted, unwanted = distinct("customer", "tags", add), {fold_label(tag) for tag in remove}
        if not wanted and not unwanted:
            raise UsageError(_("No tag was given."))
        with self.desk.writing() as transaction:
            for customer_id in customer_ids:
                held = customers.card(transaction.connection, customer_id).tags
                kept = [tag for tag in held if fold_label(tag) not in unwanted]
                _replace_words(transaction, customer_id, TAGS, [*kept, *wanted])
                transaction.record("customer.tag", "customer", customer_id)
            return transaction.change()

    def known_tags(self) -> list[str]:
        """The tags in use, the most used first."""
        with self.desk.reading() as db:
            return customers.known_tags(db)

    def card(self, customer_id: int) -> CustomerCard:
        """The card; NotFoundError if there is none."""
        with self.desk.reading() as db:
            return customers.card(db, customer_id)

    def file(self, customer_id: int) -> CustomerFile:
        """The card with its whole history and how it stands; NotFoundError if there is none."""
        with self.desk.reading() as db:
            card = customers.card(db, customer_id)
            called = calls.of_customer(db, customer_id)
            visited = followups.of_customer(db, customer_id, self.desk.zone)
            history = lines(
                events.of_subject(db, "customer", customer_id),
                calls=called,
                followups=[row for row in visited if row.state != "planned"],
            )
            found = cases.of_customer(db, customer_id)
            now = self.desk.now_here()
            return CustomerFile(
                card=card,
                history=tuple(reversed(history)),
                cases=tuple(found),
                calls=tuple(called),
                followups=tuple(visited),
                standing=customer_standing(db, customer_id, now, found, visited),
            )

    def candidates(self, typed: str, limit: int = 9) -> list[CustomerRow]:
        """Who `typed` may mean, best first: any part of a number or a name, pinyin, initials."""
        with self.desk.reading() as db:
            return customers.candidates(db, clean_line(typed), limit, self.desk.settings.region)

    def sounding_like(self, typed: str, limit: int = 9) -> list[CustomerRow]:
        """Whose name sounds like `typed` or is one letter away: for whom candidates() finds nobody."""
        with self.desk.reading() as db:
            return customers.near_named(db, clean_line(typed), limit)

    def open_cases(self, customer_id: int) -> list[Any]:
        """The customer's open cases, newest first."""
        with self.desk.reading() as db:
            return cases.of_customer(db, customer_id, only_open=True, limit=20)

    def ended_cases(self, customer_id: int, limit: int = 5) -> list[Any]:
        """The customer's cases that have ended, newest first."""
        with self.desk.reading() as db:
            found = cases.of_customer(db, customer_id, limit=limit + 20)
        return [row for row in found if not row.is_open][:limit]

    def recent_calls(self, customer_id: int, limit: int = 3) -> list[CallRow]:
        """The customer's last calls, newest first."""
        with self.desk.reading() as db:
            return calls.of_customer(db, customer_id, limit)


def customer_values(fields: Mapping[str, str]) -> dict[str, str]:
    """Column values for the fields of a card, with the search keys that follow from them."""
    values = cleaned_values(_WRITTEN, fields)
    if "name" in values:
        if values["name"] and not has_visible_name(values["name"]):
            raise UsageError(_("A name needs a letter or a digit."))
        values["name_pinyin"], values["name_initials"] = name_keys(values["name"])
    return values


def insert_customer(transaction: Transaction, new: NewCustomer, region: str) -> int:
    """Insert a card with its lists; the caller records the event."""
    numbers = distinct("customer", "phone", new.phones, str)
    values = customer_values(new.fields)
    if not values.get("name"):
        emails = distinct("customer", "email", new.emails, str.casefold)
        fallback = values.get("company") or (numbers[0] if numbers else "") or (emails[0] if emails else "")
        if not fallback:
            raise UsageError(_("A customer needs a name, a number or an e-mail address."))
        values |= customer_values({"name": fallback})
    customer_id = transaction.insert("customers", values)
    _replace_contacts(transaction, customer_id, new.contacts)
    _replace_phones(transaction, customer_id, numbers, region)
    _replace_words(transaction, customer_id, EMAILS, new.emails)
    _replace_words(transaction, customer_id, TAGS, new.tags)
    return customer_id


def phone_values(text: str, region: str, kind: str | None = None) -> dict[str, Any]:
    """Column values for one number; Chinese mobiles are told by their first digits unless `kind` says."""
    phone = parse_phone(text, region)
    is_mobile = len(phone.digits) == 11 and phone.digits.startswith("1")
    return {
        "kind": kind or ("mobile" if is_mobile else "phone"),
        "raw": phone.raw,
        "e164": phone.e164 or "",
        "digits": phone.digits,
        "digits_reversed": phone.digits[::-1],
    }


def number_values(number: str, region: str) -> dict[str, str]:
    """Column values for the number of a call: it, and what finds it by its ending."""
    digits = parse_phone(number, region).digits if number else ""
    return {"phone": clean_line(number), "digits_reversed": digits[::-1]}


def _replace_phones(transaction: Transaction, customer_id: int, texts: Sequence[str], region: str) -> None:
    """Make the customer's numbers those given; the contacts' numbers follow them."""
    numbers = [number for text in texts for number in split_phones(text)]
    wanted = [(None, phone_values(number, region)) for number in distinct("customer", "phone", numbers, str)]
    contacts = transaction.rows(
        "SELECT id, phone FROM contacts WHERE customer_id = ? AND phone <> ''", (customer_id,)
    )
    wanted += [
        (contact_id, phone_values(number, region))
        for contact_id, phone in contacts
        for number in split_phones(phone)
    ]
    rows = [
        values | {"contact_id": contact_id, "position": position}
        for position, (contact_id, values) in enumerate(wanted)
    ]
    _replace_owned(transaction, "customer_phones", customer_id, rows)


def _replace_contacts(transaction: Transaction, customer_id: int, contacts: Sequence[Contact]) -> None:
    rows: list[dict[str, Any]] = []
    for contact in contacts:
        values = {name: clean_line(getattr(contact, name)) for name in CONTACT_FIELDS}
        for name, value in values.items():
            require_length(value, field_label(name, "contact"), LINE_LIMIT)
        if any(values.values()):
            rows.append(values | {"position": len(rows)})
    _replace_owned(transaction, "contacts", customer_id, rows)


def _replace_words(transaction: Transaction, customer_id: int, kept: WordList, words: Sequence[str]) -> None:
    _replace_owned(
        transaction, kept.table, customer_id, kept.rows(distinct("customer", kept.file, words, kept.fold))
    )


def _replace_owned(
    transaction: Transaction, table: str, customer_id: int, rows: list[dict[str, Any]]
) -> None:
    """Bring the rows a card owns to those given."""
    found = transaction.rows(
        f"SELECT id FROM {table} WHERE customer_id = ? ORDER BY position, id", (customer_id,)
    )
    held = [int(row[0]) for row in found]
    replace_rows(transaction, table, {"customer_id": customer_id}, held, rows)
