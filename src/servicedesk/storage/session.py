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
from servicedesk.storage.failures import translate
from servicedesk.storage.filesystems import no_desk, usable_place


@contextmanager
def reading_session(path: Path) -> Iterator[Session]:
    """A session that sees one moment of the desk at `path` until the block ends.

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
        # The file is opened for reading alone; this answers sooner, and for what a script attaches too.
        connection.execute("PRAGMA query_only = ON")
        with _session_on(connection) as session:
            yield session


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
        connection.execute("BEGIN")
        with Session(lent) as session:
            event.listen(session, "before_flush", _refuse_changes)
            yield session


def _refuse_changes(session: Any, *_flushed: object) -> None:
    if session.new or session.deleted or any(session.is_modified(record) for record in session.dirty):
        raise _only_reads()


def _in_our_words(context: Any) -> Exception | None:
    """Our error for a driver's, where ours says more; a mistake in a script's own SQL stays SQLAlchemy's."""
    error = translate(context.original_exception)
    if "readonly" in str(context.original_exception):
        return _only_reads()
    return None if type(error) is ServiceDeskError else error


def _only_reads() -> RefusedError:
    return RefusedError(
        _("A session of servicedesk only reads; nothing was written."),
        _("Change the desk with the command line (`servicedesk case edit --help`), which keeps its history."),
    )
