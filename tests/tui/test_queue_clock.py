"""Time goes on while nobody presses a key: the list follows, and who must act is told once."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot

from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.cases.queue_screen import QueueScreen
from tests.builders import HOSTILE, FixedTime, given_case, given_customer, open_desk
from tests.tui.conftest import WaitFor, read_screen, wait_until

NOW = datetime(2026, 11, 20, 1, 12, tzinfo=UTC)
"""Friday, 09:12 in Shanghai."""


class Bells(ServiceDeskApp):
    """The app, counting how often it rings."""

    rung = 0

    def bell(self) -> None:
        """Count."""
        self.rung += 1


@pytest.fixture
def clock() -> FixedTime:
    """The clock of the desk."""
    return FixedTime(NOW)


@pytest.fixture
def desk(tmp_path: Path, clock: FixedTime) -> Iterator[Desk]:
    """Three complaints, received at 09:12, to be answered within the hour; the last is somebody else's."""
    path = tmp_path / "desk.db"
    with open_desk(path, clock, db=path) as desk:
        customer = given_customer(desk, "王芳 [b]")
        for subject, owner in ((HOSTILE, ""), ("送货晚到 [/]", "anna"), ("not hers", "小林")):
            given_case(desk, subject, customer_id=customer, owner=owner)
        yield desk


@asynccontextmanager
async def queue(desk: Desk) -> AsyncIterator[tuple[Pilot[None], Bells]]:
    """The app on its queue, after its first look at the clocks."""
    app = Bells(lambda: Desk.open(desk.settings, clock=desk.clock), first_screen="queue")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, QueueScreen) and app.screen.rows.count == 3)
        await wait_until(pilot, lambda: app.clock_tick is not None)
        await looked(pilot, app)
        yield pilot, app


async def looked(pilot: Pilot[None], app: Bells) -> None:
    """Let it look at the clocks, and wait until it has."""
    assert app.clock_tick is not None
    app.clock_tick.look()
    await wait_until(
        pilot, lambda: not any(worker.group == "clock" for worker in app.workers if worker.is_running)
    )


async def test_what_presses_at_the_start_is_no_news(desk: Desk, clock: FixedTime) -> None:
    clock.advance(hours=2)
    async with queue(desk) as (_pilot, app):
        assert app.rung == 0


async def test_a_case_that_is_nearly_late_and_then_late_is_told_once_each(
    desk: Desk, clock: FixedTime
) -> None:
    async with queue(desk) as (pilot, app):
        clock.advance(minutes=50)
        await looked(pilot, app)
        assert app.rung == 1
        await wait_until(pilot, lambda: "2 cases are nearly late" in read_screen(app))
        await looked(pilot, app)
        assert app.rung == 1
        clock.advance(minutes=11)
        await looked(pilot, app)
        assert app.rung == 2
        await wait_until(pilot, lambda: "2 cases are late" in read_screen(app))


async def test_the_list_follows_with_the_cursor_on_its_case(
    desk: Desk, clock: FixedTime, wait_for: WaitFor
) -> None:
    async with queue(desk) as (pilot, app):
        screen = app.screen
        assert isinstance(screen, QueueScreen)
        await pilot.press("j")
        clock.advance(minutes=50)
        await looked(pilot, app)
        await wait_for(pilot, lambda: screen.rows.cursor_record.clock_level == 80)
        assert screen.rows.cursor_id == 2


async def test_one_thing_alone_is_named(desk: Desk, clock: FixedTime) -> None:
    desk.cases.assign([1], "小林")
    async with queue(desk) as (pilot, app):
        clock.advance(minutes=61)
        await looked(pilot, app)
        await wait_until(pilot, lambda: "C-2 is late: 送货晚到 [/]" in read_screen(app))


async def test_a_promise_whose_padding_is_being_used_up_is_told(desk: Desk, clock: FixedTime) -> None:
    desk.cases.assign([1, 2, 3], "小林")
    estimate = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    desk.promises.make(NewPromise("回电 [/]", estimate_at=estimate, case_id=2))
    async with queue(desk) as (pilot, app):
        clock.advance(minutes=20)
        await looked(pilot, app)
        assert app.rung == 0
        clock.advance(minutes=29)
        await looked(pilot, app)
        assert app.rung == 1
        await wait_until(pilot, lambda: "P-1 is nearly due: 回电 [/]" in read_screen(app))


async def test_no_bell_rings_at_midnight_and_what_it_was_is_told_in_the_morning(
    desk: Desk, clock: FixedTime
) -> None:
    desk.cases.assign([1, 2, 3], "小林")
    midnight = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
    desk.promises.make(NewPromise("夜里", due_at=midnight, case_id=2))
    async with queue(desk) as (pilot, app):
        clock.moment = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
        await looked(pilot, app)
        assert app.rung == 0
        clock.moment = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)
        await looked(pilot, app)
        assert app.rung == 1
        await wait_until(pilot, lambda: "P-1 has lapsed" in read_screen(app))


async def test_who_types_is_told_by_a_quiet_line(desk: Desk, clock: FixedTime, wait_for: WaitFor) -> None:
    async with queue(desk) as (pilot, app):
        await pilot.press("f2")
        await wait_for(pilot, lambda: not isinstance(app.screen, QueueScreen))
        await wait_for(pilot, lambda: app.focused is not None)
        clock.advance(minutes=61)
        await looked(pilot, app)
        await wait_for(pilot, lambda: "! 2 cases are late" in read_screen(app).splitlines()[-1])
        assert app.rung == 0
        assert not list(app._notifications)
