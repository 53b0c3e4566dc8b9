"""Other processes for tests: forked, so that they start at once, told apart by pipes, killed by number."""

import os
import signal
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

Tell = Callable[[str], None]


class Child:
    """A process that runs `work(tell)`; what it tells are lines that arrive also if it is killed after."""

    def __init__(self, work: Callable[[Tell], Any]) -> None:
        reading, writing = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(reading)
            # Nothing of the parent's may run in the child, neither its cleaning up nor its report.
            code = 1
            try:
                work(lambda line: os.write(writing, f"{line}\n".encode()) and None)
                code = 0
            except BaseException:
                os.write(writing, f"failed {traceback.format_exc()}".encode())
            finally:
                os._exit(code)
        os.close(writing)
        self._out = os.fdopen(reading, "rb", buffering=0)
        self._told = b""
        self.code: int | None = None

    def wait_for(self, count: int = 1) -> list[str]:
        """Read until `count` lines were told; AssertionError if it ends before."""
        while self._told.count(b"\n") < count:
            part = self._out.read(4096)
            assert part, f"ended after {self._told!r}"
            self._told += part
        return self._told.decode().splitlines()

    def kill(self) -> list[str]:
        """kill -9; return every line that it told before."""
        os.kill(self.pid, signal.SIGKILL)
        return self.finish()

    def finish(self) -> list[str]:
        """Wait for its end; return every line that it told."""
        while part := self._out.read(65536):
            self._told += part
        self._out.close()
        if self.code is None:
            _pid, status = os.waitpid(self.pid, 0)
            self.code = os.waitstatus_to_exitcode(status)
        return self._told.decode().splitlines()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)
            self.finish()


def run_all(works: list[Callable[[Tell], Any]]) -> list[list[str]]:
    """Run all at once; return what each told. AssertionError if one failed."""
    children = [Child(work) for work in works]
    told = [child.finish() for child in children]
    failed = [lines for child, lines in zip(children, told, strict=True) if child.code != 0]
    assert failed == []
    return told
