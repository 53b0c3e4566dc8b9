"""Tables of the desk's own rules, and of the rules with which the cached clocks were computed."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from servicedesk.storage.tables import columns as col


class PolicyRecord(SQLModel, table=True):
    """One document of rules as TOML; where there is no row, the rules that come with the program hold."""

    __tablename__ = "policies"
    __table_args__ = (*col.is_moment("updated_at"), Index("policies_name", "name", unique=True), col.STRICT)

    id: int | None = col.primary_key()
    name: str = col.text()
    version: int = col.integer(1)
    updated_at: str = col.moment()
    body: str = col.text()
    valid_from: str | None = col.added_moment("valid_from")
    """Since when it judges; none: from the beginning."""


class PolicyVersionRecord(SQLModel, table=True):
    """A document of rules that held before the one in `policies`: what began in its time is judged by it."""

    __tablename__ = "policy_versions"
    __table_args__ = (*col.is_moment("valid_from"), col.STRICT)

    id: int | None = col.primary_key()
    name: str = col.text()
    valid_from: str | None = col.optional_moment()
    """None: from the beginning."""
    body: str = col.text()


class ClockStampRecord(SQLModel, table=True):
    """One row: with which rules, and in which zone, the clock columns of the cases were computed.

    The zone is the one of the first machine that wrote: another one must not move every deadline.
    """

    __tablename__ = "clock_stamp"
    __table_args__ = (*col.is_moment("at"), col.STRICT)

    id: int | None = col.primary_key()
    fingerprint: str = col.text()
    zone: str = col.text()
    at: str = col.moment()
