"""The service clock: what a case owes and by when, why, and what other rules would make of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from servicedesk.domain.case_states import TO_CLOSE_STATES
from servicedesk.domain.errors import NotFoundError, ServiceDeskError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.worktime_rules import FIRST_YEAR, LAST_YEAR, NO_COUNTRY, UNSEEDED, year_in
from servicedesk.i18n import _
from servicedesk.services.context import Service
from servicedesk.storage import clock_cache
from servicedesk.storage.case_histories import histories

if TYPE_CHECKING:
    from servicedesk.domain.case_history import CaseHistory
    from servicedesk.domain.clock_explanation import ClockExplanation
    from servicedesk.domain.clock_readings import CaseClocks
    from servicedesk.domain.policies.targets import TargetRule
    from servicedesk.domain.rows.dossiers import Dossier
    from servicedesk.domain.urgency import Urgency
    from servicedesk.domain.wait_words import Waiting
    from servicedesk.domain.worktime import WorkingCalendar
    from servicedesk.domain.worktime_rules import YearDoubt
    from servicedesk.services.context import DeskContext
    from servicedesk.services.gates import GateLine
    from servicedesk.storage import driver

STALE_AT_ONCE = 2000
"""So many clocks are moved on by one look: more wait for the next, the most stale first."""

DAYS_AHEAD = 30
"""So far ahead Today looks for a year whose holidays are not known for sure."""

PATIENCE_MS = 100
"""Nobody waits longer for an order that is a little fresher."""


@dataclass(frozen=True)
class OtherRules:
    """Documents (TOML, as `policy export` writes them) to try; empty for the desk's own."""

    calendar: str = ""
    targets: str = ""


@dataclass(frozen=True)
class Explained:
    """Why the clocks of a case stand as they do at `at`, and what its place in the queue is made of."""

    case_id: int
    at: datetime
    history: "CaseHistory"
    clocks: "CaseClocks"
    lines: "tuple[ClockExplanation, ...]"
    urgency: "Urgency"
    doubts: "tuple[YearDoubt, ...]" = ()
    """The years from the receipt to the last deadline whose holidays are not known for sure."""
    zone: tzinfo = UTC
    """In which those years are counted."""

    @property
    def doubts_ahead(self) -> "tuple[YearDoubt, ...]":
        """Those in which something that is owed still falls due."""
        if not self.doubts:
            return ()
        dues = [line.reading.due_at for line in self.lines if not line.reading.is_met]
        dues += [self.clocks.deadline_at, self.history.due_at]
        years = {year_in(due, self.zone) for due in dues if due is not None}
        return tuple(found for found in self.doubts if found.year in years)


@dataclass(frozen=True)
class CaseOverview:
    """What one looks at before the next step."""

    dossier: "Dossier"
    explained: Explained
    gates: "tuple[GateLine, ...]"
    """What must be so before it can be closed; nothing of one that has ended."""
    waiting: "Waiting | None"
    """How it waits; None for a case that does not."""

    @property
    def lacking(self) -> "tuple[GateLine, ...]":
        """The gates that are not met, once the case is solved; nothing before."""
        if self.dossier.case.row.state not in TO_CLOSE_STATES:
            return ()
        return tuple(gate for gate in self.gates if not gate.is_met)


@dataclass(frozen=True, slots=True)
class ClockReasons:
    """A case at `explained.at`, and the rules that its clocks were counted by."""

    subject: str
    explained: Explained
    rule: "TargetRule | None"
    """The targets that hold for such a case; None where the desk has none for it."""
    calendar: "WorkingCalendar"
    waiting: "Waiting | None" = None
    """How it waits, where it is asked about as it stands now."""


