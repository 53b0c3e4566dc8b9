"""Every file of a folder through `import auto`, as somebody would who brings all old files at once.

    .venv/bin/python -m bench.folder DIR [--seconds 120] [--memory 2048] [--json FILE]

Each file meets a new, empty desk, in processes of its own under limits. It is tried first (`--dry-run`);
where it has rows of ours it is taken in, taken in once more, and taken back. A file is well if each run ends
with one of the documented exit codes, without a traceback and within its limits; if new, updated, unchanged
and rejected rows add up to those read, in the trial as in the import; if the second run has nothing new and
nothing to update; and if nothing is left after the undo. The folder itself is never written to. Exit 1 if a
file is not well.
"""

import argparse
import json
import os
import resource
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from servicedesk.domain import errors
from servicedesk.storage.schema_map import TABLE_BY_KIND

MEGABYTE = 1 << 20
DONE_BUT = 3
"""The exit code of what was done with a remark, such as rejected rows."""


@dataclass
class Ended:
    """How a process ended: its exit code (negative: by that signal), seconds, megabytes, what it printed."""

    code: int
    seconds: float
    megabytes: float
    out: str
    err: str

    def report(self) -> dict[str, Any]:
        """The report of an import; empty where it printed none."""
        try:
            told = json.loads(self.out or "{}")
        except ValueError:
            return {}
        return told if isinstance(told, dict) else {}


@dataclass
class Tried:
    """What became of one file."""

    name: str
    kind: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0
    megabytes: float = 0
    code: int = 0
    said: str = ""
    """Why it was refused."""
    faults: list[str] = field(default_factory=list)
    """What is not well with it."""


def exit_codes() -> set[int]:
    """All that a run may end with."""
    found = {0, DONE_BUT}
    classes = [errors.ServiceDeskError]
    while classes:
        one = classes.pop()
        found.add(one.exit_code)
        classes += one.__subclasses__()
    return found


class Trial:
    """Runs the program for one file after another, each with a desk of its own."""

    def __init__(self, seconds: int, megabytes: int) -> None:
        self.seconds = seconds
        self.megabytes = megabytes
        self.codes = exit_codes()

    def of(self, path: Path, name: str) -> Tried:
        """Try one file, take it in if it has rows of ours, twice, and take it back."""
        tried = Tried(name)
        with tempfile.TemporaryDirectory(prefix="servicedesk-folder-") as folder:
            self._go_through(path, Path(folder), tried)
        return tried

    def _go_through(self, path: Path, place: Path, tried: Tried) -> None:
        rejects = place / "rejects.csv"
        take = ("import", "auto", str(path.resolve()), "--rejects", str(rejects))
        trial = self._run(place, tried, *take, "--dry-run")
        told = trial.report()
        tried.code, tried.kind, tried.counts = trial.code, str(told.get("kind", "")), _counts(told)
        if not told:
            tried.said = _reason(trial)
            if trial.code in {0, DONE_BUT}:
                tried.faults.append("no report")
            return
        _require_sum(tried, tried.counts)
        if not tried.counts["new"]:
            return
        done = self._run(place, tried, *take)
        if _counts(done.report()) != tried.counts:
            tried.faults.append(f"trial and import differ: {_counts(done.report())}")
            return
        again = _counts(self._run(place, tried, *take).report())
        _require_sum(tried, again)
        if again["new"] or again["updated"]:
            tried.faults.append(f"second run: {again['new']} new, {again['updated']} updated")
        for run in self._runs(place, tried):
            self._run(place, tried, "import", "undo", run)
        with sqlite3.connect(place / "desk.db") as desk:
            rows = {table: _rows_of(desk, table) for table in TABLE_BY_KIND.values()}
        if left := {table: number for table, number in rows.items() if number}:
            tried.faults.append(f"left after undo: {left}")

    def _runs(self, place: Path, tried: Tried) -> list[str]:
        """The runs that can be taken back, the last first."""
        listed = json.loads(self._run(place, tried, "import", "runs").out or "[]")
        numbers = [str(row["run"]) for row in listed]
        return sorted(numbers, key=lambda number: int(number.removeprefix("R-")), reverse=True)

    def _run(self, place: Path, tried: Tried, *words: str) -> Ended:
        ended = self._ended(place, "--json", *words)
        tried.seconds += ended.seconds
        tried.megabytes = max(tried.megabytes, ended.megabytes)
        what = " ".join(words[:2])
        if ended.code < 0:
            tried.faults.append(f"{what}: ended by signal {-ended.code}")
        elif ended.code not in self.codes:
            tried.faults.append(f"{what}: exit {ended.code}")
        if "Traceback (most recent call last)" in ended.err + ended.out:
            tried.faults.append(f"{what}: traceback")
        return ended

    def _ended(self, place: Path, *words: str) -> Ended:
        command = [sys.executable, "-m", "servicedesk", "--db", str(place / "desk.db"), *words]
        own = {name: str(place / name.lower()) for name in _OWN_FOLDERS}
        env = {**os.environ, **own, "PYTHONUTF8": "1"}

        began = time.monotonic()
        with (place / "out").open("w+b") as out, (place / "err").open("w+b") as err:
            with subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=env
            ) as process:
                resource.prlimit(process.pid, resource.RLIMIT_AS, (self.megabytes * MEGABYTE,) * 2)
                code, used = _wait(process, began + self.seconds)
            texts = [(file.seek(0), file.read().decode("utf-8", "replace"))[1] for file in (out, err)]
        return Ended(code, time.monotonic() - began, used / 1024, *texts)


