"""The real program in a pseudo-terminal: keys in, every byte out, and the screen that the bytes draw.

Nothing here sleeps: `until` reads what the program writes until the screen shows what is waited for.
"""

import base64
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

from tests.hostile.hostile import FORBIDDEN

PATIENCE = 60.0
"""Seconds after which something that never happens is a failure; the machine may be busy."""

KEYS = {
    "esc": b"\x1b",
    "enter": b"\r",
    "tab": b"\t",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "pagedown": b"\x1b[6~",
    "pageup": b"\x1b[5~",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "f1": b"\x1bOP",
    "f2": b"\x1bOQ",
    "f3": b"\x1bOR",
    "backspace": b"\x7f",
    "ctrl+s": b"\x13",
    "ctrl+q": b"\x11",
    "ctrl+p": b"\x10",
    "ctrl+t": b"\x14",
    "ctrl+n": b"\x0e",
}

# What Textual's driver and renderer write: modes, questions for modes, styles, places of the cursor.
_MODES = "25|7|1000|1003|1004|1006|1015|1049|2004|2026|2048"
_ALLOWED = re.compile(
    rf"\x1b\[\?(?:{_MODES})[hl]"
    r"|\x1b\[\?(?:2026|2048)\$p"
    r"|\x1b\[[0-9;]*m"
    r"|\x1b\[[0-9]+;[0-9]+H"
    r"|\x1b\[[0-9]*[ABCD]"
    r"|\x1b\[<u"
    r"|\x1b\]52;c;(?P<copied>[A-Za-z0-9+/=]*)\x07"
    r"|\x1b\]22;[a-z-]+\x07"
    r"|[\r\n]"
)

_WITHOUT_WIDTH = re.compile(
    "[\u00ad\u0488\u0489\u115f\u20d0-\u20ff\u180e\u200b-\u200d\ufe0f\U000e0000-\U000e007f]"
)


class Stream:
    """Everything that the program wrote to its terminal."""

    def __init__(self, written: bytes) -> None:
        self.text = written.decode("utf-8")
        """Strictly decoded: a byte that is no UTF-8 never comes from the program."""
        self.copied: list[str] = []
        """What was put on the clipboard."""
        self.shown = _ALLOWED.sub(self._note_copied, self.text)
        """The text without the sequences that Textual writes by itself."""

    def _note_copied(self, found: re.Match[str]) -> str:
        copied = found.group("copied")
        if copied is not None:
            self.copied.append(base64.b64decode(copied).decode("utf-8"))
        return "" if found.group() != "\n" else "\n"

    @property
    def harm(self) -> list[str]:
        """Each control that is not Textual's own, with what stands around it."""
        return [
            self.shown[max(0, found.start() - 20) : found.end() + 20]
            for found in re.finditer(f"{FORBIDDEN.pattern}|\x1b|\t", self.shown)
        ]


