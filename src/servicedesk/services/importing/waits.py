"""The waits of imported cases: a list in a cell, or the columns of one wait of a case that waits no more.

What the history of a case tells is not kept beside it; a wait that it does not tell is a row of the case.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from servicedesk.domain.case_states import (
    DROPPED_STATES,
    MERGED,
    NEW,
    SOLVED_STATES,
    STAGES,
    WAITING,
    WORKING,
)
from servicedesk.domain.imported_waits import Wait
from servicedesk.domain.moves.cases import NO_LONGER_WAITING
from servicedesk.exchange.rows import RowError
from servicedesk.i18n import _
from servicedesk.services.importing.file_row import moment_text
from servicedesk.storage import driver
from servicedesk.storage.case_histories import ended_waits

COLUMNS = ("waiting_reason", "waiting_since", "waiting_until")
"""Of a case that waits how it does; of another one the wait that is over."""
_AT_WORK = frozenset({NEW, WORKING})

Row = dict[str, Any]


def take_ended(values: dict[str, Any], now: datetime, *, is_own: bool) -> None:
    """Make a wait that is over of the columns of a case that does not wait; RowError when they cannot be one.

    A row without a state may mean a case that is here and waits: that is asked when it is known.
    """
    state = values.get("state")
    _require_states(values)
    # A case of ours that was merged while it waited goes on waiting when it is taken out again.
    if state == WAITING or not _says(values) or (is_own and state in DROPPED_STATES):
        return
    since, until = values.get("waiting_since"), values.get("waiting_until")
    if since is None or until is None:
        # Words alone, of a case that nobody says to wait, are left out; with a state they contradict it.
        says_little = state is None and since is None and until is None
        if not says_little and (state is None or (is_own and state not in _AT_WORK)):
            return
        if not (is_own or says_little):
            raise _incomplete()
    else:
        if until <= since:
            raise RowError("order", _("A wait begins, then ends: these times are in another order."))
        if until > now and (state is None or state in _AT_WORK):
            if state is None:
                return
            raise RowError("order", _("It does not wait, and the end of its waiting is yet to come."))
        reason = values.get("waiting_reason") or ""
        wait = {"reason": reason, "since": since, "until": min(until, now), "state": None}
        told = list(values.get("waits") or ())
        values["waits"] = told if wait in told else [*told, wait]
    values.update(dict.fromkeys(COLUMNS))


def _require_states(values: Mapping[str, Any]) -> None:
    """What is over is a wait, or that it was solved, told or closed."""
    for wait in values.get("waits") or ():
        if wait["state"] == WAITING:
            wait["state"] = None
        if wait["state"] and wait["state"] not in SOLVED_STATES:
            raise RowError(
                "state", _("Before it was taken up again it was solved, told or closed; else it waited.")
            )


def require_waiting(values: Mapping[str, Any], state: str | None) -> None:
    """Raise RowError when a row without a state says how a case waits that, being in `state`, does not."""
    if values.get("state") is None and state != WAITING and _says(values):
        raise _incomplete()


def left_waiting(found: Row, held: Mapping[str, Any]) -> Row:
    """The changes `found`, with those that make a case waiting no more where they end its waiting.

    One that waits for something else than before waits for no case, until the file is said to name one.
    """
    if held["state"] != WAITING or found.get("state") in {None, WAITING, MERGED}:
        if held["waiting_case_id"] is not None and "waiting_reason" in found:
            return {"waiting_case_id": None} | found
        return found
    return {name: value for name, value in NO_LONGER_WAITING.items() if held[name] != value} | found


def end_of_wait(values: Mapping[str, Any], held: Mapping[str, Any]) -> Wait | None:
    """The wait in which a case that is here still stands, if the file tells that it ended; None else."""
    if held["state"] != WAITING or values.get("state") in {None, *DROPPED_STATES}:
        return None
    since = values.get("waiting_since")
    if values["state"] == WAITING and (since is None or moment_text(since) == held["waiting_since"]):
        return None
    for wait in values.get("waits") or ():
        same = (wait["reason"], moment_text(wait["since"]))
        if not wait["state"] and same == (held["waiting_reason"], held["waiting_since"]):
            return Wait(wait["since"], wait["until"], wait["reason"])
    return None


def end_of_solution(values: Mapping[str, Any], held: Mapping[str, Any]) -> datetime | None:
    """When a case that is here, and still solved, was taken up again where the file comes from; None else."""
    begun = {(name, held[time]) for time, name in STAGES if name == held["state"]}
    ended = sorted(
        (one["since"], one["until"], one["state"]) for one in values.get("waits") or () if one["state"]
    )
    until: datetime | None = None
    for since, end, state in ended:
        # Solved, then told, then closed: each begins where the one before ends.
        if (state, moment_text(since)) in begun or since == until:
            until = end
    return until


def wanted_rows(
    rows: Sequence[Row], held: Sequence[Mapping[str, Any]], told: Sequence[Row], *, is_own: bool
) -> list[Row] | None:
    """The rows that a case is to hold, of which the file has `rows`; None when it needs no others.

    `told` are all its waits: those of `held`, and those that the history of this desk tells.
    """
    before = [{name: row[name] for name in ("reason", "since_at", "until_at", "state")} for row in held]
    if is_own:
        if rows == told:
            return None
        return [row for row in rows if row in before or row not in told]
    new = [row for row in rows if row not in before and row not in told]
    return [*before, *new] if new else None


def known(db: driver.Connection, case_ids: Sequence[int]) -> dict[int, list[Row]]:
    """By case the waits that stand in its states, as rows."""
    return {case_id: list(map(row_of, waits)) for case_id, waits in ended_waits(db, case_ids).items()}


def row_of(wait: Wait) -> Row:
    """The row that keeps a wait."""
    return {
        "reason": wait.reason,
        "since_at": moment_text(wait.since),
        "until_at": moment_text(wait.until),
        "state": wait.state,
    }


def _says(values: Mapping[str, Any]) -> bool:
    return any(values.get(name) for name in COLUMNS)


def _incomplete() -> RowError:
    return RowError(
        "wait",
        _("It does not wait: of a wait that is over both waiting_since and waiting_until are needed."),
    )
