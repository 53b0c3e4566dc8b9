"""What is owed now: numbers that open their lists, promises, follow-ups, last calls, drafts to finish."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from servicedesk.domain.call_backs import TO_CALL_BACK
from servicedesk.domain.records.case import OVERDUE, UNPAID
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.domain.rows.promises import PromiseRow
from servicedesk.domain.rows.today import TodayBoard, UnpaidRow
from servicedesk.domain.today_parts import FIGURES, SECTIONS
from servicedesk.services.clocks import ClockService
from servicedesk.services.context import Service
from servicedesk.services.lists import COUNT_LIMIT, ListService
from servicedesk.storage import calls, driver, followups, promises

OVERDUE_WAITING = f"{OVERDUE} state:waiting"
"""Those of the overdue cases that wait for somebody."""

KEPT_DAYS = 30
"""The days, today the last, whose told times make the rate of promises kept."""
OVERDUE_PROMISES = "is:overdue"
OVERDUE_FOLLOWUPS = "is:overdue"


class TodayService(Service):
    """The dashboard; `servicedesk today` prints the same."""

    def outcomes(self, limit: int = 100) -> list[PromiseRow]:
        """The promises that the rate of KEPT_DAYS was counted from: broken, then slipped, then kept ones."""
        now = self.desk.now_here()
        span = f"due:{(now - timedelta(days=KEPT_DAYS)).date()}..{now.date()}"
        lists = ListService(self.desk)
        found: list[PromiseRow] = []
        for outcome in ("broken", "slipped", "kept"):
            found += lists.page("promise", f"is:{outcome} {span}", order="due", reverse=True, limit=limit)
        return found[:limit]

    def board(
        self, *, case_limit: int = 8, promise_limit: int = 8, followup_limit: int = 8, call_limit: int = 5
    ) -> TodayBoard:
        """Everything on Today as of now."""
        now = self.desk.now_here()
        lists = ListService(self.desk)
        counts = {one.name: lists.count("case", one.query) for one in FIGURES}
        counts |= {
            one.counted: lists.count(one.kind, one.query)
            for one in SECTIONS
            if one.counted not in {"", *counts}
        }
        cases = lists.page("case", OVERDUE, limit=case_limit)
        unpaid = lists.page("case", UNPAID, limit=call_limit)
        late = lists.page("followup", OVERDUE_FOLLOWUPS, limit=followup_limit)
        missed = lists.page("call", TO_CALL_BACK, limit=call_limit)
        doubts = ClockService(self.desk).doubts_soon()
        with self.desk.reading() as db:
            day_began = datetime.combine(now.date(), time(), now.tzinfo)
            day_ends = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
            since = datetime.combine(now.date() - timedelta(days=KEPT_DAYS), time(), now.tzinfo)
            planned = followups.planned_from(db, day_began, self.desk.zone, followup_limit)
            coming = [row for row in planned if not row.is_overdue(now, self.desk.zone)]
            return TodayBoard(
                **counts,
                overdue_waiting=lists.count("case", OVERDUE_WAITING),
                cases=tuple(cases),
                kept=promises.kept_rate(db, since, day_ends, now),
                promises=tuple(promises.still_owed(db, promise_limit)),
                overdue_promises=lists.count("promise", OVERDUE_PROMISES),
                followups=tuple([*late, *coming][:followup_limit]),
                overdue_followups=lists.count("followup", OVERDUE_FOLLOWUPS),
                calls=tuple(calls.newest(db, call_limit)),
                drafts=tuple(calls.drafts(db)),
                form_drafts=tuple(calls.form_drafts(db, self.desk.actor)),
                counted_to=COUNT_LIMIT,
                unpaid_cases=self._with_remedies(db, unpaid),
                calls_to_return=tuple(missed),
                doubts=doubts,
            )

    @staticmethod
    def _with_remedies(db: driver.Connection, cases: Sequence[CaseRow]) -> tuple[UnpaidRow, ...]:
        if not cases:
            return ()
        # A first picture without such cases needs none of it.
        from servicedesk.storage.complaints import first_owed

        owed = first_owed(db, [case.id for case in cases])
        return tuple(UnpaidRow(case, owed[case.id]) for case in cases if case.id in owed)
