"""The handling of a complaint: acknowledged, assessed, made good, handed off, answered, step by step."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from servicedesk.domain.assessment import suggested_priority
from servicedesk.domain.case_states import MERGED, WAITING, WORKING
from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.domain.moves import Act, Row, Values, is_before
from servicedesk.domain.moves.cases import (
    NO_LONGER_WAITING,
    left_waiting,
    require_case_move,
    require_standing,
)
from servicedesk.domain.numbers import format_number
from servicedesk.i18n import _

SCALES = ("severity", "safety", "complexity", "impact")
"""The scales of the assessment."""


def acknowledged(row: Row, act: Act, how: str, *, by: str = "", corrects: bool = False) -> Values:
    """The customer knows that we have it, from the actor unless said.

    RefusedError for a case that was acknowledged already, unless this `corrects` when.
    """
    require_standing(row)
    if row["acknowledged_at"] and not corrects:
        raise RefusedError(
            _("{number} was acknowledged already.").format(number=format_number("case", row["id"])),
            _("To correct when, give the time."),
        )
    return {
        "acknowledged_at": act.now,
        "acknowledged_how": how,
        "acknowledged_by": by or act.actor,
    }


def assessed(row: Row, act: Act, values: Mapping[str, Any]) -> Values:
    """`values` with who assessed and when; the priority is raised to the suggested one, never lowered.

    RefusedError for another assessment of a time before the one that stands.

    Nothing tells a priority that was set by hand from one that was not: a higher one stands in both cases.
    """
    require_standing(row)
    # The same, said of another time, corrects when.
    differs = any(row[name] != value for name, value in values.items())
    if differs and row["assessed_at"] and is_before(act, row["assessed_at"]):
        raise RefusedError(
            _("{number} was assessed again after that: the later assessment stands.").format(
                number=format_number("case", row["id"])
            ),
            _("Give a later time, or undo that first."),
        )
    return assessment(row, act, values)


def assessment(row: Row, act: Act, values: Mapping[str, Any]) -> Values:
    """As assessed(), for a case in any state: an edit may correct the scales of one that has ended."""
    after = {**row, **values}
    suggested = suggested_priority(after["severity"], after["safety"], after["impact"])
    is_assessed = any(after[name] is not None for name in SCALES)
    return {
        **values,
        "assessed_at": act.now if is_assessed else None,
        "assessed_by": act.actor if is_assessed else "",
        "priority": max(after["priority"], suggested) if is_assessed else after["priority"],
    }


def limit_extended(row: Row, act: Act, to: str, reason: str, told_at: str | None = None) -> Values:
    """Who sent it wants the answer by `to` only; UsageError without a reason, and for a time that has passed.

    `told_at` is when the customer was told of it.
    """
    require_standing(row)
    if not reason:
        raise UsageError(_("Why is the limit extended?"), _("Give a reason."))
    if to <= act.now:
        raise UsageError(_("That time has passed."), _("Name a time to come."))
    return {"limit_at": to, "limit_reason": reason, "limit_told_at": told_at}


def answered(row: Row, act: Act, accepted: bool, options: str = "", handling: int | None = None) -> Values:
    """Whether the customer accepts the result, what else was offered, how content with the handling.

    That is from 0 to 100; empty and None leave what stands.
    """
    require_standing(row)
    content = {} if handling is None else {"handling_satisfaction": handling}
    return {
        **content,
        "accepted": int(accepted),
        "accepted_at": act.now,
        "options_offered": options or row["options_offered"],
    }


def thanked(row: Row, act: Act) -> Values:
    """The customer has been thanked for telling us."""
    require_standing(row)
    return {"thanked_at": act.now}


def followup_waived(row: Row, _act: Act, reason: str) -> Values:
    """The customer is not to be asked again after closing; UsageError without a reason."""
    if not reason:
        raise UsageError(_("Why is no follow-up needed?"), _("Give a reason."))
    require_standing(row)
    return {"followup_waived": reason}


def ticked(act: Act, *, done: bool = True) -> Values:
    """A step of the checklist is done, or with `done` False not yet."""
    return {"done_at": act.now, "done_by": act.actor} if done else {"done_at": None, "done_by": ""}


# Remedies


class Given(NamedTuple):
    """What a customer is given: a kind of domain.remedies, `cost_cents` in hundredths of `currency`."""

    kind: str
    words: str
    cost_cents: int
    approver: str
    currency: str


def remedy(act: Act, case_id: int, position: int, given: Given) -> Values:
    """The row of a remedy that is decided now."""
    return {
        "case_id": case_id,
        "position": position,
        **given._asdict(),
        "decided_at": act.now,
        "decided_by": act.actor,
        "approved_at": act.now if given.approver else None,
    }


def remedy_approved(act: Act, approver: str) -> Values:
    """Somebody has approved it; UsageError without a name."""
    if not approver:
        raise UsageError(_("Who approved it?"), _("Give a name."))
    return {"approver": approver, "approved_at": act.now}


def remedy_done(act: Act, held: Row) -> Values:
    """The customer has got the remedy `held`; RefusedError when that is recorded already."""
    require_not_done(held)
    return {"done_at": act.now}


def require_not_done(held: Row) -> None:
    """Raise RefusedError when the customer has got the remedy."""
    if held["done_at"] is not None:
        raise RefusedError(_("The customer has got this remedy already."), _("Undo that first."))


# What an investigation rests on


def taken_down(act: Act, case_id: int, position: int) -> Values:
    """The row of a piece of evidence or a statement that is taken down now, without what it says."""
    return {"case_id": case_id, "position": position, "recorded_by": act.actor}


# Other departments


class HandOff(NamedTuple):
    """To which department a case goes, with what words, and by when it is to be done."""

    department: str
    words: str = ""
    due_at: str | None = None


def handed_off(row: Row, act: Act, to: HandOff, reason: str) -> tuple[Values, Values]:
    """(what the case becomes, the row of the hand-off); `reason` is that of waiting for a department.

    A case that waits for another department already is handed on: the caller ends the earlier hand-off.
    """
    if not to.department:
        raise UsageError(_("To which department?"), _("Name it."))
    if to.due_at is not None and to.due_at <= act.now:
        raise UsageError(_("That time has passed."), _("Name a time to come."))
    require_case_move(row, WAITING)
    case = {
        "state": WAITING,
        **NO_LONGER_WAITING,
        "waiting_reason": reason,
        "waiting_since": act.now,
        "department": to.department,
        "handoff_due_at": to.due_at,
    }
    return case, {"case_id": row["id"], "out_at": act.now, "out_by": act.actor, **to._asdict()}


def came_back(row: Row, *, waited_when_merged: bool = False) -> Values:
    """What the case becomes that is back from another department.

    `waited_when_merged`: it is merged now, and waited for that department when it was.
    """
    values = {"handoff_due_at": None, "department": "", **left_waiting(row)}
    if row["state"] == WAITING:
        values["state"] = WORKING
    elif row["state"] == MERGED and waited_when_merged:
        values |= NO_LONGER_WAITING
    return values


def handoff_ended(act: Act, words: str) -> Values:
    """What the row of the hand-off becomes."""
    return {"back_at": act.now, "back_words": words}
