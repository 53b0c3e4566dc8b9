"""A case that waits for another case: until that one is closed, cancelled or ends as a duplicate.

We wait for ourselves then, not for the customer: the clock of the solution runs on.

What always holds: a case waits only for one that has not ended and stands in no other, and no wait leads
back to who waits. Whatever writes cases (their verbs, merges, undo and redo, a file) calls look_again() in
the same action, so that to undo it puts the waits back.
"""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from servicedesk.domain.case_states import CLOSED, ENDED_STATES, WAITING, WORKING
from servicedesk.domain.errors import RefusedError
from servicedesk.domain.moves.cases import NO_LONGER_WAITING, require_unmerged
from servicedesk.domain.numbers import format_number
from servicedesk.i18n import _
from servicedesk.storage.complaints import end_of_merge
from servicedesk.storage.json_text import kept_changes
from servicedesk.storage.moments import loaded
from servicedesk.storage.transaction import Transaction

WOKEN = "case.awaited_ended"
LED_ON = "case.awaited_merged"
ENDS_WAITS = frozenset({None, WAITING, *ENDED_STATES})
"""The states of a case that may end the waits for it: waiting, for who waits for it. None: it is gone."""


def require_awaitable(transaction: Transaction, case_id: int, other_id: int) -> None:
    """Raise RefusedError unless `case_id` may wait for `other_id`: another one, not ended, and in no ring."""
    number, other = format_number("case", case_id), format_number("case", other_id)
    if case_id == other_id:
        raise RefusedError(_("{number} cannot wait for itself.").format(number=number))
    row = transaction.row("cases", other_id)
    require_unmerged(row)
    if row["state"] in ENDED_STATES:
        raise RefusedError(
            _("{number} has ended: there is nothing to wait for.").format(number=other),
            _("Go on with the work, or reopen that one first."),
        )
    if _leads_to(transaction, other_id, case_id):
        raise RefusedError(
            _("{other} waits for {number} itself: neither would ever go on.").format(
                other=other, number=number
            ),
            _("End that wait first, or link the two cases."),
        )


def look_again(
    transaction: Transaction,
    case_ids: Collection[int] | None,
    *,
    at: datetime | None = None,
    run_id: int | None = None,
) -> None:
    """Lead on, or end, the waits of and for these cases that cannot go on as they are.

    A wait for a case that was merged goes on for the one that this stands in; one for a case that has ended,
    that is gone, or that waits for who waits, has ended: at `at`, else when the other was closed or when this
    happened, and never before it began. `run_id` is the import that does it;
    None for the cases stands for all that were changed.
    """
    for case_id in _waiting(transaction, case_ids):
        row = transaction.row("cases", case_id)
        other_id = end_of_merge(transaction.connection, row["waiting_case_id"])
        other = transaction.find("cases", other_id)
        has_ended = other is None or other["state"] in ENDED_STATES
        if has_ended or other_id == case_id or _leads_to(transaction, other_id, case_id):
            verb, values = WOKEN, {"state": WORKING, **NO_LONGER_WAITING}
        else:
            verb, values = LED_ON, {"waiting_case_id": other_id}
        if transaction.update("cases", case_id, values):
            happened = _not_before_it_began(transaction, row, at or _ended_at(transaction, other))
            transaction.record(verb, "case", case_id, run_id=run_id, happened=happened)


def give_back(transaction: Transaction, other_ids: Collection[int], since_action: int) -> None:
    """Let those wait for one of these cases again whose wait ended, or was led on, since that action.

    For cases whose end or merge, done by `since_action`, has just been taken back: what followed from it
    alone goes with it, not what followed from an end of theirs that came later. Who has moved on meanwhile
    stays as he is.
    """
    for line_id, action, verb, case_id, change in _followed(transaction, since_action):
        other_id, row = change["before"].get("waiting_case_id"), transaction.find("cases", case_id)
        if other_id not in other_ids or row is None or not _is_open(transaction, other_id):
            continue
        if _was_moved_between(transaction, other_id, since_action, line_id):
            continue
        is_as_left = all(row[name] == value for name, value in change["after"].items())
        if not is_as_left or _has_moved_since(transaction, case_id, line_id):
            continue
        transaction.update("cases", case_id, change["before"])
        transaction.record(f"undo {verb.removeprefix('redo ')}", "case", case_id, undoes=action)
        transaction.connection.execute(
            "UPDATE events SET annulled_by = ? WHERE id = ?", (transaction.action, line_id)
        )


