"""Loading many rows at once: numbers given beforehand, a statement a batch, an event a record, search text.

What comes out is what Transaction.insert() and record() would have written, row for row.
"""

import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any

from servicedesk.storage import driver, search_index
from servicedesk.storage.many_rows import insert_many
from servicedesk.storage.moments import stored
from servicedesk.storage.schema_map import TABLE_BY_KIND
from servicedesk.storage.statements import defaults
from servicedesk.storage.transaction import Transaction

CASE_COLUMNS = {"case": "id", "call": "case_id", "promise": "case_id"}
"""By which column a record is, or hangs on, a case whose clock it moves."""

LARGEST_KEPT_NUMBER = 2**31 - 1
"""Up to here a record keeps its number from another desk: the largest possible would leave none behind it."""

_LOADING_CACHE_KIB = 64_000
_LOADING_HASH_BYTES = 16 << 20
_USUAL_HASH_BYTES = 1 << 20
"""FTS5's own default; the setting is kept in the file, so loading gives it back."""


class BulkLoader:
    """Loads new rows within one transaction; all of it is one action.

    Numbers are taken with number() and keep() for rows that insert() writes before anybody else inserts into
    that table; forget_numbers() is called before others write.
    """

    def __init__(self, transaction: Transaction, run_id: int | None = None) -> None:
        self.transaction = transaction
        self.connection = transaction.connection
        self.run_id = run_id
        self._last: dict[str, int] = {}

    def number(self, table: str) -> int:
        """The number of the next new row of `table`."""
        number = self._last_number(table) + 1
        self._last[table] = number
        return number

    def last(self, table: str) -> int:
        """The largest number that `table` has had so far."""
        return self._last_number(table)

    def keep(self, table: str, number: int) -> None:
        """Let a new row have `number`, which nobody has; later ones go on behind it."""
        self._last[table] = max(self._last_number(table), number)

    def forget_numbers(self) -> None:
        """Take numbers anew from the tables: somebody else is about to write."""
        self._last.clear()

    def insert(self, table: str, columns: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> None:
        """Insert `rows`, each with its id among the `columns`."""
        if rows:
            insert_many(self.connection, table, *_telling(table, columns, rows))

    def record(
        self,
        kind: str,
        verb: str,
        ids: Sequence[int],
        with_clocks: Collection[int] = frozenset(),
        search_rows: Sequence[Sequence[Any]] = (),
    ) -> None:
        """Write one event and the search row of each record just inserted, in the order of `ids`.

        Cases `with_clocks` were inserted with theirs; `search_rows` are those that are known, each with the
        number of its record before it.
        """
        if not ids:
            return
        transaction = self.transaction
        action = transaction.action
        if not action:
            action = last_number(self.connection, "events") + 1
            transaction.begin_action(action, verb)
        begin = f'[{{"op":"insert","table":"{TABLE_BY_KIND[kind]}","id":'
        listed = json.dumps(ids)
        self.connection.execute(
            "INSERT INTO events (at, actor, verb, kind, subject_id, action, changes, run_id)"
            " SELECT ?, ?, ?, ?, value, ?, ? || value || '}]', ? FROM json_each(?) ORDER BY key",
            (stored(transaction.now), transaction.actor, verb, kind, action, begin, self.run_id, listed),
        )
        known = {row[0] for row in search_rows}
        search_index.add_rows(self.connection, kind, search_rows)
        search_index.add(self.connection, kind, [one for one in ids if one not in known] if known else ids)
        left = [one for one in ids if one not in with_clocks] if with_clocks else ids
        self._note_clocks(kind, listed if left is ids else json.dumps(left))

    def _note_clocks(self, kind: str, listed: str) -> None:
        """Have the clocks of the cases computed that these records are, or hang on."""
        if kind in CASE_COLUMNS:
            sql = f"SELECT {CASE_COLUMNS[kind]} FROM {TABLE_BY_KIND[kind]} WHERE id IN {search_index.LISTED}"
            found = self.connection.execute(sql, (listed,)).fetchall()
            self.transaction.clocks_moved(row[0] for row in found if row[0] is not None)

    def _last_number(self, table: str) -> int:
        last = self._last.get(table)
        if last is None:
            last = self._last[table] = last_number(self.connection, table)
        return last


def _telling(
    table: str, columns: tuple[str, ...], rows: Sequence[Sequence[Any]]
) -> tuple[tuple[str, ...], Sequence[Sequence[Any]]]:
    """The columns that say more in some row than what stands where nothing is given, and the rows of those.

    A file fills a third of the columns of a case, and most of the time of a new row is that of its values.
    """
    usual = defaults(table)
    places = [
        place
        for place, (name, held) in enumerate(zip(columns, zip(*rows, strict=True), strict=False))
        if name == "id" or held.count(usual.get(name)) < len(held)
    ]
    if len(places) == len(columns):
        return columns, rows
    return tuple(columns[place] for place in places), list(map(_picker(places), rows))


def _picker(places: Sequence[int]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    if len(places) == 1:
        return lambda row: (row[places[0]],)
    return itemgetter(*places)


@contextmanager
def room_for_loading(db: driver.Connection) -> Iterator[None]:
    """More memory while much is written: index pages stay, and search rows are merged in larger pieces."""
    before = int(db.execute("PRAGMA cache_size").fetchone()[0])
    db.execute(f"PRAGMA cache_size = {-_LOADING_CACHE_KIB}")
    _gather_search_rows(db, _LOADING_HASH_BYTES)
    try:
        yield
        _gather_search_rows(db, _USUAL_HASH_BYTES)
    finally:
        db.execute(f"PRAGMA cache_size = {before}")


def _gather_search_rows(db: driver.Connection, size: int) -> None:
    """How many bytes of new search rows FTS5 gathers before it writes them."""
    for table in TABLE_BY_KIND.values():
        db.execute(f"INSERT INTO {table}_search ({table}_search, rank) VALUES ('hashsize', ?)", (size,))


def new_uids(count: int) -> Iterable[str]:
    """`count` stable names that no other desk will make, in rising order: their index grows at its end."""
    prefix = os.urandom(6).hex()
    return (f"{prefix}{number:08x}" for number in range(count))


def last_number(db: driver.Connection, table: str) -> int:
    """The largest number that a row of `table` has ever had."""
    found = db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return int(found[0]) if found else 0
