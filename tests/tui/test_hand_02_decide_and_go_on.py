"""Triage: on the view of new cases one key decides, and the next case comes under the cursor."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servicedesk.domain.records.case import NEW_VIEW
from servicedesk.services.desk import Desk
from servicedesk.tui.cases.queue_screen import QueueScreen
from tests.builders import FixedTime, given_case, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, pick, queue, rows
from tests.tui.conftest import wait_until


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        given_case(desk, "送货晚到，重复 [/]", priority=1)
        yield desk


def case(desk: Desk, case_id: int) -> tuple[str, str]:
    row = desk.cases.get(case_id).row
    return row.state, row.owner


async def test_one_key_takes_a_new_case_and_another_ends_it_as_a_duplicate(desk: Desk) -> None:
    desk.cases.assign([2], "Dana")
    desk.moves.wait([2], "parts")
    async with queue(desk) as pilot:
        pilot.app.screen.visit(query=NEW_VIEW)  # type: ignore[attr-defined]
        await wait_until(pilot, lambda: list(rows(pilot).ids()) == [1, 3, 4, 5])
        await pilot.press("I")
        await wait_until(pilot, lambda: rows(pilot).cursor_id == 3)
        assert case(desk, 1) == ("working", "anna")
        await pilot.press("G")
        await wait_until(pilot, lambda: rows(pilot).cursor_id == 5)
        await pilot.press("N")
        await pick(pilot, *"C-3", "enter")
        await wait_until(pilot, lambda: desk.cases.get(5).row.state == "duplicate")
        await in_front(pilot, QueueScreen)
        await wait_until(pilot, lambda: list(rows(pilot).ids()) == [3, 4])
        await pilot.press("u", "u")
        await wait_until(pilot, lambda: case(desk, 1) == ("new", "") and case(desk, 5) == ("new", ""))
    # What waits goes on waiting for the same, with another owner.
    desk.moves.take([2])
    assert case(desk, 2) == ("waiting", "anna")


def test_each_open_case_is_on_me_on_others_waiting_or_unassigned(desk: Desk) -> None:
    desk.cases.assign([1, 2], "anna")
    desk.cases.assign([3], "Dana [/]")
    desk.moves.wait([2], "parts")
    shown = {view.name: list(desk.lists.ids("case", view.query)) for view in desk.lists.views("case")}
    assert shown["On me"] == [1]
    assert shown["On others"] == [3]
    assert shown["Waiting"] == [2]
    assert shown["Unassigned"] == shown["New"] == [4, 5]
    assert 4 in shown["Due now"]
