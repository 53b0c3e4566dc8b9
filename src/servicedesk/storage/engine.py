"""The desk's file in use: connections lent to readers, who `BEGIN`, and writers, who `BEGIN IMMEDIATE`.

A file is identified before anything is written to it. With `storage/opening.py` this is the only module
that opens database files; the live file is never opened by other means in this process.
"""

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from servicedesk.domain.errors import BusyError, NoSpaceError, ServiceDeskError
from servicedesk.settings.places import Claim
from servicedesk.storage import coming_back, driver, opening, row_sums, unmaking
from servicedesk.storage.dialect import SQLITE
from servicedesk.storage.failures import UnwritableError, no_space, read_only, translated
from servicedesk.storage.filesystems import no_desk, usable_place
from servicedesk.storage.identity import Identity, ReplacedError, newest_event, note_newest
from servicedesk.storage.opening import BUSY_TIMEOUT_MS, identify, prepare, require_ours, use_write_ahead_log
from servicedesk.storage.sight import Sight

if TYPE_CHECKING:
    from servicedesk.storage.transaction import Transaction

IDLE_CONNECTIONS = 4
KEPT_STATEMENTS = 400
"""Prepared statements that a connection keeps: a save asks some hundred different ones."""


class Store:
    """One database file. Threads may share a store; each use takes a connection of its own."""

    def __init__(self, path: Path, zone: str = "") -> None:
        self.path = path
        self.has_climbed = False
        """Whether opening the file brought it from an older schema to today's."""
        self.is_new = False
        """Whether opening the file made it; whoever has begun the desk takes this back."""
        self.made: list[Path] = []
        """The file and the folders that opening has made, the file first."""
        self.newest_action = 0
        """The last action that was committed here, whoever asked for it."""
        self.has_written = False
        """Whether an action of somebody's was committed; clocks that were moved on are none."""
        self.saving: Callable[[], AbstractContextManager[object]] = nullcontext
        """What is entered for the moment in which an action of somebody's is committed."""
        self.zone = zone or "UTC"
        """In which the service clock begins to count, and in which times are typed."""
        self.held_back: ServiceDeskError | None = None
        """Why the file can only be looked at: a full disk, a read-only place. Writing raises it."""
        self._sight: Sight | None = None
        self._idle: list[driver.Connection] = []
        self._lock = threading.Lock()
        self._poll: driver.Connection | None = None
        self._closed = False
        self._identity: Identity | None = None
        self._replaced: ReplacedError | None = None
        self._newest: int | None = None
        """The last event that the file held when it went."""
        self._unfit: tuple[int, int] | None = None
        """When the file was written that is back and could not be gone on with, and its size."""
        self._lent = 0
        self._claim: Claim | None = Claim(path)
        """No export is written over the file while it is open."""
        self._is_over = False

    @classmethod
    def open(cls, path: Path, *, create: bool = True, zone: str = "") -> "Store":
        """Open the desk's file, make it on first use, bring an older one up to date.

        `zone` is that of who opens it.

        Raises NoDatabaseError, NotOursError, NewerVersionError, DamagedError, BusyError, NoSpaceError.
        """
        missing = unmaking.missing(path) if create else []
        path = usable_place(path, create=create)
        store = cls(path, zone)
        try:
            store._open(create=create)
            store.made = missing if store.is_new else []
        except (NoSpaceError, UnwritableError) as error:
            store._look(error)
        return store

    @classmethod
    def looking(cls, path: Path, zone: str = "") -> "Store":
        """The copy of a desk at `path`, which nobody writes to, to look at it only.

        Nothing is written beside it. Raises DamagedError, NotOursError, NewerVersionError, and for a copy of
        an earlier schema what writing to it would.
        """
        store = cls(path, zone)
        store._look(read_only())
        return store

    def _open(self, *, create: bool) -> None:
        from servicedesk.storage import migrations

        path, store = self.path, self
        with translated():
            require_ours(path)
            connection = store._connect()
            try:
                version = identify(connection)
                if version == 0 and not create:
                    raise no_desk()  # noqa: TRY301 - an empty file is no desk
                if version < opening.SCHEMA_VERSION:
                    migrations.climb(connection, path, version, store.zone)
                    store.has_climbed, store.is_new = version > 0, version == 0
                # A restored backup is in another mode, and a driver with the WAL-reset bug needs one.
                use_write_ahead_log(connection)
            except BaseException:
                connection.close()
                raise
            store._identity = Identity(path, connection)
            store._idle.append(connection)

    def _look(self, error: ServiceDeskError) -> None:
        """Open the file to look at it; raise `error`, which kept us from more, where it is not of today."""
        with translated():
            self._sight = Sight(self.path)
            try:
                connection = self._connect()
                try:
                    version = identify(connection)
                    self._identity = Identity(self.path, connection)
                finally:
                    connection.close()
            except BaseException:
                self._sight.close()
                raise
            if version != opening.SCHEMA_VERSION:
                self._sight.close()
                raise error
            self.held_back = no_space() if isinstance(error, NoSpaceError) else read_only()

    def close(self) -> None:
        """Close every idle connection; the last one folds the write-ahead log into the file."""
        self._is_over = True
        self._claim = None
        self._let_go()

    def give_up(self) -> bool:
        """Close the file; whether it was removed, since opening had made it and nothing was saved in it."""
        self.close()
        made, self.made = self.made, []
        return bool(made) and not self.has_written and unmaking.unmake(made, self.newest_action)

    def _let_go(self) -> None:
        with self._lock:
            self._closed = True
            connections, self._idle = self._idle, []
            if self._poll is not None:
                connections.append(self._poll)
                self._poll = None
        if self.has_written and self._replaced is None and connections:
            with suppress(driver.Error):
                note_newest(connections[0])
        for connection in connections:
            connection.close()
        if self._sight is not None:
            self._sight.close()

    @contextmanager
    def reader(self) -> Iterator[driver.Connection]:
        """A connection that sees one moment of the desk until the block ends."""
        with translated(), self._borrowed() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                if self._sight is not None:
                    self._sight.require_same()

    @contextmanager
    def writer(
        self,
        actor: str,
        now: datetime,
        patience_ms: int = BUSY_TIMEOUT_MS,
        *,
        happened: datetime | None = None,
    ) -> Iterator["Transaction"]:
        """A transaction that commits when the block ends and leaves nothing behind when it raises.

        `happened` is when what is written happened, if earlier than `now`.

        BusyError when another process has not let go of the file after `patience_ms`.
        BEGIN IMMEDIATE: a read that turns into a write would fail at once under a second writer, whatever
        the timeout.
        """
        from servicedesk.storage.transaction import Transaction

        if self.held_back is not None:
            raise self.held_back
        with translated(), self._borrowed() as connection:
            self._require_same(connection)
            row_sums.watch(connection)
            _begin_writing(connection, patience_ms)
            transaction = Transaction(connection, actor, now, self.zone, happened)
            try:
                self._require_same(connection)
                yield transaction
                transaction.finish()
                row_sums.write(connection)
                self._require_same(connection)
                if self._identity is not None:
                    self._identity.know(connection)
                is_action = transaction.change().action > 0
                with self.saving() if is_action else nullcontext():
                    connection.execute("COMMIT")
                self.has_written |= is_action
                self.newest_action = max(self.newest_action, transaction.action)
            except BaseException as fault:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                if isinstance(fault, Exception):
                    _name_damage(fault, transaction)
                raise

    @property
    def number(self) -> int:
        """By which this machine knows the desk, also when its file is gone."""
        return 0 if self._identity is None else self._identity.number

    @property
    def is_gone(self) -> bool:
        """Whether the file was seen to be another one, and has not come back."""
        return self._replaced is not None

    @property
    def is_closed(self) -> bool:
        """Whether the program has let go of the file, so that what goes on in the background may end."""
        return self._is_over

    def data_version(self) -> int:
        """A number that changes when another connection commits; on an idle connection of its own.

        Raises ReplacedError when the file is another one; asked again and again, this goes on with the file
        once it is back.
        """
        if self._replaced is not None:
            self._come_back(self._replaced)
        self._require_same()
        with self._lock, translated():
            if self._poll is None:
                self._poll = self._connect()
            return int(self._poll.execute(SQLITE.change_counter).fetchone()[0])

    @contextmanager
    def bare(self) -> Iterator[driver.Connection]:
        """A connection in no transaction, for what only SQLite itself can do (backup, checks)."""
        with translated(), self._borrowed() as connection:
            yield connection

    def fold_log(self) -> None:
        """Write the log into the file and give its room back, unless somebody reads from it right now."""
        with self.bare() as connection:
            connection.execute("PRAGMA busy_timeout = 0")
            try:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")

    def _require_same(self, connection: driver.Connection | None = None) -> None:
        """Raise ReplacedError, and go on raising it, once the path leads to another file than was opened.

        `connection` is one that is in use; without it an idle one is taken.
        """
        if self._replaced is not None:
            raise self._replaced.again()
        if self._identity is None:
            return
        try:
            self._identity.require_same()
        except ReplacedError as error:
            self._replaced = error
            with self._lock:
                known = [connection, self._poll, *self._idle]
            if error.in_place:
                _give_up_log(self.path)
            else:
                self._newest = _fold_log(next((one for one in known if one is not None), None))
            self._let_go()
            raise

    def _come_back(self, error: ReplacedError) -> None:
        """Go on with the very file that went, if it is back and that is safe; else raise ReplacedError.

        A file that was written over does not come back: its log had to be given up. Only the thread that asks
        for news calls this.
        """
        identity = self._identity
        if error.in_place or identity is None or self.held_back is not None or self._is_over:
            raise error.again()
        try:
            found = identity.require_place()
            as_it_is = (found.st_mtime_ns, found.st_size)
            with self._lock:
                if self._lent or as_it_is == self._unfit:
                    # What was taken before the file went holds its locks; what was read once is read no more.
                    raise error.again()
            coming_back.require_settled(self.path)
            self._unfit = as_it_is
            connection = self._reopened(identity)
        except ReplacedError as found:
            self._replaced = found.again()
            raise
        with self._lock:
            self._idle.append(connection)
            self._replaced, self._unfit, self._closed = None, None, False

    def _reopened(self, known: Identity) -> driver.Connection:
        try:
            with translated():
                connection = self._connect()
                try:
                    coming_back.require_whole(connection, known, self._newest)
                    use_write_ahead_log(connection)
                    known.require_place()
                    self._identity = Identity(self.path, connection)
                except BaseException:
                    connection.close()
                    raise
        except ReplacedError:
            raise
        except ServiceDeskError as error:
            if isinstance(error, BusyError):
                self._unfit = None
            raise coming_back.not_yet(error) from error
        return connection

    @contextmanager
    def _borrowed(self) -> Iterator[driver.Connection]:
        if self._replaced is not None:
            raise self._replaced.again()
        with self._lock:
            connection = self._idle.pop() if self._idle else None
            self._lent += 1
        try:
            if connection is None:
                connection = self._connect()
        except BaseException:
            with self._lock:
                self._lent -= 1
            raise
        try:
            yield connection
        finally:
            with self._lock:
                # A thread that comes back after close() finds nobody to close its connection but itself.
                keep = (
                    len(self._idle) < IDLE_CONNECTIONS and not connection.in_transaction and not self._closed
                )
                if keep:
                    self._idle.append(connection)
                    self._lent -= 1
            if not keep:
                connection.close()
                with self._lock:
                    self._lent -= 1

    def _connect(self) -> driver.Connection:
        # A file that has gone is not made anew: it would be an empty desk.
        place = self._sight.uri if self._sight else f"file:{quote(str(self.path))}?mode=rw"
        connection = driver.connect(
            place,
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=KEPT_STATEMENTS,
        )
        try:
            prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def _name_damage(fault: Exception, transaction: "Transaction") -> None:
    """Raise DamagedError where damage in the rows that were read is what ended the transaction."""
    from servicedesk.storage import damage

    try:
        named = damage.behind(fault, transaction.connection, transaction.unlogged.looked_at)
    except driver.Error:
        # The file cannot be asked any more: what ended the transaction says it.
        return
    if named is not None:
        raise named from fault


def _fold_log(connection: driver.Connection | None) -> int | None:
    """Write the log into the file that it belongs to, which this process still holds, and empty it.

    Returns the number of its newest event, None where it cannot be told.

    SQLite itself leaves the log of a file that was moved where it is, and whoever opens the file that has
    come in its place would play it into that one.
    """
    if connection is None:
        return None
    newest = None
    with suppress(driver.Error):
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        newest = newest_event(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return newest


def _give_up_log(path: Path) -> None:
    """Empty the log of a file that was written over: whoever closes or opens it would mix the two.

    The pages that the log stood for are gone with the file; alone it says nothing.
    """
    with suppress(OSError):
        os.truncate(path.with_name(f"{path.name}-wal"), 0)


def _begin_writing(connection: driver.Connection, patience_ms: int) -> None:
    """Begin to write as soon as nobody else writes.

    SQLite's own waiting sleeps longer and longer, so that who has waited long is overtaken by who comes new.
    """
    deadline = time.monotonic() + patience_ms / 1000
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                for statement in SQLITE.begin_writing:
                    connection.execute(statement)
            except driver.Error as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(random.uniform(0.0005, 0.004))  # noqa: S311 - no secret
            else:
                return
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
