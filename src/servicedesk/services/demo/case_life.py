"""The life of one made-up case: every step as the services take it, how it is written when its time has come,
and the row as it is at the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from servicedesk.domain import merging
from servicedesk.domain.labels import fold_label
from servicedesk.domain.moves import Act, handling
from servicedesk.domain.moves import cases as moves
from servicedesk.domain.policies.handling import Handling
from servicedesk.services.demo.days import stored
from servicedesk.services.demo.ledger import BLANK, Ledger, Row, Told, owned, updated
from servicedesk.services.demo.topics import Talking
from servicedesk.services.owned_rows import LABELS

_SHIPPED = Handling()
REOPEN_DAYS, CURRENCY = _SHIPPED.reopen_days, _SHIPPED.currency


@dataclass(slots=True)
class OwnRow:
    """A row beside a case, as it is at the end and as it was made first; the id comes when it is written."""

    table: str
    row: Row
    first: Row = field(init=False)

    def __post_init__(self) -> None:
        self.first = dict(self.row)

    def turn(self, after: Row) -> "Turn":
        """A change of it."""
        return Turn(self, {name: self.row[name] for name in after}, after)


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
            row[name] = BLANK["cases"].get(name)
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
    happened: int | None = None
    """When it happened, if that was before it was written down."""


@dataclass(slots=True)
class CaseLife:
    """A case from its opening on. `row` is always how it is after the last step."""

    row: Row
    now: int
    opener: str
    """Who opened it."""
    checklist: list[OwnRow] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    cost: int = 0
    """What the remedies decided so far cost, in cents."""

    @property
    def owner(self) -> str:
        """Who has the case."""
        return str(self.row["owner"])

    @property
    def last_actor(self) -> str:
        """Who has the case, or who worked on it last."""
        return self.owner or (self.steps[-1].actor if self.steps else self.opener)

    def do(
        self,
        at: int,
        actor: str,
        verb: str,
        move: Callable[[Row, Act], Row],
        beside: Beside = NOTHING,
        *,
        happened: int | None = None,
    ) -> None:
        """Make a move of domain.moves, unless its time has not come; `happened` is when, if not `at`."""
        if at < self.now:
            values = move(self.row, Act(actor, stored(at if happened is None else happened)))
            self.change(at, actor, verb, values, beside, happened)

    def change(
        self,
        at: int,
        actor: str,
        verb: str,
        values: Row,
        beside: Beside = NOTHING,
        happened: int | None = None,
    ) -> None:
        """Take a step; nothing happens when nothing would differ, or when its time has not come."""
        if at >= self.now:
            return
        row = self.row
        after = {name: value for name, value in values.items() if row[name] != value}
        if not after and beside == NOTHING:
            return
        before = {name: row[name] for name in after}
        moment = max(stored(at), row["updated_at"])
        row.update(after, version=row["version"] + 1, updated_at=moment)
        for turn in beside.turned:
            turn.own.row.update(turn.after)
        self.steps.append(Step(at, actor, verb, before, after, beside, happened))

    # The moves of a case

    def work(self, at: int, actor: str) -> None:
        """Begin, or go on after waiting."""
        self.do(at, actor, "case.work", partial(moves.working, reopen_days=REOPEN_DAYS))

    def came_earlier(self, at: int, actor: str, reason: str) -> None:
        """The customer had come some minutes before the case says so."""
        received = datetime.fromisoformat(self.row["received_at"]) - timedelta(minutes=25)
        self.change(
            at,
            actor,
            "case.received",
            {"received_at": received.strftime("%Y-%m-%dT%H:%M:%SZ")},
            Beside(reason),
        )

    def note(self, at: int, actor: str, words: str) -> None:
        """Write something down."""
        self.change(at, actor, "case.note", {}, Beside(words))

    def wait(self, at: int, actor: str, reason: str) -> None:
        """Wait for somebody or something."""
        self.do(at, actor, "case.wait", partial(moves.waiting, reason=reason))

    def solve(self, at: int, actor: str, result: str, solved_at: int | None = None) -> None:
        """The trouble is dealt with, at `solved_at` if not now."""
        self.do(at, actor, "case.solve", partial(moves.solved, result=result), happened=solved_at)

    def tell(self, at: int, actor: str, words: str, how: str, told_at: int | None = None) -> None:
        """The customer knows the result, since `told_at` if not now."""
        told = partial(moves.told, told_words=words, told_how=how)
        self.do(at, actor, "case.tell", told, happened=told_at)

    def close(self, at: int, actor: str, override: str = "", missing: Sequence[str] = ()) -> None:
        """The end; with `missing` gates, `override` says why all the same."""
        self.do(at, actor, "case.close", partial(moves.closed, lacking=missing, override=override))

    def reopen(self, at: int, actor: str, reason: str) -> None:
        """Not the end after all."""
        self.do(at, actor, "case.reopen", partial(moves.reopened, reopen_days=REOPEN_DAYS), Beside(reason))

    # Its handling

    def acknowledge(self, at: int, actor: str, how: str) -> None:
        """The customer knows that we have it."""
        self.do(at, actor, "case.acknowledge", partial(handling.acknowledged, how=how))

    def assess(self, at: int, actor: str, **values: Any) -> None:
        """How bad it is; the priority is raised to what that suggests."""
        self.do(at, actor, "case.assess", partial(handling.assessed, values=values))

    def edit(self, at: int, actor: str, **values: Any) -> None:
        """Fields typed in."""
        self.change(at, actor, "case.edit", values)

    def remedy(self, at: int, actor: str, kind: str, words: str, cost: int, approver: str = "") -> OwnRow:
        """What is given to make good, `cost` in cents."""
        place = sum(own.table == "case_remedies" for step in self.steps for own in step.beside.made)
        given = handling.Given(kind, words, cost, approver, CURRENCY)
        row = handling.remedy(Act(actor, stored(at)), self.row["id"], place, given)
        own = OwnRow("case_remedies", row | {"done_at": None})
        self.cost += cost
        self.change(at, actor, "case.remedy", {}, Beside(made=(own,)))
        return own

    def hear_both(self, at: int, actor: str, customer: str, talking: Talking) -> None:
        """What the customer sent, and what either side says of the matter."""
        held = {"case_id": self.row["id"], "recorded_by": actor}
        what, kept_where = talking.evidence
        piece = {
            "position": 0,
            "what": what,
            "from_whom": customer,
            "got_at": stored(at),
            "kept_where": kept_where,
        }
        self.change(at, actor, "case.evidence", {}, Beside(made=(OwnRow("case_evidence", held | piece),)))
        sides = zip(("customer", "employee"), (customer, actor), talking.statements, strict=True)
        for position, (side, speaker, words) in enumerate(sides):
            told = {
                "position": position,
                "side": side,
                "speaker": speaker,
                "words": words,
                "said_at": stored(at),
            }
            own = OwnRow("case_statements", held | told)
            self.change(at + position, actor, "case.statement", {}, Beside(made=(own,)))

    def decide_again(self, at: int, actor: str, cause: str, words: str, approver: str = "") -> OwnRow:
        """Cause and remedy of a case whose closing was taken back: those of before serve no more."""
        self.edit(at, actor, cause=cause)
        return self.remedy(at + 1, actor, "apology", words, 0, approver)

    def finish_remedy(self, at: int, actor: str, own: OwnRow) -> None:
        """The customer has got it."""
        done = handling.remedy_done(Act(actor, stored(at)), own.row)
        self.change(at, actor, "case.remedy_done", {}, Beside(turned=(own.turn(done),)))

    def hand_off(self, at: int, actor: str, to: handling.HandOff, reason: str) -> OwnRow:
        """Another department has it until it is taken back."""
        case, row = handling.handed_off(self.row, Act(actor, stored(at)), to, reason)
        own = OwnRow("case_handoffs", row | {"back_at": None, "back_words": ""})
        self.change(at, actor, "case.hand_off", case, Beside(made=(own,)))
        return own

    def back(self, at: int, actor: str, own: OwnRow, words: str) -> None:
        """It is back."""
        ended = handling.handoff_ended(Act(actor, stored(at)), words)
        back = handling.came_back(self.row)
        self.change(at, actor, "case.back", back, Beside(turned=(own.turn(ended),)))

    def answer(self, at: int, actor: str, *, accepted: bool, options: str = "") -> None:
        """Whether the customer accepts."""
        self.do(at, actor, "case.answer", partial(handling.answered, accepted=accepted, options=options))

    def waive_followup(self, at: int, actor: str, reason: str) -> None:
        """Nobody asks again afterwards."""
        self.do(at, actor, "case.waive_followup", partial(handling.followup_waived, reason=reason))

    def tick(self, at: int, actor: str, wanted: int | None = None) -> None:
        """Tick off the first `wanted` steps of the checklist that are open; all without a number."""
        still = [own for own in self.checklist if own.row["done_at"] is None][:wanted]
        ticked = handling.ticked(Act(actor, stored(at)))
        self.change(at, actor, "case.tick", {}, Beside(turned=tuple(own.turn(ticked) for own in still)))

    # Others beside it

    def link(self, at: int, actor: str, other_id: int, relation: str) -> None:
        """Another case belongs to it."""
        own = OwnRow("case_links", moves.link(Act(actor, stored(at)), self.row["id"], other_id, relation))
        self.change(at, actor, "case.link", {}, Beside(made=(own,)))

    def absorb(self, at: int, actor: str, reason: str) -> Absorbed:
        """A case that is opened meanwhile is merged into this one; who opens it fills in its row."""
        absorbed = Absorbed(reason, dict(self.row), list(self.labels))
        self.change(at, actor, "case.merge", {}, Beside(absorbs=absorbed))
        return absorbed


def _stored(moment: int | None) -> str | None:
    return None if moment is None else stored(moment)


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
    ledger.record(step.at, step.actor, step.verb, case_id, changes, action, step.happened)


def _merge(ledger: Ledger, step: Step, absorbed: Absorbed) -> tuple[int, list[Told]]:
    """Write the line of the case that goes into the other; its action, and the changes of the other."""
    source, target_id = absorbed.source, absorbed.target["id"]
    act = Act(step.actor, stored(step.at))
    after = {name: value for name, value in moves.merged(target_id).items() if source[name] != value}
    change = updated("cases", source["id"], {name: source[name] for name in after}, after)
    action = ledger.record(step.at, step.actor, "case.merge", source["id"], [change])
    choices = merging.choose(source, absorbed.target)
    told = []
    for label in LABELS.rows(absorbed.new_labels, len(absorbed.labels)):
        told.append(owned("case_labels", ledger.own("case_labels", {"case_id": target_id, **label})))
        choices.append(merging.Choice(merging.LABEL, None, label["label"], True))
    record = moves.merge_record(source, target_id, act, absorbed.reason, merging.written(choices))
    told.append(owned("case_merges", ledger.own("case_merges", record | {"unmerged_at": None})))
    return action, told
