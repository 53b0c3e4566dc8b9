"""The append-only event log, import runs, export cursors, saved views."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from servicedesk.storage.tables.columns import (
    STRICT,
    integer,
    is_moment,
    moment,
    optional_integer,
    primary_key,
    text,
)


class EventRecord(SQLModel, table=True):
    """One line of the history; `id` is the change number. Lines of one action share `action`."""

    __tablename__ = "events"
    __table_args__ = (
        *is_moment("at"),
        Index("events_by_subject", "kind", "subject_id", "id"),
        Index("events_by_action", "action"),
        STRICT,
    )

    id: int | None = primary_key()
    at: str = moment()
    actor: str = text()
    verb: str = text()
    kind: str = text()
    subject_id: int | None = optional_integer()
    action: int = integer()
    changes: str = text("[]")
    run_id: int | None = optional_integer()
    undoes: int | None = optional_integer()
    annulled_by: int | None = optional_integer()


class ImportRunRecord(SQLModel, table=True):
    """One import with its counts; new + updated + unchanged + rejected = read."""

    __tablename__ = "import_runs"
    __table_args__ = (*is_moment("at"), STRICT)

    id: int | None = primary_key()
    at: str = moment()
    actor: str = text()
    kind: str = text()
    source: str = text()
    file_name: str = text()
    read: int = integer()
    new: int = integer()
    updated: int = integer()
    unchanged: int = integer()
    rejected: int = integer()
    action: int | None = optional_integer()
    notes: str = text("[]")


class ImportKeyRecord(SQLModel, table=True):
    """Which record a row without an id of its own became: `key` is a hash of the normalised row."""

    __tablename__ = "import_keys"
    __table_args__ = (Index("import_keys_key", "kind", "source", "key", unique=True), STRICT)

    id: int | None = primary_key()
    kind: str = text()
    source: str = text()
    key: str = text()
    record_id: int = integer()


class ExportCursorRecord(SQLModel, table=True):
    """Up to which change number a named export has gone."""

    __tablename__ = "export_cursors"
    __table_args__ = (*is_moment("at"), Index("export_cursors_name", "name", unique=True), STRICT)

    id: int | None = primary_key()
    name: str = text()
    change_number: int = integer()
    at: str = moment()


class ViewRecord(SQLModel, table=True):
    """A saved view of the desk's own: a name and the query behind it."""

    __tablename__ = "views"
    __table_args__ = (Index("views_name", "kind", "name", unique=True), STRICT)

    id: int | None = primary_key()
    kind: str = text()
    name: str = text()
    query: str = text()
