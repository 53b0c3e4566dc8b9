"""Fields that several kinds of records have."""

from servicedesk.domain.records.field import Field
from servicedesk.i18n import N_

COMPUTED = "computed from other fields"


def identity(file: str) -> tuple[Field, ...]:
    """By what a record is known, with the name of its number in files."""
    return (
        Field("id", "key", N_("Number"), file=file),
        Field("uid", "uid", N_("Record UID")),
        Field("version", "count", excused="counts the changes on this desk"),
        Field("created_at", "moment", N_("Created")),
        Field("updated_at", "moment", N_("Updated")),
        Field("external_source", "line", N_("External source")),
        Field("external_id", "line", N_("External ID")),
    )


def place(owner: str, *, in_order: bool = True) -> tuple[Field, ...]:
    """Where a row stands that a record owns: its number, its owner, its place among others."""
    excused = "a place in the list of its owner"
    found = (Field("id", "key", excused=excused), Field(f"{owner}_id", "ref", words=owner, excused=excused))
    return (*found, Field("position", "count", excused=excused)) if in_order else found
