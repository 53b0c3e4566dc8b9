"""When an app of a test has nothing more to do: by what is left to do, not by the clock.

Textual's pilot sleeps for 20 ms after each key and looks whether the processor was busy: half of what a
test of a screen takes, and too short on a busy machine. Here an app is at rest when

- the event loop has nothing that is ready to run, which every message and every task is that goes on,
- no call in a thread is under way (rows that are loaded, services that read or write),
- no timer of a moment runs that puts something off until after the picture,
- the palette, where it is open, has gathered what it offers, and
- the picture is painted.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
import textual.app
import textual.pilot
import textual.timer
from textual._context import active_app
from textual.app import App
from textual.command import CommandPalette
from textual.timer import Timer

A_MOMENT = 0.04
"""Seconds: timers that run for longer are waited for by what they bring."""
A_BREATH = 0.005
"""Seconds: who sleeps for less, as the keys in order do, looks again and again."""
LOOK = 0.001
"""Seconds between two looks. Looks are counted and no seconds, which pass faster on a busy machine."""
HELD = 200
"""Looks after which the calls in threads are thought to be held by their test."""
PATIENCE = 1000
"""Looks after which an app is thought to wait for something else: keys for a box that a test holds."""


class Restlessness:
    """What is under way in the threads and timers of this process."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.calls: set[Future[Any]] = set()
        self.timers: set[asyncio.Task[None]] = set()

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        """Know of every call in a thread and of every short timer from now on."""
        submit, tell, start = ThreadPoolExecutor.submit, Future._invoke_callbacks, Timer._start

        def submitted(pool: ThreadPoolExecutor, call: Callable[..., Any], /, *rest: Any, **named: Any) -> Any:
            future = submit(pool, call, *rest, **named)
            self.calls.add(future)
            if future.done():
                self.calls.discard(future)
            return future

        def told(future: "Future[Any]") -> None:
            # Only after whoever waits for it in the event loop has heard of it.
            tell(future)
            self.calls.discard(future)

        def started(timer: Timer) -> None:
            start(timer)
            if timer._repeat == 0 and timer._interval <= A_MOMENT and timer._task is not None:
                self.timers.add(timer._task)
                timer._task.add_done_callback(self.timers.discard)

        patch.setattr(ThreadPoolExecutor, "submit", submitted)
        patch.setattr(Future, "_invoke_callbacks", told)
        patch.setattr(Timer, "_start", started)
        patch.setattr(textual.timer, "sleep", _sleep_of_timer)
        patch.setattr(textual.app, "wait_for_idle", self.settle)
        patch.setattr(textual.pilot, "wait_for_idle", self.settle)

    async def settle(self, _least: float = 0, _most: float = 0) -> None:
        """Wait until the app is at rest; as wait_for_idle() of Textual, but for its times."""
        loop: Any = asyncio.get_running_loop()
        app = active_app.get()
        looks = 0
        while looks < PATIENCE:
            await asyncio.sleep(0)
            if loop._ready:
                continue
            if self.timers or self.calls or _breathes(loop) or _gathers(app):
                looks += 1
                if looks == HELD:
                    # Nobody waits again for what a test holds.
                    self.calls.clear()
                await asyncio.sleep(LOOK)
            elif app.screen._update_timer._active.is_set():
                app.screen._on_timer_update()
            else:
                return


def _gathers(app: App[Any]) -> bool:
    return any(isinstance(worker.node, CommandPalette) and not worker.is_finished for worker in app.workers)


async def _sleep_of_timer(delay: float) -> None:
    """As asyncio.sleep(), to be told from it."""
    loop = asyncio.get_running_loop()
    woken = loop.create_future()
    handle = loop.call_later(delay, _wake, woken)
    try:
        await woken
    finally:
        handle.cancel()


def _wake(sleeper: "asyncio.Future[None]") -> None:
    if not sleeper.done():
        sleeper.set_result(None)


def _breathes(loop: Any) -> bool:
    soon = loop.time() + A_BREATH
    return any(
        handle._when <= soon and handle._callback is not _wake and not handle._cancelled
        for handle in loop._scheduled
    )
