"""The statements that read or write one record, put together from what scripts/statements.py made ahead.

Their author is SQLAlchemy over the tables of storage/tables/: FromTables there makes the same texts from the
tables themselves, and a test compares the two. A command that writes one row need not load SQLAlchemy for it.
"""

from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from typing import Protocol

from servicedesk.storage.dialect import SQLITE, Dialect
from servicedesk.storage.statement_parts import COLUMNS, QUOTED

_KEPT_TEXTS = 512
"""So many texts of one kind are kept; a desk uses some hundred."""


class Author(Protocol):
    """Makes the text of statements on one table; values are given by the names of their columns.

    Each method raises KeyError for a table or a column that is not declared, before any SQL is run.
    """

    dialect: Dialect

    def insert(self, table: str, columns: Collection[str]) -> str:
        """A new row. It names the columns that have a default too: give defaults() with the values."""

    def upsert(self, table: str, columns: Collection[str], key: Collection[str]) -> str:
        """A new row; where one has the same `key`, which is unique, that one gets the values."""

    def update(self, table: str, columns: Collection[str], *, version: bool) -> str:
        """Change the row `held_id`, with `version` only while its version is `held_version`.

        Where rows have versions the next one is set, and `updated_at` with it, whatever else changes.
        """

    def find(self, table: str, key: Collection[str], *, lock: bool) -> str:
        """The row with this `key`, all its columns in their order; `lock` keeps other writers off it."""

    def delete(self, table: str) -> str:
        """Delete the row `id`."""

    def owned(self, table: str, owner: str) -> str:
        """The rows whose column `owner` names the record, whole and by number."""


class MadeAhead:
    """The author that needs no library."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._quoted = QUOTED[dialect.name]

    def insert(self, table: str, columns: Collection[str]) -> str:
        """See Author."""
        number = f" RETURNING {table}.id" if self.dialect.returns_number else ""
        return self._new_row(table, columns) + number

    def upsert(self, table: str, columns: Collection[str], key: Collection[str]) -> str:
        """See Author."""
        named = ", ".join(self._name(name) for name in _in_order(table, key))
        changed = [self._name(name) for name in _in_order(table, columns) if name not in key]
        taken = ", ".join(f"{name} = excluded.{name}" for name in changed)
        number = f" RETURNING {table}.id" if self.dialect.returns_number else ""
        return f"{self._new_row(table, columns)} ON CONFLICT ({named}) DO UPDATE SET {taken}{number}"

    def update(self, table: str, columns: Collection[str], *, version: bool) -> str:
        """See Author."""
        moving = {"updated_at"} if is_versioned(table) else set()
        changed = [
            f"{self._name(name)}=({table}.version + 1)"
            if moving and name == "version"
            else f"{self._name(name)}={self._mark(table, name)}"
            for name in _in_order(table, {*columns, *moving, *(("version",) if moving else ())})
        ]
        held = f" AND {table}.version = {self.dialect.mark('held_version', int)}" if version else ""
        row = f"{table}.id = {self.dialect.mark('held_id', int)}"
        return f"UPDATE {table} SET {', '.join(changed)} WHERE {row}{held}"

    def find(self, table: str, key: Collection[str], *, lock: bool) -> str:
        """See Author."""
        return self._select(table, key) + (self.dialect.lock if lock else "")

    def delete(self, table: str) -> str:
        """See Author."""
        return f"DELETE FROM {table} WHERE {table}.id = {self._mark(table, 'id')}"

    def owned(self, table: str, owner: str) -> str:
        """See Author."""
        return f"{self._select(table, (owner,))} ORDER BY {table}.id"

    def _new_row(self, table: str, columns: Collection[str]) -> str:
        names = list(_in_order(table, {*columns, *defaults(table)}))
        marks = ", ".join(self._mark(table, name) for name in names)
        return f"INSERT INTO {table} ({', '.join(map(self._name, names))}) VALUES ({marks})"

    def _select(self, table: str, key: Collection[str]) -> str:
        names = ", ".join(f"{table}.{self._name(name)}" for name in COLUMNS[table])
        met = (f"{table}.{self._name(name)} = {self._mark(table, name)}" for name in _in_order(table, key))
        return f"SELECT {names} \nFROM {table} \nWHERE {' AND '.join(met)}"

    def _name(self, column: str) -> str:
        return f'"{column}"' if column in self._quoted else column

    def _mark(self, table: str, column: str) -> str:
        held = COLUMNS[table][column]
        return self.dialect.mark(column, held if isinstance(held, type) else type(held))


def columns(table: str) -> Collection[str]:
    """The names of the columns, in their order. KeyError for a table that is not declared."""
    return COLUMNS[table].keys()


@cache
def defaults(table: str) -> dict[str, str | int]:
    """What a new row holds where nothing is given."""
    return {name: held for name, held in COLUMNS[table].items() if not isinstance(held, type)}


@cache
def types(table: str) -> dict[str, type]:
    """Of which type the values of each column are, where they are not NULL."""
    return {name: held if isinstance(held, type) else type(held) for name, held in COLUMNS[table].items()}


def is_versioned(table: str) -> bool:
    """Whether every change of a row moves its version on."""
    return "version" in COLUMNS[table]


def _in_order(table: str, names: Collection[str]) -> Iterator[str]:
    """`names` in the order of the table; KeyError if one is no column of it."""
    if unknown := set(names) - COLUMNS[table].keys():
        raise KeyError(f"{table} has no column {', '.join(sorted(unknown))}")
    return (name for name in COLUMNS[table] if name in names)


class Statements:
    """The texts of one author, each made once."""

    def __init__(self, author: Author) -> None:
        self.author = author
        self.dialect = author.dialect
        kept = lru_cache(maxsize=_KEPT_TEXTS)
        self.insert = kept(author.insert)
        self.upsert = kept(author.upsert)
        self.update = kept(author.update)
        self.find = kept(author.find)
        self.delete = kept(author.delete)
        self.owned = kept(author.owned)


_in_use: list[Statements] = [Statements(MadeAhead(SQLITE))]


def statements() -> Statements:
    """The statements in use in this process."""
    return _in_use[-1]


def write_with(author: Author) -> None:
    """Have another author make the statements from now on."""
    _in_use[:] = [Statements(author)]


def write_from_tables() -> None:
    """Load SQLModel and have SQLAlchemy make the statements from the tables from now on.

    Loading takes a second or two. Until then, and if it fails, the texts made ahead serve.
    """
    from servicedesk.storage.tables.statements import FromTables

    if not isinstance(statements().author, FromTables):
        write_with(FromTables(SQLITE))
