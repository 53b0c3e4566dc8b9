"""A year at the demo desk: customers come and call, day by day, and everything takes its course."""

from functools import partial
from random import Random

from servicedesk.services.demo.care import Care, Visit
from servicedesk.services.demo.case_plan import fates
from servicedesk.services.demo.cases import Cases, Wish
from servicedesk.services.demo.days import HOUR, MINUTE, OPENS, YEAR
from servicedesk.services.demo.house_rules import write_rules
from servicedesk.services.demo.named import Named
from servicedesk.services.demo.office import Office
from servicedesk.services.demo.people import EN, SHARE_OF_CHINESE, ZH, pick, unknown_phone
from servicedesk.services.demo.stories import STORIES, StoryTeller
from servicedesk.services.demo.switchboard import Switchboard, Talk
from servicedesk.services.demo.words import WORDS, small_talk_deck

CUSTOMERS_PER_CASE = 0.46
KNOWN_BEFORE = 0.25
"""The share of the customers whom the desk had before its first day."""
SMALL_TALK_PER_CASE = 1.25
_WITH_A_NAME = 0.6
"""The share of the other calls by which the desk may meet somebody new."""
STORIES_FROM = 100
"""A desk of fewer cases has no room for the told stories."""

MONTHLY, QUARTERLY = "FREQ=MONTHLY", "FREQ=MONTHLY;INTERVAL=3"
_COMING = ((-6, 0, 4), (0, 1, 5), (1, 5, 7), (5, 12, 9))
"""(from day, to day, how many) of the follow-ups that are booked for about now."""


def _shares(weights: list[float], total: int) -> list[int]:
    """`total` shared out by weight, in whole numbers that add up to it."""
    whole, passed, given, found = sum(weights), 0.0, 0, []
    for weight in weights:
        passed += weight
        reached = round(total * passed / whole)
        found.append(reached - given)
        given = reached
    return found


