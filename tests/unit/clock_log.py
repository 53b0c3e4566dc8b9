"""A case and its history lines as the desk writes them, without a desk: for the tests of the clocks."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from servicedesk.domain.case_history import CallFact, CaseHistory, CaseRecords, PromiseFact, from_records
from servicedesk.domain.clock_rules import ClockRules
from servicedesk.domain.policies import targets, waiting
from servicedesk.domain.state_history import RawEvent
from servicedesk.domain.words.calls import UNANSWERED
from servicedesk.domain.worktime import WorkingCalendar
from servicedesk.domain.worktime_rules import DayRule, HoursRules, Interval

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = (Interval(9 * 60, 12 * 60), Interval(13 * 60, 18 * 60))
WEEK = (*(OFFICE for _day in range(5)), (), ())
TARGETS = """
[[target]]
kind = "complaint"
first_response = "1h"
next_contact = "4h"
resolve = "16h"
[[target]]
kind = "enquiry"
first_response = "30m"
"""
WAITING = """
[[reason]]
name = "顾客"
whom = "customer"
[[reason]]
name = "我们自己"
whom = "other"
"""


def rules(
    *days: DayRule, zone: ZoneInfo = SHANGHAI, aims: str = TARGETS, week: tuple[Any, ...] = WEEK
) -> ClockRules:
    """Mondays to Fridays 09:00-12:00 and 13:00-18:00, with the days by date."""
    calendar = WorkingCalendar(HoursRules(week, days={rule.day: rule for rule in days}), zone)
    return ClockRules(calendar, targets.parse(aims), waiting.parse(WAITING))


def at(text: str) -> datetime:
    """A moment in Shanghai: 11-20 09:30, of 2026."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def stored(moment: datetime) -> str:
    """As the database keeps it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class CaseLog:
    """One case that is changed as through Transaction.update() and undone as through reversal.reverse()."""

    def __init__(self, received: datetime, **fields: Any) -> None:
        self.row: dict[str, Any] = {
            "id": 7,
            "kind": "complaint",
            "state": "new",
            "waiting_reason": "",
            "received_at": stored(received),
            "created_at": stored(received),
            "due_at": None,
            "solved_at": None,
            "told_at": None,
            "closed_at": None,
            "call_id": None,
            "owner": "",
            **{name: _plain(value) for name, value in fields.items()},
        }
        self.events: list[RawEvent] = []
        self._record(received, "case.open", [{"op": "insert", "table": "cases", "id": self.row["id"]}])

    def change(self, moment: datetime, verb: str, **fields: Any) -> int:
        """Change fields; the number of the action, 0 when nothing differed."""
        after = {name: _plain(value) for name, value in fields.items() if self.row[name] != _plain(value)}
        if not after:
            return 0
        before = {name: self.row[name] for name in after}
        self.row |= after
        change = {"op": "update", "table": "cases", "id": self.row["id"], "before": before, "after": after}
        return self._record(moment, verb, [change])

    def move(self, moment: datetime, state: str, **fields: Any) -> int:
        """Move to a state with the times that the desk sets by itself."""
        known: dict[str, dict[str, Any]] = {
            "working": {"solved_at": None, "told_at": None, "closed_at": None, "waiting_reason": ""},
            "waiting": {"waiting_reason": "顾客"},
            "solved": {"solved_at": moment, "waiting_reason": ""},
            "told": {"told_at": moment},
            "closed": {"closed_at": moment},
        }
        return self.change(moment, f"case.{state}", state=state, **(known.get(state, {}) | fields))

    def undo(self, moment: datetime, action: int) -> int:
        """Take an action back, also an undo: that is its redo."""
        (place, event), *_none = [
            (place, event) for place, event in enumerate(self.events) if event.action == action
        ]
        assert event.annulled_by is None
        changes: list[Mapping[str, Any]] = []
        for change in event.changes:
            before, after = change["before"], change["after"]
            assert all(self.row[name] == value for name, value in after.items())
            self.row |= before
            changes.append({**change, "before": after, "after": before})
        is_undo = event.verb.startswith("undo ")
        verb = (
            event.verb.replace("undo ", "redo ", 1) if is_undo else f"undo {event.verb.removeprefix('redo ')}"
        )
        number = self._record(moment, verb, changes, undoes=action)
        self.events[place] = event._replace(annulled_by=number)
        return number

    def records(self, **more: Any) -> CaseRecords:
        """What storage would hand over."""
        return CaseRecords(dict(self.row), events=tuple(self.events), **more)

    def history(self, as_of: datetime | None = None, **more: Any) -> CaseHistory:
        """The history of it."""
        return from_records(self.records(**more), as_of)

    def _record(self, moment: datetime, verb: str, changes: list[Any], undoes: int | None = None) -> int:
        # Other cases have lines of their own between ours.
        number = 3 * len(self.events) + 5
        self.events.append(
            RawEvent(number, moment.astimezone(UTC), verb, number, undoes, None, None, changes)
        )
        return number


def call(
    number: int, rang: datetime, direction: str = "in", *, channel: str = "phone", outcome: str = "answered"
) -> CallFact:
    """A call of five minutes, answered at once unless it was abandoned."""
    answered = None if outcome in UNANSWERED else rang
    return CallFact(number, direction, channel, rang, answered, rang + timedelta(minutes=5), outcome)


def promise(due: datetime, estimate: datetime | None = None, **more: Any) -> PromiseFact:
    """An open promise."""
    return PromiseFact(1, due, estimate, "open", None)._replace(**more)


def _plain(value: Any) -> Any:
    return stored(value) if isinstance(value, datetime) else value
