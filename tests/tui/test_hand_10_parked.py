"""Parked calls say who they are and since when; F3 goes to the one just parked, then to those before."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.call_desk import CallDesk, filled
from tests.tui.call_form_steps import form, put
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def made(tmp_path: Path) -> Iterator[CallDesk]:
    with (made := filled(tmp_path)).desk:
        yield made


async def test_a_parked_call_is_named_with_its_time_and_the_last_parked_comes_first(made: CallDesk) -> None:
    async with form(made.desk, size=(120, 30)) as (app, pilot):
        for who in ("王先生 13900007001", "陈小姐 [b] 13900007002"):
            await put(pilot, "who", who)
            made.clock.advance(minutes=3)
            await pilot.press("f2")
            await wait_until(pilot, lambda who=who: f"Parked: {who}, since 09:" in read_screen(app))
        await wait_until(pilot, lambda: "2 parked: F3 陈小姐 [b]" in read_screen(app))
        await put(pilot, "who", "third")
        await pilot.press("f3")
        await wait_until(pilot, lambda: app.screen.words.who == "陈小姐 [b] 13900007002")
        assert "Resumed: 陈小姐 [b] 13900007002, since 09:15" in read_screen(app)
        await pilot.press("f3")
        await wait_until(pilot, lambda: app.screen.words.who == "王先生 13900007001")
        assert "Resumed: 王先生 13900007001, since 09:12" in read_screen(app)


async def test_a_call_that_comes_back_after_a_save_is_announced(made: CallDesk) -> None:
    async with form(made.desk, size=(120, 30)) as (app, pilot):
        await put(pilot, "who", "王先生 13900007001")
        await pilot.press("f2")
        await put(pilot, "what", "second call")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "Resumed: 王先生 13900007001, since 09:12" in read_screen(app))
        assert app.screen.words.who == "王先生 13900007001"
