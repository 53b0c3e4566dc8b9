"""How a list of cases stands: how old it is, how much of it is late, what was decided today."""

from datetime import datetime, time
from typing import TYPE_CHECKING, NamedTuple

from servicedesk.services.lists import COUNT_LIMIT
from servicedesk.storage.decisions import decided_since
from servicedesk.storage.listing import ListSpec, count, earliest
from servicedesk.storage.moments import loaded_or_none

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk

AWAKE = "-is:snoozed"
"""How a query leaves out what is snoozed."""


class Standing(NamedTuple):
    """How a list stands."""

    late: int = 0
    """How many of it owe something late, counted no further than lists are counted."""
    oldest: datetime | None = None
    """When the first of it was received; None for none, and in a list too long to be looked through."""
    decided: int = 0
    """How many new cases this actor has decided on today."""
    asleep: int = 0
    """How many the list would have besides, did it not leave out what is snoozed."""


def standing(desk: "Desk", query: str) -> Standing:
    """How the cases that the query means stand now."""
    meant, overdue = (desk.lists.query("case", text) for text in (query, "is:overdue"))
    now = desk.now_here()
    midnight = datetime.combine(now.date(), time(), now.tzinfo)
    spec = ListSpec("case", meant, "", region=desk.settings.region)
    with desk.reading() as db:
        late = count(db, spec._replace(query=meant.narrowed(overdue)), now, desk.actor, COUNT_LIMIT)
        oldest = loaded_or_none(earliest(db, spec, now, desk.actor, COUNT_LIMIT))
        decided = decided_since(db, desk.actor, midnight)
        return Standing(late, oldest, decided, _left_asleep(desk, query))


def _left_asleep(desk: "Desk", query: str) -> int:
    words = query.split(" ")
    if AWAKE not in words:
        return 0
    return desk.lists.count(
        "case", " ".join(word.removeprefix("-") if word == AWAKE else word for word in words)
    )
