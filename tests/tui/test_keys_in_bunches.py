"""A key and what is typed behind it in one go, as over a slow line: the text goes into the box it opens."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from servicedesk.domain.errors import UsageError
from servicedesk.services.calls import NewCall
from servicedesk.services.desk import Desk
from servicedesk.services.lists import ListService
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.base import key_order
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.calls.calls_screen import CallsScreen
from servicedesk.tui.cases.queue_screen import QueueScreen
from servicedesk.tui.customers.customers_screen import CustomersScreen
from servicedesk.tui.forms.picker import Picker
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.lists.row_list import RowList
from tests.builders import FixedTime, open_desk
from tests.tui import calendar_desk
from tests.tui.case_keys_desk import NOW, fill, queue
from tests.tui.conftest import read_screen, wait_until
from tests.tui.rules_desk import rules_app

TEXT = "dana 漏水 @call xs"
"""Each of its letters is a key of the queue."""
TURNS = 2 * key_order.TURNS


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Four cases and a call."""
    db = tmp_path / "desk.db"
    desk = open_desk(db, FixedTime(NOW), db=db, actor="me")
    fill(desk)
    desk.calls.log(NewCall(customer_id=1, summary="空调漏水 [/]"))
    yield desk
    desk.close()


@pytest.fixture(autouse=True)
def _slow_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers come later than keys could be lost, however quick the machine is."""
    read = Handler._read

    async def late(self: Handler, *rest: Any) -> bool:
        for _turn in range(TURNS):
            await asyncio.sleep(0)
        return await read(self, *rest)

    monkeypatch.setattr(Handler, "_read", late)


def type_at_once(pilot: Pilot[None], text: str) -> None:
    """Hand over all keys before the first of them is dealt with."""
    for character in text:
        pilot.app.post_message(Key(_character_to_key(character), character))


async def never(_self: Handler, *_rest: object) -> bool:
    """An answer that does not come."""
    return await asyncio.Event().wait()


async def all_done(pilot: Pilot[None]) -> None:
    """Wait until every key has been dealt with."""
    app = cast("ServiceDeskApp", pilot.app)

    def is_done() -> bool:
        is_at_rest = app._releasing is None or app._releasing.done()
        return is_at_rest and not app._held and not app.message_queue_size

    await wait_until(pilot, is_done)


def typed(pilot: Pilot[None]) -> str:
    """What stands in the field that has the focus."""
    field = pilot.app.focused
    if isinstance(field, Input):
        return field.value
    return field.text if isinstance(field, TextArea) else f"no field: {field!r} {read_screen(pilot.app)}"


async def text_stands_behind(pilot: Pilot[None], keys: str, closed: Callable[[], object]) -> None:
    """Try each of the keys with a text behind it."""
    wrong = {}
    app = pilot.app
    depth = len(app.screen_stack)
    for key in keys:
        type_at_once(pilot, key + TEXT)
        await all_done(pilot)
        if TEXT not in typed(pilot):
            wrong[key] = typed(pilot)
        while len(app.screen_stack) > depth:
            app.pop_screen()
        if isinstance(app.screen, DeskScreen):
            app.screen.level_out()
        await wait_until(pilot, closed)
    assert wrong == {}


async def test_what_is_typed_with_a_key_of_the_queue_stands_in_the_box_that_it_opens(desk: Desk) -> None:
    async with queue(desk, at=4) as pilot:

        def closed() -> bool:
            screen = pilot.app.screen
            return isinstance(screen, QueueScreen) and screen.rows.has_focus and screen.rows.cursor_id == 4

        await text_stands_behind(pilot, "/lah@CmxcsfeEV:/", closed)


async def test_the_filter_typed_in_one_go_finds(desk: Desk) -> None:
    async with queue(desk) as pilot:
        type_at_once(pilot, "/C-3\r")
        await wait_until(pilot, lambda: list(pilot.app.screen.query_one(RowList).ids()) == [3])


@pytest.mark.parametrize(
    ("name", "kind", "keys"),
    [("customers", CustomersScreen, "/lbefNV"), ("calls", CallsScreen, "/efxV")],
)
async def test_it_stands_there_on_the_other_lists_too(desk: Desk, name: str, kind: type, keys: str) -> None:
    app = ServiceDeskApp(lambda: Desk.open(desk.settings, clock=desk.clock), first_screen=name)
    async with app.run_test(size=(80, 24)) as pilot:

        def closed() -> bool:
            if not isinstance(app.screen, kind):
                return False
            rows = app.screen.query_one(RowList)
            return rows.has_focus and bool(rows.count and rows.cursor_record)

        await wait_until(pilot, closed)
        await text_stands_behind(pilot, keys, closed)
        assert app.unexpected == []


async def test_it_stands_there_on_the_calendar_and_the_rules(tmp_path: Path) -> None:
    db = tmp_path / "desk.db"
    desk = open_desk(db, FixedTime(NOW), db=db, actor="me")
    calendar_desk.fill(desk)
    async with rules_app(desk, "policies") as pilot:
        before = pilot.app.screen
        type_at_once(pilot, f"e{TEXT}")
        await all_done(pilot)
        assert TEXT in typed(pilot)
        assert pilot.app.screen is not before
    desk.close()


async def test_what_was_typed_for_a_box_that_never_comes_is_no_command(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_order, "OPENS_WITHIN", 0)
    async with queue(desk) as pilot:
        type_at_once(pilot, "aD!x")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Picker))
        await all_done(pilot)
        assert typed(pilot) == ""


async def test_what_was_typed_for_a_box_that_is_refused_or_given_up_is_no_command(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with queue(desk) as pilot:
        app = cast("ServiceDeskApp", pilot.app)
        before = desk.history.newest(100)
        screen = cast("QueueScreen", app.screen)
        read, come = Handler._read, asyncio.Event()

        async def held(self: Handler, *rest: Any) -> bool:
            await come.wait()
            return await read(self, *rest)

        # Counts that the screen asks for by itself take none of the box away.
        monkeypatch.setattr(Handler, "_read", held)
        type_at_once(pilot, "Fcomp")
        await wait_until(pilot, lambda: app._opening)
        screen.view_counts.count(screen.views, lambda: None)
        come.set()
        await all_done(pilot)
        assert typed(pilot) == "comp"
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.screen is screen)

        def refuse(*_arguments: object) -> None:
            raise UsageError("no counts")

        monkeypatch.setattr(ListService, "counts", refuse)
        type_at_once(pilot, "FIDx")
        await all_done(pilot)
        assert app.screen is screen
        monkeypatch.setattr(Handler, "_read", never)
        type_at_once(pilot, "FIDx")
        await wait_until(pilot, lambda: app._opening)
        screen.workers.cancel_group(screen, "view counts in a box")
        await all_done(pilot)
        assert app.screen is screen
        assert desk.history.newest(100) == before
        # The next key is one again.
        await pilot.press("I")
        await wait_until(pilot, lambda: len(desk.history.newest(100)) > len(before))


async def test_who_leaves_twice_waits_for_no_box(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_order, "OPENS_WITHIN", 3600)
    async with queue(desk) as pilot:
        monkeypatch.setattr(Handler, "_read", never)
        type_at_once(pilot, "a")
        for _press in range(2):
            pilot.app.post_message(Key("ctrl+q", None))
        await wait_until(pilot, lambda: pilot.app._exit)
