"""Today in large figures; nothing owed is out of reach: sections scroll, headings open the whole list."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from servicedesk.services.promises import NewPromise
from servicedesk.tui.base import glyphs
from servicedesk.tui.today.board import Board
from servicedesk.tui.today.large_digits import large, sparkline
from servicedesk.tui.today.promises_screen import PromisesScreen
from servicedesk.tui.today.today_screen import TodayScreen
from tests.builders import NOW
from tests.tui.call_desk import CallDesk, filled, opened, toasts
from tests.tui.conftest import read_screen, wait_until

PROMISES = 23


@pytest.fixture
def owing(tmp_path: Path) -> Iterator[CallDesk]:
    """A desk that owes more than a window shows."""
    made = filled(tmp_path)
    for number in range(PROMISES):
        due_at = NOW + timedelta(hours=number + 1)
        made.desk.promises.make(NewPromise(f"承诺 [b] no {number:02}", due_at, case_id=number % 2 + 1))
    yield made
    made.desk.close()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_is_in_sight_and_what_the_heading_says_are_all_there_is(
    owing: CallDesk, size: tuple[int, int]
) -> None:
    async with opened(owing.desk, size=size) as (app, pilot):
        await wait_until(pilot, lambda: isinstance(app.screen, TodayScreen) and app.screen.state)
        await wait_until(pilot, lambda: "no 00" in read_screen(app))
        lines = read_screen(app).splitlines()
        heading = next(line for line in lines if "Promises owed" in line)
        in_sight = sum("承诺 [b]" in line for line in lines)
        assert f"Promises owed {PROMISES}" in heading
        assert f"{PROMISES - in_sight} more" in heading
        assert all(cell_len(line) <= size[0] for line in lines)
        # The section scrolls under the cursor; the others stay where they are.
        await pilot.press("tab", "tab", *["j"] * (PROMISES - 1))
        board = app.screen.query_one(Board)
        assert board.entry == ("promise", PROMISES)
        assert f"no {PROMISES - 1}" in read_screen(app)
        assert "Follow-ups owed" in read_screen(app)
        await pilot.press("j", "k", *["k"] * PROMISES)
        assert board.entry == ("heading", "promise")


async def test_a_heading_opens_the_list_where_the_same_keys_work(owing: CallDesk) -> None:
    async with opened(owing.desk) as (app, pilot):
        await wait_until(pilot, lambda: isinstance(app.screen, TodayScreen) and app.screen.state)
        await pilot.press("tab", "tab", "k", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, PromisesScreen))
        await wait_until(pilot, lambda: app.screen.rows.count == PROMISES)
        await pilot.press("j", "x")
        await wait_until(pilot, lambda: "P-2 kept" in toasts(app))
        await wait_until(pilot, lambda: app.screen.rows.count == PROMISES - 1)
        assert owing.desk.promises.get(2).state == "done"
        await pilot.press("u")
        await wait_until(pilot, lambda: app.screen.rows.count == PROMISES)
        await pilot.press("right_square_bracket", "right_square_bracket", "x")
        await wait_until(pilot, lambda: "No promise that is owed" in toasts(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, TodayScreen))
        for steps, name in [(["tab"], "query"), (["tab", "tab"], "day")]:
            await pilot.press("g", *steps, *["tab"] * (name == "day"), "k", "enter")
            await wait_until(pilot, lambda name=name: name in getattr(app.screen, "opened_with", {}))
            await pilot.press("1")
            await wait_until(pilot, lambda: isinstance(app.screen, TodayScreen))


def test_digits_are_three_lines_of_one_width_and_no_number_is_cut() -> None:
    for number in (*"0123456789", "12!", "95 %", "–", "999"):
        lines = large(number)
        assert lines is not None
        assert len({cell_len(line) for line in lines}) == 1, number
        assert len(lines) == 3
    assert len({large(digit) for digit in "0123456789"}) == 10
    assert large("1000+") is None
    assert large("1234") is None
    try:
        glyphs.choose("ascii")
        assert large("12") is None
    finally:
        glyphs.choose("blocks")


def test_a_small_column_begins_at_zero_and_shows_the_last_days() -> None:
    assert sparkline([0, 4, 8]) == "▁▅█"
    assert sparkline([90, 91, 92])[0] == "█"
    assert sparkline([]) == ""
    assert len(sparkline(range(40))) == 12
