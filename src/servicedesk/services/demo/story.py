"""What a told story is made of: a customer, and beats on days counted back from today."""

from dataclasses import dataclass

from servicedesk.domain.rows import Contact
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


@dataclass(frozen=True, slots=True)
class Beat:
    """A step of a case, or (`in`, `out`) a call about it, or (`visit`) a follow-up that was held."""

    day: int
    time: str
    who: str
    case: str
    what: str
    words: str = ""
    purpose: str = ""


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
