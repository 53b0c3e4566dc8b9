"""Loading a made-up desk into an empty file: rows many at once, the search text in one go at the end."""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from servicedesk.storage import search_index
from servicedesk.storage.schema_map import OWNED_TABLES, TABLE_BY_KIND
from servicedesk.storage.transaction import Transaction

# Parents before their children: while one row names a parent that is not there yet, SQLite looks through the
# whole child table for every parent that comes.
_RECORD_TABLES = (
    table for record, owned in OWNED_TABLES.items() for table in (record, *(part for part, _owner in owned))
)
LOAD_ORDER = tuple(
    dict.fromkeys(("policies", "customers", "contacts", "case_plans", *_RECORD_TABLES, "drafts"))
)
EVENT_COLUMNS = ("id", "at", "actor", "verb", "kind", "subject_id", "action", "changes", "happened_at")
Event = tuple[int, str, str, str, str, int, int, str, str | None]
"""One event, its values in the order of EVENT_COLUMNS."""

ROWS_HELD = 20_000
INDICES_LATER_FROM = 20_000
"""From so many cases on, it is quicker to make the indices at the end than to keep them up to date."""


class RowLoader:
    """Takes rows with ids of their own, table by table, and writes them in batches."""

    def __init__(self, transaction: Transaction, expected_cases: int) -> None:
        self._db = transaction.connection
        self._rows: dict[str, list[Mapping[str, Any]]] = {table: [] for table in LOAD_ORDER}
        self._events: list[Event] = []
        self._held = 0
        self._last_id = dict.fromkeys((*LOAD_ORDER, "events"), 0)
        self._dropped = self._drop_indices() if expected_cases >= INDICES_LATER_FROM else []

    def is_empty_desk(self) -> bool:
        """Whether the file holds nothing yet: the rows bring their own ids, which must be free."""
        return all(
            self._db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is None for table in self._last_id
        )

    def add(self, table: str, row: Mapping[str, Any]) -> None:
        """Take one row; every row of a table has the same columns."""
        self._rows[table].append(row)
        self._last_id[table] = max(self._last_id[table], row["id"])
        self._held += 1

    def add_event(self, values: Event) -> None:
        """Take one event."""
        self._events.append(values)
        self._last_id["events"] = values[0]
        self._held += 1

    def write_if_many(self) -> None:
        """Write what was taken, if it is much. Called only where every row's parents have been taken too."""
        if self._held >= ROWS_HELD:
            self._write()

    def finish(self) -> dict[str, int]:
        """Write what is left, the indices and the search text; return the last id of each table."""
        self._write()
        for statement in self._dropped:
            self._db.execute(statement)
        for kind, table in TABLE_BY_KIND.items():
            search_index.add_range(self._db, kind, 1, self._last_id[table])
        return self._last_id

    def _write(self) -> None:
        for table in LOAD_ORDER:
            rows = self._rows[table]
            if not rows:
                continue
            # A case and the call that opened it name each other: the case comes first.
            names = tuple(name for name in rows[0] if (table, name) != ("cases", "call_id"))
            self._insert(table, names, map(itemgetter(*names), rows))
        self._insert("events", EVENT_COLUMNS, self._events)
        opened = [(row["call_id"], row["id"]) for row in self._rows["cases"] if row["call_id"] is not None]
        self._db.executemany("UPDATE cases SET call_id = ? WHERE id = ?", opened)
        self._rows = {table: [] for table in LOAD_ORDER}
        self._events = []
        self._held = 0

    def _insert(self, table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * len(names))
        self._db.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)

    def _drop_indices(self) -> list[str]:
        """Take the tables' indices away and return the statements that make them again.

        The events' own ones stay: they grow at their ends, and sorting them anew would take much memory.
        """
        marks = ", ".join("?" * len(LOAD_ORDER))
        found = self._db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            f" AND tbl_name IN ({marks}) ORDER BY rowid",
            LOAD_ORDER,
        ).fetchall()
        for name, _sql in found:
            self._db.execute(f"DROP INDEX {name}")
        return [sql for _name, sql in found]
