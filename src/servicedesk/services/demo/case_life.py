"""The life of one made-up case: every step as the services take it, and the row as it is at the end."""

from dataclasses import dataclass, field
from typing import Any

from servicedesk.domain.assessment import suggested_priority
from servicedesk.services.case_moves import NOT_SOLVED
from servicedesk.services.demo.case_steps import NOTHING, Absorbed, Beside, OwnRow, Step, Turn
from servicedesk.services.demo.days import stored
from servicedesk.services.demo.ledger import Row
from servicedesk.services.waiting import NO_LONGER_WAITING


@dataclass(slots=True)
class CaseLife:
    """A case from its opening on. `row` is always how it is after the last step."""

    row: Row
    now: int
    opener: str
    """Who opened it."""
    checklist: list[OwnRow] = field(default_factory=list)
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

    def change(
        self,
        at: int,
        actor: str,
        verb: str,
        values: Row,
        beside: Beside = NOTHING,
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
        self.steps.append(Step(at, actor, verb, before, after, beside))

    def _move(self, at: int, actor: str, verb: str, state: str, **values: Any) -> None:
        leaving = NO_LONGER_WAITING if self.row["state"] == "waiting" else {}
        self.change(at, actor, verb, {"state": state, **leaving, **values})

    def own(self, table: str, **values: Any) -> OwnRow:
        """A row to be made beside the case."""
        row = {"case_id": self.row["id"], **values}
        return OwnRow(table, row, dict(row))

    def turn(self, own: OwnRow, **values: Any) -> Turn:
        """A change of such a row."""
        return Turn(own, {name: own.row[name] for name in values}, values)

    # The moves, as in services.case_moves

    def assign(self, at: int, actor: str, owner: str) -> None:
        """Give it to somebody."""
        self.change(at, actor, "case.assign", {"owner": owner})

    def work(self, at: int, actor: str) -> None:
        """Begin, or go on after waiting."""
        self._move(at, actor, "case.work", "working", owner=self.owner or actor)

    def note(self, at: int, actor: str, words: str) -> None:
        """Write something down."""
        self.change(at, actor, "case.note", {}, Beside(words))

    def wait(self, at: int, actor: str, reason: str) -> None:
        """Wait for somebody or something."""
        waiting = {"state": "waiting", "waiting_reason": reason, "waiting_since": stored(at)}
        self.change(at, actor, "case.wait", waiting)

    def nudge(self, at: int, actor: str, words: str) -> None:
        """Ask again."""
        nudged = {"nudges": self.row["nudges"] + 1, "nudged_at": stored(at)}
        self.change(at, actor, "case.nudge", nudged, Beside(words))

    def snooze(self, at: int, actor: str, until: int) -> None:
        """Hide it until a time."""
        self.change(at, actor, "case.snooze", {"snoozed_until": stored(until)})

    def set_priority(self, at: int, actor: str, priority: int) -> None:
        """Make it more or less urgent."""
        self.change(at, actor, "case.priority", {"priority": priority})

    def solve(self, at: int, actor: str, result: str, solved_at: int | None = None) -> None:
        """The trouble is dealt with, at `solved_at` if not now."""
        solved = stored(at if solved_at is None else solved_at)
        self._move(at, actor, "case.solve", "solved", solved_at=solved, snoozed_until=None, result=result)

    def tell(self, at: int, actor: str, words: str, how: str, told_at: int | None = None) -> None:
        """The customer knows the result, since `told_at` if not now."""
        told = {"told_at": stored(at if told_at is None else told_at), "told_by": actor}
        self._move(at, actor, "case.tell", "told", **told, told_words=words, told_how=how)

    def close(self, at: int, actor: str, override: str = "", missing: str = "") -> None:
        """The end."""
        closed = {"closed_at": stored(at), "snoozed_until": None}
        self._move(
            at, actor, "case.close", "closed", **closed, close_override=override, close_missing=missing
        )

    def reopen(self, at: int, actor: str, reason: str) -> None:
        """Not the end after all."""
        self.change(at, actor, "case.reopen", {"state": "working", **NOT_SOLVED}, Beside(reason))

    def cancel(self, at: int, actor: str, reason: str) -> None:
        """Opened by mistake."""
        ended = {"state": "cancelled", "snoozed_until": None}
        self.change(at, actor, "case.cancel", ended, Beside(reason))

    def rate(self, at: int, actor: str, satisfaction: int) -> None:
        """What the customer said to it, 0 to 100."""
        self.change(at, actor, "case.edit", {"satisfaction": satisfaction})

    # As in services.complaints, remedies, checklists and merging

    def acknowledge(self, at: int, actor: str, how: str) -> None:
        """The customer knows that we have it."""
        said = {"acknowledged_at": stored(at), "acknowledged_by": actor, "acknowledged_how": how}
        self.change(at, actor, "case.acknowledge", said)

    def assess(self, at: int, actor: str, **values: Any) -> None:
        """How bad it is; the priority is raised to what that suggests."""
        suggested = suggested_priority(values["severity"], bool(values["safety"]), values["impact"])
        assessed = {"assessed_at": stored(at), "assessed_by": actor}
        priority = max(self.row["priority"], suggested)
        self.change(at, actor, "case.assess", {**values, **assessed, "priority": priority})

    def edit(self, at: int, actor: str, **values: Any) -> None:
        """Fields typed in."""
        self.change(at, actor, "case.edit", values)

    def remedy(self, at: int, actor: str, kind: str, words: str, cost: int, approver: str = "") -> OwnRow:
        """What is given to make good, `cost` in cents."""
        moment = stored(at)
        place = sum(own.table == "case_remedies" for step in self.steps for own in step.beside.made)
        own = self.own(
            "case_remedies",
            position=place,
            kind=kind,
            words=words,
            cost_cents=cost,
            currency="CNY",
            decided_at=moment,
            decided_by=actor,
            approver=approver,
            approved_at=moment if approver else None,
            done_at=None,
        )
        self.cost += cost
        self.change(at, actor, "case.remedy", {}, Beside(made=(own,)))
        return own

    def finish_remedy(self, at: int, actor: str, own: OwnRow) -> None:
        """The customer has got it."""
        done = self.turn(own, done_at=stored(at))
        self.change(at, actor, "case.remedy_done", {}, Beside(turned=(done,)))

    def hand_off(self, at: int, actor: str, department: str, due: int, words: str, reason: str) -> OwnRow:
        """Another department has it until it is taken back."""
        own = self.own(
            "case_handoffs",
            department=department,
            words=words,
            out_at=stored(at),
            out_by=actor,
            due_at=stored(due),
            back_at=None,
            back_words="",
        )
        waiting = {"state": "waiting", "waiting_reason": reason, "waiting_since": stored(at)}
        out = {"department": department, "handoff_due_at": stored(due)}
        self.change(at, actor, "case.hand_off", {**waiting, **out}, Beside(made=(own,)))
        return own

    def take_back(self, at: int, actor: str, own: OwnRow, words: str) -> None:
        """It is back."""
        turned = (self.turn(own, back_at=stored(at), back_words=words),)
        back = {"state": "working", "department": "", "handoff_due_at": None}
        self.change(at, actor, "case.take_back", {**back, **NO_LONGER_WAITING}, Beside(turned=turned))

    def answer(self, at: int, actor: str, *, accepted: bool, options: str = "") -> None:
        """Whether the customer accepts."""
        said = {"accepted": int(accepted), "accepted_at": stored(at)}
        offered = options or self.row["options_offered"]
        self.change(at, actor, "case.answer", {**said, "options_offered": offered})

    def thank(self, at: int, actor: str) -> None:
        """Thanked for telling us."""
        self.change(at, actor, "case.thank", {"thanked_at": stored(at)})

    def waive_followup(self, at: int, actor: str, reason: str) -> None:
        """Nobody asks again afterwards."""
        self.change(at, actor, "case.waive_followup", {"followup_waived": reason})

    def tick(self, at: int, actor: str, wanted: int | None = None) -> None:
        """Tick off the first `wanted` steps of the checklist that are open; all without a number."""
        still = [own for own in self.checklist if own.row["done_at"] is None][:wanted]
        turned = tuple(self.turn(own, done_at=stored(at), done_by=actor) for own in still)
        self.change(at, actor, "case.tick", {}, Beside(turned=turned))

    def link(self, at: int, actor: str, other_id: int, relation: str) -> None:
        """Another case belongs to it."""
        own = self.own("case_links", other_id=other_id, relation=relation, at=stored(at), actor=actor)
        self.change(at, actor, "case.link", {}, Beside(made=(own,)))

    def absorb(self, at: int, actor: str, reason: str) -> Absorbed:
        """A case that is opened meanwhile is merged into this one; who opens it fills in its row."""
        absorbed = Absorbed()
        own = self.own(
            "case_merges", target_id=self.row["id"], at=stored(at), actor=actor, reason=reason,
            source_state="new", choices="[]", unmerged_at=None,
        )  # fmt: skip
        absorbed.before = dict(self.row)
        self.change(at, actor, "case.absorb", {}, Beside(made=(own,), absorbs=absorbed))
        return absorbed
