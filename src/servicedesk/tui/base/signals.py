"""A terminal that is closed, a machine that shuts down: the screens end as if somebody had left them."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress

ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, name))


def end_on_signals(end: Callable[[int], object]) -> None:
    """Have `end` called with the exit code of the signal, on the event loop, for each that asks to end."""
    loop = asyncio.get_running_loop()
    for number in ENDING:
        with suppress(NotImplementedError, RuntimeError, ValueError):
            # Windows has none of it, and the tests run the screens outside of the main thread.
            loop.add_signal_handler(number, end, 128 + number)
