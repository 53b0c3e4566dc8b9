"""What the desk promises its customers, and what becomes of each promise."""

from dataclasses import dataclass, replace

from servicedesk.domain.moves import Act
from servicedesk.domain.moves import contacts as moves
from servicedesk.services.demo.days import HOUR, MINUTE, stored
from servicedesk.services.demo.ledger import Row, inserted, updated
from servicedesk.services.demo.office import Office
from servicedesk.services.demo.people import pick
from servicedesk.services.demo.subject import Subject

_EXPECTED = (40, 60, 60, 120, 120, 180, 240, 360)
"""Minutes of work after which we expect to be done; the customer is told half as much again."""
_RETOLD, _LATE, _WITHDRAWN = 0.05, 0.03, 0.02


@dataclass(frozen=True, slots=True)
class Promised:
    """One told time; `ended_at` None is still owed."""

    text: str
    owner: str
    made_at: int
    estimate: int
    due: int
    state: str = "open"
    ended_at: int | None = None
    reason: str = ""
    again: "Promised | None" = None
    """What was told instead."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom and on which case."""

    customer_id: int
    case_id: int
    call_id: int | None = None


class Promises:
    """Makes promises and lets them end in their time."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def settled(self, at: int, text: str, owner: str, told: Subject, before: int) -> Promised:
        """A promise made at `at` that ends, in whatever way, before its case does at `before`."""
        office, days = self._office, self._office.days
        minutes = pick(office.rng, _EXPECTED)
        estimate = days.after(at, minutes * MINUTE)
        due = days.after(at, minutes * 90)
        made = Promised(text, owner, at, estimate, due)
        chance = office.rng.random()
        if chance < _RETOLD:
            moment = at + (due - at) * 2 // 3
            if moment < before and days.next_opening(moment) == moment:
                return self._retold(made, moment, told, before)
        elif chance < _RETOLD + _LATE:
            done = office.working(due + office.between(20, 200) * MINUTE)
            if done < before:
                return self._ended(made, "done", done)
        elif chance < _RETOLD + _LATE + _WITHDRAWN:
            done = office.working(at + 30 * MINUTE)
            if done < min(due, before):
                return self._ended(made, "withdrawn", done, pick(office.rng, told.talking.withdrawals))
        return self._kept(made, before)

    def owed(self, at: int, text: str, owner: str, due: int) -> Promised:
        """A promise that is still owed."""
        return Promised(text, owner, at, max(at + MINUTE, due - min(90 * MINUTE, (due - at) // 3)), due)

    def make(self, promised: Promised, to: Recipient) -> None:
        """Let it happen."""
        self._office.timeline.plan(promised.made_at, lambda at: self._make(at, promised, to))

    def _kept(self, made: Promised, before: int) -> Promised:
        office = self._office
        done = office.working(
            made.made_at + int((made.due - made.made_at) * (0.3 + 0.6 * office.rng.random()))
        )
        if done > made.due:
            done = made.due - 2 * MINUTE
        return self._ended(made, "done", max(made.made_at + MINUTE, min(done, before - MINUTE)))

    def _ended(self, made: Promised, state: str, at: int, reason: str = "") -> Promised:
        if at >= self._office.days.now:
            return made
        return replace(made, state=state, ended_at=at, reason=reason)

    def _retold(self, made: Promised, at: int, told: Subject, before: int) -> Promised:
        office, days = self._office, self._office.days
        again = Promised(made.text, made.owner, at, days.after(at, 2 * HOUR), days.after(at, 3 * HOUR))
        reason = told.say(pick(office.rng, told.talking.delays))
        return replace(made, state="retold", ended_at=at, reason=reason, again=self._kept(again, before))

    def _make(
        self,
        at: int,
        promised: Promised,
        to: Recipient,
        follows_id: int | None = None,
        action: int | None = None,
    ) -> None:
        ledger, timeline = self._office.ledger, self._office.timeline
        new = moves.Promised(
            promised.text, stored(promised.due), stored(promised.estimate), to.case_id, to.customer_id,
            to.call_id, promised.owner,
        )  # fmt: skip
        row = ledger.identity("promises", at) | {"state": "open", "ended_at": None, "reason": ""}
        row |= moves.promise_made(Act(promised.owner, stored(at)), new, follows_id)
        number, owner = row["id"], promised.owner
        ledger.record(at, owner, "promise.make", number, [inserted("promises", row)], action)
        if promised.ended_at is not None:
            ended = _ended(row, promised, Act(owner, stored(promised.ended_at)))
            change = updated("promises", number, {name: row[name] for name in ended}, ended)
            row.update(ended, version=2, updated_at=ended["ended_at"])
            timeline.plan(promised.ended_at, lambda moment: self._end(moment, promised, to, number, change))
        ledger.add("promises", row)

    def _end(self, at: int, promised: Promised, to: Recipient, number: int, change: str) -> None:
        verb = {"done": "promise.keep", "retold": "promise.retell", "withdrawn": "promise.withdraw"}
        action = self._office.ledger.record(at, promised.owner, verb[promised.state], number, [change])
        if promised.again:
            self._make(at, promised.again, to, number, action)


def _ended(row: Row, promised: Promised, act: Act) -> Row:
    """What the promise becomes when it ends."""
    if promised.state == "done":
        return moves.promise_kept(row, act)
    if promised.state == "withdrawn":
        return moves.promise_withdrawn(row, act, promised.reason)
    again = promised.again
    return moves.promise_retold(row, act, stored(again.due) if again else None, promised.reason)
