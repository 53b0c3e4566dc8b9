"""What is owed now: four numbers that open their lists, follow-ups, last calls, drafts to finish."""

from datetime import datetime, time

from servicedesk.domain.rows import TodayBoard
from servicedesk.services.lists import COUNT_LIMIT
from servicedesk.services.service import Service
from servicedesk.storage import calls, followups

QUERIES = {
    "overdue": "is:overdue",
    "due_today": "is:open due:today",
    "told_pending": "state:solved",
    "new_cases": "state:new",
}
"""The case list that each number opens."""

OVERDUE_FOLLOWUPS = "is:overdue"


class TodayService(Service):
    """The dashboard; `servicedesk today` prints the same."""

    def board(self, *, followup_limit: int = 8, call_limit: int = 5) -> TodayBoard:
        """Everything on Today as of now."""
        now = self.desk.now_here()
        lists = self.desk.lists
        counts = {name: lists.count("case", query) for name, query in QUERIES.items()}
        late = lists.page("followup", OVERDUE_FOLLOWUPS, limit=followup_limit)
        with self.desk.reading() as db:
            day_began = datetime.combine(now.date(), time(), now.tzinfo)
            planned = followups.planned_from(db, day_began, followup_limit)
            coming = [row for row in planned if not row.is_overdue(now, self.desk.zone)]
            return TodayBoard(
                **counts,
                followups=tuple([*late, *coming][:followup_limit]),
                overdue_followups=lists.count("followup", OVERDUE_FOLLOWUPS),
                calls=tuple(calls.newest(db, call_limit)),
                drafts=tuple(calls.drafts(db)),
                counted_to=COUNT_LIMIT,
            )
