"""How benches measure and tell: rounds in turn, medians, ratios within one run, JSON and one line."""

import json
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bench import million
from servicedesk.services.context import Clock
from servicedesk.services.desk import Desk
from servicedesk.settings import Settings

RESULTS = Path(__file__).parent / "results"


def large_desk(cases: int) -> Desk:
    """The shared desk, to be read, at the moment for which it was made."""
    settings = Settings.load({}, timezone="Asia/Shanghai", actor="anna", lang="en")
    return Desk.open(settings, path=million.desk(cases=cases), clock=Clock(lambda: million.NOW))


def medians(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median seconds of each work; they take turns, so that all meet the same machine."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            began = time.perf_counter()
            work()
            if number:  # the first round warms up
                taken[name].append(time.perf_counter() - began)
    return {name: statistics.median(times) for name, times in taken.items()}


def milliseconds(seconds: float) -> float:
    """Seconds as milliseconds, to the microsecond."""
    return round(seconds * 1000, 3)


def tell(name: str, figures: Mapping[str, Any], line: str) -> None:
    """Print the figures as JSON and one line on what they mean; keep the JSON in bench/results."""
    whole = {"bench": name, "python": platform.python_version(), **figures}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(whole, indent=2, ensure_ascii=False))
    print(line)
