"""Writes into a desk what its tables refuse: what a flipped bit or a foreign program leaves there."""

import re
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from servicedesk.storage import driver


class Torn(bytes):
    """Bytes that stand in a text."""


def spoil(path: Path, table: str, column: str, number: int, value: object) -> None:
    """Put `value` in one field of one row, past types, CHECKs and references; the schema stays as it was."""
    spoil_each(path, [(table, column, number, value)])


def spoil_each(path: Path, damages: Sequence[tuple[str, str, int, object]]) -> None:
    """As spoil(), of several fields: each by its table, column and number, with its value."""
    find = "SELECT sql FROM sqlite_schema WHERE name = ?"
    change = "UPDATE sqlite_schema SET sql = ? WHERE name = ?"
    with closing(driver.connect(str(path), isolation_level=None)) as db:
        held = {table: db.execute(find, (table,)).fetchone()[0] for table, *_rest in damages}
        loose = {table: sql.replace(" STRICT", "") for table, sql in held.items()}
        for table, column, *_rest in damages:
            typed = rf"(?<=[ (\"]){column}\"? (TEXT|INTEGER)( DEFAULT '?[^',]*'?)?( NOT NULL)?(?=[, \n)])"
            loose[table] = re.sub(typed, lambda found: found[0].split(" ")[0], loose[table])
        db.execute("PRAGMA writable_schema = ON")
        db.executemany(change, [(sql, table) for table, sql in loose.items()])
    with closing(driver.connect(str(path), isolation_level=None)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute("PRAGMA foreign_keys = OFF")
        for table, column, number, value in damages:
            to = "CAST(? AS TEXT)" if isinstance(value, Torn) else "?"
            changed = db.execute(
                f'UPDATE {table} SET "{column}" = {to} WHERE id = ?', (value, number)
            ).rowcount
            assert changed == 1
        db.execute("PRAGMA writable_schema = ON")
        db.executemany(change, [(sql, table) for table, sql in held.items()])
