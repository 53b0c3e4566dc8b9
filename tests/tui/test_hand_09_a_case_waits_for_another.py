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


async def test_only_a_case_that_may_be_taken_is_offered(desk: Desk) -> None:
    desk.moves.cancel([3], "送错")
    desk.merging.merge([2], 1)
    async with queue(desk, at=4) as pilot:

        def shown() -> str:
            return " ".join(read_screen(pilot.app).replace("│", " ").split())

        await pilot.press("w")
        await pick(pilot, "C")
        await wait_until(pilot, lambda: "Waiting for which case?" in shown())
        for typed, said in (
            ("C-3", "C-3 has ended: only an open case can be waited for."),
            ("C-2", "C-2 stands in C-1 now: name that one."),
        ):
            await pilot.press("ctrl+u", *typed, "enter")
            await wait_until(pilot, lambda words=said: words in shown())
        await pilot.press("escape", "escape")
        await in_front(pilot, QueueScreen)
        # One that has ended is no duplicate any more: it is said before another case is asked for.
        pilot.app.open("queue", case_id=3)
        await wait_until(pilot, lambda: rows(pilot).cursor_id == 3)
        await pilot.press("N")
        await wait_until(pilot, lambda: pilot.app._notifications)
        await in_front(pilot, QueueScreen)
