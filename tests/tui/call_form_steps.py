"""Steps that the tests of the call form share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from servicedesk.domain.rows.calls import CallRow
from servicedesk.domain.rows.today import DraftRow
from servicedesk.domain.text import clean
from servicedesk.services.desk import Desk
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.calls.call_form_screen import CallFormScreen
from servicedesk.tui.calls.caller_pane import CallerPane
from servicedesk.tui.today.today_screen import TodayScreen
from tests.tui.call_desk import opened
from tests.tui.conftest import read_screen, wait_until


@asynccontextmanager
async def form(
    desk: Desk, size: tuple[int, int] = (80, 24), **arguments: Any
) -> AsyncIterator[tuple[ServiceDeskApp, Pilot[None]]]:
    """The form, opened by F2 or with arguments."""
    async with opened(desk, size=size) as (app, pilot):
        if arguments:
            app.open("call_form", **arguments)
        else:
            await pilot.press("f2")
        await wait_until(pilot, lambda: isinstance(app.screen, CallFormScreen) and app.screen.focused)
        yield app, pilot


async def put(pilot: Pilot[None], field: str, text: str) -> None:
    """Paste into a field: Pilot cannot type Chinese."""
    widget = pilot.app.screen.query_one(f"#{field}")
    widget.focus()
    widget.post_message(Paste(text))
    await wait_until(pilot, lambda: clean(text).splitlines()[0] in _text(widget))


def _text(widget: object) -> str:
    return widget.value if isinstance(widget, Input) else getattr(widget, "text", "")


def candidates(app: ServiceDeskApp) -> list[str]:
    return [row.name for row in app.screen.query_one(CallerPane).candidates]


def last_call(desk: Desk) -> CallRow:
    (call,) = desk.lists.page("call", "", limit=1)
    return call


def drafts(desk: Desk) -> list[DraftRow]:
    return desk.drafts.all()


async def left(app: ServiceDeskApp, pilot: Pilot[None]) -> None:
    await wait_until(pilot, lambda: isinstance(app.screen, TodayScreen))


def outcome_shown(app: ServiceDeskApp) -> str:
    """The outcome in brackets."""
    (line,) = [line for line in read_screen(app).splitlines() if line.strip().startswith("Outcome")]
    return line.partition("[")[2].partition("]")[0]
