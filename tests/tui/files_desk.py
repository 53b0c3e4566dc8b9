"""The app with one of the boxes for files in front, for their tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from textual.pilot import Pilot

from servicedesk.services.desk import Desk
from servicedesk.tui.app import ServiceDeskApp
from tests.tui.conftest import read_screen, wait_until


@asynccontextmanager
async def files_app(
    desk: Desk, name: str = "", size: tuple[int, int] = (80, 24), first: str = "customers"
) -> AsyncIterator[Pilot[None]]:
    """The app on a list, with `import`, `export` or `backup` begun on it."""
    app = ServiceDeskApp(
        lambda: Desk.open(desk.settings, path=desk.store.path, clock=desk.clock), first_screen=first
    )
    async with app.run_test(size=size, notifications=True) as pilot:
        await wait_until(pilot, lambda: app.is_desk_open)
        if name:
            begin(pilot, name)
            await wait_until(pilot, lambda: len(app.screen_stack) > 1)
        yield pilot
        assert app.unexpected == []


def begin(pilot: Pilot[None], name: str) -> None:
    """As the palette does it."""
    cast("ServiceDeskApp", pilot.app).action_act(f"app.{name}")


def front(pilot: Pilot[None]) -> Any:
    """What is in front, whatever it is."""
    return pilot.app.screen


def name_of(pilot: Pilot[None]) -> str:
    """The class of what is in front."""
    return type(pilot.app.screen).__name__


async def shows(pilot: Pilot[None], words: str) -> None:
    """Wait until these words stand on the screen."""
    await wait_until(pilot, lambda: words in read_screen(pilot.app))


async def is_front(pilot: Pilot[None], name: str) -> None:
    """Wait until a screen of this class is in front."""
    await wait_until(pilot, lambda: name_of(pilot) == name)


async def type_over(pilot: Pilot[None], text: str) -> None:
    """Put `text` in the place of what stands in the field."""
    field = pilot.app.focused
    assert field is not None
    field.value = text  # type: ignore[attr-defined]
    await pilot.pause()


def found(folder: Path, pattern: str) -> list[Path]:
    """What stands in a folder."""
    return sorted(folder.glob(pattern))
