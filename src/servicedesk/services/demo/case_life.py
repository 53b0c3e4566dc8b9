"""The life of one made-up case: every step as CaseService takes it, and the row as it is at the end."""

from dataclasses import dataclass, field
from typing import Any

from servicedesk.services.demo.days import stored
from servicedesk.services.demo.ledger import Ledger, Row, owned, updated


@dataclass(frozen=True, slots=True)
class Step:
    """One event to come: what it changes, and the note that is written with it."""

    at: int
    actor: str
    verb: str
    before: Row
    after: Row
    note: str = ""


@dataclass(slots=True)
class CaseLife:
    """A case from its opening on. `row` is always how it is after the last step."""

    row: Row
    now: int
    steps: list[Step] = field(default_factory=list)

    @property
    def owner(self) -> str:
        """Who has the case."""
        return str(self.row["owner"])

    def change(self, at: int, actor: str, verb: str, *, note: str = "", **values: Any) -> None:
        """Take a step; nothing happens when nothing would differ, or when its time has not come."""
        after = {name: value for name, value in values.items() if self.row[name] != value}
        if at >= self.now or not (after or note):
            return
        before = {name: self.row[name] for name in after}
        moment = max(stored(at), self.row["updated_at"])
        self.row.update(after, version=self.row["version"] + 1, updated_at=moment)
        self.steps.append(Step(at, actor, verb, before, after, note))

    def _move(self, at: int, actor: str, verb: str, state: str, **values: Any) -> None:
        leaving = {"waiting_reason": ""} if self.row["state"] == "waiting" else {}
        self.change(at, actor, verb, **({"state": state} | leaving | values))

    # The moves, as in services.cases

    def assign(self, at: int, actor: str, owner: str) -> None:
        """Give it to somebody."""
        self.change(at, actor, "case.assign", owner=owner)

    def work(self, at: int, actor: str) -> None:
        """Begin, or go on after waiting."""
        self._move(at, actor, "case.work", "working", owner=self.owner or actor)

    def note(self, at: int, actor: str, words: str) -> None:
        """Write something down."""
        self.change(at, actor, "case.note", note=words)

    def wait(self, at: int, actor: str, reason: str) -> None:
        """Wait for somebody or something."""
        self._move(at, actor, "case.wait", "waiting", waiting_reason=reason)

    def snooze(self, at: int, actor: str, until: int) -> None:
        """Hide it until a time."""
        self.change(at, actor, "case.snooze", snoozed_until=stored(until))

    def set_priority(self, at: int, actor: str, priority: int) -> None:
        """Make it more or less urgent."""
        self.change(at, actor, "case.priority", priority=priority)

    def solve(self, at: int, actor: str, result: str) -> None:
        """The trouble is dealt with."""
        self._move(at, actor, "case.solve", "solved", solved_at=stored(at), snoozed_until=None, result=result)

    def tell(self, at: int, actor: str, words: str) -> None:
        """The customer knows the result."""
        self._move(at, actor, "case.tell", "told", told_at=stored(at), told_by=actor, told_words=words)

    def close(self, at: int, actor: str) -> None:
        """The end."""
        self._move(at, actor, "case.close", "closed", closed_at=stored(at), snoozed_until=None)

    def reopen(self, at: int, actor: str, reason: str) -> None:
        """Not the end after all."""
        cleared = {"solved_at": None, "told_at": None, "told_by": "", "told_words": "", "closed_at": None}
        self.change(at, actor, "case.reopen", note=reason, state="working", **cleared)

    def cancel(self, at: int, actor: str, reason: str) -> None:
        """Opened by mistake."""
        self.change(at, actor, "case.cancel", note=reason, state="cancelled", snoozed_until=None)

    def rate(self, at: int, actor: str, satisfaction: int) -> None:
        """What the customer said to it, 0 to 100."""
        self.change(at, actor, "case.edit", satisfaction=satisfaction)


def new_case_row(identity: Row, **values: Any) -> Row:
    """A case as it is opened; every column that the loader writes is there."""
    return {
        **identity,
        "kind": "complaint",
        "subject": "",
        "description": "",
        "category": "",
        "channel": "phone",
        "priority": 2,
        "state": "new",
        "waiting_reason": "",
        "owner": "",
        "department": "",
        "cause": "",
        "result": "",
        "satisfaction": None,
        "customer_id": None,
        "call_id": None,
        "received_at": identity["created_at"],
        "due_at": None,
        "solved_at": None,
        "told_at": None,
        "told_by": "",
        "told_words": "",
        "closed_at": None,
        "snoozed_until": None,
        **values,
    }


def record_step(ledger: Ledger, case_id: int, step: Step, _at: int) -> None:
    """Write a step into the history when its time has come."""
    changes = [updated("cases", case_id, step.before, step.after)] if step.after else []
    if step.note:
        values = {"case_id": case_id, "at": stored(step.at), "actor": step.actor, "text": step.note}
        changes.append(owned("case_notes", ledger.own("case_notes", values)))
    ledger.record(step.at, step.actor, step.verb, case_id, changes)
