"""Why a command could not be done: the damaged fields of the rows that it was about, by their names."""

from collections.abc import Iterable, Iterator

from servicedesk.domain.errors import DamagedError, RefusedError, ServiceDeskError
from servicedesk.i18n import _
from servicedesk.storage import driver, impossible
from servicedesk.storage.rows import NoNumberLeftError

MOST_NAMED = 5


def error(found: Iterable[impossible.Impossible]) -> DamagedError:
    """The error that names the damaged fields; nothing was changed."""
    names = [one.name for one in found]
    shown = "; ".join(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        shown = _("{names} and {count} more").format(names=shown, count=len(names) - MOST_NAMED)
    return DamagedError(
        _("Damaged fields stand in the way: {names}. Nothing was changed.").format(names=shown),
        _("Write them anew or compare with a backup; `servicedesk doctor` names all that are damaged."),
    )


def behind(
    fault: Exception, db: driver.Connection, looked_at: Iterable[tuple[str, int]]
) -> DamagedError | None:
    """What ended a command that had read these rows, where it is damage; to be asked once all is taken back.

    None for our own errors, which say what is wrong, and for faults that no value of the file explains. A
    refusal rests on the state that a record is in: where that is none, it says what is not so.
    """
    if isinstance(fault, RefusedError):
        found = [one for one in _damaged(db, looked_at, beside=False) if "state" in one.columns]
        return error(found) if found else None
    if isinstance(fault, ServiceDeskError | OSError):
        return None
    text = str(fault).lower()
    if isinstance(fault, NoNumberLeftError) or (isinstance(fault, driver.Error) and "is full" in text):
        # SQLite says this of a disk, and of a table whose largest number is used.
        found = impossible.used_up(db)
    elif isinstance(fault, driver.Error) and not any(words in text for words in _OF_VALUES):
        return None
    else:
        found = [*_damaged(db, looked_at)] or impossible.used_up(db)
    return error(found) if found else None


_OF_VALUES = ("check constraint", "cannot store", "malformed json", "datatype mismatch", "not null")
"""What the driver says where a value is what cannot be."""


def _damaged(
    db: driver.Connection, looked_at: Iterable[tuple[str, int]], *, beside: bool = True
) -> Iterator[impossible.Impossible]:
    """The damaged ones of these rows; with `beside`, where all are sound, of those that stand beside them.

    These are the rows that they name, and that name them.
    """
    rows = dict.fromkeys(looked_at)
    is_found = False
    for table, number in rows:
        for one in impossible.find_in(db, table, number):
            is_found = True
            yield one
    if is_found or not beside:
        return
    for table, number in dict.fromkeys(_beside(db, rows)):
        if (table, number) not in rows:
            yield from impossible.find_in(db, table, number)


def _beside(db: driver.Connection, rows: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    references = [
        (table, key[3], key[2])
        for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE sql LIKE '%STRICT%'").fetchall()
        for key in db.execute(f"PRAGMA foreign_key_list({table})").fetchall()
    ]
    for table, number in rows:
        for owner, column, named in references:
            if named == table:
                found = db.execute(f"SELECT id FROM {owner} WHERE {column} = ? LIMIT 1000", (number,))
                yield from ((owner, row[0]) for row in found.fetchall())
            if owner == table:
                found = db.execute(f"SELECT {column} FROM {table} WHERE id = ?", (number,))
                yield from ((named, row[0]) for row in found.fetchall() if isinstance(row[0], int))