class Year:
    """Runs the desk from a year ago up to the end of yesterday."""

    def __init__(self, office: Office, size: int, *, is_usual: bool) -> None:
        self._office = office
        self._size = size
        self._switchboard = Switchboard(office)
        self._care = Care(office, self._switchboard)
        self._cases = Cases(office, self._switchboard, self._care)
        self._talk = {language: small_talk_deck(language) for language in WORDS}
        told = [story for story in STORIES if office.language in {"", story.person.language}]
        self._stories = told if size >= STORIES_FROM else []
        self._named = Named(office, self._care) if is_usual else None
        self._customers = max(3, round(size * CUSTOMERS_PER_CASE)) - len(self._stories)

    def run(self) -> None:
        """Make all history."""
        office = self._office
        told = sum(story.cases for story in self._stories)
        size = self._size - told
        # The last weeks are fuller on a small desk.
        weights = office.days.weights(office.rng, 1 + 2.6 * min(1.0, 300 / max(size, 1)))
        cases, calls = _shares(weights, size), _shares(weights, round(size * SMALL_TALK_PER_CASE))
        wanted = fates(size, Random(office.rng.random()))  # noqa: S311 - a made-up desk, no secret
        for story in self._stories:
            StoryTeller(office, self._cases, self._switchboard, self._care).begin(story)
        before = max(2, round(self._customers * KNOWN_BEFORE))
        self._take_over(before)
        self._plan_coming()
        self._strangeness = (self._customers - before) / max(1.0, size + sum(calls) * _WITH_A_NAME)
        left = size
        for day in range(YEAR):
            for moment, is_case in self._day(day, cases[day], calls[day]):
                office.timeline.run_until(moment)
                office.ledger.pause()
                if self._named:
                    self._named.look(moment)
                if is_case:
                    left -= 1
                    self._case(moment, wanted.get(left, ""))
                else:
                    self._call(moment)
        office.timeline.run_until(office.days.now)

    def _day(self, day: int, cases: int, calls: int) -> list[tuple[int, bool]]:
        """When somebody comes, and whether with a case."""
        days, rng = self._office.days, self._office.rng
        return sorted((days.calling_time(day - YEAR, rng), number < cases) for number in range(cases + calls))

    def _take_over(self, count: int) -> None:
        """The first morning: the cards of the desk's earlier list."""
        first = self._office.days.at(-YEAR, OPENS - HOUR)
        write_rules(
            self._office.ledger,
            first - MINUTE,
            self._office.me,
            self._office.days.policy,
            self._office.language,
        )
        step = min(40, HOUR * 9 // 10 / count)
        for number in range(count):
            self._office.timeline.plan(int(first + number * step), self._take_over_one)
        self._office.timeline.run_until(first + HOUR)

    def _take_over_one(self, at: int) -> None:
        person = self._named.customer() if self._named else None
        number, _action = self._office.meet(at, self._office.me, since_before=True, person=person)
        self._look_after(at, number)

    def _case(self, at: int, fate: str) -> None:
        office, action = self._office, None
        named = self._named.case() if self._named else None
        if named:
            number = named.customer
        elif office.chance(self._strangeness):
            number, action = self._stranger(at)
        else:
            number = office.in_trouble(office.days.day_of(at))
        office.last_case[number] = office.days.day_of(at)
        self._cases.open(at, number, action, named or Wish(fate))

    def _caller(self, at: int, strangeness: float) -> tuple[int, int | None]:
        """A customer the desk knows, or a new one with the action in which the card was made."""
        if self._office.chance(strangeness):
            return self._stranger(at)
        return self._office.acquaintance(), None

    def _stranger(self, at: int) -> tuple[int, int]:
        """A new customer, with the action in which the card was made."""
        office = self._office
        person = office.person(office.known + 1)
        number, action = office.meet(at, office.somebody(person))
        self._look_after(at, number)
        if office.chance(0.5):
            self._welcome(at, number)
        return number, action

    def _call(self, at: int) -> None:
        """Somebody calls, and no case comes of it."""
        office = self._office
        language = ZH if office.chance(SHARE_OF_CHINESE) else EN
        language = office.language or language
        talk = self._talk[language].draw(office.rng)
        if talk.outcome in {"abandoned", "wrong_number"} and office.chance(0.65):
            number: int | None = None
            caller = office.calling(unknown_phone(office.rng, language))
            action, handler = None, pick(office.rng, (office.me, office.me, *office.colleagues))
        else:
            number, action = self._caller(at, 0.0 if talk.direction == "out" else self._strangeness)
            person = office.person(number)
            if person.language != language:
                talk = self._talk[person.language].draw(office.rng)
            caller, handler = office.phone_of(person), office.somebody(person)
        line = Talk(talk.summary, handler, talk.outcome, talk.direction, category=talk.category)
        self._switchboard.log_alone(at, line, number, caller, action)
        if talk.outcome == "call_back" and number is not None:
            self._call_back(at, number, handler)

    # Follow-ups

    def _look_after(self, at: int, number: int) -> None:
        """The best customers are called or visited again and again."""
        office = self._office
        person = office.person(number)
        tier = person.fields["tier"]
        if tier == "ordinary" or not office.chance(0.9):
            return
        purpose, result, method = pick(office.rng, WORDS[person.language].visits)
        repeat = MONTHLY if tier == "vip" else QUARTERLY
        due = self._due(at, office.between(4, 80 if tier == "key" else 30))
        visit = Visit(number, due, purpose, office.somebody(person), method, repeat=repeat)
        self._care.book_later(at + 2 * MINUTE, self._care.settle(visit, result))

    def _welcome(self, at: int, number: int) -> None:
        """A new customer is called after some days."""
        office = self._office
        person = office.person(number)
        purpose, result = pick(office.rng, WORDS[person.language].welcomes)
        visit = Visit(number, self._due(at, office.between(3, 8)), purpose, office.somebody(person))
        self._care.book_later(at + 3 * MINUTE, self._care.settle(visit, result))

    def _call_back(self, at: int, number: int, owner: str) -> None:
        office = self._office
        purpose, result = pick(office.rng, WORDS[office.person(number).language].call_backs)
        visit = Visit(number, self._due(at, office.between(1, 3)), purpose, owner)
        self._care.book_later(at + MINUTE, self._care.settle(visit, result))

    def _plan_coming(self) -> None:
        """What stands in the calendar for these days: a little of it should have been done already."""
        for first, end, count in _COMING:
            for _each in range(max(1, round(count * min(1.0, self._size / 260) + self._size / 4000))):
                day = self._office.between(first, end)
                booked = self._office.days.at(
                    self._office.days.workday(min(day, -1) - self._office.between(0, 6)),
                    self._office.between(10, 17) * HOUR,
                )
                self._office.timeline.plan(booked, partial(self._book_coming, day))

    def _book_coming(self, day: int, at: int) -> None:
        """Book a follow-up for day `day` from today; it is still planned."""
        office = self._office
        number = office.between(1, office.known + 1)
        person = office.person(number)
        purpose, _result, method = pick(office.rng, WORDS[person.language].visits)
        due = office.days.at(office.days.workday(day) if day < 0 else day, office.between(18, 35) * HOUR // 2)
        due = office.working(due)
        visit = Visit(number, due, purpose, office.somebody(person), method, all_day=office.chance(0.15))
        self._care.book(at, visit)

    def _due(self, at: int, days: int) -> int:
        """A time in working hours so many days after `at`."""
        office = self._office
        return office.working(
            office.days.at(office.days.day_of(at) + days, office.between(18, 34) * HOUR // 2)
        )
