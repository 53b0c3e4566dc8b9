"""Customers with their phones, e-mails, contacts and tags."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from servicedesk.domain.words.customers import CUSTOMER_KINDS, PHONE_KINDS
from servicedesk.storage.tables import columns as col


class CustomerRecord(col.Record, table=True):
    """A person or a company we serve."""

    __tablename__ = "customers"
    __table_args__ = (
        *col.of_record("customers"),
        col.is_one_of("kind", CUSTOMER_KINDS.values),
        Index("customers_by_name", "name_pinyin", "id"),
        Index("customers_by_initials", "name_initials", "id"),
        Index("customers_by_plain_name", "name"),
        col.STRICT,
    )

    name: str = col.text()
    kind: str = col.text("person")
    tier: str = col.text()
    company: str = col.text()
    industry: str = col.text()
    company_size: str = col.text()
    website: str = col.text()
    region: str = col.text()
    address: str = col.text()
    wechat: str = col.text()
    banner: str = col.text()
    source: str = col.text()
    owner: str = col.text()
    birthday: str = col.text()
    customer_since: str = col.text()
    note: str = col.text()
    name_pinyin: str = col.text()
    name_initials: str = col.text()
    external_source: str = col.text()
    external_id: str = col.text()


class CustomerPhoneRecord(SQLModel, table=True):
    """A phone of a customer, or of one of its contacts; `digits_reversed` makes endings a prefix seek."""

    __tablename__ = "customer_phones"
    __table_args__ = (
        col.is_one_of("kind", PHONE_KINDS),
        Index("customer_phones_by_customer", "customer_id"),
        Index("customer_phones_by_digits", "digits", "customer_id"),
        Index("customer_phones_by_ending", "digits_reversed", "customer_id"),
        col.STRICT,
    )

    id: int | None = col.primary_key()
    customer_id: int = col.reference("customers.id", required=True)
    contact_id: int | None = col.reference("contacts.id")
    position: int = col.integer()
    kind: str = col.text("phone")
    raw: str = col.text()
    e164: str = col.text()
    digits: str = col.text()
    digits_reversed: str = col.text()


class CustomerEmailRecord(SQLModel, table=True):
    """An e-mail address of a customer; `folded` is what is compared."""

    __tablename__ = "customer_emails"
    __table_args__ = (
        Index("customer_emails_by_customer", "customer_id"),
        Index("customer_emails_by_address", "folded", "customer_id"),
        col.STRICT,
    )

    id: int | None = col.primary_key()
    customer_id: int = col.reference("customers.id", required=True)
    position: int = col.integer()
    address: str = col.text()
    folded: str = col.text()


class ContactRecord(SQLModel, table=True):
    """A person at a company customer."""

    __tablename__ = "contacts"
    __table_args__ = (Index("contacts_by_customer", "customer_id"), col.STRICT)

    id: int | None = col.primary_key()
    customer_id: int = col.reference("customers.id", required=True)
    position: int = col.integer()
    name: str = col.text()
    role: str = col.text()
    phone: str = col.text()
    email: str = col.text()
    note: str = col.text()


class CustomerTagRecord(SQLModel, table=True):
    """A tag on a customer."""

    __tablename__ = "customer_tags"
    __table_args__ = (
        Index("customer_tags_by_customer", "customer_id"),
        Index("customer_tags_by_tag", "folded", "customer_id"),
        col.STRICT,
    )

    id: int | None = col.primary_key()
    customer_id: int = col.reference("customers.id", required=True)
    position: int = col.integer()
    tag: str = col.text()
    folded: str = col.text()
