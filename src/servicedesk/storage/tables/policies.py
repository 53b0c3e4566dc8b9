"""Tables of the desk's own rules, and of the rules with which the cached clocks were computed."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from servicedesk.storage.tables.columns import STRICT, integer, is_moment, moment, primary_key, text


class PolicyRecord(SQLModel, table=True):
    """One document of rules as TOML; where there is no row, the rules that come with the program hold."""

    __tablename__ = "policies"
    __table_args__ = (*is_moment("updated_at"), Index("policies_name", "name", unique=True), STRICT)

    id: int | None = primary_key()
    name: str = text()
    version: int = integer(1)
    updated_at: str = moment()
    body: str = text()


class ClockStampRecord(SQLModel, table=True):
    """One row: with which rules, and in which zone, the clock columns of the cases were computed.

    The zone is the one of the first machine that wrote: another one must not move every deadline.
    """

    __tablename__ = "clock_stamp"
    __table_args__ = (*is_moment("at"), STRICT)

    id: int | None = primary_key()
    fingerprint: str = text()
    zone: str = text()
    at: str = moment()
