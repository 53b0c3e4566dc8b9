"""Prints the DDL that SQLModel declares, with the search tables: the text of storage/schema.sql."""

from servicedesk.storage.opening import SCHEMA_VERSION
from servicedesk.storage.search_index import search_tables
from servicedesk.storage.tables import ddl

HEADER = (
    f"-- Schema {SCHEMA_VERSION}, as declared in storage/tables/"
    " (scripts/schema.py prints it; a test compares the two)."
)


def schema() -> str:
    """The whole schema as SQL text."""
    return "\n".join([HEADER, *(f"{statement};" for statement in [*ddl(), *search_tables()]), ""])


if __name__ == "__main__":
    print(schema(), end="")
