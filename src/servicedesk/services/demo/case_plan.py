"""How a case goes on after its opening: taken, worked, waited for, solved, told and closed, as far as today allows."""

from collections.abc import Callable
from dataclasses import dataclass

from servicedesk.services.demo.care import HELD, Care, Visit
from servicedesk.services.demo.case_life import CaseLife
from servicedesk.services.demo.days import HOUR, MINUTE
from servicedesk.services.demo.fates import DUE_TODAY, NEW, OVERDUE, SNOOZED, SOLVED, TOLD, WAITING, WORKING
from servicedesk.services.demo.office import Office
from servicedesk.services.demo.people import Person, pick
from servicedesk.services.demo.switchboard import Switchboard, Talk
from servicedesk.services.demo.topics import Topic
from servicedesk.services.demo.words import WORDS

_USUAL_HOURS = {"complaint": 30.0, "request": 60.0, "enquiry": 5.0, "suggestion": 90.0}
"""Half of the cases of a kind are solved within these."""
_IN_WORK = frozenset({WORKING, DUE_TODAY, OVERDUE})
_CAUSES_KNOWN = 0.8


@dataclass(frozen=True, slots=True)
class Told:
    """What a case is about, with the customer's particulars filled in by `say`."""

    topic: Topic
    say: Callable[[str], str]
    subject: str
    number: int
    """The customer."""
    person: Person


@dataclass(slots=True)
class Walk:
    """Time passing in a case. A case whose end is wanted is hurried so that it gets there before today."""

    office: Office
    at: int
    pace: float
    must_arrive: bool

    def on(self, hours: float) -> bool:
        """Go on by so many hours, and to the next time when somebody is at work; False when that is not past."""
        now = self.office.days.now
        moment = self.office.working(self.at + MINUTE + int(hours * HOUR * self.pace))
        if moment >= now and self.must_arrive:
            moment = (self.at + now) // 2
        self.at = moment
        return moment < now


