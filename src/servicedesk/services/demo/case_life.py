"""The life of one made-up case: every step as the services take it, and the row as it is at the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from servicedesk.domain.moves import Act, handling
from servicedesk.domain.moves import cases as moves
from servicedesk.domain.policies.handling import Handling
from servicedesk.services.demo.case_steps import NOTHING, Absorbed, Beside, OwnRow, Step, Turn
from servicedesk.services.demo.days import stored
from servicedesk.services.demo.ledger import Row

_SHIPPED = Handling()
REOPEN_DAYS, CURRENCY = _SHIPPED.reopen_days, _SHIPPED.currency


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
        self, at: int, actor: str, verb: str, move: Callable[[Row, Act], Row], beside: Beside = NOTHING
    ) -> None:
        """Make a move of domain.moves, unless its time has not come."""
        if at < self.now:
            self.change(at, actor, verb, move(self.row, Act(actor, stored(at))), beside)

    def change(self, at: int, actor: str, verb: str, values: Row, beside: Beside = NOTHING) -> None:
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
        self.steps.append(Step(at, actor, verb, before, after, beside))

    def own(self, table: str, row: Row) -> OwnRow:
        """A row to be made beside the case."""
        return OwnRow(table, row, dict(row))

    def turn(self, own: OwnRow, values: Row) -> Turn:
        """A change of such a row."""
        return Turn(own, {name: own.row[name] for name in values}, values)

    # The moves of a case

    def assign(self, at: int, actor: str, owner: str) -> None:
        """Give it to somebody."""
        self.change(at, actor, "case.assign", {"owner": owner})

    def work(self, at: int, actor: str) -> None:
        """Begin, or go on after waiting."""
        self.do(at, actor, "case.work", partial(moves.working, reopen_days=REOPEN_DAYS))

    def note(self, at: int, actor: str, words: str) -> None:
        """Write something down."""
        self.change(at, actor, "case.note", {}, Beside(words))

    def wait(self, at: int, actor: str, reason: str) -> None:
        """Wait for somebody or something."""
        self.do(at, actor, "case.wait", partial(moves.waiting, reason=reason))

    def nudge(self, at: int, actor: str, words: str) -> None:
        """Ask again."""
        self.do(at, actor, "case.nudge", moves.nudged, Beside(words))

    def snooze(self, at: int, actor: str, until: int) -> None:
        """Hide it until a time."""
        self.do(at, actor, "case.snooze", partial(moves.snoozed, until=stored(until)))

    def set_priority(self, at: int, actor: str, priority: int) -> None:
        """Make it more or less urgent."""
        self.change(at, actor, "case.priority", {"priority": priority})

    def solve(self, at: int, actor: str, result: str, solved_at: int | None = None) -> None:
        """The trouble is dealt with, at `solved_at` if not now."""
        self.do(at, actor, "case.solve", partial(moves.solved, result=result, at=_stored(solved_at)))

    def tell(self, at: int, actor: str, words: str, how: str, told_at: int | None = None) -> None:
        """The customer knows the result, since `told_at` if not now."""
        told = partial(moves.told, at=_stored(told_at), told_words=words, told_how=how)
        self.do(at, actor, "case.tell", told)

    def close(self, at: int, actor: str, override: str = "", missing: Sequence[str] = ()) -> None:
        """The end; with `missing` gates, `override` says why all the same."""
        self.do(at, actor, "case.close", partial(moves.closed, lacking=missing, override=override))

    def reopen(self, at: int, actor: str, reason: str) -> None:
        """Not the end after all."""
        self.do(at, actor, "case.reopen", partial(moves.reopened, reopen_days=REOPEN_DAYS), Beside(reason))

    def cancel(self, at: int, actor: str, reason: str) -> None:
        """Opened by mistake."""
        self.do(at, actor, "case.cancel", moves.cancelled, Beside(reason))

    def rate(self, at: int, actor: str, satisfaction: int) -> None:
        """What the customer said to it, 0 to 100."""
        self.change(at, actor, "case.edit", {"satisfaction": satisfaction})

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
        own = self.own("case_remedies", row | {"done_at": None})
        self.cost += cost
        self.change(at, actor, "case.remedy", {}, Beside(made=(own,)))
        return own

    def finish_remedy(self, at: int, actor: str, own: OwnRow) -> None:
        """The customer has got it."""
        done = handling.remedy_done(self.row, Act(actor, stored(at)), own.row)
        self.change(at, actor, "case.remedy_done", {}, Beside(turned=(self.turn(own, done),)))

    def hand_off(self, at: int, actor: str, to: handling.HandOff, reason: str) -> OwnRow:
        """Another department has it until it is taken back."""
        case, row = handling.handed_off(self.row, Act(actor, stored(at)), to, reason)
        own = self.own("case_handoffs", row | {"back_at": None, "back_words": ""})
        self.change(at, actor, "case.hand_off", case, Beside(made=(own,)))
        return own

    def back(self, at: int, actor: str, own: OwnRow, words: str) -> None:
        """It is back."""
        ended = handling.handoff_ended(Act(actor, stored(at)), words)
        back = handling.came_back(self.row)
        self.change(at, actor, "case.back", back, Beside(turned=(self.turn(own, ended),)))

    def answer(self, at: int, actor: str, *, accepted: bool, options: str = "") -> None:
        """Whether the customer accepts."""
        self.do(at, actor, "case.answer", partial(handling.answered, accepted=accepted, options=options))

    def thank(self, at: int, actor: str) -> None:
        """Thanked for telling us."""
        self.do(at, actor, "case.thank", handling.thanked)

    def waive_followup(self, at: int, actor: str, reason: str) -> None:
        """Nobody asks again afterwards."""
        self.do(at, actor, "case.waive_followup", partial(handling.followup_waived, reason=reason))

    def tick(self, at: int, actor: str, wanted: int | None = None) -> None:
        """Tick off the first `wanted` steps of the checklist that are open; all without a number."""
        still = [own for own in self.checklist if own.row["done_at"] is None][:wanted]
        ticked = handling.ticked(Act(actor, stored(at)))
        self.change(at, actor, "case.tick", {}, Beside(turned=tuple(self.turn(own, ticked) for own in still)))

    # Others beside it

    def link(self, at: int, actor: str, other_id: int, relation: str) -> None:
        """Another case belongs to it."""
        own = self.own("case_links", moves.link(Act(actor, stored(at)), self.row["id"], other_id, relation))
        self.change(at, actor, "case.link", {}, Beside(made=(own,)))

    def absorb(self, at: int, actor: str, reason: str) -> Absorbed:
        """A case that is opened meanwhile is merged into this one; who opens it fills in its row."""
        absorbed = Absorbed(reason, dict(self.row), list(self.labels))
        self.change(at, actor, "case.merge", {}, Beside(absorbs=absorbed))
        return absorbed


def _stored(moment: int | None) -> str | None:
    return None if moment is None else stored(moment)
