"""Explain the clocks of a case: the intervals counted, and the rules that decided."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from servicedesk.services.cases import CaseService
from servicedesk.services.clocks import ClockService
from servicedesk.services.policies import PolicyService

if TYPE_CHECKING:
    from servicedesk.domain.policies.targets import TargetRule
    from servicedesk.domain.worktime import WorkingCalendar
    from servicedesk.services.clocks import Explained
    from servicedesk.services.context import DeskContext


@dataclass(frozen=True, slots=True)
class ClockReasons:
    """A case at `explained.at`, and the rules that its clocks were counted by."""

    subject: str
    explained: "Explained"
    rule: "TargetRule | None"
    """The targets that hold for such a case; None where the desk has none for it."""
    calendar: "WorkingCalendar"
    unannounced: tuple[int, ...]
    """The years among those counted whose make-up days were not announced when they were taken over."""


def clock_reasons(desk: "DeskContext", case_id: int, as_of: datetime | None = None) -> ClockReasons:
    """The reasons at `as_of`, now if not given; NotFoundError if there is no such case."""
    clocks = ClockService(desk)
    explained = clocks.explain(case_id, as_of=as_of)
    history, calendar = explained.history, clocks.calendar()
    rule = PolicyService(desk).parsed("targets").rule_for(history.kind, history.tier)
    ends = [explained.at, *(line.reading.due_at for line in explained.lines if line.reading.due_at)]
    years = range(history.received_at.year, max(ends).astimezone(calendar.zone).year + 1)
    return ClockReasons(
        CaseService(desk).get(case_id).row.subject,
        explained,
        rule,
        calendar,
        tuple(year for year in years if calendar.is_provisional(date(year, 1, 1))),
    )
