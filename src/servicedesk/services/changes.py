"""One change made to many records in one action: all of them, or none."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from servicedesk.domain.moves import Act, Row
from servicedesk.domain.moves.cases import note as note_row
from servicedesk.domain.rows.history import Change
from servicedesk.storage.schema_map import TABLE_BY_KIND
from servicedesk.storage.transaction import Transaction

if TYPE_CHECKING:
    from servicedesk.services.context import DeskContext

Move = Callable[[Row, Act], Mapping[str, Any]]
"""What becomes of a record, from its row, who acts and when: a function of domain.moves."""
Changes = Callable[[Transaction, Row], Mapping[str, Any]]
"""The same within a transaction; it may also change rows that the record owns."""


def move_each(
    desk: "DeskContext",
    verb: str,
    ids: Sequence[int],
    move: Move,
    *,
    note: str = "",
    version: int | None = None,
) -> Change:
    """Make the move with each record of the verb's kind, with a note if there is one (of cases).

    `version` is that of the row a form was filled from: StaleError when it has moved on.
    """
    return change_each(
        desk, verb, ids, lambda transaction, row: move(row, transaction.act), note=note, version=version
    )


def change_each(
    desk: "DeskContext",
    verb: str,
    ids: Sequence[int],
    changes: Changes,
    *,
    note: str = "",
    version: int | None = None,
) -> Change:
    """As move_each(), where more of the desk must be read, or rows that the record owns change too."""
    kind = verb.partition(".")[0]
    table = TABLE_BY_KIND[kind]
    with desk.writing() as transaction:
        for record_id in dict.fromkeys(ids):
            values = changes(transaction, transaction.row(table, record_id))
            transaction.require_version(table, record_id, version, values)
            transaction.update(table, record_id, values)
            if note:
                add_note(transaction, record_id, note)
            transaction.record(verb, kind, record_id)
        return transaction.change()


def add_note(transaction: Transaction, case_id: int, text: str) -> None:
    """Write a note on a case; the caller records the event."""
    transaction.insert("case_notes", note_row(transaction.act, case_id, text))
