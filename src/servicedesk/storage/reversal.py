"""Undo and redo: the inverse of an action, applied only where nothing newer stands on it."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from servicedesk.domain.errors import DamagedError, NewerChangeError, NotFoundError
from servicedesk.i18n import _
from servicedesk.storage import driver
from servicedesk.storage.complaints import end_of_merge
from servicedesk.storage.json_text import kept_changes
from servicedesk.storage.many_taken_back import AT_ONCE, Line, in_groups, made_by, take_back
from servicedesk.storage.moments import readable
from servicedesk.storage.schema_map import KIND_BY_TABLE, LARGEST_NUMBER
from servicedesk.storage.transaction import Transaction

LIVE = "annulled_by IS NULL"
IS_UNDO = "verb LIKE 'undo %'"
IS_FRESH = "verb NOT LIKE 'undo %' AND verb NOT LIKE 'redo %'"
IS_MEANT = "verb NOT LIKE '%case.awaited/_%' ESCAPE '/'"
"""What only follows from another line of its action, in an undo too, says nothing of what the action is."""


def latest_undoable(transaction: Transaction, actor: str) -> int:
    """The actor's newest action that stands; NotFoundError when there is none."""
    found = transaction.rows(
        f"SELECT action FROM events WHERE actor = ? AND {LIVE} AND NOT {IS_UNDO} AND {IS_MEANT}"
        " ORDER BY id DESC LIMIT 1",
        (actor,),
    )
    if not found:
        raise NotFoundError(_("There is nothing to undo."))
    return _number(found[0][0])


def last_action(db: driver.Connection) -> int:
    """The number of the newest action, whoever did it; 0 before the first."""
    found = db.execute("SELECT action FROM events ORDER BY id DESC LIMIT 1").fetchone()
    return _number(found[0]) if found else 0


