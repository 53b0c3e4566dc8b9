"""What decides the deadlines of all cases: calendar, targets, and which time counts for which clock."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from servicedesk.domain.case_states import ANSWERS, CLOCKS_BY_STATE, PAUSES, RUNS, STOPS
from servicedesk.domain.errors import UsageError
from servicedesk.domain.worktime import NoWorkingTimeError, WorkingCalendar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from servicedesk.domain.policies.sources import Sources
    from servicedesk.domain.policies.targets import Target, Targets
    from servicedesk.domain.policies.waiting import WaitingReasons

CLOCKS = ("first_response", "next_contact", "resolve")
DEADLINE_KINDS = (*CLOCKS, "due", "limit", "promise", "handoff")
"""What a deadline comes from; at the same moment the earlier of these is named."""

CAME_BACK = "came back"
"""The reason of the span in which a case is closed, and its customer has turned to us again."""

_KEPT_REASONS = 1000


Rules = TypeVar("Rules")


class Earlier(NamedTuple, Generic[Rules]):
    """Rules that held until a moment, in seconds since 1970."""

    until: int
    rules: Rules


class EarlierRules(NamedTuple):
    """What held before the rules that hold now; each in order of time."""

    targets: "tuple[Earlier[Targets], ...]" = ()
    waiting: "tuple[Earlier[WaitingReasons], ...]" = ()
    sources: "tuple[Earlier[Sources | None], ...]" = ()


NOTHING_EARLIER = EarlierRules()


@dataclass(frozen=True)
class ClockRules:
    """What decides the deadlines of all cases: the calendar, the targets, which waiting stops the clock."""

    calendar: WorkingCalendar
    targets: "Targets"
    """The last ones, whose levels warn."""
    waiting: "WaitingReasons"
    """The last ones, which remind."""
    sources: "Sources | None" = None
    """By when who sent a complaint wants an answer; None: nobody does."""
    earlier: EarlierRules = NOTHING_EARLIER
    _target_of: dict[tuple[str, str, int, int], "Target"] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _pauses: dict[tuple[str, int], bool] = field(default_factory=dict, init=False, repr=False, compare=False)
    _levels: tuple[int, ...] = field(default=(), init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_levels", tuple(sorted({*self.targets.levels, 100})))

    def targets_at(self, moment: int) -> "Targets":
        """The targets that hold for a clock that begins at a moment, in seconds since 1970."""
        return _held_at(moment, self.earlier.targets, self.targets)

    def waiting_at(self, moment: int) -> "WaitingReasons":
        """The reasons that hold for a wait that begins at a moment, in seconds since 1970."""
        return _held_at(moment, self.earlier.waiting, self.waiting)

    def sources_at(self, moment: int) -> "Sources | None":
        """The limits that hold for what its source received at a moment, in seconds since 1970."""
        return _held_at(moment, self.earlier.sources, self.sources)

    def valid_at(self, moment: int) -> tuple[int | None, int | None]:
        """From when, and until when, these targets hold; None for ever."""
        turns = [held.until for held in self.earlier.targets]
        until = next((turn for turn in turns if moment < turn), None)
        since = max((turn for turn in turns if turn <= moment), default=None)
        return since, until

    def target(self, kind: str, tier: str, start: int) -> "Target":
        """The target, in working seconds, of a clock of such a case that begins at `start`."""
        targets = self.targets_at(start)
        key = (kind, tier, id(targets), self.calendar.day_seconds_at(start))
        found = self._target_of.get(key)
        if found is None:
            found = self._target_of[key] = targets.for_case(kind, tier, key[-1])
        return found

    def strictest(self, of: "Sequence[tuple[str, str]]", start: int) -> "Target":
        """For cases merged into one, given as kind and tier: of each clock the shortest target."""
        if len(of) == 1:
            return self.target(*of[0], start)
        targets = [self.target(kind, tier, start) for kind, tier in of]
        lengths = zip(*targets, strict=True)
        return targets[0].__class__(*(min(filter(None, each), default=None) for each in lengths))

    def pauses(self, reason: str, start: int) -> bool:
        """Whether a wait for that reason, begun at `start`, stops the clock of the solution.

        Free words do not.
        """
        waiting = self.waiting_at(start)
        key = (reason, id(waiting))
        found = self._pauses.get(key)
        if found is None:
            found = waiting.find(reason).pauses
            # Reasons may be free words: as many as there are cases.
            if len(self._pauses) < _KEPT_REASONS:
                self._pauses[key] = found
        return found

    def level(self, used: int, target: int) -> int:
        """The highest level reached, 0 before the first. Levels are percent of the target, 100 always one."""
        reached = 0
        for level in self._levels:
            if used * 100 < level * target:
                break
            reached = level
        return reached

    def next_level(self, reached: int) -> int | None:
        """The level after `reached`; None after 100."""
        return next((level for level in self._levels if level > reached), None)

    def deadline_s(self, start: int, seconds: int) -> int | None:
        """The moment with so much working time since `start`; None where the calendar has too little."""
        try:
            return self.calendar.deadline_s(start, seconds)
        except (NoWorkingTimeError, UsageError):
            return None

    def counts(self, clock: str, state: str, reason: str, start: int) -> bool:
        """Whether the time in a state, entered at `start`, counts for one of CLOCKS."""
        running = CLOCKS_BY_STATE.get(state, STOPS)
        if running == STOPS and reason == CAME_BACK:
            return clock == "next_contact"
        if running == PAUSES:
            # Only the solution can wait for somebody; an answer is owed all the while.
            return clock != "resolve" or not self.pauses(reason, start)
        # Who was not answered, or asked again, waits for a word after the solution too.
        return running == RUNS or (running == ANSWERS and clock != "resolve")


def _held_at(moment: int, earlier: "Sequence[Earlier[Rules]]", last: Rules) -> Rules:
    if not earlier:
        return last
    return next((held.rules for held in earlier if moment < held.until), last)
