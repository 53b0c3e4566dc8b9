"""The process that reads a workbook for this one: started, limited, listened to, ended.

Its rows come through an unnamed file, so that they can be read again and again while neither process holds
them; see workbook_child for what it says.
"""

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, cast

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.exchange.workbook_faults import damaged, fault, too_large, too_long
from servicedesk.i18n import _

_MODULE = "servicedesk.exchange.workbook_child"
_PIECE = 1 << 16
_LONGEST_MESSAGE = 64 << 20


_MOST_MEMORY = 2 << 30
_LEAST_MEMORY = 512 << 20


def _memory() -> int:
    """2 GiB, enough for a sheet of a million rows, but no more than half of what the machine has."""
    try:
        has = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (OSError, ValueError):
        return _MOST_MEMORY
    return min(_MOST_MEMORY, max(_LEAST_MEMORY, has // 2))


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reading of one workbook may take."""

    memory: int = field(default_factory=_memory)
    """Bytes of address space."""
    cpu_seconds: int = 300
    wait_seconds: int = 300
    """How long we wait for it, in all: it may be stuck without using the processor."""
    disk: int = 8 << 30
    """Bytes of the rows."""


LIMITS = Limits()


class WorkbookProcess:
    """A workbook that is being read elsewhere. Every method raises UsageError when it cannot be."""

    def __init__(self, source: BinaryIO, sheet: str | None, head: int) -> None:
        self._limits = LIMITS
        self._rows = tempfile.TemporaryFile()  # noqa: SIM115 - close() closes it
        self._lock = Lock()
        self._blocks: list[tuple[int, int]] = []
        self._end: dict[str, Any] | None = None
        self._heard = bytearray()
        self._waited = 0.0
        asked = {
            "source": source.fileno(),
            "target": self._rows.fileno(),
            "sheet": sheet,
            "head": head,
            "memory": self._limits.memory,
            "seconds": self._limits.cpu_seconds,
            "disk": self._limits.disk,
        }
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                # -P: nothing is imported from the folder that the user stands in.
                [sys.executable, "-P", "-m", _MODULE, json.dumps(asked)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=(source.fileno(), self._rows.fileno()),
                env=_environment(),
            )
        except OSError as error:
            self._rows.close()
            raise ServiceDeskError(
                _("The workbook cannot be read: {reason}.").format(reason=error.strerror or "")
            ) from None
        self._answers = cast("BinaryIO", self._process.stdin)
        self._said = cast("BinaryIO", self._process.stdout)

    def look(self) -> dict[str, Any]:
        """What the workbook is: its `format`, its `sheets`, and which of them was `chosen`."""
        return self._next()

    def choose(self, sheet: int, first: int, width: int) -> None:
        """Read the rows of one sheet from the number `first` on, `width` cells of each."""
        try:
            self._answers.write(json.dumps({"sheet": sheet, "first": first, "width": width}).encode() + b"\n")
            self._answers.flush()
        except OSError:
            raise self._dead() from None

    def blocks(self) -> Iterator[tuple[list[int], list[list[str]], list[tuple[int, int]]]]:
        """The numbers of rows, their cells, and those that are too long, block by block."""
        place = 0
        while (where := self._block(place)) is not None:
            at, size = where
            place += 1
            yield json.loads(os.pread(self._rows.fileno(), size, at))

    @property
    def told(self) -> dict[str, Any]:
        """What was left out on the way, once all rows have been read."""
        return self._end or {}

    @property
    def heard(self) -> tuple[list[tuple[int, int]], dict[str, Any] | None]:
        """All that it has said of its rows so far, for a copy of this process that has not listened."""
        return self._blocks, self._end

    @heard.setter
    def heard(self, heard: tuple[list[tuple[int, int]], dict[str, Any] | None]) -> None:
        self._blocks, self._end = heard

    def close(self) -> None:
        """End the process, whatever it is doing, and let go of the rows."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for pipe in (self._answers, self._said):
            with suppress(OSError):
                pipe.close()
        self._rows.close()

    def _block(self, place: int) -> tuple[int, int] | None:
        with self._lock:
            while place >= len(self._blocks):
                if self._end is not None:
                    return None
                told = self._next()
                if told.get("end"):
                    self._end = told
                else:
                    self._blocks.append((told["at"], told["size"]))
            return self._blocks[place]

    def _next(self) -> dict[str, Any]:
        """The next thing that the process says."""
        pipe = self._said.fileno()
        poll = select.poll()
        poll.register(pipe, select.POLLIN)
        while (end := self._heard.find(b"\n")) < 0:
            began = time.monotonic()
            left = self._limits.wait_seconds - self._waited
            ready = left > 0 and poll.poll(left * 1000)
            self._waited += time.monotonic() - began
            if not ready:
                self._process.kill()
                raise too_long()
            piece = os.read(pipe, _PIECE)
            if not piece or len(self._heard) > _LONGEST_MESSAGE:
                raise self._dead()
            self._heard += piece
        line = bytes(self._heard[:end])
        del self._heard[: end + 1]
        try:
            told: dict[str, Any] = json.loads(line)
        except ValueError:
            raise damaged() from None
        if "error" in told:
            raise fault(told)
        return told

    def _dead(self) -> ServiceDeskError:
        """Why the process ended without a word."""
        with suppress(OSError):
            self._answers.close()
        try:
            status = self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        if status == -signal.SIGXCPU:
            return too_long()
        # Rust aborts when it gets no memory, the system kills what takes too much of it, and Python, which
        # tells of every other fault, ends with 1 where there is none left to tell it with.
        if status in {-signal.SIGABRT, -signal.SIGKILL, -signal.SIGXFSZ, 134, 1}:
            return too_large()
        return damaged()


def _environment() -> dict[str, str]:
    """What the process is told: nothing of ours, but where the program is."""
    here = str(Path(__file__).resolve().parents[2])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SERVICEDESK_")}
    path = os.pathsep.join(part for part in (here, kept.get("PYTHONPATH", "")) if part)
    return kept | {"PYTHONPATH": path, "PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8"}
