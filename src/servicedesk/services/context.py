"""What every service has of the desk: its file, its settings, its clock, and who acts.

Services know this and not the desk itself, which knows them: imports run one way. A service that needs what
another can do makes one for itself (`ListService(self.desk)`): services hold nothing but the desk.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from servicedesk.domain.reading_times import ReadingTimes
    from servicedesk.settings import Settings
    from servicedesk.storage import driver
    from servicedesk.storage.engine import Store
    from servicedesk.storage.transaction import Transaction


class Clock:
    """Tells the time; tests hand in another."""

    def __init__(
        self, tell: Callable[[], datetime] | None = None, steady: Callable[[], float] | None = None
    ) -> None:
        self.tell = tell or partial(datetime.now, UTC)
        self.steady = steady or (monotonic if tell is None else lambda: self.tell().timestamp())
        """Seconds on a clock that nobody sets; it may stand still while the computer sleeps."""

    def now(self) -> datetime:
        """This moment, in UTC, to the second."""
        return self.tell().astimezone(UTC).replace(microsecond=0)


class DeskContext(Protocol):
    """An open desk, as far as services know it. Desk is the one in the program."""

    store: "Store"
    settings: "Settings"
    clock: Clock

    @property
    def actor(self) -> str:
        """Who acts: the name that events and owners carry."""

    @property
    def zone(self) -> "ZoneInfo":
        """The zone in which the desk reads and writes times."""

    @property
    def reading_times(self) -> "ReadingTimes":
        """How times that are typed are read at this desk."""

    def now_here(self) -> datetime:
        """Now in the desk's zone, for whatever depends on which day it is."""

    def reading(self) -> "AbstractContextManager[driver.Connection]":
        """One moment of the desk."""

    def writing(self, at: datetime | None = None) -> "AbstractContextManager[Transaction]":
        """One action of this actor, which happened at `at` if not now; UsageError for a time to come."""


class Service:
    """A part of the desk; its public methods are the use cases."""

    def __init__(self, desk: DeskContext) -> None:
        self.desk = desk
