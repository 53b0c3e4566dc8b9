"""Promises: one outcome for each told time, the padding, the rate of those kept."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain import promises
from servicedesk.domain.errors import RefusedError
from servicedesk.domain.policies.handling import Handling
from servicedesk.domain.policies.reading import Duration
from servicedesk.domain.promises import (
    KeptRate,
    estimated,
    is_outside_hours,
    kept_rate,
    outcome,
    padded,
    percent,
)
from servicedesk.domain.words.followups import PROMISE_OUTCOMES, PROMISE_STATES
from servicedesk.domain.worktime import WorkingCalendar
from servicedesk.domain.worktime_rules import DayRule, HoursRules, Interval

DUE = datetime(2026, 11, 20, 7, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("state", "ended_at", "now", "expected"),
    [
        ("open", None, DUE - SECOND, "open"),
        ("open", None, DUE, "open"),
        ("open", None, DUE + SECOND, "broken"),
        ("done", DUE, DUE + HOUR, "kept"),
        ("done", DUE + SECOND, DUE + HOUR, "broken"),
        ("done", None, DUE - HOUR, "broken"),
        ("retold", DUE, DUE + HOUR, "slipped"),
        ("retold", DUE + SECOND, DUE + HOUR, "broken"),
        ("withdrawn", DUE + HOUR, DUE + HOUR, "withdrawn"),
    ],
)
def test_each_told_time_has_one_outcome(
    state: str, ended_at: datetime | None, now: datetime, expected: str
) -> None:
    assert outcome(state, DUE, ended_at, now) == expected


@given(
    state=st.sampled_from(PROMISE_STATES.values[1:]),
    ended=st.none() | st.integers(-9, 9),
    now=st.integers(-99, 99),
    later=st.integers(0, 99),
)
def test_the_outcome_of_what_has_ended_does_not_change_with_time(
    state: str, ended: int | None, now: int, later: int
) -> None:
    ended_at = None if ended is None else DUE + ended * HOUR
    first = outcome(state, DUE, ended_at, DUE + now * HOUR)
    assert first == outcome(state, DUE, ended_at, DUE + (now + later) * HOUR)
    assert first in PROMISE_OUTCOMES.labels


def test_a_lapsed_promise_is_broken_and_still_owed() -> None:
    assert outcome("open", DUE, None, DUE + HOUR) == "broken"
    assert [promises.is_owed(state) for state in PROMISE_STATES.values] == [True, False, False, False]


@pytest.mark.parametrize("state", ["done", "retold", "withdrawn"])
def test_a_promise_ends_once(state: str) -> None:
    promises.require_open("open")
    with pytest.raises(RefusedError):
        promises.require_open(state)


def test_a_promise_needs_words_and_a_time_to_come_that_we_expect_to_meet() -> None:
    promises.require_promise("回电", DUE - HOUR, DUE, DUE)
    promises.require_promise("回电", DUE - HOUR, DUE, None)
    for text, now, estimate in (
        (" \u3000", DUE - HOUR, None),
        ("回电", DUE, None),
        ("回电", DUE - HOUR, DUE + SECOND),
    ):
        with pytest.raises(RefusedError):
            promises.require_promise(text, now, DUE, estimate)


@dataclass
class NineToSix:
    """A calendar that works from 9 to 18 UTC every day."""

    def worked(self, start: datetime, end: datetime) -> int:
        minutes = int((end - start).total_seconds() // 60)
        return 60 * sum(9 <= (start + timedelta(minutes=at)).hour < 18 for at in range(minutes))

    def deadline(self, start: datetime, seconds: int) -> datetime:
        at, left = start, seconds // 60
        while left:
            left -= 9 <= at.hour < 18
            at += timedelta(minutes=1)
        return at


def at(hour: int, minute: int = 0, day: int = 20) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "estimate", "told"),
    [
        (at(10), at(11), at(11, 30)),
        (at(17), at(17, 30), at(17, 45)),
        (at(17, 30), at(10, day=21), at(10, 45, day=21)),
        # Nothing is worked until then, so that the clock's time is padded.
        (at(20), at(21), at(21, 30)),
    ],
)
def test_the_told_time_leaves_room_in_working_time(now: datetime, estimate: datetime, told: datetime) -> None:
    assert padded(now, estimate, Handling(), NineToSix()) == told


OFFICE = (Interval(9 * 60, 12 * 60), Interval(13 * 60, 18 * 60))
HANDLING = Handling()


def desk_calendar(*days: DayRule) -> WorkingCalendar:
    """Monday to Friday with a lunch break in Shanghai."""
    week = (*(OFFICE for _day in range(5)), (), ())
    return WorkingCalendar(HoursRules(week, days={rule.day: rule for rule in days}), SHANGHAI)


def here(text: str) -> datetime:
    """A time of November 2026 in Shanghai: 20 17:50."""
    return datetime.strptime(f"2026-11-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "length", "own", "told"),
    [
        ("20 17:50", Duration(3600), "23 09:50", "23 10:20"),
        ("20 11:55", Duration(3600), "20 13:55", "20 14:25"),
        ("21 10:00", Duration(3600), "23 10:00", "23 10:30"),
        ("20 16:00", Duration(0, 1), "23 16:00", "24 11:00"),
        ("20 16:00", Duration(0, 2), "24 16:00", "25 16:00"),
    ],
)
def test_an_estimate_is_counted_in_working_time(now: str, length: Duration, own: str, told: str) -> None:
    assert estimated(here(now), length, HANDLING, desk_calendar()) == (here(own), here(told))


@settings(max_examples=60)
@given(
    start=st.integers(0, 14 * 1440),
    minutes=st.integers(1, 3000),
    percent=st.integers(0, 200),
    free=st.sets(st.integers(16, 30), max_size=5),
)
def test_nobody_is_told_a_time_before_the_work_can_be_done(
    start: int, minutes: int, percent: int, free: set[int]
) -> None:
    now = here("16 00:00") + timedelta(minutes=start)
    rules = [DayRule(date(2026, 11, day), "holiday", "放假") for day in free if day <= 30]
    handling = Handling(padding_percent=percent, padding_round_minutes=1)
    found = estimated(now, Duration(minutes * 60), handling, desk_calendar(*rules))
    # Counted minute by minute, by a clock that knows nothing of the calendar's own arithmetic.
    at, worked = now, 0
    while worked < minutes:
        minute = at.hour * 60 + at.minute
        is_open = at.weekday() < 5 and not (at.month == 11 and at.day in free)
        worked += is_open and (540 <= minute < 720 or 780 <= minute < 1080)
        at += timedelta(minutes=1)
    assert found.estimate_at == at
    assert found.due_at >= at


@pytest.mark.parametrize(
    ("told", "outside"),
    [("20 18:00", False), ("20 18:01", True), ("21 10:00", True), ("20 12:30", True), ("23 09:00", False)],
)
def test_a_time_at_which_nobody_is_there_is_known(told: str, outside: bool) -> None:
    assert is_outside_hours(here(told), desk_calendar()) == outside


def test_what_we_expect_at_night_is_not_told_for_the_evening_before() -> None:
    bare = Handling(padding_percent=0, padding_round_minutes=1)
    assert padded(at(17, 50), at(23), bare, NineToSix()) == at(23)


def test_without_a_calendar_the_time_of_the_clock_is_padded() -> None:
    assert padded(at(10), at(11), Handling()) == at(11, 30)
    assert padded(at(10), at(9), Handling()) == at(10)


@given(minutes=st.integers(0, 600), percent=st.integers(0, 1000), step=st.integers(1, 1440))
def test_never_less_is_told_than_expected(minutes: int, percent: int, step: int) -> None:
    handling = Handling(padding_percent=percent, padding_round_minutes=step)
    assert padded(at(10), at(10) + timedelta(minutes=minutes), handling) >= at(10) + timedelta(
        minutes=minutes
    )


def test_the_rate_counts_what_is_known_and_says_how_many() -> None:
    rate = kept_rate(["kept", "kept", "slipped", "broken", "open", "withdrawn"])
    assert rate == KeptRate(2, 1, 1, 1)
    assert (rate.n, rate.share) == (4, 0.5)
    assert kept_rate(["open", "withdrawn"]).share is None


@pytest.mark.parametrize(
    ("kept", "of", "shown"),
    [(199, 200, 99), (999, 1000, 99), (1, 200, 1), (1, 1000, 1), (2, 3, 67), (200, 200, 100), (0, 200, 0)],
)
def test_all_and_none_are_said_only_where_they_are_true(kept: int, of: int, shown: int) -> None:
    assert percent(kept / of) == shown


@given(of=st.integers(1, 5000), data=st.data())
def test_a_percentage_is_less_than_one_from_the_share(of: int, data: st.DataObject) -> None:
    kept = data.draw(st.integers(0, of))
    shown = percent(kept / of)
    assert abs(shown - 100 * kept / of) < 1
    assert (shown == 100) == (kept == of)
    assert (shown == 0) == (kept == 0)
