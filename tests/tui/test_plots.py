"""The plots of Today: their figures are those of the lists, the pictures and the text say the same."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from rich.cells import cell_len

from servicedesk.domain.rows.trends import AgeOfCases, HourOfCalls, Trends, WeekOfPromises
from servicedesk.domain.trend_words import plot_titles
from servicedesk.services.case_rows import NewCase
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.tui.base import glyphs
from servicedesk.tui.today.board import Board
from servicedesk.tui.today.plots import columns, plots_of
from servicedesk.tui.today.today_screen import TodayScreen
from tests.builders import NOW, FixedTime, given_case, given_followup
from tests.tui.call_desk import opened, toasts
from tests.tui.conftest import read_screen, wait_until

TRENDS = Trends(
    calls_by_hour=tuple(
        HourOfCalls(hour, calls)
        for hour, calls in zip(range(8, 18), (0, 1, 2, 4, 8, 3, 0, 0, 0, 0), strict=True)
    ),
    calls_today=18,
    calls_usual=20,
    usual_weeks=4,
    open_by_age=tuple(
        AgeOfCases(least, most, cases, "")
        for (least, most), cases in zip(
            [(0, 1), (2, 3), (4, 7), (8, 14), (15, None)], (5, 4, 3, 2, 16), strict=True
        )
    ),
    kept_by_week=tuple(
        WeekOfPromises(week, kept, 8) for week, kept in zip(range(43, 48), (8, 4, 0, 7, 8), strict=True)
    ),
    new_by_day=(1, 2, 3),
    figures_by_day=(),
)


def _shown(lines: list[list[tuple[str, str]]]) -> list[str]:
    return ["".join(text for text, _style in line) for line in lines]


def test_what_is_counted_is_what_the_lists_show(desk: Desk, time: FixedTime) -> None:
    now = time.moment
    for days in (0, 1, 3, 9, 20, 20):
        time.moment = now - timedelta(days=days)
        case_id = desk.cases.open(NewCase(subject=f"漏水 {days}")).ids[0]
        desk.promises.make(NewPromise("call back", now - timedelta(days=days, hours=-1), case_id=case_id))
    time.moment = now
    trends = desk.trends.trends()
    assert [one.cases for one in trends.open_by_age] == [2, 1, 0, 1, 2]
    for one in trends.open_by_age:
        assert len(desk.lists.ids("case", one.query)) == one.cases
    assert sum(one.cases for one in trends.open_by_age) == desk.lists.count("case", "is:open")
    assert trends.new_by_day[-1] == 1
    assert trends.new_by_day[-4] == 1
    assert sum(trends.new_by_day) == 4
    assert trends.kept_by_week[-1].week == now.astimezone(desk.zone).date().isocalendar().week
    assert sum(one.n for one in trends.kept_by_week) == desk.today.board().kept.n
    assert trends.calls_today == sum(one.calls for one in trends.calls_by_hour) == 0


@pytest.mark.parametrize("name", ["blocks", "ascii"])
def test_columns_grow_with_their_values_and_never_leave_their_place(name: str) -> None:
    try:
        glyphs.choose(name)
        many = [(f"{hour}", hour, "") for hour in range(24)]
        assert all(cell_len(line) <= 42 for line in _shown(columns(many, 42, 8)))
        for width, height in [(42, 10), (30, 5), (12, 3)]:
            lines = _shown(
                columns([("8", 0, ""), ("9", 1, ""), ("10", 50, ""), ("11", 100, "")], width, height)
            )
            assert len(lines) == height
            assert all(cell_len(line) <= width for line in lines)
            full = glyphs.glyphs().columns[-1]
            assert sum(line.count(full) for line in lines) > 0
            assert lines[0].count(full) > 0, "the most fills its column"
        assert "100" in lines[0]
        assert " 0 " in lines[-2]
        many = _shown(columns([("0–1", 1000, ""), ("2+", 7, "")], 42, 6, counted_to=1000))
        assert many[0].startswith("1000+  ")
        assert all(cell_len(line) <= 42 for line in many)
    finally:
        glyphs.choose("blocks")


@pytest.mark.parametrize("as_text", [False, True])
def test_every_plot_fits_its_place_and_says_its_numbers(as_text: bool) -> None:
    for plot in plots_of(TRENDS, 13, as_text=as_text):
        lines = _shown(plot.lines(42, plot.height or 10))
        assert len(lines) <= 10
        assert all(cell_len(line.rstrip()) <= 42 for line in lines), plot.title
    weeks = _shown(plots_of(TRENDS, 13, as_text=as_text)[2].lines(42, 5))
    assert ["100 %" in line for line in weeks] == [True, False, False, False, True]
    assert "0/8" in weeks[2]
    text = "\n".join(_shown(plots_of(TRENDS, 13, as_text=True)[0].lines(42, 10)))
    assert "12:00  8" in text
    # Hours that are not over yet are not drawn like those that are.
    styles = {
        style
        for line in plots_of(TRENDS, 13, as_text=False)[0].lines(42, 10)
        for sign, style in line
        if "█" in sign
    }
    assert styles == {"$text-muted", "$text-success"}


@pytest.mark.parametrize("name", ["blocks", "ascii"])
def test_a_week_below_the_target_is_told_by_a_sign_a_colour_and_the_mark(name: str) -> None:
    weeks = tuple(WeekOfPromises(n, kept, 20) for n, kept in enumerate((20, 18, 17, 15, 14)))
    plot = plots_of(replace(TRENDS, kept_by_week=(*weeks, WeekOfPromises(9, 0, 0))), 13, as_text=False)[2]
    assert (plot.title, plot.note) == ("Promises kept by week", "target 90 %")
    try:
        glyphs.choose(name)
        lines = plot.lines(42, 6)
        mark, used = glyphs.glyphs().mark, glyphs.glyphs().used
    finally:
        glyphs.choose("blocks")
    shown = _shown(lines)
    assert [re.search(r"%([:! ])", line)[1] for line in shown[:5]] == [" ", " ", ":", ":", "!"]
    found = [next(style for text, style in line if used in text) for line in lines[:5]]
    assert found == ["$text-success"] * 2 + ["$text-warning"] * 2 + ["$text-error"]
    # The mark stands in one column, and what reaches it is on target.
    assert len({line.index(mark) for line in shown}) == 1
    assert [mark in line and line[line.index(mark) - 1] == used for line in shown] == [True] * 2 + [False] * 4


async def test_plots_stand_beside_the_lists_in_a_large_window_and_turn_into_text(
    desk: Desk, time: FixedTime
) -> None:
    desk.cases.open(NewCase(subject="漏水"))
    time.moment = NOW
    async with opened(desk, size=(120, 40)) as (app, pilot):
        await wait_until(pilot, lambda: isinstance(app.screen, TodayScreen) and app.screen.trends)
        await wait_until(pilot, lambda: "Calls by hour" in read_screen(app))
        assert "▔▔▔" in read_screen(app)
        await pilot.press("t")
        assert "▔▔▔" not in read_screen(app)
        assert "08:00  0" in read_screen(app)
        assert "t pictures" in read_screen(app)
        lines = read_screen(app).splitlines()
        assert all(cell_len(line) <= 120 for line in lines)
        await pilot.resize_terminal(80, 24)
        await wait_until(pilot, lambda: "Calls by hour" not in read_screen(app))
        assert app.screen.query_one(Board).max_scroll_x == 0
        await pilot.press("t")
        await wait_until(pilot, lambda: "window of 120 cells" in toasts(app))


async def test_nothing_moves_when_the_counts_come_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TodayScreen, "_look_back", lambda _screen: None)
    for number in range(3):
        given_case(desk, f"漏水 {number} [/]", due_at=NOW - timedelta(hours=1))
    given_followup(desk, NOW)
    async with opened(desk, size=(120, 40)) as (app, pilot):
        await wait_until(pilot, lambda: isinstance(app.screen, TodayScreen) and app.screen.state)
        await wait_until(pilot, lambda: "漏水 2" in read_screen(app))
        before = read_screen(app).splitlines()
        assert [title for title in plot_titles() if not any(title in line for line in before)] == []
        app.screen._show_trends(desk.trends.trends())
        await wait_until(pilot, lambda: "No call yet today." in read_screen(app))
        after = read_screen(app).splitlines()
        assert [line[:72] for line in before[6:]] == [line[:72] for line in after[6:]]
        assert [set(line) & set("╭╮╰╯│") for line in before] == [set(line) & set("╭╮╰╯│") for line in after]


def test_half_way_up_stands_a_whole_number_or_none() -> None:
    def labels(most: int, height: int) -> list[str]:
        lines = _shown(columns([("a", most, "")], 20, height))
        return [line[:3].strip() for line in lines[:-1]]

    assert labels(16, 10) == ["16", "", "", "", "8", "", "", "", "0"]
    assert labels(9, 8) == ["9", "", "", "", "3", "", "0"]
    assert labels(7, 10) == ["7", *[""] * 7, "0"]
    assert labels(2, 5) == ["2", "", "", "0"]
