"""The statements of one record, made by SQLAlchemy from the tables themselves.

It loads SQLModel. The screens use it once that is loaded (Desk.load_tables); the texts that MadeAhead puts
together are compared with these.
"""

from collections.abc import Collection
from importlib import import_module
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, literal_column, select, update
from sqlalchemy.dialects import registry
from sqlalchemy.sql import ClauseElement

from servicedesk.storage.dialect import Dialect
from servicedesk.storage.tables import metadata


class FromTables:
    """The author of statements that asks SQLAlchemy; see servicedesk.storage.statements.Author."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        compiler = registry.load(f"{dialect.name}.{dialect.driver}")
        self._compiler = compiler(paramstyle=dialect.paramstyle)
        self._tables = metadata().tables

    def insert(self, table: str, columns: Collection[str]) -> str:
        """See Author."""
        declared = self._tables[table]
        return self._text(self._with_number(insert(declared).values(_bound(declared, columns)), declared))

    def upsert(self, table: str, columns: Collection[str], key: Collection[str]) -> str:
        """See Author."""
        declared = self._tables[table]
        # Each database's own INSERT has this; Core's has not.
        own_insert = import_module(f"sqlalchemy.dialects.{self.dialect.name}").insert
        statement = own_insert(declared).values(_bound(declared, columns))
        taken = {name: statement.excluded[name] for name in columns if name not in key}
        named = [column for column, _bound_name in _met(declared, key)]
        statement = statement.on_conflict_do_update(index_elements=named, set_=taken)
        return self._text(self._with_number(statement, declared))

    def update(self, table: str, columns: Collection[str], *, version: bool) -> str:
        """See Author."""
        declared = self._tables[table]
        values = _bound(declared, columns)
        if "version" in declared.c:
            values |= _bound(declared, ("updated_at",))
            values["version"] = declared.c.version + literal_column("1")
        statement = update(declared).values(values).where(declared.c.id == bindparam("held_id"))
        if version:
            statement = statement.where(declared.c.version == bindparam("held_version"))
        return self._text(statement)

    def find(self, table: str, key: Collection[str], *, lock: bool) -> str:
        """See Author."""
        declared = self._tables[table]
        met = [column == bound for column, bound in _met(declared, key)]
        statement = select(declared).where(*met)
        return self._text(statement.with_for_update() if lock else statement)

    def delete(self, table: str) -> str:
        """See Author."""
        declared = self._tables[table]
        return self._text(delete(declared).where(declared.c.id == bindparam("id")))

    def owned(self, table: str, owner: str) -> str:
        """See Author."""
        declared = self._tables[table]
        met = declared.c[owner] == bindparam(owner)
        return self._text(select(declared).where(met).order_by(declared.c.id))

    def _with_number(self, statement: Any, table: Table) -> Any:
        return statement.returning(table.c.id) if self.dialect.returns_number else statement.inline()

    def _text(self, statement: ClauseElement) -> str:
        return str(statement.compile(dialect=self._compiler))


def _bound(table: Table, names: Collection[str]) -> dict[str, Any]:
    """A parameter for each column, named like it; KeyError if a name is no column."""
    return {table.c[name].name: bindparam(name) for name in names}


def _met(table: Table, key: Collection[str]) -> list[tuple[Any, Any]]:
    bound = _bound(table, key)
    return [(column, bound[column.name]) for column in table.columns if column.name in bound]
