"""How a case goes on after its opening: worked, waited for, solved, told, closed, as far as today lets it."""

from collections.abc import Callable
from contextlib import suppress
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
class Subject:
    """What a case is about, with the customer's particulars filled in by `say`."""

    topic: Topic
    say: Callable[[str], str]
    place: int
    """Which of the topic's stories it is."""
    title: str
    number: int
    """The customer."""
    person: Person

    def of_story(self, sentences: tuple[str, ...]) -> str:
        """The sentence that belongs to this story."""
        return self.say(sentences[self.place % len(sentences)])


class TodayReached(Exception):  # noqa: N818 - no error: the story is told as far as it has happened
    """The next step would be today or later."""


@dataclass(slots=True)
class Walk:
    """Time passing in a case. A case whose end is wanted is hurried so that it gets there before today."""

    office: Office
    at: int
    usual: float
    """Hours in which such a case is solved."""
    pace: float
    must_arrive: bool

    def on(self, hours: float) -> int:
        """Go on by so many hours, to a time when somebody is at work; raises TodayReached."""
        now = self.office.days.now
        moment = self.office.working(self.at + MINUTE + int(hours * HOUR * self.pace))
        if moment >= now:
            if not self.must_arrive:
                raise TodayReached
            moment = (self.at + now) // 2
        self.at = moment
        return moment

    def on_by(self, share: float) -> int:
        """Go on by a share of the usual time; raises TodayReached."""
        return self.on(share * self.usual)


