"""servicedesk: a keyboard-driven terminal program for customer-service desks."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from os import PathLike

    from sqlmodel import Session

__version__ = "0.1.0"


def session(db: "str | PathLike[str] | None" = None) -> "AbstractContextManager[Session]":
    """Open a desk for a script that reads: `with servicedesk.session() as session:` gives a SQLModel session.

    `db` is the desk's file; without it the one of the settings and of SERVICEDESK_DB. Select the records of
    `servicedesk.scripting`. It sees one moment of the desk until the block ends, also after a
    commit or rollback; whatever would write raises RefusedError. Raises
    NoDatabaseError where there is no desk, NotOursError, NewerVersionError, UsageError; all are
    `servicedesk.domain.errors.ServiceDeskError`, which is also what a missing or broken library gives.
    """
    # Imported here: every command imports this module first.
    from servicedesk.settings import Settings
    from servicedesk.storage.loading import loading_sqlmodel

    with loading_sqlmodel():
        from servicedesk.storage.session import reading_session

    return reading_session(Settings.load(db=None if db is None else str(db)).db)
