"""Today in large figures; nothing owed is out of reach: sections scroll, headings open the whole list."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from servicedesk import i18n
from servicedesk.services.calls import NewCall
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.services.remedies import NewRemedy
from servicedesk.tui.base import glyphs
from servicedesk.tui.calls.call_form_screen import CallFormScreen
from servicedesk.tui.calls.calls_screen import CallsScreen
from servicedesk.tui.lists.bars import sparkline
from servicedesk.tui.lists.list_columns import GAP, RenderContext, placed
from servicedesk.tui.lists.row_list import RowList
from servicedesk.tui.today.board import Board
from servicedesk.tui.today.large_digits import large
from servicedesk.tui.today.promises_screen import PromisesScreen
from servicedesk.tui.today.today_columns import COLUMNS
from servicedesk.tui.today.today_screen import TodayScreen
from tests.builders import NOW, given_call
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
        await pilot.press("g", "tab", "k", "enter")
        await wait_until(pilot, lambda: "query" in getattr(app.screen, "opened_with", {}))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_missed_calls_and_remedies_that_are_owed_stand_there_and_open(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    made = filled(tmp_path)
    async with opened(made.desk, size=size) as (app, pilot):
        await wait_until(pilot, lambda: isinstance(app.screen, TodayScreen) and app.screen.state)
        assert "To call back" not in read_screen(app)
        assert "Remedies" not in read_screen(app)
        for number in range(8):
            at = NOW - timedelta(minutes=10 + number)
            made.desk.calls.log(
                NewCall(who=f"020 7946 010{number}", summary="[/x] 没人接", outcome="abandoned", rang_at=at)
            )
        made.desk.remedies.add([2], NewRemedy("refund", "退款 [b]", 8000))
        await wait_until(pilot, lambda: "Remedies not carried out 1" in read_screen(app))
        assert "refund ¥80.00" in read_screen(app)
        lines = read_screen(app).splitlines()
        heading = next(line for line in lines if "To call back 8" in line)
        # The last calls have the same words, without the age.
        in_sight = sum("020 7946" in line and " min " in line for line in lines)
        assert in_sight == (8 if size == (120, 40) else 4)
        assert ("4 more" in heading) == (in_sight == 4)
        board = app.screen.query_one(Board)
        await pilot.press("tab", "tab")
        assert board.entry == ("missed", 5)
        await pilot.press("T")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen))
        await wait_until(pilot, lambda: app.screen.words.who == "020 7946 0100")
        assert app.screen.words.direction == "out"
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, TodayScreen))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, CallsScreen))
        await wait_until(pilot, lambda: app.screen.query_one(RowList).cursor_id == 5)
        await pilot.press("1")
        await wait_until(pilot, lambda: isinstance(app.screen, TodayScreen))
        await pilot.press("k", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, CallsScreen))
        await wait_until(pilot, lambda: app.screen.query_one(RowList).count == 8)
        await pilot.press("1")
        await wait_until(pilot, lambda: isinstance(app.screen, TodayScreen))
        await pilot.press("tab", "tab", "enter")
        await wait_until(pilot, lambda: getattr(app.screen, "opened_with", None) == {"case_id": 2})
        await pilot.press("1", "k", "enter")
        await wait_until(pilot, lambda: getattr(app.screen, "opened_with", None) == {"query": "is:unpaid"})
    made.desk.close()


@pytest.mark.parametrize("width", [36, 66, 75, 94])
def test_who_and_what_stand_in_line_through_all_sections(width: int) -> None:
    starts = set()
    for columns in COLUMNS.values():
        start, seen = 0, {}
        for column, wide in placed(columns, width):
            seen[column.id] = start
            start += wide + GAP
        # What has no number has its room for the name.
        starts.add((start, seen["age"], seen["what"], min(seen["who"], seen.get("number", start))))
    assert len(starts) == 1


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_when_a_call_was_and_its_direction_are_whole(desk: Desk, language: str) -> None:
    i18n.activate(language)
    context = RenderContext(now=NOW, zone=desk.zone)
    column = next(one for one in COLUMNS["call"] if one.id == "when")
    for days in (0, 1, 6, 7, 40, 400):
        for direction in ("in", "out"):
            call_id = given_call(desk, direction=direction, rang_at=NOW - timedelta(days=days)).call_id
            shown = "".join(text for text, _kind in column.render(desk.calls.get(call_id), context))
            assert cell_len(shown) <= column.least, shown


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
