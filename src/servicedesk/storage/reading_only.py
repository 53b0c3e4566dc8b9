"""A connection that can do nothing but read, whatever statement it is given: SQLite itself asks here.

SQLite asks when it prepares a statement, once for each thing it would do, so reading rows costs nothing more.
"""

from servicedesk.storage import driver

_READING = frozenset(
    {
        driver.MODULE.SQLITE_SELECT,
        driver.MODULE.SQLITE_READ,
        driver.MODULE.SQLITE_FUNCTION,
        driver.MODULE.SQLITE_RECURSIVE,
        driver.MODULE.SQLITE_SAVEPOINT,
    }
)
_TELLING = frozenset(
    {
        "collation_list",
        "compile_options",
        "database_list",
        "foreign_key_list",
        "function_list",
        "index_info",
        "index_list",
        "index_xinfo",
        "module_list",
        "pragma_list",
        "table_info",
        "table_list",
        "table_xinfo",
    }
)
"""PRAGMAs that only tell, whatever value they are given."""
_TELLING_WITHOUT_VALUE = frozenset(
    # SQLite's full-text search asks for data_version by itself.
    {"application_id", "data_version", "encoding", "page_count", "page_size", "query_only", "user_version"}
)
_REFUSALS = (
    "table sqlite_master may not be modified",
    "not authorized",
    "attempt to write a readonly database",
    "cannot VACUUM",
)


def only_read(connection: driver.Connection) -> None:
    """From now on refuse whatever is no reading, and let a transaction that is open stay open.

    A COMMIT or ROLLBACK does nothing: there is nothing to write or take back, and it would let go of the
    moment that the connection sees.
    """
    connection.set_authorizer(_answer)


def is_refusal(error: Exception) -> bool:
    """Whether a driver's error says that a statement would do more than read."""
    return str(error).startswith(_REFUSALS)


def _answer(action: int, name: str | None, value: str | None, _database: object, _trigger: object) -> int:
    module = driver.MODULE
    if action == module.SQLITE_TRANSACTION:
        return int(module.SQLITE_IGNORE)
    if action == module.SQLITE_PRAGMA:
        pragma = (name or "").lower()
        may = pragma in _TELLING or (value is None and pragma in _TELLING_WITHOUT_VALUE)
    elif action == module.SQLITE_UPDATE:
        # An older SQLite asks so when it begins to read a search table; to write there it refuses by itself.
        may = name == "sqlite_master"
    else:
        may = action in _READING
    return int(module.SQLITE_OK if may else module.SQLITE_DENY)