def latest_redoable(transaction: Transaction, actor: str) -> int:
    """The actor's newest undo that stands; NotFoundError if there is none, or something new came since."""
    found = transaction.rows(
        f"SELECT action, id FROM events WHERE actor = ? AND {LIVE} AND {IS_UNDO} AND {IS_MEANT}"
        " ORDER BY id DESC LIMIT 1",
        (actor,),
    )
    # What was done and undone again since counts as new too: it was done on another past.
    if not found or transaction.rows(
        f"SELECT 1 FROM events WHERE id > ? AND actor = ? AND {IS_FRESH} AND {IS_MEANT} LIMIT 1",
        (found[0][1], actor),
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

    What only followed from it, for one who has moved on since, stays as it is. Raises RefusedError when a
    later change stands on what else the action left, NotFoundError when it is not there or already undone.
    """
    heads = _Heads()
    kept: list[int] = []
    before = LARGEST_NUMBER + 1
    while found := transaction.rows(
        "SELECT verb, kind, subject_id, changes, id FROM events"
        f" WHERE action = ? AND {LIVE} AND id < ? ORDER BY id DESC LIMIT {AT_ONCE}",
        (action, before),
    ):
        before = found[-1][4]
        lines = [Line(readable(row[0]), readable(row[1]), row[2], row[3]) for row in found]
        heads.add(lines)
        stays = [_only_followed(line) and not _fits(transaction, line) for line in lines]
        kept += [row[4] for row, stay in zip(found, stays, strict=True) if stay]
        for group in in_groups([line for line, stay in zip(lines, stays, strict=True) if not stay]):
            _reverse_lines(transaction, action, group)
    if len(kept) == heads.count.total():
        raise NotFoundError(_("That change is not there, or was already undone."))
    verb, kind, subject_id = heads.main
    transaction.name_action(_inverse_verb(verb), kind, subject_id if heads.count[verb] == 1 else None)
    transaction.connection.execute(
        f"UPDATE events SET annulled_by = ? WHERE action = ? AND {LIVE}"
        " AND id NOT IN (SELECT value FROM json_each(?))",
        (transaction.action, action, json.dumps(kept)),
    )


def _only_followed(line: Line) -> bool:
    """Whether it tells of what only followed from another line of its action: a wait that ended with it."""
    return ".awaited_" in line.verb


def _fits(transaction: Transaction, line: Line) -> bool:
    """Whether what the line left behind is still so; of a damaged one that is said when it is reversed."""
    try:
        return all(
            (current := transaction.find(change["table"], change["id"])) is not None
            and all(current[name] == value for name, value in change["after"].items())
            for change in _told_by(line.changes)
        )
    except (KeyError, TypeError, AttributeError):
        return True


def _reverse_lines(transaction: Transaction, action: int, lines: Sequence[Line]) -> None:
    """Take back lines that only made records together where that can be, else one by one."""
    verb, kind = lines[0][:2]
    ids = [line.subject_id for line in lines if line.subject_id is not None]
    # A damaged history may tell of one record twice.
    if len(lines) > 1 and len(set(ids)) == len(lines) and (made := made_by(transaction, kind, ids)):
        if len(made.records) < len(ids):
            raise _later_change()
        _require_nothing_later(transaction, action, kind, ids)
        take_back(transaction, made, kind, ids, _inverse_verb(verb), action)
        return
    for line in lines:
        for change in reversed(_told_by(line.changes)):
            try:
                _reverse_change(transaction, action, change)
            except (KeyError, TypeError, AttributeError):
                # JSON it is, but not what we write.
                raise _damaged_line() from None
        transaction.record(_inverse_verb(line.verb), line.kind, line.subject_id, undoes=action)


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


class _Heads:
    """Of what the lines of an action told, as far as it gives the action its name."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        """How many lines have each verb."""
        self._ends: list[Line] = []
        """The newest and the oldest."""
        self._meant: Line | None = None

    def add(self, lines: Sequence[Line]) -> None:
        """Take note of lines, the newest first; older ones than before."""
        self.count.update(line.verb for line in lines)
        # What only follows from another line, in an undo too, names no action.
        meant = [line for line in lines if not _only_followed(line)] or (() if self._ends else lines)
        if meant:
            self._ends = [*(self._ends or meant)[:1], meant[-1]]
        self._meant = self._meant or next(
            (line for line in lines if line.verb.removeprefix("undo ").removeprefix("redo ") in MAIN_VERBS),
            None,
        )

    @property
    def main(self) -> tuple[str, str, int | None]:
        """(verb, kind, id) that gives the action its name."""
        newest, oldest = self._ends
        # What was done first; it was undone last, and is done first again.
        first = newest if newest.verb.startswith("undo ") else oldest
        return (self._meant or first)[:3]


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
        _require_nothing_later(transaction, action, KIND_BY_TABLE[table], [row_id])
    transaction.delete(table, row_id)


def _require_nothing_later(transaction: Transaction, action: int, kind: str, ids: Sequence[int]) -> None:
    later = transaction.rows(
        "SELECT 1 FROM events WHERE kind = ? AND subject_id IN (SELECT value FROM json_each(?))"
        f" AND action > ? AND {LIVE} AND NOT {IS_UNDO} LIMIT 1",
        (kind, json.dumps(ids), action),
    )
    if later:
        raise _later_change()


def _require_merge(transaction: Transaction, case_id: int, target_id: int) -> None:
    """Raise if the target was merged into the case since: the two would point at each other."""
    if end_of_merge(transaction.connection, target_id) == case_id:
        raise _later_change()


def main_line(transaction: Transaction, action: int) -> tuple[str, str, int | None]:
    """(verb, kind, id) of what an action did first, for words that name it."""
    found = transaction.rows(
        f"SELECT verb, kind, subject_id FROM events WHERE action = ? AND {LIVE} AND {IS_MEANT} ORDER BY id"
        " LIMIT 1",
        (action,),
    )
    verb, kind, subject_id = found[0]
    return readable(verb), readable(kind), subject_id


class StandsOn(NamedTuple):
    """What was done to a record, and the newest that somebody has done to it since."""

    verb: str
    kind: str
    subject_id: int
    actor: str
    later: str


def stands_on(db: driver.Connection, action: int) -> StandsOn | None:
    """The newest change that stands on one of this action; None where none is known."""
    found = db.execute(
        "SELECT mine.verb, mine.kind, mine.subject_id, newer.actor, newer.verb FROM events AS mine"
        " JOIN events AS newer ON newer.kind = mine.kind AND newer.subject_id = mine.subject_id"
        " WHERE mine.action = ? AND mine.annulled_by IS NULL AND newer.action > mine.action"
        " AND newer.annulled_by IS NULL AND newer.verb NOT LIKE 'undo %' ORDER BY newer.id DESC LIMIT 1",
        (action,),
    ).fetchone()
    if found is None:
        return None
    verb, kind, subject_id, actor, later = found
    return StandsOn(readable(verb), readable(kind), subject_id, readable(actor), readable(later))


def _later_change() -> NewerChangeError:
    return NewerChangeError(
        _("Something was changed on it since; nothing was undone."),
        _("Undo the newer change first; `servicedesk history` shows them."),
    )
