"""A case through its states: work, wait, solve, tell, close, reopen, cancel; merged and taken apart."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from servicedesk.domain.case_states import (
    CANCELLED,
    CLOSED,
    DUPLICATE,
    ENDED_STATES,
    MERGED,
    SOLVED,
    TOLD,
    UNSOLVED_STATES,
    WAITING,
    WORKING,
    require_move,
)
from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.domain.moves import Act, Row, Values, is_before
from servicedesk.domain.numbers import format_number
from servicedesk.i18n import _, ngettext

NOT_SOLVED: Mapping[str, Any] = {
    "solved_at": None,
    "told_at": None,
    "told_by": "",
    "told_how": "",
    "told_words": "",
    "accepted": None,
    "accepted_at": None,
    "closed_at": None,
    "close_override": "",
    "close_missing": "",
}
"""What no longer holds of a case that is worked on again."""

DECIDED_FOR_CLOSING: Mapping[str, Any] = {
    "cause": "",
    "outcome": "",
    "followup_waived": "",
    "options_offered": "",
}
"""What is to be decided anew once a closing has been taken back; the history keeps what it was."""

NO_LONGER_WAITING: Mapping[str, Any] = {
    "waiting_reason": "",
    "waiting_since": None,
    "waiting_until": None,
    "waiting_case_id": None,
    "nudges": 0,
    "nudged_at": None,
}
"""What a case forgets that waits no more."""


def require_case_move(row: Row, state: str) -> None:
    """Raise RefusedError, naming the case, unless the case of `row` may become `state`."""
    if row["state"] == MERGED:
        require_standing(row)
    try:
        require_move(row["state"], state)
    except RefusedError as error:
        raise RefusedError(f"{format_number('case', row['id'])}: {error.message}", error.hint) from None


def require_standing(row: Row) -> None:
    """Raise RefusedError for a case that is worked no more: merged, a duplicate, or cancelled."""
    number = format_number("case", row["id"])
    if row["state"] == MERGED:
        target = format_number("case", row["merged_into"]) if row["merged_into"] else ""
        raise RefusedError(
            _("{number} stands merged into {target}.").format(number=number, target=target or "–"),
            _("Work on that one, or unmerge it first."),
        )
    if row["state"] in {DUPLICATE, CANCELLED}:
        raise RefusedError(_("{number} has ended.").format(number=number), _("Reopen it first."))


def require_unmerged(row: Row) -> None:
    """Raise RefusedError, naming where it stands, for a merged case: calls and notes belong there."""
    if row["state"] == MERGED:
        require_standing(row)


def left_waiting(row: Row) -> Mapping[str, Any]:
    """What changes with the waiting of the case of `row` when it goes into another state."""
    return NO_LONGER_WAITING if row["state"] == WAITING else {}


def moved(row: Row, state: str, **values: Any) -> Values:
    """A move to `state`, which must be allowed; what belonged to waiting is forgotten."""
    require_case_move(row, state)
    return {"state": state, **left_waiting(row), **values}


def working(row: Row, act: Act, reopen_days: int) -> Values:
    """Work on the case; work on a solved or ended one is its reopening."""
    owner = row["owner"] or act.actor
    if row["state"] in UNSOLVED_STATES:
        return moved(row, WORKING, owner=owner)
    return reopened(row, act, reopen_days) | {"owner": owner}


def due_has_passed(row: Row, act: Act) -> bool:
    """Whether the due time that was set by hand says nothing any more: a reopened case needs another."""
    return row["due_at"] is not None and row["due_at"] <= act.now


def waiting(
    row: Row,
    act: Act,
    reason: str,
    until: str | None = None,
    *,
    for_customer: bool = False,
    case_id: int | None = None,
) -> Values:
    """The case waits, to be taken up again at `until`; only that changes when it waits for that already.

    `case_id` is the case that it waits for, None where it waits for somebody.

    A wait for the customer (`for_customer`) that is said again begins again, with as many nudges as there
    have been: she may have answered in between, and that may be written down later. UsageError without a
    reason, and for an end that has passed.
    """
    require_case_move(row, WAITING)
    if not reason:
        raise UsageError(_("Whom or what does the case wait for?"), _("Give a reason."))
    if until is not None and until <= act.now:
        raise UsageError(_("That time has passed."), _("Name a time to come."))
    if row["state"] == WAITING and (row["waiting_reason"], row["waiting_case_id"]) == (reason, case_id):
        since, end = row["waiting_since"], row["waiting_until"]
        values: Values = {}
        if (since is not None and is_before(act, since)) or (for_customer and since != act.now):
            values["waiting_since"] = act.now
            if end is not None and end <= act.now:
                values["waiting_until"] = None
        return values | ({} if until is None else {"waiting_until": until})
    begun: Values = {"waiting_reason": reason, "waiting_since": act.now, "waiting_until": until}
    begun["waiting_case_id"] = case_id
    return {"state": WAITING, **NO_LONGER_WAITING, **begun}


def customer_came(row: Row, at: str, *, was_awaited: bool, wakes: bool) -> Values:
    """What becomes of the case when its customer turns to us at `at`.

    A wait for the customer ends: the case is back at work. `was_awaited` says that the reason of its waiting
    waits for the customer. A snoozed case wakes, if `wakes`. A contact from before the wait ends nothing; a
    wait that an import brought without its beginning counts from when it came here.
    """
    values: Values = {}
    since = row["waiting_since"] or row["created_at"]
    if row["state"] == WAITING and was_awaited and at >= since:
        values |= {"state": WORKING, **NO_LONGER_WAITING}
    if wakes and row["snoozed_until"] is not None and row["snoozed_until"] > at:
        values["snoozed_until"] = None
    return values


def is_of_earlier_wait(row: Row, act: Act) -> bool:
    """Whether what happens to the waiting case of `row` lies before its present wait began."""
    return row["waiting_since"] is not None and is_before(act, row["waiting_since"])


def nudged(row: Row, act: Act) -> Values:
    """Whom the case waits for has been asked again. RefusedError unless it waits.

    What was asked before the present wait began counts nothing for it: perhaps another was awaited then.
    """
    if row["state"] != WAITING:
        raise RefusedError(_("{number} waits for nobody.").format(number=format_number("case", row["id"])))
    if is_of_earlier_wait(row, act):
        return {}
    return {"nudges": row["nudges"] + 1, "nudged_at": max(act.now, row["nudged_at"] or "")}


def snoozed(row: Row, act: Act, until: str) -> Values:
    """Hidden from the queue until a time to come."""
    if until <= act.now:
        raise UsageError(_("That time has passed; a case sleeps until a time to come."))
    if row["state"] in ENDED_STATES:
        raise RefusedError(_("{number} has ended.").format(number=format_number("case", row["id"])))
    return {"snoozed_until": until}


def solved(row: Row, act: Act, result: str = "") -> Values:
    """The trouble is dealt with; an empty result leaves what stands."""
    return moved(row, SOLVED, solved_at=act.now, snoozed_until=None, result=result or row["result"])


def told(row: Row, act: Act, *, by: str = "", solved_too: bool = False, **said: str) -> Values:
    """The customer has been told by the actor unless said; `said` are told_words and told_how.

    RefusedError where that was before the case was solved, unless `solved_too` says that it was solved then.
    """
    values = moved(row, TOLD, told_at=act.now, **said, told_by=by or act.actor)
    if row["solved_at"] and is_before(act, row["solved_at"]):
        if not solved_too:
            raise RefusedError(
                _("{number} was solved only after that.").format(number=format_number("case", row["id"])),
                _("Give a later time, or say that it was solved by then (--solved-too)."),
            )
        values["solved_at"] = act.now
    return values


def closed(row: Row, act: Act, lacking: Sequence[str] = (), override: str = "") -> Values:
    """The end; where gates are `lacking`, their names are kept with why it was closed all the same."""
    return moved(
        row,
        CLOSED,
        closed_at=act.now,
        snoozed_until=None,
        close_override=override if lacking else "",
        close_missing=",".join(lacking),
    )


def reopened(row: Row, act: Act, reopen_days: int, due_at: str | None = None) -> Values:
    """Back to work, due at `due_at`; RefusedError when nothing is solved, or it was closed too long ago.

    That is more than `reopen_days`. A due time that has passed is taken off. What was decided for a closing
    that is taken back does not serve for the next one: the cause is to be found, the follow-up to be waived
    anew.
    """
    number = format_number("case", row["id"])
    if row["state"] in UNSOLVED_STATES:
        raise RefusedError(
            _("{number} is not solved or closed: there is nothing to reopen.").format(number=number)
        )
    values = moved(row, WORKING, **NOT_SOLVED)
    if due_at is not None and due_at <= act.now:
        raise UsageError(_("That time has passed."), _("Name a time to come."))
    if due_at is not None or due_has_passed(row, act):
        values["due_at"] = due_at
    if row["state"] == CLOSED:
        values |= DECIDED_FOR_CLOSING
    if row["state"] == CLOSED and is_long_closed(row["closed_at"], act.now, reopen_days):
        raise RefusedError(
            ngettext(
                "{number} was closed more than {days} day ago.",
                "{number} was closed more than {days} days ago.",
                reopen_days,
            ).format(number=number, days=reopen_days),
            _("Open a new case that follows it."),
        )
    return values


def is_long_closed(closed_at: str | None, now: str, reopen_days: int) -> bool:
    """Whether it was closed too long ago to take the closing back; not if nobody knows when."""
    if closed_at is None:
        return False
    last = datetime.fromisoformat(closed_at) + timedelta(days=reopen_days)
    return datetime.fromisoformat(now) > last


def cancelled(row: Row, _act: Act) -> Values:
    """Opened by mistake."""
    return moved(row, CANCELLED, snoozed_until=None)


def duplicate(row: Row, _act: Act) -> Values:
    """The same matter as another case, which it is to be linked with."""
    return moved(row, DUPLICATE, snoozed_until=None)


def merged(target_id: int) -> Values:
    """What a case becomes that is merged into another; domain.merging refuses what cannot be merged."""
    return {"state": MERGED, "merged_into": target_id, "snoozed_until": None}


def wait_ended_by_merge(row: Row, act: Act, *, pauses: bool) -> Values:
    """What becomes of the case of `row` when one that does not pause is merged into it.

    `pauses` says that the reason of its waiting stops the clock of the solution: what is owed on the other is
    owed on both, so the wait ends. One that began only after the merge goes on.
    """
    since = row["waiting_since"] or row["created_at"]
    if row["state"] != WAITING or not pauses or since > act.now:
        return {}
    return {"state": WORKING, **NO_LONGER_WAITING}


def merge_record(source: Row, target_id: int, act: Act, reason: str, choices: str) -> Values:
    """The row that tells of a merge, so that it can be taken apart; `source` as it was before."""
    return {
        "case_id": source["id"],
        "target_id": target_id,
        "at": act.now,
        "actor": act.actor,
        "reason": reason,
        "source_state": source["state"],
        "choices": choices,
    }


def link(act: Act, case_id: int, other_id: int, relation: str) -> Values:
    """The row that links two cases; domain.case_links refuses what cannot be linked."""
    return {
        "case_id": case_id,
        "other_id": other_id,
        "relation": relation,
        "at": act.now,
        "actor": act.actor,
    }


def note(act: Act, case_id: int, text: str) -> Values:
    """The row of a note."""
    return {"case_id": case_id, "at": act.now, "actor": act.actor, "text": text}
