"""What the preview proposes has its key beside it, and that key does it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servicedesk.domain.case_states import NEXT_STEPS
from servicedesk.domain.clock_rules import DEADLINE_KINDS
from servicedesk.keys.actions import BY_ID, Keys
from servicedesk.services.desk import Desk
from servicedesk.tui.cases.step_keys import OWED_ACTIONS, STEP_ACTIONS, keys_of
from tests.builders import FixedTime, open_desk
from tests.tui.call_desk import toasts
from tests.tui.case_keys_desk import NOW, fill, queue, write
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        yield desk


def state(desk: Desk, case_id: int) -> str:
    return desk.cases.get(case_id).row.state


async def test_the_keys_of_the_next_step_stand_beside_it_and_do_it(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await wait_until(pilot, lambda: "next: start work, or solve (B x)" in read_screen(pilot.app))
        await pilot.press("B")
        await wait_until(pilot, lambda: "next: solve (x)" in read_screen(pilot.app))
        assert state(desk, 1) == "working"
        desk.moves.solve([1], "neu geliefert [/]")
        await wait_until(pilot, lambda: "next: tell the customer (t)" in read_screen(pilot.app))
        await pilot.press("B")
        await wait_until(pilot, lambda: "X reopens it" in toasts(pilot.app))
        assert state(desk, 1) == "solved"


async def test_a_case_opened_by_mistake_is_cancelled_for_a_reason_and_comes_back(desk: Desk) -> None:
    async with queue(desk, at=4) as pilot:
        await pilot.press("D")
        await write(pilot, "打错电话 [b]")
        await wait_until(pilot, lambda: "C-4 cancelled" in toasts(pilot.app))
        assert state(desk, 4) == "cancelled"
        await pilot.press("u")
        await wait_until(pilot, lambda: state(desk, 4) == "new")


def test_every_step_and_deadline_names_keys_that_there_are() -> None:
    assert STEP_ACTIONS.keys() == NEXT_STEPS.keys()
    # A legal limit is met by whatever the law asks for.
    assert OWED_ACTIONS.keys() == set(DEADLINE_KINDS) - {"limit"}
    for actions in (*STEP_ACTIONS.values(), tuple(OWED_ACTIONS.values())):
        assert all(one in BY_ID for one in actions)
    assert keys_of(Keys({"case.begin": ("f8",)}), "case.begin", "case.solve") == " (F8 x)"
    assert keys_of(Keys({"case.begin": ()}), "case.begin") == ""
