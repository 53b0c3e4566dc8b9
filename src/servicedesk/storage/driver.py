"""Which SQLite the program uses: sqlcipher3's where it is installed, else the standard library's.

The standard library often carries a SQLite with the WAL-reset bug (3.7.0 to 3.51.2, but for the
backports), which can lose committed rows when two connections write and checkpoint at the same moment.
Never mix the two on one file in one process: each would drop the other's POSIX locks.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

try:
    from sqlcipher3 import dbapi2 as _module

    NAME = "sqlcipher3"
except ImportError:  # pragma: no cover - depends on the platform
    import sqlite3 as _module

    NAME = "sqlite3"

MODULE = _module
Connection = Any
Error: type[Exception] = _module.Error
IntegrityError: type[Exception] = _module.IntegrityError


class _Told(_module.Connection):  # type: ignore[misc]
    """A connection whose faults are all of `Error`.

    SQLite names in them what it found in a damaged schema, as it stands there; the module fails to read that.
    """

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        try:
            return super().execute(sql, parameters)
        except UnicodeDecodeError as error:
            raise _unreadable() from error

    def executemany(self, sql: str, parameters: Iterable[Any]) -> Any:
        try:
            return super().executemany(sql, parameters)
        except UnicodeDecodeError as error:
            raise _unreadable() from error


def _unreadable() -> Exception:
    fault: Exception = _module.DatabaseError("malformed database schema")
    return fault


connect = partial(_module.connect, factory=_Told)

FIRST_SOUND_VERSION = (3, 51, 3)
SOUND_BACKPORTS = ((3, 50, 7), (3, 44, 6))


class SQLiteVersion(NamedTuple):
    """The SQLite in use and whether it has the WAL-reset bug."""

    driver: str
    version: tuple[int, ...]

    @property
    def text(self) -> str:
        """The version as SQLite writes it."""
        return ".".join(map(str, self.version))

    @property
    def has_wal_reset_bug(self) -> bool:
        """Whether two connections may corrupt a WAL file of this version."""
        if self.version >= FIRST_SOUND_VERSION:
            return False
        return not any(self.version[:2] == fixed[:2] and self.version >= fixed for fixed in SOUND_BACKPORTS)


def sqlite_version() -> SQLiteVersion:
    """The SQLite that this process uses."""
    return SQLiteVersion(NAME, tuple(int(part) for part in _module.sqlite_version.split(".")))
