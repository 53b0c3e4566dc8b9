"""A signal that is to end the program when a command has just been saved: its answer is that it is done.

Until then a signal ends the program as it always does, and nothing is changed. From the moment of saving on,
a commit or the name of a file, it is noted only: what is left to do is to give names to more files and to say
what was done, and whoever asked is not told that nothing came of it. A further commit of the same command is
one more place to end at.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, name))

_before: dict[int, Any] = {}
"""What each signal did before it was held back."""
_noted: list[int] = []


@contextmanager
def saving(*, is_rest: bool = False) -> Iterator[None]:
    """Hold back what ends the program while this is done, and afterwards unless it fails.

    What is the rest of something that stands already (`is_rest`) is no place to end at.
    """
    if _noted and not is_rest:
        # Between two savings: the program ends before the second.
        _let_through()
    _hold()
    try:
        yield
    except BaseException:
        _let_through()
        raise


def release() -> None:
    """Nothing is held back any more, and what was noted is forgotten: for who goes on in the same process."""
    while _before:
        number, handler = _before.popitem()
        signal.signal(number, handler)
    _noted.clear()


def ignore() -> None:
    """Let what was held back be heard by nobody until the process is gone.

    The interpreter takes its own handlers away at its end, a moment before that, but not this.
    """
    for number in _before:
        signal.signal(number, signal.SIG_IGN)


def _hold() -> None:
    # Outside of the main thread nothing can be held back.
    with suppress(ValueError):
        for number in ENDING:
            held = signal.getsignal(number)
            if held is not signal.SIG_IGN and number not in _before:
                signal.signal(number, _note)
                _before[number] = held


def _note(number: int, _frame: FrameType | None) -> None:
    _noted.append(number)


def _let_through() -> None:
    """Have a signal that was noted do now what it would have done."""
    noted = _noted[:1]
    release()
    for number in noted:
        os.kill(os.getpid(), number)
