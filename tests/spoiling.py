"""Writes into a desk what its tables refuse: what a flipped bit or a foreign program leaves there."""

import re
from contextlib import closing
from pathlib import Path

from servicedesk.storage import driver


class Torn(bytes):
    """Bytes that stand in a text."""


def spoil(path: Path, table: str, column: str, number: int, value: object) -> None:
    """Put `value` in one field of one row, past types, CHECKs and references; the schema stays as it was."""
    find = "SELECT sql FROM sqlite_schema WHERE name = ?"
    change = "UPDATE sqlite_schema SET sql = ? WHERE name = ?"
    with closing(driver.connect(str(path), isolation_level=None)) as db:
        held = db.execute(find, (table,)).fetchone()[0]
        typed = rf"(?<=[ (]){column} (TEXT|INTEGER)( DEFAULT '?[^',]*'?)?( NOT NULL)?(?=[, \n)])"
        db.execute("PRAGMA writable_schema = ON")
        db.execute(change, (re.sub(typed, column, held.replace(" STRICT", "")), table))
    with closing(driver.connect(str(path), isolation_level=None)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute("PRAGMA foreign_keys = OFF")
        to = "CAST(? AS TEXT)" if isinstance(value, Torn) else "?"
        changed = db.execute(f"UPDATE {table} SET {column} = {to} WHERE id = ?", (value, number)).rowcount
        assert changed == 1
        db.execute("PRAGMA writable_schema = ON")
        db.execute(change, (held, table))