_FOLLOWED = ", ".join(f"'{again}{verb}'" for verb in (WOKEN, LED_ON) for again in ("", "redo "))


def _followed(transaction: Transaction, since_action: int) -> list[tuple[int, int, str, int, dict[str, Any]]]:
    """The lines, the newest first, that ended or led on a wait for a case since that action."""
    found = transaction.rows(
        "SELECT id, action, verb, subject_id, changes FROM events"
        # An action has the number of its first line, and the lines of later ones come behind it.
        f" WHERE id >= ? AND verb IN ({_FOLLOWED}) AND annulled_by IS NULL ORDER BY id DESC",
        (since_action,),
    )
    return [
        (line_id, action, verb, case_id, change)
        for line_id, action, verb, case_id, changes in found
        for change in kept_changes(changes) or ()
        if change.get("op") == "update"
    ]


def _is_open(transaction: Transaction, case_id: int) -> bool:
    row = transaction.find("cases", case_id)
    return row is not None and row["state"] not in ENDED_STATES


def _has_moved_since(transaction: Transaction, case_id: int, line_id: int) -> bool:
    """Whether the state of the case, or its wait, was changed by a line after that one."""
    return bool(
        transaction.rows(
            "SELECT 1 FROM events WHERE kind = 'case' AND subject_id = ? AND id > ? AND annulled_by IS NULL"
            """ AND verb NOT LIKE 'undo %' AND (changes LIKE '%"state":%' OR changes LIKE '%"waiting_%')"""
            " LIMIT 1",
            (case_id, line_id),
        )
    )


def _was_moved_between(transaction: Transaction, case_id: int, action: int, line_id: int) -> bool:
    """Whether what was done after that action, and stands, changed the state of the case before that line."""
    return bool(
        transaction.rows(
            "SELECT 1 FROM events WHERE kind = 'case' AND subject_id = ? AND action > ? AND id < ?"
            """ AND annulled_by IS NULL AND verb NOT LIKE 'undo %' AND changes LIKE '%"state":%' LIMIT 1""",
            (case_id, action, line_id),
        )
    )


_LISTED = "(SELECT value FROM json_each(?))"
_WAITS = (
    "SELECT waits.id, waits.waiting_case_id, other.state"
    " FROM cases AS waits LEFT JOIN cases AS other ON other.id = waits.waiting_case_id"
    # Few cases wait for a case, many wait: the plus says that the index of states serves nothing here.
    f" WHERE waits.waiting_case_id IS NOT NULL AND +waits.state = '{WAITING}'"
)


def _waiting(transaction: Transaction, case_ids: Collection[int] | None) -> list[int]:
    """The cases that wait for a case and are, or wait for, one of these; None: one that was changed."""
    if case_ids is not None:
        listed = json.dumps(sorted(case_ids))
        found = transaction.rows(
            f"{_WAITS} AND waits.id IN {_LISTED} UNION {_WAITS} AND waits.waiting_case_id IN {_LISTED}"
            " ORDER BY 1",
            (listed, listed),
        )
        return [case_id for case_id, _other, _state in found]
    # A file may bring a million cases, and only few of all that are here wait for another.
    moved = transaction.moved_cases
    return [
        case_id
        for case_id, other_id, state in transaction.rows(f"{_WAITS} ORDER BY 1")
        if state is None or state in ENDED_STATES or case_id in moved or other_id in moved
    ]


def _leads_to(transaction: Transaction, other_id: int, case_id: int) -> bool:
    """Whether the case `other_id` waits, directly or through others, for `case_id`."""
    seen: set[int] = set()
    while other_id not in seen:
        seen.add(other_id)
        row = transaction.find("cases", other_id)
        if row is None or row["state"] != WAITING or row["waiting_case_id"] is None:
            return False
        other_id = end_of_merge(transaction.connection, row["waiting_case_id"])
        if other_id == case_id:
            return True
    return False


def _ended_at(transaction: Transaction, other: dict[str, Any] | None) -> datetime:
    """When the awaited case has ended, as far as it says."""
    if other is not None and other["state"] == CLOSED and other["closed_at"]:
        return loaded(other["closed_at"])
    return transaction.happened


def _not_before_it_began(transaction: Transaction, row: dict[str, Any], at: datetime) -> datetime:
    """`at`, if the wait had begun by then, else when it began: a close may be entered late."""
    return min(max(at, loaded(row["waiting_since"] or row["created_at"])), transaction.now)
