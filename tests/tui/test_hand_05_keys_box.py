"""The box of the keys takes all keys: nothing is undone behind it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servicedesk.tui.calls.call_form_screen import CallFormScreen
from servicedesk.tui.frame.keys_screen import KeysScreen
from servicedesk.tui.today.today_screen import TodayScreen
from tests.tui.call_desk import CallDesk, filled, opened
from tests.tui.conftest import read_screen, type_character, wait_until


@pytest.fixture
def made(tmp_path: Path) -> Iterator[CallDesk]:
    with (made := filled(tmp_path)).desk:
        yield made


async def test_no_key_goes_through_the_box_of_the_keys(made: CallDesk) -> None:
    made.desk.cases.note([1], "漏水 [/] 再来一次")
    before = len(made.desk.history.newest(1000))
    async with opened(made.desk) as (app, pilot):
        for closing in ("?", "q", "f1", "escape"):
            await pilot.press("question_mark")
            await wait_until(pilot, lambda: isinstance(app.screen, KeysScreen))
            await pilot.press("u", "z", "U", "3", "x", "D", "n")
            assert isinstance(app.screen, KeysScreen)
            await pilot.press("escape")
            await wait_until(pilot, lambda: "Esc closes" in read_screen(app))
            await (type_character(pilot, closing) if closing == "?" else pilot.press(closing))
            await wait_until(pilot, lambda: isinstance(app.screen, TodayScreen))
        await pilot.press("question_mark", "f2")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen))
    assert len(made.desk.history.newest(1000)) == before
