"""Standard output once something is saved: that it cannot be written to ends no command any more.

What is left of the answer is dropped, and the command goes on to its end and its exit code: that it is done,
or done but not whole.
"""

import sys
from collections.abc import Iterable
from typing import Any, TextIO, cast

_before: list[TextIO] = []
"""Standard output as it was."""


class Answer:
    """Standard output for whoever is not to fail by it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.fault: OSError | None = None
        """Why the answer, or the rest of it, was dropped."""

    def write(self, text: str) -> int:
        """Write, or drop."""
        if self.fault is None:
            try:
                return self._stream.write(text)
            except OSError as error:
                self.fault = error
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write or drop each."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Pass on what is written; once that fails the rest is dropped."""
        if self.fault is None:
            try:
                self._stream.flush()
            except OSError as error:
                self.fault = error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def keep_to_the_end() -> None:
    """From now on nothing fails because standard output does."""
    if not isinstance(sys.stdout, Answer):
        _before.append(sys.stdout)
        sys.stdout = cast("TextIO", Answer(sys.stdout))


def fault() -> OSError | None:
    """Why the answer of what was saved could not be written; None where it was, or nothing was saved."""
    return sys.stdout.fault if isinstance(sys.stdout, Answer) else None


def release() -> None:
    """Standard output is what it was: for who goes on in the same process."""
    while _before:
        sys.stdout = _before.pop()
