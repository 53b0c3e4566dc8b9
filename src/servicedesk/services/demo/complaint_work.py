"""What the desk does with a complaint besides moving it on: assessed, looked into, made good."""

from servicedesk.domain.moves import handling
from servicedesk.services.demo.care import Promises, Recipient
from servicedesk.services.demo.case_life import CaseLife, OwnRow
from servicedesk.services.demo.days import HOUR, MINUTE, stored
from servicedesk.services.demo.office import Office
from servicedesk.services.demo.people import ZH, pick
from servicedesk.services.demo.subject import Subject, Walk
from servicedesk.services.demo.switchboard import Switchboard, Talk

LIMIT = 50_000
"""Cents up to which a handler decides alone, as the shipped policy has it."""
_AT_ONCE = frozenset({"apology", "none", "repair", "other"})
"""What the customer has got when the complaint is solved."""
_REFUSED, _THANKED, _LEARNT = 0.06, 0.35, 0.3
_LATE = 0.2
"""The share of the departments that have not answered in time of those that have a case today."""


class ComplaintWork:
    """Steps that the courses of cases are made of."""

    def __init__(self, office: Office, switchboard: Switchboard) -> None:
        self._office = office
        self._switchboard = switchboard
        self._promises = Promises(office)

    def acknowledge(self, life: CaseLife, told: Subject, at: int, actor: str) -> None:
        """Confirm that we have it, mostly by message."""
        channel = life.row["channel"]
        if channel == "phone" and not self._office.chance(0.4):
            channel = "wechat" if told.person.language == ZH else "email"
        life.acknowledge(at, actor, channel)

    def assess(self, life: CaseLife, told: Subject, at: int, actor: str) -> None:
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

    def investigate(self, life: CaseLife, told: Subject, at: int, actor: str) -> None:
        """What was found, and why it happened."""
        office = self._office
        mentioned = {"competitor": pick(office.rng, told.talking.competitors)} if office.chance(0.05) else {}
        life.edit(at, actor, facts=told.facts, cause=told.cause, **mentioned)

    def make_good(self, life: CaseLife, told: Subject, at: int, actor: str) -> OwnRow:
        """Decide what the customer is given; what costs more than a handler may give, somebody approves."""
        kind, words, cost = told.given
        approver = told.talking.approver if life.cost + cost > LIMIT else ""
        return life.remedy(at, actor, kind, words, cost, approver)

    def hear(self, life: CaseLife, told: Subject, walk: Walk, remedy: OwnRow) -> None:
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

    def hand_off(self, life: CaseLife, told: Subject, walk: Walk, *, is_still_out: bool) -> OwnRow:
        """Give it to the department that has to do with it, with a time by which it is wanted back."""
        office, days = self._office, self._office.days
        at = walk.on_by(0.05)
        due = days.after(at, office.between(4, 14) * HOUR)
        if is_still_out and due < days.now and not office.chance(_LATE):
            due = days.at(days.workday(office.between(0, 3)), office.between(10, 17) * HOUR)
        words = pick(office.rng, told.talking.handed)
        to = handling.HandOff(told.topic.department, words, stored(due))
        return life.hand_off(at, life.owner, to, told.talking.department)

    def back(self, life: CaseLife, told: Subject, walk: Walk, own: OwnRow) -> None:
        """It comes back with an answer."""
        life.back(walk.on_by(0.3), life.owner, own, pick(self._office.rng, told.talking.back))

    def update(self, life: CaseLife, told: Subject, at: int, actor: str) -> None:
        """Call the customer to say how it stands."""
        summary = told.say(pick(self._office.rng, told.talking.updates))
        talk = Talk(summary, actor, direction="out", category=told.topic.category, case_id=life.row["id"])
        self._switchboard.ring_later(at, talk, told.number, told.person)

    def promise(self, life: CaseLife, told: Subject, at: int, *, owed_until: int | None = None) -> None:
        """Promise something at `at`; with `owed_until` it is still owed today, else it ends with the case."""
        office, days = self._office, self._office.days
        owner = life.last_actor
        text = told.say(pick(office.rng, told.talking.promises))
        to = Recipient(told.number, life.row["id"])
        if owed_until is not None:
            self._promises.make(self._promises.owed(at, text, owner, owed_until), to)
            return
        closing = next(
            (step.at for step in life.steps if step.verb == "case.close" and step.at > at), days.now
        )
        self._promises.make(self._promises.settled(at, text, owner, told, closing - MINUTE), to)
