"""What went on lately: calls by hour, open cases by age, promises kept by week, cases received by day."""

from collections import Counter
from datetime import date, datetime, time, timedelta

from servicedesk.domain.rows.trends import AgeOfCases, HourOfCalls, Trends, WeekOfPromises
from servicedesk.services.context import Service
from servicedesk.services.lists import ListService
from servicedesk.storage import calls, promises

WEEKS = 5
"""Weeks of promises, this one the last."""
USUAL_WEEKS = 4
"""So many weeks back the same day makes what is usual."""
DAYS = 12
HOURS = (8, 17)
"""Shown whether somebody called or not; others where somebody did."""
AGES = ((0, 1), (2, 3), (4, 7), (8, 14), (15, None))
"""Days of the parts of the backlog, as the measures of the trade have them."""


class TrendService(Service):
    """The plots of Today; `servicedesk today --plots` prints the same."""

    def trends(self) -> Trends:
        """Everything as of now."""
        now = self.desk.now_here()
        today = now.date()
        lists = ListService(self.desk)
        ages = [(least, most, _received(today, least, most)) for least, most in AGES]
        monday = today - timedelta(days=today.weekday())
        weeks = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
        days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
        with self.desk.reading() as db:
            rang = calls.rang_between(db, self._midnight(today), self._midnight(today + timedelta(days=1)))
            usual = [
                calls.counted_between(db, self._midnight(day), self._midnight(day + timedelta(days=1)))
                for day in (today - timedelta(weeks=back) for back in range(1, USUAL_WEEKS + 1))
            ]
            rates = [
                promises.kept_rate(
                    db, self._midnight(week), self._midnight(week + timedelta(weeks=1)), self.desk.clock.now()
                )
                for week in weeks
            ]
        by_hour = Counter(at.astimezone(self.desk.zone).hour for at in rang)
        first, last = min([HOURS[0], *by_hour]), max([HOURS[1], *by_hour])
        return Trends(
            calls_by_hour=tuple(HourOfCalls(hour, by_hour[hour]) for hour in range(first, last + 1)),
            calls_today=len(rang),
            calls_usual=round(sum(usual) / USUAL_WEEKS),
            open_by_age=tuple(
                AgeOfCases(least, most, lists.count("case", query), query) for least, most, query in ages
            ),
            kept_by_week=tuple(
                WeekOfPromises(week.isocalendar().week, rate.kept, rate.n)
                for week, rate in zip(weeks, rates, strict=True)
            ),
            new_by_day=tuple(lists.count("case", f"received:{day}") for day in days),
        )

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.desk.zone)


def _received(today: date, least: int, most: int | None) -> str:
    """The query of the open cases that came `least` to `most` days ago."""
    newest = today - timedelta(days=least)
    if most is None:
        return f"is:open received:<={newest}"
    if least == 0:
        # What is dated ahead has come, too.
        return f"is:open received:>={today - timedelta(days=most)}"
    return f"is:open received:{today - timedelta(days=most)}..{newest}"
