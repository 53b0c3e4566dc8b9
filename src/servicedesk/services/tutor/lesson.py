"""What a lesson is, and what its checks may look at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from servicedesk.domain.errors import NotFoundError
from servicedesk.domain.rows.history import EventLine

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk


@dataclass
class Sights:
    """What the learner has looked at since the lesson began: no trace of it stands in the desk."""

    cards: set[int] = field(default_factory=set)
    """Customers whose card was opened."""
    queries: set[str] = field(default_factory=set)
    """What a list was filtered by."""
    views: set[str] = field(default_factory=set)
    """Names of the views that a list showed."""
    has_seen_keys: bool = False


class Past(NamedTuple):
    """What happened since the lesson began."""

    desk: "Desk"
    acts: Sequence[EventLine]
    """The learner's own, also those that were undone."""
    sights: Sights
    prepared: Sequence[int]
    """The cases that the lesson put on the desk."""


Done = Callable[[Past], bool]
Prepare = Callable[["Desk"], Sequence[int]]


@dataclass(frozen=True)
class Step:
    """One act: what to do, and a check that it was done.

    `words` are untranslated; `{0}`, `{1}` stand for the keys of `actions`, ids of the key table; `{case}` is
    the first case that the lesson put there, and the other names are those of lessons.names().
    """

    words: str
    actions: tuple[str, ...]
    done: Done


@dataclass(frozen=True)
class Lesson:
    """A few steps about one thing; `prepare` puts on the desk what they need, and returns the cases of it."""

    title: str
    steps: tuple[Step, ...]
    prepare: Prepare
    is_timed: bool = False
    """Whether each act counts once, and the time from the first to the last is taken."""


def did(*verbs: str) -> Done:
    """The learner did one of these, as the verbs of events say it."""
    return lambda past: any(act.verb in verbs for act in past.acts)


def did_begin(prefix: str) -> Done:
    """The learner did something whose verb begins so: `undo `."""
    return lambda past: any(act.verb.startswith(prefix) for act in past.acts)


def left_state(state: str) -> Done:
    """A case is in `state` no more, whatever led it out."""
    return lambda past: any(
        change.field == "state" and change.before == state for act in past.acts for change in act.changes
    )


def did_anything(past: Past) -> bool:
    """The learner changed something."""
    return any(not act.verb.startswith(("undo ", "redo ")) for act in past.acts)


def opened_card_of(name: Callable[[], str]) -> Done:
    """The card of the customer called so was opened, and is still there."""
    return lambda past: any(_has_name(past.desk, one, name()) for one in tuple(past.sights.cards))


def _has_name(desk: "Desk", customer_id: int, name: str) -> bool:
    """A card that an undo took away again has none."""
    try:
        return desk.customers.card(customer_id).name == name
    except NotFoundError:
        return False


def none_is_untouched(past: Past) -> bool:
    """Of the cases of the lesson none is new, nobody's and in sight."""
    rows = past.desk.lists.rows("case", past.prepared).values()
    return not any(row.state == "new" and not row.owner and row.snoozed_until is None for row in rows)
