"""Undo and redo: the inverse of an action, applied only where nothing newer stands on it."""

from collections.abc import Sequence
from typing import Any

from servicedesk.domain.errors import DamagedError, NotFoundError, RefusedError
from servicedesk.i18n import _
from servicedesk.storage import driver
from servicedesk.storage.complaints import end_of_merge
from servicedesk.storage.json_text import kept_changes
from servicedesk.storage.moments import readable
from servicedesk.storage.schema_map import KIND_BY_TABLE
from servicedesk.storage.transaction import Transaction

LIVE = "annulled_by IS NULL"
IS_UNDO = "verb LIKE 'undo %'"
IS_FRESH = "verb NOT LIKE 'undo %' AND verb NOT LIKE 'redo %'"


def latest_undoable(transaction: Transaction, actor: str) -> int:
    """The actor's newest action that stands; NotFoundError when there is none."""
    found = transaction.rows(
        f"SELECT action FROM events WHERE actor = ? AND {LIVE} AND NOT {IS_UNDO} ORDER BY id DESC LIMIT 1",
        (actor,),
    )
    if not found:
        raise NotFoundError(_("There is nothing to undo."))
    return _number(found[0][0])


def latest_redoable(transaction: Transaction, actor: str) -> int:
    """The actor's newest undo that stands; NotFoundError if there is none, or something new came since."""
    found = transaction.rows(
        f"SELECT action, id FROM events WHERE actor = ? AND {LIVE} AND {IS_UNDO} ORDER BY id DESC LIMIT 1",
        (actor,),
    )
    # What was done and undone again since counts as new too: it was done on another past.
    if not found or transaction.rows(
        f"SELECT 1 FROM events WHERE id > ? AND actor = ? AND {IS_FRESH} LIMIT 1", (found[0][1], actor)
    ):
        raise NotFoundError(_("There is nothing to redo."))
    return _number(found[0][0])


def _number(action: object) -> int:
    """The number of an action; of a damaged one none is taken for another."""
    if type(action) is not int:
        raise _damaged_line()
    return action


def reverse(transaction: Transaction, action: int) -> None:
    """Apply the inverse of `action` as an action of its own and mark the old lines as annulled by it.

    Raises RefusedError when a later change stands on what the action left, NotFoundError when it is not there
    or was already undone.
    """
    lines = transaction.rows(
        f"SELECT verb, kind, subject_id, changes FROM events WHERE action = ? AND {LIVE} ORDER BY id DESC",
        (action,),
    )
    if not lines:
        raise NotFoundError(_("That change is not there, or was already undone."))
    lines = [
        (readable(verb), readable(kind), subject_id, changes) for verb, kind, subject_id, changes in lines
    ]
    for verb, kind, subject_id, changes in lines:
        for change in reversed(_told_by(changes)):
            try:
                _reverse_change(transaction, action, change)
            except (KeyError, TypeError, AttributeError):
                # JSON it is, but not what we write.
                raise _damaged_line() from None
        transaction.record(_inverse_verb(verb), kind, subject_id, undoes=action)
    verb, kind, subject_id = _main_line([line[:3] for line in lines])
    is_one = sum(line[0] == verb for line in lines) == 1
    transaction.name_action(_inverse_verb(verb), kind, subject_id if is_one else None)
    transaction.connection.execute(
        f"UPDATE events SET annulled_by = ? WHERE action = ? AND {LIVE}",
        (transaction.change().action, action),
    )


def _told_by(changes: object) -> list[dict[str, Any]]:
    """The changes that a line tells of; DamagedError where nobody can read them."""
    found = kept_changes(changes)
    if found is None:
        raise _damaged_line()
    return found


def _damaged_line() -> DamagedError:
    return DamagedError(
        _("The line of the history that tells of this change is damaged; nothing was undone."),
        _("Run `servicedesk doctor`, then change the record by hand."),
    )


MAIN_VERBS = ("call.log",)
"""What the user did, where an action began with something that came with it: a card made for a caller."""


def _main_line(lines: Sequence[tuple[str, str, int | None]]) -> tuple[str, str, int | None]:
    """(verb, kind, id) that gives an action its name, of its lines from the newest to the oldest."""
    for line in lines:
        if line[0].removeprefix("undo ").removeprefix("redo ") in MAIN_VERBS:
            return line
    # What was done first; it was undone last, and is done first again.
    return lines[0 if lines[0][0].startswith("undo ") else -1]


def _inverse_verb(verb: str) -> str:
    if verb.startswith("undo "):
        return verb.replace("undo ", "redo ", 1)
    return f"undo {verb.removeprefix('redo ')}"


def _reverse_change(transaction: Transaction, action: int, change: dict[str, Any]) -> None:
    table, row_id = change["table"], change["id"]
    current = transaction.find(table, row_id)
    if change["op"] == "delete":
        if current is not None:
            raise _later_change()
        try:
            transaction.insert(table, change["before"])
        except driver.IntegrityError as error:
            # Another record has taken its external number.
            raise _later_change() from error
        return
    left = change["after"] if change["op"] == "update" else change.get("row", {})
    if current is None or any(current[name] != value for name, value in left.items()):
        raise _later_change()
    if change["op"] == "update":
        if change["before"].get("merged_into") is not None:
            _require_merge(transaction, row_id, change["before"]["merged_into"])
        transaction.update(table, row_id, change["before"])
        return
    if table in KIND_BY_TABLE:
        _require_nothing_later(transaction, action, KIND_BY_TABLE[table], row_id)
    transaction.delete(table, row_id)


def _require_nothing_later(transaction: Transaction, action: int, kind: str, record_id: int) -> None:
    later = transaction.rows(
        "SELECT 1 FROM events WHERE kind = ? AND subject_id = ? AND action > ?"
        f" AND {LIVE} AND NOT {IS_UNDO} LIMIT 1",
        (kind, record_id, action),
    )
    if later:
        raise _later_change()


def _require_merge(transaction: Transaction, case_id: int, target_id: int) -> None:
    """Raise if the target was merged into the case since: the two would point at each other."""
    if end_of_merge(transaction.connection, target_id) == case_id:
        raise _later_change()


def _later_change() -> RefusedError:
    return RefusedError(
        _("Something was changed on it since; nothing was undone."),
        _("Undo the newer change first; `servicedesk history` shows them."),
    )