class Planner:
    """Plans lives."""

    def __init__(self, office: Office, switchboard: Switchboard, care: Care) -> None:
        self._office = office
        self._switchboard = switchboard
        self._care = care

    def plan(self, life: CaseLife, told: Told, at: int, fate: str) -> None:
        """Take every step that lies before today; an empty `fate` lets the case go its way to the end."""
        office = self._office
        usual = _USUAL_HOURS[told.topic.kind] * office.rng.lognormvariate(0.0, 0.7)
        room = (office.days.now - at) / HOUR
        walk = Walk(office, at, min(1.0, room * 0.4 / usual) if fate else 1.0, bool(fate))
        taker = life.owner or office.somebody(told.person)
        words = WORDS[told.person.language]
        if fate == NEW:
            if not life.owner and office.chance(0.4) and walk.on(0.5):
                life.assign(walk.at, taker, taker)
        elif not fate and told.topic.kind == "enquiry" and office.chance(0.6):
            if walk.on(0.03):
                self._solve(life, told, walk.at, taker)
                self._tell_and_close(life, told, walk, 0.02)
        elif not fate and office.chance(0.015):
            if walk.on(2):
                life.cancel(walk.at, taker, pick(office.rng, words.cancelled_cases))
        elif self._begin(life, told, walk, taker, usual) and self._go_on(life, told, walk, usual, fate):
            self._end(life, told, walk, fate)

    def _begin(self, life: CaseLife, told: Told, walk: Walk, taker: str, usual: float) -> bool:
        """Somebody takes it up and writes down the first step."""
        office = self._office
        if not life.owner and office.chance(0.5):
            if not walk.on(0.01 * usual):
                return False
            life.assign(walk.at, office.somebody(told.person), taker)
        if not walk.on(0.05 * usual * (0.5 + office.rng.random())):
            return False
        life.work(walk.at, taker)
        if not walk.on(0.03 * usual):
            return False
        life.note(walk.at, taker, told.say(told.topic.notes[0]))
        return True

    def _go_on(self, life: CaseLife, told: Told, walk: Walk, usual: float, fate: str) -> bool:
        """The middle of the story; False when it is as far as it gets."""
        office, topic, owner = self._office, told.topic, life.owner
        impatient = topic.chases and office.chance(0.65 if fate in {OVERDUE, WAITING} else 0.3)
        if impatient and not self._chase(life, told, walk, usual):
            return False
        if fate in _IN_WORK and office.chance(0.5):
            return False
        notes = topic.notes[1:]
        if notes:
            if not walk.on(0.15 * usual):
                return False
            life.note(walk.at, owner, told.say(notes[0]))
        if fate == SNOOZED:
            if walk.on(0.05 * usual):
                until = office.days.at(office.between(1, 10), 9 * HOUR)
                life.snooze(walk.at, owner, until)
            return False
        if fate in _IN_WORK:
            return False
        waits = topic.waits or topic.notes[-1:]
        if fate == WAITING or (topic.waits and office.chance(0.3)):
            if not walk.on(0.1 * usual):
                return False
            life.wait(walk.at, owner, told.say(pick(office.rng, waits)))
            if fate == WAITING or not walk.on(0.4 * usual):
                return False
            life.work(walk.at, owner)
        if len(notes) > 1:
            if not walk.on(0.15 * usual):
                return False
            life.note(walk.at, owner, told.say(notes[1]))
        return True

    def _chase(self, life: CaseLife, told: Told, walk: Walk, usual: float) -> bool:
        """The customer asks again."""
        office = self._office
        if not walk.on(0.2 * usual):
            return False
        handler = office.somebody(told.person)
        summary = told.say(pick(office.rng, told.topic.chases))
        talk = Talk(summary, handler, category=told.topic.category, case_id=life.row["id"])
        self._switchboard.ring_later(walk.at, talk, told.number, told.person)
        if life.row["priority"] < 3 and office.chance(0.5):
            life.set_priority(walk.at + 40, handler, life.row["priority"] + 1)
        return True

    def _end(self, life: CaseLife, told: Told, walk: Walk, fate: str) -> None:
        office = self._office
        if not walk.on(1):
            return
        self._solve(life, told, walk.at, life.owner)
        if fate == SOLVED:
            return
        closed = self._tell_and_close(life, told, walk, 0.3 if office.chance(0.6) else 12, stay_told=fate == TOLD)
        if closed and office.chance(0.04) and walk.on(30):
            life.reopen(walk.at, life.owner, pick(office.rng, WORDS[told.person.language].reopenings))
            if walk.on(20):
                self._solve(life, told, walk.at, life.owner)
                closed = self._tell_and_close(life, told, walk, 3)
        if closed and told.topic.visits:
            self._visit(life, told, walk.at)

    def _solve(self, life: CaseLife, told: Told, at: int, actor: str) -> None:
        topic = told.topic
        life.solve(at, actor, told.say(pick(self._office.rng, topic.results)))
        if topic.cause and self._office.chance(_CAUSES_KNOWN):
            life.change(at + 50, actor, "case.edit", cause=topic.cause)

    def _tell_and_close(
        self, life: CaseLife, told: Told, walk: Walk, hours: float, *, stay_told: bool = False
    ) -> bool:
        """Tell the customer, mostly by phone, and close; whether that lies before today."""
        office, owner = self._office, life.owner or life.steps[-1].actor
        if not walk.on(hours):
            return False
        words = told.say(pick(office.rng, told.topic.told))
        if hours >= 0.1 and office.chance(0.75):
            talk = Talk(words, owner, direction="out", category=told.topic.category, case_id=life.row["id"])
            self._switchboard.ring_later(walk.at, talk, told.number, told.person)
        told_at = walk.at = walk.at + 90
        if told_at >= office.days.now:
            return False
        life.tell(told_at, owner, words)
        if stay_told or not walk.on(hours * 0.5 if hours < 0.1 else 0.05 if office.chance(0.5) else 20):
            return False
        life.close(walk.at, owner)
        return True

    def _visit(self, life: CaseLife, told: Told, closed_at: int) -> None:
        """Ask some days later whether all is well; some customers give marks."""
        office = self._office
        complaint = told.topic.kind == "complaint"
        if not office.chance(0.65 if complaint else 0.5):
            return
        due_day = office.days.day_of(closed_at) + (office.between(1, 4) if complaint else office.between(3, 9))
        due = office.days.at(due_day, office.between(19, 34) * HOUR // 2)
        purpose = told.say(pick(office.rng, told.topic.visits))
        settled = pick(office.rng, WORDS[told.person.language].settled)
        visit = Visit(told.number, due, purpose, life.owner or life.steps[-1].actor, case_id=life.row["id"])
        visit = self._care.settle(visit, settled)
        self._care.book_later(closed_at + MINUTE, visit, visit.owner)
        if visit.end == HELD and visit.ended_at is not None and office.chance(0.6):
            marks = 100 - 5 * int(office.rng.random() ** 2 * 9)
            life.rate(visit.ended_at + MINUTE, visit.owner, marks)
