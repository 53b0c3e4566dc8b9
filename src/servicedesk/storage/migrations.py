"""Migrations: numbered steps from any released schema to today's, each in one transaction, after a backup.

A step is SQL or a function. The version is read again under the lock, so that two processes cannot climb
the same step, and kill -9 leaves the file on a whole step.
"""

from collections.abc import Callable
from pathlib import Path

from servicedesk.domain.errors import DamagedError
from servicedesk.i18n import _
from servicedesk.storage import driver, older_views, opening, row_sums, whole_days
from servicedesk.storage.identity import begin_by_chance

Step = str | Callable[[driver.Connection], None]

SCHEMA_FILE = Path(__file__).parent / "schema.sql"
STEPS_FOLDER = Path(__file__).parent / "steps"


def steps() -> dict[int, Step]:
    """Every step by the version it leads to: step 1 is the first schema, later ones what changed."""
    return {int(path.stem): path.read_text(encoding="utf-8") for path in STEPS_FOLDER.glob("*.sql")}


FILLED_AFTER: dict[int, Callable[[driver.Connection, str], None]] = {4: whole_days.fill, 7: older_views.fill}
"""What fills the columns of a step that SQL cannot compute; it is told the zone of who opens the desk."""


def climb(connection: driver.Connection, path: Path, version: int, zone: str = "") -> None:
    """Bring the file from `version` to the newest; `zone` is that of who opens it.

    Raises DamagedError when the file does not pass its check before or after; it is left as it was.
    """
    from servicedesk.storage.backup import migration_backup_path, save_before_climb

    if version > 0:
        save_before_climb(connection, migration_backup_path(path, version), version)
    opening.use_write_ahead_log(connection)
    if version == 0:
        # A new file needs no history; that both ways lead to the same schema is tested.
        _climb_one(connection, opening.SCHEMA_VERSION, SCHEMA_FILE.read_text(encoding="utf-8"))
        return
    for number, step in sorted(steps().items()):
        if number > version:
            _climb_one(connection, number, step, zone)


def today(connection: driver.Connection) -> None:
    """Make the newest schema in an empty database of no matter what file."""
    _apply(connection, SCHEMA_FILE.read_text(encoding="utf-8"))


def as_of(connection: driver.Connection, version: int) -> None:
    """Make the schema of that version in an empty database of no matter what file."""
    # A table that makes room for its successor is missing for a moment, and others refer to it.
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA legacy_alter_table = ON")
    for number, step in sorted(steps().items()):
        if number <= version:
            _apply(connection, step)


def _climb_one(connection: driver.Connection, number: int, step: Step, zone: str = "") -> None:
    # Inside a transaction this PRAGMA is ignored; and with it on, drop-and-rename would cascade.
    connection.execute("PRAGMA foreign_keys = OFF")
    # A table that is renamed to make room for its successor must not take the references to it along.
    connection.execute("PRAGMA legacy_alter_table = ON")
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have climbed it since.
            if connection.execute("PRAGMA user_version").fetchone()[0] < number:
                is_last = number == opening.SCHEMA_VERSION
                # What was not as we wrote it stays named: a climb accepts nothing.
                had_sums = row_sums.has_any(connection)
                odd = row_sums.unlike_before_climb(connection)
                _apply(connection, step)
                if number in FILLED_AFTER:
                    FILLED_AFTER[number](connection, zone)
                if is_last or had_sums:
                    # After each step: another column makes other sums of every row.
                    row_sums.write_all(connection, but=odd)
                _require_references(connection)
                connection.execute(f"PRAGMA application_id = {opening.APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {number}")
                begin_by_chance(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    finally:
        connection.execute("PRAGMA legacy_alter_table = OFF")
        connection.execute("PRAGMA foreign_keys = ON")


def _require_references(connection: driver.Connection) -> None:
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise DamagedError(
            _("The database does not fit together; it was left as it was."), _("Run `servicedesk doctor`.")
        )


def _apply(connection: driver.Connection, step: Step) -> None:
    if callable(step):
        step(connection)
        return
    # Not executescript(): it commits what is open before it begins.
    for statement in step.split(";\n"):
        if statement.strip():
            connection.execute(statement)
