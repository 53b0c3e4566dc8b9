"""No key is silently dead: the footer names those that work, the others say once where they do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from servicedesk import i18n
from servicedesk.tui.calls.call_form_screen import CallFormScreen
from tests.tui.call_desk import CallDesk, filled, opened, toasts
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def made(tmp_path: Path) -> Iterator[CallDesk]:
    with (made := filled(tmp_path)).desk:
        yield made


def footer(pilot: Pilot[None]) -> str:
    return read_screen(pilot.app).splitlines()[-1]


async def test_a_key_of_another_screen_says_once_where_it_works(made: CallDesk) -> None:
    async with opened(made.desk) as (app, pilot):
        await pilot.press("at")
        await wait_until(pilot, lambda: "@ works in: Queue" in toasts(app))
        app.clear_notifications()
        await pilot.press("at")
        assert not toasts(app)
        await pilot.press("f7")
        await wait_until(pilot, lambda: "F7 does nothing here. F1 shows the keys." in toasts(app))
        await pilot.press("f2")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen) and app.screen.focused)
        await pilot.press("at", "w")
        assert app.screen.query_one("#who").value == "@w"
        await pilot.press("f7")
        await wait_until(pilot, lambda: "F7 does nothing here" in toasts(app))


async def test_a_box_says_once_of_each_key_in_chinese_how_to_leave_it(made: CallDesk) -> None:
    i18n.activate("zh_CN")
    async with opened(made.desk) as (app, pilot):
        await pilot.press("question_mark", "f7")
        await wait_until(pilot, lambda: "F7" in toasts(app) and "Esc" in toasts(app))
        app.clear_notifications()
        await pilot.press("f7")
        assert not toasts(app)
        await pilot.press("f8")
        await wait_until(pilot, lambda: "F8" in toasts(app) and "Esc" in toasts(app))


async def test_the_footer_shows_only_what_works_on_the_row_under_the_cursor(made: CallDesk) -> None:
    async with opened(made.desk) as (app, pilot):
        await wait_until(pilot, lambda: "Last calls" in read_screen(app))
        assert "held" not in footer(pilot)
        for _step in range(30):
            if "x done" in footer(pilot):
                break
            await pilot.press("j")
        assert "x done" in footer(pilot)
        await pilot.press("2")
        await wait_until(pilot, lambda: "c open case" in footer(pilot))
        await pilot.press("slash", *"nothing-has-this")
        await wait_until(pilot, lambda: "F1 keys" in footer(pilot))
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.screen.rows.exact and not app.screen.rows.count)
        await wait_until(pilot, lambda: "c open case" not in footer(pilot))
        assert "/ filter" in footer(pilot)
