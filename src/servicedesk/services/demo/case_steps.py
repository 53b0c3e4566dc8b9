"""Rows and events of a made-up case: what each step changes, and how it is written when its time has come."""

from dataclasses import dataclass, field
from typing import Any

from servicedesk.services.demo.days import stored
from servicedesk.services.demo.ledger import Ledger, Row, owned, updated


@dataclass(slots=True)
class OwnRow:
    """A row beside a case, as it is at the end and as it was made first; the id comes when it is written."""

    table: str
    row: Row
    first: Row


@dataclass(frozen=True, slots=True)
class Turn:
    """A change of a row beside the case."""

    own: OwnRow
    before: Row
    after: Row


@dataclass(slots=True)
class Absorbed:
    """A case that is merged into another: its row when it has been opened, and the other's before that."""

    row: Row = field(default_factory=dict)
    before: Row = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a step does besides changing the case itself."""

    note: str = ""
    made: tuple[OwnRow, ...] = ()
    turned: tuple[Turn, ...] = ()
    absorbs: Absorbed | None = None


NOTHING = Beside()


@dataclass(frozen=True, slots=True)
class Step:
    """One event to come."""

    at: int
    actor: str
    verb: str
    before: Row
    after: Row
    beside: Beside = NOTHING


def new_case_row(identity: Row, **values: Any) -> Row:
    """A case as it is opened; every column that the loader writes is there."""
    return {**identity, **_AS_OPENED, "received_at": identity["created_at"], **values}


_TEXTS = """
subject description category waiting_reason owner department cause result told_by told_words told_how
on_behalf_of product remedy_wanted acknowledged_by acknowledged_how immediate_action assessed_by facts
options_offered competitor lesson followup_waived close_override close_missing
"""
_NOT_YET = """
satisfaction customer_id call_id due_at solved_at told_at closed_at snoozed_until acknowledged_at severity
safety complexity impact assessed_at accepted accepted_at thanked_at waiting_since nudged_at handoff_due_at
merged_into plan_id
"""
_AS_OPENED: Row = {
    "kind": "complaint",
    "channel": "phone",
    "priority": 2,
    "state": "new",
    "nudges": 0,
    **dict.fromkeys(_TEXTS.split(), ""),
    **dict.fromkeys(_NOT_YET.split()),
}


def record_step(ledger: Ledger, case_id: int, step: Step, _at: int) -> None:
    """Write a step into the history when its time has come."""
    changes = [updated("cases", case_id, step.before, step.after)] if step.after else []
    action = None
    beside = step.beside
    if beside.absorbs:
        action = _merge(ledger, case_id, step, beside.absorbs)
    for own in beside.made:
        made = ledger.own(own.table, own.row)
        own.row = made
        changes.append(owned(own.table, {**own.first, "id": made["id"]}))
    changes.extend(
        updated(turn.own.table, turn.own.row["id"], turn.before, turn.after) for turn in beside.turned
    )
    if beside.note:
        values = {"case_id": case_id, "at": stored(step.at), "actor": step.actor, "text": beside.note}
        changes.append(owned("case_notes", ledger.own("case_notes", values)))
    ledger.record(step.at, step.actor, step.verb, case_id, changes, action)


def _merge(ledger: Ledger, target_id: int, step: Step, absorbed: Absorbed) -> int:
    """The line of the case that goes into the other, and the choices between the fields of the two."""
    from servicedesk.domain import merging

    source = absorbed.row
    (own,) = step.beside.made
    as_it_was = {**source, "state": "new", "merged_into": None}
    choices = merging.written(merging.choose(as_it_was, absorbed.before))
    for row in (own.row, own.first):
        row.update(case_id=source["id"], choices=choices)
    before, after = {"state": "new", "merged_into": None}, {"state": "merged", "merged_into": target_id}
    return ledger.record(
        step.at, step.actor, "case.merge", source["id"], [updated("cases", source["id"], before, after)]
    )
