"""Bars of time and urgency are read without colour, and have their room in every window."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from servicedesk.services.desk import Desk
from servicedesk.tui.cases.clock_popup import ClockPopup
from servicedesk.tui.lists.bars import CELLS, points_bar, time_bar
from tests.builders import FixedTime, given_case, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, queue
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        given_case(desk, "水压 [b] 偏低", priority=4, received_at=NOW - timedelta(minutes=52))
        yield desk


def test_a_bar_of_time_has_its_marks_and_is_full_beyond_its_end() -> None:
    assert "".join(time_bar(86)) == "━━━━━━━━╋━━━━╋──┤───"
    assert time_bar(0) == ("", "────────┼────┼──┤───")
    assert time_bar(50)[0] == "━━━━━━━━╋"
    assert time_bar(49)[0] == "━━━━━━━━"
    assert time_bar(79)[1].startswith("┼")
    assert time_bar(99)[1] == "┤───"
    assert time_bar(100)[0].endswith("┫")
    assert time_bar(10**9)[1] == time_bar(125)[1] == ""
    assert all(len("".join(time_bar(share))) == CELLS for share in range(-5, 200))
    lengths = [len(time_bar(share)[0]) for share in range(200)]
    assert lengths == sorted(lengths)


def test_a_bar_of_urgency_has_half_cells_and_never_more_than_its_cells() -> None:
    assert [points_bar(points) for points in (0, 1, 96, 200, 226)] == ["", "╸", "━━", "━━━━━", "━━━━━"]


async def test_the_clock_of_a_case_is_a_bar_in_preview_and_popup_and_urgency_in_a_wide_list(
    desk: Desk,
) -> None:
    async with queue(desk, at=5, size=(120, 40)) as pilot:
        bar = "━━━━━━━━╋━━━━╋──┤───  86 %"
        clock = f"first response  {bar} of 1 h"
        await wait_until(pilot, lambda: clock in read_screen(pilot.app))
        row = next(line for line in read_screen(pilot.app).splitlines() if "C-5" in line)
        assert "━" in row
        await pilot.press("=")
        await in_front(pilot, ClockPopup)
        await wait_until(pilot, lambda: bar in read_screen(pilot.app))
        await pilot.press("escape")
        await pilot.resize_terminal(100, 24)
        await wait_until(pilot, lambda: "C-5" in read_screen(pilot.app))
        row = next(line for line in read_screen(pilot.app).splitlines() if "C-5" in line)
        assert "━" not in row
