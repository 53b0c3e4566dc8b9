"""What a database file is told when it is opened, and what it tells: engine, ladder and backups share it.

Every connection gets the same PRAGMAs, which are read back.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from servicedesk.domain.errors import NewerVersionError, NotOursError, ServiceDeskError, UsageError
from servicedesk.i18n import _
from servicedesk.storage import driver
from servicedesk.storage.failures import translate, translated
from servicedesk.storage.sight import Sight, is_of_the_place

APPLICATION_ID = 0x5344736B
SCHEMA_VERSION = sum(path.suffix == ".sql" for path in (Path(__file__).parent / "steps").iterdir())
BUSY_TIMEOUT_MS = 10_000
CLAIM_TIMEOUT_MS = 500

PRAGMAS = {
    "busy_timeout": BUSY_TIMEOUT_MS,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "secure_delete": 1,
    "cell_size_check": 1,
    "mmap_size": 0,
    "temp_store": 2,
    "cache_size": -16_000,
    # A log that an import made long is cut when it is begun anew, where it could not be right after it.
    "journal_size_limit": 16 << 20,
}
SYNCHRONOUS_FULL, SYNCHRONOUS_EXTRA = 2, 3


def prepare(connection: driver.Connection) -> None:
    """Set the PRAGMAs and read them back."""
    if driver.NAME == "sqlcipher3":
        # On a wrong key SQLCipher writes to stderr, which would tear the screen.
        connection.execute("PRAGMA cipher_log_level = NONE")
    # One byte that is not UTF-8, in a file from elsewhere or gone bad, must not hide every list it stands in.
    connection.text_factory = _readable
    has_bug = driver.sqlite_version().has_wal_reset_bug
    wanted = PRAGMAS | {"synchronous": SYNCHRONOUS_EXTRA if has_bug else SYNCHRONOUS_FULL}
    for name, value in wanted.items():
        connection.execute(f"PRAGMA {name} = {value}")
        held = connection.execute(f"PRAGMA {name}").fetchone()
        # A SQLite built without memory mapping answers nothing.
        if held is not None and int(held[0]) != value:  # pragma: no cover - a SQLite without the option
            raise UsageError(_("SQLite does not hold the setting {name}.").format(name=name))


def _readable(stored: bytes) -> str:
    return stored.decode("utf-8", "replace")


@contextmanager
def looking_into(
    path: Path, *, past_faults: bool = False, past_log: bool = False
) -> Iterator[driver.Connection]:
    """A connection that only reads: for backups, for damaged files, for files that may not be ours.

    With `past_faults`, what can be read of a damaged schema, or of a file that was cut short, is there. With
    `past_log` the file alone is read, without what waits in the log beside it.

    It leaves the file and its write-ahead log as they are, also when it is the last one to close, and reads
    where nothing can be written: on a full disk, on read-only media.
    """
    with translated():
        try:
            alone = "&immutable=1" if past_log else ""
            uri = f"file:{quote(str(path))}?mode=ro{alone}"
            connection, sight = _reading(uri, past_faults=past_faults), None
        except driver.Error as error:
            if past_log or not is_of_the_place(error):
                raise
            sight = Sight(path)
            connection = _reading(sight.uri, past_faults=past_faults)
        try:
            yield connection
        finally:
            connection.close()
            if sight is not None:
                sight.close()
        if sight is not None:
            sight.require_same()


def _reading(uri: str, *, past_faults: bool) -> driver.Connection:
    """A connection that has begun to read; what is wrong with the file itself is left for later."""
    connection = driver.connect(uri, uri=True, isolation_level=None)
    try:
        if past_faults:
            # So SQLite takes what it cannot read of the schema, and pages that are lost, for not there.
            connection.execute("PRAGMA writable_schema = ON")
        prepare(connection)
        try:
            connection.execute("PRAGMA schema_version").fetchone()
        except driver.Error as error:
            if is_of_the_place(error):
                raise
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def past_its_log(path: Path) -> Iterator[driver.Connection]:
    """A connection that reads the file alone, without log and lock; driver.Error as it comes."""
    address = f"file:{quote(str(path))}?mode=ro&immutable=1"
    connection = driver.connect(address, uri=True, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def scratch() -> Iterator[driver.Connection]:
    """An empty database in memory."""
    connection = driver.connect(":memory:", isolation_level=None)
    try:
        prepare(connection)
        yield connection
    finally:
        connection.close()


@contextmanager
def claiming(path: Path) -> Iterator[driver.Connection]:
    """Nobody else has the sound desk at `path` open while the block runs, and its log is folded in.

    The connection holds the lock; to read by another one would let go of it. Raises BusyError when somebody
    has it open.
    """
    connection = driver.connect(str(path), isolation_level=None)
    try:
        try:
            prepare(connection)
            connection.execute(f"PRAGMA busy_timeout = {CLAIM_TIMEOUT_MS}")
            # Only who is alone can leave the mode; without a log no file beside it can outlive a rename.
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
            connection.execute("BEGIN EXCLUSIVE")
        except driver.Error as error:
            raise translate(error) from error
        yield connection
    finally:
        connection.close()


def use_write_ahead_log(connection: driver.Connection) -> None:
    """WAL, but where SQLite has the WAL-reset bug: there the old journal."""
    mode = "DELETE" if driver.sqlite_version().has_wal_reset_bug else "WAL"
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            held = connection.execute(f"PRAGMA journal_mode = {mode}").fetchone()[0]
        except driver.Error as error:
            # Changing the mode does not wait for a lock by itself.
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            if held.upper() != mode:  # pragma: no cover - a file system without shared memory
                raise UsageError(_("This folder cannot hold a database in use; choose another with --db."))
            return


def identify(connection: driver.Connection) -> int:
    """The schema version of the file, 0 for a new one; NotOursError or NewerVersionError for others."""
    # One snapshot: another process may be making the tables at this moment.
    connection.execute("BEGIN")
    try:
        application_id = connection.execute("PRAGMA application_id").fetchone()[0]
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        is_empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    finally:
        connection.execute("COMMIT")
    if application_id == APPLICATION_ID:
        if version > SCHEMA_VERSION:
            raise NewerVersionError(
                _("This desk was written by a newer version of servicedesk."),
                _("Upgrade servicedesk, then open it again."),
            )
        return version
    if application_id == 0 and version == 0 and is_empty:
        return 0
    raise NotOursError(
        _("This file is a database of another program; servicedesk leaves it alone."),
        _("Name another file with --db."),
    )


def require_ours(path: Path) -> None:
    """Raise unless the file is ours or empty, before anything could be written to it."""
    if path.stat().st_size == 0:
        return
    require_more_than_a_byte(path)
    try:
        with looking_into(path) as connection:
            identify(connection)
    except ServiceDeskError as error:
        # What a killed process left must first be rolled back, which one that only reads may not do.
        if not isinstance(error.__cause__, driver.Error) or not _has_journal(path):
            raise


def require_more_than_a_byte(path: Path) -> None:
    """Raise DamagedError for a file of one byte, which SQLite takes for an empty one."""
    if path.stat().st_size == 1:
        raise translate(driver.Error("file is not a database"))


def _has_journal(path: Path) -> bool:
    return path.with_name(f"{path.name}-journal").exists()
