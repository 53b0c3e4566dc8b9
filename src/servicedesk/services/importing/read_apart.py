"""Reading a large file in a process of its own, while this one writes: with two cores both go on at once.

The process is a copy of this one (fork) that does nothing but read, convert and compute: it never touches
the desk, and ends with its last row or with this process, whichever comes first. What it has done comes
through a pipe, and by how much of that still waits here it knows which of the two has time for what either
could do. Should it fail at anything, then the file is read again here from the beginning, and whatever is
wrong is told from here; but where it needs more memory than it may take, the import ends with that.
"""

import gc
import io
import marshal
import mmap
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, suppress
from itertools import count, islice
from queue import Queue
from typing import Any, BinaryIO, NamedTuple, TypeVar

from servicedesk.domain.errors import UsageError
from servicedesk.i18n import _
from servicedesk.services.importing import read_ahead

Row = TypeVar("Row")
Read = TypeVar("Read")

LEAST_BYTES = 2 << 20
"""A smaller file is read by the time that a process has begun to."""
_PACKED = 4
"""So many times as large is what stands in a workbook."""
_PIECE = 100
"""So many rows are sent at once."""
_MOST_WAITING = 60
"""So many pieces may wait for this process to take them."""
_MANY_WAITING = 20
"""With so many of them waiting the other process is ahead, and has time for more."""
_LARGE_PIECE = 1 << 20
"""Bytes of a piece; where rows are so long, fewer of them are sent at once."""
MOST_MEMORY = 1 << 30
"""Bytes that the other process may take beside what it shares with this one."""
_LENGTH_BYTES = 8
_COUNT_BYTES = 8
_PLAIN_ROWS, _ROWS, _TOLD, _NO_MEMORY = b"p", b"r", b"t", b"m"
"""With which of these a block begins says what it holds."""


class Source(NamedTuple):
    """Rows that can be read in another process."""

    rows: Callable[[], Iterator[Any]]
    """Begins anew each time."""
    file: BinaryIO
    """The file that they are read from."""
    told: Callable[[], Any]
    """What has been noted on the way, when all rows are read."""
    hear: Callable[[Any], None]
    """Takes what was noted elsewhere for noted here."""
    pack: Callable[[Any, Any], Any]
    """Makes what passes through a pipe of a row and what was read of it; fastest are plain values."""
    unpack: Callable[[Any], tuple[Any, Any]]
    has_time: Callable[[bool], None] = lambda _has_time: None
    """Hears in the other process whether it has time for what could be done in this one as well."""
    again: Callable[[], None] = lambda: None
    """Lets `rows` begin anew in this process, where the other one has failed."""


def is_worth_it(file: BinaryIO, *, is_packed: bool = False) -> bool:
    """Whether another process can read the file, and is likely to be done sooner.

    `is_packed` says that the file is much smaller than what stands in it.
    """
    least = LEAST_BYTES // _PACKED if is_packed else LEAST_BYTES
    # A copy of a process with several threads may find a lock held by one that it has not.
    if not (sys.platform == "linux" and isinstance(file, io.BufferedReader) and _is_alone()):
        return False
    with suppress(OSError, ValueError):
        return len(os.sched_getaffinity(0)) > 1 and os.fstat(file.fileno()).st_size >= least
    return False


def _is_alone() -> bool:
    return threading.active_count() == 1


def batches(
    source: Source, read: Callable[[Row], Read], size: int
) -> Generator[list[tuple[Row, Read]], None, None]:
    """The rows with what `read` makes of them, `size` at a time; as read_ahead.batches().

    Raises UsageError where reading them needs more memory than it may.
    """
    done = 0
    with closing(_Process(source, read)) as process, read_ahead.sharing_one_interpreter():
        batch: list[tuple[Row, Read]] = []
        for piece in process.pieces():
            batch.extend(map(source.unpack, piece))
            while len(batch) >= size:
                done += 1
                yield batch[:size]
                del batch[:size]
        if process.has_told:
            source.hear(process.told)
            if batch:
                yield batch
            return
    del batch
    source.again()
    with closing(read_ahead.batches(source.rows(), read, size)) as again:
        yield from islice(again, done, None)


