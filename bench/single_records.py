"""What it costs that SQLAlchemy is the author of the statements on single records.

.venv/bin/python -m bench.single_records [ROUNDS]

Warm: the same saves with the texts made ahead and with those that SQLAlchemy makes from the tables, in turns
in one process. Cold: `call add` beside the import of the library that it does without. Keys: how long a key
waits in the queue while SQLModel is loaded behind it, in a new process each time.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.measuring import medians, milliseconds, tell
from servicedesk.services.calls import NewCall
from servicedesk.services.desk import Desk
from servicedesk.settings import Settings
from servicedesk.storage.dialect import SQLITE
from servicedesk.storage.statements import Author, MadeAhead, write_with

SAVES = 25
KEY_EVERY = 0.006
KEYS_FOR = 3.0
SETTLED_AFTER = 1.5
"""Seconds until what a first picture leaves for later is done."""


def settings(folder: Path) -> Settings:
    return Settings.load({}, db=str(folder / "desk.db"), timezone="Asia/Shanghai", actor="anna", lang="en")


def warm(folder: Path, rounds: int) -> dict[str, float]:
    """Seconds for SAVES calls and as many changes, by author."""
    from servicedesk.storage.tables.statements import FromTables

    with Desk.open(settings(folder)) as desk:

        def calls(author: Author) -> None:
            write_with(author)
            for _turn in range(SAVES):
                desk.calls.log(NewCall("李伟 138 0000 1111", "空调漏水", priority=3, labels=["漏水"]))

        def changes(author: Author) -> None:
            write_with(author)
            for number in range(SAVES):
                desk.cases.edit(1, {"description": f"{author} {number} {time.monotonic_ns()}"})

        made, live = MadeAhead(SQLITE), FromTables(SQLITE)
        return medians(
            {
                "call, made ahead": lambda: calls(made),
                "call, from tables": lambda: calls(live),
                "change, made ahead": lambda: changes(made),
                "change, from tables": lambda: changes(live),
            },
            rounds,
        )


def cold(folder: Path, rounds: int) -> dict[str, float]:
    """Seconds for whole commands."""
    environ = {**os.environ, "SERVICEDESK_DB": str(folder / "desk.db"), "SERVICEDESK_LANG": "en"}
    environ["SERVICEDESK_HOLIDAYS"] = "none"

    def command(*arguments: str) -> Callable[[], object]:
        return lambda: subprocess.run(
            [sys.executable, *arguments], env=environ, check=True, capture_output=True
        )

    return medians(
        {
            "python": command("-c", "pass"),
            "import sqlmodel": command("-c", "import sqlmodel"),
            "today": command("-m", "servicedesk", "today"),
            "call add": command("-m", "servicedesk", "call", "add", "138 0000 1234 空调漏水 !high @fri"),
        },
        rounds,
    )


def keys(folder: Path, rounds: int) -> dict[str, list[dict[str, float]]]:
    """Longest and median wait of a key in ms, and seconds of loading, with and without SQLModel."""
    found: dict[str, list[dict[str, float]]] = {"nothing loaded": [], "tables loaded": []}
    for _round in range(rounds):
        for name, told in found.items():
            code = "import sys; from bench.single_records import press_keys; press_keys(*sys.argv[1:])"
            done = subprocess.run(
                [sys.executable, "-c", code, str(folder), name], check=True, capture_output=True, text=True
            )
            told.append(json.loads(done.stdout.splitlines()[-1]))
    return found


def press_keys(folder: str, what: str) -> None:
    """Press a key every few milliseconds in the queue, loading meanwhile what the program loads."""
    from threading import Thread

    from textual.events import Key

    from servicedesk.tui.app import ServiceDeskApp
    from servicedesk.tui.frame import ticks
    from servicedesk.tui.lists.row_list import RowList

    ticks.TABLES_FIRST = 3600.0
    app = ServiceDeskApp(lambda: Desk.open(settings(Path(folder))), first_screen="queue")
    loading: list[float] = []

    def load() -> None:
        begun = time.perf_counter()
        ticks.load_tables(app.desk)
        loading.append(time.perf_counter() - begun)

    async def press() -> list[float]:
        async with app.run_test(size=(120, 40)) as pilot:
            while not (app.is_desk_open and app.screen.query(RowList)):
                await pilot.pause(0.01)
            rows = app.screen.query_one(RowList)
            while not rows.count:
                await pilot.pause(0.01)
            await pilot.pause(SETTLED_AFTER)
            waits: list[float] = []
            if what == "tables loaded":
                Thread(target=load, daemon=True).start()
            end, key = time.perf_counter() + KEYS_FOR, "j"
            while (due := time.perf_counter() + KEY_EVERY) < end:
                await asyncio.sleep(KEY_EVERY)
                at = rows.cursor_id
                app.post_message(Key(key, key))
                while rows.cursor_id == at:  # noqa: ASYNC110 - an event would be another thing to wait for
                    await asyncio.sleep(0)
                # From when it was to be pressed: another thread may have kept the loop from it.
                waits.append(time.perf_counter() - due)
                key = "k" if key == "j" else "j"
            return waits

    waits = asyncio.run(press())
    print(
        json.dumps(
            {
                "longest": milliseconds(max(waits)),
                "p99": milliseconds(sorted(waits)[len(waits) * 99 // 100]),
                "median": milliseconds(statistics.median(waits)),
                "load": round(loading[0], 2) if loading else 0.0,
            }
        )
    )


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        warmed, started, pressed = (
            warm(folder, rounds),
            cold(folder, rounds),
            keys(folder, max(3, rounds // 3)),
        )
    figures: dict[str, Any] = {
        "rounds": rounds,
        "warm_ratio": {
            what: round(warmed[f"{what}, from tables"] / warmed[f"{what}, made ahead"], 2)
            for what in ("call", "change")
        },
        "cold_ratio_to_import_sqlmodel": {
            what: round(seconds / started["import sqlmodel"], 2) for what, seconds in started.items()
        },
        "key_waits_ms": pressed,
    }
    longest = max(turn["longest"] for turn in pressed["tables loaded"])
    tell(
        "single_records",
        figures,
        f"warm: {figures['warm_ratio']} x of the texts made ahead (target 1.25);"
        f" `call add` {figures['cold_ratio_to_import_sqlmodel']['call add']} x of `import sqlmodel`;"
        f" longest key wait while loading {longest} ms (target 50).",
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
