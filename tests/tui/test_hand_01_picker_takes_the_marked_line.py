"""Owners, departments and labels: Enter takes the marked line, and a new value never comes by accident."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servicedesk.services.desk import Desk
from servicedesk.tui.cases.queue_screen import QueueScreen
from servicedesk.tui.forms.picker import Picker
from servicedesk.tui.forms.prompt import Prompt
from tests.builders import FixedTime, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, pick, queue
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        desk.cases.assign([4], "Dana")
        desk.cases.assign([3], "Linda [/]")
        yield desk


def owners(desk: Desk) -> list[str]:
    return [desk.cases.get(case_id).row.owner for case_id in (1, 2, 3, 4)]


async def test_part_of_a_name_gives_all_marked_cases_to_the_one_whose_name_begins_so(desk: Desk) -> None:
    async with queue(desk, at=4) as pilot:
        await pilot.press("*", "a")
        await pick(pilot, *"Da", "enter")
        await wait_until(pilot, lambda: owners(desk) == ["Dana"] * 4)
        await in_front(pilot, QueueScreen)
        await pilot.press("a")
        await pick(pilot, "@", *"an", "enter")
        await wait_until(pilot, lambda: owners(desk)[3] == "anna")


async def test_a_name_that_nobody_has_is_taken_by_down_and_enter_alone(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("a")
        await pick(pilot, *"王五", "enter")
        asked = "There is no “王五” yet: Down, then Enter, creates it."
        await wait_until(pilot, lambda: asked in " ".join(read_screen(pilot.app).split()))
        assert owners(desk)[0] == ""
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: owners(desk)[0] == "王五")
        await in_front(pilot, QueueScreen)
        # A department that does not exist gets no case by a slip of the finger.
        await pilot.press("h")
        await pick(pilot, *"Logstics", "enter")
        await wait_until(pilot, lambda: "There is no “Logstics” yet" in read_screen(pilot.app))
        await pilot.press("escape")
        await in_front(pilot, QueueScreen)
        await pilot.press("h")
        await pick(pilot, *"Logistics", "down", "enter")
        await in_front(pilot, Prompt)
        await pilot.press("escape")
        assert not desk.cases.get(1).row.handed_to


async def test_what_a_case_has_already_is_marked_and_stands_under_the_cursor(desk: Desk) -> None:
    desk.cases.edit(1, {"department": "售后部 [/]"})
    desk.handoffs.hand_off([2, 3], "仓库")
    desk.handoffs.hand_off([4], "售后部 [/]")
    async with queue(desk) as pilot:
        await pilot.press("h")
        await in_front(pilot, Picker)
        await wait_until(pilot, lambda: "* 售后部 [/]" in read_screen(pilot.app))
        assert "* 仓库" not in read_screen(pilot.app)
        await pilot.press("enter")
        await wait_until(pilot, lambda: "To 售后部 [/]: back by when" in read_screen(pilot.app))
