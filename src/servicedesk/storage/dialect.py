"""What one database says otherwise than another, as far as single records and the unit of work go.

The program runs on SQLite. PostgreSQL stands beside it so that the same writes can run there: tests compare
its texts with SQLAlchemy's. Lists, search and counts are still written for SQLite alone.
"""

from typing import Any, NamedTuple


class Dialect(NamedTuple):
    """The words of one database; no other module asks for its name."""

    name: str
    driver: str
    """As SQLAlchemy calls it."""
    paramstyle: str
    """As PEP 249 calls it."""
    marks: dict[type, str]
    """Where a value of that type goes in a statement; `{name}` is the name it is given under."""
    returns_number: bool
    """Whether INSERT must be asked for the number of the new row."""
    lock: str
    """After a SELECT in a writing transaction: nobody else may write the row until COMMIT."""
    begin_writing: tuple[str, ...]
    """After these, nobody else writes until COMMIT."""
    change_counter: str
    """Answers a number that changes when another connection has committed."""

    def mark(self, name: str, kind: type) -> str:
        """The place of one value."""
        return self.marks[kind].format(name=name)

    def new_number(self, cursor: Any) -> int:
        """The number of the row that the INSERT just executed has made."""
        return int(cursor.fetchone()[0] if self.returns_number else cursor.lastrowid)


SQLITE = Dialect(
    name="sqlite",
    driver="pysqlite",
    paramstyle="named",
    marks={str: ":{name}", int: ":{name}"},
    returns_number=False,
    lock="",
    begin_writing=("BEGIN IMMEDIATE",),
    change_counter="PRAGMA data_version",
)
POSTGRESQL = Dialect(
    name="postgresql",
    driver="psycopg",
    paramstyle="pyformat",
    marks={str: "%({name})s::VARCHAR", int: "%({name})s::INTEGER"},
    returns_number=True,
    lock=" FOR UPDATE",
    # One writer at a time, as on SQLite: services read, decide and write in one transaction.
    begin_writing=("BEGIN", "SELECT pg_advisory_xact_lock(1396992875)"),
    change_counter="SELECT max(id) FROM events",
)
