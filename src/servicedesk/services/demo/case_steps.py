"""Rows and events of a made-up case: what each step changes, and how it is written when its time has come."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from servicedesk.domain import merging
from servicedesk.domain.case_states import NEW
from servicedesk.domain.labels import fold_label
from servicedesk.domain.moves import Act
from servicedesk.domain.moves import cases as moves
from servicedesk.services.demo.days import stored
from servicedesk.services.demo.ledger import Ledger, Row, Told, owned, updated


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
    """A case that is opened meanwhile and merged into another."""

    reason: str
    target: Row
    """The row of the other before that, and its labels."""
    labels: list[str]
    source: Row = field(default_factory=dict)
    """The row of the case as it was opened."""
    new_labels: list[str] = field(default_factory=list)
    """What it brings along."""

    def opened(self, row: Row, labels: Sequence[str], at: int) -> None:
        """The case of `row` is the one; its row becomes what it is after the merge at `at`."""
        for name in merging.taken_values(merging.choose(row, self.target)):
            # What the other does not know is known of neither: its row may be in the file already.
            row[name] = _AS_OPENED.get(name)
        self.source = dict(row)
        held = {fold_label(label) for label in self.labels}
        self.new_labels = [label for label in labels if fold_label(label) not in held]
        row.update(moves.merged(self.target["id"]), version=row["version"] + 1, updated_at=stored(at))


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
    "state": NEW,
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
        action, merged = _merge(ledger, step, beside.absorbs)
        changes += merged
    for own in beside.made:
        made = ledger.own(own.table, own.row)
        own.row = made
        changes.append(owned(own.table, {**own.first, "id": made["id"]}))
    changes.extend(
        updated(turn.own.table, turn.own.row["id"], turn.before, turn.after) for turn in beside.turned
    )
    if beside.note:
        note = moves.note(Act(step.actor, stored(step.at)), case_id, beside.note)
        changes.append(owned("case_notes", ledger.own("case_notes", note)))
    ledger.record(step.at, step.actor, step.verb, case_id, changes, action)


def _merge(ledger: Ledger, step: Step, absorbed: Absorbed) -> tuple[int, list[Told]]:
    """Write the line of the case that goes into the other; its action, and the changes of the other."""
    source, target_id = absorbed.source, absorbed.target["id"]
    act = Act(step.actor, stored(step.at))
    after = {name: value for name, value in moves.merged(target_id).items() if source[name] != value}
    change = updated("cases", source["id"], {name: source[name] for name in after}, after)
    action = ledger.record(step.at, step.actor, "case.merge", source["id"], [change])
    choices = merging.choose(source, absorbed.target)
    told = []
    for place, label in enumerate(absorbed.new_labels, len(absorbed.labels)):
        told.append(owned("case_labels", ledger.own("case_labels", label_row(target_id, place, label))))
        choices.append(merging.Choice(merging.LABEL, None, label, True))
    record = moves.merge_record(source, target_id, act, absorbed.reason, merging.written(choices))
    told.append(owned("case_merges", ledger.own("case_merges", record | {"unmerged_at": None})))
    return action, told


def label_row(case_id: int, position: int, label: str) -> Row:
    """A label of a case."""
    return {"case_id": case_id, "position": position, "label": label, "folded": fold_label(label)}
