"""Cases of the demo desk: opened by a call, then lived step by step up to today."""

from dataclasses import dataclass
from functools import partial

from servicedesk.services.demo.care import Care
from servicedesk.services.demo.case_life import CaseLife, OwnRow, record_step
from servicedesk.services.demo.case_plan import DUE_TODAY, OVERDUE, Planner
from servicedesk.services.demo.days import CLOSES, HOUR, MINUTE, stored
from servicedesk.services.demo.ledger import Row, inserted, owned, turned
from servicedesk.services.demo.office import Office
from servicedesk.services.demo.people import Person, pick
from servicedesk.services.demo.subject import Subject
from servicedesk.services.demo.switchboard import Switchboard, Talk, Times
from servicedesk.services.demo.words import WORDS, Deck, teller, topic_decks
from servicedesk.services.owned_rows import LABELS

CHANNELS = Deck(("phone", "wechat", "email", "web", "visit"), (72, 14, 6, 5, 3))
_DUE_DAYS = {4: 1, 3: 2, 2: 4, 1: 7}
_DUE_BY_HAND = 0.15
"""The share of the cases that somebody gave a date of its own, beside the clock."""
_AGAIN_WITHIN = 14
"""Days within which the same trouble is likely the same case; later, one that follows it."""
_WITH_CHECKLIST = 0.35


@dataclass(frozen=True, slots=True)
class Opened:
    """The times of the call that opens a case, and the action of the card that was made for it."""

    times: Times
    action: int | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What a case is to be: with `fate` it is still open today, and how. What is left out may be anything."""

    fate: str = ""
    customer: int = 0
    topic: int = -1
    """A place in the topics of the customer's language."""
    case_id: int = 0


_ANY = Wish()