class _Process:
    """The process that reads, as this one sees it."""

    def __init__(self, source: Source, read: Callable[[Any], Any]) -> None:
        self.has_told = False
        """Whether it has come to its end."""
        self.told: Any = None
        self._pieces: Queue[bytes] = Queue(_MOST_WAITING)
        self._is_over = False
        self._taken = mmap.mmap(-1, _COUNT_BYTES)
        """How many pieces have been taken, for the other process to see."""
        ours, theirs = os.pipe()
        self._number = os.fork()
        if not self._number:
            _live(source, read, ours, theirs, self._taken)
        os.close(theirs)
        self._pipe = os.fdopen(ours, "rb", buffering=1 << 20)
        self._thread = threading.Thread(target=self._listen, name="read-apart", daemon=True)
        self._thread.start()

    def pieces(self) -> Iterator[list[Any]]:
        """What it sends, as long as it does."""
        for number in count(1):
            block = self._pieces.get()
            if not block:
                return
            self._taken[:] = number.to_bytes(_COUNT_BYTES)
            sign, written = block[:1], memoryview(block)[1:]
            if sign == _NO_MEMORY:
                raise UsageError(
                    _("The file needs more memory than its reading may take: its rows are too long."),
                    _("Take out of them what is none of the records, or split the file."),
                )
            # Our own copy has written it.
            held = marshal.loads(written) if sign == _PLAIN_ROWS else pickle.loads(written)  # noqa: S301, S302
            if sign == _TOLD:
                self.has_told, self.told = True, held
                return
            yield held

    def close(self) -> None:
        """End it, if it is at work still."""
        self._is_over = True
        with suppress(ProcessLookupError):
            os.kill(self._number, signal.SIGKILL)
        while self._thread.is_alive():
            with suppress(Exception):
                self._pieces.get_nowait()
            self._thread.join(0.01)
        self._pipe.close()
        self._taken.close()
        with suppress(ChildProcessError):
            os.waitpid(self._number, 0)

    def _listen(self) -> None:
        """Take from the pipe what comes, so that the process need not wait for us."""
        block = b" "
        while block and not self._is_over:
            try:
                length = int.from_bytes(self._pipe.read(_LENGTH_BYTES))
                block = self._pipe.read(length)
            except (OSError, MemoryError):
                block = b""
            self._pieces.put(block if len(block) == length else b"")


def _live(source: Source, read: Callable[[Any], Any], theirs: int, ours: int, taken: "mmap.mmap") -> None:
    """The whole life of the other process; it never returns."""
    status = 1
    try:
        # Who presses Ctrl-C means the process that can tell of it; that one ends this.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        gc.disable()
        os.close(theirs)
        _reopen(source.file)
        _limit_memory()
        with os.fdopen(ours, "wb", buffering=0) as pipe:
            try:
                _send_all(source, read, pipe, taken)
            except MemoryError:
                _send(pipe, _NO_MEMORY)
        status = 0
    except BaseException:
        status = 1
    finally:
        os._exit(status)


def _send_all(source: Source, read: Callable[[Any], Any], pipe: Any, taken: "mmap.mmap") -> None:
    rows, size = source.rows(), 1
    for sent in count():
        source.has_time(sent - int.from_bytes(taken[:]) >= _MANY_WAITING)
        piece = [source.pack(row, read(row)) for row in islice(rows, size)]
        if not piece:
            break
        block = _written(piece)
        size = max(size // 2, 1) if len(block) > _LARGE_PIECE else min(size * 2, _PIECE)
        _send(pipe, block)
    _send(pipe, _TOLD + pickle.dumps(source.told(), pickle.HIGHEST_PROTOCOL))


def _limit_memory() -> None:
    """Bound the address space: what this copy of a process has from the other one, and so much more."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - nothing else is imported here
            held = int(file.read().split()[0]) * resource.getpagesize()
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        bounds = [held + MOST_MEMORY, *(one for one in (soft, hard) if one != resource.RLIM_INFINITY)]
        resource.setrlimit(resource.RLIMIT_AS, (min(bounds), hard))


def _reopen(file: BinaryIO) -> None:
    """Read from a place of our own: the copy of a file goes on where the other process has left it."""
    number = file.fileno()
    anew = os.open(f"/proc/self/fd/{number}", os.O_RDONLY | os.O_CLOEXEC)
    os.lseek(anew, os.lseek(number, 0, os.SEEK_CUR), os.SEEK_SET)
    os.dup2(anew, number, inheritable=False)
    os.close(anew)


def _written(piece: list[Any]) -> bytes:
    try:
        return _PLAIN_ROWS + marshal.dumps(piece)
    except ValueError:
        # marshal takes half the time, and knows neither times nor what is much like a text.
        return _ROWS + pickle.dumps(piece, pickle.HIGHEST_PROTOCOL)


def _send(pipe: Any, block: bytes) -> None:
    left = memoryview(len(block).to_bytes(_LENGTH_BYTES) + block)
    while left:
        left = left[pipe.write(left) :]
