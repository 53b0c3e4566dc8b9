"""What the tables declare holds on PostgreSQL as on SQLite; read as text, so that no server is needed."""

import re

import pytest
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable, Table

from servicedesk.storage.tables import metadata

TABLES = sorted(metadata().tables.values(), key=lambda table: table.name)
WORDS_OF_SQLITE = re.compile(r"strftime|STRICT|AUTOINCREMENT|COLLATE|INSTR|TOTAL\(", re.IGNORECASE)


def _on_postgresql(table: Table) -> list[str]:
    dialect = postgresql.dialect()
    made = [CreateTable(table), *(CreateIndex(index) for index in table.indexes)]
    return [str(statement.compile(dialect=dialect)) for statement in made]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_is_made_on_postgresql_without_a_word_that_only_sqlite_knows(table: Table) -> None:
    for statement in _on_postgresql(table):
        assert not WORDS_OF_SQLITE.search(statement), statement


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_time_is_checked_once_by_each_database(table: Table) -> None:
    times = [
        column.name
        for column in table.columns
        if column.name.endswith("_at") or column.name in {"at", "snoozed_until"}
    ]
    here = str(CreateTable(table).compile(dialect=sqlite.dialect()))
    there = _on_postgresql(table)[0]
    for name in times:
        assert here.count(f"CONSTRAINT {name}_is_a_time") == 1
        assert there.count(f"CONSTRAINT {name}_is_a_time") == 1
        # One that a later schema added has no say of a dialect in its check: its form is checked.
        is_added = f"CHECK ({name} LIKE '____-__-__T__:__:__Z')" in there
        assert is_added or f"to_char({name}::timestamp, " in there


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_an_index_on_some_of_the_rows_is_on_the_same_rows_on_both(table: Table) -> None:
    for index in table.indexes:
        here = str(CreateIndex(index).compile(dialect=sqlite.dialect()))
        there = str(CreateIndex(index).compile(dialect=postgresql.dialect()))
        condition = here.partition(" WHERE ")[2]
        assert there.partition(" WHERE ")[2] == condition, index.name
