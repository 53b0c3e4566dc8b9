"""Single rows of any table, read and written by the statements of storage/statements.py.

By itself this leaves no line in the history: right for drafts, stamps, runs and cursors. What people did goes
through Transaction, which has one of these.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from servicedesk.domain.errors import NotFoundError, StaleError
from servicedesk.domain.numbers import format_number
from servicedesk.i18n import _
from servicedesk.storage import driver
from servicedesk.storage.moments import readable
from servicedesk.storage.schema_map import BOOKKEEPING, KIND_BY_TABLE, LARGEST_NUMBER
from servicedesk.storage.statements import columns, defaults, statements, types

Values = Mapping[str, Any]


class NoNumberLeftError(Exception):
    """A row of the table has a number that leaves none behind it; storage/damage.py says which."""


class Rows:
    """The rows that a connection sees. Each method raises KeyError for a name that is no column."""

    def __init__(self, connection: driver.Connection) -> None:
        self.connection = connection
        self.looked_at: dict[tuple[str, int], None] = {}
        """The rows that were asked for by their number: where a command ends, one of them may be why."""

    def insert(self, table: str, values: Values) -> int:
        """Insert a row, with its defaults for what is not given; return its number."""
        made = statements()
        cursor = self.connection.execute(made.insert(table, tuple(values)), {**defaults(table), **values})
        number = made.dialect.new_number(cursor)
        if number > LARGEST_NUMBER:
            raise NoNumberLeftError
        return number

    def upsert(self, table: str, key: tuple[str, ...], values: Values) -> None:
        """Insert a row; where one has the same `key`, which is unique, that one gets the values."""
        sql = statements().upsert(table, tuple(values), key)
        self.connection.execute(sql, {**defaults(table), **values})

    def update(self, table: str, row_id: int, values: Values, version: int | None = None) -> None:
        """Change one row, with `version` only while that is still the row's.

        `updated_at` must be among the values where rows have versions. Raises StaleError when the version has
        moved on, NotFoundError when the row is not there.
        """
        sql = statements().update(table, tuple(values), version=version is not None)
        held = {"held_id": row_id} if version is None else {"held_id": row_id, "held_version": version}
        if self.connection.execute(sql, {**values, **held}).rowcount != 1:
            raise moved_on(table, row_id, self.row(table, row_id), values)

    def delete(self, table: str, row_id: int) -> bool:
        """Delete one row; return whether it was there."""
        return bool(self.connection.execute(statements().delete(table), {"id": row_id}).rowcount)

    def find(self, table: str, *, lock: bool = False, **key: Any) -> dict[str, Any] | None:
        """The row with this key, `find("policies", name="calendar")`; None if there is none.

        `lock` keeps other writers off it until the transaction ends.
        """
        found = self.connection.execute(statements().find(table, tuple(key), lock=lock), key).fetchone()
        if found is None:
            return None
        row = whole(table, found)
        self.looked_at[table, row["id"]] = None
        return row

    def row(self, table: str, row_id: int, *, lock: bool = False) -> dict[str, Any]:
        """The row of that number; NotFoundError if there is none."""
        found = self.find(table, id=row_id, lock=lock)
        if found is None:
            number = format_number(KIND_BY_TABLE.get(table, "case"), row_id)
            raise NotFoundError(_("There is no {number}.").format(number=number))
        return found

    def owned(self, table: str, owner: str, owner_id: int) -> list[dict[str, Any]]:
        """The rows whose column `owner` names the record, by number."""
        found = self.connection.execute(statements().owned(table, owner), {owner: owner_id}).fetchall()
        return [whole(table, row) for row in found]


def whole(table: str, found: Sequence[Any]) -> dict[str, Any]:
    """The row by the names of its columns; a value that its column cannot hold is as near to one as can be.

    A time stays text, whatever it says.
    """
    held = dict(zip(columns(table), found, strict=True))
    kinds = types(table)
    if any(value is not None and type(value) is not kinds[name] for name, value in held.items()):
        for name, value in held.items():
            if value is not None and type(value) is not kinds[name]:
                held[name] = readable(value) if kinds[name] is str else 0
    for name, blank in defaults(table).items():
        if held[name] is None:
            held[name] = blank
    return held


def moved_on(table: str, row_id: int, held: Values, wanted: Values) -> StaleError:
    """The error for a record that has changed since it was shown, with both versions of what differs."""
    return StaleError(
        _("Somebody else changed {number} since you opened it.").format(
            number=format_number(KIND_BY_TABLE.get(table, "case"), row_id)
        ),
        _("Nothing was saved: look at both versions and choose."),
        {
            name: (None, held[name], value)
            for name, value in wanted.items()
            if name not in BOOKKEEPING and held[name] != value
        },
    )
