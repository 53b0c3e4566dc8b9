"""Whether the file at the desk's path is still the one that was opened.

Somebody may move a backup over it, or remove it, while a window or an import has it open. SQLite notices
neither: it goes on writing to the file that has no name any more, and leaves its log beside a stranger, into
which the next one who opens it would play it. So the path is looked at before a write begins and before it is
committed, and when the screens ask for news.

A file can be overwritten in place, too (`cp other.db desk.db`): path and file stay, and the log would be
mixed into a stranger. So, whenever the file has been written to, it is asked for its mark, past the log:
SQLite's count of changes to the schema, which begins by chance in each desk and is another one in each copy
that a backup makes, and the number of the newest event, which never goes down.
"""

import os
import secrets
import time
from pathlib import Path
from typing import NamedTuple

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.i18n import _
from servicedesk.settings import desk_notes
from servicedesk.storage import driver, opening

REWORKED = range(8, 1000)
"""By so much the count of the schema goes up when `doctor --fix` makes the search tables anew; a copy that a
backup makes is one further than its desk, and another desk is anywhere.
"""
TRIES, PAUSE = 4, 0.02
"""How often the file must say that it is another one, and the seconds between: it may be written just now."""


class ReplacedError(ServiceDeskError, code="replaced"):
    """The file at the path is another one than the one that was opened; nothing was saved."""

    in_place = False
    """Whether the file itself was overwritten, so that the log beside it belongs to nothing any more."""

    def again(self) -> "ReplacedError":
        """The same, to be raised anew: one that is raised twice drags its whole past along."""
        found = ReplacedError(self.message, self.hint)
        found.in_place = self.in_place
        return found


class Mark(NamedTuple):
    """What the file says of itself, past its log; None where it cannot be told just now."""

    schema_count: int
    version: int
    newest_event: int | None


NO_DATABASE = Mark(-1, 0, None)


class Identity:
    """The file that was opened at `path`."""

    def __init__(self, path: Path, connection: driver.Connection) -> None:
        """`connection` is one to the file, just opened."""
        self.path = path
        found = os.stat(path)  # noqa: PTH116 - asked before every write: half the time of Path.stat()
        self._place = (found.st_dev, found.st_ino)
        self._written = (found.st_mtime_ns, found.st_size)
        # What stands in the log alone is in the file after the next checkpoint.
        self._known = {schema_count(connection)}
        self._newest = 0
        if (mark := _mark(path)) is not None:
            self._known.add(mark.schema_count)
            self._newest = mark.newest_event or 0

    def know(self, connection: driver.Connection) -> None:
        """This connection is about to commit, perhaps another schema."""
        self._known.add(schema_count(connection))

    @property
    def number(self) -> int:
        """By which the desk is known on this machine, also when its file is gone."""
        return max(self._known)

    def require_place(self) -> os.stat_result:
        """Raise ReplacedError unless the path leads to the file; what the system says of it."""
        try:
            found = os.stat(self.path)  # noqa: PTH116 - as above
        except OSError:
            raise _replaced(_("The desk's file has been removed.")) from None
        if (found.st_dev, found.st_ino) != self._place:
            raise _replaced(_("Another file has taken the place of the desk's."))
        return found

    def holds(self, connection: driver.Connection, newest: int | None) -> bool:
        """Whether this is the desk, and not without what it had when `newest` was its last event."""
        held = newest_event(connection) or 0
        return self._may_be(Mark(schema_count(connection), 0, held)) and held >= (newest or 0)

    def require_same(self) -> None:
        """Raise ReplacedError unless the path still leads to the file, and nobody has written over it."""
        found = self.require_place()
        written = (found.st_mtime_ns, found.st_size)
        if written != self._written and self._is_ours():
            self._written = written

    def _is_ours(self) -> bool:
        """Whether the mark says so, False where it cannot be told just now; raises for another desk's.

        A checkpoint that is being made shows the file half written; so one answer is none.
        """
        told = NO_DATABASE
        for turn in range(TRIES):
            if turn:
                time.sleep(PAUSE)
            mark = _mark(self.path)
            if mark is None:
                return False
            if self._may_be(mark):
                self._remember(mark)
                return True
            told = mark
        if told.version > opening.SCHEMA_VERSION:
            raise _replaced(_("A newer version of servicedesk has changed the desk's file."))
        error = ReplacedError(
            _("The desk's file has been written over with another one."),
            _("Nothing was saved. Copy what you have typed, leave, and open the desk again."),
        )
        error.in_place = True
        raise error

    def _may_be(self, mark: Mark) -> bool:
        further = mark.schema_count - max(self._known)
        is_known = mark.schema_count in self._known or further in REWORKED
        return is_known and (mark.newest_event is None or mark.newest_event >= self._newest)

    def _remember(self, mark: Mark) -> None:
        self._known.add(mark.schema_count)
        if mark.newest_event is not None and not driver.sqlite_version().has_wal_reset_bug:
            # With the old journal the file may hold what is rolled back later.
            self._newest = mark.newest_event


def is_same_desk(number: int, other: int) -> bool:
    """Whether two numbers of desks are one desk's: backups, climbs and repairs count on."""
    return abs(number - other) < REWORKED.stop


def stands_at(number: int, path: Path) -> bool:
    """Whether the desk of that number stands at `path`, or may: what stands in its log alone says nothing."""
    if not path.exists():
        return False
    mark = _mark(path)
    return mark is None or mark.schema_count <= 0 or is_same_desk(mark.schema_count, number)


def note_newest(connection: driver.Connection) -> None:
    """Remember on this machine how far the desk has come: a copy that lacks its end is known by that."""
    newest = newest_event(connection)
    if newest is not None:
        desk_notes.write(schema_count(connection), newest)


def noted_newest(connection: driver.Connection) -> int | None:
    """How far the desk had come when it was closed last on this machine; None where nobody knows."""
    return desk_notes.read(schema_count(connection))


def begin_by_chance(connection: driver.Connection) -> None:
    """Have the count of the schema begin at a number that no other desk has; at the end of a new schema."""
    connection.execute(f"PRAGMA schema_version = {secrets.randbelow(2_000_000_000) + 1}")


def _mark(path: Path) -> Mark | None:
    """Read past the log and without a lock, by SQLite: closing a file of our own would drop its locks."""
    try:
        with opening.past_its_log(path) as connection:
            count = schema_count(connection)
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            return Mark(count, version, newest_event(connection))
    except driver.Error as error:
        return NO_DATABASE if "not a database" in str(error) else None


def newest_event(connection: driver.Connection) -> int | None:
    """The number of the newest event; None where it cannot be told."""
    try:
        found = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
    except driver.Error:
        # There is none yet, or its page is being written.
        return None
    # Another program may have left there what is no number; doctor says so.
    return found[0] if found and isinstance(found[0], int) else None


def schema_count(connection: driver.Connection) -> int:
    """The number by which a desk is known: begun by chance, and a little further in each of its copies."""
    return int(connection.execute("PRAGMA schema_version").fetchone()[0])


def _replaced(what: str) -> ReplacedError:
    return ReplacedError(
        what, _("Nothing was saved. Put it back, and the desk goes on; else leave, and open the desk again.")
    )
