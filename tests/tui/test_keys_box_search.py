"""In the box of the keys one types what one looks for, and Enter does it on the screen below."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servicedesk.keys.actions import Keys, Scope, in_scopes
from servicedesk.services.desk import Desk
from servicedesk.tui.base import glyphs
from servicedesk.tui.cases.queue_screen import QueueScreen
from servicedesk.tui.forms.prompt import Prompt
from servicedesk.tui.frame.keys_screen import KeysScreen, page_of
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
        await wait_until(pilot, lambda: "Nothing matches." in read_screen(app))
        await pilot.press("enter", "backspace", "escape", "escape")
        await in_front(pilot, QueueScreen)


async def test_the_box_says_why_a_key_does_nothing_now_and_the_tutors_key_is_none(desk: Desk) -> None:
    async with queue(desk) as pilot:
        app = pilot.app
        await pilot.press("f9")
        await wait_until(pilot, lambda: "F9 does nothing here" in read_screen(app))
        app.clear_notifications()
        await pilot.press("question_mark")
        await in_front(pilot, KeysScreen)
        await pilot.press(*"repeat")
        await wait_until(pilot, lambda: "Nothing to repeat yet." in read_screen(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: read_screen(app).count("Nothing to repeat yet.") == 2)
        assert isinstance(app.screen, KeysScreen)


def test_where_glyphs_are_ascii_the_box_shows_the_signs_that_are_drawn() -> None:
    try:
        glyphs.choose("ascii")
        marks = {entry.help: entry.mark for entry in page_of(in_scopes((Scope.ROWS,)), Keys())}
    finally:
        glyphs.choose("blocks")
    assert marks["the selected row"] == glyphs.ASCII.pointer
    assert marks["cut off: too narrow"] == glyphs.ASCII.cut
