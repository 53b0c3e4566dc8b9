"""Reading the next batch while the database works on this one."""

import gc
import sys
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

Row = TypeVar("Row")
Read = TypeVar("Read")

_SWITCH_SECONDS = 0.001


def batches(
    rows: Iterator[Row], read: Callable[[Row], Read], size: int
) -> Generator[list[tuple[Row, Read]], None, None]:
    """The rows with what `read` makes of them, `size` at a time, always one batch ahead."""

    def read_batch() -> list[tuple[Row, Read]]:
        return [(row, read(row)) for row in islice(rows, size)]

    with ThreadPoolExecutor(1, "read-ahead") as thread, sharing_one_interpreter():
        coming = thread.submit(read_batch)
        while batch := coming.result():
            coming = thread.submit(read_batch)
            yield batch


@contextmanager
def sharing_one_interpreter() -> Iterator[None]:
    """Let a statement that has ended go on soon, and nobody look for cycles among millions of cells."""
    interval, collects = sys.getswitchinterval(), gc.isenabled()
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.disable()
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        if collects:
            gc.enable()
