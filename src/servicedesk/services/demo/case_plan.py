"""How a case goes on after its opening: worked, waited for, solved, told, closed, as far as today lets it."""

from contextlib import suppress
from dataclasses import replace
from functools import partial
from random import Random

from servicedesk.domain.case_states import NEW, SOLVED, TOLD, WAITING, WORKING
from servicedesk.domain.moves import cases as moves
from servicedesk.domain.moves import handling
from servicedesk.services.demo.care import HELD, Care, Promises, Visit
from servicedesk.services.demo.case_life import Beside, CaseLife, OwnRow
from servicedesk.services.demo.days import HOUR, MINUTE, stored
from servicedesk.services.demo.office import Office
from servicedesk.services.demo.people import ZH, pick
from servicedesk.services.demo.subject import Subject, TodayReached, Walk
from servicedesk.services.demo.switchboard import Switchboard, Talk
from servicedesk.services.demo.words import WORDS

DUE_TODAY, OVERDUE, SNOOZED = "due today", "overdue", "snoozed"
_USUAL_HOURS = {"complaint": 24.0, "request": 50.0, "enquiry": 5.0, "suggestion": 80.0}
"""Half of the cases of a kind are solved within these."""
_IN_WORK = frozenset({WORKING, DUE_TODAY, OVERDUE})
_ACKNOWLEDGED_LATE = 0.1
_FEWEST_UNASSIGNED = 2
"""So many new cases are nobody's, that there is something to decide on: a desk of one language has few."""
_NOT_UPHELD, _OVERRIDDEN = 0.05, 0.02
_DISPUTED = 7
"""One complaint in so many has evidence and what both sides say."""
_PROMISED = {"complaint": 0.55, "request": 0.25}
_OWED = ((0, 11 * HOUR), (0, 15 * HOUR), (0, 17 * HOUR), (1, 10 * HOUR), (1, 16 * HOUR))
"""By when open promises were told: the worked day from today, and the second of that day."""


# (fate, share of the open cases, how far back it is found among the newest, how many of these it leaves
# out), the last two as multiples of the number of open cases: a new case came lately, another may have waited
# for weeks.
_SHARES = (
    (NEW, 0.14, 0.2, 0.0),
    (WORKING, 0.2, 0.4, 0.03),
    (DUE_TODAY, 0.1, 0.55, 0.1),
    (OVERDUE, 0.1, 1.0, 0.35),
    (SOLVED, 0.13, 0.9, 0.15),
    (WAITING, 0.2, 0.6, 0.05),
    (SNOOZED, 0.07, 0.9, 0.15),
    (TOLD, 0.06, 1.1, 0.3),
)


