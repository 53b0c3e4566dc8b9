"""The service clock: a case explained, the queue by urgency, every deadline after a changed calendar.

.venv/bin/python -m bench.clocks [CASES ...]
"""

import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from servicedesk.domain.cases import OPEN_STATES

from bench import million
from bench.measuring import large_desk, medians, milliseconds, tell
from servicedesk.services.context import Clock
from servicedesk.services.desk import Desk
from servicedesk.settings import Settings
from servicedesk.storage.schema_map import CLOCK_COLUMNS

ROUNDS = 15
COMPLAINTS = "kind:complaint is:open -is:snoozed"
ORDERS = ("urgency", "deadline", "newest")
"""The last needs no index of its own: it is the floor of the others."""


def main(sizes: list[int]) -> None:
    figures: dict[str, Any] = {}
    for size in sizes:
        figures[str(size)] = reading(size) | recomputing(size)
    last = figures[str(sizes[-1])]
    tell(
        "clocks",
        figures,
        f"One case explained in {last['ms']['explain']:.1f} ms ({last['explain_ratio']:.1f} x reading it)."
        f" First 50 of {sizes[-1]} cases by urgency in {last['ms']['first_urgency']:.1f} ms,"
        f" {last['urgency_ratio']:.2f} x newest first; by deadline {last['deadline_ratio']:.2f} x."
        f" After a changed calendar {last['recomputed']} deadlines in {last['recompute_s']:.1f} s,"
        f" {last['us_a_case']:.0f} us each, {last['recompute_ratio']:.1f} x writing as many rows.",
    )


def reading(size: int) -> dict[str, Any]:
    """What is asked of the clocks while nothing changes."""
    with large_desk(size) as desk:
        case_id = desk.lists.ids("case", COMPLAINTS, limit=1)[0]
        works = {"get": partial(desk.cases.get, case_id), "explain": partial(desk.clocks.explain, case_id)}
        for order in ORDERS:
            works[f"first_{order}"] = partial(desk.lists.ids, "case", COMPLAINTS, order=order, limit=50)
            works[f"all_{order}"] = partial(desk.lists.ids, "case", COMPLAINTS, order=order)
        works["count_overdue"] = partial(desk.lists.count, "case", "is:overdue")
        works["count_all_overdue"] = partial(desk.lists.count, "case", "is:overdue", up_to=size)
        times = medians(works, ROUNDS)
        found = len(desk.lists.ids("case", COMPLAINTS))
    return {
        "complaints": found,
        "ms": {name: milliseconds(seconds) for name, seconds in times.items()},
        "explain_ratio": round(times["explain"] / times["get"], 2),
        "urgency_ratio": round(times["all_urgency"] / times["all_newest"], 2),
        "deadline_ratio": round(times["all_deadline"] / times["all_newest"], 2),
    }


def recomputing(size: int) -> dict[str, Any]:
    """Another lunch break: every case that has not ended gets another deadline, all or none."""
    settings = Settings.load({}, timezone="Asia/Shanghai", actor="anna", lang="en")
    with tempfile.TemporaryDirectory(dir=million.RESULTS) as folder:
        path = million.copy(million.desk(cases=size), Path(folder) / "desk.db")
        with Desk.open(settings, path=path, clock=Clock(lambda: million.NOW)) as desk:
            count = desk.clocks.refresh_all()
            began = time.perf_counter()
            writing_alone(desk)
            floor = time.perf_counter() - began
            text = desk.policies.text("calendar").replace('"09:00-12:00"', '"09:00-11:30"')
            began = time.perf_counter()
            desk.policies.set("calendar", text)
            taken = time.perf_counter() - began
    return {
        "recomputed": count,
        "recompute_s": round(taken, 2),
        "us_a_case": round(taken / count * 1e6, 1),
        "recompute_ratio": round(taken / floor, 1),
    }


def writing_alone(desk: Desk) -> None:
    """Write as many rows with as many columns as the recomputing does, computing nothing."""
    names = ", ".join(CLOCK_COLUMNS)
    assignments = ", ".join(f"{name} = ?" for name in CLOCK_COLUMNS)
    with desk.store.writer("bench", million.NOW) as transaction:
        db = transaction.connection
        found = db.execute(f"SELECT {names}, id FROM cases WHERE state IN {OPEN_STATES}").fetchall()
        rows = [("2027-01-04T01:00:00Z", row[1], row[2], row[3] + 1, *row[4:]) for row in found]
        db.executemany(f"UPDATE cases SET {assignments} WHERE id = ?", rows)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [100_000, 1_000_000])
