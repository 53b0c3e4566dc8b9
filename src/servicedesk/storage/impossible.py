"""Values that their column cannot hold: of another type, outside its list, no time, no UTF-8, none of ours.

What a table may hold is asked of the file itself, which says it in its CHECKs and types, so that an older
desk is judged by what it was made with. Of the ends of the years, of the largest number that a row may have,
and of texts with a form of their own (storage/fits.py) no CHECK knows.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from servicedesk.domain.numbers import format_number
from servicedesk.domain.unreadable import FIRST_YEAR, LAST_YEAR
from servicedesk.storage import driver
from servicedesk.storage.fits import FITS
from servicedesk.storage.schema_map import KIND_BY_TABLE, LARGEST_NUMBER

_WORD = re.compile(r"\w+", re.ASCII)
_FORM = re.compile(r"(\w+) LIKE '____-__-__T__:__:__Z'", re.ASCII)
"""The check of a time in a column that a later schema added: of its form alone."""
_MOMENT = re.compile(r"(\w+) IS strftime\(", re.ASCII)
_TIME = "strftime('%Y-%m-%dT%H:%M:%SZ', {0})"
_TYPES = {"TEXT": "text", "INTEGER": "integer"}


class Impossible(NamedTuple):
    """A row with values that cannot be, by the names of their columns."""

    table: str
    number: int
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        """The record as people name it, or the table with the number of its row; with the columns."""
        return f"{row_name(self.table, self.number)} ({', '.join(self.columns)})"


def row_name(table: str, number: int) -> str:
    """`cases C-7` for a record, `case_notes 12` for a row that one owns."""
    kind = KIND_BY_TABLE.get(table)
    return f"{table} {format_number(kind, number) if kind else number}"


def find(db: driver.Connection) -> Iterator[Impossible]:
    """Every row of ours with such a value, by table and number; each table is read once."""
    for (table,) in db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%' ORDER BY name"
    ).fetchall():
        broken = {row.number: row.columns for row in find_in(db, table)}
        for number, name in _undecodable(db, table):
            broken[number] = tuple(dict.fromkeys((*broken.get(number, ()), name)))
        for number in sorted(broken):
            yield Impossible(table, number, broken[number])
        if (seq := _odd_count(db, table)) is not None and seq not in broken:
            yield Impossible(table, seq, ("id",))


def used_up(db: driver.Connection) -> list[Impossible]:
    """The rows that leave no number for one after them, by their tables: at most one of each."""
    found = []
    counted = "SELECT name FROM sqlite_schema WHERE sql LIKE '%AUTOINCREMENT%' ORDER BY name"
    for (table,) in db.execute(counted).fetchall():
        number = db.execute(f"SELECT max(id) FROM {table}").fetchone()[0]
        if number is None or number <= LARGEST_NUMBER:
            number = _odd_count(db, table)
        if number is not None:
            found.append(Impossible(table, number, ("id",)))
    return found


def _odd_count(db: driver.Connection, table: str) -> int | None:
    """The number that SQLite counts on from in the table, where it is none that a desk comes to."""
    found = db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    if found is None or (isinstance(found[0], int) and found[0] <= LARGEST_NUMBER):
        return None
    return found[0] if isinstance(found[0], int) else 0


def _undecodable(db: driver.Connection, table: str) -> Iterator[tuple[int, str]]:
    """The texts that are no UTF-8, by the number of the row and the name of the column."""
    names = [row[1] for row in db.execute(f"PRAGMA table_info({table})").fetchall() if row[2] == "TEXT"]
    if not names:
        return
    # All of a row at once: nearly every one is sound.
    together = " || ".join(f"""ifnull("{name}", '')""" for name in names)
    for number, text in db.execute(f"SELECT rowid, CAST({together} AS BLOB) FROM {table}"):
        if _is_torn(text):
            each = ", ".join(f'CAST("{name}" AS BLOB)' for name in names)
            row = db.execute(f"SELECT {each} FROM {table} WHERE rowid = ?", (number,)).fetchone()
            yield from ((number, name) for name, one in zip(names, row, strict=True) if _is_torn(one))


def _is_torn(text: bytes | None) -> bool:
    try:
        (text or b"").decode()
    except UnicodeDecodeError:
        return True
    return False


def find_in(db: driver.Connection, table: str, number: int | None = None) -> Iterator[Impossible]:
    """Those of one table, or the one row of that number, if it is one."""
    sql = db.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
    held = db.execute(f"PRAGMA table_info({table})").fetchall()
    rules, columns = list(_rules(held, sql)), {row[1] for row in held}
    if "AUTOINCREMENT" in sql:
        rules.append((("id",), f"id NOT BETWEEN 1 AND {LARGEST_NUMBER}"))
    which, about = ("1", ()) if number is None else ("rowid = ?", (number,))
    found: dict[int, dict[str, None]] = {}
    if rules:
        broken = " OR ".join(f"({condition})" for _columns, condition in rules)
        shown = ", ".join(f"({condition})" for _columns, condition in rules)
        for row in db.execute(f"SELECT rowid, {shown} FROM {table} WHERE {which} AND ({broken})", about):
            names = [name for is_broken, (held, _sql) in zip(row[1:], rules, strict=True) if is_broken
                     for name in held]  # fmt: skip
            found[row[0]] = dict.fromkeys(names)
    for name, fits in FITS.get(table, {}).items():
        if name in columns:
            texts = f"SELECT rowid, {name} FROM {table} WHERE {which} AND typeof({name}) = 'text'"
            for one, text in db.execute(texts, about):
                if not fits(text):
                    found.setdefault(one, {})[name] = None
    for one in sorted(found):
        yield Impossible(table, one, tuple(found[one]))


def _rules(columns: list[tuple[object, ...]], sql: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """The columns that each rule is about, and when it is broken."""
    names = [str(column[1]) for column in columns]
    for _place, name, held, needed, _default, key in columns:
        if held in _TYPES and not key:
            types = f"'{_TYPES[str(held)]}'" if needed else f"'{_TYPES[str(held)]}', 'null'"
            yield (str(name),), f'typeof("{name}") NOT IN ({types})'
    for condition in _checks(sql):
        about = tuple(word for word in dict.fromkeys(_WORD.findall(condition)) if word in names)
        # A rule that NULL makes neither true nor false is kept.
        yield about, f"coalesce(NOT ({condition}), 0)"


def _checks(sql: str) -> Iterator[str]:
    """What stands in the brackets of each CHECK; no text in one holds a bracket."""
    start = 0
    while (start := sql.find("CHECK (", start)) >= 0:
        start += len("CHECK (")
        depth, end = 1, start
        while depth:
            depth += {"(": 1, ")": -1}.get(sql[end], 0)
            end += 1
        condition = sql[start : end - 1]
        if form := _FORM.fullmatch(condition):
            condition = f"{form[1]} IS {_TIME.format(form[1])}"
        if moment := _MOMENT.search(condition):
            years = f"{moment[1]} >= '{FIRST_YEAR:04}' AND {moment[1]} < '{LAST_YEAR + 1}'"
            condition = f"({condition}) AND ({moment[1]} IS NULL OR {years})"
        yield condition
