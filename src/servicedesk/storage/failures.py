"""SQLite's errors in the user's words, with the exit code each deserves; never with a value from a row."""

from collections.abc import Iterator
from contextlib import contextmanager

from servicedesk.domain.errors import BusyError, DamagedError, NoSpaceError, RefusedError, ServiceDeskError
from servicedesk.i18n import _
from servicedesk.settings import room
from servicedesk.storage import driver

NOT_FOUND = ("no such table", "no such column", "has no column named", "no such module", "no such function")
"""What SQLite says of a name that a statement needs: all of ours are in a file that we made."""


class OtherTablesError(DamagedError):
    """A table or a column is not there: a flipped bit in its name, or another program took it away."""


class UnwritableError(ServiceDeskError):
    """The file or its folder may not be written."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn driver errors that leave the block into ServiceDeskError."""
    try:
        yield
    except driver.Error as error:
        raise translate(error) from error
    except OSError as error:
        if room.is_full(error):
            raise no_space() from error
        raise


def translate(error: Exception) -> ServiceDeskError:
    """The user's error for a driver's error."""
    text = str(error).lower()
    if "locked" in text or "busy" in text:
        return BusyError(_("Another program is writing to the desk."), _("Try again in a moment."))
    if "disk is full" in text or "disk i/o error" in text:
        # A limit on the size of files answers as a broken disk does.
        return no_space()
    if "not a database" in text or "encrypted" in text:
        return DamagedError(
            _("This file is not a servicedesk database, or its beginning is damaged."),
            _("Name another file with --db, or bring back a backup with `servicedesk restore`."),
        )
    # "vtable constructor failed", of a search table, says nothing of damage; its code does.
    is_corrupt = str(getattr(error, "sqlite_errorname", "")).startswith("SQLITE_CORRUPT")
    if is_corrupt or "malformed" in text or "corrupt" in text:
        return DamagedError(
            _("The database file is damaged; nothing was changed."),
            _("Run `servicedesk doctor`, then bring back a backup with `servicedesk restore`."),
        )
    if any(words in text for words in NOT_FOUND):
        return OtherTablesError(
            _("The tables of the file are not as servicedesk makes them; nothing was changed."),
            _("Run `servicedesk doctor`, then bring back a backup with `servicedesk restore`."),
        )
    if "readonly" in text or "read-only" in text:
        return read_only()
    if "unable to open" in text:
        return UnwritableError(
            _("The database file cannot be opened."),
            _("Check that the folder exists and that you may read and write it."),
        )
    if isinstance(error, driver.IntegrityError) and "foreign key" in text:
        return RefusedError(
            _("Other records still refer to this one; nothing was changed."),
            _("Look at the history: something newer stands on it."),
        )
    if isinstance(error, driver.IntegrityError) and ("check constraint" in text or "cannot store" in text):
        return RefusedError(
            _("That would write a value that cannot be; nothing was changed."),
            _("If the record is damaged, `servicedesk doctor` names its fields; mend them all at once."),
        )
    return ServiceDeskError(_("The database refused the request; nothing was changed."), type(error).__name__)


def read_only() -> UnwritableError:
    """The error for a file that may be read and not written."""
    return UnwritableError(
        _("The database file or its folder is read-only; nothing was saved."),
        _("Make both writable for you, or name another file with --db."),
    )


def no_space() -> NoSpaceError:
    """The error for a full disk."""
    return NoSpaceError(
        _("The disk is full or failing; nothing was saved and nothing earlier was lost."),
        _("Free some space, then do it again; if there is enough, run `servicedesk doctor`."),
    )
