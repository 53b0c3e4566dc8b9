"""A box takes every key: nothing behind it changes, and a key without meaning there is answered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from scripts.tour import STOPS
from textual.widgets import Input, TextArea

from servicedesk.services.desk import Desk
from servicedesk.tui.base.desk_modal import DeskModal
from servicedesk.tui.cases.case_popups import ChecklistPopup
from servicedesk.tui.forms.lines_popup import LinesPopup
from tests.builders import FixedTime, given_call, given_case, open_desk
from tests.tui.call_desk import toasts
from tests.tui.case_keys_desk import NOW, fill, in_front, queue, rows
from tests.tui.conftest import read_screen, wait_until

NO_BOXES = {"filter", "palette"}
"""Stops of the walk past the queue that open no box of ours: a line to type in, and Textual's own list."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        for words in ("漏水 [/]", "又漏了"):
            given_call(desk, who="李伟 13812345678", summary=words, case_id=1)
        desk.checklists.add([1], "换密封圈")
        desk.cases.assign([4], "Dana")
        yield desk


def boxes_of_the_queue() -> dict[str, tuple[str, ...]]:
    """By name, the keys that open each box over the queue: those of the walk, and what it leaves out."""
    names = [stop.name for stop in STOPS]
    walk = STOPS[names.index("queue") + 1 : names.index("customers")]
    opens = {stop.name: stop.keys for stop in walk if stop.name not in NO_BOXES}
    return opens | {"split": ("S",), "duplicate": ("N",), "close": ("f",)}


async def test_no_key_in_a_box_changes_what_is_behind_it(desk: Desk) -> None:
    before = desk.undo.last_action()
    seen = set()
    async with queue(desk, size=(120, 40)) as pilot:
        app = pilot.app
        for name, keys in boxes_of_the_queue().items():
            await pilot.press(*keys)
            if not isinstance(app.screen, DeskModal):
                continue
            seen.add(name)
            box = app.screen
            app.clear_notifications()
            shown, is_typed_into = read_screen(app), isinstance(app.focused, Input | TextArea)
            await pilot.press("u")
            if not is_typed_into:
                await wait_until(pilot, lambda shown=shown: read_screen(app) != shown or toasts(app))
            assert desk.undo.last_action() == before, name
            await pilot.press("x", *([] if isinstance(box, LinesPopup) else ["D"]))
            assert desk.undo.last_action() == before, name
            for _level in range(4):
                if len(app.screen_stack) > 1:
                    await pilot.press("escape")
            assert len(app.screen_stack) == 1, name
        assert rows(pilot).count == 4
    assert desk.cases.get(4).row.owner == "Dana"
    assert seen == set(boxes_of_the_queue())


async def test_undo_in_a_box_takes_back_what_was_done_there_and_no_more(desk: Desk) -> None:
    async with queue(desk, size=(120, 40)) as pilot:
        await pilot.press("I", "#", *("down",) * 9, "D", "u", "u")
        await in_front(pilot, ChecklistPopup)
        await wait_until(pilot, lambda: "Nothing was done here that could be undone." in toasts(pilot.app))
        assert "换密封圈" in [step.text for step in desk.checklists.of_case(1)]
        assert desk.cases.get(1).row.owner
        await pilot.press("3")
        await wait_until(pilot, lambda: "3 does nothing here. Esc closes this." in toasts(pilot.app))
        await pilot.press("escape", "u")
        await wait_until(pilot, lambda: not desk.cases.get(1).row.owner)
    assert desk.cases.get(4).row.owner == "Dana"


async def test_a_key_for_a_line_says_that_there_is_none(desk: Desk) -> None:
    question = given_case(desk, "营业时间？", kind="enquiry")
    async with queue(desk, at=question, size=(120, 40)) as pilot:
        await pilot.press("#")
        await in_front(pilot, ChecklistPopup)
        for key in ("space", "D"):
            pilot.app.clear_notifications()
            await pilot.press(key)
            await wait_until(pilot, lambda: "That key is for a line" in toasts(pilot.app), 10)