def open_cases(size: int) -> int:
    """How many of `size` cases are meant to be open today."""
    return max(1, min(size * 16 // 100, 36 + size * 5 // 100))


def fates(size: int, rng: Random) -> dict[int, str]:
    """The fate of each case that is to be open today, by its place from the newest (0) backwards."""
    wanted = open_cases(size)
    found: dict[int, str] = {}
    for fate, share, reach, leave in _SHARES:
        count = max(1, round(wanted * share))
        first = min(round(wanted * leave), max(0, size - count))
        places = [
            place
            for place in range(first, min(size, max(round(wanted * reach), first + count)))
            if place not in found
        ]
        rng.shuffle(places)
        found.update(dict.fromkeys(places[:count], fate))
    return found


LIMIT = 50_000
"""Cents up to which a handler decides alone, as the shipped policy has it."""
_AT_ONCE = frozenset({"apology", "none", "repair", "other"})
"""What the customer has got when the complaint is solved."""
_REFUSED, _THANKED, _LEARNT = 0.06, 0.35, 0.3
_LATE = 0.2
"""The share of the departments that have not answered in time of those that have a case today."""


class Planner:
    """Plans lives."""

    def __init__(self, office: Office, switchboard: Switchboard, care: Care) -> None:
        self._office = office
        self._switchboard = switchboard
        self._care = care
        self._promises = Promises(office)
        self._unassigned = 0

    def plan(self, life: CaseLife, told: Subject, at: int, fate: str, answered: int) -> None:
        """Take every step that lies before today; an empty `fate` lets the case go its way to the end.

        `answered` is when the call ended that opened the case.
        """
        office, kind = self._office, told.topic.kind
        usual = _USUAL_HOURS[kind] * office.rng.lognormvariate(0.0, 0.65)
        room = (office.days.last_closing - at) / HOUR
        pace = max(0.02, min(1.0, room * 0.8 / usual)) if fate else 1.0
        walk = Walk(office, at, usual, pace, bool(fate))
        taker = life.owner or office.somebody(told.person)
        if kind == "complaint" and not fate and office.chance(_NOT_UPHELD):
            told = replace(told, is_upheld=False)
        with suppress(TodayReached):
            if fate == NEW:
                self._stay_new(life, told, walk, taker)
            elif not fate and kind == "enquiry" and office.chance(0.6):
                self._answer_at_once(life, told, at, answered)
            elif not fate and office.chance(0.025):
                reasons = WORDS[told.person.language].cancelled_cases
                life.do(walk.on(2), taker, "case.cancel", moves.cancelled, Beside(pick(office.rng, reasons)))
            else:
                self._begin(life, told, walk, taker, fate)
                self._go_on(life, told, walk, fate)
        if fate in _IN_WORK:
            if office.chance(0.45):
                self._owe(life, told)
        elif office.chance(_PROMISED.get(kind, 0.0)):
            self._promise(life, told, at + office.between(40, 400))

    def _stay_new(self, life: CaseLife, told: Subject, walk: Walk, taker: str) -> None:
        if self._office.chance(0.6):
            self._acknowledge(life, told, walk.on(0.2), taker)
        if life.owner:
            return
        self._unassigned += 1
        is_taken = self._office.chance(0.4)
        if is_taken and (self._unassigned > _FEWEST_UNASSIGNED or not self._office.language):
            life.change(walk.on(0.5), taker, "case.assign", {"owner": taker})

    def _answer_at_once(self, life: CaseLife, told: Subject, at: int, answered: int) -> None:
        """What the customer wanted to know was said in the very call."""
        actor = life.owner or self._office.somebody(told.person)
        life.solve(at + 5, actor, told.result, answered)
        life.tell(at + 9, actor, told.told_words, life.row["channel"], answered)
        life.close(at + 14, actor)

    def _owe(self, life: CaseLife, told: Subject) -> None:
        """Something is promised for today or tomorrow."""
        office, days = self._office, self._office.days
        number, second = pick(office.rng, _OWED)
        last = life.steps[-1].at if life.steps else days.last_closing - HOUR
        due = days.next_opening(days.at(days.workday(number), second))
        self._promise(life, told, last + 30, owed_until=due)

    def _begin(self, life: CaseLife, told: Subject, walk: Walk, taker: str, fate: str) -> None:
        """Somebody takes it up and writes down the first step."""
        office = self._office
        is_late = office.chance(_ACKNOWLEDGED_LATE)
        is_complaint = told.topic.kind == "complaint"
        if not is_late and (is_complaint or office.chance(0.9)):
            self._acknowledge(life, told, walk.on(office.rng.random() ** 2 * 0.8), taker)
        if not life.owner and office.chance(0.5):
            life.change(walk.on_by(0.01), office.somebody(told.person), "case.assign", {"owner": taker})
        life.work(walk.on_by(0.03 * (0.5 + office.rng.random())), taker)
        if is_complaint and office.chance(0.85):
            self._assess(life, told, walk.on_by(0.01), life.owner)
        life.note(walk.on_by(0.03), life.owner, told.say(told.topic.notes[0]))
        if life.checklist and office.chance(0.7 if fate else 0.2):
            life.tick(walk.on_by(0.01), life.owner, 1)
        if is_late and is_complaint:
            self._acknowledge(life, told, walk.on(2), life.owner)

    def _go_on(self, life: CaseLife, told: Subject, walk: Walk, fate: str) -> None:
        """The middle of the story, and the end if its fate lets it get there."""
        office, topic, owner = self._office, told.topic, life.owner
        if topic.chases and office.chance(0.55 if fate in {OVERDUE, WAITING} else 0.3):
            self._chase(life, told, walk)
        if fate in _IN_WORK and office.chance(0.5):
            return
        notes = topic.notes[1:]
        if notes:
            life.note(walk.on_by(0.15), owner, told.say(notes[0]))
        if fate in _IN_WORK:
            return
        if fate in {WAITING, SNOOZED} or (topic.waits and office.chance(0.3)):
            is_over = self._wait(life, told, walk, fate)
            if not is_over:
                return
        if len(notes) > 1:
            life.note(walk.on_by(0.15), owner, told.say(notes[1]))
        self._end(life, told, walk, fate)

    def _wait(self, life: CaseLife, told: Subject, walk: Walk, fate: str) -> bool:
        """Wait for somebody, or have another department do something; False when it is not over today."""
        office, owner, talking = self._office, life.owner, told.talking
        waits = told.topic.waits or told.topic.notes[-1:]
        sentence = told.say(pick(office.rng, waits))
        reason = next((name for word, name in talking.reasons if word in sentence), "")
        if not reason and told.topic.department and fate != SNOOZED:
            own = self._hand_off(life, told, walk, is_still_out=fate == WAITING)
            if fate == WAITING:
                return False
            self._back(life, told, walk, own)
            return True
        reason = reason or talking.reasons[1][1]
        if fate != WAITING or office.chance(0.5):
            life.note(walk.on_by(0.05), owner, sentence)
        life.wait(walk.on_by(0.05), owner, reason)
        nudge = office.days.after(walk.at, (16 * 60 + office.between(2, 90)) * MINUTE)
        until = office.days.last_closing if fate else walk.at + walk.usual * HOUR * 0.4
        if nudge < until and office.chance(0.7):
            walk.at = nudge
            life.do(nudge, owner, "case.nudge", moves.nudged, Beside(pick(office.rng, talking.nudges)))
        if fate == SNOOZED:
            again = stored(office.days.at(office.days.workday(office.between(1, 8)), 9 * HOUR))
            life.do(walk.on_by(0.02), owner, "case.snooze", partial(moves.snoozed, until=again))
        if fate in {WAITING, SNOOZED}:
            return False
        life.work(walk.on_by(0.4), owner)
        return True

    def _chase(self, life: CaseLife, told: Subject, walk: Walk) -> None:
        """The customer asks again; mostly we call back."""
        office = self._office
        at, handler = walk.on_by(0.2), office.somebody(told.person)
        summary = told.say(pick(office.rng, told.topic.chases))
        talk = Talk(summary, handler, category=told.topic.category, case_id=life.row["id"])
        self._switchboard.ring_later(at, talk, told.number, told.person)
        if life.row["priority"] < 3 and office.chance(0.5):
            life.change(at + 40, handler, "case.priority", {"priority": life.row["priority"] + 1})
        if office.chance(0.85):
            self._update(life, told, walk.on(0.2 + 2 * office.rng.random() ** 2), life.owner)

    def _end(self, life: CaseLife, told: Subject, walk: Walk, fate: str) -> None:
        office, owner = self._office, life.owner
        remedy = None
        if told.topic.kind == "complaint":
            self._investigate(life, told, walk.on_by(0.05), owner)
            remedy = self._make_good(life, told, walk.on(0.3), owner)
        life.tick(walk.on(0.1), owner)
        life.solve(walk.on(0.5), owner, told.result)
        if fate == SOLVED:
            return
        self._tell(life, told, walk, 0.3 if office.chance(0.6) else 8)
        if fate == TOLD:
            return
        if remedy and office.chance(_OVERRIDDEN):
            reason = pick(office.rng, told.talking.overrides)
            missing = (
                "followup",
                "accepted_or_options",
                *(("remedy_done",) if remedy.row["kind"] != "none" else ()),
            )
            life.close(walk.on(20), life.last_actor, reason, missing)
            return
        if remedy:
            self._hear(life, told, walk, remedy)
        visit = self._close(life, told, walk, 0.05 if office.chance(0.5) else 12)
        if office.chance(0.04):
            cause, words = life.row["cause"], remedy.row["words"] if remedy else ""
            life.reopen(walk.on(30), owner, pick(office.rng, WORDS[told.person.language].reopenings))
            approver = remedy.row["approver"] if remedy else ""
            again = life.decide_again(walk.on(11), owner, cause, words, approver) if remedy else None
            life.solve(walk.on(1), owner, told.result)
            self._tell(life, told, walk, 3)
            if again:
                life.answer(walk.at + 20, owner, accepted=True)
                life.finish_remedy(walk.at + 40, owner, again)
                life.waive_followup(walk.on(0.5), owner, pick(office.rng, told.talking.waived))
            life.close(walk.on(1), owner)
        if visit and visit.end == HELD and visit.ended_at is not None and office.chance(0.6):
            rated = max(visit.ended_at, life.steps[-1].at) + MINUTE
            life.edit(rated, visit.owner, satisfaction=100 - 5 * int(office.rng.random() ** 2 * 9))

    def _tell(self, life: CaseLife, told: Subject, walk: Walk, hours: float) -> None:
        """Tell the customer after some hours, mostly by phone."""
        office, teller = self._office, life.last_actor
        at = walk.on(hours)
        words = told.told_words
        how = "phone"
        if hours >= 0.1 and office.chance(0.75):
            talk = Talk(words, teller, direction="out", category=told.topic.category, case_id=life.row["id"])
            self._switchboard.ring_later(at, talk, told.number, told.person)
        else:
            how = "wechat" if told.person.language == ZH else "email"
        walk.at = at + 90
        if walk.at >= office.days.now:
            raise TodayReached
        life.tell(walk.at, teller, words, how)

    def _close(self, life: CaseLife, told: Subject, walk: Walk, hours: float) -> Visit | None:
        """Book the follow-up, or say why there is none, and close."""
        office, actor = self._office, life.last_actor
        at = walk.on(hours)
        is_complaint, visit = told.topic.kind == "complaint", None
        if office.chance(0.75 if is_complaint else 0.5) and told.topic.visits:
            visit = self._visit(life, told, at - 20)
        elif is_complaint:
            life.waive_followup(at - 15, actor, pick(office.rng, told.talking.waived))
        life.close(at, actor)
        return visit

    def _visit(self, life: CaseLife, told: Subject, at: int) -> Visit:
        """Book a call that asks whether all is well; some customers give marks."""
        office, owner, complaint = self._office, life.last_actor, told.topic.kind == "complaint"
        # Closed complaints are followed up within 24 working hours, by practice of the trade.
        worked = office.between(7, 23) if complaint else office.between(20, 60)
        due = office.days.after(at, worked * HOUR)
        purpose = told.say(pick(office.rng, told.topic.visits))
        settled = pick(office.rng, WORDS[told.person.language].settled)
        visit = self._care.settle(Visit(told.number, due, purpose, owner, case_id=life.row["id"]), settled)
        self._care.book_later(at, visit)
        return visit

    # What is done with a complaint besides moving it on

    def _acknowledge(self, life: CaseLife, told: Subject, at: int, actor: str) -> None:
        """Confirm that we have it, mostly by message."""
        channel = life.row["channel"]
        if channel == "phone" and not self._office.chance(0.4):
            channel = "wechat" if told.person.language == ZH else "email"
        life.acknowledge(at, actor, channel)

    def _assess(self, life: CaseLife, told: Subject, at: int, actor: str) -> None:
        """The first look: how bad, how many, what is done at once."""
        office, own = self._office, told.topic.handling
        if own is None:
            return
        severity = min(4, max(1, life.row["priority"] - (0 if office.chance(0.6) else 1)))
        safety = int(office.chance(own.safety))
        life.assess(
            at,
            actor,
            severity=max(severity, 2 + safety),
            safety=safety,
            complexity=1 + office.chance(0.4) + office.chance(0.1),
            impact=1 + office.chance(0.12) + office.chance(0.02),
            immediate_action=told.say(own.action),
        )

    def _investigate(self, life: CaseLife, told: Subject, at: int, actor: str) -> None:
        """What was found, and why it happened."""
        office = self._office
        mentioned = {"competitor": pick(office.rng, told.talking.competitors)} if office.chance(0.05) else {}
        life.edit(at, actor, facts=told.facts, cause=told.cause, **mentioned)
        if life.row["id"] % _DISPUTED == 0:
            life.hear_both(at + 5 * MINUTE, actor, told.person.name, told.talking)

    def _make_good(self, life: CaseLife, told: Subject, at: int, actor: str) -> OwnRow:
        """Decide what the customer is given; what costs more than a handler may give, somebody approves."""
        kind, words, cost = told.given
        approver = told.talking.approver if life.cost + cost > LIMIT else ""
        return life.remedy(at, actor, kind, words, cost, approver)

    def _hear(self, life: CaseLife, told: Subject, walk: Walk, remedy: OwnRow) -> None:
        """Whether the customer accepts, what is still handed over, thanks, and what we learn from it."""
        office, actor, own = self._office, life.last_actor, told.topic.handling
        accepted = not office.chance(_REFUSED)
        life.answer(walk.at + 20, actor, accepted=accepted, options="" if accepted else told.talking.options)
        at = walk.at + 40
        if remedy.row["kind"] not in _AT_ONCE:
            at = walk.on(3)
        life.finish_remedy(at, actor, remedy)
        if office.chance(_THANKED):
            life.do(walk.on(0.01), actor, "case.thank", handling.thanked)
        if own and told.is_upheld and office.chance(_LEARNT):
            life.edit(walk.on(0.02), actor, lesson=own.lesson)

    def _hand_off(self, life: CaseLife, told: Subject, walk: Walk, *, is_still_out: bool) -> OwnRow:
        """Give it to the department that has to do with it, with a time by which it is wanted back."""
        office, days = self._office, self._office.days
        at = walk.on_by(0.05)
        due = days.after(at, office.between(4, 14) * HOUR)
        if is_still_out and due < days.now and not office.chance(_LATE):
            due = days.at(days.workday(office.between(0, 3)), office.between(10, 17) * HOUR)
        words = pick(office.rng, told.talking.handed)
        to = handling.HandOff(told.topic.department, words, stored(due))
        return life.hand_off(at, life.owner, to, told.talking.department)

    def _back(self, life: CaseLife, told: Subject, walk: Walk, own: OwnRow) -> None:
        """It comes back with an answer."""
        life.back(walk.on_by(0.3), life.owner, own, pick(self._office.rng, told.talking.back))

    def _update(self, life: CaseLife, told: Subject, at: int, actor: str) -> None:
        """Call the customer to say how it stands."""
        summary = told.say(pick(self._office.rng, told.talking.updates))
        talk = Talk(summary, actor, direction="out", category=told.topic.category, case_id=life.row["id"])
        self._switchboard.ring_later(at, talk, told.number, told.person)

    def _promise(self, life: CaseLife, told: Subject, at: int, *, owed_until: int | None = None) -> None:
        """Promise something at `at`; with `owed_until` it is still owed today, else it ends with the case."""
        office, days = self._office, self._office.days
        owner = life.last_actor
        text = told.say(pick(office.rng, told.talking.promises))
        if owed_until is not None:
            self._promises.make(self._promises.owed(at, text, owner, owed_until), life.row)
            return
        closing = next(
            (step.at for step in life.steps if step.verb == "case.close" and step.at > at), days.now
        )
        self._promises.make(self._promises.settled(at, text, owner, told, closing - MINUTE), life.row)
