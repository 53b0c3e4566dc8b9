"""The desk: one file opened with its clock, settings and actor, and the services on it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from servicedesk.domain.errors import UsageError
from servicedesk.domain.reading_times import ReadingTimes
from servicedesk.i18n import _
from servicedesk.services.context import Clock
from servicedesk.settings import Settings
from servicedesk.storage.engine import Store

if TYPE_CHECKING:
    from servicedesk.services.aside import AsideService
    from servicedesk.services.calls import CallService
    from servicedesk.services.cases import CaseService
    from servicedesk.services.checklists import ChecklistService
    from servicedesk.services.clocks import ClockService
    from servicedesk.services.complaints import ComplaintService
    from servicedesk.services.customers import CustomerService
    from servicedesk.services.dossiers import DossierService
    from servicedesk.services.drafts import DraftService
    from servicedesk.services.evidence import EvidenceService
    from servicedesk.services.exporting import ExportService
    from servicedesk.services.followups import FollowUpService
    from servicedesk.services.handoffs import HandOffService
    from servicedesk.services.history import HistoryService
    from servicedesk.services.importing import ImportService
    from servicedesk.services.links import LinkService
    from servicedesk.services.lists import ListService
    from servicedesk.services.macros import MacroService
    from servicedesk.services.merging import MergingService
    from servicedesk.services.moves import MoveService
    from servicedesk.services.policies import PolicyService
    from servicedesk.services.promises import PromiseService
    from servicedesk.services.recurring import RecurringService
    from servicedesk.services.rehoming import RehomingService
    from servicedesk.services.remedies import RemedyService
    from servicedesk.services.search import SearchService
    from servicedesk.services.today import TodayService
    from servicedesk.services.trends import TrendService
    from servicedesk.services.undo import UndoService
    from servicedesk.storage import driver
    from servicedesk.storage.transaction import Transaction


_HAPPENED: ContextVar[datetime | None] = ContextVar("happened", default=None)
"""When what is written happened; None for now."""


class Desk:
    """Everything a front end needs: it calls `desk.cases.snooze(...)` and knows nothing of the file.

    Each service is the named class of the module of the same name as the attribute, imported and made when it
    is first asked for: a command or a first picture needs one or two of them.
    """

    aside: "AsideService"
    calls: "CallService"
    cases: "CaseService"
    checklists: "ChecklistService"
    clocks: "ClockService"
    complaints: "ComplaintService"
    customers: "CustomerService"
    dossiers: "DossierService"
    drafts: "DraftService"
    evidence: "EvidenceService"
    exporting: "ExportService"
    followups: "FollowUpService"
    handoffs: "HandOffService"
    history: "HistoryService"
    importing: "ImportService"
    links: "LinkService"
    lists: "ListService"
    macros: "MacroService"
    merging: "MergingService"
    moves: "MoveService"
    policies: "PolicyService"
    promises: "PromiseService"
    recurring: "RecurringService"
    rehoming: "RehomingService"
    remedies: "RemedyService"
    search: "SearchService"
    today: "TodayService"
    trends: "TrendService"
    undo: "UndoService"

    def __init__(self, store: Store, settings: Settings, clock: Clock) -> None:
        self.store = store
        self.settings = settings
        self.clock = clock

    if not TYPE_CHECKING:  # with it in sight, mypy would take every mistyped name for a service

        def __getattr__(self, name: str) -> Any:
            """Make the service called `name` and keep it; AttributeError for any other name."""
            class_name = Desk.__annotations__.get(name)
            if class_name is None:
                raise AttributeError(name, name=name, obj=self)
            module = import_module(f"servicedesk.services.{name}")
            service = getattr(module, class_name)(self)
            setattr(self, name, service)
            return service

    @classmethod
    def open(
        cls, settings: Settings, *, path: Path | None = None, clock: Clock | None = None, create: bool = True
    ) -> "Desk":
        """Open the desk's file (`path`, else the one in the settings); make it unless `create` is False.

        Raises what Store.open raises.
        """
        store = Store.open(path or settings.db, create=create, zone=settings.timezone)
        desk = cls(store, settings, clock or Clock())
        if desk.store.has_climbed:
            desk.clocks.refresh_all()
        return desk

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    def give_up(self) -> bool:
        """As close(), and remove the file if opening made it and nothing was saved in it; whether it did."""
        return self.store.give_up()

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

    @property
    def reading_times(self) -> ReadingTimes:
        """How times that are typed are read at this desk."""
        return ReadingTimes(self.zone, self.settings.date_order, self.clocks.calendar)

    def now_here(self) -> datetime:
        """Now in the desk's zone, for whatever depends on which day it is."""
        return self.clock.now().astimezone(self.zone)

    def store_version(self) -> int:
        """Changes when another process has changed the file; cheap enough to ask several times a second."""
        return self.store.data_version()

    @property
    def is_gone(self) -> bool:
        """Whether the file was moved away or replaced, and has not come back."""
        return self.store.is_gone

    def held_back_words(self) -> str:
        """What people are told who look at a file that nothing can be saved in."""
        from servicedesk.storage.sight import held_back

        return held_back(self.store.held_back) if self.store.held_back else ""

    def load_tables(self) -> None:
        """Have SQLAlchemy make the statements of single records from now on, for a program that stays open.

        It loads SQLModel, which takes a second or two: call it in a thread. A save meanwhile, or if it fails,
        is the same: those statements were made ahead too.
        """
        from servicedesk.storage.statements import write_from_tables

        write_from_tables()

    def reading(self) -> "AbstractContextManager[driver.Connection]":
        """One moment of the desk, for the services."""
        return self.store.reader()

    @contextmanager
    def happening(self, at: datetime) -> Iterator[None]:
        """What is written within counts from `at`, in this thread."""
        token = _HAPPENED.set(at)
        try:
            yield
        finally:
            _HAPPENED.reset(token)

    def writing(self, at: datetime | None = None) -> "AbstractContextManager[Transaction]":
        """One action of this actor, for the services; `at` is when it happened, if not now.

        UsageError for a time to come.
        """
        now = self.clock.now()
        at = at or _HAPPENED.get()
        if at is not None and at > now:
            raise UsageError(_("That time is still to come."), _("Give a time that has passed."))
        return self.store.writer(self.actor, now, happened=at)
