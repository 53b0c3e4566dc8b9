"""In the box of the keys one types what one looks for, and Enter does it on the screen below."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servicedesk.services.desk import Desk
from servicedesk.tui.cases.queue_screen import QueueScreen
from servicedesk.tui.forms.prompt import Prompt
from servicedesk.tui.frame.keys_screen import KeysScreen
from tests.builders import FixedTime, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, queue
from tests.tui.conftest import read_screen, type_character, wait_until


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Four cases, at ten o'clock."""
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        yield desk


async def test_a_key_is_found_by_its_words_and_done_with_enter(desk: Desk) -> None:
    async with queue(desk) as pilot:
        app = pilot.app
        await pilot.press("question_mark")
        await in_front(pilot, KeysScreen)
        await wait_until(pilot, lambda: "Signs" in read_screen(app))
        assert "late: its time is over" in read_screen(app)
        # A sign does nothing, and nothing is done to the case while one reads.
        await pilot.press("enter")
        assert isinstance(app.screen, KeysScreen)
        await pilot.press(*"note")
        await wait_until(pilot, lambda: "search: note_" in read_screen(app))
        # By a word of the other language, as it is found in a keymap or in a colleague's window.
        await pilot.press("escape")
        for character in "备注":
            await type_character(pilot, character)
        await wait_until(pilot, lambda: "Write a note." in read_screen(app))
        await pilot.press("enter")
        await in_front(pilot, Prompt)
        await pilot.press("escape")
        await in_front(pilot, QueueScreen)
        await pilot.press("question_mark")
        await in_front(pilot, KeysScreen)
        await pilot.press(*"[zzz")
        await wait_until(pilot, lambda: "Nothing here has these words." in read_screen(app))
        await pilot.press("enter", "backspace", "escape", "escape")
        await in_front(pilot, QueueScreen)
