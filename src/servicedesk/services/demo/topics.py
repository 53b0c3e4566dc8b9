"""What a topic of the demo desk's talk is made of; the words themselves stand in topics_zh and topics_en."""

from dataclasses import dataclass

SUMMER, WINTER, SALES = "summer", "winter", "sales"
"""When a topic is more frequent: the hot months, the cold ones, those of the big sales."""

SEASON_MONTHS = {
    SUMMER: frozenset({6, 7, 8, 9}),
    WINTER: frozenset({12, 1, 2}),
    SALES: frozenset({6, 11, 12}),
}


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
    season: str = ""


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A call that needs no case: its category, what was said, how it ended."""

    category: str
    summary: str
    outcome: str = "answered"
    direction: str = "in"
    weight: int = 1
