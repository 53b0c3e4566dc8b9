"""What the desk owes its customers, follow-ups and promises: making one also decides how and when it ends."""

from dataclasses import dataclass, replace

from servicedesk.domain import series
from servicedesk.domain.moves import Act
from servicedesk.domain.moves import contacts as moves
from servicedesk.domain.worktime import moment_of
from servicedesk.services.demo.days import DAY, HOUR, MINUTE, stored
from servicedesk.services.demo.ledger import Row, Told, inserted, turned
from servicedesk.services.demo.office import Office
from servicedesk.services.demo.people import pick
from servicedesk.services.demo.subject import Subject
from servicedesk.services.demo.switchboard import Switchboard, Talk
from servicedesk.services.demo.words import WORDS
from servicedesk.storage.whole_days import with_day

HELD, MISSED, CANCELLED, PLANNED = "held", "missed", "cancelled", "planned"
_ENDS = {
    HELD: ("followup.hold", moves.followup_held),
    MISSED: ("followup.miss", moves.followup_missed),
    CANCELLED: ("followup.cancel", moves.followup_cancelled),
}


_EXPECTED = (40, 60, 60, 120, 120, 180, 240, 360)
"""Minutes of work after which we expect to be done; the customer is told half as much again."""
_RETOLD, _LATE, _WITHDRAWN = 0.14, 0.03, 0.02


@dataclass(frozen=True, slots=True)
class Visit:
    """A follow-up with what will come of it; `ended_at` is None when it is still to be held."""

    number: int
    """The customer."""
    due: int
    purpose: str
    owner: str
    method: str = "call"
    case_id: int | None = None
    repeat: str = ""
    all_day: bool = False
    end: str = PLANNED
    ended_at: int | None = None
    words: str = ""
    """The result, or why it was not held."""
    moved_from: int | None = None
    moved_at: int = 0
    of_series: Row | None = None
    """What it has of the series that it goes on with."""


