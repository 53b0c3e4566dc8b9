"""SQLModel is loaded behind the first picture; nobody who saves needs to wait for it."""

import gc
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event

import pytest
from textual.pilot import Pilot

from servicedesk.services.desk import Desk
from servicedesk.storage.statements import MadeAhead, statements, write_with
from servicedesk.storage.tables.statements import FromTables
from servicedesk.tui.forms.picker import Picker
from servicedesk.tui.frame.ticks import load_tables
from tests.builders import FixedTime, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, queue
from tests.tui.conftest import wait_until


@pytest.fixture(autouse=True)
def _made_ahead() -> Iterator[None]:
    """As a process begins; afterwards as it was."""
    before = statements().author
    write_with(MadeAhead(before.dialect))
    yield
    write_with(before)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    monkeypatch.setattr("servicedesk.tui.frame.ticks.TABLES_FIRST", 0.01)
    with open_desk(path, FixedTime(NOW), db=path, actor="me") as desk:
        fill(desk)
        yield desk


@asynccontextmanager
async def a_save(desk: Desk) -> AsyncIterator[Pilot[None]]:
    """The queue, in which a case was taken with keys."""
    async with queue(desk) as pilot:
        await pilot.press("a")
        await in_front(pilot, Picker)
        await pilot.press("m", "e", "enter")
        await wait_until(pilot, lambda: desk.cases.get(1).row.owner == "me")
        yield pilot


async def test_after_a_while_the_tables_themselves_make_the_statements(desk: Desk) -> None:
    async with queue(desk) as pilot:
        await wait_until(pilot, lambda: isinstance(statements().author, FromTables))
    async with a_save(desk):
        assert desk.cases.get(1).fields["version"] == 2


async def test_who_saves_while_they_are_loaded_waits_for_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Event(), Event()

    def load(_desk: Desk) -> None:
        begun.set()
        go_on.wait(60)

    monkeypatch.setattr(Desk, "load_tables", load)
    try:
        async with a_save(desk) as pilot:
            await wait_until(pilot, begun.is_set)
            assert not go_on.is_set()
            assert isinstance(statements().author, MadeAhead)
    finally:
        go_on.set()


async def test_where_they_cannot_be_loaded_saves_go_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = Event()
    load = Desk.load_tables

    def fails(self: Desk) -> None:
        try:
            load(self)
        finally:
            tried.set()

    monkeypatch.setattr(Desk, "load_tables", fails)
    # None in sys.modules: whoever imports it gets an ImportError.
    monkeypatch.setitem(sys.modules, "servicedesk.storage.tables.statements", None)
    async with queue(desk) as pilot:
        await wait_until(pilot, tried.is_set)
    async with a_save(desk):
        assert isinstance(statements().author, MadeAhead)


@pytest.mark.parametrize(
    "error", [None, ImportError("theirs"), RuntimeError("theirs"), SystemError("theirs")]
)
def test_loading_keeps_no_key_waiting_for_garbage_and_fails_in_silence(
    desk: Desk, error: Exception | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    collecting = []

    def load(_desk: Desk) -> None:
        collecting.append(gc.isenabled())
        if error is not None:
            raise error

    monkeypatch.setattr(Desk, "load_tables", load)
    try:
        load_tables(desk)
        assert (collecting, gc.isenabled()) == ([False], True)
    finally:
        gc.enable()
        gc.unfreeze()


def test_the_first_picture_comes_before_any_of_it(tmp_path: Path) -> None:
    code = """
import asyncio, json, sys
from pathlib import Path
from servicedesk.services.desk import Desk
from servicedesk.settings import Settings
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.frame import ticks

ticks.TABLES_FIRST = 3600
settings = Settings.load({}, db=sys.argv[1], actor="me", lang="en")

async def look():
    app = ServiceDeskApp(lambda: Desk.open(settings), first_screen="queue")
    async with app.run_test() as pilot:
        while not app.is_desk_open:
            await asyncio.sleep(0.01)
        await pilot.pause()
        print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))

asyncio.run(look())
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "desk.db")], capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "textual" in loaded
    assert loaded & {"sqlmodel", "sqlalchemy", "pydantic"} == set()
