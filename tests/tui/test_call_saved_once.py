"""A call is logged exactly once, whatever keys come before its write has ended; then the form closes."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from servicedesk.services.calls import CallService
from servicedesk.tui.calls.call_form_screen import CallFormScreen
from tests.tui.call_desk import CallDesk, filled
from tests.tui.call_form_steps import drafts, form, left, put
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def made(tmp_path: Path) -> Iterator[CallDesk]:
    """A desk at work."""
    made = filled(tmp_path)
    yield made
    made.desk.close()


class Gate:
    """Each call that is logged waits until the test lets the next one through."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.open = threading.Semaphore(0)
        log = CallService.log

        def slow(service: CallService, new: Any) -> Any:
            assert self.open.acquire(timeout=60)
            return log(service, new)

        patch.setattr(CallService, "log", slow)


def logged(made: CallDesk) -> list[str]:
    """What was logged in the test, the last one first."""
    count = made.desk.lists.count("call", "") - 4
    return [row.summary for row in made.desk.lists.page("call", "", limit=count)] if count else []


@pytest.mark.parametrize("box", ["f1", "ctrl+p"])
async def test_a_box_over_the_form_saves_the_call_once_and_the_form_is_gone_when_it_closes(
    made: CallDesk, monkeypatch: pytest.MonkeyPatch, box: str
) -> None:
    gate = Gate(monkeypatch)
    async with form(made.desk) as (app, pilot):
        await put(pilot, "what", "漏水 [/]")
        await pilot.press("ctrl+s", "ctrl+s", box)
        await wait_until(pilot, lambda: not isinstance(app.screen, CallFormScreen))
        gate.open.release(2)
        await wait_until(pilot, lambda: logged(made))
        assert any(isinstance(screen, CallFormScreen) for screen in app.screen_stack)
        await pilot.press("escape")
        await left(app, pilot)
        assert (logged(made), drafts(made.desk)) == (["漏水 [/]"], [])


async def test_a_box_closed_before_the_write_has_ended_saves_nothing_twice_nor_keeps_the_form(
    made: CallDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    async with form(made.desk) as (app, pilot):
        await put(pilot, "what", "one")
        await pilot.press("ctrl+s", "f1")
        await wait_until(pilot, lambda: not isinstance(app.screen, CallFormScreen))
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen))
        await pilot.press("ctrl+s")
        gate.open.release(2)
        await left(app, pilot)
        assert (logged(made), drafts(made.desk)) == (["one"], [])


async def test_the_end_of_another_write_frees_no_call_that_is_still_being_saved(
    made: CallDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    async with form(made.desk) as (app, pilot):
        await put(pilot, "what", "first")
        await pilot.press("ctrl+s", "f2")
        await put(pilot, "what", "second")
        await pilot.press("ctrl+s")
        gate.open.release()
        await wait_until(pilot, lambda: logged(made) == ["first"])
        await wait_until(pilot, lambda: "Saved" in read_screen(app))
        await pilot.press("ctrl+s")
        gate.open.release(2)
        await left(app, pilot)
        assert (logged(made), drafts(made.desk)) == (["second", "first"], [])


async def test_a_call_parked_before_comes_back_when_the_box_over_the_saved_one_closes(
    made: CallDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    async with form(made.desk) as (app, pilot):
        await put(pilot, "what", "parked")
        await pilot.press("f2")
        await put(pilot, "what", "saved")
        await pilot.press("ctrl+s", "f1")
        gate.open.release(2)
        await wait_until(pilot, lambda: logged(made) == ["saved"])
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen))
        await wait_until(pilot, lambda: app.screen.words.summary == "parked")
        await pilot.press("ctrl+s")
        await left(app, pilot)
        assert (logged(made), drafts(made.desk)) == (["parked", "saved"], [])
