"""A case waits for another case, chosen by keys, and is at work again when that one has ended."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servicedesk.services.desk import Desk
from servicedesk.tui.cases.queue_screen import QueueScreen
from servicedesk.tui.forms.picker import Picker
from tests.builders import FixedTime, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, pick, queue, rows
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        yield desk


async def test_a_case_waits_for_another_until_that_one_ends(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("w")
        await pick(pilot, "C")
        await wait_until(
            pilot,
            lambda: (
                isinstance(pilot.app.screen, Picker) and "Waiting for which case?" in read_screen(pilot.app)
            ),
        )
        # Those of the same customer are offered.
        assert "C-3  送货晚到 [/]" in read_screen(pilot.app)
        await pilot.press(*"C-4", "enter")
        await wait_until(pilot, lambda: desk.cases.get(1).row.state == "waiting")
        assert desk.cases.get(1).fields["waiting_case_id"] == 4
        await in_front(pilot, QueueScreen)
        words = "C-1 waiting for C-4 (Invoice charged twice)"
        await wait_until(pilot, lambda: words in " ".join(read_screen(pilot.app).split()))
        # A ring is refused where it is made.
        rows(pilot).select(4)
        await wait_until(pilot, lambda: rows(pilot).cursor_id == 4)
        await pilot.press("w")
        await pick(pilot, "C")
        await wait_until(
            pilot,
            lambda: (
                isinstance(pilot.app.screen, Picker) and "Waiting for which case?" in read_screen(pilot.app)
            ),
        )
        await pilot.press(*"C-1", "enter")
        await wait_until(
            pilot, lambda: "neither would ever go on" in " ".join(read_screen(pilot.app).split())
        )
        await wait_until(pilot, lambda: "C-1" in read_screen(pilot.app))
        desk.moves.cancel([4], "twice")
        await wait_until(pilot, lambda: desk.cases.get(1).row.state == "working")
