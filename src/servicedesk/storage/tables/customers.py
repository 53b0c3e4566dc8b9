"""Customers with their phones, e-mails, contacts and tags."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from servicedesk.domain.words.customers import CUSTOMER_KINDS, PHONE_KINDS
from servicedesk.storage.tables.columns import (
    STRICT,
    integer,
    is_moment,
    is_one_of,
    moment,
    only_where,
    primary_key,
    reference,
    text,
)


class CustomerRecord(SQLModel, table=True):
    """A person or a company we serve."""

    __tablename__ = "customers"
    __table_args__ = (
        *is_moment("created_at", "updated_at"),
        is_one_of("kind", CUSTOMER_KINDS.values),
        Index("customers_uid", "uid", unique=True),
        Index(
            "customers_external",
            "external_source",
            "external_id",
            unique=True,
            **only_where("external_id <> ''"),
        ),
        Index("customers_by_name", "name_pinyin", "id"),
        Index("customers_by_initials", "name_initials", "id"),
        Index("customers_by_plain_name", "name"),
        STRICT,
    )

    id: int | None = primary_key()
    uid: str = text()
    version: int = integer(1)
    created_at: str = moment()
    updated_at: str = moment()
    name: str = text()
    kind: str = text("person")
    tier: str = text()
    company: str = text()
    industry: str = text()
    company_size: str = text()
    website: str = text()
    region: str = text()
    address: str = text()
    wechat: str = text()
    banner: str = text()
    source: str = text()
    owner: str = text()
    birthday: str = text()
    customer_since: str = text()
    note: str = text()
    name_pinyin: str = text()
    name_initials: str = text()
    external_source: str = text()
    external_id: str = text()


class CustomerPhoneRecord(SQLModel, table=True):
    """A phone of a customer, or of one of its contacts; `digits_reversed` makes endings a prefix seek."""

    __tablename__ = "customer_phones"
    __table_args__ = (
        is_one_of("kind", PHONE_KINDS),
        Index("customer_phones_by_customer", "customer_id"),
        Index("customer_phones_by_digits", "digits", "customer_id"),
        Index("customer_phones_by_ending", "digits_reversed", "customer_id"),
        STRICT,
    )

    id: int | None = primary_key()
    customer_id: int = reference("customers.id", required=True)
    contact_id: int | None = reference("contacts.id")
    position: int = integer()
    kind: str = text("phone")
    raw: str = text()
    e164: str = text()
    digits: str = text()
    digits_reversed: str = text()


class CustomerEmailRecord(SQLModel, table=True):
    """An e-mail address of a customer; `folded` is what is compared."""

    __tablename__ = "customer_emails"
    __table_args__ = (
        Index("customer_emails_by_customer", "customer_id"),
        Index("customer_emails_by_address", "folded", "customer_id"),
        STRICT,
    )

    id: int | None = primary_key()
    customer_id: int = reference("customers.id", required=True)
    position: int = integer()
    address: str = text()
    folded: str = text()


class ContactRecord(SQLModel, table=True):
    """A person at a company customer."""

    __tablename__ = "contacts"
    __table_args__ = (Index("contacts_by_customer", "customer_id"), STRICT)

    id: int | None = primary_key()
    customer_id: int = reference("customers.id", required=True)
    position: int = integer()
    name: str = text()
    role: str = text()
    phone: str = text()
    email: str = text()
    note: str = text()


class CustomerTagRecord(SQLModel, table=True):
    """A tag on a customer."""

    __tablename__ = "customer_tags"
    __table_args__ = (
        Index("customer_tags_by_customer", "customer_id"),
        Index("customer_tags_by_tag", "folded", "customer_id"),
        STRICT,
    )

    id: int | None = primary_key()
    customer_id: int = reference("customers.id", required=True)
    position: int = integer()
    tag: str = text()
    folded: str = text()
