"""What the tests of the screens share: waiting for conditions and reading the screen as text."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterator

import pytest

os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ["TEXTUAL_COLOR_SYSTEM"] = "truecolor"
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
# What a test copies is nothing for the clipboard of whoever runs it.
os.environ.pop("TMUX", None)

from textual.app import App
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot

from tests.tui.at_rest import Restlessness

WaitFor = Callable[..., Awaitable[None]]


@pytest.fixture(autouse=True)
def _still_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    """A blinking cursor would make every other picture differ."""
    from textual.widgets import Input, TextArea

    monkeypatch.setattr(Input, "_toggle_cursor", lambda _self: None)
    monkeypatch.setattr(TextArea, "_toggle_cursor_blink_visible", lambda _self: None)


@pytest.fixture(autouse=True)
def _rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys and pauses wait until the app has nothing left to do."""
    Restlessness().watch(monkeypatch)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test begins in English."""
    from servicedesk import i18n

    i18n.activate("en")
    yield
    i18n.activate("en")


@pytest.fixture(autouse=True)
def _tables_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that is loaded behind a slow test would change what the next one runs on."""
    monkeypatch.setattr("servicedesk.tui.frame.ticks.TABLES_FIRST", 3600)


async def wait_until(pilot: Pilot[object], condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Let the app run until `condition` holds; fail with its text on the screen if it never does.

    The limit is for what never happens: a machine that is busy beside the tests must not fail one.
    """
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"never happened; the screen shows:\n{read_screen(pilot.app)}")
        await asyncio.sleep(0.005)
    # Nobody answers any more in an app that ends; Pilot would ask for 30 seconds.
    if not pilot.app._exit:
        await pilot.pause()


def read_screen(app: App[object]) -> str:
    """The screen as plain text, one line a row, without trailing blanks."""
    screen = app.screen
    width, height = screen.size
    strips = screen._compositor.render_strips()
    lines = ["".join(segment.text for segment in strip).rstrip() for strip in strips[:height]]
    assert width
    return "\n".join(lines)


async def type_character(pilot: Pilot[object], character: str) -> None:
    """Press a key that Pilot cannot name, such as full-width punctuation or what an input method commits."""
    pilot.app.post_message(Key(_character_to_key(character), character))
    await pilot.pause()


@pytest.fixture
def wait_for() -> WaitFor:
    """`await wait_for(pilot, condition)`."""
    return wait_until


@pytest.fixture
def screen_text() -> Callable[[App[object]], str]:
    """`screen_text(app)`: for comparisons that a reader can read in a diff."""
    return read_screen
