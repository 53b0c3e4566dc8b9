"""Undo names the record, whose it is and what it is about, and the key that brings it back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servicedesk.domain.errors import NewerChangeError
from servicedesk.domain.reversal_words import reversal_words
from servicedesk.i18n import activate
from servicedesk.services.desk import Desk
from tests.builders import FixedTime, given_call, open_desk
from tests.tui.case_keys_desk import NOW, fill, queue, rows
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        yield desk


async def test_undo_and_redo_say_what_went_and_which_key_goes_the_other_way(desk: Desk) -> None:
    desk.cases.assign([4], "Dana")
    async with queue(desk, at=4, size=(120, 40)) as pilot:

        def shown() -> str:
            return " ".join(read_screen(pilot.app).replace("▌", " ").split())

        await pilot.press("u")
        await wait_until(
            pilot,
            lambda: "Undone: assigned C-4 王芳 (Invoice charged twice). U brings it back." in shown(),
        )
        await pilot.press("U")
        await wait_until(
            pilot,
            lambda: "Done again: assigned C-4 王芳 (Invoice charged twice). u takes it back." in shown(),
        )
    assert desk.cases.get(4).row.owner == "Dana"


def test_what_an_action_made_is_named_though_it_is_gone_and_several_are_counted(desk: Desk) -> None:
    number = given_call(desk, who="Zoe Grant 07700 900123", summary="pump [/] leaks").call_id
    assert reversal_words(desk.undo.undo()) == (
        f"Undone: logged a call, CL-{number} Zoe Grant (pump [/] leaks), 2 records in all."
    )
    desk.cases.edit(1, {"subject": "水" * 60})
    desk.cases.snooze([1], NOW.replace(day=25))
    words = reversal_words(desk.undo.undo())
    assert words == f"Undone: snoozed C-1 李伟 [b] ({'水' * 40}…)."
    desk.cases.assign([1, 2, 3], "Dana")
    assert reversal_words(desk.undo.undo()) == "Undone: assigned, 3 cases."
    activate("zh_CN")
    assert reversal_words(desk.undo.redo()) == "重做：分派，3 个工单。"


async def test_an_undo_that_is_refused_says_what_stays_whose_it_is_and_who_changed_it_since(
    desk: Desk, tmp_path: Path
) -> None:
    desk.cases.assign([4], "Dana")
    with open_desk(tmp_path / "desk.db", FixedTime(NOW), db=tmp_path / "desk.db", actor="小林") as other:
        other.cases.assign([4], "小林")
        other.cases.snooze([4], NOW.replace(day=25))
    async with queue(desk, at=1, size=(120, 40)) as pilot:
        await pilot.press("u")

        def shown() -> str:
            return " ".join(read_screen(pilot.app).replace("▌", " ").split())

        await wait_until(pilot, lambda: "nothing was undone" in shown())
        assert "assigned C-4 王芳 (Invoice charged twice): 小林 has changed it since (snoozed)" in shown()
        assert "what was done." in shown()
    # Where words may be mailed the customer is not named.
    with pytest.raises(
        NewerChangeError, match=r"^assigned C-4: 小林 has changed it since \(snoozed\); nothing"
    ):
        desk.undo.undo()


async def test_an_undo_right_after_a_key_that_changed_nothing_asks_for_a_second_one(desk: Desk) -> None:
    desk.cases.assign([4], "Dana")
    desk.cases.assign([1], desk.actor)
    desk.moves.work([1])
    desk.cases.set_priority([4], 3)
    async with queue(desk, at=1, size=(120, 40)) as pilot:

        def shown() -> str:
            return " ".join(read_screen(pilot.app).replace("▌", " ").split())

        await pilot.press("I")
        await wait_until(pilot, lambda: "nothing was changed" in shown())
        await pilot.press("u")
        await wait_until(pilot, lambda: "u again undoes: " in shown())
        assert "C-4 王芳 (Invoice charged twice)" in shown()
        assert desk.cases.get(4).row.priority == 3
        await pilot.press("u")
        await wait_until(pilot, lambda: desk.cases.get(4).row.priority == 1)
        # What changed something is undone at once.
        await pilot.press("!", "2")
        await wait_until(pilot, lambda: desk.cases.get(1).row.priority == 2)
        await pilot.press("u")
        await wait_until(pilot, lambda: desk.cases.get(1).row.priority == 4)


async def test_the_cursor_goes_to_the_row_that_came_back(desk: Desk) -> None:
    async with queue(desk, at=1, size=(120, 40)) as pilot:
        await pilot.press("s", "enter")
        await wait_until(pilot, lambda: rows(pilot).count == 3 and rows(pilot).cursor_id != 1)
        await pilot.press("G")
        await pilot.press("u")
        await wait_until(pilot, lambda: rows(pilot).count == 4)
        await wait_until(pilot, lambda: rows(pilot).cursor_id == 1)
        # One that was in the list all the time leaves the cursor where it is.
        await pilot.press("!", "2", "G")
        here = rows(pilot).cursor_id
        assert here != 1
        await pilot.press("u")
        await wait_until(pilot, lambda: desk.cases.get(1).row.priority == 4)
        await pilot.pause()
        assert rows(pilot).cursor_id == here