_OWN_FOLDERS = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")


def _wait(process: "subprocess.Popen[bytes]", until: float) -> tuple[int, float]:
    """The exit code and the most memory (kB) of a process, which is ended if it takes too long."""
    while True:
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, usage.ru_maxrss
        if time.monotonic() > until:
            process.kill()
            until = float("inf")
        time.sleep(0.01)


def _rows_of(desk: sqlite3.Connection, table: str) -> int:
    return int(desk.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _counts(told: dict[str, Any]) -> dict[str, int]:
    return {name: int(told.get(name) or 0) for name in ("read", "new", "updated", "unchanged", "rejected")}


def _require_sum(tried: Tried, counts: dict[str, int]) -> None:
    if counts["read"] != sum(counts.values()) - counts["read"]:
        tried.faults.append(f"rows do not add up: {counts}")


def _reason(ended: Ended) -> str:
    """What was said when nothing was taken, in one line."""
    for line in reversed(ended.err.strip().splitlines()):
        try:
            told = json.loads(line)
        except ValueError:
            continue
        if isinstance(told, dict) and "message" in told:
            return str(told["message"])
    return ended.err.strip().splitlines()[-1] if ended.err.strip() else ""


def files(folder: Path) -> Iterator[Path]:
    """The plain files of a folder and those in it, by name."""
    for path in sorted(folder.rglob("*")):
        if stat.S_ISREG(path.lstat().st_mode) and not path.name.startswith("."):
            yield path


def show(all_tried: list[Tried]) -> None:
    """Print the table."""
    table = Table(box=None, pad_edge=False)
    for name in ("file", "kind"):
        table.add_column(name, overflow="fold")
    for name in ("exit", "read", "new", "rejected", "s", "MB"):
        table.add_column(name, justify="right")
    table.add_column("said", overflow="fold")
    for one in all_tried:
        numbers = [str(one.counts.get(name, "")) for name in ("read", "new", "rejected")]
        said = Text("; ".join(one.faults), "bold red") if one.faults else Text(one.said, "dim")
        cells = (str(one.code), *numbers, f"{one.seconds:.1f}", f"{one.megabytes:.0f}")
        table.add_row(Text(one.name), one.kind, *cells, said)
    Console(width=None if sys.stdout.isatty() else 160).print(table)


def main() -> int:
    """Go through the folder, print the table and one line; 1 if a file is not well."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=int, default=120, help="for each run of the program")
    parser.add_argument("--memory", type=int, default=2048, help="megabytes of address space of each run")
    parser.add_argument("--json", type=Path, help="write the figures there, too")
    asked = parser.parse_args()
    if not asked.folder.is_dir():
        parser.error(f"{asked.folder} is no folder")
    trial = Trial(asked.seconds, asked.memory)
    all_tried = [trial.of(path, str(path.relative_to(asked.folder))) for path in files(asked.folder)]
    show(all_tried)
    if asked.json:
        whole = [vars(one) for one in all_tried]
        asked.json.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", "utf-8")
    taken = sum(1 for one in all_tried if one.counts.get("new"))
    bad = sum(1 for one in all_tried if one.faults)
    print(
        f"{len(all_tried)} files: {taken} with rows of ours, {len(all_tried) - taken} refused, {bad} not well"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
