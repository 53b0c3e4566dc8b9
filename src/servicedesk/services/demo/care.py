"""Made-up follow-ups: booking one also decides whether it will be held, missed or moved, and when."""

from dataclasses import dataclass, replace

from servicedesk.domain.moves import Act
from servicedesk.domain.moves import contacts as moves
from servicedesk.domain.recurrence import next_date
from servicedesk.services.demo.days import DAY, HOUR, MINUTE, stored
from servicedesk.services.demo.ledger import Row, Told, inserted, updated
from servicedesk.services.demo.office import Office
from servicedesk.services.demo.people import pick
from servicedesk.services.demo.switchboard import Switchboard, Talk
from servicedesk.services.demo.words import WORDS

HELD, MISSED, CANCELLED, PLANNED = "held", "missed", "cancelled", "planned"
VERBS = {HELD: "followup.hold", MISSED: "followup.miss", CANCELLED: "followup.cancel"}


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
            end, said, ended_at = (
                HELD,
                result,
                office.working(visit.due + office.between(-20 * MINUTE, 3 * HOUR)),
            )
        elif chance < 0.96:
            end, said, ended_at = MISSED, pick(office.rng, words.misses), office.working(visit.due + 4 * HOUR)
        else:
            end, said, ended_at = (
                CANCELLED,
                pick(office.rng, words.cancels),
                office.working(visit.due - 5 * HOUR),
            )
        ended_at = max(ended_at, visit.moved_at + MINUTE)
        if ended_at >= office.days.now:
            return visit
        return replace(visit, end=end, words=said, ended_at=ended_at)

    def book(self, at: int, visit: Visit, actor: str, action: int | None = None) -> int:
        """Book a visit; the rest of its life is planned. Return the event's action."""
        ledger = self._office.ledger
        row = self._row(at, visit)
        followup_id = row["id"]
        action = ledger.record(at, actor, "followup.book", followup_id, [inserted("followups", row)], action)
        if visit.moved_from is not None:
            self._move_later(visit, row)
        if visit.ended_at is not None:
            self._end_later(visit, row)
        ledger.add("followups", row)
        return action

    def book_later(self, at: int, visit: Visit, actor: str) -> None:
        """Plan the booking of a visit."""
        self._office.timeline.plan(at, lambda moment: self.book(moment, visit, actor))

    def _row(self, at: int, visit: Visit) -> Row:
        return self._office.ledger.identity("followups", at) | {
            "customer_id": visit.number,
            "case_id": visit.case_id,
            "due_at": stored(visit.due if visit.moved_from is None else visit.moved_from),
            "all_day": int(visit.all_day),
            "method": visit.method,
            "owner": visit.owner,
            "purpose": visit.purpose,
            "state": PLANNED,
            "result": "",
            "reason_skipped": "",
            "repeat": visit.repeat,
            "done_at": None,
        }

    def _step(self, at: int, row: Row, after: Row) -> list[Told]:
        """Change the row and return the changes for the event."""
        before = {name: row[name] for name in after}
        row.update(after, version=row["version"] + 1, updated_at=stored(at))
        return [updated("followups", row["id"], before, after)]

    def _move_later(self, visit: Visit, row: Row) -> None:
        changes = self._step(
            visit.moved_at,
            row,
            moves.followup_moved(row, Act(visit.owner, stored(visit.moved_at)), stored(visit.due)),
        )
        record, number = self._office.ledger.record, row["id"]
        self._office.timeline.plan(
            visit.moved_at, lambda at: record(at, visit.owner, "followup.move", number, changes)
        )

    def _end_later(self, visit: Visit, row: Row) -> None:
        at = visit.ended_at or 0
        act = Act(visit.owner, stored(at))
        if visit.end == HELD:
            after = moves.followup_held(row, act, visit.words)
        elif visit.end == MISSED:
            after = moves.followup_missed(row, act, visit.words)
        else:
            after = moves.followup_cancelled(row, act, visit.words)
        changes = self._step(at, row, after)
        self._office.timeline.plan(at, lambda moment: self._end(moment, visit, row["id"], changes))

    def _end(self, at: int, visit: Visit, followup_id: int, changes: list[Told]) -> None:
        person = self._office.person(visit.number)
        if visit.end == HELD and visit.method == "call" and self._office.chance(0.5):
            category = WORDS[person.language].care
            talk = Talk(visit.words, visit.owner, direction="out", category=category, case_id=visit.case_id)
            self._switchboard.log_alone(at, talk, visit.number, self._office.phone_of(person))
        action = self._office.ledger.record(at, visit.owner, VERBS[visit.end], followup_id, changes)
        if visit.repeat and visit.end != CANCELLED:
            self._book_next(at, visit, action)

    def _book_next(self, at: int, visit: Visit, action: int) -> None:
        days = self._office.days
        following = next_date(visit.repeat, max(days.date_of(visit.due), days.date_of(at)))
        if following is None:
            return
        due = self._office.working(days.on(following, days.second_of_day(visit.due)))
        plain = Visit(
            visit.number, due, visit.purpose, visit.owner, visit.method, visit.case_id, visit.repeat
        )
        results = [
            result
            for purpose, result, _method in WORDS[self._office.person(visit.number).language].visits
            if purpose == visit.purpose
        ]
        self.book(
            at, self.settle(plain, pick(self._office.rng, results or [visit.words])), visit.owner, action
        )
