"""Four processes that write at once, against one: errors of locking, and actions a second.

.venv/bin/python -m bench.writers [SECONDS]
"""

import multiprocessing
import statistics
import sys
import tempfile
import time
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any

from bench.measuring import milliseconds, tell
from servicedesk.domain.errors import BusyError
from servicedesk.services.calls import NewCall
from servicedesk.services.desk import Desk
from servicedesk.settings import Settings

WRITERS = 4
ROUNDS = 3


def write(path: Path, seconds: float, told: "SimpleQueue[Any]") -> None:
    """Save calls with their cases for so long; tell how many were refused, and how long each took."""
    settings = Settings.load({}, timezone="Asia/Shanghai", actor="anna", lang="en")
    locked, taken = 0, []
    with Desk.open(settings, path=path) as desk:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            began = time.perf_counter()
            try:
                desk.calls.log(NewCall("李伟 138 0000 1111", "空调漏水 again", priority=3, labels=["漏水"]))
            except BusyError:
                locked += 1
            taken.append(time.perf_counter() - began)
    told.put((locked, taken))


def together(count: int, seconds: float) -> tuple[int, list[float]]:
    """`count` writers on one new file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        told: SimpleQueue[Any] = multiprocessing.SimpleQueue()
        writers = [
            multiprocessing.Process(target=write, args=(path, seconds, told)) for _turn in range(count)
        ]
        for writer in writers:
            writer.start()
        found = [told.get() for _writer in writers]
        for writer in writers:
            writer.join()
    return sum(locked for locked, _taken in found), [one for _locked, taken in found for one in taken]


def main(seconds: float) -> None:
    locked, rates, waits = 0, {1: [], WRITERS: []}, {1: [], WRITERS: []}  # type: ignore[var-annotated]
    for _round in range(ROUNDS):
        for count in (1, WRITERS):
            refused, taken = together(count, seconds)
            locked += refused
            rates[count].append(len(taken) / seconds)
            waits[count] += taken
    one, four = statistics.median(rates[1]), statistics.median(rates[WRITERS])
    tell(
        "writers",
        {
            "seconds": seconds,
            "locked_errors": locked,
            "actions_per_second": {"one": round(one), "four": round(four)},
            "ratio": round(four / one, 2),
            "ms_of_four": {
                "median": milliseconds(statistics.median(waits[WRITERS])),
                "p99": milliseconds(sorted(waits[WRITERS])[len(waits[WRITERS]) * 99 // 100]),
                "longest": milliseconds(max(waits[WRITERS])),
            },
        },
        f"{WRITERS} processes: {locked} locked errors (target 0), {four:.0f} actions a second,"
        f" {four / one:.2f} x of one.",
    )


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 5.0)
