"""What a clock shows at one moment, and all clocks of a case together."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from servicedesk.domain.legal_limits import LegalLimit


_MINUTE = 60


class ClockReading(NamedTuple):
    """One clock of a case, in working seconds."""

    name: str
    target_seconds: int
    started_at: datetime
    ended_at: datetime | None
    """When it was met, or stopped because the case closed; None while it goes on."""
    used_seconds: int
    left_seconds: int
    """Negative when late; 0 too, where no working time has passed since it was due."""
    due_at: datetime | None
    """When the target is, or was, used up; None while paused in time, or with too little calendar left."""
    is_met: bool
    """Whether what it waits for has happened, late or not."""
    is_late: bool
    """Whether it ran, or runs, beyond the moment at which it was due; at that moment it is in time."""
    is_paused: bool
    level: int

    @property
    def is_met_outside_hours(self) -> bool:
        """Whether somebody answered while the desk was closed, so that no working time was used.

        The solution does not count: its clock stands still for other reasons, too.
        """
        if self.name == "resolve" or not self.is_met or self.is_late or self.ended_at is None:
            return False
        return self.used_seconds < _MINUTE <= (self.ended_at - self.started_at).total_seconds()

    @property
    def is_running(self) -> bool:
        """Whether time is being used now."""
        return self.ended_at is None and not self.is_paused

    @property
    def is_pressing(self) -> bool:
        """Whether it runs, or stands still and is late: late stays late until it is met."""
        return self.ended_at is None and (self.is_late or not self.is_paused)


class CaseClocks(NamedTuple):
    """The clocks of a case at one moment. A clock without a target is None."""

    first_response: ClockReading | None = None
    next_contact: ClockReading | None = None
    """Of the oldest customer contact that is unanswered; None when there is none."""
    resolve: ClockReading | None = None
    spans: tuple[ClockReading, ...] = ()
    """Every next contact so far, the answered ones too: measures keep all of them."""
    deadlines: tuple[tuple[datetime, str], ...] = ()
    """What presses now, the earliest first, each with one of DEADLINE_KINDS."""
    level: int = 0
    """The highest level of a pressing clock."""
    until: datetime | None = None
    """When `level` changes next if nothing happens; None for never."""
    unanswered_since: datetime | None = None
    """Since when the customer waits for a word from us."""
    repeats: int = 0
    """How often the customer came again after the intake."""
    limits: "tuple[LegalLimit, ...]" = ()
    """By when who sent the complaint wants an answer, the first to end first."""

    @property
    def deadline_at(self) -> datetime | None:
        """The earliest deadline."""
        return self.deadlines[0][0] if self.deadlines else None

    @property
    def deadline_kind(self) -> str:
        """What the earliest deadline comes from; empty when there is none."""
        return self.deadlines[0][1] if self.deadlines else ""

    @property
    def readings(self) -> tuple[ClockReading, ...]:
        """All clocks there are, with every next contact."""
        both = (self.first_response, *self.spans, self.resolve)
        return tuple(reading for reading in both if reading is not None)

    @property
    def pressing(self) -> tuple[ClockReading, ...]:
        """The clocks that run, and those that are late."""
        return tuple(reading for reading in self.readings if reading.is_pressing)
