"""The desk: one file opened with its clock, settings and actor, and the services on it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from servicedesk.settings import Settings
from servicedesk.storage.engine import Store

if TYPE_CHECKING:
    from servicedesk.services.calls import CallService
    from servicedesk.services.cases import CaseService
    from servicedesk.services.checklists import ChecklistService
    from servicedesk.services.clocks import ClockService
    from servicedesk.services.complaints import ComplaintService
    from servicedesk.services.customers import CustomerService
    from servicedesk.services.dossiers import DossierService
    from servicedesk.services.drafts import DraftService
    from servicedesk.services.exporting import ExportService
    from servicedesk.services.followups import FollowUpService
    from servicedesk.services.history import HistoryService
    from servicedesk.services.importing import ImportService
    from servicedesk.services.lists import ListService
    from servicedesk.services.macros import MacroService
    from servicedesk.services.merging import MergingService
    from servicedesk.services.policies import PolicyService
    from servicedesk.services.promises import PromiseService
    from servicedesk.services.recurring import RecurringService
    from servicedesk.services.search import SearchService
    from servicedesk.services.today import TodayService
    from servicedesk.services.undo import UndoService
    from servicedesk.storage import driver
    from servicedesk.storage.transaction import Transaction


class Clock:
    """Tells the time; tests hand in another."""

    def __init__(self, tell: Callable[[], datetime] | None = None) -> None:
        self.tell = tell or partial(datetime.now, UTC)

    def now(self) -> datetime:
        """This moment, in UTC, to the second."""
        return self.tell().astimezone(UTC).replace(microsecond=0)


class Desk:
    """Everything a front end needs: it calls `desk.cases.snooze(...)` and knows nothing of the file."""

    def __init__(self, store: Store, settings: Settings, clock: Clock) -> None:
        self.store = store
        self.settings = settings
        self.clock = clock

    @classmethod
    def open(
        cls, settings: Settings, *, path: Path | None = None, clock: Clock | None = None, create: bool = True
    ) -> "Desk":
        """Open the desk's file (`path`, else the one in the settings); make it unless `create` is False.

        Raises what Store.open raises.
        """
        desk = cls(Store.open(path or settings.db, create=create), settings, clock or Clock())
        desk.store.zone = settings.timezone
        if desk.store.has_climbed:
            desk.clocks.refresh_all()
        return desk

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def actor(self) -> str:
        """Who acts: the name that events and owners carry."""
        return self.settings.actor

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the desk reads and writes times."""
        return self.settings.zone

    def now_here(self) -> datetime:
        """Now in the desk's zone, for whatever depends on which day it is."""
        return self.clock.now().astimezone(self.zone)

    def store_version(self) -> int:
        """Changes when another process has changed the file; cheap enough to ask several times a second."""
        return self.store.data_version()

    def reading(self) -> "AbstractContextManager[driver.Connection]":
        """One moment of the desk, for the services."""
        return self.store.reader()

    def writing(self) -> "AbstractContextManager[Transaction]":
        """One action of this actor, for the services."""
        return self.store.writer(self.actor, self.clock.now())

    @cached_property
    def customers(self) -> "CustomerService":
        """Customer cards and the roster."""
        from servicedesk.services.customers import CustomerService

        return CustomerService(self)

    @cached_property
    def calls(self) -> "CallService":
        """The call log."""
        from servicedesk.services.calls import CallService

        return CallService(self)

    @cached_property
    def cases(self) -> "CaseService":
        """Cases and their queue."""
        from servicedesk.services.cases import CaseService

        return CaseService(self)

    @cached_property
    def complaints(self) -> "ComplaintService":
        """The handling of complaints: assessment, cause, remedies, hand-offs, the customer's answer."""
        from servicedesk.services.complaints import ComplaintService

        return ComplaintService(self)

    @cached_property
    def clocks(self) -> "ClockService":
        """The service clock: what is due when, and why."""
        from servicedesk.services.clocks import ClockService

        return ClockService(self)

    @cached_property
    def promises(self) -> "PromiseService":
        """What customers were told we would do by when."""
        from servicedesk.services.promises import PromiseService

        return PromiseService(self)

    @cached_property
    def policies(self) -> "PolicyService":
        """The desk's own rules, the working calendar among them."""
        from servicedesk.services.policies import PolicyService

        return PolicyService(self)

    @cached_property
    def dossiers(self) -> "DossierService":
        """Cases by the nine stages of a complaint."""
        from servicedesk.services.dossiers import DossierService

        return DossierService(self)

    @cached_property
    def merging(self) -> "MergingService":
        """Cases that are one matter: merged, split, linked."""
        from servicedesk.services.merging import MergingService

        return MergingService(self)

    @cached_property
    def checklists(self) -> "ChecklistService":
        """The steps of a case."""
        from servicedesk.services.checklists import ChecklistService

        return ChecklistService(self)

    @cached_property
    def macros(self) -> "MacroService":
        """Several changes to cases with one key."""
        from servicedesk.services.macros import MacroService

        return MacroService(self)

    @cached_property
    def recurring(self) -> "RecurringService":
        """Cases that come again and again."""
        from servicedesk.services.recurring import RecurringService

        return RecurringService(self)

    @cached_property
    def followups(self) -> "FollowUpService":
        """The follow-up calendar."""
        from servicedesk.services.followups import FollowUpService

        return FollowUpService(self)

    @cached_property
    def drafts(self) -> "DraftService":
        """What is typed and not yet saved."""
        from servicedesk.services.drafts import DraftService

        return DraftService(self)

    @cached_property
    def today(self) -> "TodayService":
        """What is owed now."""
        from servicedesk.services.today import TodayService

        return TodayService(self)

    @cached_property
    def lists(self) -> "ListService":
        """Ids and rows of any list by query; saved views."""
        from servicedesk.services.lists import ListService

        return ListService(self)

    @cached_property
    def search(self) -> "SearchService":
        """Finding anything by words."""
        from servicedesk.services.search import SearchService

        return SearchService(self)

    @cached_property
    def undo(self) -> "UndoService":
        """Undo and redo."""
        from servicedesk.services.undo import UndoService

        return UndoService(self)

    @cached_property
    def history(self) -> "HistoryService":
        """The append-only log."""
        from servicedesk.services.history import HistoryService

        return HistoryService(self)

    @cached_property
    def importing(self) -> "ImportService":
        """Files of other programs, and our own, into the desk."""
        from servicedesk.services.importing import ImportService

        return ImportService(self)

    @cached_property
    def exporting(self) -> "ExportService":
        """Records out to files."""
        from servicedesk.services.exporting import ExportService

        return ExportService(self)