class Care:
    """Books follow-ups."""

    def __init__(self, office: Office, switchboard: Switchboard) -> None:
        self._office = office
        self._switchboard = switchboard

    def settle(self, visit: Visit, result: str) -> Visit:
        """Decide what comes of a visit that is booked; `result` is what it brings when it is held."""
        office, words = self._office, WORDS[self._office.person(visit.number).language]
        if office.chance(0.05):
            moved = visit.due - office.between(HOUR, 3 * HOUR)
            later = office.working(visit.due + office.between(1, 4) * DAY)
            visit = replace(visit, moved_from=visit.due, moved_at=moved, due=later)
            if moved >= office.days.now:
                visit = replace(visit, due=visit.moved_from or visit.due, moved_from=None)
        chance = office.rng.random()
        if chance < 0.86:
            end, said, waited = HELD, result, office.between(-20 * MINUTE, 3 * HOUR)
        elif chance < 0.96:
            end, said, waited = MISSED, pick(office.rng, words.misses), 4 * HOUR
        else:
            end, said, waited = CANCELLED, pick(office.rng, words.cancels), -5 * HOUR
        ended_at = max(office.working(visit.due + waited), visit.moved_at + MINUTE)
        if ended_at >= office.days.now:
            return visit
        return replace(visit, end=end, words=said, ended_at=ended_at)

    def book(self, at: int, visit: Visit, action: int | None = None) -> int:
        """Its owner books a visit; the rest of its life is planned. Return the event's action."""
        ledger = self._office.ledger
        due = stored(visit.due if visit.moved_from is None else visit.moved_from)
        when = with_day({}, {"due_at": due, "all_day": int(visit.all_day)}, self._office.days.zone)
        row = ledger.new(
            "followups", at, customer_id=visit.number, case_id=visit.case_id, **when, method=visit.method,
            owner=visit.owner, purpose=visit.purpose, repeat=visit.repeat,
        )  # fmt: skip
        if visit.repeat:
            row.update(visit.of_series or series.begun(row, self._office.days.zone))
        followup_id = row["id"]
        action = ledger.record(
            at, visit.owner, "followup.book", followup_id, [inserted("followups", row)], action
        )
        if visit.moved_from is not None:
            self._move_later(visit, row)
        if visit.ended_at is not None:
            self._end_later(visit, row)
        ledger.add("followups", row)
        return action

    def book_later(self, at: int, visit: Visit) -> None:
        """Plan the booking of a visit."""
        self._office.timeline.plan(at, lambda moment: self.book(moment, visit))

    def _move_later(self, visit: Visit, row: Row) -> None:
        after = moves.followup_moved(row, Act(visit.owner, stored(visit.moved_at)), stored(visit.due))
        change = turned("followups", row, after, visit.moved_at)
        record, number = self._office.ledger.record, row["id"]
        self._office.timeline.plan(
            visit.moved_at, lambda at: record(at, visit.owner, "followup.move", number, [change])
        )

    def _end_later(self, visit: Visit, row: Row) -> None:
        at = visit.ended_at or 0
        verb, move = _ENDS[visit.end]
        change = turned("followups", row, move(row, Act(visit.owner, stored(at)), visit.words), at)
        self._office.timeline.plan(at, lambda moment: self._end(moment, visit, row, verb, change))

    def _end(self, at: int, visit: Visit, row: Row, verb: str, change: Told) -> None:
        person = self._office.person(visit.number)
        if visit.end == HELD and visit.method == "call" and self._office.chance(0.5):
            category = WORDS[person.language].care
            talk = Talk(visit.words, visit.owner, direction="out", category=category, case_id=visit.case_id)
            self._switchboard.log_alone(at, talk, visit.number, self._office.phone_of(person))
        action = self._office.ledger.record(at, visit.owner, verb, row["id"], [change])
        if visit.repeat and visit.end != CANCELLED:
            self._book_next(at, visit, row, action)

    def _book_next(self, at: int, visit: Visit, row: Row, action: int) -> None:
        days = self._office.days
        following = series.following(row, moment_of(at), days.zone, lambda: days.calendar)
        if not following:
            return
        due = self._office.working(int(following["due_at"].timestamp()))
        kept = {"series": following["series"], "anchor": following["anchor"]}
        plain = Visit(
            visit.number, due, visit.purpose, visit.owner, visit.method, visit.case_id, visit.repeat,
            of_series=kept | {"planned_for": stored(int(following["planned_for"].timestamp()))},
        )  # fmt: skip
        results = [
            result
            for purpose, result, _method in WORDS[self._office.person(visit.number).language].visits
            if purpose == visit.purpose
        ]
        self.book(at, self.settle(plain, pick(self._office.rng, results or [visit.words])), action)


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

    def make(self, promised: Promised, case: Row) -> None:
        """Let it happen, on the case of that row."""
        self._office.timeline.plan(promised.made_at, lambda at: self._make(at, promised, case))

    def make_now(self, promised: Promised, customer_id: int, number: int) -> None:
        """Let it happen at once, on no case, under a number that was held back."""
        self._office.ledger.take("promises", number)
        self._make(promised.made_at, promised, {"id": None, "customer_id": customer_id})

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
        case: Row,
        follows_id: int | None = None,
        action: int | None = None,
    ) -> None:
        ledger, timeline = self._office.ledger, self._office.timeline
        new = moves.Promised(
            promised.text, stored(promised.due), stored(promised.estimate), case["id"], case["customer_id"],
            owner=promised.owner,
        )  # fmt: skip
        owner = promised.owner
        row = ledger.new("promises", at, **moves.promise_made(Act(owner, stored(at)), new, follows_id))
        number = row["id"]
        ledger.record(at, owner, "promise.make", number, [inserted("promises", row)], action)
        if promised.ended_at is not None:
            ended = _ended(row, promised, Act(owner, stored(promised.ended_at)))
            change = turned("promises", row, ended, promised.ended_at)
            timeline.plan(promised.ended_at, lambda moment: self._end(moment, promised, case, number, change))
        ledger.add("promises", row)

    def _end(self, at: int, promised: Promised, case: Row, number: int, change: str) -> None:
        verb = {"done": "promise.keep", "retold": "promise.retell", "withdrawn": "promise.withdraw"}
        action = self._office.ledger.record(at, promised.owner, verb[promised.state], number, [change])
        if promised.again:
            self._make(at, promised.again, case, number, action)


def _ended(row: Row, promised: Promised, act: Act) -> Row:
    """What the promise becomes when it ends."""
    if promised.state == "done":
        return moves.promise_kept(row, act)
    if promised.state == "withdrawn":
        return moves.promise_withdrawn(row, act, promised.reason)
    again = promised.again
    return moves.promise_retold(row, act, stored(again.due) if again else None, promised.reason)
