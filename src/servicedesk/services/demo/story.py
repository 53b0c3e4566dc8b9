"""Types of a written story: a customer, and events on days counted back from today.

The days of a case are worked ones: -3 is the third last day on which the desk was open. What lies further
back than a month begins that many days ago, and its later beats so many worked days after.
"""

from dataclasses import dataclass

from servicedesk.domain.rows.customers import Contact
from servicedesk.services.demo.people import Person

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
    recurring case with its first time as `due`.
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
    """One customer's troubles over the year, told in order of time."""

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
    return Person(language, given, phones, emails, tags, contacts, "", 0)
