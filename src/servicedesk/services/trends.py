"""What went on lately: calls by hour, open cases by age, promises kept by week, cases received by day."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from itertools import islice

from servicedesk.domain.case_states import NEW, SOLVED
from servicedesk.domain.rows.trends import AgeOfCases, FiguresOfDay, HourOfCalls, Trends, WeekOfPromises
from servicedesk.domain.trend_words import USUAL_WEEKS, WEEKS
from servicedesk.services.clocks import ClockService
from servicedesk.services.context import Service
from servicedesk.services.lists import COUNT_LIMIT, ListService
from servicedesk.storage import calls, driver, past_cases, promises
from servicedesk.storage.past_cases import CaseThen

LEAST_WEEKS = 2
"""Of fewer weeks nothing is called usual."""
DAYS = 12
LOOKED_BACK = 60
"""Days among which DAYS working ones are sought."""
MOST_A_DAY = 100_000
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
            usual = self._usual(db, today)
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
            calls_usual=round(sum(usual) / len(usual)) if len(usual) >= LEAST_WEEKS else None,
            usual_weeks=len(usual),
            open_by_age=tuple(
                AgeOfCases(least, most, lists.count("case", query), query) for least, most, query in ages
            ),
            kept_by_week=tuple(
                WeekOfPromises(week.isocalendar().week, rate.kept, rate.n)
                for week, rate in zip(weeks, rates, strict=True)
            ),
            new_by_day=tuple(lists.count("case", f"received:{day}", MOST_A_DAY) for day in days),
            figures_by_day=self._figures_by_day(now),
            asleep=lists.count("case", "is:open is:snoozed"),
            counted_to=COUNT_LIMIT,
        )

    def _usual(self, db: driver.Connection, today: date) -> list[int]:
        """The calls of the same day in the weeks before, as far as there were calls by then."""
        first = calls.first_rang(db)
        if first is None:
            return []
        since = first.astimezone(self.desk.zone).date()
        days = [today - timedelta(weeks=back) for back in range(1, USUAL_WEEKS + 1)]
        return [
            calls.counted_between(db, self._midnight(day), self._midnight(day + timedelta(days=1)))
            for day in days
            if day >= since
        ]

    def _figures_by_day(self, now: datetime) -> tuple[FiguresOfDay, ...]:
        """The figures whose past the history tells; what was overdue then it does not."""
        calendar = ClockService(self.desk).calendar()
        today = now.date()
        past = (today - timedelta(days=back) for back in range(1, LOOKED_BACK))
        days = list(islice((day for day in past if calendar.hours(day).intervals), DAYS - 1))[::-1]
        moments = [self._midnight(day + timedelta(days=1)) for day in days]
        with self.desk.reading() as db:
            first = past_cases.began(db)
            known = past_cases.counts(db, (SOLVED, NEW), [*moments, now], (_was_solved, _was_new))
        found = zip(reversed([*days, today]), reversed(known), strict=False)
        # A day before the first line says nothing: there was no desk yet.
        begun = [
            FiguresOfDay(day, *numbers)
            for day, numbers in found
            if first is not None and day >= first.astimezone(self.desk.zone).date()
        ]
        return tuple(begun[::-1])

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.desk.zone)


def _was_solved(case: CaseThen, _at: str) -> bool:
    return case.state == SOLVED


def _was_new(case: CaseThen, at: str) -> bool:
    """As NEW_VIEW has it."""
    return case.state == NEW and not case.owner and (case.snoozed_until is None or case.snoozed_until <= at)


def _received(today: date, least: int, most: int | None) -> str:
    """The query of the open cases that came `least` to `most` days ago."""
    newest = today - timedelta(days=least)
    if most is None:
        return f"is:open received:<={newest}"
    if least == 0:
        # What is dated ahead has come, too.
        return f"is:open received:>={today - timedelta(days=most)}"
    return f"is:open received:{today - timedelta(days=most)}..{newest}"
