"""A folder for one run, which is removed at its end: also when a signal ends it."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from servicedesk.cli.frame.endings import ENDING


@contextmanager
def throw_away_folder() -> Iterator[Path]:
    """Its path; a signal that would end the program at once ends the block first, and with it the folder."""
    before = {number: signal.getsignal(number) for number in ENDING}
    _have_signals(_end)
    try:
        with TemporaryDirectory(prefix="servicedesk-", ignore_cleanup_errors=True) as folder:
            try:
                yield Path(folder)
            finally:
                # The screens leave the signals as the system made them; a second one waits for the removal.
                _have_signals(signal.SIG_IGN)
    finally:
        for number, handler in before.items():
            with suppress(ValueError, TypeError):
                signal.signal(number, handler)


def _have_signals(handler: object) -> None:
    # Outside of the main thread none can be set.
    with suppress(ValueError):
        for number in ENDING:
            if signal.getsignal(number) is not signal.SIG_IGN or handler is signal.SIG_IGN:
                signal.signal(number, handler)  # type: ignore[arg-type]  # a function or one of the two words


def _end(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
