"""What the demo desk's words are made of: topics and their handling, small talk, stories told over the year.

The days of a story count back from today and are worked ones: -3 is the third last day on which the desk was
open. What lies further back than a month begins that many days ago, and its later beats so many worked days
after. The words themselves stand in the modules of their language.
"""

from dataclasses import dataclass

from servicedesk.domain.rows.customers import Contact
from servicedesk.services.demo import people_en, people_zh
from servicedesk.services.demo.people import ZH, Person

SUMMER, WINTER, SALES = "summer", "winter", "sales"
"""When a topic is more frequent: the hot months, the cold ones, those of the big sales."""

SEASON_MONTHS = {
    SUMMER: frozenset({6, 7, 8, 9}),
    WINTER: frozenset({12, 1, 2}),
    SALES: frozenset({6, 11, 12}),
}


AMOUNT = -1
"""Stands for the cost of what is given: what the result itself names."""


@dataclass(frozen=True, slots=True)
class Handling:
    """How the desk works one kind of complaint.

    `wanted` stands at the places of the topic's descriptions, `facts` and `given` at those of its results.
    """

    wanted: tuple[str, ...]
    action: str
    facts: tuple[str, ...]
    given: tuple[tuple[str, str, int], ...]
    """Kind, words and cost in yuan of the remedy."""
    lesson: str
    safety: float = 0.0
    """In which share of the cases somebody's health or safety is touched."""
    steps: tuple[tuple[str, bool], ...] = ()
    """What is on the checklist beside the steps of every complaint, and whether it must be done."""


@dataclass(frozen=True, slots=True)
class Talking:
    """What is said in one language while complaints are worked, whatever they are about."""

    updates: tuple[str, ...]
    """Calls of ours that say how it stands."""
    promises: tuple[str, ...]
    delays: tuple[str, ...]
    """Why another time was told."""
    withdrawals: tuple[str, ...]
    handed: tuple[str, ...]
    """To another department, and `back` from it."""
    back: tuple[str, ...]
    options: str
    """What else somebody can do who does not accept the result."""
    competitors: tuple[str, ...]
    waived: tuple[str, ...]
    """Why nobody asks again afterwards."""
    overrides: tuple[str, ...]
    """Why a case was closed although something was missing."""
    approver: str
    on_behalf: tuple[str, ...]
    steps: tuple[tuple[str, bool], ...]
    not_ours: tuple[str, str, str, str, str]
    """Of a complaint that is not upheld: result, facts, told words, cause, the remedy's words."""
    reasons: tuple[tuple[str, str], ...]
    """A word in what a topic says of its wait, and the reason that it means; else a department has it."""
    department: str
    nudges: tuple[str, ...]
    evidence: tuple[str, str]
    """What a customer sends of the matter, and where it is kept."""
    statements: tuple[str, str]
    """What the customer says of it, and what our own people say."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of trouble or wish.

    Subject, description, result and told at the same place make one story; a shorter tuple starts over.
    Notes, waits, chases and visits fit all of them.
    Slots in the sentences: {product} {worker} {order} {amount} {day}.
    """

    kind: str
    weight: int
    category: str
    labels: tuple[str, ...]
    products: tuple[str, ...]
    subjects: tuple[str, ...]
    descriptions: tuple[str, ...]
    notes: tuple[str, ...]
    """What the desk wrote while it worked, in order: the first is the first step."""
    results: tuple[str, ...]
    told: tuple[str, ...]
    waits: tuple[str, ...] = ()
    chases: tuple[str, ...] = ()
    """What the customer said when they came again before the end."""
    visits: tuple[str, ...] = ()
    """Purposes of the follow-up afterwards; none means no follow-up is made."""
    department: str = ""
    cause: str = ""
    """A path of house_rules.CAUSES."""
    season: str = ""
    handling: "Handling | None" = None
    """Of complaints."""


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A call that needs no case: its category, what was said, how it ended."""

    category: str
    summary: str
    outcome: str = "answered"
    direction: str = "in"
    weight: int = 1


ME, LIN, DANA = "me", "lin", "dana"
"""Who acts; the names are those of the desk."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A call with which a case begins."""

    day: int
    time: str
    who: str
    case: str
    """What the other beats of the story call this case."""
    subject: str
    description: str
    kind: str = "complaint"
    category: str = ""
    labels: tuple[str, ...] = ()
    priority: int = 2
    due: int | None = None
    """The day, counted from today, by whose evening it is to be solved."""
    channel: str = "phone"
    department: str = ""
    product: str = ""
    wanted: str = ""
    """The remedy that the customer wants."""
    cause: str = ""
    """A path of house_rules.CAUSES, found with the first result as the facts and what is given are."""
    facts: str = ""
    given: tuple[tuple[str, str, int], ...] = ()
    """Kind, words and cost in yuan of each remedy."""
    lesson: str = ""
    waived: str = ""
    """Why nobody asks again afterwards; empty where somebody does."""
    override: str = ""
    """Why it is closed although nobody knows whether the customer accepts."""


@dataclass(frozen=True, slots=True)
class Beat:
    """A step of a case, or (`in`, `out`) a call about it, or (`visit`) a follow-up that was held.

    `hand_off` names the department in `purpose`; `promise` has a due time and mostly an end; `merge` names
    the case that goes into this one, `link` the other case with the relation in `purpose`; `plan` is a
    recurring case with its first time as `due`; `source` has in `purpose` the reference of who sent it.
    """

    day: int
    time: str
    who: str
    case: str
    what: str
    words: str = ""
    purpose: str = ""
    due: tuple[int, str] | None = None
    """Day and time."""
    ended: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One customer's troubles over the year, in order of time, on days counted back from today."""

    person: Person
    beats: tuple[Opening | Beat, ...]

    @property
    def cases(self) -> int:
        """How many cases it opens."""
        return sum(isinstance(beat, Opening) for beat in self.beats)


def person(
    language: str,
    phones: tuple[str, ...],
    *,
    emails: tuple[str, ...] = (),
    tags: tuple[str, ...] = (),
    contacts: tuple[Contact, ...] = (),
    **fields: str,
) -> Person:
    """A customer of a story."""
    empty = dict.fromkeys(
        ("company", "industry", "company_size", "website", "region", "address", "wechat", "banner", "source"),
        "",
    )
    given = (
        empty | {"kind": "person", "tier": "key", "birthday": "", "customer_since": "", "note": ""} | fields
    )
    worker = (people_zh if language == ZH else people_en).WORKERS[0]
    return Person(language, given, phones, emails, tags, contacts, worker, 0)
