"""Who has the keys is said, a key that can do nothing says so, and none of a closed box acts below it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets._toast import Toast

from servicedesk.services.desk import Desk
from servicedesk.tui.cases.case_preview import CasePreview
from servicedesk.tui.cases.dossier_reader import DossierReader
from servicedesk.tui.cases.long_text import LongText
from servicedesk.tui.forms.prompt import Prompt
from tests.builders import FixedTime, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, queue, rows, write
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        yield desk


def toasts(pilot: Pilot[None]) -> str:
    return "\n".join(str(toast.render()) for toast in pilot.app.screen.query(Toast))


def footer(pilot: Pilot[None]) -> str:
    return read_screen(pilot.app).splitlines()[-1]


async def test_the_footer_says_when_the_preview_has_the_keys_and_the_key_of_the_queue_goes_back(
    desk: Desk,
) -> None:
    for line in range(30):
        desk.cases.note([1], f"line {line} [/]")
    async with queue(desk) as pilot:
        await wait_until(pilot, lambda: pilot.app.screen.query(CasePreview))
        preview = pilot.app.screen.query_one(CasePreview)
        await wait_until(pilot, lambda: preview.max_scroll_y)
        for key in ("3", "escape"):
            await pilot.press("enter")
            await wait_until(pilot, lambda: "reading: j k scroll" in footer(pilot))
            await pilot.press("j")
            await wait_until(pilot, lambda: preview.scroll_offset.y == 1)
            await pilot.press("G")
            await wait_until(pilot, lambda: preview.scroll_offset.y == preview.max_scroll_y > 1)
            await pilot.press("g")
            await wait_until(pilot, lambda: preview.scroll_offset.y == 0)
            await pilot.press(key)
            await wait_until(pilot, lambda: rows(pilot).has_focus)
            assert "reading" not in footer(pilot)
        assert rows(pilot).cursor_id == 1


async def test_a_key_that_cannot_scroll_says_once_that_the_whole_case_is_in_sight(desk: Desk) -> None:
    async with queue(desk, at=4) as pilot:
        await pilot.resize_terminal(140, 60)
        await pilot.press("enter")
        await wait_until(pilot, lambda: pilot.app.screen.query_one(CasePreview).has_focus)
        await pilot.press("j")
        await wait_until(pilot, lambda: "The whole case is in sight." in toasts(pilot))
        await pilot.press("k", "G")
        assert toasts(pilot).count("The whole case is in sight.") == 1


async def test_the_dossier_goes_to_its_end_and_back_to_the_top(desk: Desk) -> None:
    for line in range(60):
        desk.cases.note([1], f"line {line} [/]")
    async with queue(desk) as pilot:
        await pilot.press("d")
        await in_front(pilot, DossierReader)
        text = pilot.app.screen.query_one(LongText)
        await wait_until(pilot, lambda: text.max_scroll_y)
        await pilot.press("G")
        await wait_until(pilot, lambda: text.scroll_offset.y == text.max_scroll_y > 0)
        await pilot.press("g")
        await wait_until(pilot, lambda: text.scroll_offset.y == 0)


async def test_what_comes_in_one_go_behind_the_key_that_empties_a_form_is_typed_into_it(
    desk: Desk,
) -> None:
    async with queue(desk, at=4) as pilot:
        await pilot.press("c")
        await write(pilot, "不要的话 [/]", "end")
        for name in ("f9", "d", "a", "j", "x", "!"):
            character = None if name == "f9" else name
            pilot.app.post_message(Key("f9" if character is None else _character_to_key(name), character))
        await wait_until(pilot, lambda: "Discarded: 不要的话 [/]" in toasts(pilot))
        await in_front(pilot, Prompt)
        await wait_until(pilot, lambda: pilot.app.screen.query_one("NoteField").text == "dajx!")
