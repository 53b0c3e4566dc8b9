"""What the shell offers while a word is typed, read without touching the file: numbers, views, labels."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.storage import driver, opening
from servicedesk.storage.reading_only import only_read
from servicedesk.storage.schema_map import TABLE_BY_KIND
from servicedesk.storage.term_sql import IS_OPEN

TEXTS = {"case": "subject", "call": "summary", "customer": "name", "followup": "purpose", "promise": "text"}
"""The column of each kind that tells a person which record it is."""
MOST = 30


@contextmanager
def glance(path: Path) -> Iterator[driver.Connection | None]:
    """A connection that reads the desk at `path`; None where that is none that can be read as it is.

    Nothing is made, brought up to date, waited for or told: who presses the tab key asked for nothing.
    """
    faults = (ServiceDeskError, driver.Error, OSError)
    with suppress(*faults), ExitStack() as stack:
        db = None
        with suppress(*faults):
            if path.is_file():
                # Where nobody has the desk open the file is whole alone, and nothing is made beside it.
                log = path.with_name(f"{path.name}-wal")
                connection = stack.enter_context(opening.looking_into(path, past_log=not log.exists()))
                connection.execute("PRAGMA busy_timeout = 50")
                if opening.identify(connection) == opening.SCHEMA_VERSION:
                    only_read(connection)
                    db = connection
        yield db


def numbers(db: driver.Connection, kind: str, digits: str) -> list[tuple[int, str]]:
    """The newest records whose number begins with `digits`, each with its text; open cases first."""
    first = f"{IS_OPEN} DESC, " if kind == "case" else ""
    sql = (
        f"SELECT id, substr({TEXTS[kind]}, 1, 60) FROM {TABLE_BY_KIND[kind]} WHERE id IN (SELECT id FROM"
        f" {TABLE_BY_KIND[kind]} WHERE ? = '' OR CAST(id AS TEXT) LIKE ? || '%' ORDER BY id DESC LIMIT 500)"
        f" ORDER BY {first}id DESC LIMIT ?"
    )
    return list(db.execute(sql, (digits, digits, MOST)).fetchall())


def callers(db: driver.Connection, typed: str) -> list[tuple[int, str]]:
    """Customers whom `typed` may mean, with their names."""
    from servicedesk.storage.customers import candidates

    return [(row.id, row.name) for row in candidates(db, typed)]


def view_names(db: driver.Connection, kind: str) -> list[str]:
    """The desk's own views of a list."""
    return [row[0] for row in db.execute("SELECT name FROM views WHERE kind = ?", (kind,)).fetchall()]


def owners(db: driver.Connection) -> list[str]:
    """Who looks after open cases."""
    from servicedesk.storage.cases import known_owners

    return known_owners(db)


def labels(db: driver.Connection, kind: str) -> list[str]:
    """The labels of cases, the tags of customers."""
    from servicedesk.storage.cases import known_labels
    from servicedesk.storage.customers import known_tags

    return known_tags(db) if kind == "customer" else known_labels(db)
