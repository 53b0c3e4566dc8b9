"""How far a long command has come, on standard error: only on a terminal, and only after a second."""

import sys
from time import monotonic
from types import TracebackType
from typing import Any, Self

from servicedesk.cli.frame import context

PATIENCE = 1.0
"""Seconds that pass without a word."""


class Progress:
    """Called with the count so far; `words` say what is counted, with {count}."""

    def __init__(self, words: str) -> None:
        self.words = words
        self._began = monotonic()
        self._is_shown = sys.stderr.isatty() and not context.current().quiet
        self._bar: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, count: int) -> None:
        """Show the count."""
        if not self._is_shown or (self._bar is None and monotonic() - self._began < PATIENCE):
            return
        words = self.words.format(count=count)
        if self._bar is None:
            self._bar = _bar()
            self._bar.start()
            self._bar.add_task(words, total=None)
        self._bar.update(self._bar.task_ids[0], description=words)


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(bar_width=20), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    return Bar(*columns, console=Console(stderr=True, highlight=False), transient=True)
