"""A SQLModel session on the desk's file for scripts: it reads one moment of the desk and cannot write.

It loads SQLModel; nothing of the program itself uses it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, create_engine

from servicedesk.domain.errors import RefusedError, ServiceDeskError
from servicedesk.i18n import _
from servicedesk.storage import driver, opening
from servicedesk.storage.failures import NOT_FOUND, translate
from servicedesk.storage.filesystems import no_desk, usable_place
from servicedesk.storage.reading_only import is_refusal, only_read


@contextmanager
def reading_session(path: Path) -> Iterator[Session]:
    """A session that sees one moment of the desk at `path` until the block ends.

    It is the moment of the opening; neither commit() nor rollback() ends it.

    Raises NoDatabaseError, NotOursError, NewerVersionError, DamagedError, BusyError; RefusedError for a desk
    of an older version and for whatever would write.
    """
    path = usable_place(path, create=False)
    opening.require_ours(path)
    with opening.looking_into(path) as connection:
        version = opening.identify(connection)
        if version == 0:
            raise no_desk()
        if version < opening.SCHEMA_VERSION:
            raise RefusedError(
                _("This desk was written by an older version of servicedesk."),
                _("Run `servicedesk today` once, which brings it up to date."),
            )
        connection.execute("PRAGMA query_only = ON")
        try:
            with _session_on(connection) as session:
                yield session
        except driver.Error as error:
            # Of a script that asks the driver's connection itself.
            raise _in_place_of(error) or error from error


@contextmanager
def _session_on(connection: driver.Connection) -> Iterator[Session]:
    engine = create_engine(
        "sqlite://",
        module=driver.MODULE,
        creator=lambda: connection,
        poolclass=StaticPool,
        # Errors of SQLAlchemy would tell the values, which are personal.
        hide_parameters=True,
    )
    event.listen(engine, "handle_error", _in_our_words, retval=True)
    # The first connection rolls back what is open, so the transaction begins after it.
    with engine.connect() as lent:
        _hold_one_moment(connection)
        with Session(lent) as session:
            event.listen(session, "before_flush", _refuse_changes)
            yield session


def _hold_one_moment(connection: driver.Connection) -> None:
    """Begin what the session sees, and let nothing end it."""
    connection.execute("BEGIN")
    # SQLite holds a moment from the first reading on.
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    only_read(connection)


def _refuse_changes(session: Any, *_flushed: object) -> None:
    if session.new or session.deleted or any(session.is_modified(record) for record in session.dirty):
        raise _only_reads()


def _in_our_words(context: Any) -> Exception | None:
    return _in_place_of(context.original_exception)


def _in_place_of(error: Exception) -> Exception | None:
    """Our error for a driver's, where ours says more; a mistake in a script's own SQL stays SQLAlchemy's."""
    if is_refusal(error):
        return _only_reads()
    ours = translate(error)
    is_mistake = type(ours) is ServiceDeskError or any(words in str(error).lower() for words in NOT_FOUND)
    return None if is_mistake else ours


def _only_reads() -> RefusedError:
    return RefusedError(
        _("A session of servicedesk only reads; nothing was written."),
        _("Change the desk with the command line (`servicedesk case edit --help`), which keeps its history."),
    )
