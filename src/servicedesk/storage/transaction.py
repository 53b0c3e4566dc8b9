"""Changes of rows that remember before and after, and the events written from them.

A service makes its changes with insert(), update() and delete() and then calls record() once for each
subject; finish() (called by Store.writer) refuses to commit changes that no event tells of.
"""

import json
import os
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from servicedesk.domain.moves import Act
from servicedesk.domain.rows.history import Change
from servicedesk.storage import driver, search_index
from servicedesk.storage.moments import stored
from servicedesk.storage.rows import Rows, Values, moved_on
from servicedesk.storage.schema_map import BOOKKEEPING, KIND_BY_TABLE, OWNED_TABLES
from servicedesk.storage.statements import is_versioned


def new_uid() -> str:
    """A stable name for a record that no other desk will make."""
    return os.urandom(10).hex()


class Transaction:
    """One writing transaction: rows, events and search text together."""

    def __init__(
        self,
        connection: driver.Connection,
        actor: str,
        now: datetime,
        zone: str = "UTC",
        happened: datetime | None = None,
    ) -> None:
        self.connection = connection
        self.unlogged = Rows(connection)
        """Single rows written without a line in the history: drafts, stamps, runs, cursors."""
        self.actor = actor
        self.now = now
        """When it is written down."""
        self.happened = happened or now
        """When it happened: earlier than `now` for what is entered late."""
        self.zone = zone
        """In which the clocks of a desk begin to be computed, and in which times are typed."""
        self._pending: list[dict[str, Any]] = []
        self._action: int | None = None
        self._verb = ""
        self._subject: tuple[str, int] | None = None
        self._touched: dict[tuple[str, int], None] = {}
        self._clocks: set[int] = set()
        self._left_states: dict[int, str | None] = {}
        self._rules_changed = False

    @property
    def act(self) -> Act:
        """Who acts and when it happened, for the moves."""
        return Act(self.actor, stored(self.happened))

    # Rows

    def insert(self, table: str, values: Values) -> int:
        """Insert a row and return its id; records get uid, version and times of their own unless given."""
        row = dict(self._with_day(table, {}, values))
        if table in KIND_BY_TABLE:
            row.setdefault("uid", new_uid())
            row.setdefault("created_at", stored(self.now))
            row.setdefault("updated_at", stored(self.now))
        row_id = self.unlogged.insert(table, row)
        change: dict[str, Any] = {"op": "insert", "table": table, "id": row_id}
        if table not in KIND_BY_TABLE:
            # A record is its own memory of what was inserted; a label that is gone again is not.
            change["row"] = {name: value for name, value in row.items() if name not in BOOKKEEPING}
        self._pending.append(change)
        return row_id

    def update(self, table: str, row_id: int, values: Values) -> bool:
        """Change the fields that differ; return whether any did.

        Raises NotFoundError, and StaleError when the row changes between reading and writing it.
        """
        before = self.row(table, row_id)
        values = self._with_day(table, before, values)
        after = {name: value for name, value in values.items() if before[name] != value}
        if not after:
            return False
        self._update_row(table, row_id, after, before.get("version"))
        self._pending.append(
            {
                "op": "update",
                "table": table,
                "id": row_id,
                "before": {name: before[name] for name in after},
                "after": after,
            }
        )
        return True

    def require_version(self, table: str, row_id: int, version: int | None, values: Values) -> None:
        """Raise StaleError when the record has moved on since `version` was shown; None checks nothing.

        `values` are what is wanted now: the error carries them beside what is stored.
        """
        if version is None:
            return
        held = self.row(table, row_id)
        if held["version"] == version:
            return
        raise moved_on(table, row_id, held, values)

    def delete(self, table: str, row_id: int) -> None:
        """Delete a row, and the rows that a record owns."""
        for owned_table, owner in OWNED_TABLES.get(table, ()):
            for owned in self.unlogged.owned(owned_table, owner, row_id):
                self._delete_row(owned_table, owned)
        self._delete_row(table, self.row(table, row_id))

    def row(self, table: str, row_id: int) -> dict[str, Any]:
        """One row as a mapping; NotFoundError if there is none."""
        return self.unlogged.row(table, row_id, lock=True)

    def find(self, table: str, row_id: int) -> dict[str, Any] | None:
        """One row as a mapping, None if there is none."""
        return self.unlogged.find(table, id=row_id, lock=True)

    def rows(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query, in this transaction."""
        return list(self.connection.execute(sql, parameters).fetchall())

    # Events

    def record(
        self,
        verb: str,
        kind: str,
        subject_id: int | None,
        *,
        run_id: int | None = None,
        undoes: int | None = None,
        happened: datetime | None = None,
    ) -> bool:
        """Write one event for the changes made since the last record(); return False if there were none.

        `happened` is when they happened, where that is not when the whole action did.
        """
        changes, self._pending = self._pending, []
        if not changes:
            return False
        self._note_clocks(changes)
        if subject_id is not None and kind in KIND_BY_TABLE.values():
            self._touch(kind, subject_id, changes)
            search_index.refresh(self.connection, kind, subject_id, changes)
        moment = happened or self.happened
        line = self.unlogged.insert(
            "events",
            {
                "at": stored(self.now),
                "actor": self.actor,
                "verb": verb,
                "kind": kind,
                "subject_id": subject_id,
                "action": self._action or 0,
                "changes": json.dumps(changes, ensure_ascii=False, separators=(",", ":")),
                "run_id": run_id,
                "undoes": undoes,
                "happened_at": stored(moment) if moment < self.now else None,
            },
        )
        if self._action is None:
            self._action = line
            self._verb = verb
            self.unlogged.update("events", line, {"action": line})
        if subject_id is not None:
            self._touched[kind, subject_id] = None
        return True

    def begin_action(self, action: int, verb: str) -> None:
        """Put the lines that follow under an action whose first line was written by bulk loading."""
        self._action = action
        self._verb = verb

    def name_action(self, verb: str, kind: str, subject_id: int | None) -> None:
        """Say what the user did, where the first line of the action is not that; and to which record."""
        self._verb = verb
        self._subject = (kind, subject_id) if subject_id is not None else None

    @property
    def action(self) -> int:
        """The number of the action; 0 while nothing differs. As change() has it, without all it touched."""
        return self._action or 0

    @property
    def moved_cases(self) -> frozenset[int]:
        """The cases that were changed so far, and those whose clock that may have moved."""
        return frozenset(self._clocks)

    def cases_that_left(self, states: Collection[str | None]) -> list[int]:
        """The cases whose state was changed so far from one of these; None: that were not there before."""
        return [case_id for case_id, state in self._left_states.items() if state in states]

    def change(self) -> Change:
        """What this transaction did. `action` is 0 when nothing differed."""
        touched = tuple(subject_id for _kind, subject_id in self._touched)
        kinds = tuple(Counter(kind for kind, _subject_id in self._touched).items())
        return Change(self._action or 0, self._verb, touched, self._subject, kinds=kinds)

    def finish(self) -> None:
        """Refuse to commit changes that no event tells of: they could be neither seen nor undone."""
        if self._pending:
            tables = sorted({change["table"] for change in self._pending})
            raise AssertionError(f"changes without an event in {tables}")
        if self._clocks or self._rules_changed:
            from servicedesk.storage import clock_cache

            clock_cache.refresh(self.connection, self._clocks, self.now, self.zone)

    def clocks_moved(self, case_ids: Iterable[int]) -> None:
        """Have the clocks of these cases computed at the end; for what is written past insert()."""
        self._clocks.update(case_ids)

    def has_touched(self, kind: str, ids: Iterable[int]) -> None:
        """Note that lines were written of these records past record()."""
        self._touched.update(dict.fromkeys((kind, record_id) for record_id in ids))

    def _note_clocks(self, changes: list[dict[str, Any]]) -> None:
        """Whose clock these changes may have moved: cases, what hangs on them, and the tier of a customer."""
        for change in changes:
            table = change["table"]
            if table == "cases":
                self._clocks.add(change["id"])
                if change["op"] == "insert" or "state" in change["before"]:
                    state = change.get("before", {}).get("state")
                    self._left_states.setdefault(change["id"], state)
                # What was said on a case that leaves a merge no longer counts for the one it stood in.
                self._clocks.update({change.get("before", {}).get("merged_into")} - {None})
            elif table in {"policies", "policy_versions"}:
                self._rules_changed = True
            elif table == "case_waits":
                held = self.find(table, change["id"]) or change["before"]
                self._clocks.add(held["case_id"])
            elif table in {"calls", "promises"}:
                self._clocks.update(self._cases_of(change))
            elif table == "customers" and "tier" in change.get("after", ()):
                found = self.rows("SELECT id FROM cases WHERE customer_id = ?", (change["id"],))
                self._clocks.update(row[0] for row in found)

    def _cases_of(self, change: dict[str, Any]) -> set[int]:
        """The cases that a call or a promise belonged to before and belongs to now."""
        held = self.find(change["table"], change["id"]) or {}
        named = {held.get("case_id"), change.get("before", {}).get("case_id")}
        if change["table"] == "calls":
            opened = self.rows("SELECT id FROM cases WHERE call_id = ?", (change["id"],))
            named.update(row[0] for row in opened)
        return named - {None}

    def _with_day(self, table: str, before: Values, values: Values) -> Values:
        """The values with the day of a follow-up that is meant as a whole day, whoever writes it."""
        if table != "followups":
            return values
        from servicedesk.storage.whole_days import with_day

        return with_day(before, values, ZoneInfo(self.zone))

    def _touch(self, kind: str, subject_id: int, changes: list[dict[str, Any]]) -> None:
        """A change of an owned row is a change of its record: a newer version and time."""
        table = next(name for name, known in KIND_BY_TABLE.items() if known == kind)
        own = [change for change in changes if change["table"] == table and change["id"] == subject_id]
        if not own:
            self._update_row(table, subject_id, {})

    def _update_row(self, table: str, row_id: int, values: Values, version: int | None = None) -> None:
        changed = {name: value for name, value in values.items() if name not in BOOKKEEPING}
        if is_versioned(table):
            changed["updated_at"] = stored(self.now)
        self.unlogged.update(table, row_id, changed, version)

    def _delete_row(self, table: str, before: dict[str, Any]) -> None:
        self.unlogged.delete(table, before["id"])
        self._pending.append({"op": "delete", "table": table, "id": before["id"], "before": before})
