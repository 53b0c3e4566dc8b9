"""Find new warnings since the last look: a case near or past its target, a promise close to its told time.

Each is given once, and none outside working time: what comes then is told when work begins again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from servicedesk.domain.numbers import format_number
from servicedesk.i18n import _, ngettext
from servicedesk.services.clocks import ClockService
from servicedesk.storage import policies
from servicedesk.storage.cases import pressing_cases
from servicedesk.storage.promises import OpenPromise, open_promises

if TYPE_CHECKING:
    from servicedesk.services.context import DeskContext

NEAR, LATE = 80, 100
"""How much something presses: its time is nearly up, or is up."""


@dataclass(frozen=True, slots=True)
class Pressing:
    """One thing that presses."""

    kind: str
    """`case` or `promise`."""
    id: int
    level: int
    """NEAR or LATE; a promise whose padding is being used up is NEAR."""
    words: str
    """Of the subject or the promise; as a customer or the desk wrote them."""


class WarningWatch:
    """Remembers what has been told; `look` gives what is new."""

    def __init__(self, desk: "DeskContext") -> None:
        """What presses already at the first look is not news: the lists show it."""
        self.desk = desk
        self._told: dict[tuple[str, int], int] | None = None

    def look(self) -> list[Pressing]:
        """What has come to press since the last look in working time."""
        now = self.desk.clock.now()
        found = _pressing(self.desk, now)
        now_pressing = {(one.kind, one.id): one.level for one in found}
        if self._told is None:
            self._told = now_pressing
            return []
        # What has ceased to press is news again when it presses anew: the next contact, a promise told anew.
        self._told = {
            key: min(level, now_pressing[key]) for key, level in self._told.items() if key in now_pressing
        }
        new = [one for one in found if one.level > self._told.get((one.kind, one.id), 0)]
        if not new or not ClockService(self.desk).calendar().is_working(now):
            return []
        self._told |= {(one.kind, one.id): one.level for one in new}
        return new


def warnings_in_words(found: list[Pressing]) -> str:
    """One line: the one that there is with its number, several of a kind counted."""
    if len(found) == 1:
        return _alone(found[0])
    late = sum(one.kind == "case" and one.level >= LATE for one in found)
    near = sum(one.kind == "case" and one.level < LATE for one in found)
    lapsed = sum(one.kind == "promise" and one.level >= LATE for one in found)
    pressing = sum(one.kind == "promise" and one.level < LATE for one in found)
    parts = (
        (late, ngettext("{count} case is late", "{count} cases are late", late)),
        (near, ngettext("{count} case is nearly late", "{count} cases are nearly late", near)),
        (lapsed, ngettext("{count} promise has lapsed", "{count} promises have lapsed", lapsed)),
        (pressing, ngettext("{count} promise is nearly due", "{count} promises press", pressing)),
    )
    return " · ".join(words.format(count=count) for count, words in parts if count)


def _alone(one: Pressing) -> str:
    patterns = {
        ("case", True): _("{number} is late: {words}"),
        ("case", False): _("{number} is nearly late: {words}"),
        ("promise", True): _("{number} has lapsed: {words}"),
        ("promise", False): _("{number} is nearly due: {words}"),
    }
    pattern = patterns[one.kind, one.level >= LATE]
    return pattern.format(number=format_number(one.kind, one.id), words=one.words)


def _pressing(desk: "DeskContext", now: datetime) -> list[Pressing]:
    with desk.reading() as db:
        # Somebody is called at the last level before the end that the desk's targets warn at.
        levels = policies.current(db, "targets").levels
        called_at = max((level for level in levels if level < LATE), default=LATE)
        cases = pressing_cases(db, desk.actor, now, called_at)
        promises = open_promises(db, desk.actor)
        percent: int = policies.current(db, "handling").padding_percent if promises else 0
    found = [Pressing("case", case.id, LATE if case.level >= LATE else NEAR, case.subject) for case in cases]
    for promise in promises:
        if promise.due_at < now:
            found.append(Pressing("promise", promise.id, LATE, promise.text))
        elif _expected(promise, percent) <= now:
            found.append(Pressing("promise", promise.id, NEAR, promise.text))
    return found


def _expected(promise: OpenPromise, padding_percent: int) -> datetime:
    """When we ourselves meant to be done; where that was not said, as the desk's padding would have it."""
    if promise.estimate_at is not None:
        return promise.estimate_at
    whole = (promise.due_at - promise.made_at).total_seconds()
    return promise.made_at + timedelta(seconds=whole * 100 / (100 + padding_percent))
