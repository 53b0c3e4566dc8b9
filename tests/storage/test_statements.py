"""The statements made ahead are SQLAlchemy's own, and no name from outside gets into one."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from servicedesk.storage import statement_parts
from servicedesk.storage.dialect import POSTGRESQL, SQLITE, Dialect
from servicedesk.storage.statements import (
    Author,
    MadeAhead,
    columns,
    is_versioned,
    statements,
    write_from_tables,
    write_with,
)
from servicedesk.storage.tables.statements import FromTables

ROOT = Path(__file__).parents[2]
TABLES = sorted(statement_parts.COLUMNS)
RANDOM_SETS = 20
BOTH = pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL], ids=lambda dialect: dialect.name)


def test_the_parts_in_the_repository_are_those_of_the_tables() -> None:
    printed = subprocess.run(
        [sys.executable, "scripts/statements.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert printed.stdout == Path(statement_parts.__file__).read_text(encoding="utf-8")


@BOTH
@pytest.mark.parametrize("table", TABLES)
def test_the_texts_made_ahead_are_those_that_sqlalchemy_makes(dialect: Dialect, table: str) -> None:
    made, live = MadeAhead(dialect), FromTables(dialect)
    names = list(columns(table))
    chance = random.Random(f"{dialect.name} {table}")
    sets = [[name] for name in names]
    sets += [chance.sample(names, chance.randint(1, len(names))) for _turn in range(RANDOM_SETS)]
    assert made.delete(table) == live.delete(table)
    for some in sets:
        assert made.insert(table, some) == live.insert(table, some)
        assert made.find(table, some, lock=False) == live.find(table, some, lock=False)
        assert made.find(table, some, lock=True) == live.find(table, some, lock=True)
        assert made.owned(table, some[0]) == live.owned(table, some[0])
        given = [name for name in some if not (is_versioned(table) and name == "version")]
        if given:
            assert made.update(table, given, version=False) == live.update(table, given, version=False)
        if given and is_versioned(table):
            assert made.update(table, given, version=True) == live.update(table, given, version=True)
        if len(some) > 1:
            key = chance.sample(some, chance.randint(1, len(some) - 1))
            assert made.upsert(table, some, key) == live.upsert(table, some, key)


@BOTH
def test_a_change_of_nothing_but_the_version_is_the_same_text_too(dialect: Dialect) -> None:
    made, live = MadeAhead(dialect), FromTables(dialect)
    for table in filter(is_versioned, TABLES):
        assert made.update(table, (), version=False) == live.update(table, (), version=False)


def test_a_change_moves_the_version_on_and_holds_the_one_that_was_seen() -> None:
    assert MadeAhead(SQLITE).update("policies", ["body"], version=True) == (
        "UPDATE policies SET version=(policies.version + 1), updated_at=:updated_at, body=:body"
        " WHERE policies.id = :held_id AND policies.version = :held_version"
    )


@pytest.mark.parametrize("author", [MadeAhead(SQLITE), FromTables(SQLITE)], ids=["made ahead", "live"])
@pytest.mark.parametrize("name", ["id; DROP TABLE cases", "客户", "nonsense", "rowid", ""])
def test_a_name_that_is_no_column_makes_no_statement(author: Author, name: str) -> None:
    for attempt in (
        lambda: author.insert("cases", ["subject", name]),
        lambda: author.upsert("cases", ["subject", name], ["subject"]),
        lambda: author.upsert("cases", ["subject"], [name]),
        lambda: author.update("cases", [name], version=False),
        lambda: author.find("cases", [name], lock=False),
        lambda: author.owned("case_notes", name),
        lambda: author.delete(name),
        lambda: author.find(name, ["id"], lock=False),
    ):
        with pytest.raises(KeyError):
            attempt()


def test_the_tables_are_loaded_once_and_the_texts_that_were_made_are_kept() -> None:
    before = statements().author
    write_with(MadeAhead(SQLITE))
    try:
        write_from_tables()
        loaded = statements()
        assert isinstance(loaded.author, FromTables)
        write_from_tables()
        assert statements() is loaded
    finally:
        write_with(before)
