"""What a made-up case is about, and the time that passes in it."""

from collections.abc import Callable
from dataclasses import dataclass

from servicedesk.services.demo.days import HOUR, MINUTE
from servicedesk.services.demo.office import Office
from servicedesk.services.demo.people import Person
from servicedesk.services.demo.topics import AMOUNT, Talking, Topic
from servicedesk.services.demo.words import WORDS


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
    is_upheld: bool = True
    is_again: bool = False
    """The same trouble as the customer's last one."""

    @property
    def talking(self) -> Talking:
        """What is said in the customer's language."""
        return WORDS[self.person.language].talking

    def of_story(self, sentences: tuple[str, ...]) -> str:
        """The sentence that belongs to this story."""
        return self.say(sentences[self.place % len(sentences)])

    @property
    def result(self) -> str:
        """What came of it."""
        return self.of_story(self.topic.results) if self.is_upheld else self.talking.not_ours[0]

    @property
    def told_words(self) -> str:
        """What the customer is told."""
        return self.of_story(self.topic.told) if self.is_upheld else self.talking.not_ours[2]

    @property
    def facts(self) -> str:
        """What was found."""
        if self.is_upheld and self.topic.handling:
            return self.of_story(self.topic.handling.facts)
        return self.talking.not_ours[1]

    @property
    def cause(self) -> str:
        """Why it happened."""
        return self.topic.cause if self.is_upheld else self.talking.not_ours[3]

    @property
    def given(self) -> tuple[str, str, int]:
        """Kind, words and cost in cents of what is given."""
        if not self.is_upheld or self.topic.handling is None:
            return "none", self.talking.not_ours[4], 0
        given = self.topic.handling.given
        kind, words, yuan = given[self.place % len(given)]
        return kind, self.say(words), 100 * (int(self.say("{amount}")) if yuan == AMOUNT else yuan)


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
        days = self.office.days
        moment = self.office.working(self.at + MINUTE + int(hours * HOUR * self.pace))
        if moment >= days.now:
            if not self.must_arrive:
                raise TodayReached
            moment = days.hurried(self.at)
        self.at = moment
        return moment

    def on_by(self, share: float) -> int:
        """Go on by a share of the usual time; raises TodayReached."""
        return self.on(share * self.usual)