class Cases:
    """Opens cases and plans their lives."""

    def __init__(self, office: Office, switchboard: Switchboard, care: Care) -> None:
        self._office = office
        self._switchboard = switchboard
        self._planner = Planner(office, switchboard, care)
        self._decks = {language: topic_decks(language) for language in WORDS}

    def open(self, at: int, number: int, action: int | None = None, wish: Wish = _ANY) -> None:
        """A customer comes with something."""
        office, fate = self._office, wish.fate
        person = office.person(number)
        told = self._chosen(at, number, person, wish.topic)
        handler = office.somebody(person)
        channel = CHANNELS.draw(office.rng)
        talk = Talk(told.title, handler, "case_opened", channel=channel, category=told.topic.category)
        times = self._switchboard.times(at, talk)
        if wish.case_id:
            office.ledger.take("cases", wish.case_id)
        life = self.begin(at, number, told, talk, Opened(times, action))
        self._link(life, told, at, handler)
        self._set_due(life.row, at, fate)
        self._planner.plan(life, told, at, fate, times.ended_at)
        self.finish(life)

    def begin(self, at: int, number: int, told: Subject, talk: Talk, opened: "Opened") -> CaseLife:
        """Log the call and open the case in one action, as CallService.log() does."""
        office, topic, times = self._office, told.topic, opened.times
        ledger = office.ledger
        row = ledger.new(
            "cases",
            at,
            kind=topic.kind,
            subject=told.title,
            description=told.of_story(topic.descriptions),
            category=topic.category,
            channel=talk.channel,
            priority=self._priority(topic.kind),
            owner=talk.handler if office.chance(0.4) else "",
            department=topic.department,
            customer_id=number,
            received_at=stored(times.rang_at),
            **self._particulars(told),
        )
        chosen = [label for place, label in enumerate(topic.labels) if place == 0 or office.chance(0.5)]
        labels = [
            owned("case_labels", ledger.own("case_labels", {"case_id": row["id"], **label}))
            for label in LABELS.rows(chosen)
        ]
        checklist = self._checklist(row["id"], told)
        steps = [owned(own.table, own.row) for own in checklist]
        changes = [inserted("cases", row), *labels, *steps]
        action = ledger.record(at, talk.handler, "case.open", row["id"], changes, opened.action)
        talk = talk._replace(case_id=row["id"])
        call = self._switchboard.log(at, talk, number, office.phone_of(office.person(number)), times)
        changes = [inserted("calls", call), turned("cases", row, {"call_id": call["id"]}, at)]
        ledger.record(at, talk.handler, "call.log", call["id"], changes, action)
        return CaseLife(row, office.days.now, talk.handler, checklist, chosen)

    def finish(self, life: CaseLife) -> None:
        """Hand on the case as it is at the end, and let its steps happen in their time."""
        ledger, case_id = self._office.ledger, life.row["id"]
        ledger.add("cases", life.row)
        for step in life.steps:
            self._office.timeline.plan(step.at, partial(record_step, ledger, case_id, step))

    def _checklist(self, case_id: int, told: Subject) -> list[OwnRow]:
        """The steps that stand beside it from the beginning."""
        handling = told.topic.handling
        if handling is None or not (handling.steps or self._office.chance(_WITH_CHECKLIST)):
            return []
        found = []
        for place, (text, required) in enumerate((*told.talking.steps, *handling.steps)):
            values = {"case_id": case_id, "position": place, "required": int(required), "done_at": None}
            row = self._office.ledger.own("case_steps", {**values, "done_by": "", "text": text})
            found.append(OwnRow("case_steps", row))
        return found

    def _particulars(self, told: Subject) -> Row:
        """What the customer says of the product, for whom they come, and what they want of us."""
        office, handling = self._office, told.topic.handling
        if handling is None:
            return {}
        row = {"product": told.say("{product}"), "remedy_wanted": told.of_story(handling.wanted)}
        if office.chance(0.04):
            row["on_behalf_of"] = pick(office.rng, told.talking.on_behalf)
        return row

    def _link(self, life: CaseLife, told: Subject, at: int, actor: str) -> None:
        """The same trouble once more stands beside the case of the first time."""
        office, day = self._office, self._office.days.day_of(at)
        other, ago = office.last_complaint[told.number], day - office.last_trouble[told.number]
        if told.topic.kind == "complaint":
            office.last_complaint[told.number], office.last_trouble[told.number] = life.row["id"], day
        if other and told.is_again:
            life.link(at + MINUTE, actor, other, "related" if ago <= _AGAIN_WITHIN else "follows")

    def _chosen(self, at: int, number: int, person: Person, wanted: int) -> Subject:
        """What it is about: the wanted topic, else sometimes the same trouble once more."""
        office = self._office
        words = WORDS[person.language]
        before = office.last_topic[number]
        again = wanted < 0 <= before and office.chance(0.4)
        if wanted >= 0:
            position = wanted
        elif again:
            position = before
        else:
            position = self._decks[person.language][office.days.date_of(at).month - 1].draw(office.rng)
        topic = words.topics[position]
        office.last_topic[number] = position if topic.kind == "complaint" else -1
        say = teller(topic, person, office.rng)
        place = office.between(0, len(topic.subjects))
        subject = say(topic.subjects[place])
        title = words.again.format(subject=subject) if again else subject
        return Subject(topic, say, place, title, number, person, is_again=again)

    def _priority(self, kind: str) -> int:
        chance = self._office.rng.random()
        if kind != "complaint":
            return 1 if chance < 0.25 else 2
        return 4 if chance < 0.07 else 3 if chance < 0.35 else 2 if chance < 0.93 else 1

    def _set_due(self, row: Row, at: int, fate: str) -> None:
        """By when it is to be solved; open cases of today get the due time that their fate says."""
        office, days = self._office, self._office.days
        due: int | None = None
        if fate == DUE_TODAY:
            due = days.at(0, office.between(11, 19) * HOUR)
        elif fate == OVERDUE:
            due = days.at(-office.between(1, min(4, 1 - days.day_of(at))), office.between(10, 18) * HOUR)
            due = max(due, at + 2 * HOUR) if at + 2 * HOUR < days.now else days.now - HOUR
        elif row["kind"] != "suggestion" and office.chance(_DUE_BY_HAND):
            due = days.at(days.day_of(at) + _DUE_DAYS[row["priority"]], CLOSES)
            if fate and due < days.at(1, 0):
                due = days.at(days.workday(office.between(1, 5)), CLOSES)
        row["due_at"] = None if due is None else stored(due)
