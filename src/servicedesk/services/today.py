"""What is owed now: four numbers that open their lists, follow-ups, last calls, drafts to finish."""

from datetime import datetime, time, timedelta

from servicedesk.domain.rows import TodayBoard
from servicedesk.services.lists import COUNT_LIMIT
from servicedesk.services.service import Service
from servicedesk.storage import calls, driver, followups
from servicedesk.storage.moments import loaded_or_none, stored

QUERIES = {
    "overdue": "is:overdue",
    "due_today": "is:open due:today",
    "told_pending": "state:solved",
    "new_cases": "state:new",
}
"""The case list that each number opens."""


class TodayService(Service):
    """The dashboard; `servicedesk today` prints the same."""

    def board(self, *, followup_limit: int = 8, call_limit: int = 5) -> TodayBoard:
        """Everything on Today as of now."""
        now = self.desk.clock.now()
        lists = self.desk.lists
        counts = {name: lists.count("case", query) for name, query in QUERIES.items()}
        with self.desk.reading() as db:
            late = followups.planned(db, before=now, limit=followup_limit)
            coming = followups.planned(db, after=now, before=self._end_of_day(now), limit=followup_limit)
            later = followups.planned(db, after=self._end_of_day(now), limit=followup_limit)
            return TodayBoard(
                **counts,
                followups=tuple([*late, *coming, *later][:followup_limit]),
                overdue_followups=lists.count("followup", "is:overdue"),
                calls=tuple(calls.newest(db, call_limit)),
                drafts=tuple(calls.drafts(db)),
                counted_to=COUNT_LIMIT,
            )

    def _end_of_day(self, now: datetime) -> datetime:
        tomorrow = now.astimezone(self.desk.zone).date() + timedelta(days=1)
        return datetime.combine(tomorrow, time(), self.desk.zone)

    def last_looked_at(self) -> datetime | None:
        """When this actor last looked at the queue."""
        with self.desk.reading() as db:
            return _mark(db, self._mark_name())

    def look(self) -> None:
        """Remember that this actor has now seen what is there."""
        with self.desk.writing() as transaction:
            transaction.connection.execute(
                "INSERT INTO marks (name, value) VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (self._mark_name(), stored(self.desk.clock.now())),
            )

    def _mark_name(self) -> str:
        return f"looked:{self.desk.actor}"


def _mark(db: driver.Connection, name: str) -> datetime | None:
    found = db.execute("SELECT value FROM marks WHERE name = ?", (name,)).fetchone()
    return loaded_or_none(found[0] if found else None)
