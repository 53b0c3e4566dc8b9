"""The append-only event log, import runs, export cursors, saved views."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from servicedesk.storage.tables import columns as col


class EventRecord(SQLModel, table=True):
    """One line of the history; `id` is the change number. Lines of one action share `action`."""

    __tablename__ = "events"
    __table_args__ = (
        *col.is_moment("at", "happened_at"),
        Index("events_by_subject", "kind", "subject_id", "id"),
        Index("events_by_action", "action"),
        Index(
            "events_of_clocks",
            "verb",
            "subject_id",
            **col.only_where("verb IN ('case.received', 'case.reopen', 'case.unmerge')"),
        ),
        Index("events_entered_late", "kind", "subject_id", **col.only_where("happened_at IS NOT NULL")),
        col.STRICT,
    )

    id: int | None = col.primary_key()
    at: str = col.moment()
    actor: str = col.text()
    verb: str = col.text()
    kind: str = col.text()
    subject_id: int | None = col.optional_integer()
    action: int = col.integer()
    changes: str = col.text("[]")
    run_id: int | None = col.optional_integer()
    undoes: int | None = col.optional_integer()
    annulled_by: int | None = col.optional_integer()
    happened_at: str | None = col.optional_moment()
    """Of what was written down later than it happened."""


class RowSumRecord(SQLModel, table=True):
    """The checksum of one row of another table; its number is made of both (row_sums.py)."""

    __tablename__ = "row_sums"
    __table_args__ = (col.PLAIN,)

    id: int | None = col.primary_key()
    crc: int = col.integer()


class ImportRunRecord(SQLModel, table=True):
    """One import with its counts; new + updated + unchanged + rejected = read."""

    __tablename__ = "import_runs"
    __table_args__ = (*col.is_moment("at"), col.STRICT)

    id: int | None = col.primary_key()
    at: str = col.moment()
    actor: str = col.text()
    kind: str = col.text()
    source: str = col.text()
    file_name: str = col.text()
    read: int = col.integer()
    new: int = col.integer()
    updated: int = col.integer()
    unchanged: int = col.integer()
    rejected: int = col.integer()
    action: int | None = col.optional_integer()
    notes: str = col.text("[]")


class ImportKeyRecord(SQLModel, table=True):
    """Which record a row without an id of its own became: `key` is a hash of the normalised row."""

    __tablename__ = "import_keys"
    __table_args__ = (Index("import_keys_key", "kind", "source", "key", unique=True), col.STRICT)

    id: int | None = col.primary_key()
    kind: str = col.text()
    source: str = col.text()
    key: str = col.text()
    record_id: int = col.integer()


class ExportCursorRecord(SQLModel, table=True):
    """Up to which change number a named export has gone."""

    __tablename__ = "export_cursors"
    __table_args__ = (*col.is_moment("at"), Index("export_cursors_name", "name", unique=True), col.STRICT)

    id: int | None = col.primary_key()
    name: str = col.text()
    change_number: int = col.integer()
    at: str = col.moment()


class ViewRecord(SQLModel, table=True):
    """A saved view of the desk's own: a name and the query behind it."""

    __tablename__ = "views"
    __table_args__ = (Index("views_name", "kind", "name", unique=True), col.STRICT)

    id: int | None = col.primary_key()
    kind: str = col.text()
    name: str = col.text()
    query: str = col.text()
