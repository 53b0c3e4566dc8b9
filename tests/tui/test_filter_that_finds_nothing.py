"""A filter that finds nothing says what is near, and gives the row back; another view has its own order."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servicedesk.services.desk import Desk
from servicedesk.tui.forms.picker import Picker
from tests.builders import FixedTime, given_call, given_case, given_customer, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, queue, rows
from tests.tui.conftest import read_screen, wait_until
from tests.tui.files_desk import files_app, front, shows


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        given_case(
            desk, "cold", labels=["漏水", "no hot water"], customer_id=given_customer(desk, "王海燕", "")
        )
        given_call(desk, "王海燕")
        yield desk


async def test_a_filter_that_finds_nothing_names_what_is_near_and_esc_goes_back_to_the_row(
    desk: Desk,
) -> None:
    async with queue(desk, at=3, size=(120, 30)) as pilot:
        assert '+"no hot water"' in read_screen(pilot.app)
        for typed, near in (("王海雁", "near to it: 王海燕"), ("+漏", "near to it: +漏水")):
            await pilot.press("/", *typed)
            await shows(pilot, near)
            await pilot.press("enter", "escape")
            await wait_until(pilot, lambda: rows(pilot).count == 5 and rows(pilot).cursor_id == 3)
        await pilot.press("/", *"+no hot water", "enter")
        await wait_until(pilot, lambda: rows(pilot).count == 1 and rows(pilot).cursor_id == 5)
        # What was found keeps the cursor.
        await pilot.press("escape")
        await wait_until(pilot, lambda: rows(pilot).count == 5)
        assert rows(pilot).cursor_id == 5


async def test_near_names_stand_in_the_list_of_calls_too(desk: Desk) -> None:
    async with files_app(desk, first="calls") as pilot:
        await pilot.press("/", *"王海雁")
        await shows(pilot, "near to it: 王海燕")


async def test_another_view_is_not_turned_round_because_the_one_before_was(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await pilot.press("O")
        await shows(pilot, "(reversed)")
        await pilot.press("F")
        await in_front(pilot, Picker)
        await pilot.press(*"all op", "enter")
        await shows(pilot, "All open")
        assert "(reversed)" not in read_screen(pilot.app)
        assert front(pilot).is_reversed is False
