"""Calls, follow-ups and promises: struck out, moved, held, missed, kept, told anew, withdrawn."""

from datetime import date, datetime, tzinfo
from typing import NamedTuple

from servicedesk.domain import promises as promise_rules
from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.domain.moves import Act, Row, Values, is_before
from servicedesk.domain.numbers import format_number
from servicedesk.domain.whole_days import due_of
from servicedesk.i18n import _

# Calls


def call_voided(row: Row, act: Act, reason: str) -> Values:
    """The call is struck out and counts nowhere; UsageError without a reason."""
    if not reason:
        raise UsageError(_("Why is the call struck out?"), _("Give a reason."))
    if row["voided_at"] is not None:
        raise RefusedError(
            _("{number} is struck out already.").format(number=format_number("call", row["id"]))
        )
    return {"voided_at": act.now, "void_reason": reason}


# Follow-ups

KEPT_BY_THE_NEXT = ("customer_id", "case_id", "method", "owner", "purpose", "repeat")
"""What the next date of a repeating follow-up has from the one before, beside its series."""


def followup_moved(row: Row, _act: Act, due_at: str, *, all_day: bool | None = None) -> Values:
    """To another time; `all_day` says whether it is meant as a whole day."""
    require_planned(row)
    return {"due_at": due_at} if all_day is None else {"due_at": due_at, "all_day": int(all_day)}


def followup_held(row: Row, act: Act, result: str) -> Values:
    """The customer was contacted."""
    require_planned(row)
    return {"state": "held", "done_at": act.now, "result": result}


def followup_missed(row: Row, act: Act, reason: str) -> Values:
    """The contact did not take place; UsageError without a reason."""
    if not reason:
        raise UsageError(_("Why was it not held?"), _("Give a reason."))
    require_planned(row)
    return {"state": "missed", "done_at": act.now, "reason_skipped": reason}


def followup_cancelled(row: Row, _act: Act, reason: str) -> Values:
    """Called off; a repeating one ends."""
    require_planned(row)
    return {"state": "cancelled", "reason_skipped": reason}


def on_day(row: Row, day: date, zone: tzinfo) -> datetime:
    """The time of day of the follow-up of `row`, on another day."""
    return datetime.combine(day, due_of(row, zone).astimezone(zone).time(), zone)


def require_planned(row: Row) -> None:
    """Raise RefusedError unless the follow-up is still to be held."""
    if row["state"] != "planned":
        raise RefusedError(
            _("{number} is no longer planned.").format(number=format_number("followup", row["id"])),
            _("Undo what ended it, or book a new one."),
        )


# Promises


class Promised(NamedTuple):
    """What is promised to whom; times as stored, `estimate_at` is our own."""

    text: str
    due_at: str | None
    estimate_at: str | None
    case_id: int | None
    customer_id: int | None
    call_id: int | None = None
    owner: str = ""
    told_how: str = ""
    """The channel in which the customer was told; empty where nobody said."""
    told_words: str = ""


def promise_made(act: Act, new: Promised, follows_id: int | None = None) -> Values:
    """The row of a promise that is made now; `follows_id` is the one that it takes the place of."""
    return {
        **new._asdict(),
        "owner": new.owner or act.actor,
        "made_at": act.now,
        "follows_id": follows_id,
    }


def promise_kept(row: Row, act: Act) -> Values:
    """What was promised has been done: not before it was made."""
    _require_owed(row)
    _require_made(row, act)
    return {"state": "done", "ended_at": act.now}


def promise_retold(row: Row, act: Act, due_at: str | None, reason: str) -> Values:
    """The customer has been told another time now; RefusedError when `due_at` is the time told before."""
    _require_owed(row)
    _require_made(row, act)
    if due_at is not None and due_at == row["due_at"]:
        raise RefusedError(_("That is the time that was told already."), _("Name another time."))
    return {"state": "retold", "ended_at": act.now, "reason": reason}


def promise_withdrawn(row: Row, act: Act, reason: str) -> Values:
    """Nobody waits for it any more; UsageError without a reason."""
    if not reason:
        raise UsageError(_("Why is the promise withdrawn?"), _("Give a reason."))
    _require_owed(row)
    return {"state": "withdrawn", "ended_at": act.now, "reason": reason}


def _require_made(row: Row, act: Act) -> None:
    """Raise RefusedError for what happened before the promise was made."""
    if is_before(act, row["made_at"]):
        raise RefusedError(
            _("{number} was promised only after that time.").format(
                number=format_number("promise", row["id"])
            )
        )


def _require_owed(row: Row) -> None:
    try:
        promise_rules.require_open(row["state"])
    except RefusedError as error:
        number = format_number("promise", row["id"])
        raise RefusedError(f"{number}: {error.message}", error.hint) from None
