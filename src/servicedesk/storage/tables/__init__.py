"""The one declared schema, a file for each record family. It loads SQLModel: nothing hot imports it."""

from importlib import import_module

from sqlalchemy import MetaData
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from servicedesk.storage.schema_map import KIND_BY_TABLE

for _name in (*KIND_BY_TABLE, "complaints", "log", "policies"):
    import_module(f"{__name__}.{_name}")


def metadata() -> MetaData:
    """The metadata with every table of the desk."""
    return SQLModel.metadata


def ddl() -> list[str]:
    """The statements that make every declared table and index, in a stable order."""
    dialect = sqlite.dialect()
    statements: list[str] = []
    for table in sorted(metadata().tables.values(), key=lambda table: table.name):
        statements.append(_tidy(str(CreateTable(table).compile(dialect=dialect))))
        statements.extend(
            _tidy(str(CreateIndex(index).compile(dialect=dialect)))
            for index in sorted(table.indexes, key=lambda index: str(index.name))
        )
    return statements


def _tidy(statement: str) -> str:
    return "\n".join(line.rstrip().replace("\t", "  ") for line in statement.strip().splitlines())
