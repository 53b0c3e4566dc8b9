"""Owner and labels by keys, of one case and of several marked ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servicedesk.services.desk import Desk
from tests.builders import FixedTime, open_desk
from tests.tui.case_keys_desk import NOW, fill, pick, queue, rows
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        yield desk


def labels(desk: Desk, case_id: int) -> tuple[str, ...]:
    return desk.cases.get(case_id).row.labels


async def test_me_is_whoever_sits_there(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("a")
        await pick(pilot, "m", "e", "enter")
        await wait_until(pilot, lambda: desk.cases.get(1).row.owner)
    assert desk.cases.get(1).row.owner == "anna"


async def test_a_key_that_changes_nothing_says_so_and_names_no_undo(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("!")
        await pick(pilot, "4")
        await wait_until(pilot, lambda: "nothing was changed" in read_screen(pilot.app))
    assert desk.history.newest(limit=1)[0].verb != "case.priority"


async def test_a_label_that_one_case_has_is_taken_off(desk: Desk) -> None:
    desk.cases.label([1], add=["vip"])
    async with queue(desk) as pilot:
        await pilot.press("l")
        await pick(pilot, "v", "i", "p", "enter")
        await wait_until(pilot, lambda: not labels(desk, 1))


async def test_of_several_cases_all_get_the_label_though_one_has_it(desk: Desk) -> None:
    desk.cases.label([1], add=["vip"])
    async with queue(desk) as pilot:
        await pilot.press("*")
        await wait_until(pilot, lambda: rows(pilot).cursor_id == 1)
        await pilot.press("l")
        await pick(pilot, "v", "i", "p", "enter")
        await wait_until(pilot, lambda: labels(desk, 2))
    assert [labels(desk, case_id) for case_id in (1, 2, 3, 4)] == [("vip",)] * 4