class Planner:
    """Plans lives."""

    def __init__(self, office: Office, switchboard: Switchboard, care: Care) -> None:
        self._office = office
        self._switchboard = switchboard
        self._care = care

    def plan(self, life: CaseLife, told: Subject, at: int, fate: str) -> None:
        """Take every step that lies before today; an empty `fate` lets the case go its way to the end."""
        office = self._office
        usual = _USUAL_HOURS[told.topic.kind] * office.rng.lognormvariate(0.0, 0.7)
        room = (office.days.now - at) / HOUR
        walk = Walk(office, at, usual, min(1.0, room * 0.4 / usual) if fate else 1.0, bool(fate))
        taker = life.owner or office.somebody(told.person)
        with suppress(TodayReached):
            if fate == NEW:
                if not life.owner and office.chance(0.4):
                    life.assign(walk.on(0.5), taker, taker)
            elif not fate and told.topic.kind == "enquiry" and office.chance(0.6):
                self._solve(life, told, walk.on(0.03), taker)
                self._tell(life, told, walk, 0.02)
                self._close(life, walk, 0.02)
            elif not fate and office.chance(0.015):
                reasons = WORDS[told.person.language].cancelled_cases
                life.cancel(walk.on(2), taker, pick(office.rng, reasons))
            else:
                self._begin(life, told, walk, taker)
                self._go_on(life, told, walk, fate)

    def _begin(self, life: CaseLife, told: Subject, walk: Walk, taker: str) -> None:
        """Somebody takes it up and writes down the first step."""
        office = self._office
        if not life.owner and office.chance(0.5):
            life.assign(walk.on_by(0.01), office.somebody(told.person), taker)
        life.work(walk.on_by(0.05 * (0.5 + office.rng.random())), taker)
        life.note(walk.on_by(0.03), taker, told.say(told.topic.notes[0]))

    def _go_on(self, life: CaseLife, told: Subject, walk: Walk, fate: str) -> None:
        """The middle of the story, and the end if its fate lets it get there."""
        office, topic, owner = self._office, told.topic, life.owner
        if topic.chases and office.chance(0.65 if fate in {OVERDUE, WAITING} else 0.3):
            self._chase(life, told, walk)
        if fate in _IN_WORK and office.chance(0.5):
            return
        notes = topic.notes[1:]
        if notes:
            life.note(walk.on_by(0.15), owner, told.say(notes[0]))
        if fate == SNOOZED:
            life.snooze(walk.on_by(0.05), owner, office.days.at(office.between(1, 10), 9 * HOUR))
        if fate in _IN_WORK or fate == SNOOZED:
            return
        if fate == WAITING or (topic.waits and office.chance(0.3)):
            self._wait(life, told, walk)
            if fate == WAITING:
                return
            life.work(walk.on_by(0.4), owner)
        if len(notes) > 1:
            life.note(walk.on_by(0.15), owner, told.say(notes[1]))
        self._end(life, told, walk, fate)

    def _wait(self, life: CaseLife, told: Subject, walk: Walk) -> None:
        waits = told.topic.waits or told.topic.notes[-1:]
        life.wait(walk.on_by(0.1), life.owner, told.say(pick(self._office.rng, waits)))

    def _chase(self, life: CaseLife, told: Subject, walk: Walk) -> None:
        """The customer asks again."""
        office = self._office
        at, handler = walk.on_by(0.2), office.somebody(told.person)
        summary = told.say(pick(office.rng, told.topic.chases))
        talk = Talk(summary, handler, category=told.topic.category, case_id=life.row["id"])
        self._switchboard.ring_later(at, talk, told.number, told.person)
        if life.row["priority"] < 3 and office.chance(0.5):
            life.set_priority(at + 40, handler, life.row["priority"] + 1)

    def _end(self, life: CaseLife, told: Subject, walk: Walk, fate: str) -> None:
        office, owner = self._office, life.owner
        self._solve(life, told, walk.on(1), owner)
        if fate == SOLVED:
            return
        self._tell(life, told, walk, 0.3 if office.chance(0.6) else 12)
        if fate == TOLD:
            return
        self._close(life, walk, 0.05 if office.chance(0.5) else 20)
        if office.chance(0.04):
            life.reopen(walk.on(30), owner, pick(office.rng, WORDS[told.person.language].reopenings))
            self._solve(life, told, walk.on(20), owner)
            self._tell(life, told, walk, 3)
            self._close(life, walk, 1)
        if told.topic.visits:
            self._visit(life, told, walk.at)

    def _solve(self, life: CaseLife, told: Subject, at: int, actor: str) -> None:
        topic = told.topic
        life.solve(at, actor, told.of_story(topic.results))
        if topic.cause and self._office.chance(_CAUSES_KNOWN):
            life.change(at + 50, actor, "case.edit", cause=topic.cause)

    def _tell(self, life: CaseLife, told: Subject, walk: Walk, hours: float) -> None:
        """Tell the customer after some hours, mostly by phone."""
        office, teller = self._office, _last_actor(life)
        at = walk.on(hours)
        words = told.of_story(told.topic.told)
        if hours >= 0.1 and office.chance(0.75):
            talk = Talk(words, teller, direction="out", category=told.topic.category, case_id=life.row["id"])
            self._switchboard.ring_later(at, talk, told.number, told.person)
        walk.at = at + 90
        if walk.at >= office.days.now:
            raise TodayReached
        life.tell(walk.at, teller, words)

    def _close(self, life: CaseLife, walk: Walk, hours: float) -> None:
        life.close(walk.on(hours), _last_actor(life))

    def _visit(self, life: CaseLife, told: Subject, closed_at: int) -> None:
        """Ask some days later whether all is well; some customers give marks."""
        office, owner = self._office, _last_actor(life)
        complaint = told.topic.kind == "complaint"
        if not office.chance(0.65 if complaint else 0.5):
            return
        later = office.between(1, 4) if complaint else office.between(3, 9)
        due = office.days.at(office.days.day_of(closed_at) + later, office.between(19, 34) * HOUR // 2)
        purpose = told.say(pick(office.rng, told.topic.visits))
        settled = pick(office.rng, WORDS[told.person.language].settled)
        visit = self._care.settle(Visit(told.number, due, purpose, owner, case_id=life.row["id"]), settled)
        self._care.book_later(closed_at + MINUTE, visit, owner)
        if visit.end == HELD and visit.ended_at is not None and office.chance(0.6):
            life.rate(visit.ended_at + MINUTE, owner, 100 - 5 * int(office.rng.random() ** 2 * 9))


def _last_actor(life: CaseLife) -> str:
    """Who has the case, or who worked on it last."""
    return life.owner or life.steps[-1].actor
