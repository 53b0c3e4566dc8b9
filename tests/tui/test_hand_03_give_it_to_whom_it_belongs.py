"""R: a call or a case goes to the customer or the case it belongs to, and undo takes it back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servicedesk.services.calls import NewCall
from servicedesk.services.desk import Desk
from servicedesk.tui.calls.calls_screen import CallsScreen
from servicedesk.tui.cases.queue_screen import QueueScreen
from servicedesk.tui.forms.picker import Picker
from servicedesk.tui.lists.row_list import RowList
from tests.builders import FixedTime, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, pick, queue, rows
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        desk.calls.log(NewCall(customer_id=1, case_id=1, summary="空调[/]漏水"))
        yield desk


def customer(desk: Desk, case_id: int) -> str:
    return desk.cases.get(case_id).row.customer_name


async def test_a_case_goes_to_another_customer_with_its_calls_or_to_a_new_one(desk: Desk) -> None:
    async with queue(desk) as pilot:

        def shown() -> str:
            return " ".join(read_screen(pilot.app).replace("▌", " ").split())

        await pilot.press("R")
        await pick(pilot, *"wangf", "enter")
        await wait_until(pilot, lambda: customer(desk, 1) == "王芳")
        await wait_until(pilot, lambda: "C-1 belongs to 王芳 now, with 1 call u: undo" in shown())
        assert [row.customer_name for row in desk.lists.page("call")] == ["王芳"]
        await pilot.press("u")
        await wait_until(pilot, lambda: customer(desk, 1) == "李伟 [b]")
        await in_front(pilot, QueueScreen)
        rows(pilot).select(2)
        await wait_until(pilot, lambda: rows(pilot).cursor_id == 2)
        await pilot.press("R")
        await pick(pilot, *"Zoe Grant", "down", "enter")
        await wait_until(pilot, lambda: customer(desk, 2) == "Zoe Grant")
        await in_front(pilot, QueueScreen)
        # Found by nothing: a menu that only makes a new card, and Esc makes none.
        await pilot.press("R")
        await pick(pilot, *"nobody at all", "enter")
        await wait_until(pilot, lambda: "+ new customer: nobody at all" in read_screen(pilot.app))
        await pilot.press("escape")
        await in_front(pilot, QueueScreen)
        assert desk.lists.count("customer", "") == 3


async def test_a_call_goes_to_another_case_with_its_customer_or_to_none(
    desk: Desk,
) -> None:
    def call() -> tuple[str, int | None]:
        row = desk.lists.page("call")[0]
        return row.customer_name, row.case_id

    async with queue(desk) as pilot:
        await pilot.press("2")
        await in_front(pilot, CallsScreen)
        await wait_until(pilot, lambda: pilot.app.screen.query_one(RowList).cursor_record)
        await pilot.press("R")
        await pick(pilot, "a")
        await wait_until(
            pilot, lambda: isinstance(pilot.app.screen, Picker) and "C-2" in read_screen(pilot.app)
        )
        await pilot.press(*"C-4", "enter")
        await wait_until(pilot, lambda: call() == ("王芳", 4))
        await in_front(pilot, CallsScreen)
        await wait_until(pilot, lambda: pilot.app.screen.query_one(RowList).cursor_record.case_id == 4)
        await pilot.press("R")
        await pick(pilot, "o")
        await wait_until(pilot, lambda: call() == ("王芳", None))
        await in_front(pilot, CallsScreen)
        await pilot.press("u", "u")
        await wait_until(pilot, lambda: call() == ("李伟 [b]", 1))
        await pilot.press("R")
        await pick(pilot, "n")
        await wait_until(pilot, lambda: call() == ("", None))