class Terminal:
    """One run of the program."""

    def __init__(
        self,
        database: Path,
        *arguments: str,
        size: tuple[int, int] = (80, 24),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start `servicedesk --db DATABASE ARGUMENTS` with 80 columns and 24 lines."""
        self.database = database
        self.written = bytearray()
        self._screen = pyte.Screen(*size)
        self._stream = pyte.Stream(self._screen)
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._master, slave = os.openpty()
        self._set_size(size)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "servicedesk", "--db", str(database), *arguments],
            # No thread of the tests holds a lock that this would need.
            preexec_fn=partial(os.login_tty, slave),  # noqa: PLW1509
            env=bare_environment(database.parent) | dict(environment or {}),
            close_fds=True,
            pass_fds=(slave,),
        )
        os.close(slave)

    # Keys

    def send(self, raw: bytes | str) -> None:
        """Type bytes, or text as UTF-8."""
        data = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else raw
        while data:
            # The program may be waiting to be read before it reads.
            self._read(0)
            _readable, writable, _failed = select.select([], [self._master], [], 1.0)
            if writable:
                sent = os.write(self._master, data[:512])
                data = data[sent:]

    def press(self, *keys: str) -> None:
        """Press keys by name, other words as they are."""
        for key in keys:
            self.send(KEYS.get(key, key.encode()))

    def paste(self, text: str) -> None:
        """Paste as a terminal does."""
        self.send(b"\x1b[200~" + text.encode("utf-8", "surrogateescape") + b"\x1b[201~")

    def click(self, column: int, line: int) -> None:
        """Press and release the left button at a cell, both counted from one."""
        self.send(f"\x1b[<0;{column};{line}M\x1b[<0;{column};{line}m")

    # What is seen

    @property
    def lines(self) -> list[str]:
        """The screen; a wide character takes its two cells as in a terminal."""
        width, height = self._screen.columns, self._screen.lines
        # Behind a wide character stands a cell without text.
        return ["".join(self._screen.buffer[y][x].data for x in range(width)).rstrip() for y in range(height)]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    def until(self, condition: Callable[[], object] | str, seconds: float = PATIENCE) -> None:
        """Read until the condition holds, or the words are seen."""
        holds = (lambda: condition in self.text) if isinstance(condition, str) else condition
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end or (not self._read(0.02) and self._process.poll() is not None):
                if holds():
                    return
                state = self._process.poll()
                raise AssertionError(f"never seen: {condition}; exit code {state}; the screen:\n{self.text}")

    def until_drawn(self, condition: Callable[[], object]) -> None:
        """Read until the condition holds of a picture that is whole: half of one may lack what comes next."""
        self.until(condition)
        while self._read(0.2):
            self.until(condition)

    def changed_by(self, *keys: str) -> None:
        """Press keys and read until the screen is another."""
        before = self.text
        self.press(*keys)
        self.until(lambda: self.text != before)

    def stream(self) -> Stream:
        """Everything written; the program has ended, for before that the last character may be cut."""
        assert self._process.poll() is not None, "the program is still writing"
        return Stream(bytes(self.written))

    # The window and the process

    def resize(self, columns: int, lines: int) -> None:
        """Another size of the window."""
        self._screen.resize(lines, columns)
        self._set_size((columns, lines))

    def _set_size(self, size: tuple[int, int]) -> None:
        columns, lines = size
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def kill(self) -> None:
        """kill -9."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def tell(self, number: int) -> None:
        """Send a signal."""
        self._process.send_signal(number)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """The program does nothing meanwhile."""
        self.tell(signal.SIGSTOP)
        os.waitid(os.P_PID, self._process.pid, os.WSTOPPED | os.WNOWAIT)
        yield
        self.tell(signal.SIGCONT)

    def hang_up(self) -> int:
        """Close the terminal; the exit code."""
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, self._master)
        os.close(nothing)
        return self._process.wait(PATIENCE)

    def leave(self) -> int:
        """Quit by key; the exit code."""
        self.press("ctrl+q")
        return self.exit_code()

    def exit_code(self) -> int:
        """Wait for the end, reading to the last byte."""
        end = time.monotonic() + PATIENCE
        while self._process.poll() is None:
            self._read(0.05)
            if time.monotonic() > end:
                raise AssertionError(f"still running; the screen:\n{self.text}")
        while self._read(0.05):
            pass
        return self._process.returncode

    def _read(self, seconds: float) -> bool:
        """Take in what is there within `seconds`; whether there was something."""
        readable, _writable, _failed = select.select([self._master], [], [], seconds)
        if not readable:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:
            # Linux says so when the other end is closed.
            return False
        if not data:
            return False
        self.written += data
        # pyte drops what follows a character without width.
        self._stream.feed(_WITHOUT_WIDTH.sub("", self._decode(data)))
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self.kill()
        os.close(self._master)


def bare_environment(home: Path) -> dict[str, str]:
    """A bare machine: no setting of the developer's own reaches the program."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "COVERAGE_PROCESS_START"}}
    return kept | {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "TEXTUAL_ANIMATIONS": "none",
        "SERVICEDESK_TZ": "Asia/Shanghai",
        "SERVICEDESK_ACTOR": "anna",
        "SERVICEDESK_HOLIDAYS": "none",
    }