class ClockService(Service):
    """Deadlines, their explanation, and the upkeep of what lists show of them."""

    def explain(
        self, case_id: int, *, as_of: datetime | None = None, other: OtherRules | None = None
    ) -> Explained:
        """Every clock of the case, interval by interval, at `as_of` (now if not given).

        Raises NotFoundError, and PolicyError for a document that cannot be read.
        """
        at = as_of or self.desk.clock.now()
        with self.desk.reading() as db:
            held = self._setting(db, other)
            history = histories(db, [case_id], as_of).get(case_id)
        return self._explained(case_id, history, held, at)

    def overview(self, case_id: int) -> CaseOverview:
        """The case with all that tells what to do next, as of one moment; NotFoundError if there is none."""
        from servicedesk.services.gates import gate_lines
        from servicedesk.services.history import dossier
        from servicedesk.services.nudges import wait_of

        at = self.desk.clock.now()
        gates: tuple[GateLine, ...] = ()
        with self.desk.reading() as db:
            whole = dossier(db, case_id, self.desk.zone)
            if whole.case.row.is_open:
                gates = gate_lines(db, case_id, self.desk.zone)
            waiting = wait_of(db, whole.case.fields, self.desk.store.zone)
            held = self._setting(db, None)
            history = histories(db, [case_id]).get(case_id)
        return CaseOverview(whole, self._explained(case_id, history, held, at), gates, waiting)

    def calendar(self) -> "WorkingCalendar":
        """The desk's working calendar."""
        with self.desk.reading() as db:
            return clock_cache.desk_calendar(db, self.desk.settings.timezone)

    def doubts(self, *moments: datetime) -> "tuple[YearDoubt, ...]":
        """The years of these moments whose holidays are not known for sure."""
        return self._needed(self.calendar().doubts_at(*moments))

    def _needed(self, doubts: "tuple[YearDoubt, ...]") -> "tuple[YearDoubt, ...]":
        """Those that matter: where the settings say that no holidays are needed, none need be taken over."""
        if self.desk.settings.holidays != NO_COUNTRY:
            return doubts
        return tuple(found for found in doubts if found.doubt != UNSEEDED)

    def doubts_soon(self) -> "tuple[YearDoubt, ...]":
        """The same of the next DAYS_AHEAD days."""
        now = self.desk.clock.now()
        return self.doubts(now, now + timedelta(days=DAYS_AHEAD))

    def refresh(self) -> int:
        """Move on the clocks that time, or other rules, have left behind; how many there were.

        It writes only when there are any; while another process writes, or in a file that cannot change, it
        leaves them for the next time.
        """
        now, zone = self.desk.clock.now(), self.desk.store.zone
        with self.desk.reading() as db:
            is_current = clock_cache.is_current(db) and not clock_cache.was_set_back(db, now)
            if is_current and not clock_cache.is_stale(db, now):
                return 0
        try:
            with self.desk.store.writer(self.desk.actor, now, PATIENCE_MS) as transaction:
                if not is_current:
                    return clock_cache.refresh_all(transaction.connection, now, zone)
                clock_cache.note_time(transaction.connection, now)
                return clock_cache.refresh_stale(transaction.connection, now, zone, STALE_AT_ONCE)
        except ServiceDeskError:
            return 0

    def refresh_all(self) -> int:
        """Compute the clocks of every case that has not ended; how many there were."""
        with self.desk.writing() as transaction:
            return clock_cache.refresh_all(transaction.connection, transaction.now, transaction.zone)

    def clocks_of(
        self, case_ids: Sequence[int], *, as_of: datetime | None = None, other: OtherRules | None = None
    ) -> "dict[int, CaseClocks]":
        """The clocks of many cases, by the rules that hold or others; cases that are gone are left out."""
        from servicedesk.domain.service_clock import clocks

        at = as_of or self.desk.clock.now()
        found: dict[int, CaseClocks] = {}
        with self.desk.reading() as db:
            held = self._setting(db, other)
            for start in range(0, len(case_ids), clock_cache.BATCH):
                batch = case_ids[start : start + clock_cache.BATCH]
                for case_id, history in histories(db, batch, as_of).items():
                    found[case_id] = clocks(history, held.rules, at)
        return found

    def _setting(self, db: "driver.Connection", other: OtherRules | None) -> clock_cache.ClockSetting:
        """The rules that hold, with other documents laid over them."""
        held = clock_cache.setting(db, self.desk.store.zone)
        if other is None or not (other.calendar or other.targets):
            return held
        from zoneinfo import ZoneInfo

        from servicedesk.domain.policies import POLICIES
        from servicedesk.domain.policies.calendar_policy import build

        calendar: Any = held.rules.calendar
        if other.calendar:
            stamp = clock_cache.stamp(db)
            zone = ZoneInfo(stamp.zone if stamp else self.desk.store.zone)
            calendar = build(POLICIES["calendar"].parse(other.calendar), zone)
        targets = POLICIES["targets"].parse(other.targets) if other.targets else held.rules.targets
        earlier = held.rules.earlier
        if other.targets:
            earlier = earlier._replace(targets=())
        return held._replace(rules=replace(held.rules, calendar=calendar, targets=targets, earlier=earlier))

    def _explained(
        self, case_id: int, history: "CaseHistory | None", held: clock_cache.ClockSetting, at: datetime
    ) -> Explained:
        found = _explained(case_id, history, held, at)
        calendar, dues = held.rules.calendar, [line.reading.due_at for line in found.lines]
        dues += [at, found.clocks.deadline_at, found.history.due_at]
        years = {year_in(due, calendar.zone) for due in dues if due is not None}
        years.update(range(found.history.received_at.year, year_in(at, calendar.zone)))
        known = {year for year in years if FIRST_YEAR <= year <= LAST_YEAR}
        return replace(found, doubts=self._needed(calendar.doubts(known)), zone=calendar.zone)


def _explained(
    case_id: int, history: "CaseHistory | None", held: clock_cache.ClockSetting, at: datetime
) -> Explained:
    from servicedesk.domain.clock_explanation import explain
    from servicedesk.domain.service_clock import clocks
    from servicedesk.domain.urgency import UrgencyFacts, urgency

    if history is None:
        raise NotFoundError(_("There is no {number}.").format(number=format_number("case", case_id)))
    read = clocks(history, held.rules, at)
    order = urgency(UrgencyFacts(history, read, held.rules), held.weights, at)
    return Explained(case_id, at, history, read, explain(history, held.rules, at), order)


def clock_reasons(desk: "DeskContext", case_id: int, as_of: datetime | None = None) -> ClockReasons:
    """The reasons at `as_of`, now if not given; NotFoundError if there is no such case."""
    from servicedesk.domain.worktime import seconds_of
    from servicedesk.services.cases import CaseService
    from servicedesk.services.moves import MoveService

    clocks = ClockService(desk)
    explained = clocks.explain(case_id, as_of=as_of)
    history = explained.history
    with desk.reading() as db:
        rules = clock_cache.setting(db, desk.store.zone).rules
    rule = rules.targets_at(seconds_of(history.received_at)).rule_for(history.kind, history.tier)
    return ClockReasons(
        CaseService(desk).get(case_id).row.subject,
        explained,
        rule,
        clocks.calendar(),
        MoveService(desk).wait_of(case_id) if as_of is None else None,
    )
