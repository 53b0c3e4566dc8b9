"""Everything the demo desk says, by language, and how a sentence gets its particulars."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from random import Random
from typing import Any, TypeVar

from servicedesk.services.demo import (
    complaints_en,
    complaints_zh,
    handling_en,
    handling_zh,
    people_en,
    people_zh,
    wishes_en,
    wishes_zh,
)
from servicedesk.services.demo.people import EN, ZH, Person, pick
from servicedesk.services.demo.topics import SEASON_MONTHS, SmallTalk, Talking, Topic

T = TypeVar("T")


@dataclass(frozen=True)
class Words:
    """The talk of one language."""

    topics: tuple[Topic, ...]
    small_talk: tuple[SmallTalk, ...]
    visits: tuple[tuple[str, str, str], ...]
    welcomes: tuple[tuple[str, str], ...]
    call_backs: tuple[tuple[str, str], ...]
    misses: tuple[str, ...]
    cancels: tuple[str, ...]
    reopenings: tuple[str, ...]
    cancelled_cases: tuple[str, ...]
    days: tuple[str, ...]
    again: str
    """Added to the subject when a customer comes back with the same trouble."""
    settled: tuple[str, ...]
    """What a follow-up after a case brings."""
    care: str
    """The category of a follow-up call."""
    talking: Talking


def _words(complaints: Any, handling: Any, wishes: Any, people: Any, again: str) -> Words:
    pairs = zip(complaints.COMPLAINTS, handling.HANDLING, strict=True)
    return Words(
        topics=(*(replace(topic, handling=own) for topic, own in pairs), *wishes.WISHES),
        small_talk=wishes.SMALL_TALK,
        visits=wishes.VISITS,
        welcomes=wishes.WELCOMES,
        call_backs=wishes.CALL_BACKS,
        misses=wishes.MISSES,
        cancels=wishes.CANCELS,
        reopenings=wishes.REOPENINGS,
        cancelled_cases=wishes.CANCELLED_CASES,
        days=people.DAYS,
        again=again,
        settled=wishes.SETTLED,
        care=wishes.CARE,
        talking=handling.TALKING,
    )


WORDS = {
    ZH: _words(complaints_zh, handling_zh, wishes_zh, people_zh, "{subject}（第二次反映）"),
    EN: _words(complaints_en, handling_en, wishes_en, people_en, "{subject} (second time)"),
}

KIND_SHARES = {"complaint": 0.48, "request": 0.24, "enquiry": 0.21, "suggestion": 0.07}
"""Of the first cases; customers who come back with the same trouble make complaints more than half."""

IN_SEASON = 3.0
"""How much more frequent a topic is in its months."""


class Deck:
    """Choices with weights, made once."""

    def __init__(self, choices: Sequence[T], weights: Sequence[float]) -> None:
        self._choices: Sequence[Any] = choices
        self._bounds = list(accumulate(weights))

    def draw(self, rng: Random) -> Any:
        """One of the choices."""
        from bisect import bisect

        return self._choices[bisect(self._bounds, rng.random() * self._bounds[-1])]


def topic_decks(language: str) -> list[Deck]:
    """For each month the deck of the positions of topics; the kinds keep their shares all year."""
    topics = WORDS[language].topics
    decks = []
    for month in range(1, 13):
        weights = [_weight(topic, month) for topic in topics]
        whole = {
            kind: sum(w for w, topic in zip(weights, topics, strict=True) if topic.kind == kind)
            for kind in KIND_SHARES
        }
        shares = [
            KIND_SHARES[topic.kind] * w / whole[topic.kind] for w, topic in zip(weights, topics, strict=True)
        ]
        decks.append(Deck(range(len(topics)), shares))
    return decks


def small_talk_deck(language: str) -> Deck:
    """The deck of calls that need no case."""
    talk = WORDS[language].small_talk
    return Deck(talk, [one.weight for one in talk])


def _weight(topic: Topic, month: int) -> float:
    return topic.weight * (IN_SEASON if topic.season and month in SEASON_MONTHS[topic.season] else 1.0)


def teller(topic: Topic, person: Person, rng: Random) -> Callable[[str], str]:
    """A function that gives a topic's sentences this customer's particulars, the same in every sentence."""
    particulars = {
        "product": topic.products[person.taste % len(topic.products)],
        "worker": person.worker,
        "order": f"{2400 + int(rng.random() * 12)}-{int(rng.random() * 9000) + 1000}",
        "amount": str((3 + int(rng.random() * 40)) * 10),
        "day": pick(rng, WORDS[person.language].days),
    }

    def told(sentence: str) -> str:
        if "{" not in sentence:
            return sentence
        filled = sentence.format_map(particulars)
        return latin_apart(filled) if person.language == ZH else filled

    return told


def latin_apart(text: str) -> str:
    """Chinese with a blank around words in Latin letters, as it is written by hand here: 净水机 K3 漏水."""
    return _LATIN.sub(r"\1 ", _BEFORE_LATIN.sub(" ", text))


_BEFORE_LATIN = re.compile(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z])")
_LATIN = re.compile(r"([A-Za-z][A-Za-z0-9-]*)(?=[\u4e00-\u9fff])")
