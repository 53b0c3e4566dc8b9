"""What went on lately: past days are what the screen showed then, "usual" is of the weeks there are."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random

import pytest

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.rows.trends import AgeOfCases
from servicedesk.domain.trend_words import plot_words
from servicedesk.services.desk import Desk
from servicedesk.storage import past_cases
from tests.builders import NOW, FixedTime, given_call, given_case


def _something(desk: Desk, chance: Random, ids: list[int]) -> None:
    """One act of a day at the desk, which may be refused."""
    case_id = chance.choice(ids)
    until = desk.clock.now() + timedelta(hours=chance.randint(1, 60))
    act = chance.choice([
        lambda: ids.append(given_case(desk, f"漏水 [/] {len(ids)}")),
        lambda: ids.append(given_case(desk, "ready", owner="wei")),
        lambda: desk.cases.assign([case_id], chance.choice(["", "wei"])),
        lambda: desk.cases.snooze([case_id], until),
        lambda: desk.moves.work([case_id]),
        lambda: desk.moves.solve([case_id]),
        lambda: desk.moves.tell([case_id]),
        lambda: given_call(desk, "", "it drips again", case_id=case_id),
        desk.undo.undo,
        desk.undo.redo,
    ])  # fmt: skip
    try:
        act()
    except ServiceDeskError:
        return


@pytest.mark.parametrize("seed", range(4))
def test_the_figures_of_past_days_are_what_today_showed_then(desk: Desk, time: FixedTime, seed: int) -> None:
    chance, ids = Random(seed), [given_case(desk)]
    shown = {}
    for _day in range(20):
        evening = _midnight_after(desk)
        while (step := timedelta(minutes=chance.randint(20, 300))) < evening - time.moment:
            time.moment += step
            _something(desk, chance, ids)
        time.moment = evening
        board = desk.today.board()
        shown[evening.astimezone(desk.zone).date() - timedelta(days=1)] = (
            board.told_pending,
            board.new_cases,
        )
        time.advance(minutes=chance.randint(1, 400))
    assert len(set(shown.values())) > 5
    found = desk.trends.trends().figures_by_day
    board = desk.today.board()
    today = desk.now_here().date()
    assert found[-1] == (today, board.told_pending, board.new_cases)
    assert {day: numbers for day, *numbers in found[:-1]} == {
        one.day: list(shown[one.day]) for one in found[:-1]
    }
    assert len(found) == 12
    assert all(one.day.weekday() < 5 for one in found[:-1])


def _midnight_after(desk: Desk) -> datetime:
    return datetime.combine(desk.now_here().date() + timedelta(days=1), time(), desk.zone)


def test_nothing_is_said_of_days_of_which_the_history_does_not_tell(
    desk: Desk, time: FixedTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_case(desk)
    assert [one.new_cases for one in desk.trends.trends().figures_by_day] == [1]
    for _day in range(10):
        time.advance(days=1)
        given_case(desk)
    # Six working days from a Friday on, ten days later.
    assert [one.new_cases for one in desk.trends.trends().figures_by_day] == [1, 4, 5, 6, 7, 8, 11]
    monkeypatch.setattr(past_cases, "LOOKED_AT", 3)
    assert [one.new_cases for one in desk.trends.trends().figures_by_day] == [8, 11]
    monkeypatch.setattr(past_cases, "MOST", 5)
    assert desk.trends.trends().figures_by_day == ()


def test_usual_is_of_the_weeks_there_are_and_of_two_at_least(desk: Desk, time: FixedTime) -> None:
    assert (desk.trends.trends().calls_usual, desk.trends.trends().usual_weeks) == (None, 0)
    seen = []
    for calls in (6, 2, 1, 3, 5, 0):
        for _call in range(calls):
            given_call(desk)
        trends = desk.trends.trends()
        seen.append((trends.calls_today, trends.calls_usual, trends.usual_weeks, plot_words(trends)[0].note))
        time.advance(days=7)
    assert seen == [
        (6, None, 0, "6 today"),
        (2, None, 1, "2 today"),
        (1, 4, 2, "1, usually 4 (2 weeks)"),
        (3, 3, 3, "3, usually 3 (3 weeks)"),
        (5, 3, 4, "5, usually 3"),
        (0, 3, 4, "0, usually 3"),
    ]
    assert time.moment == NOW + timedelta(days=42)


def test_a_count_that_stopped_says_so(desk: Desk) -> None:
    ages = (AgeOfCases(0, 1, 1000, ""), AgeOfCases(2, None, 7, ""))
    words = plot_words(replace(desk.trends.trends(), open_by_age=ages))[1]
    assert (words.note, words.lines) == ("1007+ cases", (("0–1", "1000+"), ("2+", "7")))
