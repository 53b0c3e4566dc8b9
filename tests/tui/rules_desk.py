"""The app on one of the screens of rules, for their tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from textual.pilot import Pilot
from textual.widgets import Static

from servicedesk.services.desk import Desk
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.frame.desk_screen import DeskScreen
from tests.tui.conftest import read_screen, wait_until


@asynccontextmanager
async def rules_app(desk: Desk, name: str, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """The app with that screen laid on the calendar of follow-ups, and read."""
    app = ServiceDeskApp(
        lambda: Desk.open(desk.settings, path=desk.store.path, clock=desk.clock), first_screen="calendar"
    )
    async with app.run_test(size=size, notifications=True) as pilot:
        await wait_until(pilot, lambda: app.is_desk_open)
        app.open(name)
        await wait_until(pilot, lambda: is_read(pilot, name))
        yield pilot
        assert app.unexpected == []


def is_read(pilot: Pilot[None], name: str) -> bool:
    """Whether the screen of that name is in front and has something to show."""
    screen = pilot.app.screen
    return (
        isinstance(screen, DeskScreen)
        and name == screen.NAME
        and bool(getattr(screen, "year", None) or getattr(screen, "rules", None))
    )


def front(pilot: Pilot[None]) -> Any:
    """The screen in front, whatever it is."""
    return pilot.app.screen


def toast(pilot: Pilot[None]) -> str:
    """The words of the newest toast."""
    shown = list(cast("ServiceDeskApp", pilot.app)._notifications)
    return shown[-1].message if shown else ""


def text_of(pilot: Pilot[None], selector: str) -> str:
    """What stands in a Static."""
    return str(pilot.app.screen.query_one(selector, Static).render())


async def says(pilot: Pilot[None], words: str) -> None:
    """Wait until these words stand on the screen."""
    await wait_until(pilot, lambda: words in read_screen(pilot.app))
