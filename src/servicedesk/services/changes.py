"""One change made to many records in one action: all of them, or none."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from servicedesk.domain.case_states import SOLVED, WAITING
from servicedesk.domain.errors import RefusedError
from servicedesk.domain.moves import Act, Row, require_received
from servicedesk.domain.moves.cases import note as note_row
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.history import Change
from servicedesk.domain.words.cases import CASE_STATES
from servicedesk.i18n import _
from servicedesk.storage.moments import loaded
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
    at: datetime | None = None,
) -> Change:
    """Make the move with each record of the verb's kind, with a note if there is one (of cases).

    `version` is that of the row a form was filled from: StaleError when it has moved on. `at` is when it
    happened, if not now; RefusedError when the record was in another state by then, or not received yet.
    """
    return change_each(
        desk,
        verb,
        ids,
        lambda transaction, row: move(row, transaction.act),
        note=note,
        version=version,
        at=at,
    )


def change_each(
    desk: "DeskContext",
    verb: str,
    ids: Sequence[int],
    changes: Changes,
    *,
    note: str = "",
    version: int | None = None,
    at: datetime | None = None,
) -> Change:
    """As move_each(), where more of the desk must be read, or rows that the record owns change too."""
    with desk.writing(at) as transaction:
        for record_id in dict.fromkeys(ids):
            change_one(transaction, verb, record_id, changes, note=note, version=version)
        return transaction.change()


def change_one(
    transaction: Transaction,
    verb: str,
    record_id: int,
    changes: Changes,
    *,
    note: str = "",
    version: int | None = None,
) -> None:
    """Change one record of the verb's kind and record it, see change_each(), as part of an action."""
    kind = verb.partition(".")[0]
    table = TABLE_BY_KIND[kind]
    row = transaction.row(table, record_id)
    if kind == "case":
        require_then(transaction, row)
    values = changes(transaction, row)
    if kind == "case":
        require_order(transaction, row, values)
    transaction.require_version(table, record_id, version, values)
    transaction.update(table, record_id, values)
    if note:
        add_note(transaction, record_id, note)
    transaction.record(verb, kind, record_id)


def require_then(transaction: Transaction, row: Row) -> None:
    """Raise RefusedError for what is entered late, of a time at which the case of `row` was not received."""
    if transaction.happened < transaction.now:
        require_received(row, transaction.act)


MOVES_ON = frozenset({"state", "waiting_reason", "waiting_since"})
"""The fields of a case whose change is a move from one state to the next."""


def require_order(transaction: Transaction, row: Row, values: Mapping[str, Any]) -> None:
    """Raise RefusedError where `values`, entered late, move the case of `row` on from a state of later."""
    if transaction.happened >= transaction.now:
        return
    if not any(name in values and values[name] != row[name] for name in MOVES_ON):
        return
    from servicedesk.domain.date_format import format_when
    from servicedesk.storage.case_histories import histories

    states = histories(transaction.connection, [row["id"]])[row["id"]].states
    # Told earlier than it was noted as solved: it counts as solved by then, and must have been begun.
    is_corrected = values.get("solved_at") == transaction.act.now and row["state"] == SOLVED
    last = states[-2] if is_corrected and len(states) > 1 else states[-1]
    began = last.start
    if last.state == WAITING and row["waiting_since"]:
        # It may have begun again.
        began = max(began, loaded(row["waiting_since"]))
    if began <= transaction.happened:
        return
    when = format_when(began, transaction.now, ZoneInfo(transaction.zone))
    raise RefusedError(
        _("{number} has been {state} only since {when}.").format(
            number=format_number("case", row["id"]), state=_(CASE_STATES.labels[last.state]), when=when
        ),
        _("Give a later time, or undo that first."),
    )


def add_note(transaction: Transaction, case_id: int, text: str) -> None:
    """Write a note on a case; the caller records the event."""
    transaction.insert("case_notes", note_row(transaction.act, case_id, text))
