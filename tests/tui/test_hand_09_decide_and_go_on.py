"""Triage: on the view of new cases one key decides, and the next case comes under the cursor."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from servicedesk.domain.records.case import NEW_VIEW
from servicedesk.services.desk import Desk
from servicedesk.tui.cases.queue_screen import QueueScreen
from servicedesk.tui.forms.picker import Picker
from servicedesk.tui.lists.view_bar import fitting
from tests.builders import FixedTime, given_case, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, pick, queue, rows
from tests.tui.conftest import read_screen, wait_until


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
    assert 4 in shown["Due by tonight"]


async def test_all_views_are_in_sight_with_their_counts_and_an_empty_one_says_where_to_go_on(
    desk: Desk,
) -> None:
    desk.cases.assign([4, 5], "Dana [/]")
    desk.lists.save_view("case", "我的[b] 漏水", "漏水")
    given_case(desk, "三天没人管 [/]", priority=1, received_at=NOW - timedelta(days=3))
    async with queue(desk, size=(120, 40)) as pilot:

        def line(number: int) -> str:
            return read_screen(pilot.app).splitlines()[number]

        await wait_until(pilot, lambda: "‹Complaints 6›  All open 6  Due by tonight 6  New 4" in line(1))
        await pilot.press("F")
        await pick(pilot, *"new", "enter")
        await wait_until(pilot, lambda: "‹New 4›" in line(1))
        await wait_until(pilot, lambda: "New  4  oldest 3 d  1 late  2 done today   4/24" in line(2))
        await pilot.press("I")
        await wait_until(pilot, lambda: "on you, 3 left  u: undo" in read_screen(pilot.app))
        await wait_until(pilot, lambda: "3 done today" in line(2))
        await pilot.press("*", "I")
        await wait_until(pilot, lambda: "New is empty: 6 decided today." in read_screen(pilot.app))
        assert "F: on to On me (4)." in " ".join(read_screen(pilot.app).split())
        await pilot.press("u")
        await wait_until(pilot, lambda: "3 done today" in line(2) and rows(pilot).count == 3)
        # The narrow window has the same by F alone, views of the desk's own too.
        await pilot.resize_terminal(80, 24)
        await wait_until(pilot, lambda: "‹" not in read_screen(pilot.app))
        await pilot.press("F")
        await in_front(pilot, Picker)
        assert "All open  6" in read_screen(pilot.app)
        await pick(pilot, *"漏水", "enter")
        await wait_until(pilot, lambda: list(rows(pilot).ids()) == [1, 2])


@pytest.mark.parametrize(("current", "width", "shown"), [(0, 30, (0, 3)), (4, 30, (2, 5)), (2, 3, (2, 3))])
def test_the_bar_shows_the_current_view_in_any_width(
    current: int, width: int, shown: tuple[int, int]
) -> None:
    assert fitting([8, 8, 6, 8, 8], current, width) == shown
