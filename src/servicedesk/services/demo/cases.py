"""Cases of the demo desk: opened by a call, then lived step by step up to today."""

from dataclasses import replace
from functools import partial

from servicedesk.domain.search_terms import segment
from servicedesk.services.demo.care import Care
from servicedesk.services.demo.case_life import CaseLife, new_case_row, record_step
from servicedesk.services.demo.case_plan import Planner, Subject
from servicedesk.services.demo.days import CLOSES, HOUR, stored
from servicedesk.services.demo.fates import DUE_TODAY, OVERDUE
from servicedesk.services.demo.ledger import Row, Told, inserted, owned, updated
from servicedesk.services.demo.office import Office
from servicedesk.services.demo.people import Person
from servicedesk.services.demo.switchboard import Switchboard, Talk
from servicedesk.services.demo.words import WORDS, Deck, teller, topic_decks

CHANNELS = Deck(("phone", "wechat", "email", "web", "visit"), (72, 14, 6, 5, 3))
_DUE_DAYS = {4: 1, 3: 2, 2: 4, 1: 7}


class Cases:
    """Opens cases and plans their lives."""

    def __init__(self, office: Office, switchboard: Switchboard, care: Care) -> None:
        self._office = office
        self._switchboard = switchboard
        self._planner = Planner(office, switchboard, care)
        self._decks = {language: topic_decks(language) for language in WORDS}

    def open(self, at: int, number: int, action: int | None = None, fate: str = "") -> None:
        """A customer comes with something; with `fate` the case is still open today, and how."""
        office = self._office
        person = office.person(number)
        told = self._chosen(at, number, person)
        handler = office.somebody(person)
        channel = CHANNELS.draw(office.rng)
        talk = Talk(told.title, handler, "case_opened", channel=channel, category=told.topic.category)
        life = self.begin(at, number, told, talk, action)
        self._set_due(life.row, at, fate)
        self._planner.plan(life, told, at, fate)
        self.finish(life)

    def begin(self, at: int, number: int, told: Subject, talk: Talk, action: int | None) -> CaseLife:
        """Log the call and open the case in one action, as CallService.log() does."""
        office, topic = self._office, told.topic
        ledger = office.ledger
        times = self._switchboard.times(at, talk)
        row = new_case_row(
            ledger.identity("cases", at),
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
        )
        chosen = [label for place, label in enumerate(topic.labels) if place == 0 or office.chance(0.5)]
        labels = [self._label(row["id"], place, label) for place, label in enumerate(chosen)]
        action = ledger.record(
            at, talk.handler, "case.open", row["id"], [inserted("cases", row), *labels], action
        )
        talk = replace(talk, case_id=row["id"])
        call = self._switchboard.log(at, talk, number, office.phone_of(office.person(number)), times)
        ledger.record(at, talk.handler, "call.log", call["id"], [inserted("calls", call)], action)
        learned = {"call_id": call["id"]}
        change = updated("cases", row["id"], {"call_id": None}, learned)
        ledger.record(at, talk.handler, "case.edit", row["id"], [change], action)
        row.update(learned, version=2)
        return CaseLife(row, office.days.now)

    def finish(self, life: CaseLife) -> None:
        """Hand on the case as it is at the end, and let its steps happen in their time."""
        ledger, case_id = self._office.ledger, life.row["id"]
        ledger.add("cases", life.row)
        for step in life.steps:
            self._office.timeline.plan(step.at, partial(record_step, ledger, case_id, step))

    def _label(self, case_id: int, position: int, label: str) -> Told:
        values = {"case_id": case_id, "position": position, "label": label, "folded": segment(label)}
        return owned("case_labels", self._office.ledger.own("case_labels", values))

    def _chosen(self, at: int, number: int, person: Person) -> Subject:
        """What it is about: sometimes the same trouble once more."""
        office = self._office
        words = WORDS[person.language]
        before = office.last_topic[number]
        again = before >= 0 and office.chance(0.4)
        if again:
            position = before
        else:
            position = self._decks[person.language][office.days.date_of(at).month - 1].draw(office.rng)
        topic = words.topics[position]
        office.last_topic[number] = position if topic.kind == "complaint" else -1
        say = teller(topic, person, office.rng)
        place = office.between(0, len(topic.subjects))
        subject = say(topic.subjects[place])
        title = words.again.format(subject=subject) if again else subject
        return Subject(topic, say, place, title, number, person)

    def _priority(self, kind: str) -> int:
        chance = self._office.rng.random()
        if kind != "complaint":
            return 1 if chance < 0.25 else 2
        return 4 if chance < 0.07 else 3 if chance < 0.35 else 2 if chance < 0.93 else 1

    def _set_due(self, row: Row, at: int, fate: str) -> None:
        """By when it is to be solved; open cases of today get the due time that their fate says."""
        office, days = self._office, self._office.days
        due: int | None = days.at(days.day_of(at) + _DUE_DAYS[row["priority"]], CLOSES)
        if row["kind"] == "suggestion" or (row["kind"] != "complaint" and office.chance(0.4)):
            due = None
        if fate == DUE_TODAY:
            due = days.at(0, office.between(15, 21) * HOUR)
        elif fate == OVERDUE:
            due = days.at(-office.between(1, min(7, 1 - days.day_of(at))), office.between(10, 18) * HOUR)
            due = max(due, at + 2 * HOUR) if at + 2 * HOUR < days.now else days.now - HOUR
        elif fate and due is not None and due < days.at(1, 0):
            due = days.at(office.between(1, 6), CLOSES)
        row["due_at"] = None if due is None else stored(due)
